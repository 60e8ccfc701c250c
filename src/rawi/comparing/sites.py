"""A place with what it lies in, and how what is said of one place bears on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rawi.model import Location

_UNITS = {"province": "admin1", "district": "admin2"}


@dataclass(frozen=True, slots=True)
class Site:
    """A place. `unit` is the key by which smaller places name it as what they lie in («SY/Homs», «SY»), None for one that holds no other.

    `containers`: keys of what it lies in, the smallest first. `name` is the English name, `arabic` the Arabic one.
    """

    id: str
    name: str
    arabic: str
    kind: str
    country: str | None
    unit: str | None
    containers: tuple[str, ...]


def site_of(place: Location) -> Site:
    """The site of a resolved place."""
    row = {"english": place.name, "arabic": place.arabic, "admin1": place.admin1, "admin2": place.admin2, "country": place.country}
    return _site(place.id, place.kind, row)


def site_of_row(row: Mapping[str, str]) -> Site:
    """The site of a row of the lexicon's places or gazetteer (docs/lexicon.md); of several variants of a name the first."""
    names = {key: row[key].split("|")[0].strip() for key in ("english", "arabic")}
    return _site(row["id"], row["kind"], {**row, **names})


def _site(id: str, kind: str, row: Mapping[str, str | None]) -> Site:
    country = row["country"] or None
    name, arabic = row["english"] or id, row["arabic"] or ""
    unit = None
    if country and kind == "country":
        unit = country
    elif country and kind in _UNITS:
        unit = f"{country}/{row[_UNITS[kind]] or name}"
    containers = [f"{country}/{part}" for part in (row["admin2"], row["admin1"]) if part and country]
    containers += [country] if country else []
    return Site(id, name, arabic, kind, country, unit, tuple(c for c in dict.fromkeys(containers) if c != unit))


def relation(told: Site, asked: Site) -> str | None:
    """How a claim about `told` bears on `asked`: «itself», «wider» (asked lies in it), «inside» (it lies in asked), or None."""
    if told.id == asked.id:
        return "itself"
    if told.unit is not None and (told.unit == asked.unit or told.unit in asked.containers):
        return "itself" if told.unit == asked.unit else "wider"
    if asked.unit is not None and asked.unit in told.containers:
        return "inside"
    return None
