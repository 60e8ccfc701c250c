"""Articles into an archive: bytes kept and noted in the ledger first, then what was read from them into the store, in batches.

A batch that was interrupted between the two is found again by its captures, so that going on gives what an undisturbed run had given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from rawi.arabic.tokens import tokenise
from rawi.archive import tables as t
from rawi.archive.databases import check_location, location_of
from rawi.archive.evidence import Capture, Clock, Evidence, Intake, open_or_create, utc_now
from rawi.archive.indexing import Indexer
from rawi.archive.opening import store_of
from rawi.archive.store import Captured, Key, Read
from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.pipeline import read_safely
from rawi.reading.evidence import Evidence as Sentences
from rawi.sources import Item, Notice, Refusal
from rawi.sources.forms import about
from rawi.version import __version__

BATCH = 128
BATCH_BYTES = 8_000_000
"""So many documents, or so many bytes of them, are made safe together."""
ADDED, KNOWN, CHANGED, REREAD = "added", "known", "changed", "read again"


@dataclass(slots=True)
class Added:
    """What became of what was given: documents by outcome, claims, refusals and notices."""

    documents: dict[str, int] = field(default_factory=lambda: dict.fromkeys((ADDED, CHANGED, REREAD, KNOWN), 0))
    claims: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Documents, whatever became of them."""
        return sum(self.documents.values())


def document_key(document: Document) -> str:
    """The id of an article in the archive: from its address, or from its outlet and name; the same for every capture of it."""
    about = document.url or f"{document.outlet or ''}\n{document.id}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]


def raw_of(document: Document) -> bytes:
    """The bytes to keep: those received, or for a text that came without, its own."""
    return document.raw if document.raw is not None else document.full_text.encode("utf-8", "replace")


def read_of(key: Key, document: Document, reading: Reading, indexer: Indexer, captured: Captured | None = None) -> Read:
    """A reading as the store takes it; `captured` where the capture is new to the store."""
    tokens = tokenise(reading.text)
    return Read(*key, document, reading, Sentences(reading.text, tokens), indexer.words(tokens), captured)


class Archive:
    """An archive opened for adding: its evidence and its store."""

    def __init__(self, folder: Path, lexicon: Lexicon, *, who: str, clock: Clock = utc_now, store: str | None = None) -> None:
        """Opens or makes the archive; `store` is the address of a PostgreSQL database. Raises ArchiveError, BadStore, MissingExtra."""
        location = location_of(folder, store)
        check_location(folder, location)
        self.evidence: Evidence = open_or_create(folder, who=who, clock=clock)
        try:
            self.store = store_of(self.evidence, location)
        except BaseException:
            self.evidence.close()
            raise
        self._lexicon, self._who, self._clock, self._indexer = lexicon, who, clock, Indexer(lexicon)
        self._facts: Mapping[str, Mapping[str, Any]] = {}
        try:
            self._pending = self._unfinished()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self.evidence.close()

    def _unfinished(self) -> dict[Key, Capture]:
        """Captures that the ledger holds and the store does not: an earlier run was cut off between the two."""
        with self.store.connection() as connection:
            last = connection.execute(select(func.max(t.captures.c.ledger_seq))).scalar()
        since = 0 if last is None else int(last) + 1
        found = self.evidence.captures(since)
        return {(str(c.facts.get("document_id", "")), c.sha256): c for c in found}

    def add(
        self, items: Iterable[Item], done: Added | None = None, facts: Mapping[str, Mapping[str, Any]] | None = None
    ) -> Iterator[Added]:
        """Adds everything; gives the running account (`done`, or a new one) after each batch. Raises ArchiveError; the confirmed stays.

        `facts`: what the ledger is to say of the captures besides, by the documents' ids; `media_type` among them.
        """
        done = Added() if done is None else done
        self._facts = facts or {}
        batch: dict[Key, Document] = {}
        of_batch: set[str] = set()
        size = 0
        for item in items:
            if isinstance(item, Notice):
                done.notices.append(item)
                continue
            if isinstance(item, Refusal):
                self.refuse(item, done)
                continue
            raw = raw_of(item)
            key = document_key(item), hashlib.sha256(raw).hexdigest()
            changed = key not in batch and key[0] in of_batch
            if changed or len(batch) >= BATCH or size >= BATCH_BYTES:
                self._commit(batch, done)
                batch, size, of_batch = {}, 0, set()
                yield done
            if key in batch:
                done.documents[KNOWN] += 1
                continue
            batch[key] = item
            of_batch.add(key[0])
            size += len(raw)
        self._commit(batch, done)
        yield done

    def refuse(self, refusal: Refusal, done: Added) -> None:
        """Counts a refusal and puts it into quarantine."""
        done.refused.append(refusal)
        with self.store.connection() as connection:
            self.store.refuse(connection, refusal.name, refusal.error, stamp(self._clock()))

    def _commit(self, batch: Mapping[Key, Document], done: Added) -> None:
        """One batch: what is new is read, captured and stored."""
        if not batch:
            return
        with self.store.connection() as connection:
            read = self.store.read_by(connection, batch, __version__, self._lexicon.version)
            known = self.store.captures_of(connection, (document for document, _ in batch))
        done.documents[KNOWN] += len(read)
        todo: dict[Key, Reading] = {}
        for key, document in batch.items():  # outside of any transaction: reading takes its time
            if key not in read:
                try:
                    about(document)  # what cannot be remembered is refused before anything is kept
                    todo[key] = read_safely(document, self._lexicon)
                except RawiError as error:
                    self.refuse(Refusal(document.id, error), done)
        if todo:
            self._keep(batch, todo, known, done)

    def _keep(self, batch: Mapping[Key, Document], todo: Mapping[Key, Reading], known: Mapping[Key, int], done: Added) -> None:
        at = self._clock()
        captures = self._captures({key: batch[key] for key in todo if key not in known}, at)
        documents = {document for document, _ in known}
        rows = []
        with self.store.connection() as connection:
            for key, reading in todo.items():
                capture = captures.get(key)
                done.documents[REREAD if capture is None else CHANGED if key[0] in documents else ADDED] += 1
                done.claims += len(reading.events)
                where = Captured(key[1], capture.size, capture.seq, capture.at) if capture else None
                rows.append(read_of(key, batch[key], reading, self._indexer, where))
            self.store.add(connection, rows, stamp(at))

    def _captures(self, fresh: Mapping[Key, Document], at: datetime) -> dict[Key, Capture]:
        """The capture of each document whose bytes the store does not know: taken now, or by a run that was cut off."""
        found = {key: self._pending[key] for key in fresh if key in self._pending}
        new = {key: document for key, document in fresh.items() if key not in found}
        taken = self.evidence.capture_many((self._intake(d, key) for (key, _), d in new.items()), who=self._who, at=at)
        return found | dict(zip(new, taken, strict=True))

    def _intake(self, document: Document, key: str) -> Intake:
        told = dict(self._facts.get(document.id, {}))
        known = {"document_id": key, "about": about(document), **told}
        return Intake(raw_of(document), document.url, known.pop("media_type", None), document.id, known)

    def keep(self, data: bytes, *, url: str, media_type: str | None, **facts: Any) -> Capture:
        """Keeps bytes that documents came from and that are none themselves, such as a feed; raises ArchiveError."""
        return self.evidence.capture(data, url=url, media_type=media_type, name=url, who=self._who, at=self._clock(), **facts)

    @property
    def now(self) -> datetime:
        """The time by the archive's clock."""
        return self._clock()


def stamp(at: datetime) -> str:
    """A time as the store writes it: ISO 8601 to the second, with Z."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
