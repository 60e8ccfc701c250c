"""How many independent mouths an incident rests on: origins joined by reasons, counted as connected components.

Two origins are joined when they are one entity, when one speaks for the other's body, when both hold office under one state, when both are
witnesses, doctors or unnamed, or when the words that they are quoted with are one text. Whoever only passes on adds nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from rawi.comparing.accounts import overlap
from rawi.comparing.incidents import Incident
from rawi.comparing.sources import Source
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Telling
from rawi.comparing.words import shared_text

PASSING = frozenset({"agency", "narrator"})
"""Kinds of source that pass on what others say."""
REPRINT = 0.3
"""Two papers that share so much of their text print one."""
MOST_PAPERS = 60
"""So many papers that tell it in their own voice are compared."""
_HAPPENED = frozenset({"occurred", "ongoing"})
_OUTSIDERS = frozenset({"person", "party", "media"})
"""Kinds of source that also speak about what others tell."""
_EYES = frozenset({"witness", "medical"})
MEDICAL = "medical"
NAMELESS = ("unnamed", "media:unnamed")
"""How the sides of origins begin that have no name: nothing shows that they are not the named ones, so they count only beside fewer than
three of those."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One innermost source of an incident, with the tellings that rest on it and the chains through which they came, outermost first."""

    id: str
    kind: str
    name: str
    side: str
    body: str | None
    tellings: tuple[Telling, ...]
    chains: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bond:
    """Why two origins are not independent: `reason` is entity, body, state, witnesses, doctors, unnamed, or text."""

    a: str
    b: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corroboration:
    """The origins of an incident, the bonds between them, and the groups that are independent of each other.

    `count` is the number of groups, at least 1. `kind`: «enemies agree» where both sides of the fight tell it, «several» for two or more
    independent groups, «one» else.
    """

    origins: tuple[Origin, ...]
    bonds: tuple[Bond, ...]
    groups: tuple[tuple[str, ...], ...]
    count: int
    kind: str


def corroboration(incident: Incident, reprints: Mapping[str, str] | None = None) -> Corroboration:
    """On whose word the incident rests. `reprints`: document -> the first of those that print the same text, where there are several."""
    origins = origins_of(incident)
    bonds = (*_bonds(origins, _where(incident), concerned(incident)), *_reprinted(origins, reprints or {}))
    groups = _groups([o.id for o in origins], bonds)
    named = tuple(g for g in groups if not all(i.startswith(NAMELESS) for i in g))
    groups = named if len(named) > 2 else groups
    enemies = _enemies(incident, origins, groups)
    return Corroboration(
        origins, bonds, groups, max(1, len(groups)), "enemies agree" if enemies else "several" if len(groups) > 1 else "one"
    )


def origins_of(incident: Incident) -> tuple[Origin, ...]:
    """The sources that vouch for the incident; outlets and narrators only where nobody else does."""
    near = concerned(incident)
    told = [t for t in incident.tellings if not _comments(t.source, near)]
    vouched = [t for t in told if vouches(t) and t.source.kind not in PASSING]
    named = _first_hand(vouched) or [t for t in told if _affirms(t) and t.source.kind not in PASSING]
    by_source: dict[str, list[Telling]] = defaultdict(list)
    for telling in named or list(incident.tellings):
        by_source[_identity(telling)].append(telling)
    return tuple(_origin(key, by_source[key]) for key in _apart(by_source))


def _first_hand(vouched: list[Telling]) -> list[Telling]:
    """Without those who, in an article, only pass on or speak about what another tells there.

    A station whose report names an officer, or a party whose statement leans on an agency, adds nothing to him. A party or a paper, or who
    condemns, that gives neither number nor day of its own beside one who does only comments, unless it says that it did it or suffered it.
    """
    by_document: dict[str, list[Telling]] = defaultdict(list)
    for telling in vouched:
        by_document[telling.document].append(telling)
    out: list[Telling] = []
    for tellings in by_document.values():
        through = {name for t in tellings for name in t.source.through}
        exact = {t.source.side for t in tellings if _exact(t)}
        for telling in tellings:
            source = telling.source
            passes = source.name in through and not (source.side in exact and source.kind != "media")
            judges = source.kind in ("party", "media") or (source.kind == "person" and source.stance == "condemns")
            outside = judges and source.side not in exact and exact and not _involved(telling)
            if not (passes or outside):
                out.append(telling)
    return out


