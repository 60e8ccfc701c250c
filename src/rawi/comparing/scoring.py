"""Whether two accounts tell of one occurrence: weighed evidence, each piece with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rawi.comparing.accounts import Account
from rawi.comparing.blocking import WINDOW, Density, bare_actor
from rawi.comparing.nearness import BUSY, Reason, place_of
from rawi.comparing.sorts import sites
from rawi.comparing.tables import tables, type_points
from rawi.comparing.tellings import iso
from rawi.comparing.tolls import boasted, show, toll_points, unspecific
from rawi.comparing.words import shared_text

JOIN = 3.5
"""From so many points on, two accounts tell of one occurrence."""
WORD = 0.32
"""Points for each content word that two accounts share, more the larger a share it is of all."""
EVERYDAY = 0.5, 2.0
"""So much it says against two accounts in a busy place that the days they may be of are one day apart, or more."""
NOTHING = 1.0, 1.0
"""So much it says against two accounts of a busy place that they share no day, number or words; and anywhere against two that give no
day, and not the same means."""
LIKE = 1.2
_WHO = frozenset({"actor", "target"})
_TELLING = frozenset({"words", "text", "killed", "injured", "victims"})
SAME, USUAL = 0.8, 0.0
"""What one doer or one victim says, and in a busy place, where the same fight every day."""
NEVER = -18.0
"""A barred pair with so few points is of two occurrences: no cluster holds both."""
LOOSE = 2.5
"""So many points has a pair at most that shares no fact in particular."""
EQUAL, TELLING_WORDS, AT_A_TOWN = 1.0, 1.6, 1.0
"""From so many points on, an equal toll (of more than one or two), shared words, and a shared town are a fact in particular."""
CROWDED = 6
"""Of a city of which things of one kind are told of so many days, that something happened there is no fact in particular."""
FEW_WORDS = 0.5
"""From so many points on, shared words say of two accounts of one city that they tell of one thing."""
GUESTS = -2.0
"""What it says that two met other people by name."""
APART = -40.0
"""What one article tells as two is two, whatever else agrees."""
BOAST = 0.25
"""So much another number counts that only the doer tells: he tells more than others do."""
SITES = -1.2
"""What it says that two bombs struck different sorts of site, a market and a checkpoint."""


@dataclass(frozen=True, slots=True)
class Score:
    """The points for one occurrence with their reasons; `barred`: something tells the two apart that others cannot outweigh."""

    points: float
    reasons: tuple[Reason, ...]
    barred: bool = False


def hopeless(a: Account, b: Account) -> bool:
    """Whether a glance tells that two accounts cannot be of one occurrence: different towns, or types that never tell of one thing."""
    if not a.places or not b.places or a.names or b.names or not a.places.keys().isdisjoint(b.places) or a.paper is b.paper:
        return False
    settled = all(w.settlement for x in (a, b) for w in x.places.values())
    return settled and not (_unplaced(a) or _unplaced(b))


def _unplaced(account: Account) -> bool:
    """Whether the gazetteer does not know where some of its places lie."""
    return any(w.latitude is None for w in account.places.values())


def score(a: Account, b: Account, density: Density) -> Score:
    """The evidence for and against two accounts being of one occurrence. Symmetric."""
    if b.key < a.key:
        a, b = b, a
    busy = _routine(a, b, density)
    place, when, everyday = place_of(a, b, busy), _date(a, b), _everyday(a, b, busy)
    pieces = [place, when, _type(a, b), *_tolls(a, b), *_actors(a, b, busy), _words(a, b), _told_apart(a, b), everyday]
    reasons = [p for p in pieces if p is not None]
    vague = _vague(a, b, busy, reasons)
    if vague is not None:
        reasons.append(vague)
    points = sum(r.points for r in reasons)
    if points > LOOSE and not _anchored(a, b, reasons, density):
        reasons.append(Reason("fact", "no town and day, toll, victim, doer or text in common", round(LOOSE - points, 3)))
        points = LOOSE
    here, then = place.points if place else 0.0, sum(r.points for r in (when, everyday) if r is not None)
    town = not a.places.keys().isdisjoint(b.places)
    barred = points <= NEVER or (points < JOIN + 2 and (_barred(here, then, town) or (here < 0 and busy >= BUSY)))
    return Score(round(points, 3), tuple(reasons), barred)


def _anchored(a: Account, b: Account, reasons: Sequence[Reason], density: Density) -> bool:
    """Whether the two share one fact in particular. That both tell of support, in one country, in stock words, is none."""
    by = {r.kind: r.points for r in sorted(reasons, key=lambda r: r.points)}
    numbers = all(any(not unspecific(k) for k in (*x.killed, *x.injured)) for x in (a, b))
    toll = max(by.get("killed", 0), by.get("injured", 0)) if numbers else 0
    several = any((k[0] or 0) > 1 for k in a.killed) and any((k[0] or 0) > 1 for k in b.killed)
    if by.get("text") or (by.get("victims") and several) or toll >= EQUAL or by.get("words", 0) >= TELLING_WORDS:
        return True
    day, struck = bool(a.days & b.days), any(t in tables().placed for t, _ in (*a.kinds, *b.kinds))
    if by.get("place", 0) >= AT_A_TOWN and (day or struck):
        told = struck or by.get("words", 0) >= LIKE or bool(_particular(a) & _particular(b))
        return told and (not _crowded(a, b, density) or _like(a, b, by))
    return (day or struck) and bool(_particular(a) & _particular(b))


def _crowded(a: Account, b: Account, density: Density) -> bool:
    """Whether the town is one of which much of any kind is told, a capital or a large city."""
    day = min(a.days | b.days, default=None) or a.paper.published or b.paper.published or 0
    return any(density.busy(p, tables().between | tables().placed, day) >= CROWDED for p in a.places.keys() & b.places.keys())


def _like(a: Account, b: Account, by: Mapping[str, float]) -> bool:
    """Whether two accounts of one city tell of more than that something happened there."""
    if any(by.get(k, 0) > 0 for k in ("killed", "injured", "victims")) or by.get("words", 0) >= FEW_WORDS:
        return True
    common = a.kinds & b.kinds
    return any(m is not None and m not in tables().plain_modes for _, m in common) or bool(_particular(a) & _particular(b))


def _particular(account: Account) -> set[str]:
    """Who did or suffered it, whole states and descriptions left out."""
    return {bare_actor(x) for x in _named(account)} - account.countries


def _vague(a: Account, b: Account, busy: int, reasons: Sequence[Reason]) -> Reason | None:
    """Where much goes on, and where neither tells more than that something happened, to be alike needs a day, a number or words."""
    if a.days & b.days or any(r.kind in _TELLING and r.points > LIKE for r in reasons):
        return None
    plain = not a.days and not b.days and (
        any(r.kind == "type" and r.points < tables().same for r in reasons) or not any(t in tables().placed for t, _ in a.kinds)
    )
    if busy < BUSY and not (plain and not any(r.kind in _WHO and r.points >= SAME for r in reasons)):
        return None
    return Reason("date", "no day, number or words in common", -NOTHING[plain])


def _routine(a: Account, b: Account, density: Density) -> int:
    """On how many days such things are told of the place: the least of those that they share, else the most of a town and its next."""
    if not (a.places and b.places):
        return 0
    common = a.places.keys() & b.places.keys()
    kinds = {t for t, _ in a.kinds} & {t for t, _ in b.kinds}
    day = min(a.days | b.days, default=None) or a.paper.published or b.paper.published or 0
    if common:
        return min(density.busy(p, kinds, day) for p in common)
    return max(density.busy(p, kinds, day) for p in (*a.places, *b.places))


def _everyday(a: Account, b: Account, busy: int) -> Reason | None:
    """Where such things are told of every day, what names no day is of the day when its paper came out, or of the day before."""
    if a.days and b.days:
        return None
    mine, yours = _likely(a), _likely(b)
    if not mine or not yours:
        return None
    gap = max(mine[0] - yours[-1], yours[0] - mine[-1])
    if gap < 1 or busy < BUSY or a.places.keys().isdisjoint(b.places):
        return None
    return Reason("date", "no common day, where this is told of every day", -EVERYDAY[gap > 1])


def _likely(account: Account) -> tuple[int, ...]:
    """The days that an account gives, else those that its paper tells news of."""
    published = account.paper.published
    return tuple(sorted(account.days)) or ((published - 1, published) if published is not None else ())


def _told_apart(a: Account, b: Account) -> Reason | None:
    """A sentence that tells one occurrence and dates it from another, or answers another, tells two."""
    if a.paper is not b.paper or not (a.another or b.another):
        return None
    for x, y in ((a, b), (b, a)):
        beside = {t.sentence_start for t in x.tellings if t.another}
        if any(t.sentence_start in beside and not t.another for t in y.tellings):
            return Reason("article", "one sentence tells them as two", APART)
    return None


def _barred(here: float, then: float, town: bool) -> bool:
    """Same town the next day, or the same day in the next town: two occurrences, unless nearly everything else agrees."""
    return here < -2 or then < -2 or ((town or here >= 2.5) and then < 0) or (then >= 1.5 and here < 0)


def _date(a: Account, b: Account) -> Reason | None:
    if a.days & b.days:
        return Reason("date", f"both on {iso(min(a.days & b.days))}", 2.0)
    if a.days and b.days:
        gap = min(abs(x - y) for x in a.days for y in b.days)
        return Reason("date", f"{gap} day{'s' * (gap > 1)} apart", {1: -1.2, 2: -2.5}.get(gap, -4.5))
    if a.days or b.days:
        exact, other = (a, b) if a.days else (b, a)
        return _against(exact, other)
    mine, yours = a.paper.published, b.paper.published
    if a.spans and b.spans and not any(x[0] <= y[1] and y[0] <= x[1] for x in a.spans for y in b.spans):
        return Reason("date", "at different times", -4.0)
    if mine is None or yours is None or a.spans or b.spans:
        return None
    gap = abs(mine - yours)
    if gap <= 1:
        return Reason("date", "told within a day of each other", 0.6)
    return Reason("date", f"told {gap} days apart", 0.3 if gap <= 3 else (0.0 if gap <= WINDOW else -2.0))


def _against(exact: Account, other: Account) -> Reason | None:
    """A day against none: whether it falls before the other's publication, or within the time that the other gives."""
    if other.spans:
        within = any(x <= d <= y for d in exact.days for x, y in other.spans)
        return Reason(
            "date", "within the time that the other gives" if within else "outside the time of the other", 0.7 if within else -3.5
        )
    published = other.paper.published
    if published is None:
        return None
    before = min(published - d for d in exact.days)
    if before < 0:
        return Reason("date", "after the other was published", -4.0)
    if before <= 2:
        return Reason("date", f"{before} days before the other was published", 0.7)
    return Reason("date", f"{before} days before the other was published", 0.3 if before <= 4 else 0.0 if before <= WINDOW else -1.5)


