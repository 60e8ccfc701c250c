"""Side by side: Rawi and what a user would pick instead, over the same articles, in one run."""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring import alternatives, others
from measuring.alternatives import LEFT_OUT, PAGE, TEXT, TOOLS, WARM, Tool, read_all, summary
from measuring.articles import Article, corpus, pages
from measuring.plots import INK, OTHER, bars, logarithmic
from measuring.processes import Settings, alone, bar, one_core
from measuring.reading import Reader, size
from measuring.tables import Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TITLE = "Side by side"
METHOD = (
    "Rawi and each alternative read the same articles in the same run, each in a process of its own on one core, from what "
    "is in memory; its loading and its first, short text are the column *ready after*. Time is the processor's, which other "
    "work on the machine moves less than the clock's. No alternative does what Rawi does: the column *gives* says what "
    "comes out. An alternative begins no further article when its budget of seconds is spent; its ratio is then that of the "
    "articles which it did read, against Rawi's time for the same ones. Rawi reads once more at the end: how far that "
    "differs from the first time says how far the ratios can be trusted. Versions and licences are what the installed "
    "packages say. The pages are made of the articles: a menu, a headline, paragraphs, five headlines beside them, a "
    "footer."
)
RAWI_TEXT, RAWI_EXTRACT, RAWI_PAGE = "text", "extract", "page"
GIVES = "claims: who, to whom, where, when, how many, status, on whose word"
GROUPS = (
    ("From the text of an article", RAWI_TEXT, GIVES, tuple(k for k, t in TOOLS.items() if t.reads == TEXT)),
    ("From a page to the article's text", RAWI_EXTRACT, "the text, title, date, outlet", ("trafilatura", "readability", "justext")),
    ("From a page to claims, or to what others give", RAWI_PAGE, GIVES, tuple(k for k in TOOLS if k.startswith("trafilatura-"))),
)
"""(what is measured, Rawi's own run, what it gives, the alternatives)."""


# --- Rawi ---------------------------------------------------------------------------------------------------------------------


def _page_work(reader: Reader) -> Callable[[str], int | None]:
    from rawi.errors import InputError
    from rawi.sources.html import page_of

    def claims(markup: str) -> int | None:
        try:
            page = page_of(markup)
        except InputError:
            return None
        return reader.claims(Article((page.title or "").encode(), page.text.encode(), page.published))

    return claims


def _extract_work() -> Callable[[str], str | None]:
    from rawi.errors import InputError
    from rawi.sources.html import page_of

    def text(markup: str) -> str | None:
        try:
            page = page_of(markup)
        except InputError:
            return None
        return f"{page.title or ''}\n\n{page.text}"

    return text


def rawi(settings: Settings, which: str) -> dict[str, Any]:
    """One of Rawi's own runs, in a process of its own."""
    one_core()
    articles = list(corpus(settings.beside, settings.path))
    inputs: list[Any] = articles if which == RAWI_TEXT else pages(articles)
    start = time.perf_counter()
    work: Callable[[Any], Any]
    if which == RAWI_EXTRACT:
        work = _extract_work()
    else:
        reader = Reader()
        work = reader.claims if which == RAWI_TEXT else _page_work(reader)
    first: Any = Article(b"", WARM[TEXT].encode(), None) if which == RAWI_TEXT else WARM[PAGE]
    work(first)
    ready = time.perf_counter() - start
    with bar(len(inputs), f"side by side: Rawi, {which}") as shown:
        spent, given = read_all(work, inputs, float("inf"), shown.update)
    rows = [{TEXT: article.text} for article in articles]
    return {**summary(spent, given, rows, TEXT if which == RAWI_TEXT else PAGE), "ready_seconds": round(ready, 3)}


# --- the others ---------------------------------------------------------------------------------------------------------------


def _pinned() -> Callable[[], None] | None:
    return one_core if os.name == "posix" else None


