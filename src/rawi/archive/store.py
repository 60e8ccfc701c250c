"""The store: what was read, in an SQLite file or a PostgreSQL database that any tool can open, written by this module only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from rawi.archive import fulltext, reprints
from rawi.archive import tables as t
from rawi.archive.databases import Location, engine_of, is_postgres, reason_of, upsert
from rawi.archive.migrating import is_newest, migrate
from rawi.archive.rows import Row, claim_rows, document_row, entity_rows, place_rows
from rawi.errors import RawiError, StoreError
from rawi.model import Document, Reading
from rawi.model.writing import line
from rawi.reading.evidence import Evidence as Sentences
from rawi.sources.forms import about_text

MOST_NAMED = 20_000
"""So many actors and places are remembered as written, to keep memory bounded."""
_AT_ONCE = 500
"""Rows in one statement for PostgreSQL, which otherwise asks and waits once a row."""

Key = tuple[str, str]
"""A capture by its document's id and the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True)
class Captured:
    """Where the bytes of a document lie: hash, size, number in the custody ledger, time (UTC, ISO 8601)."""

    sha256: str
    size: int
    ledger_seq: int
    at: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was read from one capture of a document, its sentences, and the words that it is to be found by.

    `captured` may be left out where the store knows the capture.
    """

    document_id: str
    sha256: str
    document: Document
    reading: Reading
    sentences: Sentences
    words: str
    captured: Captured | None = None


class Store:
    """A store opened; use it as a context manager."""

    def __init__(self, location: Location | Path, *, read_only: bool = False) -> None:
        """Opens the store; raises StoreError, MissingExtra.

        For writing it is made and brought to the newest schema where need be; for reading only it must be there, and is brought to the
        newest schema once if it is of an older one.
        """
        self.location = location if isinstance(location, Location) else Location(location)
        self._named: dict[str, Row] = {}
        file = self.location.file
        if read_only and file is not None and not file.exists():
            raise StoreError("there is no store here", where=str(file), hint="`rawi add` makes it; --store names one that lies elsewhere.")
        self._engine = engine_of(self.location, read_only=read_only)
        try:
            with self._engine.begin() as connection:
                ready = not read_only or is_newest(connection)
                if not read_only:
                    migrate(connection)
            if not ready:
                Store(self.location).close()
        except (SQLAlchemyError, OSError) as error:
            self._engine.dispose()
            raise self._failure(error) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the store go."""
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction; raises StoreError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except BaseException as error:
            self._named.clear()  # what was rolled back is not there
            if isinstance(error, BrokenPipeError) and self.location.url is None:
                raise  # whoever read our output is gone: a file has no pipe
            if isinstance(error, SQLAlchemyError | ConnectionError | TimeoutError):
                raise self._failure(error) from None
            raise

    def _failure(self, error: BaseException) -> StoreError:
        hint = None
        if self.location.url is not None:
            hint = "Check that the server runs and lets you in; then go on with the same command. The evidence in the folder is untouched."
        return StoreError(reason_of(error), where=str(self.location), hint=hint)

    def belongs_to(self, connection: Connection, archive: str) -> None:
        """Binds the store to the archive whose ledger begins with the line of this hash; raises StoreError for that of another."""
        connection.execute(upsert(connection, t.about).values(name="archive", value=archive).on_conflict_do_nothing())
        found = connection.execute(select(t.about.c.value).where(t.about.c.name == "archive")).scalar_one()
        if found != archive:
            raise StoreError(
                "this store belongs to another archive", where=str(self.location), hint="Give each archive a store of its own."
            )

    def read_by(self, connection: Connection, keys: Iterable[Key], rawi_version: str, lexicon_version: str) -> set[Key]:
        """Those of the captures that have been read by these versions, where what we say now of their documents is by these versions."""
        asked = set(keys)
        found = connection.execute(
            select(t.captures.c.document_id, t.captures.c.sha256, t.readings.c.superseded_at)
            .join(t.readings)
            .where(t.captures.c.document_id.in_({document for document, _ in asked}))
            .where(t.readings.c.rawi_version == rawi_version, t.readings.c.lexicon_version == lexicon_version)
        ).all()
        now = {row.document_id for row in found if row.superseded_at is None}
        return {(row.document_id, row.sha256) for row in found if row.document_id in now} & asked

    def captures_of(self, connection: Connection, documents: Iterable[str]) -> dict[Key, int]:
        """All captures of these documents that the store knows, with their ids."""
        found = connection.execute(
            select(t.captures.c.document_id, t.captures.c.sha256, t.captures.c.capture_id).where(
                t.captures.c.document_id.in_(set(documents))
            )
        )
        return {(row.document_id, row.sha256): row.capture_id for row in found}

    def add(self, connection: Connection, batch: Sequence[Read], at: str) -> None:
        """Stores readings, with documents and captures where they are new, each document once in a batch.

        What was read from a document before is superseded, not removed. Whoever adds holds the archive's lock: numbers are given here.
        """
        if not batch:
            return
        known = self.captures_of(connection, (one.document_id for one in batch))
        self._supersede(connection, known, at)
        capture_id, reading_id, claim_key = self._last_numbers(connection)
        captures: list[Row] = []
        readings: list[Row] = []
        claims: list[Row] = []
        actors: list[Row] = []
        words: list[tuple[int, str]] = []
        texts: list[reprints.Body] = []
        for reading_id, one in enumerate(batch, reading_id + 1):  # noqa: B020
            at_capture = known.get((one.document_id, one.sha256))
            if at_capture is None:
                at_capture = capture_id = capture_id + 1
                captures.append(_capture_row(one, capture_id))
            readings.append(_reading_row(one.reading, reading_id, at_capture, at))
            words.append((at_capture, one.words))
            texts.append(reprints.Body(one.document_id, at_capture, one.reading))
            for row, acting in claim_rows(one.reading, one.sentences, reading_id, one.document_id, claim_key + 1):
                claim_key += 1
                claims.append(row)
                actors.extend(acting)
        documents = [document_row(one.document_id, one.document, one.captured.at if one.captured else at) for one in batch]
        self._upsert(connection, t.documents, documents, kept=("first_seen_at",))
        for table, rows in ((t.captures, captures), (t.readings, readings), (t.claims, claims), (t.claim_actors, actors)):
            insert_rows(connection, table, rows)
        fulltext.put(connection, words, set(known.values()) & {capture for capture, _ in words})
        reprints.link(connection, texts)
        self._add_names(connection, [one.reading for one in batch])
        self.accept(connection, *(one.document.id for one in batch))

    def _supersede(self, connection: Connection, known: dict[Key, int], at: str) -> None:
        if not known:
            return
        older = t.readings.c.capture_id.in_(known.values())
        connection.execute(update(t.readings).where(older, t.readings.c.superseded_at.is_(None)).values(superseded_at=at))
        documents = {document for document, _ in known}
        connection.execute(update(t.claims).where(t.claims.c.document_id.in_(documents)).values(current=0))

    def _last_numbers(self, connection: Connection) -> tuple[int, int, int]:
        """The highest ids of captures, readings and claims."""
        columns = (t.captures.c.capture_id, t.readings.c.reading_id, t.claims.c.claim_key)
        highest = [select(func.coalesce(func.max(c), 0)).scalar_subquery() for c in columns]
        capture, reading, claim = connection.execute(select(*highest)).one()
        return int(capture), int(reading), int(claim)

    def _add_names(self, connection: Connection, readings: Sequence[Reading]) -> None:
        """The actors and places by which claims are searched; what stands there as it is, is not written again."""
        if len(self._named) > MOST_NAMED:
            self._named.clear()
        for table, rows_of in ((t.places, place_rows), (t.entities, entity_rows)):
            rows = {id: row for reading in readings for id, row in rows_of(reading).items()}
            self._upsert(connection, table, [row for id, row in rows.items() if self._named.get(id) != row])
            self._named.update(rows)

    def _upsert(self, connection: Connection, table: Table, rows: Sequence[Row], kept: tuple[str, ...] = ()) -> None:
        """Rows that may be there, by their first column, which no two of them share; what is there follows them but in `kept`."""
        if not rows:
            return
        key, *facts = rows[0]
        for part in _parts(connection, rows):
            made = upsert(connection, table)
            made = made.values(part) if is_postgres(connection) else made
            changed = {f: made.excluded[f] for f in facts if f not in kept}
            made = made.on_conflict_do_update(index_elements=[key], set_=changed)
            connection.execute(made) if is_postgres(connection) else connection.execute(made, part)

    def refuse(self, connection: Connection, name: str, error: RawiError, at: str) -> None:
        """Puts an input into quarantine, with its reason."""
        row = {"name": name, "code": error.code, "reason": error.message, "hint": error.hint, "refused_at": at}
        self._upsert(connection, t.quarantine, [{f: _storable(v) for f, v in row.items()}])

    def accept(self, connection: Connection, *names: str) -> None:
        """Takes inputs off the quarantine."""
        connection.execute(delete(t.quarantine).where(t.quarantine.c.name.in_(names)))

    def counts(self) -> dict[str, int]:
        """How many rows each table has, and how many claims are current."""
        with self.connection() as connection:
            out = {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in t.metadata.tables.items()
            }
            current = select(func.count()).select_from(t.claims).where(t.claims.c.current == 1)
            return {**out, "current_claims": int(connection.execute(current).scalar_one())}


