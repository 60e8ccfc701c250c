#!/usr/bin/env python3
"""How long pages of a running workbench take: asks for each path so many times and prints the median, the 95th percentile and the size.

    python benchmarks/pages.py http://127.0.0.1:8484 --times 40 /dashboard "/search?type=ASSAULT"

Without paths: those of PATHS. The first time, when nothing is remembered yet, is told on its own and not counted.
"""

from __future__ import annotations

import argparse
import statistics
import time
import urllib.parse
import urllib.request

PATHS = (
    "/dashboard", "/dashboard?by=month&from=2014-01-01&to=2015-12-31", "/dashboard/refused", "/search", "/search?type=ASSAULT",
    "/search?words=الموصل", "/search?words=السعودية", "/search?words=قتل&type=ASSAULT&status=occurred",
    "/search?country=SY&from=2015-07-01&to=2015-07-31", "/search?place=حلب", "/search?actor=داعش", "/search?source=رويترز",
    "/search?outlet=aawsat", "/search?outlet=aawsat&sort=published&page=400", "/search?sort=killed", "/search?near=36.34,43.13,100",
    "/search?page=1900", "/search?as_of=2100-01-01", "/search?as_of=2100-01-01&words=قتل",
    "/search?origin=unnamed source&source_kind=anonymous", "/search?published_from=2015-07-22&published_to=2015-07-23",
)  # fmt: skip


def main() -> None:
    """Reads the command line and prints a line for each path."""
    parser = argparse.ArgumentParser(description="Times pages of a running workbench.")
    parser.add_argument("address", help="such as http://127.0.0.1:8484")
    parser.add_argument("paths", nargs="*", default=PATHS)
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_intermixed_args()
    print(f"{'first':>8} {'p50':>8} {'p95':>8} {'bytes':>9}  path   (milliseconds, {given.times} times)")
    for path in given.paths:
        first, size = asked(given.address, path)
        times = sorted(asked(given.address, path)[0] for _ in range(given.times))
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        print(f"{first:8.0f} {statistics.median(times):8.0f} {p95:8.0f} {size:9}  {path}", flush=True)


def asked(address: str, path: str) -> tuple[float, int]:
    """Milliseconds until the page was there, and its size."""
    asking = urllib.request.Request(address.rstrip("/") + urllib.parse.quote(path, safe="/?&=,%"), headers={"Accept": "text/html"})
    start = time.perf_counter()
    with urllib.request.urlopen(asking, timeout=120) as answer:
        size = len(answer.read())
    return (time.perf_counter() - start) * 1000, size


if __name__ == "__main__":
    main()
