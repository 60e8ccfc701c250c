"""Who holds what over time, according to a chosen voice or to all of them; and who was where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.indexing import ids_named
from rawi.comparing.sites import Site, relation
from rawi.comparing.standing import held_on, summary
from rawi.lexicon import Lexicon
from rawi.lexicon.directory import key_of
from rawi.web.archive import Archive, Reading, TheArchive
from rawi.web.languages import country_name, named, preferences_of
from rawi.web.mapping.areas import label
from rawi.web.mapping.holders import Kept, Segment, Told, said_by
from rawi.web.mapping.timelines import COLOURS, Chart, axis_of, chart, claims_of, colours_of
from rawi.web.names import called
from rawi.web.pages.map import areas_of, check_day, demand, shared
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
RELATED = 12
"""So many timelines of places that the place lies in, or that lie in it, are shown beneath its own."""
LISTED = 200
QUOTED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a place (id or name) or a country, a voice (its key), a day."""

    place: str
    country: str
    voice: str
    on: str

    @property
    def day(self) -> int | None:
        """The day as an ordinal."""
        return date.fromisoformat(self.on).toordinal() if self.on else None


def asked_for(
    place: Annotated[str, Query(max_length=200)] = "",
    country: str = "",
    voice: Annotated[str, Query(max_length=300)] = "",
    on: str = "",
) -> Asked:
    """The parameters of an address; raises BadRequest."""
    check_day("on", on)
    demand(not country or (len(country) == 2 and country.isascii() and country.isalpha()), "country", "a country is two letters, like SY")
    return Asked(place.strip(), country.upper(), voice, on)


TheAsked = Annotated[Asked, Depends(asked_for)]


_KEPT: WeakKeyDictionary[Archive, Kept] = WeakKeyDictionary()


def kept_of(archive: Archive) -> Kept:
    """The claims of control kept for an archive."""
    return _KEPT.setdefault(archive, Kept(archive.store.connection))


@router.get("/control")
def control(request: Request, connection: Reading, asked: TheAsked, archive: TheArchive) -> Response:
    """The timeline of a place, or all places of a country on the map and in a table, on a day."""
    told = kept_of(archive).told(connection)
    answer = _of_place(request, connection, asked, archive, told) if asked.place else _of_all(request, connection, asked, told)
    if told.missing:
        answer.headers["Refresh"] = "3"
    return answer


def _of_all(request: Request, connection: Connection, asked: Asked, told: Told) -> Response:
    language = preferences_of(request).language
    sites = [s for s in told.sites.values() if not asked.country or s.country == asked.country]
    day = asked.day if asked.day is not None else latest(told, sites)
    rows = _standing(told, sites, asked.voice, day)
    say = names_in(connection, told, language)
    return page(
        request, "control.html", asked=asked, say=say, rows=rows[:LISTED], more=max(0, len(rows) - LISTED), sites=len(sites),
        language=language, day=date.fromordinal(day) if day else None, name=named,
        camp_names=lambda camps: [[say(told.names.get(id, id)) for id in camp] for camp in camps], **_choices(told, language),
        data={**shared(request), "places": _address(asked), "day": day, "asked": asdict(asked)},
    )  # fmt: skip


@router.get("/control/places.json")
def places_json(request: Request, connection: Reading, asked: TheAsked, archive: TheArchive) -> Response:
    """Every place of the country with who held it when: `places` [id, name, form, lon, lat, radius, area, segments], `holders` [id, name].

    A segment: [first, last or null, kind, [[numbers of holders], …]], days as ordinals.
    """
    told, areas = kept_of(archive).told(connection), areas_of(archive)
    language = preferences_of(request).language
    sites = sorted((s for s in told.sites.values() if not asked.country or s.country == asked.country), key=lambda s: s.id)
    coordinates = coordinates_of(connection, archive.lexicon, [s.id for s in sites])
    colours = _colours(told, sites, asked.voice)
    numbers = {id: n for n, id in enumerate(colours)}
    places = []
    for site in sites:
        segments = told.segments(site.id, asked.voice)
        extent = areas.extent(site.id, site.kind, *coordinates.get(site.id, (None, None)))
        if segments:
            written = [[s.first, s.last, s.kind, [[numbers[id] for id in camp if id in numbers] for camp in s.holders]] for s in segments]
            name = label(named(site.name, site.arabic, language))
            places.append([site.id, name, extent.form, extent.longitude, extent.latitude, extent.radius, extent.area, written])
    say = names_in(connection, told, language)
    holders = [[id, label(say(told.names.get(id, id))), min(colours[id], COLOURS)] for id in colours]
    return JSONResponse({"places": places, "holders": holders})


