"""Ranges, never averages: the lowest and highest that is told of an incident, and what each origin says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawi.comparing.incidents import Incident
from rawi.comparing.tellings import Telling
from rawi.model.spans import Range


@dataclass(frozen=True, slots=True)
class Count:
    """A toll over all tellings: `lowest` and `highest` number told (None: the highest is open), and the ranges by origin, as told."""

    lowest: int
    highest: int | None
    by_origin: tuple[tuple[str, tuple[Range, ...]], ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is told of an incident: dead, hurt, days (ordinals: first, last, and how many tellings give each day) and places likewise."""

    killed: Count | None
    injured: Count | None
    first_day: int | None
    last_day: int | None
    days: tuple[tuple[int, int], ...]
    places: tuple[tuple[str, int], ...]


def ranges_of(incident: Incident) -> Ranges:
    """The ranges of an incident; nothing is settled."""
    told = [t for t in incident.tellings if t.status != "negated"]
    days: dict[int, int] = {}
    places: dict[str, int] = {}
    for telling in told:
        if telling.day is not None:
            days[telling.day] = days.get(telling.day, 0) + 1
        where = telling.where
        if where is not None and (where.id or where.name):
            name = where.id or f"«{where.name}»"
            places[name] = places.get(name, 0) + 1
    return Ranges(
        _count([(t, t.killed) for t in told if t.killed]), _count([(t, t.injured) for t in told if t.injured]),
        min(days, default=None), max(days, default=None), tuple(sorted(days.items())),
        tuple(sorted(places.items(), key=lambda p: (-p[1], p[0]))),
    )  # fmt: skip


def _count(told: Iterable[tuple[Telling, Range]]) -> Count | None:
    lows: list[int] = []
    highs: list[int | None] = []
    by: dict[str, set[Range]] = {}
    for telling, (least, most) in told:
        lows.append(least if least is not None else 0)
        highs.append(most)
        by.setdefault(telling.source.name, set()).add((least, most))
    if not lows:
        return None
    closed = [h for h in highs if h is not None]
    highest = None if not closed or (None in highs and max(lows) >= max(closed)) else max(closed)
    return Count(min(lows), highest, tuple((name, tuple(sorted(r, key=str))) for name, r in sorted(by.items())))
