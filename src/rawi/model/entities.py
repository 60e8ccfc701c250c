"""What names stand for: actors and places with stable identities, and the codes by which other people's tools know an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rawi.model.spans import Why


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor.

    `id` is that of the catalogue; `u-…` for a name that the catalogue does not know, made from its normalised form; `generic:…` for
    people named by what they are («مسلحون»); `office:…` for an office whose holder is not known. `kind` as in docs/lexicon.md, `sector`
    a PLOVER sector, `acled_type` an ACLED actor type, `country` ISO 3166-1 alpha-2, `parent` the id of the body that the actor belongs to,
    `office` the «role of body» that identified a person named by office.
    """

    id: str
    kind: str
    name: str
    arabic: str
    country: str | None = None
    parent: str | None = None
    sector: str | None = None
    acled_type: str | None = None
    office: str | None = None
    why: tuple[Why, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "arabic": self.arabic,
            "country": self.country,
            "parent": self.parent,
            "sector": self.sector,
            "acled_type": self.acled_type,
            "office": self.office,
            "why": [w.to_json() for w in self.why],
        }


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map.

    `latitude` and `longitude` are WGS84 degrees, None where the gazetteer knows the place but not where it lies. `precision` is ACLED's
    geo_precision: 1 the place itself, 2 near it or within a district, 3 a larger region. `precision_km`: the radius within which the
    coordinates hold.
    """

    id: str
    kind: str
    name: str
    arabic: str
    country: str | None
    admin1: str | None
    admin2: str | None
    latitude: float | None
    longitude: float | None
    precision: int
    precision_km: float | None
    source: str
    why: tuple[Why, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "arabic": self.arabic,
            "country": self.country,
            "admin1": self.admin1,
            "admin2": self.admin2,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "precision": self.precision,
            "precision_km": self.precision_km,
            "source": self.source,
            "why": [w.to_json() for w in self.why],
        }


@dataclass(frozen=True, slots=True)
class Codes:
    """One event in the vocabularies of PLOVER 2.0, ACLED and CAMEO; None where a vocabulary has no word for it."""

    plover_event: str | None = None
    plover_mode: str | None = None
    plover_contexts: tuple[str, ...] = ()
    acled_event: str | None = None
    acled_sub_event: str | None = None
    acled_disorder: str | None = None
    acled_inter1: str | None = None
    acled_inter2: str | None = None
    acled_interaction: str | None = None
    acled_civilian_targeting: bool = False
    cameo: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Grouped by vocabulary."""
        acled = {
            "event_type": self.acled_event,
            "sub_event_type": self.acled_sub_event,
            "disorder_type": self.acled_disorder,
            "inter1": self.acled_inter1,
            "inter2": self.acled_inter2,
            "interaction": self.acled_interaction,
            "civilian_targeting": self.acled_civilian_targeting,
        }
        plover = {"event": self.plover_event, "mode": self.plover_mode, "contexts": list(self.plover_contexts)}
        return {"plover": plover, "acled": acled if self.acled_event else None, "cameo": self.cameo}


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something counted or measured in the text, `[least, most]`, None an open end.

    `counts`: what became of those counted (killed, injured, captured …), `people` or `things`; `of`: who they are (civilians, soldiers …);
    `unit`: percent, share, km2 … for a measure.
    """

    start: int
    end: int
    text: str
    least: float | int | None
    most: float | int | None
    counts: str | None
    of: str | None
    unit: str | None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "least": self.least,
            "most": self.most,
            "counts": self.counts,
            "of": self.of,
            "unit": self.unit,
        }
