"""Scaling with cores: the same articles on one process, two, … up to the cores there are, with the same output."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from measuring.articles import corpus
from measuring.compiled import compiled
from measuring.plots import INK, OTHER, SECOND
from measuring.processes import Family, Settings, alone, bar, cores
from measuring.reading import Reader, drained, outputs, rate, size
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Scaling with cores"
METHOD = (
    "`rawi.pooling.read_many`, as `rawi read --jobs` uses it, over the same articles with one process, then two and so on, "
    "each in a new parent with the lexicon loaded. The output is made as JSON lines and thrown away; its hash must be the "
    "same whatever the number of processes. Memory is that of all processes, shared pages counted once."
)


def jobs_tried(most: int) -> list[int]:
    """1, 2, 4, 8 … and the number of cores."""
    return sorted({most, *(2**n for n in range(most.bit_length()) if 2**n <= most)})


def measure(settings: Settings) -> dict[str, Any]:
    """Rates, speed-ups and hashes."""
    rows = []
    for build, path in (("Python", None), ("compiled", compiled()[0])):
        if build == "compiled" and path is None:
            continue
        own = [alone("cores:run", settings, path, jobs=jobs) for jobs in jobs_tried(cores())]
        rows += [{"build": build, **row, "speed_up": round(own[0]["seconds"] / row["seconds"], 2)} for row in own]
    return {"articles": settings.articles, "same_output": len({row["sha256"] for row in rows}) == 1, "rows": rows}


def run(settings: Settings, jobs: int) -> dict[str, Any]:
    """With so many processes."""
    articles = list(corpus(settings.articles, settings.path))
    reader = Reader()
    with bar(len(articles), f"cores: {jobs}") as shown, Family() as family:
        start = time.perf_counter()
        written = drained(outputs(reader, articles, jobs, shown.update))
        seconds = time.perf_counter() - start
    return {"jobs": jobs, **rate(seconds, len(articles), size(articles)), "peak_mb": family.peak_mb, **written}


def tables(got: dict[str, Any]) -> list[Table]:
    """One row a build and number of processes."""
    rows = [
        (row["build"], str(row["jobs"]), f"{row['articles_per_second']:.0f}", f"{row['kb_per_second']:.0f}", f"{row['speed_up']:.2f}×",
         f"{row['peak_mb']:.0f}", f"`{row['sha256'][:12]}`")
        for row in got["rows"]
    ]  # fmt: skip
    same = "the same output each time" if got["same_output"] else "**the output differs**"
    heads = ("", "processes", "articles/s", "KB/s", "speed-up", "peak MB", "SHA-256 of the output")
    return [Table(f"{got['articles']:,} articles, {same}", heads, rows)]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Speed-up over processes, and the line of perfect scaling."""
    axes = figure.subplots()
    jobs = sorted({row["jobs"] for row in got["rows"]})
    axes.plot(jobs, jobs, color=OTHER, linestyle="--", label="perfect scaling")
    for build, colour, mark, under in (("Python", INK, "o", -14), ("compiled", SECOND, "s", -28)):
        own = [row for row in got["rows"] if row["build"] == build]
        axes.plot([row["jobs"] for row in own], [row["speed_up"] for row in own], color=colour, marker=mark, label=build)
        for row in own:
            shown = f"{row['speed_up']:.2f}×"
            axes.annotate(shown, (row["jobs"], row["speed_up"]), xytext=(4, under), textcoords="offset points", color=colour)
    axes.set_xticks(jobs)
    axes.margins(x=0.1)
    axes.set_ylim(0, max(jobs) * 1.15)
    axes.set_xlabel("processes")
    axes.set_ylabel("speed-up, one process = 1")
    axes.legend(loc="upper left")
