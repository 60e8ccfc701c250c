"""Reading again what an archive holds, from its bytes: what was read with another version of Rawi or of the lexicon, or everything.

Each batch is one transaction, in the order in which the readings in force were made. What a batch confirmed is in force when this is cut
off anywhere; going on takes up what is left, in the same order, and ends with the store of a run that was not disturbed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import reprints
from rawi.archive import tables as t
from rawi.archive.adding import read_of
from rawi.archive.databases import check_location, location_of
from rawi.archive.evidence import Capture, Clock, Evidence, check_marker, utc_now
from rawi.archive.indexing import Indexer
from rawi.archive.lines import stamp
from rawi.archive.opening import store_of
from rawi.archive.store import Captured
from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.model.writing import line
from rawi.pipeline import read_safely
from rawi.sources import Refusal
from rawi.sources.forms import document_again
from rawi.version import __version__

BATCH = 64
"""So many documents are made safe together."""
AT_ONCE = 500
"""Document ids in one statement."""


@dataclass(slots=True)
class Reread:
    """What became of a re-reading: documents to look at in all and done, how many were read otherwise than before, and what failed.

    `stored`: new readings; `same`: those that came out byte for byte as they stand already, which are not stored again.
    """

    total: int = 0
    stored: int = 0
    same: int = 0
    claims: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Documents, whatever became of them."""
        return self.stored + self.same + len(self.refused)


def in_force(*columns: Any) -> Select[Any]:
    """The reading in force of every document, with its capture and document."""
    joined = t.readings.join(t.captures, t.captures.c.capture_id == t.readings.c.capture_id)
    joined = joined.join(t.documents, t.documents.c.document_id == t.captures.c.document_id)
    return select(*columns).select_from(joined).where(t.readings.c.superseded_at.is_(None))


def kept_document(evidence: Evidence, row: Row[Any]) -> Document:
    """The Document of a capture, from its bytes, hashed anew; `row` has `sha256`, `about` and `reading`.

    Raises MissingBlob, DamagedBlob, UnreadableInput and InputErrors.
    """
    raw = evidence.get(str(row.sha256))
    known = json.loads(str(row.about))
    before = "" if known.get("form") else str(json.loads(str(row.reading))["text"])
    return document_again(raw, known, before)


def otherwise(lexicon: Lexicon) -> ColumnElement[bool]:
    """Readings by another version of Rawi or of the lexicon than these."""
    return or_(t.readings.c.rawi_version != __version__, t.readings.c.lexicon_version != lexicon.version)


def narrowed(
    *, outlet: str | None = None, published_from: str | None = None, published_to: str | None = None, types: Iterable[str] = ()
) -> list[ColumnElement[bool]]:
    """Conditions for `in_force`: outlet, days of publication, and types of which the reading has a claim."""
    d, out = t.documents.c, []
    if outlet:
        out.append(d.outlet == outlet)
    if published_from:
        out.append(d.published >= published_from)
    if published_to:
        out.append(d.published <= published_to)
    if kinds := tuple(types):
        claims = select(t.claims.c.claim_key).where(t.claims.c.reading_id == t.readings.c.reading_id, t.claims.c.type.in_(kinds))
        out.append(claims.exists())
    return out


