"""Whether two tellings of one incident may speak of one act: by type and means, place, day, doer and dead."""

from __future__ import annotations

from collections.abc import Iterable

from rawi.comparing.accounts import distance, overlap
from rawi.comparing.blocking import bare_actor
from rawi.comparing.tables import tables, type_points
from rawi.comparing.tellings import Telling, Where
from rawi.model.spans import Range

VAGUE = 4
"""A range whose highest number is so many times the lowest is a way of speaking."""
OTHER_TOWN_KM = 8.0
FEW_WORDS, SAME_WORDS = 5, 0.5
"""Two tellings of so many content words or more share a text where half of the shorter one's are the other's."""
_COMMON = frozenset({"al", "army", "front", "islamic", "force", "police", "popular", "group", "movement", "of", "government", "air"})
"""Parts of ids that many bodies share."""


def one_act(x: Telling, y: Telling, *, kind: bool = True, place: bool = True, day: bool = True) -> bool:
    """Whether both may speak of one act: where asked by type and means, by place, and by day (days are sometimes off by one)."""
    if kind and (x.type != y.type or type_points(x.kind, y.kind) < -1):
        return False
    if place and x.where is not None and y.where is not None and elsewhere(x.where, y.where):
        return False
    if not day or x.first_day is None or x.last_day is None or y.first_day is None or y.last_day is None:
        return True
    return max(x.first_day, y.first_day) - min(x.last_day, y.last_day) <= 1


def anchored(x: Telling, y: Telling) -> bool:
    """Whether both share what hardly two acts do: a toll of more than one, a victim by name, or their words."""
    for what in ("killed", "injured"):
        mine: Range | None = getattr(x, what)
        if mine is not None and mine == getattr(y, what) and (mine[0] or 0) > 1:
            return True
    if set(named(x.targets)) & set(named(y.targets)) or {t for t in x.targets if t.startswith("u-")} & set(y.targets):
        return True
    least = min(len(x.words), len(y.words))
    return least >= FEW_WORDS and len(x.words & y.words) >= SAME_WORDS * least


def met(x: Telling, y: Telling) -> bool:
    """Whether both name one town or site, one body that did it, or what it was done to."""
    if x.where is not None and y.where is not None and x.where.id is not None:
        mine, yours = ({w.id, *w.containers} for w in (x.where, y.where))
        fine = (x.where.id in yours and not x.where.wide) or (y.where.id in mine and not y.where.wide)
        if fine:
            return True
    did = {*named((*x.agents, *x.parents))} & {*y.agents, *y.parents}
    return bool(did or (bare(x.targets) & bare(y.targets)) - tables().spots)


def other_toll(x: Telling, y: Telling) -> bool:
    """Whether both count dead that cannot be the same: another place or day then tells of another act."""
    return x.killed is not None and y.killed is not None and not overlap(open_ended(x.killed), open_ended(y.killed))


def elsewhere(a: Where, b: Where) -> bool:
    """Whether two known places have nothing of each other: neither lies in the other, and two towns are some way apart."""
    if a.id is None or b.id is None or a.id == b.id or b.id in a.containers or a.id in b.containers:
        return False
    if a.wide and b.wide and a.country == b.country and (len(a.containers) < 2 or len(b.containers) < 2):
        return False
    if a.wide != b.wide:
        small, wide = (b, a) if a.wide else (a, b)
        return not (wide.country == small.country and (len(wide.containers) < 2 or wide.containers[0] in small.containers))
    return _apart(a.latitude, a.longitude, b.latitude, b.longitude)


def _apart(lat1: float | None, lon1: float | None, lat2: float | None, lon2: float | None) -> bool:
    if lat1 is None or lon1 is None or lat2 is None or lon2 is None:
        return True
    return distance(lat1, lon1, lat2, lon2) > OTHER_TOWN_KM


def open_ended(count: Range) -> Range:
    """«Dozens» and «hundreds» have no highest number."""
    least, most = count
    return (least, None) if least and most and most >= VAGUE * least else count


def named(actors: Iterable[str]) -> tuple[str, ...]:
    """The actors that the catalogue knows by name."""
    return tuple(a for a in actors if not a.startswith(("generic:", "u-")))


def kindred(mine: Iterable[str], yours: Iterable[str]) -> bool:
    """Whether two bodies bear one name in part: an army and its air force, a group and the alliance that it is in."""
    one, other = ({part.rstrip("s") for a in side for part in a.split("-")} - _COMMON for side in (mine, yours))
    return bool(one & other)


def bare(actors: Iterable[str]) -> set[str]:
    """The actors, generic ones without their countries."""
    return {bare_actor(a) for a in actors}


def strangers(mine: tuple[str, ...], yours: tuple[str, ...]) -> bool:
    """Whether both are named and none is the same."""
    one, other = named(mine), named(yours)
    return bool(one and other and not set(one) & set(other))


def counted(telling: Telling) -> set[str]:
    """Who was counted: groups of tables.groups, the ids of named actors, «people» for all others that are named by what they are."""
    words = tables().groups
    return {words.get(t.split(":")[1], "people") if t.startswith("generic:") else t for t in telling.targets}


def nobody(telling: Telling) -> bool:
    """Whether the article itself tells it; a toll that it gives as one that was given is somebody's."""
    return telling.source.kind == "narrator" and telling.source.attribution is None
