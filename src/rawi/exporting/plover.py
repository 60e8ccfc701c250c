"""Claims as PLOVER records (manual 0.8), one JSON object a claim.

Field names follow the manual; the codes are those of PLOVER 2.0 in the claim's `codes`. `text` is left out unless asked for: the manual
gives it only to who holds the rights. What PLOVER has no field for is under `rawi`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.exporting.countries import country
from rawi.exporting.facts import Facts, Side, facts
from rawi.exporting.identifiers import address
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Entity, Reading, Span

REQUIRED = ("id", "date", "actor", "event")
"""The fields that PLOVER requires."""
QUADS = {
    1: ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 2: ("COOPERATE", "AID", "RETREAT"), 3: ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    4: ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}  # fmt: skip
"""Verbal and material cooperation, verbal and material conflict; SANCTION as in its own section of the manual."""
_QUAD = {event: quad for quad, events in QUADS.items() for event in events}
_RESOLUTION = {"country": 1, "province": 2, "district": 3, "region": 2, "city": 4, "capital": 4, "town": 4, "village": 4}
"""PLOVER's `resolution` by the kind of place: 5 within a city … 1 a country."""
FIELDS = (
    "id", "date", "enddate", "actor", "recipient", "event", "mode", "context", "quad_code", "has_event", "event_text", "event_loc", "size",
    "link", "text", "text_info", "cite_info", "coder", "rawi",
)  # fmt: skip
"""The fields that may be written, in their order; docs/exports.md describes them."""


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != []}


def _entity(span: Span | None, entity: Entity | None, name: str | None) -> dict[str, Any]:
    """One actor; an actor that nobody names is of the sector UNK, «unidentified»."""
    home = country(entity.country) if entity else None
    return _known(
        {
            "code": home.alpha3 if home else None, "sector": (entity.sector if entity else None) or "UNK",
            "entity_text": span.text if span else None, "identifier_text": name, "office": entity.office if entity else None,
        }
    )  # fmt: skip


def _entities(side: Side) -> list[dict[str, Any]]:
    return [_entity(*one) for one in zip(side.spans, side.entities, side.names, strict=True)]


def _place(at: Facts) -> dict[str, Any] | None:
    if at.event.place is None:
        return None
    place, home = at.place, at.country
    found: dict[str, Any] = {"extracted_place": at.event.place.text, "resolved_place": place.name if place else None}
    if place is not None:
        found |= {
            "lat": place.latitude, "lon": place.longitude, "district": place.admin2, "province": place.admin1,
            "country": home.name if home else None, "country_code": home.alpha3 if home else None, "feature_class": place.kind,
            "resolution": _RESOLUTION.get(place.kind, 5),
        }  # fmt: skip
    return _known(found)


def record(at: Facts, *, text: bool = False) -> dict[str, Any]:
    """One claim. `date` is the first day, null where the text gives none; `size` holds least numbers."""
    event, meta, codes = at.event, at.reading.metadata, at.event.codes
    code = codes.plover_event if codes else None
    url = meta.url if address(meta.url) else None
    first, last = at.days or (None, None)
    size = {"dead": at.least, "injured": None if event.injured is None else event.injured[0] or 0}
    needed = {
        "id": at.id, "date": first.isoformat() if first else None, "actor": _entities(at.agents) or [_entity(None, None, None)],
        "event": [code] if code else [],
    }  # fmt: skip
    optional = {
        "enddate": last.isoformat() if last and last != first and event.date and event.date.end else None,
        "recipient": _entities(at.targets), "mode": [codes.plover_mode] if codes and codes.plover_mode else [],
        "context": list(codes.plover_contexts) if codes else [], "quad_code": _QUAD.get(code or ""), "has_event": True,
        "event_text": [event.trigger.text], "event_loc": _place(at), "size": _known(size) or None, "link": url,
        "text": at.reading.text if text else None, "text_info": {"start": at.evidence_start, "end": at.evidence_end},
        "cite_info": _known(
            {"url": url, "title": at.reading.title, "language": "ar", "publication": "; ".join(at.publishers) or None,
             "coder": "rawi", "codebook": "PLOVER 0.8", "version": at.reading.rawi_version}
        ),
        "coder": "rawi", "rawi": {**at.extra(), "type": event.type, "same_event": event.same_event},
    }  # fmt: skip
    whole = needed | _known(optional)
    return {name: whole[name] for name in FIELDS if name in whole}


def records(
    reading: Reading, source: Origin = UNKNOWN, *, everything: bool = False, text: bool = False
) -> Iterator[dict[str, Any] | None]:
    """A record a claim; None for one without a date or a PLOVER code, which PLOVER requires, unless `everything` (then null or [])."""
    for at in facts(reading, source):
        coded = at.event.codes is not None and at.event.codes.plover_event is not None
        yield record(at, text=text) if everything or (coded and at.days) else None
