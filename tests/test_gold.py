"""Accuracy floors over the project's own gold, and over the shared gold where it is at hand. They only go up.

`tests/floors.py gold` measures and prints the table to paste in.
"""

from __future__ import annotations

import pytest

from floors import CASES, ROOT, board_of

FLOORS: dict[str, dict[str, float]] = {
    "articles": {
        "ATTRIBUTION (cue + source + content)": 0.74,
        "CLAIM (trigger + type + agents + innermost source)": 0.42,
        "EVENT (trigger + type)": 0.72,
        "attribution cue": 0.88,
        "attribution: channel": 0.69,
        "attribution: content token overlap >= 0.7, where the cue is found": 0.91,
        "attribution: mode": 0.92,
        "attribution: parent": 0.94,
        "attribution: source kind": 0.59,
        "attribution: source, where the cue is found": 0.90,
        "attribution: stance": 0.92,
        "document: agencies in the byline": 0.73,
        "document: genre": 0.88,
        "event trigger": 0.77,
        "event: agents, where the trigger is found": 0.66,
        "event: date value": 0.75,
        "event: innermost source": 0.86,
        "event: killed": 0.68,
        "event: mode": 0.84,
        "event: place": 0.78,
        "event: status": 0.84,
        "event: status, of those that did not simply happen": 0.64,
        "event: targets, where the trigger is found": 0.68,
        "event: whole chain": 0.83,
        "event: whole chain, of those with two links or more": 0.50,
        "same event (pairs, within a document)": 0.20,
    },
    "sentences": {
        "ATTRIBUTION (cue + source + content)": 0.86,
        "CLAIM (trigger + type + agents + innermost source)": 0.51,
        "EVENT (trigger + type)": 0.76,
        "attribution cue": 0.95,
        "attribution: channel": 0.89,
        "attribution: content token overlap >= 0.7, where the cue is found": 0.95,
        "attribution: mode": 0.98,
        "attribution: parent": 0.96,
        "attribution: source kind": 0.79,
        "attribution: source, where the cue is found": 0.95,
        "attribution: stance": 0.96,
        "document: genre": 0.98,
        "event trigger": 0.85,
        "event: agents, where the trigger is found": 0.76,
        "event: date value": 0.75,
        "event: injured": 0.63,
        "event: innermost source": 0.94,
        "event: killed": 0.80,
        "event: mode": 0.92,
        "event: place": 0.76,
        "event: status": 0.86,
        "event: status, of those that did not simply happen": 0.71,
        "event: targets, where the trigger is found": 0.67,
        "event: whole chain": 0.92,
        "event: whole chain, of those with two links or more": 0.76,
        "same event (pairs, within a document)": 0.38,
    },
    "shared dev": {
        "ATTRIBUTION (cue + source + content)": 0.69,
        "CLAIM (trigger + type + agents + innermost source)": 0.37,
        "EVENT (trigger + type)": 0.74,
        "attribution cue": 0.85,
        "attribution: channel": 0.77,
        "attribution: content token overlap >= 0.7, where the cue is found": 0.90,
        "attribution: mode": 0.90,
        "attribution: parent": 0.94,
        "attribution: source kind": 0.67,
        "attribution: source, where the cue is found": 0.89,
        "attribution: stance": 0.95,
        "document: genre": 0.93,
        "event trigger": 0.78,
        "event: agents, where the trigger is found": 0.60,
        "event: date value": 0.56,
        "event: injured": 0.53,
        "event: innermost source": 0.87,
        "event: killed": 0.68,
        "event: mode": 0.85,
        "event: place": 0.70,
        "event: status": 0.80,
        "event: status, of those that did not simply happen": 0.47,
        "event: targets, where the trigger is found": 0.59,
        "event: whole chain": 0.85,
        "event: whole chain, of those with two links or more": 0.16,
        "same event (pairs, within a document)": 0.30,
    },
    "gsr assault": {
        "ASSAULT majority vote": 0.34,
        "ASSAULT majority vote: right": 0.49,
        "ASSAULT unanimous": 0.26,
        "ASSAULT unanimous: right": 0.46,
    },
    "gsr protest": {
        "PROTEST majority vote": 0.42,
        "PROTEST majority vote: right": 0.76,
        "PROTEST unanimous": 0.24,
        "PROTEST unanimous: right": 0.74,
    },
    "spans assault": {
        "ASSAULT: right type": 0.97,
        "ASSAULT: type + source + target, as some annotator marked them": 0.63,
    },
    "spans protest": {
        "PROTEST: right type": 0.87,
        "PROTEST: type + source + target, as some annotator marked them": 0.36,
    },
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
