"""Throughput on one core: every article once, as a user meets it; then again, with every word known; and a keyword coder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measuring.alternatives import keyword_coder
from measuring.articles import Article, corpus
from measuring.plots import INK, OTHER, bars
from measuring.processes import Settings, alone, bar, one_core
from measuring.reading import Reader, rate, size, timed
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Throughput"
METHOD = (
    "One process on one core, the lexicon loaded before. Time counts from raw UTF-8 bytes to claims with their chains. The "
    "first time each distinct word is analysed and kept; the second time every word is known. The keyword coder reads the "
    "same bytes in the same process: a regular expression for tokens and 40 stems for events, without actors, sources, "
    "places, dates or status."
)
NAMES = {"first": "Rawi, articles met for the first time", "known": "Rawi, the same again, every word known", "keywords": "keyword coder"}


def measure(settings: Settings) -> dict[str, Any]:
    """Rates of all three."""
    got: dict[str, Any] = alone("throughput:run", settings)
    return got


def run(settings: Settings) -> dict[str, Any]:
    """In a process of its own."""
    one_core()
    reader, articles = Reader(), list(corpus(settings.articles, settings.path))
    find = keyword_coder()
    total = size(articles)
    result: dict[str, Any] = {"articles": len(articles), "bytes": total}
    with bar(2 * len(articles), "throughput") as shown:

        def claims(article: Article) -> int:
            shown.update(1)
            return reader.claims(article)

        for name in ("first", "known"):
            seconds, found = timed(claims, articles)
            result[name] = {**rate(seconds, len(articles), total), "found": found}
    result["refused"] = reader.refused // 2
    seconds, found = min(timed(lambda a: find(a.text), articles) for _ in range(2))
    result["keywords"] = {**rate(seconds, len(articles), total), "found": found}
    return result


def tables(got: dict[str, Any]) -> list[Table]:
    """One row each."""
    rows = []
    for key, name in NAMES.items():
        one = got[key]
        share = f"{one['seconds'] / got['first']['seconds']:.3g}"
        rows.append((name, f"{one['kb_per_second']:.0f}", f"{one['articles_per_second']:.0f}", f"{one['found']:,}", share))
    title = f"{got['articles']:,} articles, {got['bytes'] / 1e6:.2f} MB of UTF-8, {got['refused']} refused"
    return [Table(title, ("", "KB/s", "articles/s", "claims or events", "time, first reading = 1"), rows)]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Bars of KB/s."""
    axes = figure.subplots()
    values = [got[key]["kb_per_second"] for key in NAMES]
    bars(axes, list(NAMES.values()), values, [INK, INK, OTHER], label="{:.0f}")
    axes.set_xlabel("KB of UTF-8 a second, one core")