def other(key: str, tool: Tool, path: Path, budget: float) -> dict[str, Any]:
    """One alternative's run; {"left_out": why} where it cannot be had or does not run."""
    python = others.PYTHON if tool.packages else Path(sys.executable)
    if not python.exists():
        return {"left_out": "its environment could not be made"}
    command = [str(python), "-P", alternatives.__file__, key, str(path), str(budget)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", preexec_fn=_pinned())
    if run.returncode:
        print(run.stderr[-1_000:], file=sys.stderr)
        missing = "No module named" in run.stderr or "PackageNotFoundError" in run.stderr
        return {"left_out": "it could not be installed here" if missing else f"it failed on these articles (exit code {run.returncode})"}
    got: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return got


def _compared(got: dict[str, Any], own: dict[str, Any], sizes: list[int]) -> dict[str, Any]:
    """The run without its single times, with its rate and its time as a multiple of Rawi's over the same articles."""
    spent = got.pop("spent")
    seconds, ours = sum(spent), sum(own["spent"][: len(spent)])
    return {
        **got,
        "articles": len(spent),
        "seconds": round(seconds, 3),
        "kb_per_second": round(sum(sizes[: len(spent)]) / 1000 / seconds, 1),
        "time_ratio": round(seconds / ours, 4),
    }


def measure(settings: Settings) -> dict[str, Any]:
    """Rawi's own runs, the alternatives', and Rawi once more."""
    from rawi.version import __version__

    others.install()
    articles = list(corpus(settings.beside, settings.path))
    sizes = [article.size for article in articles]
    own = {which: alone("beside:rawi", settings, which=which) for which in (RAWI_TEXT, RAWI_EXTRACT, RAWI_PAGE)}
    group_of = {key: which for _, which, _, keys in GROUPS for key in keys}
    found: dict[str, Any] = {}
    with _written(articles) as path, bar(len(group_of), "side by side: alternatives") as shown:
        for key, which in group_of.items():
            got = other(key, TOOLS[key], path, settings.budget)
            found[key] = got if "left_out" in got else _compared(got, own[which], sizes)
            shown.update(1)
    again = alone("beside:rawi", settings, which=RAWI_TEXT)
    return {
        "version": __version__,
        "articles": len(articles),
        "bytes": size(articles),
        "budget_seconds": settings.budget,
        "again": round(sum(again["spent"]) / sum(own[RAWI_TEXT]["spent"]), 4),
        "rawi": {which: _compared({**run}, run, sizes) for which, run in own.items()},
        "alternatives": found,
    }


@contextlib.contextmanager
def _written(articles: list[Article]) -> Iterator[Path]:
    """The articles as the file that alternatives read, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        with path.open("w", encoding="utf-8") as out:
            for article, markup in zip(articles, pages(articles), strict=True):
                out.write(json.dumps({TEXT: article.text, PAGE: markup}, ensure_ascii=False) + "\n")
        yield path


# --- showing ------------------------------------------------------------------------------------------------------------------


def _row(name: str, said: str, licence: str, gives: str, got: dict[str, Any]) -> tuple[str, ...]:
    speed, likeness = got["kb_per_second"], (f"{got['kept']:.1%}", f"{got['foreign']:.1%}") if "kept" in got else ()
    figures = (f"{got['articles']:,}", f"{speed:,.0f}" if speed >= 10 else f"{speed:.1f}", f"{got['time_ratio']:.3g}×")
    return (name, said, licence, gives, *figures, f"{got['ready_seconds']:.2f}", f"{got['peak_mb']:.0f}", *likeness)


def _versions(told: dict[str, str]) -> str:
    if len(told) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{package} {version}" for package, version in told.items()) or "in this repository"


def _rows(got: dict[str, Any], which: str, gives: str, keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    rows = [_row("Rawi", got["version"], "Apache-2.0", gives, got["rawi"][which])]
    for key in keys:
        tool, one = TOOLS[key], got["alternatives"][key]
        if "left_out" not in one:
            licences = ", ".join(dict.fromkeys(one["licences"].values())) or "Apache-2.0"
            rows.append(_row(tool.name, _versions(one["versions"]), licences, tool.gives, one))
    return rows


def tables(got: dict[str, Any]) -> list[Table]:
    """A table a group, and what is left out."""
    heads = ("", "version", "licence", "gives", "articles", "KB/s", "time, Rawi = 1", "ready after, s", "peak MB")
    read, left = f"{got['articles']:,} articles, {got['bytes'] / 1e6:.2f} MB", ("version", "licence", "gives")
    found = []
    for title, which, gives, keys in GROUPS:
        more = ("words kept", "words not the article's") if which == RAWI_EXTRACT else ()
        found.append(Table(f"{title}, {read}", (*heads, *more), _rows(got, which, gives, keys), left))
    failed = {TOOLS[key].name: one["left_out"] for key, one in got["alternatives"].items() if "left_out" in one}
    return [*found, Table("Left out", ("", "why"), [*failed.items(), *LEFT_OUT.items()], ("why",))]


def notes(got: dict[str, Any]) -> str:
    """What the tables do not say."""
    again = f"Rawi's second reading of the texts, at the end, took {got['again']:.2f} times as long as its first"
    refused = f"Rawi refused {got['rawi'][RAWI_PAGE]['refused']} pages, saying why. " if got["rawi"][RAWI_PAGE]["refused"] else ""
    return f"{again}. {refused}Budget: {got['budget_seconds']:.0f} s."


def draw(got: dict[str, Any], figure: Figure) -> None:
    """Bars of time ratios, a panel a group: to the left of 1 what is faster than Rawi, to the right what is slower."""
    shown = [(title, [k for k in keys if "left_out" not in got["alternatives"][k]]) for title, _, _, keys in GROUPS]
    ratios = [[1.0, *(got["alternatives"][key]["time_ratio"] for key in keys)] for _, keys in shown]
    every = [ratio for group in ratios for ratio in group]
    ticks = [10.0**n for n in range(math.floor(math.log10(min(every))), math.ceil(math.log10(max(every))) + 1)]
    panels = figure.subplots(len(shown), 1, sharex=True, height_ratios=[len(keys) + 1 for _, keys in shown])
    for axes, (title, keys), group in zip(panels, shown, ratios, strict=True):
        logarithmic(axes, ticks)
        names = ["Rawi", *(TOOLS[key].name for key in keys)]
        bars(axes, names, group, [OTHER] * len(group), label="{:.2g}", origin=1)
        axes.axvline(1, color=INK, linewidth=2)
        axes.set_xlim(min(every) / 6, max(every) * 6)
        axes.set_title(title, loc="left", fontsize=10)
    panels[-1].set_xlabel("time over the same articles, Rawi = 1 (logarithmic)")
