"""OpenStreetMap extracts (.osm.pbf, .osm, .osm.gz, .osm.bz2) through pyosmium, as places.

The file is gone through up to four times, once for each sort of object, so that only the points that are needed are kept: a way lies in the
middle of its corners, an administrative boundary at its label or centre. An extract does not say in which country its places are.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from rawi.errors import MissingExtra, RawiError
from rawi.gazetteers.inputs import EVERY, Tick
from rawi.gazetteers.items import Fault, Found, Item, Left, clean, is_arabic, joined_names, latin, precision, settlement

KEYS = ("place", "barrier", "aeroway", "military", "amenity", "waterway", "harbour")
_PLACE = {
    "country": "country", "state": "province", "region": "region", "province": "province", "district": "district", "county": "district",
    "municipality": "district", "city": "city", "town": "town", "village": "village", "hamlet": "village", "isolated_dwelling": "village",
    "suburb": "neighbourhood", "quarter": "neighbourhood", "neighbourhood": "neighbourhood", "borough": "neighbourhood",
    "city_block": "neighbourhood", "locality": "area", "island": "island", "islet": "island", "archipelago": "island", "square": "site",
    "sea": "sea",
}  # fmt: skip
_OTHER = {
    ("barrier", "border_control"): "crossing", ("barrier", "checkpoint"): "site", ("aeroway", "aerodrome"): "airport",
    ("aeroway", "heliport"): "airport", ("military", "airfield"): "base", ("military", "base"): "base", ("military", "barracks"): "base",
    ("military", "naval_base"): "base", ("military", "training_area"): "base", ("military", "checkpoint"): "site",
    ("amenity", "prison"): "prison", ("amenity", "refugee_site"): "camp", ("waterway", "dam"): "dam", ("harbour", "yes"): "port",
}  # fmt: skip
_LEVELS = {"2": "country", "3": "region", "4": "province", "5": "district", "6": "district", "7": "district", "8": "district"}
"""`admin_level`: 4 is the province in every Arab country."""
_ARABIC_KEYS = ("name:ar", "official_name:ar", "alt_name:ar", "short_name:ar", "name", "official_name", "alt_name", "int_name")


@dataclass(slots=True)
class _Shape:
    """A way or boundary whose point is still to be found: the nodes it may lie at, and the first corners of the ways around it."""

    id: str
    tags: dict[str, str]
    kind: str
    nodes: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)


def library() -> Any:
    """pyosmium; raises MissingExtra."""
    try:
        return import_module("osmium")
    except ImportError:
        raise MissingExtra("reading OpenStreetMap needs pyosmium", hint="Install it: pip install 'rawi[osm]'.") from None


def kind_of(tags: Mapping[str, str]) -> str:
    """The kind of place that the tags tell; «» for what is none of ours."""
    place = _PLACE.get(tags.get("place", ""), "")
    if place == "city" and tags.get("capital") in ("yes", "2"):
        return "capital"
    if place:
        return place
    return next((kind for (key, value), kind in _OTHER.items() if tags.get(key) == value), "")


def read(path: Path, form: str, country: str, *, boundaries: bool = False, tick: Tick | None = None) -> Iterator[Item]:
    """Places of an extract in pyosmium's format `form`; `country` where the tags name none. With `boundaries`, administrative units too."""
    osmium = library()
    seen = [0]
    shapes: list[_Shape] = []
    try:
        if boundaries:
            shapes += _boundaries(osmium, path, form)
        shapes += _ways(osmium, path, form, shapes)
        points = yield from _nodes(osmium, path, form, country, {n for s in shapes for n in s.nodes}, (seen, tick))
    except RawiError:
        raise
    except Exception as error:  # a broken extract makes the library raise types of its own that share no root
        yield Fault("file", f"a damaged extract: {str(error)[:200]}")
        return
    for shape in shapes:
        at = [points[n] for n in shape.nodes if n in points]
        if not at:
            yield Fault(shape.id, "none of its points is in the extract", shape.tags.get("name", ""))
            continue
        lats, lons = [p[0] for p in at], [p[1] for p in at]
        yield _item(shape.id, shape.tags, shape.kind, ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2), country)


def _objects(osmium: Any, path: Path, form: str, sort: str, keys: tuple[str, ...]) -> Any:
    """The objects of one sort with one of these keys."""
    entities = getattr(osmium.osm, sort)
    return osmium.FileProcessor(osmium.io.File(str(path), form), entities).with_filter(osmium.filter.KeyFilter(*keys))


