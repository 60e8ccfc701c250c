"""Incidents on the map, over time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from rawi.comparing.listing import Asked, is_compared
from rawi.errors import BadRequest
from rawi.web.archive import Archive, Reading, TheArchive
from rawi.web.languages import MONTHS, Speech, country_name, messages, named, preferences_of
from rawi.web.mapping.areas import Areas
from rawi.web.mapping.columns import columns, counted, countries_told, listed, types_told
from rawi.web.templating import STATIC, page, static

router = APIRouter(include_in_schema=False)
LISTED = 50
"""So many incidents the page lists by itself, without a script."""
COLOURS = ("type", "actor", "origins")
LAYERS = ("countries", "borders", "provinces", "areas", "rivers", "lakes")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VIEW = re.compile(r"-?\d{1,3}(\.\d{1,6})?,-?\d{1,2}(\.\d{1,6})?,\d{1,2}(\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the map shows, as its address says it. Days are YYYY-MM-DD.

    `first`, `last`: which incidents are sent; `since`, `until`: where the slider stands. `view`: longitude, latitude, zoom.
    """

    types: tuple[str, ...] = ()
    country: str = ""
    actor: str = ""
    first: str = ""
    last: str = ""
    origins: int | None = None
    contradicted: bool = False
    colour: str = "type"
    since: str = ""
    until: str = ""
    view: str = ""

    @property
    def asked(self) -> Asked:
        """As incidents are looked up by."""
        return Asked(
            self.types, self.country or None, None, self.first or None, self.last or None, self.origins, self.contradicted, sort="date"
        )

    def address(self, path: str) -> str:
        """The address of a page with the filters of the incidents."""
        given = [("type", code) for code in self.types]
        given += [(name, str(v)) for name, v in asdict(self).items() if name not in ("types", "contradicted", "colour") and v]
        given += [("contradicted", "1")] if self.contradicted else []
        given += [("colour", self.colour)] if self.colour != "type" else []
        return f"{path}?{urlencode(given)}" if given else path


def filters(
    types: Annotated[list[str] | None, Query(alias="type")] = None,
    country: str = "",
    actor: Annotated[str, Query(max_length=200)] = "",
    first: str = "",
    last: str = "",
    origins: str = "",
    contradicted: str = "",
    colour: str = "type",
    since: str = "",
    until: str = "",
    view: str = "",
) -> Filters:
    """The filters of an address; raises BadRequest for what is none."""
    codes = tuple(dict.fromkeys(c for c in types or () if c))
    demand(len(codes) <= 50 and all(re.fullmatch(r"[A-Z_]{2,40}", c) for c in codes), "type", "a type is in capitals, like ASSAULT")
    demand(not country or re.fullmatch(r"[A-Za-z]{2}", country), "country", "a country is two letters, like SY")
    demand(not origins or (origins.isascii() and origins.isdigit() and 0 < int(origins[:9]) < 10**6), "origins", "a number from 1 on")
    demand(contradicted in ("", "0", "1"), "contradicted", "1 or nothing")
    demand(colour in COLOURS, "colour", "one of " + ", ".join(COLOURS))
    for name, day in (("first", first), ("last", last), ("since", since), ("until", until)):
        check_day(name, day)
    demand(not (first and last) or first <= last, "last", "the last day is before the first")
    demand(not view or (_VIEW.fullmatch(view) and _on_earth(view)), "view", "longitude, latitude, zoom")
    number = int(origins) if origins else None
    return Filters(codes, country.upper(), actor.strip(), first, last, number, contradicted == "1", colour, since, until, view)


def demand(holds: object, name: str, why: str) -> None:
    """Raises BadRequest where it does not hold."""
    if not holds:
        raise BadRequest(f"{name}: {why}")


def check_day(name: str, day: str) -> None:
    """Raises BadRequest for what is no day of the calendar; nothing is fine."""
    if day:
        demand(_DAY.fullmatch(day), name, "a day is YYYY-MM-DD")
        try:
            date.fromisoformat(day)
        except ValueError:
            raise BadRequest(f"{name}: there is no such day") from None


def _on_earth(view: str) -> bool:
    lon, lat, zoom = map(float, view.split(","))
    return abs(lon) <= 180 and abs(lat) <= 90 and zoom <= 24


Filtered = Annotated[Filters, Depends(filters)]


@lru_cache(maxsize=4)
def areas_of(archive: Archive) -> Areas:
    """The base map's areas with the archive's lexicon found in them; takes a moment the first time."""
    return Areas(STATIC / "basemap", archive.lexicon)


@router.get("/map")
def incidents_map(request: Request, connection: Reading, asked: Filtered, archive: TheArchive) -> Response:
    """The map, with its filters and, for who has no script, a list."""
    if not is_compared(connection):
        return page(request, "map_none.html")
    language = preferences_of(request).language
    speech = Speech(preferences_of(request))
    countries = sorted((country_name(c, language), c) for c in countries_told(connection))
    types = sorted((speech.known(f"type.{code}", code), code) for code in types_told(connection))
    actor = asked.actor or None
    rows = listed(connection, asked.asked, actor, archive.lexicon, LISTED)
    return page(
        request, "map.html", asked=asked, types=types, countries=countries, rows=rows, name=named, language=language,
        count=counted(connection, asked.asked, actor, archive.lexicon),
        data={**shared(request), "incidents": asked.address("/map/incidents.json"), "asked": asdict(asked)},
    )  # fmt: skip


@router.get("/map/incidents.json")
def incidents_json(request: Request, connection: Reading, asked: Filtered, archive: TheArchive) -> Response:
    """The incidents as columns (see `columns`)."""
    speech = Speech(preferences_of(request))
    areas = areas_of(archive)
    found = columns(connection, asked.asked, asked.actor or None, archive.lexicon, areas, speech, agents=asked.colour == "actor")
    return JSONResponse(found)


@router.get("/map/labels.json")
def labels_json(request: Request, archive: TheArchive) -> Response:
    """The names that the base map is written with: [kind, longitude, latitude, name]."""
    return JSONResponse(areas_of(archive).labels(preferences_of(request).language))


def shared(request: Request) -> dict[str, Any]:
    """What the scripts of every map need: addresses of the base map, words in the language, how numbers and days are written."""
    preferences = preferences_of(request)
    months = MONTHS[preferences.months]
    locale = None if months is None else months.replace("_", "-") if preferences.language == "ar" else "en-GB"
    return {
        "basemap": {name: static(f"basemap/{name}.json") for name in LAYERS}, "worker": static("mapworker.js"),
        "labels": "/map/labels.json", "locale": locale,
        "words": dict(_words(preferences.language)), "language": preferences.language, "digits": preferences.digits,
    }  # fmt: skip


def _words(language: str) -> Iterator[tuple[str, object]]:
    """The messages of the map's scripts: a text, or its plurals by category."""
    for key, entry in messages().items():
        if key.startswith("map.js."):
            yield key.removeprefix("map.js."), entry[language]
