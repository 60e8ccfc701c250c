"""Two thousand mutations over all parsers a run; `python benchmarks/fuzz.py` runs as many as one likes."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from fuzzing import TOKENS, Report, Target, case, fuzz, shares, warm
from parsers import targets

TOTAL = 2_000
TARGETS = targets()
COUNTS = shares(TOTAL, TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_every_mutation_is_read_or_refused_by_name(name: str) -> None:
    if name == "osm" and find_spec("osmium") is None:
        pytest.skip("pip install 'rawi[osm]'")
    warm(TARGETS[name])
    report = fuzz(name, TARGETS[name], 0, range(COUNTS[name]))
    assert report.failures == [] and report.cases == COUNTS[name]
    # A zip with any fault is refused at once («inside» is what reaches further); of an extract, too few are tried here.
    assert report.outcomes["read"] or name in ("wacz", "osm"), f"no mutation got through: {report.outcomes}"


def test_the_seeds_themselves_are_sound() -> None:
    for name, target in TARGETS.items():
        if name not in ("osm", "inside", "packed") or target.seeds == ():
            assert {target.run(seed) for seed in target.seeds} <= {"read", "nothing"}, name


def test_a_case_is_the_same_every_time() -> None:
    target = TARGETS["warc"]
    assert [case(target, "warc", 5, n) for n in range(40)] == [case(target, "warc", 5, n) for n in range(40)]
    assert len({case(target, "warc", 5, n) for n in range(40)}) > 30 and len(set(TOKENS)) == len(TOKENS)


def test_what_crashes_hangs_or_eats_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzzing.SECONDS", 0.2)

    def hang(_: bytes) -> str:
        while True:
            pass

    def crash(_: bytes) -> str:
        raise KeyError("x")

    found: dict[str, Report] = {run.__name__: fuzz("x", Target((b"x",), run), 3, [7]) for run in (hang, crash)}
    assert found["hang"].outcomes == {"hang": 1} and "x --seed 3 --only 7" in found["hang"].failures[0]
    assert found["crash"].outcomes == {"crash": 1} and "KeyError" in found["crash"].failures[0]
    monkeypatch.setattr("fuzzing.GROWTH", -1)
    assert "more than anything before" in fuzz("x", Target((b"x",), lambda _: "read"), 3, [7]).failures[0]
