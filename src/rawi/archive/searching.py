"""Search: claims by words, dates, place, actor, type and status, in pages."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, literal_column, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import fulltext
from rawi.archive import tables as t
from rawi.archive.history import in_force_at, instant
from rawi.archive.indexing import ids_named, query_words
from rawi.errors import BadQuery
from rawi.lexicon import Lexicon
from rawi.model import Reading
from rawi.model.loading import reading_from_json

_C = t.claims.c
SORTS = {
    "date": (_C.date_start.desc().nulls_last(), _C.date_end.desc().nulls_last(), _C.claim_key.desc()),
    "published": (t.documents.c.published.desc().nulls_last(), _C.claim_key.desc()),
    "killed": (_C.killed_min.desc().nulls_last(), _C.claim_key.desc()),
    "id": (_C.claim_key,),
}
"""In the order of the indexes, the last end first."""
MOST = 10_000
"""The largest page."""
FEW = 1_000
"""Articles with the words beyond which a page is looked for along its order."""
READ_AT_ONCE = 20
"""Readings, which can be large, are fetched so many at a time."""
EARTH_KM = 6371.0088
"""The mean radius of the earth (IUGG)."""
CURRENT: ColumnElement[bool] = _C.current == literal_column("1")
"""Written out, so that the indexes of what we say now are used."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; everything that is given must hold. Dates are YYYY-MM-DD, both ends included.

    `words`: all of them in the article, folded and without clitics. `event_from`, `event_to`: the event's days overlap them. `box`: west,
    south, east, north in degrees. `near`: latitude, longitude and radius in km. `as_of`: what we said at that instant (UTC, ISO 8601; a day
    is its end) instead of now. `country`: ISO 3166-1 alpha-2. `actor`: an entity's id, or words of its English or Arabic name, as agent
    or target. `place`: a place's id, or words of its name. `source`: an id of the origin, or part of its name; `origin`: its name to the
    letter. `captured_after`: only what was read from captures with a higher `capture_id`.
    """

    words: str | None = None
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    event_from: str | None = None
    event_to: str | None = None
    published_from: str | None = None
    published_to: str | None = None
    country: str | None = None
    place: str | None = None
    box: tuple[float, float, float, float] | None = None
    near: tuple[float, float, float] | None = None
    as_of: str | None = None
    actor: str | None = None
    source: str | None = None
    source_kinds: tuple[str, ...] = ()
    outlet: str | None = None
    genre: str | None = None
    origin: str | None = None
    captured_after: int | None = None
    sort: str = "date"
    limit: int = 50
    offset: int = 0


COLUMNS = (
    t.claims.c.claim_key, t.claims.c.claim_id, t.claims.c.document_id, t.documents.c.name, t.documents.c.title, t.documents.c.outlet,
    t.documents.c.published, t.documents.c.url, t.claims.c.type, t.claims.c.mode, t.claims.c.status, t.claims.c.date_start,
    t.claims.c.date_end, t.claims.c.place, t.claims.c.country, t.claims.c.admin1, t.claims.c.latitude, t.claims.c.longitude,
    t.claims.c.killed_min, t.claims.c.killed_max, t.claims.c.injured_min, t.claims.c.injured_max, t.claims.c.evidence,
    t.claims.c.origin, t.claims.c.origin_kind, t.claims.c.chain, t.claims.c.chain_depth, t.readings.c.genre,
)  # fmt: skip


def find(connection: Connection, query: Query, lexicon: Lexicon) -> Iterator[dict[str, Any]]:
    """The claims of one page, as mappings by column name; raises BadQuery."""
    if query.sort not in SORTS:
        raise BadQuery(f"cannot sort by {query.sort!r}", hint=f"Sort by one of {', '.join(SORTS)}.")
    if not 0 < query.limit <= MOST or query.offset < 0:
        raise BadQuery(f"a page holds 1 to {MOST} claims")
    statement = joined(select(*COLUMNS)).where(*conditions(connection, query, lexicon, paged=True))
    for row in connection.execute(statement.order_by(*SORTS[query.sort]).limit(query.limit).offset(query.offset)).mappings():
        yield dict(row)


def count(connection: Connection, query: Query, lexicon: Lexicon) -> int:
    """How many claims there are in all; raises BadQuery."""
    held = conditions(connection, query, lexicon)
    counted = select(func.count()).select_from(t.claims)
    if query.outlet or query.published_from or query.published_to or query.genre or query.as_of:
        counted = joined(select(func.count()))
    return int(connection.execute(counted.where(*held)).scalar_one())


def joined(statement: Select[Any]) -> Select[Any]:
    """The statement over claims with their documents and readings."""
    return statement.select_from(
        t.claims.join(t.documents, t.documents.c.document_id == t.claims.c.document_id).join(
            t.readings, t.readings.c.reading_id == t.claims.c.reading_id
        )
    )


def conditions(connection: Connection, q: Query, lexicon: Lexicon, *, paged: bool = False) -> list[ColumnElement[bool]]:
    """What must hold of claims, documents and readings (`joined`), the first being which reading counts; raises BadQuery.

    `paged`: only the first in an order are wanted, not all.
    """
    claims, documents = t.claims.c, t.documents.c
    out = [in_force_at(instant(q.as_of)) if q.as_of else CURRENT]
    if q.words:
        words = query_words(q.words, lexicon)
        if not words:
            raise BadQuery("there is no word to look for", hint="Give at least one word of letters or digits.")
        readings = select(t.readings.c.reading_id).where(t.readings.c.capture_id.in_(fulltext.holding(connection, words)))
        # Of words that stand in many articles the first page is found sooner along the order than by looking up every claim and sorting.
        walked = paged and fulltext.more_than(connection, words, FEW)
        out.append((claims.reading_id + 0 if walked else claims.reading_id).in_(readings))
    simple = (
        (claims.type, q.types), (claims.status, q.statuses), (claims.origin_kind, q.source_kinds),
        (claims.country, (q.country.upper(),) if q.country else ()), (documents.outlet, (q.outlet,) if q.outlet else ()),
        (t.readings.c.genre, (q.genre,) if q.genre else ()), (claims.origin, (q.origin,) if q.origin else ()),
    )  # fmt: skip
    out.extend(column.in_(values) for column, values in simple if values)
    if q.captured_after is not None:
        out.append(claims.reading_id.in_(select(t.readings.c.reading_id).where(t.readings.c.capture_id > q.captured_after)))
    if q.event_from:
        out.append(claims.date_end >= q.event_from)
    if q.event_to:
        out.append(and_(claims.date_start <= q.event_to, claims.date_start.is_not(None)))
    out.extend(_published(connection, q, paged))
    if q.place:
        out.append(_at_place(q.place, lexicon, out[0]))
    if q.source:
        out.append(_told_by(connection, q.source, lexicon, out[0], paged))
    if q.box:
        west, south, east, north = q.box
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise BadQuery("a box is west, south, east, north in degrees, west before east and south before north")
        out.append(and_(claims.longitude.between(west, east), claims.latitude.between(south, north)))
    if q.near:
        out.extend(_within(*q.near))
    if q.actor:
        out.append(_with_actor(q.actor, lexicon))
    return out


def _published(connection: Connection, q: Query, paged: bool) -> Iterator[ColumnElement[bool]]:
    """Days of publication; a page of many articles is looked for along its order (see FEW), past the index of the days."""
    day = t.documents.c.published
    within = [day >= q.published_from] if q.published_from else []
    within += [day <= q.published_to] if q.published_to else []
    if within and paged and _more_than_few(connection, select(day).where(*within)):
        within = [day.concat("") >= q.published_from] if q.published_from else []
        within += [day.concat("") <= q.published_to] if q.published_to else []
    yield from within


def _at_place(place: str, lexicon: Lexicon, spoken: ColumnElement[bool]) -> ColumnElement[bool]:
    claims = t.claims.c
    now = [CURRENT] if spoken is CURRENT else []
    ids = {place, *ids_named(place, lexicon, "place")}
    named = or_(t.places.c.place_id.in_(ids), _holds(t.places, place))
    by_id = select(claims.claim_key).where(*now, claims.place_id.in_(select(t.places.c.place_id).where(named)))
    by_words = select(claims.claim_key).where(*now, claims.place == place)  # a place that was not resolved
    return claims.claim_key.in_(union_all(by_id, by_words))


def _told_by(connection: Connection, source: str, lexicon: Lexicon, spoken: ColumnElement[bool], paged: bool) -> ColumnElement[bool]:
    """The origin; looked up along the index of the origins, but for a page of many claims (see FEW)."""
    origin = t.claims.c.origin
    names = select(t.entities.c.name).where(t.entities.c.entity_id.in_({source, *ids_named(source, lexicon, "actor")}))
    named = or_(origin.icontains(source, autoescape=True), origin.in_(names))
    if spoken is not CURRENT or (paged and _more_than_few(connection, select(origin).where(CURRENT, origin.is_not(None), named))):
        return named
    return origin.in_(select(origin).distinct().where(CURRENT, origin.is_not(None), named))


def _more_than_few(connection: Connection, statement: Select[Any]) -> bool:
    some = statement.limit(FEW + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) > FEW


def _within(latitude: float, longitude: float, km: float) -> Iterator[ColumnElement[bool]]:
    """Within so many km of a point on the globe (haversine), after a box that the index knows."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 < km <= math.pi * EARTH_KM):
        raise BadQuery("near is latitude, longitude in degrees and a radius in km")
    claims = t.claims.c
    high = math.degrees(km / EARTH_KM)
    yield claims.latitude.between(latitude - high, latitude + high)
    narrowest = math.cos(math.radians(min(abs(latitude) + high, 90)))
    wide = high / narrowest if narrowest > 0.01 else 360
    if longitude - wide >= -180 and longitude + wide <= 180:
        yield claims.longitude.between(longitude - wide, longitude + wide)
    half_sine = func.sin(func.radians((claims.latitude - latitude) / 2))
    half_sine_across = func.sin(func.radians((claims.longitude - longitude) / 2))
    across = func.cos(func.radians(claims.latitude)) * math.cos(math.radians(latitude)) * half_sine_across * half_sine_across
    yield 2 * EARTH_KM * func.asin(func.sqrt(half_sine * half_sine + across)) <= km


