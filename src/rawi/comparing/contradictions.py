"""What cannot all be true of one incident: pairs of claims with the kind, and revisions by one origin.

Two claims contradict each other only where both speak of the same act: of one type, by compatible means, not at two places or on days far
apart. A bound contradicts no count that it allows: «at least 12» goes with 15, 12 does not. Of the numbers that one origin gives in one
article the largest is that of the whole, the others are parts of it; the dead of two different groups are not compared. A headline rounds:
it speaks only where its article does not, and a narrator only where nobody whom he quotes does. Within one article only two that are
quoted, and that are independent, contradict each other. Where many articles have one origin say one thing, their first pair stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from rawi.comparing.accounts import overlap
from rawi.comparing.acts import anchored, bare, counted, elsewhere, kindred, met, named, nobody, one_act, open_ended, other_toll, strangers
from rawi.comparing.denials import WATCHING, denials
from rawi.comparing.incidents import Incident
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Telling, Where
from rawi.comparing.tolls import show
from rawi.comparing.words import shared_text
from rawi.model.spans import Range

MOST = 12
"""So many pairs are given for one incident and kind, the weightiest."""
REPRINT = 0.5
"""Two articles that share so much of their text say one thing."""
LATE = 2
"""So many days late or more an archive may say that an article came out, which says no weekday."""
MANY = 6
"""In an incident of so many articles whoever only one names as the doer is mostly a misread name."""
ONE_MAN = 3
"""«The commander was killed» is no toll beside one of so many: it does not count the others."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two tellings that cannot both be true. `kind`: toll, actor, target, place, date, holder, denial or responsibility.

    `revision`: one origin says otherwise later. `says`: what stands against what, `about` of what («killed»). `weight`: how many pairs of
    articles (reprints aside) tell it so; those of most weight matter most.
    """

    kind: str
    a: Telling
    b: Telling
    revision: bool
    says: tuple[str, str]
    about: str = ""
    weight: int = 1

    @property
    def note(self) -> str:
        """What stands against what, in words."""
        return (f"{self.about}: " if self.about else "") + " / ".join(self.says)


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the path of the toll: the day of publication (ordinal), the origin, and the dead."""

    day: int
    origin: str
    killed: Range
    telling: Telling


def contradictions_of(incident: Incident) -> tuple[Contradiction, ...]:
    """All contradictions of an incident by kind, those of most weight first; of many tellings of one document the first stands."""
    told = list(_told(incident))
    counting = [t for t in incident.tellings if not (t.another or t.background or t.paper.genre == "opinion")]
    first = _firsts(incident)
    out: list[Contradiction] = []
    for finder in (_tolls, _places, _dates, _actors, _denied, _responsibility, _control):
        between = filter(_between_two, finder(counting if finder is _tolls else told))
        found = sorted(between, key=lambda c: (c.a.headline + c.b.headline, *_order(c)))
        single = {(c.kind, c.a.document, c.b.document, c.a.source.side, c.b.source.side): c for c in reversed(found)}
        out += _weighed(single.values(), first)
    return tuple(out)


def _weighed(found: Iterable[Contradiction], first: dict[str, str]) -> list[Contradiction]:
    """Those of one kind with their weights, the weightiest first: of many articles in which one origin says one thing, the first stands."""
    kept: dict[tuple[object, ...], list[Contradiction]] = defaultdict(list)
    for c in sorted(found, key=_order):
        kept[c.about, c.revision, frozenset(((_voice(c.a), c.says[0]), (_voice(c.b), c.says[1])))].append(c)
    weighed = [replace(same[0], weight=len({(first[c.a.document], first[c.b.document]) for c in same})) for same in kept.values()]
    return sorted(weighed, key=lambda c: (-c.weight, _order(c)))[:MOST]


def _voice(telling: Telling) -> str:
    return "narrator" if telling.source.kind == "narrator" else telling.source.side


def _order(c: Contradiction) -> tuple[object, ...]:
    return c.a.key, c.b.key, c.note


