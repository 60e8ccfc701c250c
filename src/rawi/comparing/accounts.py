"""What one document tells of one occurrence: its tellings joined, and the facts of all of them.

Joining is shy: what the article may be telling apart stays apart here, and is weighed again among the accounts of other documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from rawi.comparing.decisions import TellingKey
from rawi.comparing.tables import tables, type_points
from rawi.comparing.tellings import Paper, Telling, Where
from rawi.model.spans import Range

T = TypeVar("T")
TOLD = frozenset({"occurred", "ongoing", "negated", "possible"})
"""Statuses of what may have happened; a plan, a demand or a threat is no occurrence."""
NEAR = 420
"""So many code points back a definite noun («الهجوم») may point without naming place or day."""
FLOW = 1.5
"""So much it says that a telling without a place of its own stands next."""
OTHER_MODE = -0.3
"""What another mode of one type says within one article."""
SPOT = 1.1
"""So much it says that both tell the same town."""
SITE_KM = 10.0
"""A quarter or a site lies within so many km of its town's point,"""
SUBURB_KM = 20.0
"""or within so many where both lie in one district or province."""
TOLL = 1.2
"""So much it says that both tell the same numbers of killed and injured."""


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
    def headings(self) -> tuple[str, ...]:
        """What may be its place by its headline, where it tells none itself: words and pairs of words."""
        bare = not self.places and not self.names and not any(t.background for t in self.tellings)
        return self.paper.heading if bare and any(k in tables().physical for k, _ in self.kinds) else ()

    @property
    def another(self) -> bool:
        """Whether the article tells it as one more than what it told before."""
        return any(t.another for t in self.tellings)

    @property
    def told(self) -> bool:
        """Whether any of its tellings says more than that it is spoken of."""
        return any(t.status in TOLD for t in self.tellings)


def account_of(tellings: Sequence[Telling]) -> Account:
    """One account of tellings of one document."""
    ordered = tuple(sorted(tellings, key=lambda t: t.key))
    where = [t.where for t in ordered if t.where is not None]
    fine = {w.id: w for w in where if w.id and not w.wide} or _of_article(ordered, where)
    actors = (x for t in ordered for x in (*t.agents, *t.parents, *(f"of:{c}" for c in t.agent_countries)))
    return Account(
        ordered, _one(_told_kinds(ordered)), _one(frozenset(t.day for t in ordered if t.day is not None)),
        _one(frozenset((t.first_day, t.last_day) for t in ordered if t.first_day is not None and t.last_day is not None)), fine,
        _one(frozenset(w.id for w in where if w.id and w.wide)), _one(frozenset(w.name for w in where if w.name and not w.id)),
        _one(_countries(ordered)), _one(frozenset(actors)),
        _one(frozenset(a for t in ordered for a in t.targets)), _one(tuple(sorted({t.killed for t in ordered if t.killed}, key=str))),
        _one(tuple(sorted({t.injured for t in ordered if t.injured}, key=str))),
        ordered[0].words if len(ordered) == 1 else frozenset(k for t in ordered for k in t.words),
    )  # fmt: skip


def _told_kinds(tellings: Sequence[Telling]) -> frozenset[tuple[str, str | None]]:
    """Their kinds; that nobody claimed it («لم تتبن أي جهة الهجوم») is no claim that could be the same as another."""
    return frozenset(t.kind for t in tellings if (t.type, t.status) != ("CLAIM-RESP", "negated")) or frozenset(t.kind for t in tellings)


def _of_article(tellings: Sequence[Telling], where: Sequence[Where]) -> dict[str, Where]:
    """The one town that the article names, for what struck people and is told without any place."""
    first = tellings[0]
    if where or first.town is None or first.town.id is None or any(t.another or t.background for t in tellings):
        return {}
    struck = any(t.type in tables().physical and (t.killed or t.injured or t.dispersing or t.status == "negated") for t in tellings)
    return {first.town.id: first.town} if struck else {}


@lru_cache(maxsize=1 << 16)
def _one(value: T) -> T:
    """One object for all equal ones: most accounts have the kind, the country or the day of others."""
    return value


def _countries(tellings: Sequence[Telling]) -> frozenset[str]:
    """The countries of the places; without any, that of the victims, of the article, or of the doers who do not strike from afar."""
    places = frozenset(t.where.country for t in tellings if t.where is not None and t.where.country)
    found = places or frozenset(c for t in tellings for c in t.target_countries) or frozenset(tellings[0].paper.home)
    return found or frozenset(c for t in tellings if t.mode not in tables().afar for c in t.agent_countries)


