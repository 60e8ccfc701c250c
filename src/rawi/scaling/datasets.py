"""The data sets that reading on Spark writes: the archive's tables, column for column, as Parquet.

The Arrow schemas are made from the tables of `rawi.archive.tables`, so that the two cannot drift apart. Numbers that an archive counts
(captures, readings, claims) are hashes here: the same for the same document whoever reads it where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
from sqlalchemy import BigInteger, Double, Table

from rawi.archive import tables as t
from rawi.archive.adding import document_key, raw_of
from rawi.archive.rows import Row, claim_rows, document_row, entity_rows, place_rows
from rawi.errors import RawiError
from rawi.model import Document, Reading
from rawi.model.writing import line
from rawi.reading.evidence import Evidence as Sentences
from rawi.sources import Notice
from rawi.sources.forms import about_text

DOCUMENTS, CAPTURES, READINGS, CLAIMS, ACTORS = "documents", "captures", "readings", "claims", "claim_actors"
ENTITIES, PLACES, REFUSED, NOTICES = "entities", "places", "refused", "notices"
TABLES = {
    DOCUMENTS: t.documents, CAPTURES: t.captures, READINGS: t.readings, CLAIMS: t.claims, ACTORS: t.claim_actors, ENTITIES: t.entities,
    PLACES: t.places, REFUSED: t.quarantine,
}  # fmt: skip
"""Each data set that is a table of the archive."""
EXTRA = {
    DOCUMENTS: (("capture_id", pa.int64()),),
    CAPTURES: (("input", pa.string()), ("position", pa.int64())),
    REFUSED: (("input", pa.string()),),
    ENTITIES: (("input", pa.string()), ("position", pa.int64())),
    PLACES: (("input", pa.string()), ("position", pa.int64())),
}
"""Columns of ours behind the archive's: of which capture a document's row is; where in the input something stands.

Those of names tell, while parts are read, where each was resolved last; the lists that are made of them at the end go without."""
STANDS = ("input", "position")
KEYS = {ENTITIES: "entity_id", PLACES: "place_id"}
"""Data sets of which a part holds each row once."""


def _kind(table: Table, name: str) -> Any:
    kind = table.c[name].type
    return pa.int64() if isinstance(kind, BigInteger) else pa.float64() if isinstance(kind, Double) else pa.string()


def _schema(name: str, table: Table) -> Any:
    fields = [pa.field(c.name, _kind(table, c.name)) for c in table.columns]
    return pa.schema([*fields, *(pa.field(*extra) for extra in EXTRA.get(name, ()))])


SCHEMAS: dict[str, Any] = {name: _schema(name, table) for name, table in TABLES.items()}
SCHEMAS[NOTICES] = pa.schema([("name", pa.string()), ("message", pa.string()), ("input", pa.string())])
"""Every data set and its Arrow schema."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a document stood: the name of its input, and its place in there, counted so that what comes later is higher."""

    input: str
    position: int


def number(*parts: object) -> int:
    """A number of 63 bits made from what identifies a row."""
    text = "\n".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8]) >> 1


def text(value: Any) -> Any:
    """A text as every reader of Parquet takes it."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def capture_number(document: Document) -> int:
    """`capture_id` of a document's bytes."""
    return number(document_key(document), hashlib.sha256(raw_of(document)).hexdigest())


def read_rows(document: Document, reading: Reading, stood: Stood, at: str) -> Iterator[tuple[str, Row]]:
    """The rows of what was read from a document, each with its data set; `at` stands for the times of capturing and reading."""
    key, raw = document_key(document), raw_of(document)
    sha256 = hashlib.sha256(raw).hexdigest()
    capture = number(key, sha256)
    own = number(capture, reading.rawi_version, reading.lexicon_version)
    yield DOCUMENTS, {**document_row(key, document, at), "capture_id": capture}
    yield CAPTURES, {
        "capture_id": capture, "document_id": key, "sha256": sha256, "ledger_seq": None, "captured_at": at, "size": len(raw),
        "about": about_text(document), "input": stood.input, "position": stood.position,
    }  # fmt: skip
    yield READINGS, {
        "reading_id": own, "capture_id": capture, "rawi_version": reading.rawi_version, "lexicon_version": reading.lexicon_version,
        "read_at": at, "superseded_at": None, "genre": reading.metadata.genre, "reading": line(reading),
    }  # fmt: skip
    for row, actors in claim_rows(reading, Sentences(reading.text), own, key, 0):
        claim = number(own, row["claim_id"])
        yield CLAIMS, {**row, "claim_key": claim}
        yield from ((ACTORS, {**actor, "claim_key": claim}) for actor in actors)
    here = {"input": stood.input, "position": stood.position}
    yield from ((ENTITIES, {**row, **here}) for row in entity_rows(reading).values())
    yield from ((PLACES, {**row, **here}) for row in place_rows(reading).values())


def refused_row(name: str, error: RawiError, stood: str, at: str) -> Row:
    """The row of a refusal, as the archive's quarantine has it, and the input that it was in."""
    return {"name": name, "code": error.code, "reason": error.message, "hint": error.hint, "refused_at": at, "input": stood}


def notice_row(notice: Notice, stood: str) -> Row:
    """The row of a notice."""
    return {"name": notice.name, "message": notice.message, "input": stood}