def _firsts(incident: Incident) -> dict[str, str]:
    """Document -> the first of those that print its text."""
    papers = sorted({a.paper.document: a.paper for a in incident.accounts}.values(), key=lambda p: (p.published or 0, p.document))
    out: dict[str, str] = {}
    for n, paper in enumerate(papers):
        earlier = (p for p in papers[:n] if out[p.document] == p.document and shared_text(p.sketch, paper.sketch) >= REPRINT)
        out[paper.document] = next((p.document for p in earlier), paper.document)
    return out


def _between_two(found: Contradiction) -> bool:
    """Two claims of one article contradict each other only where two who are quoted by name or office make them."""
    a, b = found.a, found.b
    if a.document != b.document:
        return True
    return a.source.side != b.source.side and not any(nobody(t) or t.source.side == "unnamed" for t in (a, b))


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


def _pair(kind: str, x: Telling, y: Telling, mine: str, yours: str, about: str = "") -> Contradiction:
    turned = ((x.paper.published or 0), x.key) > ((y.paper.published or 0), y.key)
    a, b, says = (y, x, (yours, mine)) if turned else (x, y, (mine, yours))
    same = a.source.side == b.source.side and a.source.kind not in ("narrator", "unnamed")
    return Contradiction(kind, a, b, same and (a.paper.published or 0) < (b.paper.published or 0), says, about)


def _tolls(told: list[Telling]) -> Iterator[Contradiction]:
    for what in ("killed", "injured"):
        wholes = _wholes(told, what)
        for x, y in combinations(wholes, 2):
            mine, yours = getattr(x, what), getattr(y, what)
            if not overlap(open_ended(mine), open_ended(yours)) and _comparable(x, y, mine, yours) and one_act(x, y, kind=False):
                yield _pair("toll", x, y, show(mine), show(yours), what)


def _wholes(told: list[Telling], what: str) -> list[Telling]:
    """For each origin of each article the telling with the largest number, which is that of the whole; the narrator's only where nobody
    whom he quotes gives one."""
    best: dict[tuple[str, str], Telling] = {}
    quoted: set[str] = set()
    inside = {t.document for t in told if not t.headline and getattr(t, what) is not None}
    for telling in told:
        if telling.headline and telling.document in inside:
            continue
        if telling.status == "negated" or getattr(telling, what) is None or telling.killed == telling.injured:
            continue  # one range for both dead and hurt is a sum of the two («250 بين قتيل وجريح») or a misreading: no toll of either
        key = (telling.document, telling.source.side if not nobody(telling) else "")
        if key not in best or _least(telling, what) > _least(best[key], what):
            best[key] = telling
        if not nobody(telling):
            quoted.add(telling.document)
    return [t for t in best.values() if not (nobody(t) and t.document in quoted)]


def _least(telling: Telling, what: str) -> int:
    count: Range | None = getattr(telling, what)
    return 0 if count is None else count[0] if count[0] is not None else count[1] or 0


def _comparable(x: Telling, y: Telling, mine: Range, yours: Range) -> bool:
    """Not the dead of two different groups, nor one who was somebody beside the many who died with him."""
    low, high = sorted(((mine[0] or 0), (yours[0] or 0)))
    if low == 1 and high >= ONE_MAN:
        return False
    one, other = counted(x), counted(y)
    if bool(one) != bool(other):
        who = {part for t in (*x.targets, *y.targets) for part in (t.split(":")[2:] if t.startswith("generic:") else (t,))}
        if any(part.islower() and not part.startswith("u-") for part in who):
            return False  # the fighters of one side, and people
    return not one or not other or bool(one & other)


def _disjoint(told: Iterable[Telling], value: Callable[[Telling], object]) -> dict[tuple[str, str], dict[object, Telling]]:
    """For each origin of each article what it gives, each value with its first telling."""
    out: dict[tuple[str, str], dict[object, Telling]] = defaultdict(dict)
    for telling in told:
        given = value(telling)
        if given is not None:
            out[telling.document, telling.source.side].setdefault(given, telling)
    return out


