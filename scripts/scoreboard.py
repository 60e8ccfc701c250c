#!/usr/bin/env python3
"""Rewrites the scoreboard of README.md from a fresh run.

    scripts/scoreboard.py           accuracy: reads every gold that is here and scores it as `rawi evaluate` does
    scripts/scoreboard.py --speed   speed: takes what the last `make bench` kept in docs/benchmarks/results.json

The figures of a gold that is not here stay as they are.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from sections import ROOT, rewrite, section

from rawi.evaluating import Board, as_markdown, load_gold, read_gold, score, score_names, score_sentences
from rawi.lexicon import Lexicon, load
from rawi.version import __version__

NAMES = ("agent: the gold's", "target: the gold's", "place: the gold's")
ARTICLES = (
    "ATTRIBUTION (cue + source + content)",
    "attribution cue",
    "EVENT (trigger + type)",
    "event: innermost source",
    "event: whole chain",
    "CLAIM (trigger + type + agents + innermost source)",
    "event: agents, where the trigger is found",
    "event: targets, where the trigger is found",
    "event: place",
    "event: date value",
    "event: killed",
    "event: injured",
    "event: status, of those that did not simply happen",
    "document: genre",
    *NAMES,
)
SPANS = ("right type", "type + source + target, as some annotator marked them")
SHARED = Path("../shared/gold")
RESULTS = Path("docs/benchmarks/results.json")
BOARDS: tuple[tuple[str, Path, str, tuple[str, ...]], ...] = (
    ("own articles", Path("tests/gold/articles.jsonl"), "", ARTICLES),
    ("own sentences", Path("tests/gold/sentences.jsonl"), "", tuple(n for n in ARTICLES if n not in ("document: genre", *NAMES))),
    ("newspaper articles", SHARED / "dev.jsonl", "", ARTICLES),
    ("assault sentences", SHARED / "gsr" / "assault-dev.jsonl", "ASSAULT", ("ASSAULT majority vote",)),
    ("assault sentences", SHARED / "gsr" / "assault-spans-dev.jsonl", "ASSAULT", tuple(f"ASSAULT: {n}" for n in SPANS)),
    ("protest sentences", SHARED / "gsr" / "protest-dev.jsonl", "PROTEST", ("PROTEST majority vote",)),
    ("protest sentences", SHARED / "gsr" / "protest-spans-dev.jsonl", "PROTEST", tuple(f"PROTEST: {n}" for n in SPANS)),
)
"""(what the table calls it, the file from the repository's root, event type of a sentence set, figures shown)."""


def measure(path: Path, kind: str, lexicon: Lexicon) -> Board:
    """The board of one gold, read afresh."""
    gold = load_gold(path)
    found = {id: answer for id, answer in read_gold(gold, lexicon) if not isinstance(answer, str)}
    if kind:
        return score_sentences(gold.task, gold.rows, found, type=kind)
    board, names = score(gold.answers(), found), score_names(gold.answers(), found, lexicon.catalogue.country_names())
    return Board({**board.figures, **names.figures})


def rows_before(label: str, figures: tuple[str, ...]) -> list[str]:
    """The rows that README.md has for these figures now."""
    heads = tuple(f"| {label} | {figure} |" for figure in figures)
    return [line for line in section("scoreboard").splitlines() if line.startswith(heads)]


def rows_of(label: str, path: Path, kind: str, figures: tuple[str, ...], lexicon: Lexicon) -> list[str]:
    """The rows of one gold: measured where it is here, else as they stand."""
    if not path.exists():
        print(f"{path} is not here: its figures stay as they are")
        return rows_before(label, figures)
    return [f"| {label} {row}" for row in as_markdown(measure(path, kind, lexicon), only=figures).splitlines()[2:]]


def accuracy() -> str:
    """The section: version, table, commands."""
    lexicon = load()
    rows = [row for board in BOARDS for row in rows_of(*board, lexicon)]
    return "\n".join(
        [
            f"Rawi {__version__}, lexicon `{lexicon.version[:8]}`:",
            "",
            "| read on | figure | F1 or share | precision | recall | of |",
            "| --- | --- | --: | --: | --: | --- |",
            *rows,
            "",
            "```",
            *(f"rawi evaluate {path.as_posix()}" for _, path, _, _ in BOARDS),
            "```",
            "",
        ]
    )


def _rate(one: dict[str, float]) -> str:
    return f"{one['kb_per_second']:.0f} KB/s, {one['articles_per_second']:.0f} articles/s"


def speed() -> str:
    """The section: what `make bench` kept, on what machine."""
    if not RESULTS.exists():
        raise SystemExit(f"{RESULTS} is not here: `make bench` writes it")
    got = json.loads(RESULTS.read_text(encoding="utf-8"))
    read = [
        (f"{kind}{name}", got["throughput"][f"{key}{which}"])
        for key, kind in (("compiled_", "compiled (`make fast`): "), ("", "Python: "))
        for which, name in (("first", "articles met for the first time"), ("known", "the same again, every word known"))
        if f"{key}{which}" in got["throughput"]
    ]
    cold, memory, cores = got["cold"], got["memory"], got["cores"]["rows"][-1]
    rows = [
        *((name, _rate(one)) for name, one in read),
        (f"{cores['build']}: on {cores['jobs']} cores", _rate(cores)),
        ("new process to its first claims", f"{cold['first_claim_seconds']:.2f} s"),
        ("the same, the lexicon not yet compiled", f"{cold['first_claim_without_cache_seconds']:.2f} s"),
        ("peak memory over the whole corpus", f"{memory['peak_mb']:.0f} MB"),
    ]
    told = got["throughput"]["about"]
    about = f"{got['throughput']['articles']} articles of {told['corpus']}, {got['throughput']['bytes'] / 1e6:.2f} MB of UTF-8"
    return "\n".join(
        [
            f"`make bench`, one core of {told['machine']} unless it says otherwise, Python {told['python']}; {about}:",
            "",
            "| | |",
            "| --- | --: |",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            "How it grows with articles and cores, and how it compares with other tools on the same articles:",
            "[docs/benchmarks.md](docs/benchmarks.md).",
            "",
        ]
    )


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:] not in ([], ["--speed"]):
        raise SystemExit(__doc__)
    if sys.argv[1:]:
        rewrite("speed", speed())
    else:
        rewrite("scoreboard", accuracy())
