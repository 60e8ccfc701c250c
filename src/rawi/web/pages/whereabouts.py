"""Where a person or group is said to have been, when, and by whom: a list and a map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, func, or_, select

from rawi.archive import tables as t
from rawi.archive.indexing import ids_named
from rawi.archive.searching import Query as Wanted
from rawi.archive.searching import conditions
from rawi.comparing.whereabouts import TYPES, Sighting, conflicts, of_subject, sightings_of
from rawi.lexicon import Lexicon
from rawi.web.archive import Reading, TheArchive
from rawi.web.languages import named, preferences_of
from rawi.web.mapping.areas import Areas, label
from rawi.web.mapping.holders import readings_of
from rawi.web.names import called
from rawi.web.pages.control import coordinates_of, documents_of
from rawi.web.pages.map import areas_of, shared
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
MOST_ACTORS = 20
"""So many actors of a name are offered to choose from."""
MOST_SIGHTINGS = 500


@router.get("/whereabouts")
def whereabouts(
    request: Request, connection: Reading, archive: TheArchive, name: Annotated[str, Query(max_length=200)] = ""
) -> Response:  # fmt: skip
    """The sightings of whoever has that id or name; of several, a choice."""
    language = preferences_of(request).language
    actors = actors_called(connection, name.strip(), archive.lexicon) if name.strip() else []
    sightings: Sequence[Sighting] = ()
    if len(actors) == 1:
        sightings = sightings_in(connection, archive.lexicon, actors[0][0])
    areas = areas_of(archive)
    return page(
        request, "whereabouts.html", asked=name, actors=actors, sightings=sightings[-MOST_SIGHTINGS:][::-1],
        more=max(0, len(sightings) - MOST_SIGHTINGS), against=conflicts(sightings[-MOST_SIGHTINGS:]), name=named, language=language,
        fromordinal=date.fromordinal, say=called(connection, {s.voice.name for s in sightings}, language),
        documents=documents_of(connection, sightings[-MOST_SIGHTINGS:]), status=404 if name.strip() and not actors else 200,
        data={**shared(request), "sightings": _places(connection, archive.lexicon, areas, sightings, language)},
    )  # fmt: skip


def actors_called(connection: Connection, name: str, lexicon: Lexicon) -> list[tuple[str, str, str]]:
    """(id, English name, Arabic name) of the archive's actors with that id, else that name, else those words in a name."""
    e = t.entities.c
    columns = select(e.entity_id, e.name, e.arabic)
    exact = or_(e.entity_id.in_({name, *ids_named(name, lexicon, "actor")}), func.lower(e.name) == name.lower(), e.arabic == name)
    for condition in (e.entity_id == name, exact, or_(e.name.icontains(name, autoescape=True), e.arabic.icontains(name, autoescape=True))):
        asked = columns.where(condition, e.entity_id.not_like("generic:%")).order_by(func.length(e.name), e.entity_id).limit(MOST_ACTORS)
        found = [(id, english, arabic) for id, english, arabic in connection.execute(asked)]
        if found:
            return found
    return []


def sightings_in(connection: Connection, lexicon: Lexicon, actor: str) -> tuple[Sighting, ...]:
    """The sightings of the actor with that id, in the order of their days."""
    c = t.claims.c
    held = conditions(connection, Wanted(types=TYPES, actor=actor), lexicon)
    ids = connection.execute(select(c.reading_id).where(*held).distinct().order_by(c.reading_id)).scalars().all()
    return of_subject((s for _, reading in readings_of(connection, ids) for s in sightings_of(reading)), [actor])


def _places(connection: Connection, lexicon: Lexicon, areas: Areas, sightings: Sequence[Sighting], language: str) -> list[list[Any]]:
    """The places of the sightings as the map draws them: [id, name, form, longitude, latitude, radius, area]."""
    sites = {s.site.id: s.site for s in sightings}
    where = coordinates_of(connection, lexicon, sorted(sites))
    out = []
    for id, site in sorted(sites.items()):
        extent = areas.extent(id, site.kind, *where[id])
        name = label(named(site.name, site.arabic, language))
        out.append([id, name, extent.form, extent.longitude, extent.latitude, extent.radius, extent.area])
    return out
