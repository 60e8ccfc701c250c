"""Cold start: the wall time of a new process up to its first claims."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

from measuring.plots import INK, OTHER, bars
from measuring.processes import Settings, bar
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Cold start"
METHOD = (
    "Wall time from the start of a new Python process to its first claims over one article of one sentence, its end "
    "included: the median of five, with the lexicon's cache warm; once with an empty cache, so that the lexicon is compiled "
    "first; and a Python process that does nothing, which is a part of both."
)
ONE = "أعلن وزير الدفاع أن الجيش قصف مواقع المسلحين في تعز أمس، وقالت مصادر طبية إن خمسة مدنيين قتلوا وأصيب عشرون."
FIRST = f"import rawi; r = rawi.read({ONE!r}, published='2015-07-20'); assert r.claims"
TIMES = 5
NAMES = {
    "first_claim_seconds": "new process to its first claims",
    "first_claim_without_cache_seconds": "the same, the lexicon not yet compiled",
    "python_alone_seconds": "Python alone",
}


def measure(_: Settings) -> dict[str, Any]:
    """Seconds."""
    with bar(2 * TIMES + 2, "cold start") as shown:

        def wall(code: str, **env: str) -> float:
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, **env})
            seconds = time.perf_counter() - start
            shown.update(1)
            return seconds

        wall(FIRST)
        with tempfile.TemporaryDirectory() as empty:
            uncached = wall(FIRST, RAWI_CACHE=empty)
        return {
            "first_claim_seconds": round(statistics.median(wall(FIRST) for _ in range(TIMES)), 3),
            "first_claim_without_cache_seconds": round(uncached, 3),
            "python_alone_seconds": round(statistics.median(wall("pass") for _ in range(TIMES)), 3),
        }


def tables(got: dict[str, Any]) -> list[Table]:
    """One row each."""
    return [Table("One article, one new process", ("", "seconds"), [(name, f"{got[key]:.2f}") for key, name in NAMES.items()])]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Bars of seconds."""
    axes = figure.subplots()
    bars(axes, list(NAMES.values()), [got[key] for key in NAMES], [INK, INK, OTHER], label="{:.2f} s")
    axes.set_xlabel("seconds")