def _places(told: list[Telling]) -> Iterator[Contradiction]:
    """The towns of two articles, where neither tells the other's too; one of them is the town that most articles tell."""

    def town(telling: Telling) -> object:
        where = telling.where
        if where is None or telling.type not in tables().placed or not where.containers:
            return None
        return where.id if where.settlement or where.wide else None

    given = _disjoint(told, town)
    where: dict[object, Where] = {t.where.id: t.where for values in given.values() for t in values.values() if t.where is not None}
    by_document: dict[str, set[object]] = defaultdict(set)
    for (document, _), values in given.items():
        by_document[document] |= set(values)
    common = Counter(v for values in by_document.values() for v in values)
    most = max(common.values(), default=0)
    for (one, mine), (other, yours) in combinations(given.items(), 2):
        for a, x in mine.items():
            for b, y in yours.items():
                usual = most in (common[a], common[b])
                if a == b or not usual or (where[a].wide and where[b].wide) or not one_act(x, y, place=False) or other_toll(x, y):
                    continue
                if not anchored(x, y):
                    continue  # two strikes of one front are two
                known = [where[p] for p in (*by_document[other[0]], *yours)], [where[p] for p in (*by_document[one[0]], *mine)]
                apart = all(elsewhere(where[a], p) for p in known[0]) and all(elsewhere(where[b], p) for p in known[1])
                if apart or (one[0] == other[0] and elsewhere(where[a], where[b])):
                    yield _pair("place", x, y, str(a), str(b))


def _dates(told: list[Telling]) -> Iterator[Contradiction]:
    """The days that two origins give, where neither gives the other's too."""
    claimed = {(t.document, t.sentence_start) for t in told if t.type == "CLAIM-RESP"}  # «claimed on Tuesday the killing»: the claim's day
    placed = (t for t in told if t.type in tables().placed and (t.document, t.sentence_start) not in claimed)
    given = _disjoint(placed, lambda t: t.day)
    for mine, yours in combinations(given.values(), 2):
        if set(mine) & set(yours):
            continue
        pairs = [(x, y) for x in mine.values() for y in yours.values() if _other_days(x, y)]
        if pairs:
            x, y = min(pairs, key=lambda p: (p[0].definite + p[1].definite, p[0].key, p[1].key))
            yield _pair("date", x, y, f"day {x.day}", f"day {y.day}")


def _other_days(x: Telling, y: Telling) -> bool:
    """Whether two tellings of one act, as far as all else goes, give days that cannot both be right.

    A day that is only counted from publication («أمس») is as right as the archive's day of publication, give or take LATE.
    """
    if "clash" in (x.mode, y.mode) or x.averted or y.averted:
        return False  # fighting goes on for days
    if not one_act(x, y, day=False) or other_toll(x, y) or not (anchored(x, y) or _one_town(x, y)):
        return False
    return (x.named_day and y.named_day) or abs((x.day or 0) - (y.day or 0)) > LATE


def _one_town(x: Telling, y: Telling) -> bool:
    """Whether both tell one town or site in which they were struck; ground is won in a town day after day."""
    if x.where is None or y.where is None or x.where.id is None or y.where.id is None or x.type == "CONTROL":
        return False
    return not (x.where.wide or y.where.wide or elsewhere(x.where, y.where))


def _actors(told: list[Telling]) -> Iterator[Contradiction]:
    """Two bodies that did it, neither of which belongs to the other, or was struck by it."""
    first: dict[tuple[str, tuple[str, ...]], Telling] = {}
    for telling in told:
        known = named(telling.agents)
        struck = telling.type in tables().physical and telling.mode != "clash"
        if known and struck and telling.source.kind != "narrator" and _blames(telling):
            first.setdefault((telling.document, known), telling)
    blamed: dict[str, set[str]] = defaultdict(set)
    for document, known in first:
        blamed[document] |= {*known, *first[document, known].parents}
    naming = Counter(a for known in blamed.values() for a in known)
    least = 2 if len({t.document for t in told}) >= MANY else 1
    for (x_key, x), (y_key, y) in combinations(first.items(), 2):
        if any(max(naming[a] for a in key[1]) < least for key in (x_key, y_key)):
            continue
        mine, yours = {*x_key[1], *x.parents}, {*y_key[1], *y.parents}
        both = x.document != y.document and blamed[x.document] & blamed[y.document]
        if mine & yours or both or kindred(mine, yours) or mine & set(y.targets) or yours & set(x.targets) or not one_act(x, y):
            continue
        if not _one_strike(x, y):
            continue
        yield _pair("actor", x, y, ", ".join(x_key[1]), ", ".join(y_key[1]))


