"""`rawi reprints`: groups of articles whose texts are the same or nearly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is

if TYPE_CHECKING:
    from rawi.archive.reprints import Reprint

EPILOG = """\b
Examples:
  rawi reprints my-archive --limit 10
  rawi reprints my-archive https://example.org/1
  rawi reprints my-archive --kind contained --json > groups.jsonl
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("document", required=False)
@click.option("--kind", type=click.Choice(["same", "near", "contained"]), help="Only groups with a link of this kind.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many groups at most.")
@where_the_store_is
@click.option("--json", "as_json", is_flag=True, help="One JSON list a group, one group a line.")
def reprints(archive: Path, document: str | None, kind: str | None, limit: int | None, store: str | None, as_json: bool) -> None:
    """Groups of articles of ARCHIVE that are reprints of each other, the largest first, or the group of one DOCUMENT (id, address, name).

    The first of each group is the original: what was published, else captured, first. Of the others, the one before it that each is most
    like, how (same, near, contained) and how much, from 0 to 1.
    """
    from rawi.archive.history import find_document
    from rawi.archive.opening import open_store
    from rawi.archive.reprints import groups

    shown = articles = 0
    with open_store(archive, store) as opened, opened.connection() as connection:
        id = find_document(connection, document)["document_id"] if document is not None else None
        for group in groups(connection, id):
            if kind is not None and all(one.kind != kind for one in group):
                continue
            if limit is not None and shown == limit:
                break
            shown, articles = shown + 1, articles + len(group)
            click.echo(json.dumps([asdict(one) for one in group], ensure_ascii=False) if as_json else "\n".join(_lines(group)))
    click.echo(f"{shown} groups of {articles} articles", err=True)


def _lines(group: list[Reprint]) -> Iterator[str]:
    """One group for people."""
    names = {one.document_id: one.name for one in group}
    rows = [
        ("original" if one.of is None else f"{one.kind} {one.similarity:.2f}", one.name, one.published or "", one.outlet or "",
         names.get(one.of, "") if one.of else "", (one.title or "")[:60])
        for one in group
    ]  # fmt: skip
    yield table(("", "name", "published", "outlet", "of", "title"), rows)
    yield ""
