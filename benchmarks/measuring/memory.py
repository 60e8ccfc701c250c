"""Memory of one process: with the lexicon loaded, while it reads the corpus article by article, and at its peak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measuring.articles import corpus
from measuring.plots import INK, SECOND
from measuring.processes import Settings, alone, bar, peak_mb, resident_mb
from measuring.reading import Reader
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Memory"
METHOD = (
    "One process reads the corpus article by article and keeps no reading. The curve is the memory that it holds; the peak "
    "is what the system says it held at most, the loading of the lexicon included. What grows at first is the store of "
    "words that were analysed."
)
POINTS = 50


def measure(settings: Settings) -> dict[str, Any]:
    """Megabytes after loading, at the peak, and in between."""
    got: dict[str, Any] = alone("memory:run", settings)
    return got


def run(settings: Settings) -> dict[str, Any]:
    """In a process of its own."""
    reader = Reader()
    loaded, held = peak_mb(), [(0, resident_mb())]
    step = max(1, settings.articles // POINTS)
    with bar(settings.articles, "memory") as shown:
        for n, article in enumerate(corpus(settings.articles, settings.path), start=1):
            reader.claims(article)
            shown.update(1)
            if n % step == 0 or n == settings.articles:
                held.append((n, resident_mb()))
    return {"articles": settings.articles, "lexicon_mb": loaded, "peak_mb": peak_mb(), "held": held}


def tables(got: dict[str, Any]) -> list[Table]:
    """Loaded, half way, at the end, peak."""
    held = got["held"]
    half = next((n, mb) for n, mb in held if n >= got["articles"] / 2)
    rows = [
        ("peak with the lexicon loaded", f"{got['lexicon_mb']:.0f}"),
        (f"held after {half[0]:,} articles", f"{half[1]:.0f}"),
        (f"held after {got['articles']:,} articles", f"{held[-1][1]:.0f}"),
        ("peak over the whole corpus", f"{got['peak_mb']:.0f}"),
    ]
    return [Table(f"{got['articles']:,} articles, one process", ("", "MB"), rows)]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """The curve, and the peak as a line."""
    axes = figure.subplots()
    axes.plot([n for n, _ in got["held"]], [mb for _, mb in got["held"]], color=INK, marker=".", label="held")
    axes.axhline(got["peak_mb"], color=SECOND, linestyle="--", label="peak")
    axes.set_ylim(0, got["peak_mb"] * 1.15)
    axes.set_xlabel("articles read")
    axes.set_ylabel("MB")
    axes.legend(loc="lower right")
