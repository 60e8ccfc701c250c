"""Claims in the columns of ACLED's event files, one row a claim.

The 31 columns and their order are those of ACLED's current CSV as two public loaders and the documentation of acledR give them; only the
schema is used, no data of ACLED's. One difference matters: ACLED's actor1 and actor2 are in no order, ours are directed: `actor1` acts,
`actor2` suffers.
"""

from __future__ import annotations

from collections.abc import Iterator

from rawi.exporting.facts import BETWEEN, EXTRA, EXTRA_HXL, Facts, Row, facts, notes
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Codes, Reading

ACLED = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1",
    "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2",
    "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
"""ACLED's columns in their order."""
COLUMNS = (*ACLED, *EXTRA)
"""ACLED's columns and ours behind them; docs/exports.md says what each holds."""
HXL = {
    "event_id_cnty": "#event+code", "event_date": "#date+occurred", "year": "#date+year", "event_type": "#event+type",
    "sub_event_type": "#event+type+sub", "actor1": "#group+name+first", "assoc_actor_1": "#group+name+first+assoc",
    "actor2": "#group+name+second", "assoc_actor_2": "#group+name+second+assoc", "iso": "#country+code+num", "region": "#region+name",
    "country": "#country+name", "admin1": "#adm1+name", "admin2": "#adm2+name", "admin3": "#adm3+name", "location": "#loc+name",
    "latitude": "#geo+lat", "longitude": "#geo+lon", "source": "#meta+source", "notes": "#description",
    "fatalities": "#affected+killed", **EXTRA_HXL,
}  # fmt: skip
"""HXL tags: those by which HDX publishes ACLED's files, and a few of the same make; other columns have none."""
DAY, WEEK, COARSER = 1, 2, 3


def time_precision(at: Facts) -> int | None:
    """1 one day, 2 up to seven days, 3 longer or without a known end; None without a date."""
    if at.days is None:
        return None
    first, last = at.days
    return DAY if first == last else WEEK if (last - first).days < 7 else COARSER


def _tags(at: Facts) -> str:
    """What ACLED has no column for, as «name=value»: our type and mode, the injured, the mentions of one event."""
    event = at.event
    tags = [f"type={event.type}"] + ([f"mode={event.mode}"] if event.mode else [])
    if event.injured:
        least, most = event.injured
        tags.append(f"injured={'' if least is None else least}{'' if least == most else f'..{most}' if most is not None else '..'}")
    return BETWEEN.join(tags + ([f"same_event={event.same_event}"] if event.same_event else []))


def _where(at: Facts) -> Row:
    place, home = at.place, at.country
    pinned = place is not None and place.latitude is not None and place.longitude is not None
    return {
        "iso": home.numeric if home else None, "region": home.region if home else None,
        "country": home.name if home else place.country if place else None, "admin1": place.admin1 if place else None,
        "admin2": place.admin2 if place else None, "admin3": None, "location": at.location,
        "latitude": place.latitude if place and pinned else None, "longitude": place.longitude if place and pinned else None,
        "geo_precision": place.precision if place and pinned else None,
    }  # fmt: skip


def record(at: Facts) -> Row:
    """One claim as COLUMNS, values not yet made safe for a spreadsheet; `fatalities` is the least number killed."""
    codes = at.event.codes or Codes()
    first = at.days[0] if at.days else None
    return {
        "event_id_cnty": at.id, "event_date": first.isoformat() if first else None, "year": first.year if first else None,
        "time_precision": time_precision(at), "disorder_type": codes.acled_disorder, "event_type": codes.acled_event,
        "sub_event_type": codes.acled_sub_event, "actor1": at.agents.first, "assoc_actor_1": at.agents.others,
        "inter1": codes.acled_inter1, "actor2": at.targets.first, "assoc_actor_2": at.targets.others, "inter2": codes.acled_inter2,
        "interaction": codes.acled_interaction, "civilian_targeting": "Civilian targeting" if codes.acled_civilian_targeting else None,
        **_where(at), "source": BETWEEN.join(at.publishers) or None, "source_scale": at.source.source_scale, "notes": notes(at),
        "fatalities": at.least, "tags": _tags(at), "timestamp": at.source.timestamp, **at.extra(),
    }  # fmt: skip


def wanted(at: Facts) -> bool:
    """Whether ACLED has a code for the claim."""
    return at.event.codes is not None and at.event.codes.acled_event is not None


def records(reading: Reading, source: Origin = UNKNOWN, *, everything: bool = False) -> Iterator[Row | None]:
    """A row a claim, in the order of the text; None for a claim that ACLED has no code for, unless `everything`.

    Planned, demanded and negated claims are rows too: `status` says so.
    """
    for at in facts(reading, source):
        yield record(at) if everything or wanted(at) else None
