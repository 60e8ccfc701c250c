"""What people decide: that two tellings are of one incident, of two, or that nobody knows. Dated, signed, never overwritten.

A decision stands between two tellings (document and offset of the trigger), so that it holds whatever incidents they lie in later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TellingKey = tuple[str, int]
"""Document id and the offset of the trigger."""


class Verdict(StrEnum):
    """What was decided of two tellings."""

    SAME = "same"
    NOT = "not"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """`user` decided at `time` (ISO 8601, UTC) that `a` and `b` are the same incident, are not, or that it cannot be known."""

    time: str
    user: str
    verdict: Verdict
    a: TellingKey
    b: TellingKey

    @property
    def pair(self) -> tuple[TellingKey, TellingKey]:
        """The two tellings in order."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two decisions that cannot both hold; `kept` is the later."""

    kept: Decision
    overruled: Decision
    note: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds: pairs that are the same, pairs that are not, pairs left open (the machine may not join them), and the clashes.

    `classes`: each telling of which something was decided -> the first of those decided to be the same as it; `bars`: the pairs of
    classes that the machine may not join.
    """

    same: tuple[tuple[TellingKey, TellingKey], ...]
    apart: frozenset[tuple[TellingKey, TellingKey]]
    unsure: frozenset[tuple[TellingKey, TellingKey]]
    clashes: tuple[Clash, ...]
    classes: Mapping[TellingKey, TellingKey] = field(default_factory=dict)
    bars: frozenset[tuple[TellingKey, TellingKey]] = frozenset()

    def barred(self, a: Iterable[TellingKey], b: Iterable[TellingKey]) -> bool:
        """Whether decisions keep the classes `a` from the classes `b`."""
        right = list(b)
        return any((x, y) in self.bars or (y, x) in self.bars for x in a for y in right)


NONE = Ruling((), frozenset(), frozenset(), ())
"""Nothing was decided."""


def rule(decisions: Iterable[Decision]) -> Ruling:
    """The decisions that hold, the latest first: a later one overrules an earlier one that contradicts it, directly or through others.

    Of two at one time, the one by the user whose name sorts last counts as later. Clashes are reported, nothing is deleted.
    """
    union = _Union()
    apart: dict[tuple[TellingKey, TellingKey], Decision] = {}
    unsure: dict[tuple[TellingKey, TellingKey], Decision] = {}
    same: list[tuple[TellingKey, TellingKey]] = []
    by: dict[tuple[TellingKey, TellingKey], Decision] = {}
    clashes: list[Clash] = []
    for decision in sorted(set(decisions), reverse=True):
        pair = decision.pair
        if pair in by:
            if by[pair].verdict != decision.verdict:
                clashes.append(Clash(by[pair], decision, "decided otherwise later"))
            continue
        against = _against(decision, union, apart, unsure)
        if against is not None:
            clashes.append(Clash(against, decision, "later decisions rule it out"))
            continue
        by[pair] = decision
        if decision.verdict is Verdict.SAME:
            union.join(*pair)
            union.why.append(decision)
            same.append(pair)
        elif decision.verdict is Verdict.NOT:
            apart[pair] = decision
        else:
            unsure[pair] = decision
    classes = {key: union.find(key) for pair in by for key in pair}
    bars = frozenset((classes[a], classes[b]) for a, b in (*apart, *unsure))
    return Ruling(tuple(sorted(same)), frozenset(apart), frozenset(unsure), tuple(clashes), classes, bars)


Held = dict[tuple[TellingKey, TellingKey], Decision]


def _against(decision: Decision, union: _Union, apart: Held, unsure: Held) -> Decision | None:
    """The later decision that this one contradicts, if any."""
    a, b = union.find(decision.a), union.find(decision.b)
    if decision.verdict is not Verdict.SAME and a == b:
        return next(d for d in union.why if union.find(d.a) == a)
    if decision.verdict is Verdict.SAME:
        for (x, y), other in (apart | unsure).items():
            if {union.find(x), union.find(y)} == {a, b}:
                return other
    return None


class _Union:
    """Disjoint sets of tellings."""

    def __init__(self) -> None:
        self.parent: dict[TellingKey, TellingKey] = {}
        self.why: list[Decision] = []

    def find(self, x: TellingKey) -> TellingKey:
        while (p := self.parent.get(x, x)) != x:
            self.parent[x] = self.parent.get(p, p)
            x = p
        return x

    def join(self, a: TellingKey, b: TellingKey) -> None:
        x, y = sorted((self.find(a), self.find(b)))
        self.parent[y] = x
