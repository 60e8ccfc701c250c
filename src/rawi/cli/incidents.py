"""`rawi incidents`: the incidents of a compared archive, as a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is

if TYPE_CHECKING:
    from sqlalchemy import Connection


PAGE = 50
HEADER = ("incident", "type", "days", "place", "killed", "told by", "origins", "against")
EPILOG = """\b
Examples:
  rawi incidents my-archive --country IQ --from 2017-03-01 --to 2017-03-31
  rawi incidents my-archive --min-origins 2 --contradicted --sort killed
  rawi incidents my-archive --format csv > incidents.csv
  rawi incidents my-archive --format json > incidents.json
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Event type: ASSAULT, CONTROL … (may be given several times).")
@click.option("--country", metavar="CODE", help="ISO 3166-1 code of the place's country: SY, YE …")
@click.option("--place", metavar="PLACE", help="A place's id, or its name or part of it.")
@click.option("--from", "first", metavar="DATE", help="Not over before this day (YYYY-MM-DD).")
@click.option("--to", "last", metavar="DATE", help="Began on this day at the latest.")
@click.option("--min-origins", type=click.IntRange(1), metavar="N", help="So many independent origins at least.")
@click.option("--contradicted", is_flag=True, help="Only those of which something is told that cannot all be true.")
@click.option("--sort", type=click.Choice(["told", "origins", "killed", "date"]), default="told", show_default=True, help="The order.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help=f"So many at most; {PAGE} for text, all for json and csv.")
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out so many first.")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="How to print it.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def incidents(archive: Path, form: str, min_origins: int | None, store: str | None, lexicon: Path | None, **given: Any) -> None:
    """The incidents of ARCHIVE, as `rawi compare` made them: what the articles tell, by how many, on how many independent origins' word.

    As json: all that is known of each. See docs/comparing.md.
    """
    from rawi.archive.opening import open_store
    from rawi.comparing.listing import Asked, found, total
    from rawi.lexicon import load
    from rawi.sources import check_date

    given |= {"first": check_date(given["first"]), "last": check_date(given["last"]), "origins": min_origins}
    if given["limit"] is None and form == "text":
        given["limit"] = PAGE
    asked = Asked(**given)
    words = load(lexicon) if asked.place else None
    with open_store(archive, store) as opened, opened.connection() as connection:
        rows = found(connection, asked, words)
        shown = 0
        if form == "json":
            shown = _print_json(connection, rows)
        elif form == "csv":
            for line in _csv(rows):
                click.echo(line, nl=False)
                shown += 1
            shown -= 1
        elif cells := [_cells(row) for row in rows]:
            click.echo(table(HEADER, cells))
            shown = len(cells)
        click.echo(f"{shown} of {total(connection, asked, words)} incidents", err=True)


def _print_json(connection: Connection, rows: Iterator[Mapping[str, Any]]) -> int:
    """A list, one incident at a time."""
    from rawi.comparing.listing import as_json

    shown = 0
    ids = [str(row["incident_id"]) for row in rows]
    for shown, one in enumerate(as_json(connection, ids), 1):
        click.echo(("[" if shown == 1 else ",") + "\n" + json.dumps(one, ensure_ascii=False), nl=False)
    click.echo("\n]" if shown else "[]")
    return shown


def _csv(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """The header, then a line a row, cells made safe."""
    from rawi.comparing.listing import COLUMNS
    from rawi.exporting.safety import cell

    yield ",".join(COLUMNS) + "\n"
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow([cell(row[name]) for name in COLUMNS])
        yield out.getvalue()


def span(low: Any, high: Any) -> str:
    """Two ends as «3», «3-5», «3+»; nothing where there is none."""
    if low is None:
        return ""
    return f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}"


def days(first: str | None, last: str | None) -> str:
    """One day or two with an arrow between."""
    return (first or "") if first == last else f"{first}…{last}"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row for people."""
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    where = ", ".join(x for x in (row["place"], row["country"]) if x)
    origins = f"{row['independent_origins']}{' (enemies)' if row['corroboration'] == 'enemies agree' else ''}"
    return (
        row["incident_id"], kind, days(row["first_day"], row["last_day"]), where, span(row["killed_low"], row["killed_high"]),
        str(row["documents"]), origins, str(row["contradictions"] or ""),
    )  # fmt: skip