def _blames(telling: Telling) -> bool:
    """Whether the source says who did it. Who identifies somebody, or condemns it, is read as its doer at times; so is who speaks of
    «the attack» as a state."""
    own = {telling.source.id, telling.source.body} & {*telling.agents, *telling.parents}
    return telling.status in ("occurred", "ongoing") and not telling.judged and not (telling.definite and own)


def _one_strike(x: Telling, y: Telling) -> bool:
    """Whether both tell one thing that was done: the same victims or numbers, or the same means in one town."""
    if anchored(x, y) or bare(x.targets) & bare(y.targets) - tables().spots:
        return True
    return x.mode == y.mode and x.mode not in (None, *tables().plain_modes) and met(x, y)


def _denied(told: list[Telling]) -> Iterator[Contradiction]:
    for no, yes in denials(told):
        outside = no.type == "CONTROL" and no.source.kind in WATCHING
        yield _pair("holder" if outside else "denial", no, yes, "denied", "told")


def _responsibility(told: list[Telling]) -> Iterator[Contradiction]:
    """A claim of responsibility against its denial, or against another's."""
    first: dict[tuple[str, bool, tuple[str, ...]], Telling] = {}
    for telling in told:
        if telling.type == "CLAIM-RESP":
            no = telling.status == "negated" or telling.source.stance == "denies"
            first.setdefault((telling.document, no, telling.agents), telling)
    for (mine, x), (yours, y) in combinations(first.items(), 2):
        if mine[1] != yours[1] and not strangers(mine[2], yours[2]):
            yield _pair("responsibility", x, y, *(("denied", "claimed") if mine[1] else ("claimed", "denied")))
        elif not mine[1] and not yours[1] and strangers((*mine[2], *x.parents), (*yours[2], *y.parents)):
            yield _pair("responsibility", x, y, ", ".join(mine[2]), ", ".join(yours[2]))


def _control(told: list[Telling]) -> Iterator[Contradiction]:
    """Who holds the town: two holders that are told of at one time."""
    held: dict[str, list[tuple[int, frozenset[str], Telling]]] = defaultdict(list)
    for telling in told:
        where, day = telling.where, telling.day or telling.paper.published
        holders = _holders(telling)
        holds = telling.type == "CONTROL" and telling.mode in ("gain", "hold") and telling.status in ("occurred", "ongoing")
        holds = holds and not telling.formerly and not telling.averted and not telling.definite and not named(telling.targets)
        if holds and holders and where is not None and where.id and day is not None:
            held[where.id].append((day, holders, telling))
    many = len({t.document for t in told}) >= 2 * MANY
    together = {frozenset(named((*t.agents, *t.parents))) for t in told}
    for there in held.values():
        for (first, mine, x), (second, yours, y) in combinations(there, 2):
            allies = any(mine & both and yours & both for both in together)
            now = x.day is None or y.day is None or x.day == y.day
            if many and not _enemies(mine, yours, told):
                continue  # of the many who fight on one front most are on one side
            if not mine & yours and not allies and now and abs(first - second) <= 1 and not (nobody(x) and nobody(y)):
                yield _pair("holder", x, y, f"held by {', '.join(sorted(mine))}", f"held by {', '.join(sorted(yours))}")


def _enemies(mine: frozenset[str], yours: frozenset[str], told: list[Telling]) -> bool:
    """Whether any telling has the one side fight the other, or take from it."""
    return any(
        ({*t.agents, *t.parents} & one and {*t.targets} & other) for t in told for one, other in ((mine, yours), (yours, mine))
    )


def _holders(telling: Telling) -> frozenset[str]:
    """Who holds it: the actors that are named; «our fighters», «units» are those of the army or group that says so."""
    known = frozenset(named((*telling.agents, *telling.parents)))
    if known or not telling.agents:
        return known
    source = telling.source
    own = named({source.id, source.side} | ({source.body} if source.body else set()))
    return frozenset(own) if source.kind == "party" else frozenset()
