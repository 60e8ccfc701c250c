"""Reading one article takes no more operations than it did: counted, so that it fails on a busy machine as on an idle one."""

from __future__ import annotations

import math
import warnings

import pytest

from measuring import operations
from measuring.operations import LIMIT, Counts, Verdict, bytecodes, verdicts

HOW = "benchmarks/operations.py --record keeps new counts in tests/operations.json"


def judge(counted: Counts, kept: Counts) -> None:
    """Fails where something grew by the limit, warns where something shrank by it."""
    found = verdicts(counted, kept)
    assert found, "nothing is recorded under this name"
    grown = [str(verdict) for verdict in found if verdict.grown]
    assert not grown, f"reading takes more operations than it did; find what does it, or, where it is worth that, {HOW}: {'; '.join(grown)}"
    for verdict in found:
        if verdict.shrunk:
            warnings.warn(f"{verdict}: {HOW}, else this much may be lost again unseen", stacklevel=2)


def kept_of(table: str, name: str) -> Counts:
    """The recorded counts of a version or a build, or a skip that says how to record them."""
    kept = operations.recorded()
    assert kept["fingerprint"] == operations.fingerprint(), f"the article that is counted has changed; {HOW}"
    if name not in kept[table]:
        pytest.skip(f"no counts are recorded for {name}; {HOW}")
    counts: Counts = kept[table][name]
    return counts


def test_bytecodes_have_not_grown() -> None:
    judge(operations.counts(), kept_of("versions", operations.version()))


def test_bytecodes_do_not_hang_on_the_hash_seed() -> None:
    assert operations.counts("1") == operations.counts("2")


@pytest.mark.skipif(not operations.has_valgrind(), reason="valgrind is not installed, with which instructions are counted")
def test_instructions_have_not_grown() -> None:
    kept, counted = kept_of("builds", operations.build()), operations.instructions()
    assert counted["instructions, words known"] > 10 * operations.counts()["bytecodes, words known"], "callgrind did not count the reading"
    judge(counted, kept)


def loop(rounds: int) -> None:
    """Work whose bytecodes are so many a round."""
    for _ in range(rounds):
        pass


def test_a_tenth_more_work_is_found() -> None:
    read = operations.prepared()
    read()
    alone = bytecodes(read)
    a_round = (bytecodes(lambda: loop(2_000)) - bytecodes(lambda: loop(1_000))) / 1_000
    assert a_round >= 1

    def more(share: float) -> Counts:
        def both() -> None:
            read()
            loop(math.ceil(alone * share / a_round))

        return {"bytecodes": bytecodes(both)}

    judge(more(0.09), {"bytecodes": alone})
    with pytest.raises(AssertionError, match=r"bytecodes: .* \(\+11\.\d%\)"):
        judge(more(0.11), {"bytecodes": alone})


def test_a_tenth_less_is_told() -> None:
    with pytest.warns(UserWarning, match="record"):
        judge({"bytecodes": 890}, {"bytecodes": 1_000})


def test_the_limit_itself_is_too_much() -> None:
    assert Verdict("bytecodes", 1_000 * (1 + LIMIT), 1_000).grown
    assert not Verdict("bytecodes", 1_099, 1_000).grown


def test_nothing_recorded_under_a_name_is_no_pass() -> None:
    with pytest.raises(AssertionError, match="nothing is recorded"):
        judge({"bytecodes": 1}, {})
