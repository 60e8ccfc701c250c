"""What one document tells of one occurrence: its tellings joined, and the facts of all of them.

Joining is shy: what the article may be telling apart stays apart here, and is weighed again among the accounts of other documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rawi.comparing.decisions import TellingKey
from rawi.comparing.tables import tables, type_points
from rawi.comparing.tellings import VERB_GAP, Paper, Telling, Where
from rawi.model.spans import Range

TOLD = frozenset({"occurred", "ongoing", "negated", "possible"})
"""Statuses of what may have happened; a plan, a demand or a threat is no occurrence."""
NEAR = 420
"""So many code points back a definite noun («الهجوم») may point without naming place or day."""


@dataclass(frozen=True, slots=True)
class Account:
    """The joined tellings of one document, in order of the text.

    `days`: the days that the text gives; `first` and `last`: within which it happened, as far as the text or the day of publication say.
    `places`: towns and smaller; `wide`: provinces and countries; `names`: places that no gazetteer knows. `killed`, `injured`: the
    distinct tolls. `words`: keys of content words around it.
    """

    tellings: tuple[Telling, ...]
    kinds: frozenset[tuple[str, str | None]]
    days: frozenset[int]
    spans: frozenset[tuple[int, int]]
    places: dict[str, Where]
    wide: frozenset[str]
    names: frozenset[str]
    countries: frozenset[str]
    agents: frozenset[str]
    targets: frozenset[str]
    killed: tuple[Range, ...]
    injured: tuple[Range, ...]
    words: frozenset[int]

    @property
    def key(self) -> tuple[str, int, str]:
        """That of its first telling."""
        return self.tellings[0].key

    @property
    def paper(self) -> Paper:
        """The document."""
        return self.tellings[0].paper

    @property
    def told(self) -> bool:
        """Whether any of its tellings says more than that it is spoken of."""
        return any(t.status in TOLD for t in self.tellings)


def account_of(tellings: Sequence[Telling]) -> Account:
    """One account of tellings of one document."""
    ordered = tuple(sorted(tellings, key=lambda t: t.key))
    where = [t.where for t in ordered if t.where is not None]
    fine = {w.id: w for w in where if w.id and not w.wide}
    return Account(
        ordered, frozenset(t.kind for t in ordered), frozenset(t.day for t in ordered if t.day is not None),
        frozenset((t.first_day, t.last_day) for t in ordered if t.first_day is not None and t.last_day is not None), fine,
        frozenset(w.id for w in where if w.id and w.wide), frozenset(w.name for w in where if w.name and not w.id),
        _countries(ordered), frozenset(a for t in ordered for a in (*t.agents, *t.parents, *(f"of:{c}" for c in t.agent_countries))),
        frozenset(a for t in ordered for a in t.targets), tuple(sorted({t.killed for t in ordered if t.killed}, key=str)),
        tuple(sorted({t.injured for t in ordered if t.injured}, key=str)),
        ordered[0].words if len(ordered) == 1 else frozenset(k for t in ordered for k in t.words),
    )  # fmt: skip


def _countries(tellings: Sequence[Telling]) -> frozenset[str]:
    """The countries of the places; where no place is told, that of the victims."""
    places = frozenset(t.where.country for t in tellings if t.where is not None and t.where.country)
    return places or frozenset(c for t in tellings for c in t.target_countries)


def accounts_of(tellings: Iterable[Telling], decided: Mapping[TellingKey, TellingKey] | None = None) -> tuple[Account, ...]:
    """The accounts of one document, in order of their first tellings.

    `decided`: telling -> its class, where people decided something of it (Ruling.classes). An account holds tellings of one class at most,
    so that nothing that the machine joined here stands against a decision.
    """
    decided = decided or {}
    groups: list[list[Telling]] = []
    for telling in sorted(tellings, key=lambda t: t.key):
        best: tuple[float, list[Telling]] | None = None
        mine = decided.get(telling.key[:2])
        for group in reversed(groups):
            if mine is not None and any(decided.get(t.key[:2], mine) != mine for t in group):
                continue
            points = _tie(group, telling)
            if points > 0 and (best is None or points > best[0]):
                best = (points, group)
        if best is None:
            groups.append([telling])
        else:
            best[1].append(telling)
    return tuple(account_of(g) for g in groups)


def _tie(group: list[Telling], new: Telling) -> float:
    """How strongly a telling belongs to those before it; 0 or less: not."""
    last = group[-1]
    kinds = max(type_points(t.kind, new.kind) for t in group)
    responsibility = "CLAIM-RESP" in (new.type, *(t.type for t in group))
    if kinds < -1.0 or _clash(group, new):
        return 0.0
    if new.another and not (last.another and new.start - last.end <= VERB_GAP):
        return 0.0
    if (new.status in TOLD) != any(t.status in TOLD for t in group):
        return 0.0
    points = 0.0
    if new.group is not None and any(t.group == new.group for t in group):
        points += 1.5
    beside = [t for t in group if t.sentence_start == new.sentence_start]
    if beside and (kinds > 0 or responsibility):
        near = new.start - last.end < 120 and (new.where is None) == all(t.where is None for t in beside)
        points += 1.2 if near else 0.5
    if new.targets and (others := {x for t in group for x in t.targets}) and not others & set(new.targets):
        points -= 0.4
    points += _same_place(group, new) + _same_day(group, new)
    bare = new.definite and new.where is None and new.first_day is None and new.killed is None
    if bare and new.start - last.start <= NEAR and kinds > 0:
        points += 1.1
    if kinds >= 1.0 and points > 0:
        points += 0.3
    return points - 1.0


def _same_place(group: list[Telling], new: Telling) -> float:
    if new.where is None or new.where.wide:
        return 0.0
    known = [t.where for t in group if t.where is not None]
    if any((w.id, w.name) == (new.where.id, new.where.name) for w in known):
        return 0.9
    return 0.0


def _same_day(group: list[Telling], new: Telling) -> float:
    if new.day is None:
        return 0.0
    return 0.3 if any(t.day == new.day for t in group) else 0.0


def _clash(group: list[Telling], new: Telling) -> bool:
    """Whether the article itself tells it apart: another town, another day, or another toll of another outcome."""
    towns = {t.where.id or t.where.name for t in group if t.where is not None and not t.where.wide}
    if new.where is not None and not new.where.wide and towns and (new.where.id or new.where.name) not in towns:
        return True
    days = {t.day for t in group if t.day is not None}
    if new.day is not None and days and new.day not in days:
        return True
    if new.type not in tables().physical:
        return False
    toll = new.killed
    return toll is not None and any(t.killed and not overlap(t.killed, toll) for t in group)


def overlap(a: Range, b: Range) -> bool:
    """Whether two counts can both be true."""
    low = max(a[0] or 0, b[0] or 0)
    high = min(a[1] if a[1] is not None else low, b[1] if b[1] is not None else low)
    return low <= high