def _storable(text: str | None) -> str | None:
    """Names of files can hold what no database takes: bytes that are no UTF-8, and NUL."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\ufffd") if text is not None else None


def _capture_row(one: Read, capture_id: int) -> Row:
    if (c := one.captured) is None:
        raise StoreError("a reading of bytes that the store does not know", hint=RawiError.default_hint)
    return {
        "capture_id": capture_id, "document_id": one.document_id, "sha256": c.sha256, "ledger_seq": c.ledger_seq, "captured_at": c.at,
        "size": c.size, "about": about_text(one.document),
    }  # fmt: skip


def _reading_row(reading: Reading, reading_id: int, capture_id: int, at: str) -> Row:
    return {
        "reading_id": reading_id, "capture_id": capture_id, "rawi_version": reading.rawi_version,
        "lexicon_version": reading.lexicon_version, "read_at": at, "superseded_at": None, "genre": reading.metadata.genre,
        "reading": line(reading),
    }  # fmt: skip


def _parts(connection: Connection, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """All rows at once for SQLite; for PostgreSQL as many as one statement holds."""
    step = _AT_ONCE if is_postgres(connection) else len(rows)
    for start in range(0, len(rows), max(step, 1)):
        yield rows[start : start + step]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, as many in one statement as suits the database; none is no statement."""
    for part in _parts(connection, rows) if rows else ():
        if is_postgres(connection):
            connection.execute(insert(table).values(part))
        else:
            connection.execute(insert(table), part)