def _exact(telling: Telling) -> bool:
    """Whether he gives a day or a number; that one was killed («the boy») tells no more than that it happened."""
    return telling.first_day is not None or telling.injured is not None or telling.killed not in (None, (1, 1))


def _involved(telling: Telling) -> bool:
    """Whether the source tells what it did or suffered."""
    source = telling.source
    return telling.type == "CLAIM-RESP" or bool({source.id, source.body} & {*telling.agents, *telling.parents, *telling.targets})


def _apart(by_source: dict[str, list[Telling]]) -> list[str]:
    """The keys in order. Doctors and a ministry of health whose numbers cannot both be true have each counted for themselves."""
    medical = by_source.get(MEDICAL, [])
    office = [t for t in medical if t.source.body is not None or not t.source.id.startswith(("generic:", "name:"))]
    others = [t for t in medical if t not in office]
    mine, yours = ([t.killed for t in side if t.killed] for side in (office, others))
    if mine and yours and not any(overlap(a, b) for a in mine for b in yours):
        by_source[MEDICAL], by_source[f"{MEDICAL}:office"] = others, office
    return sorted(by_source)


def _where(incident: Incident) -> str:
    """The country of most accounts, empty where none tells one."""
    told = Counter(c for a in incident.accounts for c in a.countries)
    return min(told, key=lambda c: (-told[c], c), default="")


