"""Accuracy floors over the project's own gold, and over the shared gold where it is at hand. They only go up.

`tests/floors.py gold` measures and prints the table to paste in.
"""

from __future__ import annotations

import pytest

from floors import CASES, ROOT, board_of

FLOORS: dict[str, dict[str, float]] = {
    "articles": {
        "ATTRIBUTION (cue + source + content)": 0,
        "CLAIM (trigger + type + agents + innermost source)": 0,
        "EVENT (trigger + type)": 0,
        "attribution cue": 0,
        "document: genre": 0,
        "event: innermost source": 0,
        "event: status": 0,
        "event: whole chain": 0,
    },
    "sentences": {
        "ATTRIBUTION (cue + source + content)": 0,
        "CLAIM (trigger + type + agents + innermost source)": 0,
        "EVENT (trigger + type)": 0,
        "attribution cue": 0,
        "event: innermost source": 0,
        "event: status": 0,
        "event: whole chain": 0,
    },
    "shared dev": {
        "ATTRIBUTION (cue + source + content)": 0,
        "CLAIM (trigger + type + agents + innermost source)": 0,
        "EVENT (trigger + type)": 0,
        "attribution cue": 0,
        "document: genre": 0,
        "event: innermost source": 0,
        "event: status, of those that did not simply happen": 0,
        "event: whole chain": 0,
    },
    "gsr assault": {"ASSAULT majority vote": 0, "ASSAULT unanimous": 0},
    "gsr protest": {"PROTEST majority vote": 0, "PROTEST unanimous": 0},
    "spans assault": {"ASSAULT: right type": 0, "ASSAULT: type + source + target, as some annotator marked them": 0},
    "spans protest": {"PROTEST: right type": 0, "PROTEST: type + source + target, as some annotator marked them": 0},
}


@pytest.mark.parametrize("case", FLOORS)
def test_floors(case: str) -> None:
    path = CASES[case][0]
    if not path.exists():
        pytest.skip(f"{path} is not here")
    board = board_of(case)
    unknown = sorted(set(FLOORS[case]) - set(board.figures))
    assert not unknown, f"no such figures: {unknown}"
    fallen = {n: (board.figures[n].value, floor) for n, floor in FLOORS[case].items() if board.figures[n].value < floor}
    assert not fallen, "fallen below the floor (measured, floor): " + "; ".join(f"{n}: {m} < {f}" for n, (m, f) in fallen.items())


@pytest.mark.parametrize("case", ["articles", "sentences", "shared dev"])
def test_every_span_of_the_answers_is_its_slice(case: str) -> None:
    path = CASES[case][0]
    if not path.exists():
        pytest.skip(f"{path} is not here")
    assert not board_of(case).warnings


def test_every_case_has_floors() -> None:
    assert set(FLOORS) == set(CASES)
    assert all(CASES[case][0].is_relative_to(ROOT.parent) for case in CASES)
