"""The results kept as JSON, and docs/benchmarks.md and its plots made of them: no figure is typed by hand."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from measuring import beside, cold, cores, growth, linearity, memory, throughput
from measuring.articles import ROOT, corpus_file, held
from measuring.plots import save
from measuring.processes import Settings, machine

PARTS: dict[str, ModuleType] = {
    "throughput": throughput,
    "memory": memory,
    "cold": cold,
    "linearity": linearity,
    "cores": cores,
    "growth": growth,
    "beside": beside,
}
"""Each with TITLE, METHOD, measure, tables and draw; in the order of the page."""
HEIGHTS = {"throughput": 2.4, "cold": 2.4, "beside": 6.5}
"""Inches; 3.4 for the others."""
DOCS = ROOT / "docs"
RESULTS = "benchmarks/results.json"
PAGE = "benchmarks.md"
WIDTH = 150
"""Characters of a line of the page."""
_INTRODUCTION = """# Benchmarks

Written by `make bench` from [benchmarks/results.json](benchmarks/results.json); do not edit. `benchmarks/bench.py --render` makes it anew.

```
make bench                            every part below; minutes on two cores that do nothing else
make bench ARTICLES=300 BESIDE=40     fewer articles
make bench GROWTH=1000000             up to a million recombined articles
benchmarks/bench.py --only cores      one part, printed and not kept; --write keeps it
benchmarks/bench.py --corpus FILE.jsonl.gz    your own articles: {"title", "text", "published"} a line
```

A corpus that holds fewer articles than are asked for is read over and over. Seconds depend on the machine and on what else it does: compare
ratios of one run, and runs on one machine. A [test](../tests/test_operations.py) counts operations instead and fails when one
reading takes a tenth more.
"""


def about(settings: Settings, part: str, seconds: float, identity: dict[str, str]) -> dict[str, Any]:
    """What a part was measured on, when and how; `identity` says which Rawi that was."""
    return {
        **machine(),
        **identity,
        "corpus": corpus_file(settings.path).name,
        "corpus_articles": held(settings.path),
        "date": datetime.now(UTC).date().isoformat(),
        "command": f"benchmarks/bench.py --only {part} {settings.options()}",
        "seconds": round(seconds),
    }


def kept(docs: Path = DOCS) -> dict[str, Any]:
    """The results that are kept: by part, each with `about`; nothing where none are."""
    path = docs / RESULTS
    if not path.exists():
        return {}
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return results


def keep(results: dict[str, Any], docs: Path = DOCS) -> None:
    """Writes the results in the order of the page, in the place of those that were kept."""
    path = docs / RESULTS
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = {part: results[part] for part in PARTS if part in results}
    path.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def render(docs: Path = DOCS) -> None:
    """Page and plots out of the results that are kept."""
    results = kept(docs)
    (docs / PAGE).write_text(page(results), encoding="utf-8")
    for part, got in results.items():
        save(docs / "benchmarks" / f"{part}.svg", partial(PARTS[part].draw, got), HEIGHTS.get(part, 3.4), _place(got["about"]))


def _place(told: dict[str, Any]) -> str:
    return f"{told['machine']}, {told['cores']} cores; Python {told['python']}; Rawi {told['rawi']}; {told['date']}"


def section(part: str, got: dict[str, Any]) -> str:
    """One part: how it was measured, tables, plot, where and when."""
    module, told = PARTS[part], got["about"]
    more = [module.notes(got), ""] if hasattr(module, "notes") else []
    return "\n".join(
        [
            f"## {module.TITLE}",
            "",
            textwrap.fill(module.METHOD, WIDTH, break_long_words=False, break_on_hyphens=False),
            "",
            *(table.markdown() for table in module.tables(got)),
            *more,
            f"![{module.TITLE}: the table above as a plot](benchmarks/{part}.svg)",
            "",
            f"{_place(told)} (code `{told['code']}`, lexicon `{told['lexicon']}`); {told['system']}.",
            f"Articles: {told['corpus']}, which holds {told['corpus_articles']:,}. Again, in about {told['seconds']} s:",
            f"`{told['command']}`",
            "",
        ]
    )


def page(results: dict[str, Any]) -> str:
    """docs/benchmarks.md."""
    return "\n".join([_INTRODUCTION, *(section(part, got) for part, got in results.items())])
