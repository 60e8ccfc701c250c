"""Tellings out of an archive: of the readings in force, under the documents' own ids in it, and of what was kept of them before.

A day of publication that cannot be (after the article was captured, or the first day of the computers' clock) is not believed: the
document is compared as one without a day, and so are the claims whose days were reckoned from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.reprints import top
from rawi.archive.rereading import in_force
from rawi.comparing.accounts import Account, account_of
from rawi.comparing.encoding import unpacked_paper, unpacked_tellings
from rawi.comparing.tellings import Paper, Telling, ordinal, paper_of, tellings_of
from rawi.model import Reading
from rawi.model.loading import reading_from_json

AT_ONCE = 500
"""Ids in one statement."""
READ_AT_ONCE = 50
EPOCH = date(1970, 1, 1).toordinal()
"""The day that a missing time becomes in many programs; no article of that day was published on the web."""
LEEWAY = 1
"""Days: where it is tomorrow already, articles are published tomorrow."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a document tells: its tellings in order, and what was left out of its reading (`note`), or all of it (`refused`)."""

    document_id: str
    reading_id: int
    paper: Paper
    tellings: tuple[Telling, ...]
    note: str | None = None
    refused: bool = False
    name: str = ""


def told_of(document_id: str, reading_id: int, reading: Reading, captured_at: str | None = None) -> Told:
    """The tellings of a reading as the archive knows its document. `captured_at`: ISO 8601, no article is of a later day."""
    mended, note = _mended(reading, captured_at)
    named = replace(mended, id=document_id)
    tellings = tellings_of(named)
    return Told(document_id, reading_id, tellings[0].paper if tellings else paper_of(named), tellings, note)


def _mended(reading: Reading, captured_at: str | None) -> tuple[Reading, str | None]:
    """The reading without a day of publication that cannot be."""
    published = ordinal(reading.metadata.published)
    latest = ordinal(captured_at)
    if published is None or (published != EPOCH and (latest is None or published <= latest + LEEWAY)):
        return reading, None
    why = "in the future" if published != EPOCH else "the first day of the clock"
    note = f"published {reading.metadata.published}: {why}; not used"
    events = tuple(
        replace(e, date=replace(e.date, value=None, start=None, end=None)) if e.date is not None and e.date.anchor else e
        for e in reading.events
    )
    return replace(reading, metadata=replace(reading.metadata, published=None), events=events, _claims=[]), note


def readings_after(connection: Connection, after: int) -> list[tuple[int, str]]:
    """(reading, document) of the readings in force with higher numbers than `after`, in their order."""
    r = t.readings.c
    statement = in_force(r.reading_id, t.captures.c.document_id).where(r.reading_id > after).order_by(r.reading_id)
    return [(int(row.reading_id), str(row.document_id)) for row in connection.execute(statement)]


def told_by(connection: Connection, readings: Sequence[int]) -> Iterator[Told]:
    """What these readings tell, by number, a few in memory at a time; one that cannot be taken up tells nothing (`refused`)."""
    r, c = t.readings.c, t.captures.c
    statement = in_force(r.reading_id, r.reading, c.document_id, c.captured_at, t.documents.c.name).order_by(r.reading_id)
    for at in range(0, len(readings), READ_AT_ONCE):
        for row in connection.execute(statement.where(r.reading_id.in_(readings[at : at + READ_AT_ONCE]))).all():
            told, _ = told_in(str(row.document_id), int(row.reading_id), str(row.reading), str(row.captured_at))
            yield replace(told, name=str(row.name))


def told_in(document_id: str, reading_id: int, text: str, captured_at: str | None = None) -> tuple[Told, Reading | None]:
    """What a kept reading (`text`: its JSON) tells, with the reading; nothing (`refused`) and None where it cannot be taken up."""
    try:
        reading = reading_from_json(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        note = f"its reading is not in today's form ({type(error).__name__}: {error}); `rawi reread` mends that"
        return Told(document_id, reading_id, Paper(document_id, None, (), None, "", frozenset()), (), note, refused=True), None
    return told_of(document_id, reading_id, reading, captured_at), reading


@dataclass(frozen=True, slots=True)
class Kept:
    """An account as the archive keeps it: number, incident, and the reading that it is of."""

    account_id: int
    incident_id: str
    reading_id: int
    account: Account


def kept_accounts(connection: Connection, condition: Any = None) -> Iterator[Kept]:
    """The accounts in the archive that fulfil a condition on `incident_accounts`, by document, streamed."""
    a, c = t.incident_accounts.c, t.compared.c
    statement = select(a.account_id, a.incident_id, a.tellings, c.document_id, c.reading_id, c.paper)
    statement = statement.select_from(t.incident_accounts.join(t.compared, c.document_id == a.document_id))
    if condition is not None:
        statement = statement.where(condition)
    paper: Paper | None = None
    for row in connection.execute(statement.order_by(a.document_id, a.account_id).execution_options(yield_per=200)):
        if paper is None or paper.document != row.document_id:
            paper = unpacked_paper(row.paper)
        yield Kept(int(row.account_id), str(row.incident_id), int(row.reading_id), account_of(unpacked_tellings(row.tellings, paper)))


def kept_by(connection: Connection, column: Any, values: Iterable[Any]) -> list[Kept]:
    """The accounts in whose rows `column` is one of the values."""
    return [one for part in _parted(values) for one in kept_accounts(connection, column.in_(part))]


def printed(connection: Connection, documents: Iterable[str] | None = None) -> dict[str, str]:
    """Document -> one that stands for all that print the same text, for those of which there are several; all, or among `documents`."""
    r = t.reprints.c
    asked = select(r.document_id, r.of_document_id)
    statements = [asked] if documents is None else []
    for part in _parted(documents or ()):
        statements += [asked.where(r.document_id.in_(part)), asked.where(r.of_document_id.in_(part))]
    return standing_for((later, original) for statement in statements for later, original in connection.execute(statement))


def standing_for(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Document -> the first of all that these links of reprints join with it, directly or through others."""
    root: dict[str, str] = {}
    for later, original in links:
        one, other = top(root, later), top(root, original)
        root[max(one, other)] = min(one, other)
    return {document: top(root, document) for document in list(root)}


def _parted(values: Iterable[Any]) -> Iterator[list[Any]]:
    asked = sorted(set(values))
    for n in range(0, len(asked), AT_ONCE):
        yield asked[n : n + AT_ONCE]
