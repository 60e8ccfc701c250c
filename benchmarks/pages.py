#!/usr/bin/env python3
"""How long pages of a served archive take: the 50th and 95th percentile of so many requests each, one after the other.

    rawi serve my-archive --port 8484 &
    benchmarks/pages.py http://127.0.0.1:8484 /incidents '/incidents?country=IQ&sort=origins' /incidents/in-0123456789abcdef

The time is from the request to the last byte of the answer, over one kept connection. Each path is asked for a few times before it counts.
"""

from __future__ import annotations

import argparse
import time
from http.client import HTTPConnection
from statistics import quantiles
from urllib.parse import urlsplit

WARM = 3


def timed(connection: HTTPConnection, path: str) -> tuple[float, int, int]:
    """Seconds, status and bytes of one answer."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html", "Accept-Language": "ar"})
    answer = connection.getresponse()
    body = answer.read()
    return time.perf_counter() - begun, answer.status, len(body)


def main() -> None:
    """Prints a line a path."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where the workbench answers")
    parser.add_argument("paths", nargs="+", metavar="path")
    parser.add_argument("--times", type=int, default=40, help="requests for each path")
    given = parser.parse_args()
    connection = HTTPConnection(urlsplit(given.address).netloc, timeout=60)
    print(f"{'p50 ms':>8} {'p95 ms':>8} {'status':>6} {'bytes':>9}  path")
    for path in given.paths:
        for _ in range(WARM):
            timed(connection, path)
        found = [timed(connection, path) for _ in range(max(2, given.times))]
        cuts = quantiles([seconds * 1000 for seconds, _, _ in found], n=20, method="inclusive")
        print(f"{cuts[9]:8.1f} {cuts[18]:8.1f} {found[-1][1]:>6} {found[-1][2]:>9}  {path}")


if __name__ == "__main__":
    main()
