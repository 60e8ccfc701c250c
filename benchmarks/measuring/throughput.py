"""Throughput on one core: every article once, as a user meets it; then again, with every word known; Python, compiled, a keyword coder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from measuring.alternatives import keyword_coder
from measuring.articles import corpus
from measuring.compiled import compiled
from measuring.plots import INK, OTHER, bars
from measuring.processes import Settings, alone, bar, one_core
from measuring.reading import Reader, rate, size, timed
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Throughput"
METHOD = (
    "One process on one core, the lexicon loaded before. Time counts from raw UTF-8 bytes to claims with their chains, read as "
    "`rawi read --jobs 1` reads many. The first time each distinct word is analysed and kept; the second time every word is known. "
    "*Compiled* is the same source as extension modules (`make fast`); its claims must be the same. The keyword coder reads the same "
    "bytes: a regular expression for tokens and 40 stems for events, without actors, sources, places, dates or status."
)
COMPARED = 300
"""Articles of which the compiled reader's readings are held against those of the Python one."""
NAMES = {
    "first": "Python, articles met for the first time",
    "known": "Python, the same again, every word known",
    "compiled_first": "compiled, articles met for the first time",
    "compiled_known": "compiled, the same again",
    "keywords": "keyword coder",
}


def measure(settings: Settings) -> dict[str, Any]:
    """Rates of all; `compiled` says why that one is missing."""
    got: dict[str, Any] = alone("throughput:run", settings, label="Python")
    got["keywords"] = alone("throughput:keywords", settings)
    path, why = compiled()
    if path is None:
        return {**got, "compiled": why}
    other = alone("throughput:run", settings, path, label="compiled")
    same = other["sha256"] == got["sha256"]
    return {**got, "compiled": "", "compiled_first": other["first"], "compiled_known": other["known"], "same": same}


def run(settings: Settings, label: str) -> dict[str, Any]:
    """Rawi, in a process of its own."""
    one_core()
    reader, articles = Reader(), list(corpus(settings.articles, settings.path))
    total = size(articles)
    result: dict[str, Any] = {"articles": len(articles), "bytes": total}
    with bar(2 * len(articles), f"throughput: {label}") as shown:
        for name in ("first", "known"):
            seconds, found = reader.many(articles, shown.update)
            result[name] = {**rate(seconds, len(articles), total), "found": found}
    result["refused"] = reader.refused // 2
    return {**result, "sha256": reader.digest(articles[:COMPARED])}


def keywords(settings: Settings) -> dict[str, Any]:
    """The keyword coder, likewise."""
    one_core()
    articles, find = list(corpus(settings.articles, settings.path)), keyword_coder()
    seconds, found = min(timed(lambda a: find(a.text), articles) for _ in range(2))
    return {**rate(seconds, len(articles), size(articles)), "found": found}


def tables(got: dict[str, Any]) -> list[Table]:
    """One row each."""
    rows = []
    for key, name in NAMES.items():
        if key in got:
            one = got[key]
            share = f"{one['seconds'] / got['first']['seconds']:.3g}"
            rows.append((name, f"{one['kb_per_second']:.0f}", f"{one['articles_per_second']:.0f}", f"{one['found']:,}", share))
    title = f"{got['articles']:,} articles, {got['bytes'] / 1e6:.2f} MB of UTF-8, {got['refused']} refused"
    if got["compiled"]:
        title += f"; not compiled here: {got['compiled']}"
    elif not got["same"]:
        title += "; **the compiled reader read otherwise**"
    return [Table(title, ("", "KB/s", "articles/s", "claims or events", "time, first reading = 1"), rows)]


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Bars of KB/s."""
    axes = figure.subplots()
    shown = [key for key in NAMES if key in got]
    colours = [OTHER if key == "keywords" else INK for key in shown]
    bars(axes, [NAMES[key] for key in shown], [got[key]["kb_per_second"] for key in shown], colours, label="{:.0f}")
    axes.set_xlabel("KB of UTF-8 a second, one core")
