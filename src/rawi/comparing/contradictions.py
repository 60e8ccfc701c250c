"""What cannot all be true of one incident: pairs of claims with the kind, and revisions by one origin.

A bound contradicts no count that it allows: «at least 12» goes with 15, 12 does not. Tolls are compared only where both speak of the dead
(or the hurt) of the whole occurrence: not the dead of two different groups, and not a part («among them»). A headline rounds: it speaks
only where its article does not. Within one article only two that are quoted, and that are independent, contradict each other. Of two
articles one pair of claims stands for each kind and each pair of sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rawi.comparing.accounts import distance, overlap
from rawi.comparing.blocking import bare_actor
from rawi.comparing.incidents import Incident
from rawi.comparing.scoring import show
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Telling
from rawi.model.spans import Range

MOST = 400
"""So many pairs are given for one incident and kind."""
_OTHER_TOWN_KM = 8.0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two tellings that cannot both be true. `kind`: toll, actor, target, place, date, holder, denial or responsibility.

    `revision`: one origin says otherwise later. `note` says what stands against what.
    """

    kind: str
    a: Telling
    b: Telling
    revision: bool
    note: str


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the path of the toll: the day of publication (ordinal), the origin, and the dead."""

    day: int
    origin: str
    killed: Range
    telling: Telling


def contradictions_of(incident: Incident) -> tuple[Contradiction, ...]:
    """All contradictions of an incident, in order of publication; of many tellings of one document that say the same, the first stands."""
    finders = (_tolls, _places, _dates, _actors, _denials, _responsibility, _control)
    out: list[Contradiction] = []
    for finder in finders:
        found = sorted(filter(_between_two, finder(incident)), key=lambda c: (c.a.headline + c.b.headline, c.a.key, c.b.key, c.note))
        single = {(c.kind, c.a.document, c.b.document, c.a.source.side, c.b.source.side): c for c in reversed(found)}
        out += sorted(single.values(), key=lambda c: (c.a.key, c.b.key, c.note))[:MOST]
    return tuple(out)


def _between_two(found: Contradiction) -> bool:
    """Two claims of one article contradict each other only where two who are quoted by name or office make them."""
    a, b = found.a, found.b
    if a.document != b.document:
        return True
    return a.source.side != b.source.side and not any(s.kind == "narrator" or s.side == "unnamed" for s in (a.source, b.source))


def _told(incident: Incident) -> Iterator[Telling]:
    """The tellings that may contradict: no mention in passing, no opinion, no headline whose article tells the same."""
    spoken = {(t.document, t.type) for t in incident.tellings if not t.headline}
    for telling in incident.tellings:
        over = telling.headline and (telling.document, telling.type) in spoken
        if not (over or telling.another or telling.background or telling.paper.genre == "opinion"):
            yield telling


def toll_path(incident: Incident) -> tuple[Step, ...]:
    """How the number of the dead was told over time, each new number of each origin once."""
    steps: list[Step] = []
    said: set[tuple[str, Range]] = set()
    for telling in incident.tellings:
        day = telling.paper.published
        if telling.killed and day is not None and (telling.source.side, telling.killed) not in said:
            said.add((telling.source.side, telling.killed))
            steps.append(Step(day, telling.source.name, telling.killed, telling))
    return tuple(sorted(steps, key=lambda s: (s.day, s.telling.key)))


def _pair(kind: str, x: Telling, y: Telling, note: str) -> Contradiction:
    a, b = (x, y) if ((x.paper.published or 0), x.key) <= ((y.paper.published or 0), y.key) else (y, x)
    same = a.source.side == b.source.side and a.source.kind not in ("narrator", "unnamed")
    return Contradiction(kind, a, b, same and (a.paper.published or 0) < (b.paper.published or 0), note)


def _tolls(incident: Incident) -> Iterator[Contradiction]:
    for what in ("killed", "injured"):
        distinct: dict[tuple[str, Range], Telling] = {}
        counted = [t for t in incident.tellings if getattr(t, what) is not None and t.paper.genre != "opinion" and not t.another]
        inside = {t.document for t in counted if not t.headline}
        for telling in counted:
            if telling.headline and telling.document in inside:
                continue
            count: Range | None = getattr(telling, what)
            if count is not None and telling.status != "negated" and _told_to_count(telling, what):
                distinct.setdefault((telling.document, count), telling)
        for x, y in combinations(distinct.values(), 2):
            mine, yours = getattr(x, what), getattr(y, what)
            if not overlap(mine, yours) and _comparable(x, y):
                yield _pair("toll", x, y, f"{what}: {show(mine)} / {show(yours)}")


def _told_to_count(telling: Telling, what: str) -> bool:
    """One range for both dead and hurt is a sum of the two («250 بين قتيل وجريح») or a misreading: no toll of either."""
    return telling.killed != telling.injured or what not in ("killed", "injured")


def _comparable(x: Telling, y: Telling) -> bool:
    """Not the dead of two different groups."""
    mine, yours = _groups(x), _groups(y)
    return not mine or not yours or bool(mine & yours)


def _groups(telling: Telling) -> set[str]:
    """Who was counted: groups of tables.groups, the ids of named actors, «people» for all others that are named by what they are."""
    words = tables().groups
    return {words.get(t.split(":")[1], "people") if t.startswith("generic:") else t for t in telling.targets}


def _places(incident: Incident) -> Iterator[Contradiction]:
    first: dict[tuple[str, str], Telling] = {}
    for telling in _told(incident):
        where = telling.where
        if where is not None and (where.id or where.name) and (where.settlement or where.wide) and len(where.containers) != 0:
            first.setdefault((telling.document, where.id or ""), telling)
    for x, y in combinations(first.values(), 2):
        a, b = x.where, y.where
        if a is None or b is None or a.id == b.id or set(a.containers) & {b.id} or set(b.containers) & {a.id}:
            continue
        if a.wide and b.wide and a.country == b.country and (len(a.containers) < 2 or len(b.containers) < 2):
            continue
        if a.wide != b.wide:
            small, wide = (b, a) if a.wide else (a, b)
            if wide.country == small.country and (len(wide.containers) < 2 or wide.containers[0] in small.containers):
                continue
        elif a.settlement and b.settlement and not _apart(a.latitude, a.longitude, b.latitude, b.longitude):
            continue
        yield _pair("place", x, y, f"{a.id} / {b.id}")


def _apart(lat1: float | None, lon1: float | None, lat2: float | None, lon2: float | None) -> bool:
    if lat1 is None or lon1 is None or lat2 is None or lon2 is None:
        return True
    return distance(lat1, lon1, lat2, lon2) > _OTHER_TOWN_KM


def _dates(incident: Incident) -> Iterator[Contradiction]:
    first: dict[tuple[str, int], Telling] = {}
    for telling in _told(incident):
        if telling.day is not None:
            first.setdefault((telling.document, telling.day), telling)
    for x, y in combinations(first.values(), 2):
        if x.day != y.day:
            yield _pair("date", x, y, f"day {x.day} / {y.day}")


def _actors(incident: Incident) -> Iterator[Contradiction]:
    """Two bodies that did it, neither of which belongs to the other."""
    first: dict[tuple[str, tuple[str, ...]], Telling] = {}
    for telling in _told(incident):
        known = tuple(a for a in telling.agents if not a.startswith(("generic:", "u-")))
        if known and telling.type in tables().physical and telling.mode != "clash" and telling.source.kind != "narrator":
            first.setdefault((telling.document, known), telling)
    for (x_key, x), (y_key, y) in combinations(first.items(), 2):
        mine, yours = {*x_key[1], *x.parents}, {*y_key[1], *y.parents}
        if not mine & yours and x.type == y.type:
            yield _pair("actor", x, y, f"{', '.join(x_key[1])} / {', '.join(y_key[1])}")


def _denials(incident: Incident) -> Iterator[Contradiction]:
    denied: dict[str, Telling] = {}
    told: dict[tuple[str, str], Telling] = {}
    for telling in _told(incident):
        if telling.status == "negated" or telling.source.stance == "denies":
            denied.setdefault(telling.document, telling)
        elif telling.status in ("occurred", "ongoing") and telling.source.asserts:
            key = (telling.document, telling.type)
            if key not in told or (told[key].source.kind == "narrator" and telling.source.kind != "narrator"):
                told[key] = telling
    for no in denied.values():
        admitted = [t for t in told.values() if t.document == no.document and t.source.side == no.source.side and t.type == no.type]
        struck = {x for t in (no, *admitted) for x in t.targets}
        for yes in told.values():
            if admitted and not {bare_actor(x) for x in yes.targets} - {bare_actor(x) for x in struck} - tables().spots:
                continue  # it is told by the denier too: only what was struck is denied
            if yes.type == no.type and yes.source.side != no.source.side:
                yield _pair("denial", no, yes, f"{no.source.name} denies what {yes.source.name} tells")


def _responsibility(incident: Incident) -> Iterator[Contradiction]:
    """A claim of responsibility against its denial, or against another's."""
    claims = [t for t in incident.tellings if t.type == "CLAIM-RESP"]
    first: dict[tuple[str, bool, tuple[str, ...]], Telling] = {}
    for telling in claims:
        first.setdefault((telling.document, telling.status == "negated" or telling.source.stance == "denies", telling.agents), telling)
    for (mine, x), (yours, y) in combinations(first.items(), 2):
        if mine[1] != yours[1]:
            yield _pair("responsibility", x, y, "claimed / denied")
        elif not mine[1] and mine[2] and yours[2] and not set(mine[2]) & set(yours[2]):
            yield _pair("responsibility", x, y, f"{', '.join(mine[2])} / {', '.join(yours[2])}")


def _control(incident: Incident) -> Iterator[Contradiction]:
    """Who holds the town: two holders that are told of at one time."""
    held: dict[str, list[tuple[int, frozenset[str], Telling]]] = defaultdict(list)
    for telling in _told(incident):
        where, day = telling.where, telling.day or telling.paper.published
        holders = _holders(telling)
        holds = telling.type == "CONTROL" and telling.mode in ("gain", "hold") and telling.status in ("occurred", "ongoing")
        if holds and holders and where is not None and where.id and day is not None:
            held[where.id].append((day, holders, telling))
    for told in held.values():
        for (first, mine, x), (second, yours, y) in combinations(told, 2):
            if not mine & yours and abs(first - second) <= 1:
                yield _pair("holder", x, y, f"held by {', '.join(sorted(mine))} / {', '.join(sorted(yours))}")


def _holders(telling: Telling) -> frozenset[str]:
    """Who holds it: the actors that are named; «our fighters», «units» are those of the army or group that says so."""
    named = frozenset(a for a in (*telling.agents, *telling.parents) if not a.startswith(("generic:", "u-")))
    if named or not telling.agents:
        return named
    source = telling.source
    return frozenset({source.id, source.side} | ({source.body} if source.body else set())) if source.kind == "party" else frozenset()