def _boundaries(osmium: Any, path: Path, form: str) -> Iterator[_Shape]:
    for found in _objects(osmium, path, form, "RELATION", ("boundary",)):
        tags = dict(found.tags)
        kind = _LEVELS.get(tags.get("admin_level", ""), "")
        if tags.get("boundary") != "administrative" or not kind or not any(k in tags for k in _ARABIC_KEYS):
            continue
        members = [(m.type, m.ref, m.role) for m in found.members]
        labels = [ref for sort, ref, role in members if sort == "n" and role == "label"]
        centres = [ref for sort, ref, role in members if sort == "n" and role == "admin_centre"]
        outer = [ref for sort, ref, role in members if sort == "w" and role in ("outer", "")]
        at = (labels or ([] if outer else centres))[:1]
        yield _Shape(f"r{found.id}", tags, kind, at, [] if at else outer)


def _ways(osmium: Any, path: Path, form: str, boundaries: list[_Shape]) -> Iterator[_Shape]:
    """Ways that are places; the ways around boundaries give these the first and last of their nodes."""
    around: dict[int, list[_Shape]] = {}
    for shape in boundaries:
        for way in shape.ways:
            around.setdefault(way, []).append(shape)
    if around:
        for found in osmium.FileProcessor(osmium.io.File(str(path), form), osmium.osm.WAY):
            if (owners := around.get(found.id)) and len(found.nodes):
                for shape in owners:
                    shape.nodes += [found.nodes[0].ref, found.nodes[-1].ref]
    for found in _objects(osmium, path, form, "WAY", KEYS):
        tags = dict(found.tags)
        if (kind := kind_of(tags)) and any(k in tags for k in _ARABIC_KEYS):
            yield _Shape(f"w{found.id}", tags, kind, [n.ref for n in found.nodes])


def _nodes(
    osmium: Any, path: Path, form: str, country: str, wanted: set[int], progress: tuple[list[int], Tick | None]
) -> Generator[Item, None, dict[int, tuple[float, float]]]:
    """The nodes that are places; returns the points of the wanted ones."""
    points: dict[int, tuple[float, float]] = {}
    seen, tick = progress
    processor = osmium.FileProcessor(osmium.io.File(str(path), form), osmium.osm.NODE)
    for node in processor if wanted else processor.with_filter(osmium.filter.KeyFilter(*KEYS)):
        seen[0] += 1
        if tick is not None and not seen[0] % EVERY:
            tick(seen[0])
        valid = node.location.valid()
        if valid and node.id in wanted:
            points[node.id] = (node.lat, node.lon)
        if not len(node.tags):
            continue
        tags = dict(node.tags)
        kind = kind_of(tags)
        if not kind:
            continue
        if not valid:
            yield Fault(f"n{node.id}", "no coordinates, or off the globe", tags.get("name", ""))
        elif any(k in tags for k in _ARABIC_KEYS):
            yield _item(f"n{node.id}", tags, kind, (node.lat, node.lon), country)
        else:
            yield Left("without a name")
    return points


def _item(id: str, tags: Mapping[str, str], kind: str, at: tuple[float, float], country: str) -> Item:
    """A place from its tags. «old_name» is no name of today and is left out."""
    given = [clean(name) for key in _ARABIC_KEYS for name in tags.get(key, "").split(";")]
    arabic = [g for g in given if is_arabic(g)]
    english = clean(tags.get("name:en", "")) or next((g for g in given if g and not is_arabic(g)), "")
    if not english and arabic:
        english = latin(arabic[0])
    if not english:
        return Left("without a name")
    of = tags.get("ISO3166-1:alpha2") or tags.get("ISO3166-1") or tags.get("addr:country") or country
    population = tags.get("population", "").replace(",", "").replace(" ", "")
    population = population if population.isascii() and population.isdigit() else ""
    if kind == "village" and tags.get("place") == "village" and population:
        kind = settlement(population)
    row = {
        "id": f"osm-{id}", "english": english, "arabic": joined_names(arabic), "kind": kind, "country": of.upper(),
        "admin1": clean(tags.get("is_in:province", "") or tags.get("addr:province", "")), "admin2": clean(tags.get("addr:district", "")),
        "lat": f"{at[0]:.5f}", "lon": f"{at[1]:.5f}", "precision_km": precision(kind), "source": "OpenStreetMap", "population": population,
    }  # fmt: skip
    return Found(id, row, f"{tags.get('name', '')} {at[0]:.5f} {at[1]:.5f}")
