"""Which accounts are compared at all: those that share a block, so that no pass looks at all pairs.

A block is a place and a day, a number of dead and a day, a country, kind and day, or nearly the same words and a day; an account without a
day stands in the blocks of the days before its article came out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawi.comparing.accounts import Account
from rawi.comparing.tables import tables

Block = tuple[str, int]
WINDOW = 9
"""An account without a day stands in the blocks of its places for so many days before publication."""
ABOUT = 2 * WINDOW
"""A time told as a span of so many days («about a month ago») is looked up by all of them."""
NEWS = 3
"""In all other blocks, for so many days."""
TITLES = 2
"""By its headline, for so many."""
SLACK = 1
"""A day may be told wrongly by so much."""
LEAST_TOLL = 3
"""Fewer dead than these are too common to look up by."""
DEADLY = 5
"""From so many dead on, an occurrence in a town is also looked for among those told only of its country."""
LEAST_WORDS = 8
"""From so many content words on, accounts with nearly the same words meet, whatever days and places they give: papers print one text."""
LARGEST = 40
"""In a larger block, an account is compared with so many of its neighbours in the order of the block."""


def days_of(account: Account) -> tuple[int, ...]:
    """The days in whose blocks an account stands; none when nothing says when."""
    if account.days:
        return tuple(sorted(account.days))
    published = account.paper.published
    if account.spans:
        first, last = max(a for a, _ in account.spans), min(b for _, b in account.spans)
        if 0 <= last - first <= ABOUT:
            return tuple(range(first, last + 1))
        if published is None or max(b for _, b in account.spans) < published - WINDOW:
            return ()
    if published is None:
        return ()
    return tuple(range(published - WINDOW, published + 1))


def blocks(account: Account) -> Iterator[Block]:
    """The blocks of an account: one that differs by SLACK days still shares one."""
    if not account.told:
        return
    days = days_of(account)
    families, table = sorted(_families(account)), tables()
    spots = {f"place {p}" for p in account.places} | {f"name {_bare(n)}" for n in account.names}
    spots |= {f"name {_bare(w.name)}" for w in account.places.values() if w.name}
    titles = {f"name {_bare(n)}" for n in account.headings}
    areas = {f"area {c}" for w in account.places.values() for c in w.containers[:1] if "/" in c} | {f"area {w}" for w in account.wide}
    tolls = {f"toll {k[0]}" for k in (*account.killed,) if (k[0] or 0) >= LEAST_TOLL}
    deadly = max(((k[0] or 0) for k in account.killed), default=0) >= DEADLY
    known = {a for a in (*account.targets, *account.agents) if not a.startswith(("of:", "generic:"))}
    known |= {f"{bare_actor(t)} of {c}" for t in account.targets if t.startswith("generic:") for c in account.countries}
    kinds = {t for t, _ in account.kinds}
    victims = {f"toll {k[0]} {bare_actor(t)}" for k in account.killed if (k[0] or 0) > 0 for t in account.targets}
    for day in _doubled(days):
        for spot in sorted(spots):
            yield spot, day
    published = account.paper.published
    if published is not None and len(account.words) >= LEAST_WORDS:
        lowest = " ".join(str(w) for w in sorted(account.words)[:2])
        for day in _doubled((published,)):
            yield f"text {lowest}", day
    for day in _doubled(days[-TITLES:]):
        for title in sorted(titles):
            yield title, day
    if not account.days:
        days = days[-NEWS:]
    for day in _doubled(days):
        for toll in sorted(tolls | victims):
            yield toll, day
        for family in families:
            for area in sorted(areas):
                yield f"{area} {family}", day
            for country in sorted(account.countries) if not account.places or deadly or family in table.seldom else ():
                yield f"country {country} {family}", day
        for actor in sorted(known):
            for kind in sorted(kinds):
                yield f"actor {actor} {kind}", day


def bare_actor(actor: str) -> str:
    """A generic actor without his country: «generic:soldier:TR» as «generic:soldier»."""
    return ":".join(actor.split(":")[:2]) if actor.startswith("generic:") else actor


def _bare(name: str) -> str:
    return name.replace(" ", "")


def _doubled(days: tuple[int, ...]) -> list[int]:
    """Pairs of days as one number, so that neighbouring days share one."""
    return sorted({d // 2 * 2 for d in days} | {(d + 1) // 2 * 2 + 1 for d in days})


def _families(account: Account) -> set[str]:
    table = tables()
    out: set[str] = set()
    for kind, mode in account.kinds:
        families = table.families.get(mode or "", frozenset())
        out |= {f"{kind}:{f}" for f in families} if families else {kind}
    return out


def order(account: Account) -> tuple[object, ...]:
    """The order within a block: what is alike stands near."""
    kinds = sorted((t, m or "") for t, m in account.kinds)
    toll = min(((k[0] or 0) for k in account.killed), default=-1)
    return (kinds[0][0], toll, sorted(account.places), account.paper.published or 0, account.key)


def told_where(account: Account) -> Iterator[tuple[str, str, int]]:
    """(place, type, day) of an account: what `Density` counts."""
    for place in account.places:
        for kind in {t for t, _ in account.kinds}:
            for day in account.days:
                yield place, kind, day


class Density:
    """How much happens where: on how many different days each kind of thing is told of each place, by spans of SPAN days.

    Where something happens every day, place and kind say little for one occurrence; where it happens once, they say nearly all.
    """

    SPAN = 16

    def __init__(self) -> None:
        self._days: dict[tuple[str, str, int], int] = {}

    def add(self, account: Account) -> None:
        """Counts an account's days."""
        for place, kind, day in told_where(account):
            self.note(place, kind, day // self.SPAN, 1 << day % self.SPAN)

    def note(self, place: str, kind: str, span: int, days: int) -> None:
        """Counts days of one span (day // SPAN), given as the bits of a number, the first day as the lowest."""
        self._days[place, kind, span] = self._days.get((place, kind, span), 0) | days

    def busy(self, place: str, kinds: Iterable[str], day: int) -> int:
        """The number of days, within about SPAN days of `day`, on which something of these kinds is told of the place; the most of them."""
        span = day // self.SPAN
        other = span + (1 if day % self.SPAN >= self.SPAN // 2 else -1)
        return max((sum(self._days.get((place, k, s), 0).bit_count() for s in (span, other)) for k in kinds), default=0)
