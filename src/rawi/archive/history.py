"""What was said when: every reading was in force from `read_at` until `superseded_at`, and none is ever removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import tables as t
from rawi.archive.lines import stamp
from rawi.errors import BadDate, UnknownName


def instant(text: str) -> str:
    """A day or a time of day as the store writes times (UTC, whole seconds, «2026-05-01T23:59:59Z»); raises BadDate.

    A day is its last second, so that «what did we say on 1 May» counts what was read on that day. A time without a zone is UTC.
    """
    try:
        if len(text.strip()) <= len("YYYY-MM-DD"):
            at = datetime.combine(date.fromisoformat(text.strip()), time(23, 59, 59), UTC)
        else:
            at = datetime.fromisoformat(text.strip())
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadDate(f"{text[:80]!r} is neither a day nor a time", hint="Give YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, with its zone.") from None
    return stamp(at)


def in_force_at(at: str) -> ColumnElement[bool]:
    """Which rows of `readings` were in force at an instant, as `instant` gives it: one of each document at most."""
    r = t.readings.c
    return and_(r.read_at <= at, or_(r.superseded_at.is_(None), r.superseded_at > at))


def readings_at(connection: Connection, at: str) -> Iterator[tuple[str, int, str]]:
    """(document_id, reading_id, reading as JSON) of all readings in force at an instant, in the order they were read, streamed."""
    r, c = t.readings.c, t.captures.c
    joined = t.readings.join(t.captures, c.capture_id == r.capture_id)
    statement = select(c.document_id, r.reading_id, r.reading).select_from(joined).where(in_force_at(at)).order_by(r.reading_id)
    for row in connection.execute(statement.execution_options(yield_per=20)):
        yield row.document_id, row.reading_id, row.reading


@dataclass(frozen=True, slots=True)
class Told:
    """One reading of a document: of which capture (hash, time, number in the ledger), by which versions, in force from when until when."""

    reading_id: int
    sha256: str
    captured_at: str
    ledger_seq: int
    rawi_version: str
    lexicon_version: str
    read_at: str
    superseded_at: str | None
    genre: str
    claims: int


def find_document(connection: Connection, name: str) -> dict[str, Any]:
    """The row of `documents` with that id, address or name; raises UnknownName when there is none, or more than one of that name."""
    d = t.documents.c
    for column in (d.document_id, d.url, d.name):
        rows = connection.execute(select(t.documents).where(column == name).order_by(d.document_id).limit(6)).mappings().all()
        if len(rows) == 1:
            return dict(rows[0])
        if rows:
            ids = ", ".join(row["document_id"] for row in rows[:5])
            raise UnknownName(f"{name[:80]!r} is the name of more than one document", hint=f"Give the id: {ids}{' …' * (len(rows) > 5)}")
    raise UnknownName(f"no document {name[:80]!r}", hint="`rawi search ARCHIVE --format jsonl` shows the names and ids.")


def history(connection: Connection, document_id: str) -> list[Told]:
    """All readings of a document, the oldest first."""
    r, c = t.readings.c, t.captures.c
    claims = select(func.count()).select_from(t.claims).where(t.claims.c.reading_id == r.reading_id).scalar_subquery()
    statement = (
        select(
            r.reading_id, c.sha256, c.captured_at, c.ledger_seq, r.rawi_version, r.lexicon_version, r.read_at, r.superseded_at, r.genre,
            claims.label("claims"),
        )
        .select_from(t.readings.join(t.captures, c.capture_id == r.capture_id))
        .where(c.document_id == document_id)
        .order_by(r.read_at, r.reading_id)
    )  # fmt: skip
    return [Told(**row) for row in connection.execute(statement).mappings()]