class Rereading:
    """An archive opened to be read again; use it as a context manager."""

    def __init__(
        self, folder: Path, lexicon: Lexicon, *, who: str = "rawi", clock: Clock = utc_now, store: str | None = None
    ) -> None:  # fmt: skip
        """Opens the archive and keeps other writers out; `store` as for `Archive`. Raises ArchiveError, BadStore, MissingExtra."""
        check_marker(folder)
        location = location_of(folder, store)
        check_location(folder, location)
        self.evidence = Evidence.open(folder, who=who, clock=clock)
        try:
            self.store = store_of(self.evidence, location)
        except BaseException:
            self.evidence.close()
            raise
        self._lexicon, self._clock, self._indexer = lexicon, clock, Indexer(lexicon)

    def __enter__(self) -> Rereading:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self.evidence.close()

    def run(
        self, *, everything: bool = False, conditions: Iterable[ColumnElement[bool]] = (), limit: int | None = None
    ) -> Iterator[Reread]:
        """Reads again; gives the running account at the start and after each batch. Raises ArchiveError; what was confirmed stays.

        `everything`: also what these versions have read. `conditions`: on `documents`, `captures` and `readings`. `limit`: so many
        documents at most.
        """
        wanted = [*conditions, *([] if everything else [otherwise(self._lexicon)])]
        done = Reread()
        yield from self._restored(done)
        with self.store.connection() as connection:
            counted = in_force(func.count(), func.max(t.readings.c.reading_id)).where(*wanted)
            total, last = connection.execute(counted).one()
        done.total += min(int(total), limit) if limit is not None else int(total)
        yield done
        after = 0
        while done.done < done.total:
            with self.store.connection() as connection:
                rows = self._next(connection, wanted, after, int(last), min(BATCH, done.total - done.done))
            if not rows:
                break
            after = int(rows[-1].reading_id)
            self._batch(rows, done)
            yield done

    def _restored(self, done: Reread) -> Iterator[Reread]:
        """Captures of the ledger that the store does not know are read into it: all of them, where the store was lost."""
        captures = (c for c in self.evidence.captures() if "document_id" in c.facts and "about" in c.facts)
        while part := list(islice(captures, BATCH)):
            with self.store.connection() as connection:
                known = self.store.captures_of(connection, [str(c.facts["document_id"]) for c in part])
            missing = [c for c in part if (c.facts["document_id"], c.sha256) not in known]
            for capture in missing:  # one by one and in order, so that of the states of a page the last is what we say now
                done.total += 1
                self._restore(capture, done)
            if missing:
                yield done

    def _restore(self, capture: Capture, done: Reread) -> None:
        try:
            document = document_again(self.evidence.get(capture.sha256), capture.facts["about"], "")
            reading = read_safely(document, self._lexicon)
        except RawiError as error:
            done.refused.append(Refusal(str(capture.name), error))
            return
        key = str(capture.facts["document_id"]), capture.sha256
        captured = Captured(capture.sha256, capture.size, capture.seq, capture.at)
        with self.store.connection() as connection:
            self.store.add(connection, [read_of(key, document, reading, self._indexer, captured)], stamp(self._clock()))
        done.stored += 1
        done.claims += len(reading.events)

    def _next(
        self, connection: Connection, wanted: list[ColumnElement[bool]], after: int, last: int, count: int
    ) -> list[Row[Any]]:
        r, c = t.readings.c, t.captures.c
        columns = (r.reading_id, r.reading, c.capture_id, c.document_id, c.sha256, c.about, t.documents.c.name)
        statement = in_force(*columns).where(*wanted, r.reading_id > after, r.reading_id <= last)
        return list(connection.execute(statement.order_by(r.reading_id).limit(count)))

    def _batch(self, rows: list[Row[Any]], done: Reread) -> None:
        read: list[tuple[Row[Any], Document, Reading]] = []
        for row in rows:  # outside of any transaction: reading takes its time
            try:
                document = kept_document(self.evidence, row)
                read.append((row, document, read_safely(document, self._lexicon)))
            except RawiError as error:
                done.refused.append(Refusal(str(row.name), error))
        at = stamp(self._clock())
        new = [one for one in read if line(one[2]) != one[0].reading]
        alike = [one for one in read if line(one[2]) == one[0].reading]
        with self.store.connection() as connection:
            self.store.add(connection, [read_of((str(row.document_id), str(row.sha256)), d, r, self._indexer) for row, d, r in new], at)
            reprints.link(connection, [reprints.Body(row.document_id, row.capture_id, r) for row, _, r in alike])
        done.claims += sum(len(reading.events) for _, _, reading in read)
        done.stored, done.same = done.stored + len(new), done.same + len(alike)
