"""One incident out of the archive, with what every part of its page needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.comparing.contradictions import Contradiction, contradictions_of
from rawi.comparing.incidents import Incident
from rawi.comparing.listing import documents_of, loaded, quotes_of, row_of
from rawi.comparing.loading import AT_ONCE, printed
from rawi.comparing.origins import Corroboration, corroboration
from rawi.comparing.ranges import Ranges, ranges_of
from rawi.comparing.tellings import Telling

MOST_ID = 80


@dataclass(frozen=True)
class Opened:
    """A current incident: its row in the archive, and its tellings.

    `documents` by id; `quotes`: sentences by document and claim; `reprints` as for `corroboration`; `places`: id -> (English, Arabic) name.
    """

    row: Mapping[str, Any]
    incident: Incident
    documents: Mapping[str, Mapping[str, Any]]
    quotes: Mapping[tuple[str, str], str]
    reprints: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]

    @property
    def id(self) -> str:
        """Its id."""
        return self.incident.id

    @cached_property
    def found(self) -> Corroboration:
        """Its origins, and which are independent of each other."""
        return corroboration(self.incident, self.reprints)

    @cached_property
    def ranges(self) -> Ranges:
        """Tolls, days and places as told."""
        return ranges_of(self.incident)

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What cannot all be true; with hundreds of tellings this takes a tenth of a second."""
        return contradictions_of(self.incident)

    @cached_property
    def group_of(self) -> Mapping[str, int]:
        """Origin -> the number of its group, from 1; origins without a name that are not counted have none."""
        return {origin: n for n, group in enumerate(self.found.groups, 1) for origin in group}

    @cached_property
    def origin_of(self) -> Mapping[tuple[str, int, str], str]:
        """Telling -> the origin that it rests on."""
        return {telling.key: origin.id for origin in self.found.origins for telling in origin.tellings}

    def quote(self, telling: Telling) -> str | None:
        """The sentence of a telling; None where the archive no longer has its claim."""
        return self.quotes.get((telling.document, telling.claim))


def open_incident(connection: Connection, id: str) -> tuple[Mapping[str, Any], Opened | None]:
    """The row of an incident, and the incident where it is current; raises UnknownName."""
    row = row_of(connection, id[:MOST_ID])
    incident = next(loaded(connection, [id]), None)
    if incident is None:
        return row, None
    places = {telling.where.id for telling in incident.tellings if telling.where is not None and telling.where.id}
    opened = Opened(
        row, incident, documents_of(connection, incident.documents), quotes_of(connection, id), printed(connection, incident.documents),
        _places(connection, places),
    )  # fmt: skip
    return row, opened


def _places(connection: Connection, ids: set[str]) -> dict[str, tuple[str, str]]:
    p = t.places.c
    out: dict[str, tuple[str, str]] = {}
    asked = sorted(ids)
    for n in range(0, len(asked), AT_ONCE):
        rows = connection.execute(select(p.place_id, p.name, p.arabic).where(p.place_id.in_(asked[n : n + AT_ONCE])))
        out.update({str(row.place_id): (str(row.name), str(row.arabic)) for row in rows})
    return out


def arabic_places(connection: Connection, rows: list[dict[str, Any]]) -> Mapping[str, tuple[str, str]]:
    """The names of the places of rows of `incidents`, by id: in English and in Arabic."""
    return _places(connection, {str(row["place_id"]) for row in rows if row["place_id"]})
