"""`rawi export`: claims of an archive in other people's formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.exports import KINDS, PACKED, checked, how_to_export, told
from rawi.cli.filters import filters, query_of
from rawi.cli.options import where_the_store_is
from rawi.cli.read import output_to

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from rawi.archive.searching import Query

BY = "One row an incident or one a claim. With: acled, ucdp.  [default: incident where the archive has been compared]"
EPILOG = """\b
Examples:
  rawi export my-archive --format acled -o claims.csv
  rawi export my-archive --format geojson --country SY --from 2015-07-01 -o map.geojson
  rawi export my-archive الموصل --format ucdp --hxl --excel -o for-excel.csv
  rawi export my-archive --format wacz --all -o captures.wacz
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("words", required=False)
@click.option("--format", "form", type=click.Choice((*KINDS, *PACKED)), default="csv", show_default=True, help="The format.")
@click.option("--by", type=click.Choice(["incident", "claim"]), help=BY)
@how_to_export
@filters
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE instead of standard output.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def export(
    archive: Path, words: str | None, form: str, by: str | None, output: Path | None, store: str | None, lexicon: Path | None,
    hxl: bool, excel: bool, everything: bool, separator: bool, text: bool, **given: Any,
) -> None:  # fmt: skip
    """Write the claims of ARCHIVE that match, with the hash of the bytes they were read from. See docs/exports.md for every field.

    As warc or wacz: the captured bytes of the articles that hold these claims.
    """
    from rawi.archive.opening import open_store
    from rawi.archive.searching import Query
    from rawi.exporting.selected import write_incidents, write_selected
    from rawi.lexicon import load

    options = checked(form, {"hxl": hxl, "excel": excel, "everything": everything, "separator": separator, "text": text})
    query = query_of(words, given)
    if form in PACKED and options.everything and query != Query():
        raise click.UsageError(f"--all with {form} writes every capture; leave the filters or --all out")
    _check_by(form, by, query)
    with open_store(archive, store) as opened, opened.connection() as connection, output_to(output, ()) as out:
        one = _one_a_row(connection, form, by, query)
        if one == "incident":
            count = write_incidents(form, connection, query, load(lexicon), out, options)
        else:
            count = write_selected(form, archive, connection, query, load(lexicon), out, options)
    click.echo(told(form, count, one), err=True)


def _check_by(form: str, by: str | None, query: Query) -> None:
    """Raises click.UsageError for a --by that does not go with the rest."""
    from rawi.exporting.incidents import FORMATS

    if by == "incident" and form not in FORMATS:
        raise click.UsageError(f"--by incident goes with --format {', '.join(FORMATS)}, not with {form}")
    if by == "incident" and query.as_of:
        raise click.UsageError("--by incident is of what we say now; leave --as-of out, or take --by claim")


def _one_a_row(connection: Connection, form: str, by: str | None, query: Query) -> str | None:
    """What a row is: as asked for, else an incident where there are any; None for a format that has no rows of the two kinds."""
    from rawi.comparing.listing import is_compared
    from rawi.exporting.incidents import FORMATS

    if form not in FORMATS:
        return None
    return by or ("incident" if not query.as_of and is_compared(connection) else "claim")
