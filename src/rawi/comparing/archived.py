"""Claims of control and sightings of an archive, read from its store one reading at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from rawi.archive.searching import Query, matched
from rawi.comparing import control, whereabouts
from rawi.comparing.control import ControlClaim
from rawi.comparing.sites import Site, relation
from rawi.comparing.whereabouts import Sighting
from rawi.lexicon import Lexicon


def control_in(connection: Connection, lexicon: Lexicon, sites: Iterable[Site]) -> Iterator[ControlClaim]:
    """The claims of control about any of `sites`, what it lies in, or what lies in it; raises StoreError."""
    wanted = list(sites)
    for country in sorted({s.country or "" for s in wanted}):
        near = [s for s in wanted if (s.country or "") == country]
        for one in matched(connection, Query(types=control.TYPES, country=country or None), lexicon):
            yield from (c for c in control.claims_of(one.reading) if any(relation(c.site, s) for s in near))


def sightings_in(connection: Connection, lexicon: Lexicon, ids: Iterable[str]) -> Iterator[Sighting]:
    """The sightings of the actors `ids`; raises StoreError."""
    for id in sorted(set(ids)):
        for one in matched(connection, Query(types=whereabouts.TYPES, actor=id), lexicon):
            yield from (s for s in whereabouts.sightings_of(one.reading) if s.subject.id == id)
