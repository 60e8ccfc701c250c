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
        against = _against(decision, union)
        if against is not None:
            clashes.append(Clash(against, decision, "later decisions rule it out"))
            continue
        by[pair] = decision
        if decision.verdict is Verdict.SAME:
            union.join(*pair)
            union.why.append(decision)
            same.append(pair)
            continue
        (apart if decision.verdict is Verdict.NOT else unsure)[pair] = decision
        union.bar(decision)
    classes = {key: union.find(key) for pair in by for key in pair}
    bars = frozenset((classes[a], classes[b]) for a, b in (*apart, *unsure))
    return Ruling(tuple(sorted(same)), frozenset(apart), frozenset(unsure), tuple(clashes), classes, bars)


def _against(decision: Decision, union: _Union) -> Decision | None:
    """The later decision that this one contradicts, if any."""
    a, b = union.find(decision.a), union.find(decision.b)
    if decision.verdict is not Verdict.SAME and a == b:
        return next(d for d in union.why if union.find(d.a) == a)
    return union.barred(a, b) if decision.verdict is Verdict.SAME else None


class _Union:
    """Disjoint sets of tellings, and the decisions that keep two of them apart: of several «not» before «unsure», then the later."""

    def __init__(self) -> None:
        self.parent: dict[TellingKey, TellingKey] = {}
        self.why: list[Decision] = []
        self.bars: dict[TellingKey, dict[TellingKey, tuple[bool, int, Decision]]] = {}
        self.count = 0

    def find(self, x: TellingKey) -> TellingKey:
        while (p := self.parent.get(x, x)) != x:
            self.parent[x] = self.parent.get(p, p)
            x = p
        return x

    def join(self, a: TellingKey, b: TellingKey) -> None:
        x, y = sorted((self.find(a), self.find(b)))
        if x == y:
            return
        self.parent[y] = x
        for other, bar in self.bars.pop(y, {}).items():
            self.bars[other].pop(y)
            self._keep(x, other, bar)

    def bar(self, decision: Decision) -> None:
        """Keeps the sets of its two tellings apart."""
        self.count += 1
        self._keep(self.find(decision.a), self.find(decision.b), (decision.verdict is Verdict.UNSURE, self.count, decision))

    def barred(self, a: TellingKey, b: TellingKey) -> Decision | None:
        """The decision that keeps two sets apart, if any."""
        found = self.bars.get(a, {}).get(b)
        return found[2] if found is not None else None

    def _keep(self, x: TellingKey, y: TellingKey, bar: tuple[bool, int, Decision]) -> None:
        for one, other in ((x, y), (y, x)):
            of = self.bars.setdefault(one, {})
            of[other] = min(of.get(other, bar), bar, key=lambda found: found[:2])
