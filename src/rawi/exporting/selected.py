"""What a search of an archive selects, written to a stream in any of the export formats, one document in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from rawi.archive.evidence import Evidence
from rawi.archive.searching import Matched, Query, matched
from rawi.archive.selection import chosen
from rawi.comparing.fullest import with_claims
from rawi.exporting import incidents, parquet, wacz, warc
from rawi.exporting.formats import FORMATS, Count, Item, Options
from rawi.exporting.source import Origin
from rawi.exporting.writing import write_claims
from rawi.lexicon import Lexicon

PACKED = ("warc", "wacz")
"""The formats that hold the captured bytes."""
ALL = (*FORMATS, "parquet", *PACKED)
"""Every format."""


def check_available(form: str) -> None:
    """Raises MissingExtra where the format needs a package that is not installed."""
    if form == "parquet":
        parquet.available()
    elif form in PACKED:
        warc.available()


def write_incidents(form: str, connection: Connection, query: Query, lexicon: Lexicon, out: IO[bytes], options: Options) -> Count:
    """Writes one row an incident that holds a matching claim; `form` of `incidents.FORMATS`. Raises BadQuery."""
    count = Count()
    found = with_claims(connection, query, lexicon)
    items = (
        incidents.Item(f.incident, f.reading, Origin(document_sha256=f.sha256, retrieved_at=f.captured_at), f.claim_id) for f in found
    )  # fmt: skip
    for piece in incidents.export(form, items, options, count):
        out.write(piece.encode("utf-8", "replace"))
    out.flush()
    return count


def write_captures(
    form: str, archive: Path, connection: Connection, query: Query, lexicon: Lexicon, out: IO[bytes], options: Options
) -> Count:  # fmt: skip
    """Writes the captured bytes of the articles that hold a matching claim (with `options.everything`: all); `form` of PACKED.

    `archive`: its folder. Raises BadQuery, MissingExtra, and what opening the evidence raises.
    """
    with Evidence.open(archive, read_only=True, check=False) as evidence:
        head = evidence.ledger.last()
        made = warc.Made(head["at"], head["seq"], head["hash"])
        captures = chosen(evidence, connection, query, lexicon, everything=options.everything)
        write = wacz.write if form == "wacz" else warc.write
        return write(captures, evidence.get, out, made)


def write_selected(
    form: str, archive: Path, connection: Connection, query: Query, lexicon: Lexicon, out: IO[bytes], options: Options
) -> Count:  # fmt: skip
    """Writes what `query` selects, one row a claim where there are rows; `form` of ALL. Raises as the others do."""
    if form in PACKED:
        return write_captures(form, archive, connection, query, lexicon, out, options)
    return write_claims(form, items_of(matched(connection, query, lexicon)), out, options)


def items_of(found: Iterator[Matched]) -> Iterator[Item]:
    """What was matched, as the exports take it."""
    for one in found:
        yield one.reading, Origin(document_sha256=one.sha256, retrieved_at=one.captured_at)
