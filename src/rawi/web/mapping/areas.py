"""Which area of the base map a province or country is, how far a place's point may be off, and the names that the map is written with.

A place is drawn as what is known of it: a settlement or site is a point; a province or country is its area on the base map; whatever else
is wide or only roughly known is a circle with its radius.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rawi.errors import MissingExtra, NotBuilt
from rawi.exporting.safety import visible
from rawi.lexicon import Lexicon
from rawi.lexicon.catalogue import Place
from rawi.web.languages import named

POINT, AREA, CIRCLE, NOWHERE = "point", "area", "circle", "nowhere"
WIDE = frozenset({"country", "region", "province", "sea"})
SETTLED = frozenset({"capital", "city", "town", "village"})
ROUGH_KM = 10.0
"""From this radius on, what is no settlement is drawn as a circle."""
_RADIUS, _WIDE_RADIUS = 3.0, 25.0
"""For places whose row says nothing: as in comparing."""
NAME_LENGTH = 80
"""So much of a name is written on the map."""

_HARMLESS = re.compile(r"[A-Za-z0-9 \u0621-\u064a'().,-]*")
"""Letters of most names: what consists of them needs no further look."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How a place is drawn.

    `form`: POINT, AREA (`area` «layer:number», a feature of areas.json or countries.json; `longitude`, `latitude`: where its label
    stands), CIRCLE (`radius` km), or NOWHERE (no coordinates are known).
    """

    form: str
    longitude: float | None
    latitude: float | None
    radius: float
    area: str | None = None


class Areas:
    """The base map's areas with the lexicon's provinces and countries found in them.

    An area belongs to a province only where no other province of the gazetteer lies in it: an older drawing that covers two of today's
    is not shown for either. Of countries that share an area (one of them of the past) the one with the area's name is meant.
    Raises NotBuilt, MissingExtra.
    """

    def __init__(self, basemap: Path, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        rows: Mapping[str, tuple[Any, ...]] = lexicon.catalogue.data["places"]
        places = [Place(id, *row) for id, row in rows.items() if row[2] in ("province", "country")]
        self._areas: dict[str, tuple[str, float, float]] = {}
        provinces = [p for p in places if p.kind == "province"]
        self._find("areas", _shapes(basemap / "areas.json"), provinces, by_name=False)
        self._find("countries", _shapes(basemap / "countries.json"), [p for p in places if p.kind == "country"], by_name=True)
        self._written = [p for p in places if p.id in self._areas]

    def _find(self, layer: str, shapes: list[tuple[str, Any]], places: list[Place], *, by_name: bool) -> None:
        from shapely import STRtree
        from shapely.geometry import Point

        tree = STRtree([shape for _, shape in shapes])
        inside: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            numbers: list[int] = []
            if place.lat is not None and place.lon is not None:
                numbers = [int(n) for n in tree.query(Point(place.lon, place.lat), predicate="within")]
            if by_name and not numbers:
                numbers = [n for n, (name, _) in enumerate(shapes) if _plain(name) == _plain(place.english)]
            for number in numbers:
                inside[number].append(place)
        for number, found in inside.items():
            name, shape = shapes[number]
            named = [p for p in found if _plain(p.english) == _plain(name)] if by_name else []
            meant = found if len(found) == 1 else named
            if len(meant) == 1:
                place, at = meant[0], shape.representative_point()
                inner = place.lon is not None and place.lat is not None and shape.contains(Point(place.lon, place.lat))
                lon, lat = (place.lon, place.lat) if inner else (at.x, at.y)
                self._areas[place.id] = f"{layer}:{number}", float(lon or 0), float(lat or 0)

    def extent(self, id: str | None, kind: str | None, latitude: float | None, longitude: float | None) -> Extent:
        """How the place with that id is drawn; `kind` and coordinates (WGS84) are what the archive says of it."""
        if id is not None and id in self._areas:
            area, lon, lat = self._areas[id]
            return Extent(AREA, round(lon, 4), round(lat, 4), 0.0, area)
        if latitude is None or longitude is None:
            return Extent(NOWHERE, None, None, 0.0)
        known = self._lexicon.catalogue.place(id) if id else None
        radius = known.precision_km if known and known.precision_km is not None else _WIDE_RADIUS if kind in WIDE else _RADIUS
        rough = kind in WIDE or (kind not in SETTLED and radius >= ROUGH_KM)
        return Extent(CIRCLE if rough else POINT, longitude, latitude, radius)

    def labels(self, language: str) -> list[tuple[str, float, float, str]]:
        """(kind, longitude, latitude, name) of the provinces and countries that the base map shows."""
        out = []
        for place in self._written:
            _, lon, lat = self._areas[place.id]
            out.append((place.kind, round(lon, 3), round(lat, 3), label(named(place.english, place.arabic, language))))
        return out


def label(text: str | None) -> str:
    """A name as the map's canvas may write it: controls shown, not obeyed; cut where it is too long."""
    if text is not None and len(text) <= NAME_LENGTH and _HARMLESS.fullmatch(text):
        return text
    shown = visible(text or "")
    return shown if len(shown) <= NAME_LENGTH else shown[: NAME_LENGTH - 1] + "…"


def _plain(name: str) -> str:
    """A name without case and marks of abbreviation."""
    return " ".join(name.casefold().replace("&", "and").replace(".", "").split())


def _shapes(path: Path) -> list[tuple[str, Any]]:
    """Name and shape of every feature of a file of the base map, in its order."""
    return list(_read(path))


def _read(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        from shapely.geometry import shape
    except ImportError:
        raise MissingExtra("the map needs the package shapely", hint="Install it: pip install 'rawi[serve]'.") from None
    try:
        features = json.loads(path.read_text("utf-8"))["features"]
    except OSError:
        raise NotBuilt(f"{path.name} of the base map has not been built") from None
    for feature in features:
        yield feature["properties"]["name"], shape(feature["geometry"])
