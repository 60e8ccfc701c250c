"""The filters that `rawi search` and `rawi export` share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.options import Command

if TYPE_CHECKING:
    from rawi.archive.searching import Query


class Box(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on only
    """West, south, east, north in degrees, with commas between."""

    name = "W,S,E,N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """The four numbers."""
        try:
            west, south, east, north = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not four numbers with commas between", param, ctx)
        return west, south, east, north


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
    click.option("--actor", metavar="ACTOR", help="Agent or target: an id, or a name or part of it."),
    click.option("--source", metavar="NAME", help="Part of the name of the origin: who says so first."),
    click.option("--source-kind", "source_kinds", multiple=True, metavar="KIND", help="Kind of origin: official, witness …"),
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
    from rawi.archive.searching import Query
    from rawi.sources import check_date

    dates = {name: check_date(given[name]) for name in ("event_from", "event_to", "published_from", "published_to")}
    return Query(words=words, **{**given, **dates})