def _type(a: Account, b: Account) -> Reason:
    best = max((type_points(x, y), x, y) for x in sorted(a.kinds, key=str) for y in sorted(b.kinds, key=str))
    return Reason("type", f"{_kind(best[1])} / {_kind(best[2])}" if best[1] != best[2] else f"both {_kind(best[1])}", best[0])


def _kind(kind: tuple[str, str | None]) -> str:
    return f"{kind[0]} ({kind[1]})" if kind[1] else kind[0]


def _tolls(a: Account, b: Account) -> list[Reason]:
    out = []
    for what, mine, yours, weight in (("killed", a.killed, b.killed, 1.0), ("injured", a.injured, b.injured, 0.7)):
        if mine and yours:
            points, note = max(toll_points(x, y) for x in mine for y in yours)
            if mine != yours and (boasted(a) or boasted(b)):
                points *= BOAST
            if points:
                out.append(Reason(what, note, round(points * weight, 2)))
    return out


def _actors(a: Account, b: Account, busy: int) -> list[Reason]:
    same = USUAL if busy >= BUSY else SAME
    out: list[Reason] = []
    victims = _victims(a, b)
    if victims is not None:
        out.append(victims)
    for what, mine, yours, apart in (("actor", a.agents, b.agents, -0.8), ("target", a.targets, b.targets, -0.4)):
        if not mine or not yours:
            continue
        common = _bare(mine) & _bare(yours)
        known = {c for c in common if not c.startswith("generic:")}
        if known or common:
            out.append(Reason(what, f"both {', '.join(sorted(common))}", same if known else same * 0.6))
        elif any(not x.startswith("generic:") for x in mine) and any(not x.startswith("generic:") for x in yours):
            out.append(Reason(what, "different ones", apart))
        else:
            out.append(Reason(what, "described differently", apart / 4))
    one, other = (sites(x) for x in (a, b))
    if len(one) == len(other) == 1 and one != other:
        out.append(Reason("target", f"{min(one)} / {min(other)}", SITES))
    elif len(one) == len(other) == 1 and not _bare(a.targets) & _bare(b.targets):
        out.append(Reason("target", f"both {min(one)}", SAME * 0.6))
    kinds = {t for t, _ in a.kinds} & {t for t, _ in b.kinds}
    guests, others = ({x for x in y.targets if not x.startswith(("generic:", "of:"))} for y in (a, b))
    if kinds and kinds <= tables().between and guests and others and not guests & {*_named(b)} and not others & {*_named(a)}:
        out.append(Reason("target", "they met others", GUESTS))
    if kinds and kinds <= tables().between and not _named(a) & _named(b):
        out.append(Reason("actor", "nobody named takes part in both", tables().strangers))
    return out