def _with_actor(actor: str, lexicon: Lexicon) -> ColumnElement[bool]:
    a = t.claim_actors.c
    ids = {actor, *ids_named(actor, lexicon, "actor")}
    known = select(t.entities.c.entity_id).where(or_(t.entities.c.entity_id.in_(ids), _holds(t.entities, actor)))
    return t.claims.c.claim_key.in_(select(a.claim_key).where(a.entity_id.in_(known)))


def _holds(table: Table, words: str) -> ColumnElement[bool]:
    """Whether the English or Arabic name holds the words, in capitals or not."""
    return or_(table.c.name.icontains(words, autoescape=True), table.c.arabic.icontains(words, autoescape=True))


@dataclass(frozen=True, slots=True)
class Matched:
    """A current reading cut down to the claims that match, with the capture it was read from."""

    reading: Reading
    sha256: str
    captured_at: str


def matched(connection: Connection, query: Query, lexicon: Lexicon) -> Iterator[Matched]:
    """The readings that hold matching claims, in the order they were read, one in memory at a time; `limit` and `offset` do not count.

    Attributions, entities and locations stay whole, so that every chain can be followed. Raises BadQuery.
    """
    claims = joined(select(t.claims.c.reading_id, func.aggregate_strings(t.claims.c.claim_id, " ")))
    wanted = claims.where(*conditions(connection, query, lexicon)).group_by(t.claims.c.reading_id).order_by(t.claims.c.reading_id)
    found = connection.execute(wanted.execution_options(yield_per=500))
    while part := {reading_id: frozenset(ids.split()) for reading_id, ids in islice(found, READ_AT_ONCE)}:
        rows = connection.execute(
            select(t.readings.c.reading_id, t.readings.c.reading, t.captures.c.sha256, t.captures.c.captured_at)
            .join(t.captures)
            .where(t.readings.c.reading_id.in_(part))
            .order_by(t.readings.c.reading_id)
        )
        for reading_id, text, sha256, captured_at in rows:
            reading = reading_from_json(json.loads(text))
            events = tuple(e for e in reading.events if e.id in part[reading_id])
            yield Matched(replace(reading, events=events, _claims=[]), sha256, captured_at)
