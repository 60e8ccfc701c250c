"""What another lexicon, or another version of Rawi, says of an archive: read without storing, or from what is stored."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import tables as t
from rawi.archive.differences import Difference, differences
from rawi.archive.evidence import Evidence
from rawi.archive.opening import open_store
from rawi.archive.rereading import AT_ONCE, in_force, kept_document
from rawi.errors import BadQuery, RawiError
from rawi.lexicon import Lexicon
from rawi.model import Reading
from rawi.model.loading import reading_from_json
from rawi.pipeline import read_safely
from rawi.sources import Refusal

BATCH = 64
"""So many readings are in memory at a time."""
LEAST_HEX = 4


@dataclass(slots=True)
class Compared:
    """The running account: `total` documents, those looked at and those with a difference, claims, and differences by kind, field, type."""

    total: int = 0
    documents: int = 0
    changed_documents: int = 0
    claims_before: int = 0
    claims_after: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The counts; the largest first."""
        return {
            "documents": self.documents, "changed_documents": self.changed_documents, "claims_before": self.claims_before,
            "claims_after": self.claims_after, "kinds": dict(self.kinds.most_common()), "fields": dict(self.fields.most_common()),
            "types": dict(self.types.most_common()), "refused": len(self.refused),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents are compared, and which differences are told.

    `conditions`: on the tables of `in_force`. `types`: claims of these types before or after. `sample`: so many documents, drawn by the
    hash of `seed` and id, so that the same seed draws the same ones.
    """

    conditions: tuple[ColumnElement[bool], ...] = ()
    types: frozenset[str] = frozenset()
    sample: int | None = None
    seed: int = 0


class Diffing:
    """An archive opened to be compared; nothing is written and nobody is kept out. Use it as a context manager."""

    def __init__(self, folder: Path, scope: Scope | None = None, store: str | None = None) -> None:
        """Opens the archive for reading; raises ArchiveError, BadStore, MissingExtra."""
        self.scope = scope or Scope()
        self.account = Compared()
        self._evidence = Evidence.open(folder, read_only=True, check=False)
        try:
            self._store = open_store(folder, store)
        except BaseException:
            self._evidence.close()
            raise

    def __enter__(self) -> Diffing:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._evidence.close()

    def with_lexicon(self, lexicon: Lexicon) -> Iterator[list[Difference]]:
        """The readings in force against what this version of Rawi reads with `lexicon`; the differences of each document in turn.

        Bytes are hashed anew; a document that cannot be read goes to the account's `refused`. Raises ArchiveError.
        """
        r, c = t.readings.c, t.captures.c
        columns = (r.reading_id, r.reading, c.document_id, c.sha256, c.about, t.documents.c.name)
        for row in self._rows(in_force(*columns), r.reading_id):
            try:
                after = read_safely(kept_document(self._evidence, row), lexicon)
            except RawiError as error:
                self.account.refused.append(Refusal(str(row.name), error))
                continue
            yield self._compare(str(row.document_id), str(row.reading), after)

    def between(self, old: str, new: str) -> Iterator[list[Difference]]:
        """Stored readings by one version against those by another, of every capture that both have read.

        A version is that of Rawi, the first digits of the lexicon's, or both («0.1.0/604b160b»). Raises BadQuery for one that is not
        there or may be several.
        """
        with self._store.connection() as connection:
            versions = known_versions(connection)
            first, second = (_version(text, versions) for text in (old, new))
        one, two = (
            select(t.readings.c.capture_id, func.max(t.readings.c.reading_id).label("reading_id"))
            .where(t.readings.c.rawi_version == rawi, t.readings.c.lexicon_version == lexicon)
            .group_by(t.readings.c.capture_id)
            .subquery()
            for rawi, lexicon in (first, second)
        )
        older, newer = t.readings.alias(), t.readings.alias()
        joined = one.join(two, one.c.capture_id == two.c.capture_id).join(older, older.c.reading_id == one.c.reading_id)
        joined = joined.join(newer, newer.c.reading_id == two.c.reading_id).join(t.captures, t.captures.c.capture_id == one.c.capture_id)
        joined = joined.join(t.documents, t.documents.c.document_id == t.captures.c.document_id)
        columns = (older.c.reading_id, older.c.reading, newer.c.reading.label("newer"), t.captures.c.document_id)
        for row in self._rows(select(*columns).select_from(joined), older.c.reading_id):
            yield self._compare(str(row.document_id), str(row.reading), reading_from_json(json.loads(str(row.newer))))

    def _compare(self, document_id: str, stored: str, after: Reading) -> list[Difference]:
        before, account = reading_from_json(json.loads(stored)), self.account
        found = list(differences(before, after, document_id))
        if self.scope.types:
            found = [one for one in found if one.types & self.scope.types]
        account.documents += 1
        account.changed_documents += bool(found)
        account.claims_before += len(before.events)
        account.claims_after += len(after.events)
        for one in found:
            account.kinds[one.kind] += 1
            account.types[one.type] += 1
            if one.before and one.after:
                account.fields.update(list(one.changes))
        return found

    def _rows(self, statement: Any, key: ColumnElement[Any]) -> Iterator[Row[Any]]:
        """The rows of a statement in the order of `key`, a few at a time, each page in a transaction of its own."""
        statement = statement.where(*self.scope.conditions)
        drawn: list[int] | None = None
        with self._store.connection() as connection:
            keys = statement.with_only_columns(key, t.captures.c.document_id)
            if self.scope.sample is not None:
                drawn = sorted(self._drawn(connection.execute(keys.execution_options(yield_per=AT_ONCE))))
            counted = select(func.count()).select_from(keys.subquery())
            self.account.total = len(drawn) if drawn is not None else int(connection.execute(counted).scalar_one())
        after = 0
        while True:
            if drawn is not None:
                some, drawn = drawn[:BATCH], drawn[BATCH:]
                page = statement.where(key.in_(some)).order_by(key)
            else:
                page = statement.where(key > after).order_by(key).limit(BATCH)
            with self._store.connection() as connection:
                rows = connection.execute(page).all()
            if not rows:
                return
            after = int(rows[-1].reading_id)
            yield from rows

    def _drawn(self, keys: Iterable[Row[Any]]) -> list[int]:
        """The keys that are drawn."""
        seed = self.scope.seed

        def rank(row: Row[Any]) -> tuple[bytes, int]:
            return hashlib.blake2b(f"{seed}\n{row.document_id}".encode(), digest_size=8).digest(), int(row.reading_id)

        return [int(row.reading_id) for row in heapq.nsmallest(self.scope.sample or 0, keys, key=rank)]


def known_versions(connection: Connection) -> list[tuple[str, str]]:
    """(Rawi's version, the lexicon's) of all stored readings, the first used first."""
    r = t.readings.c
    statement = select(r.rawi_version, r.lexicon_version).group_by(r.rawi_version, r.lexicon_version).order_by(func.min(r.reading_id))
    return [(row.rawi_version, row.lexicon_version) for row in connection.execute(statement)]


def _version(text: str, known: list[tuple[str, str]]) -> tuple[str, str]:
    rawi, slash, digits = text.strip().rpartition("/")
    found = [
        (r, x)
        for r, x in known
        if (slash and r == rawi and digits and x.startswith(digits))
        or (not slash and (r == digits or (len(digits) >= LEAST_HEX and x.startswith(digits))))
    ]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{r}/{x[:8]}" for r, x in known[:20]) or "none"
    problem = "may be several versions" if found else "is no version that has read anything here"
    raise BadQuery(f"{text[:80]!r} {problem}", hint=f"The archive holds readings by {there}.")