def _named(account: Account) -> set[str]:
    return {x for x in (*account.agents, *account.targets) if not x.startswith(("generic:", "of:"))}


def _victims(a: Account, b: Account) -> Reason | None:
    """The same number of the same people: «two policemen» says more than two, and policemen, each for itself."""
    for x in a.tellings:
        for y in b.tellings:
            if x.killed and x.killed == y.killed and x.killed[0] and (same := _bare(x.targets) & _bare(y.targets)):
                return Reason("victims", f"both {show(x.killed)} {min(same)}", 0.9)
    return None


def _bare(actors: Iterable[str]) -> set[str]:
    return {bare_actor(a) for a in actors}


def _words(a: Account, b: Account) -> Reason | None:
    shared = len(a.words & b.words)
    least = min(len(a.words), len(b.words))
    if least < 3 or shared < 2 or a.paper is b.paper:
        return None  # what one article tells as two shares words because it stands side by side
    reach = shared / least
    points = min(3.5, WORD * shared * (0.5 + reach))
    if reach >= 0.6 and shared >= 8 and shared_text(a.paper.sketch, b.paper.sketch) > 0.2:
        return Reason("text", f"{shared} of {least} content words shared: one text", 3.5)
    return Reason("words", f"{shared} of {least} content words shared", round(points, 2))
