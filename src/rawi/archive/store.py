"""The store: an SQLite file that any tool can open, written by this module only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, create_engine, delete, event, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from rawi.archive import tables as t
from rawi.archive.migrating import migrate
from rawi.errors import RawiError, StoreError
from rawi.model import Claim, Document, Location, Reading
from rawi.model.writing import line
from rawi.reading.evidence import Evidence as Sentences

BUSY_MS = 30_000
MOST_NAMED = 20_000
"""So many actors and places are remembered as written, to keep memory bounded."""


@dataclass(frozen=True, slots=True)
class Captured:
    """Where the bytes of a document lie: hash, size, number in the custody ledger, time (UTC, ISO 8601)."""

    sha256: str
    size: int
    ledger_seq: int
    at: str


class Store:
    """A store opened for reading and writing; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made and brought to the newest schema where need be; raises StoreError."""
        self.path = path
        self._named: dict[str, dict[str, Any]] = {}
        try:
            self._engine = create_engine(f"sqlite:///{path}")
            event.listen(self._engine, "connect", _settings)
            with self._engine.begin() as connection:
                migrate(connection)
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(_reason(error), where=str(path)) from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """One transaction; raises StoreError."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except BaseException as error:
            self._named.clear()  # what was rolled back is not there
            if isinstance(error, SQLAlchemyError):
                raise StoreError(_reason(error), where=str(self.path)) from None
            raise

    def has(self, connection: Connection, document_id: str, sha256: str, rawi_version: str, lexicon_version: str) -> bool:
        """Whether these bytes of the document have been read by these versions."""
        found = connection.execute(
            select(t.readings.c.reading_id).join(t.captures).where(
                t.captures.c.document_id == document_id, t.captures.c.sha256 == sha256,
                t.readings.c.rawi_version == rawi_version, t.readings.c.lexicon_version == lexicon_version,
            )
        ).first()  # fmt: skip
        return found is not None

    def capture_of(self, connection: Connection, document_id: str, sha256: str) -> int | None:
        """The id of a capture that is known."""
        return connection.execute(
            select(t.captures.c.capture_id).where(t.captures.c.document_id == document_id, t.captures.c.sha256 == sha256)
        ).scalar()

    def add_capture(self, connection: Connection, document_id: str, document: Document, captured: Captured) -> int:
        """Notes a document (the newest facts about it count) and one capture of it; returns the capture's id."""
        facts = {
            "name": document.id, "url": document.url, "title": document.title, "outlet": document.outlet, "author": document.author,
            "published": document.published,
        }  # fmt: skip
        row = upsert(t.documents).values(document_id=document_id, first_seen_at=captured.at, **facts)
        connection.execute(row.on_conflict_do_update(index_elements=["document_id"], set_=facts))
        made = connection.execute(
            insert(t.captures).values(
                document_id=document_id, sha256=captured.sha256, ledger_seq=captured.ledger_seq, captured_at=captured.at, size=captured.size
            )
        )
        return _key(made)

    def add_reading(self, connection: Connection, document_id: str, capture_id: int, reading: Reading, at: str, words: str) -> None:
        """A reading with its claims; what was read from the document before is superseded, not removed. `words`: for the index."""
        connection.execute(
            update(t.readings)
            .where(t.readings.c.superseded_at.is_(None))
            .where(t.readings.c.capture_id.in_(select(t.captures.c.capture_id).where(t.captures.c.document_id == document_id)))
            .values(superseded_at=at)
        )
        connection.execute(update(t.claims).where(t.claims.c.document_id == document_id).values(current=0))
        made = connection.execute(
            insert(t.readings).values(
                capture_id=capture_id, rawi_version=reading.rawi_version, lexicon_version=reading.lexicon_version, read_at=at,
                genre=reading.metadata.genre, reading=line(reading),
            )
        )  # fmt: skip
        reading_id = _key(made)
        self._add_claims(connection, reading_id, document_id, reading)
        self._add_names(connection, reading)
        connection.execute(text("DELETE FROM search WHERE document_id = :id"), {"id": document_id})
        connection.execute(text("INSERT INTO search (document_id, words) VALUES (:id, :words)"), {"id": document_id, "words": words})

    def _add_claims(self, connection: Connection, reading_id: int, document_id: str, reading: Reading) -> None:
        """All claims of a reading at once. Their numbers are given here: whoever adds holds the archive's lock."""
        if not reading.events:
            return
        first = int(connection.execute(select(func.coalesce(func.max(t.claims.c.claim_key), 0))).scalar_one()) + 1
        sentences = Sentences(reading.text)
        kinds = {a.id: a.source_kind for a in reading.attributions}
        on_map = {p.id: p for p in reading.locations}
        rows: list[dict[str, Any]] = []
        actors: list[dict[str, Any]] = []
        for key, claim in enumerate(reading.claims, first):
            row = _claim_row(claim, on_map, sentences, kinds)
            rows.append({"claim_key": key, "reading_id": reading_id, "document_id": document_id, "current": 1, **row})
            actors.extend(
                {"claim_key": key, "role": role, "position": n, "entity_id": s.entity, "name": s.name, "words": s.text}
                for role, spans in (("agent", claim.event.agents), ("target", claim.event.targets))
                for n, s in enumerate(spans)
            )
        connection.execute(insert(t.claims), rows)
        if actors:
            connection.execute(insert(t.claim_actors), actors)

    def _add_names(self, connection: Connection, reading: Reading) -> None:
        """The actors and places of a reading, by which claims are searched; what stands there as it is, is not written again."""
        places = {
            p.id: {
                "place_id": p.id, "name": p.name, "arabic": p.arabic, "kind": p.kind, "country": p.country, "admin1": p.admin1,
                "latitude": p.latitude, "longitude": p.longitude,
            }
            for p in reading.locations
        }  # fmt: skip
        entities = {
            e.id: {"entity_id": e.id, "name": e.name, "arabic": e.arabic, "kind": e.kind, "country": e.country, "parent": e.parent}
            for e in reading.entities
        }
        if len(self._named) > MOST_NAMED:
            self._named.clear()
        for table, rows in ((t.places, places), (t.entities, entities)):
            new = [row for id, row in rows.items() if self._named.get(id) != row]
            if new:
                key, *facts = new[0]
                row = upsert(table)
                connection.execute(row.on_conflict_do_update(index_elements=[key], set_={f: row.excluded[f] for f in facts}), new)
            self._named.update(rows)

    def refuse(self, connection: Connection, name: str, error: RawiError, at: str) -> None:
        """Puts an input into quarantine, with its reason."""
        values = {"code": error.code, "reason": error.message, "hint": error.hint, "refused_at": at}
        row = upsert(t.quarantine).values(name=name, **values)
        connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))

    def accept(self, connection: Connection, name: str) -> None:
        """Takes an input off the quarantine."""
        connection.execute(delete(t.quarantine).where(t.quarantine.c.name == name))

    def counts(self) -> dict[str, int]:
        """How many rows each table has, and how many claims are current."""
        with self.connection() as connection:
            out = {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in t.metadata.tables.items()
            }
            current = select(func.count()).select_from(t.claims).where(t.claims.c.current == 1)
            return {**out, "current_claims": int(connection.execute(current).scalar_one())}


