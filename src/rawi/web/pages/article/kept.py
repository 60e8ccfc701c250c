"""What the archive holds of one article: its captures, one reading of it, reprints, and the incidents that its claims tell of."""

from __future__ import annotations

import gc
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.history import Told, history, instant
from rawi.archive.reprints import Reprint, groups
from rawi.errors import NoSuchPage
from rawi.model import Reading
from rawi.model.loading import reading_from_json
from rawi.web.archive import Archive

MOST_REPRINTS = 50
"""So many articles with the same text are named."""
MOST_READINGS = 16
MOST_CHARACTERS = 600_000
"""So many readings, of so many characters of text together, are held for the next part of a page that asks for them."""


class Readings:
    """The readings looked at last; none is ever changed, so that a number stands for the same one always. Safe to use from threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, Reading] = OrderedDict()
        self._lock = Lock()

    def get(self, connection: Connection, reading_id: int) -> Reading:
        """The reading of that number, which must be there."""
        with self._lock:
            held = self._held.get(reading_id)
            if held is not None:
                self._held.move_to_end(reading_id)
                return held
        text = connection.execute(select(t.readings.c.reading).where(t.readings.c.reading_id == reading_id)).scalar_one()
        with uncollected():
            reading = reading_from_json(json.loads(text))
        with self._lock:
            self._held[reading_id] = reading
            while len(self._held) > 1 and (
                len(self._held) > MOST_READINGS or sum(len(r.text) for r in self._held.values()) > MOST_CHARACTERS
            ):
                self._held.popitem(last=False)
        return reading


_READINGS: WeakKeyDictionary[Archive, Readings] = WeakKeyDictionary()
"""For each archive that is served."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector, which goes through what is built of a long article again and again and finds nothing: half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as one reading of it says. `document`: its row; `told` says which reading; `past`: all readings, the oldest first.

    `as_of`: the instant that was asked for, None for what we say now.
    """

    document: Mapping[str, Any]
    reading: Reading
    told: Told
    past: Sequence[Told]
    as_of: str | None

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.document["document_id"])


def article_of(archive: Archive, connection: Connection, document_id: str, as_of: str | None = None) -> Article:
    """The article with its reading in force now, or at `as_of` (a day or time); raises NoSuchPage and BadDate."""
    row = connection.execute(select(t.documents).where(t.documents.c.document_id == document_id)).mappings().first()
    if row is None:
        raise NoSuchPage("there is no article of that id in this archive")
    at = instant(as_of) if as_of else None
    past = history(connection, document_id)
    found = [one for one in past if (in_force(one, at) if at else one.superseded_at is None)]
    if not found:
        raise NoSuchPage("nothing had been read of this article by then" if at else "nothing has been read of this article")
    reading = _READINGS.setdefault(archive, Readings()).get(connection, found[-1].reading_id)
    return Article(dict(row), reading, found[-1], past, at)


def in_force(told: Told, at: str) -> bool:
    """Whether that is what we said at an instant."""
    return told.read_at <= at and (told.superseded_at is None or told.superseded_at > at)


def incidents_of(connection: Connection, reading_id: int) -> dict[str, str]:
    """Claim id -> the incident that it tells of, where the archive has been compared."""
    i = t.incident_claims.c
    asked = select(i.claim_id, i.incident_id).where(i.reading_id == reading_id)
    return {row.claim_id: row.incident_id for row in connection.execute(asked)}


def reprints_of(connection: Connection, document_id: str) -> list[Reprint]:
    """The other articles whose text is the same or nearly, the earliest first."""
    group = next(groups(connection, document_id), [])
    return [one for one in group if one.document_id != document_id][:MOST_REPRINTS]
