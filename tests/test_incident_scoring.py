"""The scoring of incidents, by hand on small cases, and against the gold's own script where that is at hand."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rawi.errors import GoldError
from rawi.evaluating import Accuracy, Board, Score, found_of, score_incidents, truth_of

SHARED = Path(__file__).parent.parent.parent / "shared" / "gold"
Json = dict[str, Any]


def at(document: str, start: int, end: int | None = None) -> Json:
    """A stretch, ten characters long unless told."""
    return {"document": document, "start": start, "end": start + 10 if end is None else end}


def report(document: str, *starts: int) -> Json:
    """A report with quotes of ten characters."""
    return {"document": document, "quotes": [{"start": s, "end": s + 10} for s in starts]}


def true(id: str, reports: list[Json], origins: int, contradictions: list[Json] | None = None) -> Json:
    """An incident of the truth."""
    count = {"count": origins}
    return {"id": id, "name": id, "reported_by": reports, "independent_origins": count, "contradictions": contradictions or []}


def clash(kind: str, one: list[Json], other: list[Json], **more: Any) -> Json:
    """A contradiction of the truth."""
    return {"kind": kind, "sides": [one, other], "revision": False, **more}


def found(id: str, tellings: list[Json], origins: int | None = None, contradictions: list[Json] | None = None) -> Json:
    """An incident of the output."""
    return {"id": id, "tellings": tellings, "independent_origins": origins, "contradictions": contradictions or []}


def named(kind: str, a: Json, b: Json, revision: bool = False) -> Json:
    """A contradiction of the output."""
    return {"kind": kind, "claims": [a, b], "revision": revision}


def board(truth: Json, output: list[Json]) -> Board:
    """The figures."""
    return score_incidents(truth_of(truth), found_of(output))


TWO = {
    "incidents": [
        true("a", [report("d1", 0), report("d2", 0), report("d3", 0)], 2),
        true("b", [report("d3", 50), report("d4", 0)], 1),
    ],
    "look_alikes": [["a", "b"]],
}


def test_pairs_and_b_cubed_by_hand() -> None:
    # a is split into {d1, d2} and {d3, with d4 of b}; b's mention in d3 is not found.
    output = [found("x", [at("d1", 5), at("d2", 0)], 2), found("y", [at("d3", 3), at("d4", 9)], 3)]
    figures = board(TWO, output).figures
    assert figures["tellings found"] == Accuracy(0.8, 5)
    # true pairs: 3 of a, 1 of b; put together: d1-d2 (right), a/d3-b/d4 (wrong)
    assert figures["incident pairs"] == Score(0.5, 0.25, 0.3333, 4, 2)
    # precision: 1, 1, 1/2, 1 (alone), 1/2; recall: 2/3, 2/3, 1/3, 1/2, 1/2
    assert figures["incidents, B-cubed"] == Score(0.8, 0.5333, 0.64, 5, 4)
    # b falls into y, which says 3
    assert figures["independent origins"] == Accuracy(0.5, 2)
    assert figures["independent origins, within one"] == Accuracy(0.5, 2)
    assert figures["look-alikes kept apart"] == Accuracy(1.0, 1)


def test_a_telling_must_overlap_a_quote() -> None:
    beside = board(TWO, [found("x", [at("d1", 10), at("d9", 0), at("d2", 0, 0)])])
    assert beside.figures["tellings found"] == Accuracy(0.0, 5)
    assert [m.kind for m in beside.mistakes if m.kind == "report not found"] == ["report not found"] * 5


def test_the_incident_that_tells_it_most_often_counts() -> None:
    output = [found("x", [at("d1", 0)]), found("y", [at("d1", 0), at("d1", 2), at("d2", 0), at("d3", 0)], 2)]
    figures = board(TWO, output).figures
    assert figures["incident pairs"] == Score(1.0, 0.75, 0.8571, 4, 3)
    assert figures["independent origins"] == Accuracy(0.5, 2)


def test_look_alikes_merged() -> None:
    everything = [at("d1", 0), at("d2", 0), at("d3", 0, 60), at("d4", 0)]
    merged = board(TWO, [found("x", everything, 2)])
    assert merged.figures["look-alikes kept apart"] == Accuracy(0.0, 1)
    assert merged.figures["incident pairs"] == Score(0.4, 1.0, 0.5714, 4, 10)
    # precision: three times 3/5 and twice 2/5
    assert merged.figures["incidents, B-cubed"] == Score(0.52, 1.0, 0.6842, 5, 5)
    assert merged.figures["independent origins, within one"] == Accuracy(1.0, 2)
    assert ("look-alikes merged", "a") in {(m.kind, m.id) for m in merged.mistakes}


CLASHING = {
    "incidents": [
        true("a", [report("d1", 0), report("d2", 0, 40), report("d3", 0)], 2, [
            clash("toll", [report("d1", 0)], [report("d2", 0), report("d3", 0)]),
            clash("actor", [report("d1", 0)], [report("d2", 40)], also=["denial"]),
            clash("toll", [report("d2", 0)], [report("d3", 0)], revision=True),
            clash("place", [report("d2", 40)], [report("d3", 0)], optional=True),
        ]),
    ]
}  # fmt: skip
TELLINGS = [at("d1", 0), at("d2", 0), at("d3", 0)]


def contradictions(*said: Json) -> Board:
    """The board of an output that names these."""
    return board(CLASHING, [found("x", TELLINGS, 2, list(said))])


def test_contradictions_by_hand() -> None:
    figures = contradictions(
        named("toll", at("d3", 0), at("d1", 0)),  # right, in the other order
        named("toll", at("d1", 0), at("d2", 0)),  # the same one again, through another paper
        named("denial", at("d1", 0), at("d2", 40)),  # right, by its other name
        named("place", at("d2", 45), at("d3", 5)),  # right and optional
        named("date", at("d1", 0), at("d3", 0)),  # no such kind between them
        named("toll", at("d1", 20), at("d3", 0)),  # touches no telling on one side: not judged
    ).figures
    # 4 of 5 judged; of the three that must be named, toll and actor are
    assert figures["contradictions"] == Score(0.8, 0.6667, 0.7273, 3, 5)
    assert figures["contradictions, any kind"] == Score(1.0, 0.6667, 0.8, 3, 5)
    assert figures["contradiction: revision"] == Accuracy(1.0, 4)


def test_a_revision_that_is_not_called_one() -> None:
    wrong = contradictions(named("toll", at("d2", 0), at("d3", 0), revision=False))
    assert wrong.figures["contradictions"] == Score(1.0, 0.3333, 0.5, 3, 1)
    assert wrong.figures["contradiction: revision"] == Accuracy(0.0, 1)


def test_two_claims_of_one_side_contradict_nothing() -> None:
    wrong = contradictions(named("toll", at("d1", 0), at("d1", 2)), named("actor", at("d1", 0), at("d2", 0)))
    assert wrong.figures["contradictions"] == Score(0.0, 0.0, 0.0, 3, 2)
    assert [(m.id, m.text, m.note) for m in wrong.mistakes if m.kind == "contradiction missed"] == [
        ("a", "d1 / d2", "toll"), ("a", "d1 / d2", "actor or denial"), ("a", "d2 / d3", "toll"),
    ]  # fmt: skip
    assert [m.kind for m in wrong.mistakes].count("contradiction spurious") == 2


def test_silence() -> None:
    silent = board(TWO, []).figures
    assert silent["tellings found"] == Accuracy(0.0, 5)
    assert silent["incident pairs"] == Score(0.0, 0.0, 0.0, 4, 0)
    # nobody is in company: precision 1; recall 3 × 1/3 and 2 × 1/2, over 5
    assert silent["incidents, B-cubed"] == Score(1.0, 0.4, 0.5714, 5, 0)
    assert silent["independent origins"] == Accuracy(0.0, 2)
    assert silent["contradictions"] == Score(0.0, 0.0, 0.0, 0, 0)


def test_examples_without_sides_are_taken_from_documents_and_quotes() -> None:
    raw = {"kind": "toll", "documents": ["d1", "d2"], "quotes": [{"start": 0, "end": 10}, {"start": 0, "end": 10}], "revision": False}
    truth = {"incidents": [true("a", [report("d1", 0), report("d2", 0)], 1, [raw])]}
    output = [found("x", [at("d1", 0)], 1, [named("toll", at("d2", 3), at("d1", 3))])]
    assert board(truth, output).figures["contradictions"] == Score(1.0, 1.0, 1.0, 1, 1)


@pytest.mark.parametrize(
    "raw", [[], {}, {"incidents": [{"id": "a"}]}, {"incidents": [true("a", [], 1, [clash("toll", [], [report("d1", 0)])])]}]
)
def test_a_truth_of_another_shape_is_refused(raw: Any) -> None:
    with pytest.raises(GoldError):
        truth_of(raw)


@pytest.mark.parametrize("raw", [["x"], [{"id": "x"}], [found("x", [{"document": "d1"}])], [found("x", []), found("x", [])]])
def test_an_output_of_another_shape_is_refused(raw: Any) -> None:
    with pytest.raises(GoldError):
        found_of(raw)


def scattered(truth: Json, seed: int) -> list[Json]:
    """An output that puts every quote into an incident by chance, and leaves out some."""
    chance = random.Random(seed)
    out = [found(f"s{n}", [], chance.randint(1, 6)) for n in range(len(truth["incidents"]))]
    for n, incident in enumerate(truth["incidents"]):
        for r in incident["reported_by"]:
            for quote in r["quotes"]:
                if chance.random() < 0.8:
                    to = n if chance.random() < 0.7 else chance.randrange(len(out))
                    out[to]["tellings"].append({"document": r["document"], "start": quote["start"], "end": quote["end"]})
    return out


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("path", [SHARED / "incidents-dev.json", Path(__file__).parent / "incidents" / "truth.json"], ids=["shared", "own"])
def test_the_figures_are_those_of_the_script_of_the_gold(path: Path, seed: int, tmp_path: Path) -> None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    output = scattered(truth, seed)
    (tmp_path / "out.json").write_text(json.dumps(output), encoding="utf-8")
    script = [sys.executable, str(SHARED / "score_incidents.py"), str(path), str(tmp_path / "out.json")]
    printed = subprocess.run(script, capture_output=True, text=True, check=True, timeout=60).stdout
    figures = board(truth, output).figures
    pairs, cubed = figures["incident pairs"], figures["incidents, B-cubed"]
    assert isinstance(pairs, Score) and isinstance(cubed, Score)

    def numbers(line: str) -> list[float]:
        match = re.search(rf"^{line}: (.*)$", printed, re.MULTILINE)
        assert match is not None
        return [float(n) for n in re.findall(r"[\d.]+(?!/)", match[1].replace("F1", ""))]

    assert numbers("tellings found")[-1] == pytest.approx(figures["tellings found"].value, abs=6e-4)
    assert numbers("incident pairs") == pytest.approx([pairs.precision, pairs.recall, pairs.f1], abs=6e-4)
    assert numbers("B-cubed") == pytest.approx([cubed.precision, cubed.recall, cubed.f1], abs=6e-4)
    exact, near = (int(n) for n in re.findall(r"(?:right|one) (\d+)/", printed))
    assert figures["independent origins"].value == pytest.approx(exact / len(truth["incidents"]), abs=6e-5)
    assert figures["independent origins, within one"].value == pytest.approx(near / len(truth["incidents"]), abs=6e-5)
    assert printed.count("kept apart") == round(figures["look-alikes kept apart"].value * len(truth["look_alikes"]))
