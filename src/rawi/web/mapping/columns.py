"""Incidents as columns: what the map draws, lists and filters, without a repeated key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from rawi.archive import tables as t
from rawi.archive.searching import Query
from rawi.archive.searching import conditions as of_claims
from rawi.comparing.listing import SORTS, Asked, checked, conditions
from rawi.lexicon import Lexicon
from rawi.web.languages import Speech, country_name, named
from rawi.web.mapping.areas import NOWHERE, Areas, Extent, label

MOST = 100_000
"""So many incidents are sent to one map, the newest; the answer says how many were left off."""
NOWHERE_AT_ALL = Extent(NOWHERE, None, None, 0.0)
_I = t.incidents.c
_FIELDS = (
    "incident_id", "type", "first_day", "last_day", "place_id", "place", "country", "latitude", "longitude", "killed_low", "killed_high",
    "documents", "independent_origins", "corroboration", "contradictions",
)  # fmt: skip


@dataclass(slots=True)
class Codes:
    """Values by number, each with what is said of it, in the order in which they came."""

    rows: list[list[Any]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, key: str, row: Iterable[Any] = ()) -> int:
        """The number of a key; `row` is kept beside it the first time."""
        found = self.numbers.get(key)
        if found is None:
            found = self.numbers[key] = len(self.rows)
            self.rows.append([key, *row])
        return found


@lru_cache(maxsize=20_000)
def ordinal(day: str | None) -> int | None:
    """The ordinal of a day YYYY-MM-DD; None for none, or for what is none."""
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def columns(
    connection: Connection, asked: Asked, actor: str | None, lexicon: Lexicon, areas: Areas, speech: Speech, *, agents: bool
) -> dict[str, Any]:
    """The incidents that are asked for, the newest first, as JSON-ready columns; raises BadQuery where nothing was compared.

    `types`, `countries`, `agents`: [code, name]; `places`: [id, name, form, longitude, latitude, radius km, area or null]. Each of
    `columns` has one value an incident: `type`, `place`, `country`, `agent` are numbers into these lists (-1: none), days are ordinals.
    `actor`: only those in which he acts or is acted upon; `agents`: say who acted.
    """
    checked(connection)
    language = speech.preferences.language
    p = t.places.c
    joined = t.incidents.outerjoin(t.places, p.place_id == _I.place_id)
    statement = select(*(_I[name] for name in _FIELDS), p.name, p.arabic, p.kind).select_from(joined).where(*conditions(asked, lexicon))
    statement = _within(connection, statement, actor, lexicon).order_by(*SORTS["date"]).limit(MOST)
    acting = agents_of(connection, language) if agents else {}
    types, countries, places, who = Codes(), Codes(), Codes(), Codes()
    rows: list[tuple[Any, ...]] = []
    found: Iterable[Any] = connection.execute(statement.execution_options(yield_per=2000))
    for row in found:
        id, kind, first, last, place_id, place, country, lat, lon, low, high, documents, origins, corroboration, against = row[:15]
        english, arabic, sort = row[15:]
        at = -1
        if place_id is not None or place:
            key = place_id if place_id is not None else f"name:{place}"
            at = places.numbers.get(key, -1)
            if at < 0:
                extent = areas.extent(place_id, sort, lat, lon) if place_id is not None else NOWHERE_AT_ALL
                name = label(named(english or place, arabic, language))
                at = places.number(key, (name, extent.form, extent.longitude, extent.latitude, extent.radius, extent.area))
        land = -1
        if country:
            land = countries.numbers.get(country, -1)
            land = land if land >= 0 else countries.number(country, (country_name(country, language),))
        type = types.numbers.get(kind, -1)
        type = type if type >= 0 else types.number(kind, (speech.known(f"type.{kind}", kind),))
        agent = acting.get(id)
        rows.append((
            id, type, ordinal(first), ordinal(last), at, land, low, high, documents, origins, corroboration, against,
            who.number(agent[0], (agent[1],)) if agent else -1,
        ))  # fmt: skip
    names = ("id", "type", "first", "last", "place", "country", "killed_low", "killed_high", "documents", "origins", "corroboration",
             "contradictions", "agent")  # fmt: skip
    by_column = zip(*rows, strict=True) if rows else ((),) * len(names)
    total = counted(connection, asked, actor, lexicon)
    return {
        "total": total, "left_off": max(0, total - len(rows)), "types": types.rows, "countries": countries.rows,
        "places": places.rows, "agents": who.rows, "columns": dict(zip(names, map(list, by_column), strict=True)),
    }  # fmt: skip


def counted(connection: Connection, asked: Asked, actor: str | None, lexicon: Lexicon) -> int:
    """How many incidents are asked for."""
    statement = select(func.count()).select_from(t.incidents).where(*conditions(asked, lexicon))
    return int(connection.execute(_within(connection, statement, actor, lexicon)).scalar_one())


def listed(connection: Connection, asked: Asked, actor: str | None, lexicon: Lexicon, limit: int) -> list[dict[str, Any]]:
    """The newest of the incidents that are asked for, as rows with the English and Arabic name of the place where it is known."""
    checked(connection)
    p = t.places.c
    joined = t.incidents.outerjoin(t.places, p.place_id == _I.place_id)
    columns = _I.incident_id, _I.type, _I.first_day, _I.place, p.name, p.arabic
    statement = select(*columns).select_from(joined).where(*conditions(asked, lexicon)).order_by(*SORTS["date"]).limit(limit)
    return [dict(row) for row in connection.execute(_within(connection, statement, actor, lexicon)).mappings()]


def _within(connection: Connection, statement: Select[Any], actor: str | None, lexicon: Lexicon) -> Select[Any]:
    """Those in which the actor (an id or words of a name) acts or is acted upon."""
    if not actor:
        return statement
    i, c = t.incident_claims.c, t.claims.c
    joined = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    told = select(i.incident_id).select_from(joined).where(*of_claims(connection, Query(actor=actor), lexicon))
    return statement.where(_I.incident_id.in_(told))


def agents_of(connection: Connection, language: str) -> dict[str, tuple[str, str]]:
    """Id and name of the actor that most claims of an incident make the agent, by incident; of two the lesser id. Unnamed ones are none."""
    i, c, a, e = t.incident_claims.c, t.claims.c, t.claim_actors.c, t.entities.c
    joined = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    joined = joined.join(t.claim_actors, a.claim_key == c.claim_key).join(t.entities, e.entity_id == a.entity_id)
    asked = (
        select(i.incident_id, a.entity_id, e.name, e.arabic, func.count().label("n")).select_from(joined)
        .where(a.role == "agent", a.entity_id.not_like("generic:%")).group_by(i.incident_id, a.entity_id, e.name, e.arabic)
    )  # fmt: skip
    best: dict[str, tuple[int, str, str]] = {}
    for incident, id, name, arabic, count in connection.execute(asked):
        before = best.get(incident)
        if before is None or (-count, id) < before[:2]:
            best[incident] = (-count, id, label(named(name, arabic, language)))
    return {incident: (id, name) for incident, (_, id, name) in best.items()}


def countries_told(connection: Connection) -> list[str]:
    """The codes of the countries that incidents lie in."""
    return [c for (c,) in connection.execute(select(_I.country).where(_I.current == 1, _I.country.is_not(None)).distinct()) if c]


def types_told(connection: Connection) -> list[str]:
    """The types of the incidents."""
    return sorted(c for (c,) in connection.execute(select(_I.type).where(_I.current == 1).distinct()))