def accounts_of(tellings: Iterable[Telling], decided: Mapping[TellingKey, TellingKey] | None = None) -> tuple[Account, ...]:
    """The accounts of one document, in order of their first tellings. A claim of responsibility is weighed after what it claims.

    `decided`: telling -> its class, where people decided something of it (Ruling.classes). An account holds tellings of one class at most,
    so that nothing that the machine joined here stands against a decision.
    """
    decided = decided or {}
    groups: list[list[Telling]] = []
    for telling in sorted(tellings, key=lambda t: (t.sentence_start, t.type == "CLAIM-RESP", *t.key)):
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
    """How strongly a telling belongs to those before it; 0 or less: not.

    An article tells on: what it adds without a town or day of its own goes with what it told last, as long as nothing speaks against it.
    """
    last = group[-1]
    kinds = max(_kinds(t, new) for t in group)
    responsibility = "CLAIM-RESP" in (new.type, *(t.type for t in group))
    if kinds < -1.0 or _clash(group, new):
        return 0.0
    if new.another and not (last.another and last.sentence_start == new.sentence_start):
        return 0.0
    if (new.status in TOLD) != any(t.status in TOLD for t in group):
        return 0.0
    points = min(kinds, 0.0) + (0.3 if kinds >= 1.0 else 0.0)
    if new.group is not None and any(t.group == new.group for t in group):
        points += 1.5
    beside = [t for t in group if t.sentence_start == new.sentence_start]
    if beside and (kinds > 0 or responsibility):
        near = new.start - last.end < 120 and (new.where is None) == all(t.where is None for t in beside)
        points += 1.2 if near else 0.5
    points += _continued(group, new, kinds) + _same_place(group, new) + _same_facts(group, new)
    return points - 1.0


def _kinds(a: Telling, b: Telling) -> float:
    """An article that tells of one assault gives several means of it («explosions», «shelling»): another mode alone says little here."""
    points = type_points(a.kind, b.kind)
    taken = "abduct" in (a.mode, b.mode) or a.dispersing != b.dispersing
    return OTHER_MODE if a.type == b.type and points < OTHER_MODE and not taken else points


def _continued(group: list[Telling], new: Telling, kinds: float) -> float:
    """That the article tells on of the same, by how near it stands; not where it turns, nor where other means come with another day."""
    bare = new.where is None and new.day is None
    if kinds < OTHER_MODE or new.background or any(t.background for t in group):
        return 0.0
    near = new.start - group[-1].end <= NEAR
    if new.definite and bare and new.killed is None:
        return 1.1 if near else 0.0
    if new.type not in (*tables().physical, "CLAIM-RESP") or not near or any(t.another for t in group):
        return 0.0
    mine, yours = new.where, [t.where for t in group if t.where is not None]
    fine = [w for w in yours if not w.wide]
    told_apart = new.day is not None and any(type_points(t.kind, new.kind) <= OTHER_MODE for t in group)
    if new.part != group[-1].part or told_apart:
        return 0.0
    if mine is None or not yours:
        return FLOW
    return FLOW if (mine.wide or not fine) and all(w.country == mine.country for w in yours) else 0.0


def _same_place(group: list[Telling], new: Telling) -> float:
    if new.where is None or new.where.wide:
        return 0.0
    known = [t.where for t in group if t.where is not None]
    if any((w.id, w.name) == (new.where.id, new.where.name) for w in known):
        return SPOT
    return 0.9 if any(not apart(w, new.where) for w in known if not w.wide) else 0.0


def _same_facts(group: list[Telling], new: Telling) -> float:
    """By day, victims and doers."""
    points = 0.0
    if new.day is not None and any(t.day == new.day for t in group):
        points += 0.3
    if new.killed and any(t.killed == new.killed for t in group):
        points += TOLL if new.injured and any(t.injured == new.injured for t in group) else 0.6
    elif new.killed and any(t.killed and not overlap(t.killed, new.killed) and _same_victims(t, new) for t in group):
        points -= 0.7
    if new.targets and (others := {x for t in group for x in t.targets}) and not others & set(new.targets):
        points -= 0.4
    mine = {a for a in new.agents if ":" not in a}
    yours = {a for t in group for a in (*t.agents, *t.parents) if ":" not in a}
    if mine and yours and not yours & {*mine, *new.parents}:
        points -= 0.5
    return points


def _same_victims(a: Telling, b: Telling) -> bool:
    """Whether both count the same sort of people, as far as they say."""
    return not a.targets or not b.targets or bool(set(a.targets) & set(b.targets))


def _clash(group: list[Telling], new: Telling) -> bool:
    """Whether the article itself tells it apart: another town, another day, or another toll by the same mouth."""
    where = new.where
    if where is not None and not where.wide:
        towns = [t.where for t in group if t.where is not None and not t.where.wide]
        spots = [w for w in towns if not w.settlement] if not where.settlement else []
        if (towns and all(apart(w, where) for w in towns)) or (spots and all(apart(w, where) for w in spots)):
            return True  # another town, or another quarter of the town that both lie in
    days = {t.day for t in group if t.day is not None}
    if new.day is not None and days and new.day not in days:
        return True
    if new.type not in tables().physical:
        return False
    toll = new.killed
    return toll is not None and any(
        t.killed and not overlap(t.killed, toll) and t.source.side == new.source.side and not t.headline and _same_victims(t, new)
        for t in group
    )


def apart(a: Where, b: Where) -> bool:
    """Whether two places of one article are two: other towns, or two sites of one town; a town and a site in it are one."""
    if (a.id, a.name) == (b.id, b.name):
        return False
    if a.id is None or b.id is None:
        return True
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return True
    reach = SUBURB_KM if a.containers[:1] == b.containers[:1] and len(a.containers) > 1 else SITE_KM
    return a.settlement == b.settlement or distance(a.latitude, a.longitude, b.latitude, b.longitude) > reach


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres between two points (on the sphere)."""
    p, q = math.radians(lat1), math.radians(lat2)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def overlap(a: Range, b: Range) -> bool:
    """Whether two counts can both be true."""
    low = max(a[0] or 0, b[0] or 0)
    high = min(a[1] if a[1] is not None else low, b[1] if b[1] is not None else low)
    return low <= high