def _key(made: CursorResult[Any]) -> int:
    """The number that a new row was given."""
    key = made.inserted_primary_key
    if key is None:
        raise StoreError("the database gave a new row no number")
    return int(key[0])


def _claim_row(claim: Claim, on_map: dict[str, Location], sentences: Sentences, kinds: dict[str, str]) -> dict[str, Any]:
    """The columns of a claim that its reading tells."""
    event_, origin = claim.event, claim.origin
    place = on_map.get(event_.place.entity or "") if event_.place is not None else None
    killed, injured = event_.killed or (None, None), event_.injured or (None, None)
    return {
        "claim_id": claim.id, "type": event_.type, "mode": event_.mode, "status": event_.status,
        "date_start": event_.date.start if event_.date else None, "date_end": event_.date.end if event_.date else None,
        "place_id": place.id if place else None, "place": place.name if place else event_.place.text if event_.place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "killed_min": killed[0], "killed_max": killed[1], "injured_min": injured[0], "injured_max": injured[1],
        "trigger_start": event_.trigger.start, "trigger_end": event_.trigger.end, "evidence": sentences.sentence(event_.trigger),
        "origin": origin.name, "origin_kind": kinds.get(origin.attribution or "", origin.role), "chain": claim.path(),
        "chain_depth": sum(link.attribution is not None for link in claim.chain),
    }  # fmt: skip


def _settings(connection: Any, _: Any) -> None:
    """Write-ahead log, foreign keys, patience with another writer."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
