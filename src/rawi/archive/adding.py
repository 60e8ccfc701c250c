"""Articles into an archive: bytes kept and noted in the ledger first, then what was read from them into the store, in batches.

A batch that was interrupted between the two is found again by its captures, so that going on gives what an undisturbed run had given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from rawi.archive import tables as t
from rawi.archive.evidence import Capture, Clock, Evidence, Intake, open_or_create, utc_now
from rawi.archive.indexing import index_words
from rawi.archive.store import Captured, Store
from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.pipeline import read_document
from rawi.sources import Item, Notice, Refusal
from rawi.version import __version__

BATCH = 64
"""So many documents are made safe together."""
STORE = "store.sqlite"
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


class Archive:
    """An archive opened for adding: its evidence and its store."""

    def __init__(self, folder: Path, lexicon: Lexicon, *, who: str, clock: Clock = utc_now) -> None:
        """Opens or makes the archive; raises ArchiveError."""
        self.evidence: Evidence = open_or_create(folder, who=who, clock=clock)
        try:
            self.store = Store(folder / STORE)
        except BaseException:
            self.evidence.close()
            raise
        self._lexicon, self._who, self._clock = lexicon, who, clock
        self._pending = self._unfinished()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self.evidence.close()

    def _unfinished(self) -> dict[tuple[str, str], Capture]:
        """Captures that the ledger holds and the store does not: an earlier run was cut off between the two."""
        with self.store.connection() as connection:
            last = connection.execute(select(func.max(t.captures.c.ledger_seq))).scalar()
        since = 0 if last is None else int(last) + 1
        found = self.evidence.captures(since)
        return {(str(c.facts.get("document_id", "")), c.sha256): c for c in found}

    def add(self, items: Iterable[Item]) -> Iterator[Added]:
        """Adds everything; gives the running account after each batch. Raises ArchiveError; what was confirmed before stays."""
        done = Added()
        batch: list[Document] = []
        for item in items:
            if isinstance(item, Notice):
                done.notices.append(item)
            elif isinstance(item, Refusal):
                self._refuse(item, done)
            else:
                batch.append(item)
            if len(batch) >= BATCH:
                self._commit(batch, done)
                batch = []
                yield done
        self._commit(batch, done)
        yield done

    def _refuse(self, refusal: Refusal, done: Added) -> None:
        done.refused.append(refusal)
        with self.store.connection() as connection:
            self.store.refuse(connection, refusal.name, refusal.error, _stamp(self._clock()))

    def _commit(self, batch: list[Document], done: Added) -> None:
        """One batch: what is new is read, captured and stored."""
        given = {(document_key(d), hashlib.sha256(raw_of(d)).hexdigest()): d for d in batch}
        with self.store.connection() as connection:
            fresh = [ids for ids in given if not self.store.has(connection, *ids, __version__, self._lexicon.version)]
        done.documents[KNOWN] += len(given) - len(fresh)
        todo: list[tuple[Document, str, bytes, str, Reading]] = []
        for key, sha in fresh:  # outside of any transaction: reading takes its time
            document = given[key, sha]
            try:
                todo.append((document, key, raw_of(document), sha, read_document(document, self._lexicon)))
            except RawiError as error:
                self._refuse(Refusal(document.id, error), done)
        if todo:
            self._keep(todo, done)

    def _keep(self, todo: list[tuple[Document, str, bytes, str, Reading]], done: Added) -> None:
        at = self._clock()
        captures = self._captures(todo, at)
        with self.store.connection() as connection:
            for document, key, _, sha, reading in todo:
                known = connection.execute(select(t.captures.c.capture_id).where(t.captures.c.document_id == key)).first()
                capture_id = self.store.capture_of(connection, key, sha)
                outcome = REREAD if capture_id is not None else CHANGED if known is not None else ADDED
                if capture_id is None:
                    capture = captures[key, sha]
                    where = Captured(sha, capture.size, capture.seq, capture.at)
                    capture_id = self.store.add_capture(connection, key, document, where)
                words = index_words(document.full_text, self._lexicon)
                self.store.add_reading(connection, key, capture_id, reading, _stamp(at), words)
                self.store.accept(connection, document.id)
                done.documents[outcome] += 1
                done.claims += len(reading.events)

    def _captures(self, todo: list[tuple[Document, str, bytes, str, Reading]], at: datetime) -> dict[tuple[str, str], Capture]:
        """The capture of each document whose bytes the store does not know: taken now, or by a run that was cut off."""
        with self.store.connection() as connection:
            fresh = [one for one in todo if self.store.capture_of(connection, one[1], one[3]) is None]
        found = {(key, sha): self._pending[key, sha] for _, key, _, sha, _ in fresh if (key, sha) in self._pending}
        new = [one for one in fresh if (one[1], one[3]) not in found]
        taken = self.evidence.capture_many(
            (Intake(raw, d.url, None, d.id, {"document_id": key}) for d, key, raw, _, _ in new), who=self._who, at=at
        )
        for (_, key, _, sha, _), capture in zip(new, taken, strict=True):
            found[key, sha] = capture
        return found


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