def concerned(incident: Incident) -> frozenset[str]:
    """The countries where it happened or whose people did or suffered it."""
    countries = [c for a in incident.accounts for c in a.countries]
    countries += [c for t in incident.tellings for c in (*t.agent_countries, *t.target_countries)]
    least = max(1, len(incident.accounts) // 10)
    return frozenset(c for c in set(countries) if countries.count(c) >= least)


def _comments(source: Source, near: frozenset[str]) -> bool:
    """A state that is neither where it happened nor a party to it only speaks about it: condolences vouch for nothing."""
    return source.kind == "state" and source.country is not None and bool(near) and source.country not in near


def vouches(telling: Telling) -> bool:
    """Whether the source tells the occurrence himself: no wish or threat about it, no mere mention («بعد الهجوم») without toll or place."""
    if not _affirms(telling):
        return False
    if telling.killed is not None or telling.injured is not None:
        return True
    fine = telling.where is not None and not telling.where.wide
    if telling.where is None and telling.town is not None and not telling.definite:
        fine = bool(telling.agents and telling.targets)  # in the one town of its article
    kind = telling.source.kind
    if telling.recalled and kind in _EYES:
        return False  # «في أعقاب تشييع الطالب الذي قتل», say those who saw the funeral
    if telling.definite:  # who speaks of «the attack» is no source for it, but who was there is
        return kind in _EYES or (fine and kind in ("state", "unnamed"))
    if fine or telling.first_day is not None or kind in _EYES:
        return True
    return kind not in _OUTSIDERS and telling.type in tables().physical and bool(telling.agents or telling.targets)


def _affirms(telling: Telling) -> bool:
    """Whether he says that it happened; who only denies it, or only dates another thing from it, does not."""
    if telling.status not in _HAPPENED or not telling.source.asserts or telling.background or telling.another:
        return False
    return telling.source.stance != "denies"


def _identity(telling: Telling) -> str:
    """The key of an origin; what a paper tells in its own voice is its agency's where it names one."""
    source = telling.source
    if source.kind == "narrator" and telling.paper.agencies:
        return f"narrator:{telling.paper.agencies[0]}"
    nameless = source.kind in ("witness", "medical", "unnamed") or source.side.startswith(NAMELESS)
    return source.side if nameless else source.id


def _origin(key: str, tellings: list[Telling]) -> Origin:
    first = tellings[0].source
    chains = tuple(sorted({(*t.source.through, t.source.name) for t in tellings}))
    return Origin(key, first.kind, first.name, first.side, first.body, tuple(tellings), chains)


def _bonds(origins: tuple[Origin, ...], usual: str, near: frozenset[str]) -> Iterable[Bond]:
    """Each bond once, between neighbours of one key, so that there are no more than origins times keys."""

    def side(origin: Origin) -> str:
        """A state's branch without its country is that of the party in whose paper it speaks, else of the state where it happened."""
        if not origin.side.startswith("state::"):
            return origin.id if origin.kind == MEDICAL else origin.side
        heard = {c for t in origin.tellings if (c := t.source.heard_in) and c in near}
        return f"state:{min(heard) if len(heard) == 1 else usual}:{origin.side[7:]}"

    yield from _whoever(origins, side)
    for reason, key in (("side", side), ("body", lambda o: o.body), ("text", _text)):
        last: dict[object, Origin] = {}
        for origin in origins:
            value = key(origin)
            if value is None:
                continue
            if value in last:
                yield Bond(last[value].id, origin.id, _reason(reason, origin))
            last[value] = origin
    papers = [(o, o.tellings[0].paper) for o in origins if o.kind == "narrator"][:MOST_PAPERS]
    for (one, mine), (other, yours) in combinations(papers, 2):
        if shared_text(mine.sketch, yours.sketch) > REPRINT:
            yield Bond(one.id, other.id, "text")
    ids = {o.id for o in origins}
    for origin in origins:
        if origin.body in ids and origin.body != origin.id:
            yield Bond(origin.body or "", origin.id, "body")


def _whoever(origins: tuple[Origin, ...], side: Callable[[Origin], str]) -> Iterable[Bond]:
    """An official without an office, and a state as a whole, count with whichever of its branches speaks too."""
    branches: dict[str, Origin] = {}
    sides = [(side(o), o) for o in origins if o.kind == "state"]
    for one, origin in sorted(sides, key=lambda s: (not s[0].endswith(":civil"), s[0], s[1].id)):
        state, branch = one.rsplit(":", 1)
        if branch not in ("any", "municipal"):
            branches.setdefault(state, origin)
    for one, origin in sides:
        state, branch = one.rsplit(":", 1)
        if branch == "any" and state in branches:
            yield Bond(branches[state].id, origin.id, "state")


def _reprinted(origins: tuple[Origin, ...], reprints: Mapping[str, str]) -> Iterable[Bond]:
    """Narrators and agencies whose word is one printed text: ten papers that print it are one. Those whom it quotes stay who they are."""
    last: dict[str, Origin] = {}
    for origin in origins:
        texts = {reprints.get(t.document, t.document) for t in origin.tellings}
        if origin.kind in PASSING and len(texts) == 1:
            text = texts.pop()
            if text in last:
                yield Bond(last[text].id, origin.id, "text")
            last[text] = origin


def _reason(reason: str, origin: Origin) -> str:
    return "state" if reason == "side" and origin.side.startswith("state") else "body" if reason == "side" else reason


def _text(origin: Origin) -> object:
    """The words that an origin is quoted with, where he is quoted once only: two names over one sentence are one (a misread name)."""
    spots = {(t.words, t.killed) for t in origin.tellings}
    words = next(iter(spots))[0] if len(spots) == 1 else None
    return words if words is not None and len(words) >= 8 else None


def _groups(ids: list[str], bonds: Iterable[Bond]) -> tuple[tuple[str, ...], ...]:
    parent = {i: i for i in ids}

    def find(x: str) -> str:
        while parent[x] != x:
            x = parent[x]
        return x

    for bond in bonds:
        a, b = sorted((find(bond.a), find(bond.b)))
        parent[b] = a
    groups: dict[str, list[str]] = defaultdict(list)
    for i in ids:
        groups[find(i)].append(i)
    return tuple(tuple(g) for _, g in sorted(groups.items()))


def _enemies(incident: Incident, origins: tuple[Origin, ...], groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one who is said to have done it and one to whom it was done both tell it, in different groups."""
    doers = {a for t in incident.tellings for a in (*t.agents, *t.parents) if not a.startswith("generic:")}
    victims = {a for t in incident.tellings for a in t.targets if not a.startswith("generic:")} - doers
    group_of = {i: n for n, g in enumerate(groups) for i in g}
    mine = {group_of[o.id] for o in origins if o.id in group_of and {o.id, o.body, o.side} & doers}
    yours = {group_of[o.id] for o in origins if o.id in group_of and {o.id, o.body, o.side} & victims}
    return bool(mine and yours and mine != yours)
