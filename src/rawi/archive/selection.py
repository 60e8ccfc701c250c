"""Captures of the evidence chosen by the claims that were read from them: what an export of the raw bytes takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.evidence import Capture, Evidence
from rawi.archive.searching import Query, conditions, joined
from rawi.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture and what is known of its article, which its bytes need not say: title, outlet, author, day of publication."""

    capture: Capture
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None


def chosen(evidence: Evidence, connection: Connection, query: Query, lexicon: Lexicon, *, everything: bool) -> Iterator[Kept | None]:
    """The captures of the ledger in order, one in memory at a time: a Kept for each that is chosen, None for each that is not.

    Chosen is every capture of an article that holds a matching claim, also of an earlier state of its page; with `everything` every
    capture, whatever `query` says, also one of which nothing was read. Raises BadQuery, DamagedLedger, UnreadableInput.
    """
    rows = _known(connection, None if everything else query, lexicon)
    row = next(rows, None)
    for capture in evidence.captures():
        if capture.seq > evidence.head().seq:  # captured since the archive was opened
            return
        while row is not None and row[0] < capture.seq:
            row = next(rows, None)
        if row is not None and row[0] == capture.seq:
            yield Kept(capture, *row[1:])
        else:
            yield Kept(capture) if everything else None


def _known(connection: Connection, query: Query | None, lexicon: Lexicon) -> Iterator[Any]:
    """(number in the ledger, facts of the article) of captures that the store knows, by number."""
    d = t.documents.c
    statement = select(t.captures.c.ledger_seq, d.title, d.outlet, d.author, d.published).select_from(t.captures.join(t.documents))
    if query is not None:
        matching = joined(select(t.claims.c.document_id)).where(*conditions(connection, query, lexicon))
        statement = statement.where(t.captures.c.document_id.in_(matching))
    yield from connection.execute(statement.order_by(t.captures.c.ledger_seq).execution_options(yield_per=500))