def _of_place(request: Request, connection: Connection, asked: Asked, archive: Archive, told: Told) -> Response:
    language = preferences_of(request).language
    found = sites_called(told, asked.place, archive.lexicon)
    if len(found) != 1:
        return page(
            request, "control_places.html", asked=asked, found=found[:50], told=told, say=names_in(connection, told, language),
            language=language, name=named, status=200 if found else 404, **_choices(told, language),
        )  # fmt: skip
    site = found[0]
    near = sorted(
        (s for s in told.sites.values() if relation(s, site)),
        key=lambda s: (s.id != site.id, ("itself", "wider", "inside").index(relation(s, site) or ""), -len(told.by_site[s.id]), s.id),
    )
    lines = [told.line(s.id, asked.voice) for s in near[: RELATED + 1] if said_by(told.by_site[s.id], asked.voice)]
    rtl = preferences_of(request).direction == "rtl"
    axis = axis_of(lines, rtl, asked.day)
    colours = colours_of(s.holders for line in lines for s in line.spans)
    charts: list[Chart] = []
    for line in lines:
        charts.append(chart(line, axis, colours, sum(len(r.told) for c in charts for r in c.rows)))
    claims = [c for s in near for c in said_by(told.by_site[s.id], asked.voice)]
    answers = held_on(claims, site, asked.day) if asked.day is not None else ()
    names = {id: told.names.get(id, id) for id in colours}
    say = names_in(connection, told, language)
    return page(
        request, "control_place.html", asked=asked, say=say, site=site, charts=charts, kin={s.id: relation(s, site) for s in near},
        colours=colours, names=names, answers=answers, summary=summary(answers), claims_of=claims_of,
        documents=documents_of(connection, claims),
        left_out=max(0, len(near) - len(lines)), language=language, name=named, quoted=QUOTED, fromordinal=date.fromordinal, axis=axis,
        last_colour=COLOURS, **_choices(told, language),
    )  # fmt: skip


def names_in(connection: Connection, told: Told, language: str) -> Callable[[str], str]:
    """The names of holders and voices in the language."""
    return called(connection, {*told.names.values(), *(voice.name for voice, _ in told.voices)}, language)


def sites_called(told: Told, name: str, lexicon: Lexicon) -> list[Site]:
    """The places with that id, else that name in either language, else the words in it; those that most is told of first."""
    if name in told.sites:
        return [told.sites[name]]
    key, ids = key_of(name), ids_named(name, lexicon, "place")
    order = sorted(told.sites.values(), key=lambda s: (-len(told.by_site[s.id]), s.id))
    exact = [s for s in order if s.id in ids or (key and key in (key_of(s.name), key_of(s.arabic)))]
    return exact or [s for s in order if key and (key in key_of(s.name) or key in key_of(s.arabic))]


def latest(told: Told, sites: Iterable[Site]) -> int | None:
    """The last day that these places are spoken of."""
    return max((c.day for s in sites for c in told.by_site[s.id] if c.day is not None), default=None)


def _standing(told: Told, sites: Iterable[Site], voice: str, day: int | None) -> list[tuple[Site, Segment, int]]:
    """Each place of which something holds on the day, with what holds and how many claims there are; the most talked of first."""
    found = []
    for site in sites:
        now = next((s for s in told.segments(site.id, voice) if day is not None and s.covers(day)), None)
        if now is not None:
            found.append((site, now, len(told.by_site[site.id])))
    return sorted(found, key=lambda f: (-f[2], f[0].id))


def _colours(told: Told, sites: Iterable[Site], voice: str) -> dict[str, int]:
    """A colour for each holder of these places."""
    segments = (seg for s in sites for seg in told.segments(s.id, voice))
    counts: dict[str, int] = {}
    for segment in segments:
        for id in {id for camp in segment.holders for id in camp}:
            counts[id] = counts.get(id, 0) + 1
    return {id: n for n, id in enumerate(sorted(counts, key=lambda id: (-counts[id], id)))}


def _choices(told: Told, language: str) -> dict[str, Any]:
    """What the form offers."""
    codes = sorted({s.country for s in told.sites.values() if s.country})
    return {"countries": sorted((country_name(c, language), c) for c in codes), "voices": told.voices[:300], "missing": told.missing,
            "left_out_articles": told.left_out}


def _address(asked: Asked) -> str:
    given = {k: v for k, v in (("country", asked.country), ("voice", asked.voice)) if v}
    return "/control/places.json" + (f"?{urlencode(given)}" if given else "")


def coordinates_of(connection: Connection, lexicon: Lexicon, ids: list[str]) -> dict[str, tuple[float | None, float | None]]:
    """Latitude and longitude of places, as the archive last resolved them, else as the gazetteer has them."""
    p = t.places.c
    out: dict[str, tuple[float | None, float | None]] = {}
    for n in range(0, len(ids), 500):
        asked = select(p.place_id, p.latitude, p.longitude).where(p.place_id.in_(ids[n : n + 500]))
        out.update({id: (lat, lon) for id, lat, lon in connection.execute(asked)})
    for id in (i for i in ids if i not in out):
        place = lexicon.catalogue.place(id)
        out[id] = (place.lat, place.lon) if place else (None, None)
    return out


def documents_of(connection: Connection, claims: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Title, outlet and day of the articles of claims, by id."""
    d = t.documents.c
    ids = sorted({c.document for c in claims})
    out: dict[str, dict[str, Any]] = {}
    for n in range(0, len(ids), 500):
        asked = select(d.document_id, d.title, d.outlet, d.published, d.name).where(d.document_id.in_(ids[n : n + 500]))
        out.update({row["document_id"]: dict(row) for row in connection.execute(asked).mappings()})
    return out

