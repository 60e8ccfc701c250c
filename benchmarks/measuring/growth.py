"""Growth: a thousand articles, ten thousand, a hundred thousand, a million, made by recombining sentences, streamed and never kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from measuring.articles import SENTENCES, recombined, sentences
from measuring.compiled import compiled
from measuring.plots import INK, SECOND, logarithmic
from measuring.processes import Family, Settings, alone, bar, cores
from measuring.reading import Reader, drained, outputs, rate
from measuring.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from measuring.articles import Article

TITLE = "Growth"
METHOD = (
    f"Short articles of {SENTENCES} sentences each, drawn by lot with a fixed seed from the distinct sentences of the "
    "corpus: so many articles are not at hand, and their words repeat more than a real corpus of that size would. They come "
    "from a generator, are read by as many processes as there are cores, and their JSON lines are counted and thrown away. "
    "Each number in a new parent; memory is that of all processes, shared pages counted once."
)
FEWEST = 1_000


def numbers(most: int) -> list[int]:
    """10^3, 10^4, … up to `most`; `most` itself where it is smaller than the first."""
    found, number = [], FEWEST
    while number <= most:
        found.append(number)
        number *= 10
    return found or [most]


def measure(settings: Settings) -> dict[str, Any]:
    """A row for each number."""
    path, _ = compiled()
    rows = [alone("growth:run", settings, path, number=number) for number in numbers(settings.growth)]
    return {"jobs": cores(), "compiled": path is not None, "sentences_of_an_article": SENTENCES, "rows": rows}


def run(settings: Settings, number: int) -> dict[str, Any]:
    """Reads so many articles."""
    drawn, total = sentences(settings.path), 0
    reader = Reader()

    def weighed() -> Iterator[Article]:
        nonlocal total
        for article in recombined(number, drawn):
            total += article.size
            yield article

    with bar(number, f"growth: {number:,}") as shown, Family() as family:
        start = time.perf_counter()
        written = drained(outputs(reader, weighed(), cores(), shown.update))
        seconds = time.perf_counter() - start
    return {
        "articles": number, "bytes": total, "distinct_sentences": len(drawn),
        **rate(seconds, number, total), "peak_mb": family.peak_mb, **written,
    }  # fmt: skip


def tables(got: dict[str, Any]) -> list[Table]:
    """One row a number of articles."""
    rows = [
        (f"{row['articles']:,}", f"{row['bytes'] / 1e6:.1f}", f"{row['seconds']:.1f}", f"{row['articles_per_second']:.0f}",
         f"{row['kb_per_second']:.0f}", f"{row['peak_mb']:.0f}", f"{row['output_bytes'] / 1e6:.1f}", str(row["refused"]))
        for row in got["rows"]
    ]  # fmt: skip
    heads = ("articles", "MB read", "seconds", "articles/s", "KB/s", "peak MB, all processes", "MB written", "refused")
    build = "compiled" if got["compiled"] else "Python"
    drawn = f"Articles of {got['sentences_of_an_article']} of {got['rows'][0]['distinct_sentences']:,} sentences"
    title = f"{drawn}, {got['jobs']} processes, {build}"
    return [Table(title, heads, rows)]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Articles a second, and memory, over the number of articles."""
    left, right = figure.subplots(1, 2)
    number = [row["articles"] for row in got["rows"]]
    for axes, key, colour, unit in (
        (left, "articles_per_second", INK, "articles a second"),
        (right, "peak_mb", SECOND, "peak MB, all processes"),
    ):
        values = [row[key] for row in got["rows"]]
        axes.plot(number, values, color=colour, marker="o")
        logarithmic(axes, number)
        axes.margins(x=0.15)
        axes.set_ylim(0, max(values) * 1.2)
        axes.set_xlabel("articles (logarithmic)")
        axes.set_ylabel(unit)
