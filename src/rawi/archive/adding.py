"""Articles into an archive: bytes kept and noted in the ledger first, then what was read from them into the store, in batches.

A batch that was interrupted between the two is found again by its captures, so that going on gives what an undisturbed run had given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from rawi.arabic.tokens import tokenise
from rawi.archive import tables as t
from rawi.archive.databases import check_location, location_of
from rawi.archive.evidence import Capture, Clock, Evidence, Intake, open_or_create, utc_now
from rawi.archive.indexing import Indexer
from rawi.archive.lines import stamp
from rawi.archive.opening import store_of
from rawi.archive.store import Captured, Key, Read
from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.pooling import Outcome, read_many
from rawi.reading.evidence import Evidence as Sentences
from rawi.sources import Item, Notice, Refusal
from rawi.sources.forms import about
from rawi.version import __version__

BATCH = 128
BATCH_BYTES = 8_000_000
"""So many documents, or so many bytes of them, are made safe together."""
UNDER_WAY = 100_000
"""So many documents are remembered as being read; long before that many, the first of them are in the store."""
ADDED, KNOWN, CHANGED, REREAD = "added", "known", "changed", "read again"


Reader = Callable[[Iterator[Any]], Iterator[Any]]
"""Gives each document with its reading or error, everything else as it is, in order."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Documents that go into the store together, and how many of the batch were known."""

    todo: Mapping[Key, Document]
    known: int


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

    def __init__(
        self, folder: Path, lexicon: Lexicon, *, who: str, clock: Clock = utc_now, store: str | None = None, reader: Reader | None = None
    ) -> None:
        """Opens or makes the archive; `store` is the address of a PostgreSQL database. Raises ArchiveError, BadStore, MissingExtra.

        `reader` reads on several cores (`rawi.pooling.read_many`); without one, documents are read here.
        """
        location = location_of(folder, store)
        check_location(folder, location)
        self.evidence: Evidence = open_or_create(folder, who=who, clock=clock)
        try:
            self.store = store_of(self.evidence, location)
        except BaseException:
            self.evidence.close()
            raise
        self._lexicon, self._who, self._clock, self._indexer = lexicon, who, clock, Indexer(lexicon)
        self._reader = reader or partial(read_many, lexicon=lexicon, jobs=1)
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
        outcomes: list[Outcome] = []
        for item in self._reader(self._planned(items)):
            if isinstance(item, tuple):
                outcomes.append(item[1])
            elif isinstance(item, Notice):
                done.notices.append(item)
            elif isinstance(item, Refusal):
                self.refuse(item, done)
            elif isinstance(item, _Batch):
                self._commit(item, outcomes, done)
                outcomes = []
                yield done
        yield done

    def _planned(self, items: Iterable[Item]) -> Iterator[Item | _Batch]:
        """The documents that are to be read, in batches, each batch behind its documents. What is under way counts as known."""
        under_way: dict[Key, None] = {}
        batch: dict[Key, Document] = {}
        of_batch: set[str] = set()
        size = again = 0
        for item in items:
            if not isinstance(item, Document):
                yield item
                continue
            raw = raw_of(item)
            key = document_key(item), hashlib.sha256(raw).hexdigest()
            changed = key not in batch and key[0] in of_batch
            if changed or len(batch) >= BATCH or size >= BATCH_BYTES:
                yield from self._batched(batch, again, under_way)
                batch, size, again, of_batch = {}, 0, 0, set()
            if key in batch:
                again += 1
                continue
            batch[key] = item
            of_batch.add(key[0])
            size += len(raw)
        yield from self._batched(batch, again, under_way)

    def _batched(self, batch: Mapping[Key, Document], again: int, under_way: dict[Key, None]) -> Iterator[Item | _Batch]:
        """What of a batch is to be read, then the batch."""
        if not batch:
            return
        with self.store.connection() as connection:
            read = self.store.read_by(connection, batch, __version__, self._lexicon.version) | (under_way.keys() & batch.keys())
        todo: dict[Key, Document] = {}
        for key, document in batch.items():
            if key not in read:
                try:
                    about(document)  # what cannot be remembered is refused before anything is kept
                except RawiError as error:
                    yield Refusal(document.id, error)
                    continue
                todo[key] = document
                yield document
        under_way |= dict.fromkeys(todo)
        for key in list(under_way)[: max(0, len(under_way) - UNDER_WAY)]:  # by now in the store
            del under_way[key]
        yield _Batch(todo, len(read) + again)

    def refuse(self, refusal: Refusal, done: Added) -> None:
        """Counts a refusal and puts it into quarantine."""
        done.refused.append(refusal)
        with self.store.connection() as connection:
            self.store.refuse(connection, refusal.name, refusal.error, stamp(self._clock()))

    def _commit(self, batch: _Batch, outcomes: Iterable[Outcome], done: Added) -> None:
        """One batch: what was read is captured and stored."""
        done.documents[KNOWN] += batch.known
        todo: dict[Key, Reading] = {}
        for (key, document), outcome in zip(batch.todo.items(), outcomes, strict=True):
            if isinstance(outcome, RawiError):
                self.refuse(Refusal(document.id, outcome), done)
            else:
                todo[key] = outcome
        if not todo:
            return
        with self.store.connection() as connection:
            known = self.store.captures_of(connection, (document for document, _ in todo))
        at = self._clock()
        captures = self._captures({key: batch.todo[key] for key in todo if key not in known}, at)
        documents = {document for document, _ in known}
        rows = []
        with self.store.connection() as connection:
            for key, reading in todo.items():
                capture = captures.get(key)
                done.documents[REREAD if capture is None else CHANGED if key[0] in documents else ADDED] += 1
                done.claims += len(reading.events)
                where = Captured(key[1], capture.size, capture.seq, capture.at) if capture else None
                rows.append(read_of(key, batch.todo[key], reading, self._indexer, where))
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
