"""`rawi export`: claims of an archive in other people's formats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.exports import KINDS, checked, how_to_export, told, write_items
from rawi.cli.filters import filters, query_of
from rawi.cli.options import where_the_store_is
from rawi.cli.read import output_to
from rawi.model import Reading

if TYPE_CHECKING:
    from rawi.archive.searching import Matched
    from rawi.exporting.source import Origin

EPILOG = """\b
Examples:
  rawi export my-archive --format acled -o claims.csv
  rawi export my-archive --format geojson --country SY --from 2015-07-01 -o map.geojson
  rawi export my-archive الموصل --format ucdp --hxl --excel -o for-excel.csv
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("words", required=False)
@click.option("--format", "form", type=click.Choice(tuple(KINDS)), default="csv", show_default=True, help="The format.")
@how_to_export
@filters
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE instead of standard output.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def export(
    archive: Path, words: str | None, form: str, output: Path | None, store: str | None, lexicon: Path | None, hxl: bool, excel: bool,
    everything: bool, separator: bool, text: bool, **given: Any,
) -> None:  # fmt: skip
    """Write the claims of ARCHIVE that match, with the hash of the bytes they were read from. See docs/exports.md for every field."""
    from rawi.archive.opening import open_store
    from rawi.archive.searching import matched
    from rawi.lexicon import load

    options = checked(form, {"hxl": hxl, "excel": excel, "everything": everything, "separator": separator, "text": text})
    query = query_of(words, given)
    with open_store(archive, store) as opened, opened.connection() as connection, output_to(output, ()) as out:
        count = write_items(form, _items(matched(connection, query, load(lexicon))), out, options)
    click.echo(told(form, count), err=True)


def _items(found: Iterator[Matched]) -> Iterator[tuple[Reading, Origin]]:
    from rawi.exporting.source import Origin

    for one in found:
        yield one.reading, Origin(document_sha256=one.sha256, retrieved_at=one.captured_at)
