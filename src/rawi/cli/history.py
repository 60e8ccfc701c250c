"""`rawi history`: what was captured of an article when, and what was said of it from when until when."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is

EPILOG = """\b
Examples:
  rawi history my-archive https://example.org/1
  rawi history my-archive 3f786850e387550f --as-of 2026-05-01
  rawi history my-archive article-17 --json
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("document")
@click.option("--as-of", metavar="DATE[TIME]", help="Only the reading in force then (a day: at its end, UTC).")
@where_the_store_is
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def history(archive: Path, document: str, as_of: str | None, store: str | None, as_json: bool) -> None:
    """The captures and readings of one DOCUMENT of ARCHIVE (its id, address or name), with versions and times, the oldest first."""
    from rawi.archive.history import find_document, instant
    from rawi.archive.history import history as told
    from rawi.archive.opening import open_store
    from rawi.exporting.safety import isolated

    at = instant(as_of) if as_of is not None else None
    with open_store(archive, store) as opened, opened.connection() as connection:
        about = find_document(connection, document)
        readings = told(connection, about["document_id"])
    if at is not None:
        readings = [r for r in readings if r.read_at <= at and (r.superseded_at is None or r.superseded_at > at)]
    if as_json:
        click.echo(json.dumps({**about, "as_of": at, "readings": [asdict(r) for r in readings]}, ensure_ascii=False, indent=2))
        return
    for name in ("document_id", "name", "url", "title", "outlet", "published"):
        if about[name]:
            click.echo(f"{name:<12} {isolated(about[name])}")
    if not readings:
        click.echo("nothing had been read by then")
        return
    header = ("captured", "ledger", "bytes", "rawi", "lexicon", "said from", "until", "claims")
    rows = [
        (r.captured_at, str(r.ledger_seq), r.sha256[:12], r.rawi_version, r.lexicon_version[:8], r.read_at, r.superseded_at or "now",
         str(r.claims))
        for r in readings
    ]  # fmt: skip
    click.echo(table(header, rows))
