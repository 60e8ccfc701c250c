#!/usr/bin/env python3
"""How the map bears 50,000 incidents: the server's answers, and frames and long tasks in a browser while it is panned.

    benchmarks/map.py ARCHIVE                     50,000 made-up incidents in a copy of a compared archive, each at a place of its own
    benchmarks/map.py ARCHIVE --incidents 5000 --no-browser

Times: the 50th and 95th percentile of 20 requests after the first, which is given by itself. In the browser (Chromium with a software
renderer): milliseconds between frames while the map is panned for three seconds, tasks of the page's own thread longer than 50 ms, nodes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
DRAWN = 20
TYPES = ("ASSAULT", "CONTROL", "RETREAT", "COERCE", "PROTEST", "MOBILIZE", "AID", "AGREE", "CONSULT", "ACCUSE")
PATHS = (
    "/map", "/map/incidents.json", "/map/incidents.json?colour=actor", "/map/incidents.json?country=YE", "/control", "/control/places.json",
    "/whereabouts",
)  # fmt: skip
MAP = "document.getElementById('incidents-map').map"
PAN = """async () => {
  const map = document.getElementById("incidents-map").map, gaps = [], long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({ type: "longtask" });
  const end = performance.now() + 3000;
  let before = performance.now();
  while (performance.now() < end) {
    map.panBy([12, 5], { duration: 0 });
    await new Promise(requestAnimationFrame);
    gaps.push(performance.now() - before);
    before = performance.now();
  }
  return { gaps, long, nodes: document.querySelectorAll("*").length };
}"""


def fill(archive: Path, count: int) -> None:
    """Puts so many incidents, each at a place of its own, into the archive's store."""
    lot = random.Random(7)
    store = sqlite3.connect(archive / "store.sqlite")
    begin = date(2015, 1, 1)
    for n in range(count):
        day = (begin + timedelta(days=lot.randrange(730))).isoformat()
        lat, lon = round(lot.uniform(13, 37), 4), round(lot.uniform(33, 48), 4)
        place, name = f"made-{n}", f"بلدة {n}"
        store.execute("INSERT INTO places VALUES (?,?,?,?,?,?,?,?)", (place, f"Town {n}", name, "town", "SY", None, lat, lon))
        store.execute(
            "INSERT INTO incidents VALUES (?,1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (f"in-made{n:012d}", lot.choice(TYPES), None, "occurred", day, day, place, f"Town {n}", "SY", lat, lon, None, None, None, None,
             None, 1, 1, lot.randrange(1, 4), lot.choice(("one", "several")), 0, "2026-01-01T00:00:00Z", None),
        )  # fmt: skip
    store.commit()
    store.close()


def percentiles(address: str, **headers: str) -> str:
    """The first request, then the 50th and 95th percentile of the others, in ms, and the processor's time of both sides; the size."""
    times, spent = [], []
    size = 0
    for _ in range(DRAWN + 1):
        begun, used = time.perf_counter(), time.process_time()
        answer = httpx.get(address, timeout=120, headers=headers)
        times.append(1000 * (time.perf_counter() - begun))
        spent.append(1000 * (time.process_time() - used))
        answer.raise_for_status()
        size = len(answer.content)
    first, rest = times[0], sorted(times[1:])
    clock = f"first {first:6.0f}  p50 {statistics.median(rest):6.0f}  p95 {rest[int(0.95 * len(rest)) - 1]:6.0f} ms"
    return f"{clock}  (processor p50 {statistics.median(spent[1:]):6.0f} ms)  {size:,} bytes"


def until_drawn(page: Any) -> None:
    """Waits until nothing is left to draw; asked from outside, as the page's policy lets no text be run."""
    until = time.monotonic() + 120
    while not page.evaluate(f"{MAP}?.loaded() ?? false"):
        if time.monotonic() > until:
            raise TimeoutError("the map is not drawn")
        time.sleep(0.1)


def panned(address: str) -> None:
    """Opens the map in a browser and pans it."""
    from playwright.sync_api import sync_playwright

    from conftest import CHROMIUM, FLAGS

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        begun = time.perf_counter()
        page.goto(f"{address}/map")
        until_drawn(page)
        tried: list[int] = []
        print(f"shown after {time.perf_counter() - begun:.1f} s")
        for zoom in (4, 6, 8, 4):
            if zoom == 4 and tried:
                page.evaluate(f"{MAP}.getSource('points').setData({{type: 'FeatureCollection', features: []}})")
                print("without incidents:")
            tried.append(zoom)
            page.evaluate(f"{MAP}.jumpTo({{center: [39, 25], zoom: {zoom}}})")
            until_drawn(page)
            page.wait_for_timeout(1000)
            found = page.evaluate(PAN)
            gaps = sorted(found["gaps"])
            print(
                f"zoom {zoom}: {len(gaps)} frames, p50 {statistics.median(gaps):.0f} ms, p95 {gaps[int(0.95 * len(gaps)) - 1]:.0f} ms; "
                f"{len(found['long'])} long tasks, longest {max(found['long'], default=0):.0f} ms; {found['nodes']} nodes"
            )
        browser.close()


def main() -> None:
    """Runs it."""
    from conftest import served
    from rawi.web.settings import Settings

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--incidents", type=int, default=50_000)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--only-browser", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(shutil.copytree(given.archive, Path(folder) / "archive"))
        fill(archive, given.incidents)
        with served(Settings(archive, port=0)) as address:
            for path in () if given.only_browser else PATHS:
                print(f"{path:40} {percentiles(address + path)}")
            if not given.no_browser:
                panned(address)


if __name__ == "__main__":
    main()
