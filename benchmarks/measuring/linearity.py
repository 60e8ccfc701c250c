"""Linearity: what a kilobyte costs as one article grows longer, and as articles grow more."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from measuring.articles import Article, corpus
from measuring.plots import INK, logarithmic
from measuring.processes import Settings, alone, bar, one_core
from measuring.reading import Reader, size, timed
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE = "Linearity"
METHOD = (
    "One article of usual length repeated within itself, and ever more articles, on one core with every word known "
    "beforehand; the least of at least three times each. Where the cost of a kilobyte stays the same, reading is linear."
)
REPEATS, NUMBERS = (1, 2, 4, 8, 16, 32), (1, 2, 4, 8)
MOST = 400


def measure(settings: Settings) -> dict[str, Any]:
    """Milliseconds a KB."""
    got: dict[str, Any] = alone("linearity:run", settings)
    return got


def run(settings: Settings) -> dict[str, Any]:
    """In a process of its own."""
    one_core()
    reader, articles = Reader(), list(corpus(min(settings.articles, MOST), settings.path))
    with bar(len(articles) + len(REPEATS) + len(NUMBERS), "linearity") as shown:
        for article in articles:
            reader.claims(article)
            shown.update(1)
        usual = statistics.median(len(article.body) for article in articles)
        title, body, published = min(articles, key=lambda a: abs(len(a.body) - usual))
        share = max(1, len(articles) // NUMBERS[-1])

        def cost(batch: list[Article]) -> float:
            repeats = max(3, min(20, 200_000 // size(batch)))
            least = min(timed(reader.claims, batch)[0] for _ in range(repeats))
            shown.update(1)
            return round(least * 1e6 / size(batch), 3)

        long = {times: Article(title, b"\n".join([body] * times), published) for times in REPEATS}
        length = [{"times": times, "kb": round(a.size / 1000, 1), "ms_per_kb": cost([a])} for times, a in long.items()]
        ordered = sorted(articles, key=lambda a: a.body)[: share * NUMBERS[-1]]
        number = []
        for times in NUMBERS:
            batch = ordered[:: NUMBERS[-1] // times][: share * times]
            number.append({"articles": len(batch), "kb": round(size(batch) / 1000, 1), "ms_per_kb": cost(batch)})
    return {"length": length, "number": number}


def tables(got: dict[str, Any]) -> list[Table]:
    """One for the length, one for the number."""
    first = [(f"{row['times']}×", f"{row['kb']}", f"{row['ms_per_kb']:.2f}") for row in got["length"]]
    second = [(f"{row['articles']:,}", f"{row['kb']:,}", f"{row['ms_per_kb']:.2f}") for row in got["number"]]
    return [
        Table("One article repeated within itself", ("repeated", "KB", "ms/KB"), first),
        Table("Ever more articles", ("articles", "KB", "ms/KB"), second),
    ]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Both costs over the kilobytes read, on one scale."""
    left, right = figure.subplots(1, 2, sharey=True)
    _curve(left, got["length"], "KB of one article")
    _curve(right, got["number"], "KB of all articles")
    left.set_ylabel("milliseconds a KB")
    left.set_ylim(0, 1.3 * max(row["ms_per_kb"] for rows in (got["length"], got["number"]) for row in rows))


def _curve(axes: Axes, rows: list[dict[str, float]], what: str) -> None:
    axes.plot([row["kb"] for row in rows], [row["ms_per_kb"] for row in rows], color=INK, marker="o")
    logarithmic(axes, [row["kb"] for row in rows])
    axes.set_xlabel(f"{what} (logarithmic)")
