#!/usr/bin/env python3
"""What the floors of test_gold.py and test_lexicon_examples.py may be raised to: measures, and prints tables to paste in.

    tests/floors.py                 every file of gold that is here, and the lexicon's examples
    tests/floors.py gold|lexicon    only these

A floor is the measured figure rounded down to a whole percent. Floors only go up: where a printed one is lower than the one
in the test, mend the reader, not the floor.
"""

from __future__ import annotations

import math
import sys
from functools import lru_cache
from pathlib import Path

from rawi.evaluating import Accuracy, Board, load_gold, read_gold, score, score_sentences

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "gold"
SHARED = ROOT.parent / "shared" / "gold"
CASES: dict[str, tuple[Path, str, str]] = {
    "articles": (OWN / "articles.jsonl", "articles", ""),
    "sentences": (OWN / "sentences.jsonl", "articles", ""),
    "shared dev": (SHARED / "dev.jsonl", "articles", ""),
    "gsr assault": (SHARED / "gsr" / "assault-dev.jsonl", "gsr", "ASSAULT"),
    "gsr protest": (SHARED / "gsr" / "protest-dev.jsonl", "gsr", "PROTEST"),
    "spans assault": (SHARED / "gsr" / "assault-spans-dev.jsonl", "spans", "ASSAULT"),
    "spans protest": (SHARED / "gsr" / "protest-spans-dev.jsonl", "spans", "PROTEST"),
}
"""Name → (file, task, event type)."""
FEW = 10
"""Figures over fewer things than this are left out of the floors: one thing more or less would move them too far."""


@lru_cache
def board_of(case: str) -> Board:
    """The scoreboard of one case, read once."""
    from rawi.lexicon import load

    path, task, kind = CASES[case]
    gold = load_gold(path, task)
    found = {id: answer for id, answer in read_gold(gold, load()) if not isinstance(answer, str)}
    return score(gold.answers(), found) if task == "articles" else score_sentences(task, gold.rows, found, type=kind)


def percent_down(value: float) -> float:
    """`value` rounded down to a whole percent."""
    return math.floor(round(value * 100, 4)) / 100


def worth_a_floor(board: Board) -> dict[str, float]:
    """Figure → floor, of the figures that rest on enough."""
    sizes = {name: figure.of if isinstance(figure, Accuracy) else figure.gold for name, figure in board.figures.items()}
    kept = [name for name in sorted(board.figures) if sizes[name] >= FEW and not name.startswith("event type")]
    return {name: percent_down(board.figures[name].value) for name in kept}


def main(what: str) -> None:
    """Prints the tables."""
    if what in ("all", "gold"):
        print("# tests/test_gold.py\nFLOORS: dict[str, dict[str, float]] = {")
        for case, (path, _, _) in CASES.items():
            if not path.exists():
                print(f"    # {case}: {path} is not here")
                continue
            print(f'    "{case}": {{')
            for name, floor in worth_a_floor(board_of(case)).items():
                print(f'        "{name}": {floor:.2f},')
            print("    },")
        print("}")
    if what in ("all", "lexicon"):
        from test_lexicon_examples import measure

        print("# tests/test_lexicon_examples.py\nFLOORS = {")
        for name, result in measure().items():
            print(f'    "{name}": {percent_down(result.share):.2f},  # {result.passed} of {result.total}')
        print("}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
