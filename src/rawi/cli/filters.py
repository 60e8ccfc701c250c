"""The filters that `rawi search` and `rawi export` share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.options import Command

if TYPE_CHECKING:
    from rawi.archive.searching import Query


class Near(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """Latitude, longitude and a radius in km, with commas between."""

    name = "LAT,LON,KM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The three numbers."""
        return _numbers(self, str(value), 3, param, ctx)


class Box(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """West, south, east, north in degrees, with commas between."""

    name = "W,S,E,N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The four numbers."""
        return _numbers(self, str(value), 4, param, ctx)


def _numbers(
    kind: click.ParamType, value: str, count: int, param: click.Parameter | None, ctx: click.Context | None  # type: ignore[type-arg]
) -> tuple[float, ...]:  # fmt: skip
    try:
        found = tuple(float(part) for part in value.split(","))
    except ValueError:
        found = ()
    if len(found) != count or not all(map(math.isfinite, found)):
        kind.fail(f"{value!r} is not {count} numbers with commas between", param, ctx)
    return found


_OPTIONS = (
    click.option("--type", "types", multiple=True, metavar="TYPE", help="Event type: ASSAULT, CONTROL … (may be given several times)."),
    click.option("--status", "statuses", multiple=True, metavar="STATUS", help="occurred, negated … (may be given several times)."),
    click.option("--from", "event_from", metavar="DATE", help="The event is not over before this day (YYYY-MM-DD)."),
    click.option("--to", "event_to", metavar="DATE", help="The event began on this day at the latest."),
    click.option("--published-from", metavar="DATE", help="Published on this day at the earliest."),
    click.option("--published-to", metavar="DATE", help="Published on this day at the latest."),
    click.option("--country", metavar="CODE", help="ISO 3166-1 code of the place's country: SY, YE …"),
    click.option("--place", metavar="PLACE", help="A place's id, or its name or part of it."),
    click.option("--box", type=Box(), help="Places within west, south, east, north in degrees."),
    click.option("--near", type=Near(), help="Places within so many km of a point."),
    click.option("--actor", metavar="ACTOR", help="Agent or target: an id, or a name or part of it."),
    click.option("--source", metavar="NAME", help="The origin, who says so first: an id, or part of its name."),
    click.option("--source-kind", "source_kinds", multiple=True, metavar="KIND", help="Kind of origin: official, witness …"),
    click.option("--as-of", metavar="DATE", help="What we said then (a day, or UTC as 2024-05-01T12:00:00Z), not what we say now."),
    click.option("--outlet", metavar="NAME", help="The article's outlet."),
    click.option("--genre", metavar="GENRE", help="report, opinion, statement or feature."),
)


def filters(command: Command) -> Command:
    """All of the filters."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def query_of(words: str | None, given: Mapping[str, Any]) -> Query:
    """The Query of what was given; raises BadDate."""
    from rawi.archive.history import instant
    from rawi.archive.searching import Query
    from rawi.sources import check_date

    dates = {name: check_date(given[name]) for name in ("event_from", "event_to", "published_from", "published_to")}
    if given.get("as_of"):
        dates["as_of"] = instant(given["as_of"])
    return Query(words=words, **{**given, **dates})
