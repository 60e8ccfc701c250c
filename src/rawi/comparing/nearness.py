"""What the places of two accounts say for and against one occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rawi.comparing.accounts import Account, distance
from rawi.comparing.sorts import around, seldom
from rawi.comparing.tables import tables
from rawi.comparing.tellings import Where

BUSY = 4
"""A place of which such things are told of so many days is busy: to be there says less."""
SPEECH = 0.6
"""Where nothing is struck, a shared place without a shared day says so much less: meetings and aid go on in a capital all the time."""
QUARTERS = -1.2
"""What two quarters of one town say."""
HEADLINE = 1.4
"""What the place of one in the headline of the other says, which tells no place in its sentences."""
ABROAD = -2.0, -3.5
"""What other countries say where one account tells only a country, which may be whose it is and not where; and where both tell more."""
RARE = 1.0
"""What a shared country says where there is so little of the kind (tables: seldom)."""
_SITE_KM = 1.5
_NEAR_KM = 12.0
_FAR_KM = 30.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: what kind, what it saw, and its points (negative against)."""

    kind: str
    note: str
    points: float


def place_of(a: Account, b: Account, busy: int) -> Reason | None:
    """What the places of two accounts say: one town, the same spelling, near each other, the one within the other; None for nothing."""
    common = sorted(a.places.keys() & b.places.keys())
    if common and _other_quarters(a, b, common):
        return Reason("place", f"in two quarters of {', '.join(common)}", QUARTERS)
    if common:
        points = 3.0 if busy < BUSY else 2.1 if busy < 2 * BUSY else 1.4
        if not any(t in tables().placed for t, _ in (*a.kinds, *b.kinds)) and not a.days & b.days:
            points *= SPEECH
        return Reason("place", f"both at {', '.join(common)}" + (f", where this is told of {busy} days" if busy >= BUSY else ""), points)
    names = _alike_names(a, b)
    if names is not None:
        return names
    near = _nearness(a, b, busy)
    if near is not None:
        return near
    if a.wide & b.wide:
        shared = sorted(a.wide & b.wide)
        inner = any("/" in w or not _is_country(w, a, b) for w in shared)
        return Reason("place", f"both in {', '.join(shared)}", 1.5 if inner else 0.4)
    contained = _contained(a, b) or _contained(b, a)
    if contained is not None:
        return contained
    headline = _headlined(a, b)
    if headline is not None:
        return Reason("place", f"the headline of one names {headline}", HEADLINE)
    if a.countries and b.countries:
        if not a.countries & b.countries:
            told = all(x.places or x.names for x in (a, b))
            return Reason("place", "in different countries", ABROAD[told])
        return Reason("place", f"both in {', '.join(sorted(a.countries & b.countries))}", RARE if seldom(a) and seldom(b) else 0.3)
    return None


def _other_quarters(a: Account, b: Account, common: Sequence[str]) -> bool:
    """Whether both name a quarter or site of the town that they share, and not the same."""
    mine = [w for p, w in a.places.items() if p not in common]
    yours = [w for p, w in b.places.items() if p not in common]
    return bool(mine and yours) and all(a.places[p].settlement for p in common) and not any(w.settlement for w in (*mine, *yours))


def _is_country(place: str, a: Account, b: Account) -> bool:
    """Whether a wide place is the whole country (its id names nothing smaller): it has no container but itself."""
    return any(t.where is not None and t.where.id == place and len(t.where.containers) <= 1 for x in (a, b) for t in x.tellings)


def _alike_names(a: Account, b: Account) -> Reason | None:
    """By spelling, where at least one of the two places is in no gazetteer."""
    if a.names & b.names:
        return Reason("place", f"both at «{min(a.names & b.names)}»", 3.0)
    mine, yours = _spellings(a), _spellings(b)
    best = max(((likeness(x, y), x, y) for x in mine for y in yours if x in a.names or y in b.names), default=None)
    if best is not None and best[0] >= 0.8:
        return Reason("place", f"«{best[1]}» is spelt like «{best[2]}»", 3.0 if best[0] == 1.0 else 2.2)
    return None


def _headlined(a: Account, b: Account) -> str | None:
    """The place of one account that the other's headline names."""
    for bare, placed in ((a, b), (b, a)):
        if not (bare.places or bare.names) and (placed.places or placed.names) and (names := bare.headings):
            return min(_spellings(placed).intersection(names), default=None)
    return None


def _spellings(account: Account) -> frozenset[str]:
    if not account.places:
        return account.names
    return account.names | {w.name for w in account.places.values() if w.name}


@lru_cache(maxsize=50_000)
def likeness(a: str, b: str) -> float:
    """How alike two folded names are, 0 to 1."""
    return SequenceMatcher(None, a.replace(" ", ""), b.replace(" ", ""), autojunk=False).ratio()


def _nearness(a: Account, b: Account, busy: int) -> Reason | None:
    """By the map: the nearest pair of points."""
    best: tuple[float, float, Where, Where] | None = None
    for x in a.places.values():
        for y in b.places.values():
            if x.latitude is None or y.latitude is None or x.longitude is None or y.longitude is None:
                continue
            km = distance(x.latitude, x.longitude, y.latitude, y.longitude)
            if best is None or km < best[0]:
                best = (km, x.radius + y.radius, x, y)
    if best is None:
        return None
    km, slack, x, y = best
    note = f"{x.id} and {y.id} lie {km:.0f} km apart"
    if x.settlement == y.settlement and not x.settlement and km > _SITE_KM:
        return Reason("place", note, QUARTERS if km <= _FAR_KM + slack else -3.5 if km > 2 * _FAR_KM else -2.5)
    if km <= _NEAR_KM + slack:
        return Reason("place", note, -1.0 if x.settlement and y.settlement else 1.4 if busy >= BUSY else 1.8)
    if km <= _FAR_KM + slack or (km <= 2 * _FAR_KM and not (x.settlement and y.settlement)):
        return Reason("place", note, -0.3)
    return Reason("place", note, -3.5 if km > 2 * _FAR_KM else -2.5)


def _contained(small: Account, large: Account) -> Reason | None:
    """A town told by one, the province or country around it by the other."""
    for where in small.places.values():
        for wide in sorted(large.wide):
            other = next(t.where for t in large.tellings if t.where is not None and t.where.id == wide)
            shared = [c for c in where.containers if c in other.containers]
            if around(other, where):
                return Reason("place", f"{where.id} lies in {wide}", 1.4)
            if shared:
                inner = len(other.containers) > 1 and shared[0] == other.containers[0]
                return Reason("place", f"{where.id} lies in {wide}" if inner else f"both in {shared[-1]}", 1.4 if inner else 0.4)
    return None
