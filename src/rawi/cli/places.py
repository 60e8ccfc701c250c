"""`rawi places`: every place of a name, and gazetteers of others imported into a user's folder."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.actors import FOLDER, LEXICON, unknown
from rawi.cli.layout import labelled, table
from rawi.cli.progress import Line

if TYPE_CHECKING:
    from rawi.gazetteers import Report

SOME_REJECTED = 3
MOST_LEFT = 8
FORMATS = ("geonames", "osm", "ocha")
GROUP_EPILOG = """\b
Examples:
  rawi places show السويداء
  rawi places show Aleppo --country SY
  rawi places import YE.zip --into my-lexicon
"""
IMPORT_EPILOG = """\b
Exit codes: 0 every row was imported or left out on purpose; 3 --keep-going set faulty rows aside;
65 faulty rows, each named with its line, and nothing was written.

\b
Examples:
  rawi places import YE.zip --into my-lexicon
  rawi places import YE.txt --alternate-names alternateNamesV2.zip --into my-lexicon
  rawi places import yemen-latest.osm.pbf --country YE --boundaries --into my-lexicon
  rawi places import yem_adminboundaries.csv --name yemen-units --into my-lexicon --keep-going
  rawi read article.txt --lexicon my-lexicon
"""


@click.group(epilog=GROUP_EPILOG)
def places() -> None:
    """Look up places, and import lists of places."""


def _number(text: str) -> float | None:
    return float(text) if text else None


def _record(row: dict[str, str], where: str) -> dict[str, Any]:
    """A place as plain data, as --json prints it."""
    from rawi.lexicon.directory import variants

    names = variants(row["arabic"])
    population = row.get("population")
    return {
        "id": row["id"], "english": row["english"], "arabic": names[0] if names else None, "aliases": names[1:], "kind": row["kind"],
        "country": row["country"] or None, "admin1": row["admin1"] or None, "admin2": row["admin2"] or None, "lat": _number(row["lat"]),
        "lon": _number(row["lon"]), "precision_km": _number(row["precision_km"]), "population": int(population) if population else None,
        "source": row["source"], "where": where,
    }  # fmt: skip


def _view(found: dict[str, Any]) -> None:
    """A place for people."""
    click.echo(click.style(found["id"], bold=True))
    units = ", ".join(u for u in (found["admin2"], found["admin1"]) if u)
    people = f"{found['population']:,}" if found["population"] else ""
    at = f"{found['lat']}, {found['lon']} (within {found['precision_km']:g} km)" if found["lat"] is not None else "not known"
    for name, text in (
        ("English", found["english"]), ("Arabic", found["arabic"] or ""), ("aliases", " | ".join(found["aliases"])),
        ("kind", found["kind"]), ("country", found["country"] or ""), ("within", units), ("lat, lon", at), ("people", people),
        ("source", f"{found['source']} [{found['where']}]"),
    ):  # fmt: skip
        if text:
            click.echo(labelled(name, text))


@places.command(epilog="\b\nExamples:\n  rawi places show السويداء\n  rawi places show Aleppo --country SY\n  rawi places show تعز --json")
@click.argument("name", nargs=-1, required=True)
@click.option("--country", metavar="CC", default="", help="Only places of this country (ISO 3166-1, two letters).")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, one object for each place of that name.")
@LEXICON
def show(name: tuple[str, ...], country: str, as_json: bool, folder: Path | None) -> None:
    """Show all places called NAME, the most important first: an Arabic or English name in any spelling, or an id."""
    from rawi.lexicon.directory import PLACE_TABLES, Directory, by_importance
    from rawi.lexicon.files import read_all

    asked = " ".join(name)
    tables = read_all(folder, PLACE_TABLES).tables
    rows = [r for t in PLACE_TABLES for r in tables[t] if not country or r[1]["country"] == country.upper()]
    directory = Directory(rows)
    records = [_record(row, where) for where, row in by_importance(directory.named(asked))]
    if not records:
        raise unknown(asked, directory.near(asked), f"place of {country.upper()[:10]}" if country else "place")
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for number, record in enumerate(records):
        if number:
            click.echo()
        _view(record)


@places.command("import", epilog=IMPORT_EPILOG)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", "folder", type=FOLDER, required=True, metavar="DIR", help="Your lexicon folder; DIR/gazetteer/NAME.tsv is written.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="What FILE is; told from its content when left out.")
@click.option("--name", default="", metavar="NAME", help="The gazetteer's name; FILE's own when left out.")
@click.option("--alternate-names", type=click.Path(path_type=Path), metavar="FILE", help="GeoNames' alternateNames, for the Arabic names.")
@click.option("--country", metavar="CC", default="", help="The country (two letters) where FILE does not say it; needed for OSM.")
@click.option("--boundaries", is_flag=True, help="From an OSM extract, take the administrative units too.")
@click.option("--keep-going", is_flag=True, help="Import the good rows; write the others with reasons to NAME.rejected.tsv.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; faults are still told.")
@click.pass_context
def import_(
    ctx: click.Context, /, file: Path, folder: Path, form: str | None, name: str, country: str, quiet: bool, **options: Any
) -> None:
    """Import a list of places into the lexicon folder DIR.

    FILE is a GeoNames country dump (.txt or .zip), an OpenStreetMap extract (.osm.pbf, .osm; needs pip install 'rawi[osm]') or an OCHA
    COD-AB table of P-codes (.csv). An earlier import of the same name is replaced.
    """
    from rawi.exporting.safety import isolated
    from rawi.gazetteers import Fault, Order, import_places

    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise click.BadParameter("two letters, as YE", param_hint="--country")
    line = Line(shown=not quiet)
    began = time.monotonic()

    def tell(fault: Fault) -> None:
        line.clear()
        click.echo(isolated(f"{file.name}:{fault.where}: {fault.reason}"))

    order = Order(file, folder, form or "", name, country=country.upper(), **options)
    try:
        report = import_places(order, on_fault=tell, tick=lambda n: line.draw(f"{n:,} lines, {time.monotonic() - began:.0f} s"))
    finally:
        line.clear()
    if not quiet:
        _summary(report)
    ctx.exit(SOME_REJECTED if report.faults else 0)


def _summary(report: Report) -> None:
    """What was written, set aside and left out, on standard error."""
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in report.kinds.most_common())
    told = f"{report.written:,} places {'replaced' if report.replaced else 'written to'} {report.target}"
    click.echo(f"{told}, {report.without_arabic:,} without an Arabic name ({kinds})", err=True)
    if report.faults:
        click.echo(f"{report.faults:,} faulty rows set aside in {report.rejected}", err=True)
    if report.left:
        rows = [(f"{n:>9,}", group) for group, n in report.left.most_common(MOST_LEFT)]
        more = len(report.left) - MOST_LEFT
        rest = f", and {more} more groups" if more > 0 else ""
        click.echo(f"left out, as news hardly names them: {report.left.total():,} rows{rest}", err=True)
        click.echo(table(("     rows", "what"), rows), file=sys.stderr)
