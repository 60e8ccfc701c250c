"""Claims in the 49 columns of UCDP's Georeferenced Event Dataset (GED), one row a claim.

The columns and their order are those of the published global file; the meaning of the precision codes follows the GED codebook. UCDP's own
ids (events, conflicts, dyads, sides, states) cannot be known from an article and stay empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rawi.exporting.facts import BETWEEN, EXTRA, EXTRA_HXL, MIXED, Facts, Row, facts
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Location, Reading

UCDP = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name",
    "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country",
    "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""UCDP's columns in their order."""
COLUMNS = (*UCDP, *EXTRA)
"""UCDP's columns and ours behind them; docs/exports.md says what each holds."""
HXL = {
    "id": "#event+code", "year": "#date+year", "side_a": "#group+name+first", "side_b": "#group+name+second",
    "source_article": "#meta+source", "source_original": "#meta+source+original", "adm_1": "#adm1+name", "adm_2": "#adm2+name",
    "where_coordinates": "#loc+name", "latitude": "#geo+lat", "longitude": "#geo+lon", "country": "#country+name",
    "date_start": "#date+start", "date_end": "#date+end", "best": "#affected+killed", "high": "#affected+killed+high",
    "low": "#affected+killed+low", **EXTRA_HXL,
}  # fmt: skip
"""HXL tags: those by which HDX publishes UCDP's files, and a few of the same make."""
VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
"""The ACLED event types that are what UCDP calls organised violence."""
_STATES = frozenset({"state forces", "external/other forces"})
_UNARMED = frozenset({"civilians", "protesters"})
_WHERE = {"country": 6, "province": 4, "district": 3, "region": 5, "area": 5, "sea": 7, "strait": 7, "river": 5, "mountain": 5, "street": 1}
"""GED's where_prec by the kind of place: 3 second-order unit, 4 first-order unit, 5 a line or a fuzzy area, 6 a country, 7 water."""


def where_prec(place: Location) -> int:
    """1 the place itself, 2 within some 25 km of it, 3 to 7 as in _WHERE."""
    coarse = _WHERE.get(place.kind)
    if coarse is not None:
        return coarse
    return 5 if place.precision == 3 else place.precision


def date_prec(at: Facts) -> int | None:
    """1 one day, 2 two to six days, 3 a week, 4 up to a month (31 days), 5 longer or without a known end; None without a date."""
    if at.days is None:
        return None
    days = (at.days[1] - at.days[0]).days + 1
    return 1 if days <= 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5


def priogrid(latitude: float, longitude: float) -> int:
    """The PRIO-GRID cell: half a degree a side, numbered from 1 at 90° S 180° W eastwards, 720 a row."""
    row = min(math.floor((latitude + 90) * 2), 359)
    return row * 720 + math.floor((longitude + 180) * 2) % 720 + 1


def violence(at: Facts) -> int | None:
    """1 state-based, 2 non-state, 3 one-sided, from the ACLED types of the two sides; None where either is open."""
    codes = at.event.codes
    first, second = (codes.acled_inter1, codes.acled_inter2) if codes else (None, None)
    if first is None or first in _UNARMED or second is None:
        return None
    if second in _UNARMED:
        return 3
    return 1 if _STATES & {first, second} else 2


def _deaths(at: Facts) -> Row:
    """The toll: `low` and `best` the least, `high` the most; an open upper end leaves `high` empty. The four parts add up to `best`."""
    names = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    if at.event.killed is None:
        return dict.fromkeys((*names, "best", "high", "low"))
    return {**dict.fromkeys(names, 0), deaths_part(at): at.least, "best": at.least, "high": at.event.killed[1], "low": at.least}


def deaths_part(at: Facts) -> str:
    """The column of the dead: civilians where the target is unarmed, b where its type is known, else unknown (in a clash always)."""
    codes = at.event.codes
    target = codes.acled_inter2 if codes else None
    armed = "deaths_b" if target and at.event.mode != MIXED else "deaths_unknown"
    return "deaths_civilians" if target in _UNARMED else armed


def _where(at: Facts) -> Row:
    place = at.place
    out: Row = dict.fromkeys(("where_prec", "latitude", "longitude", "geom_wkt", "priogrid_gid"))
    if place is not None and place.latitude is not None and place.longitude is not None:
        out = {
            "where_prec": where_prec(place), "latitude": place.latitude, "longitude": place.longitude,
            "geom_wkt": f"POINT ({place.longitude} {place.latitude})", "priogrid_gid": priogrid(place.latitude, place.longitude),
        }  # fmt: skip
    home = at.country
    return {
        **out, "where_coordinates": at.location, "where_description": at.event.place.text if at.event.place else None,
        "adm_1": place.admin1 if place else None, "adm_2": place.admin2 if place else None,
        "country": home.name if home else place.country if place else None,
    }  # fmt: skip


def record(at: Facts) -> Row:
    """One claim as COLUMNS, values not yet made safe for a spreadsheet."""
    meta = at.reading.metadata
    office = BETWEEN.join(at.publishers) or None
    first, last = at.days or (None, None)
    sides = (BETWEEN.join(at.agents.names) or None, BETWEEN.join(at.targets.names) or None)
    return {
        **dict.fromkeys(UCDP), "year": first.year if first else None, "type_of_violence": violence(at), "side_a": sides[0],
        "side_b": sides[1], "number_of_sources": 1,
        "source_article": ",".join(x or "" for x in (office, meta.published, at.reading.title)) if office or at.reading.title else None,
        "source_office": office, "source_date": meta.published, "source_headline": at.reading.title,
        "source_original": at.claim.origin.name, **_where(at), "date_prec": date_prec(at),
        "date_start": first.isoformat() if first else None,
        "date_end": last.isoformat() if last and at.event.date and at.event.date.end else None, **_deaths(at), **at.extra(),
    }  # fmt: skip


def wanted(at: Facts) -> bool:
    """Whether the claim is of organised violence."""
    return at.event.codes is not None and at.event.codes.acled_event in VIOLENT


def records(reading: Reading, source: Origin = UNKNOWN, *, everything: bool = False) -> Iterator[Row | None]:
    """A row a claim of organised violence, in the order of the text; None for any other claim, unless `everything`."""
    for at in facts(reading, source):
        yield record(at) if everything or wanted(at) else None
