"""What a reading says, as rows of the store's tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.model import Claim, Document, Location, Reading
from rawi.reading.evidence import Evidence as Sentences

Row = dict[str, Any]


def document_row(document_id: str, document: Document, first_seen_at: str) -> Row:
    """The row of a document; all but its id and `first_seen_at` follow the newest capture."""
    return {
        "document_id": document_id, "name": document.id, "url": document.url, "title": document.title, "outlet": document.outlet,
        "author": document.author, "published": document.published, "first_seen_at": first_seen_at,
    }  # fmt: skip


def claim_rows(
    reading: Reading, sentences: Sentences, reading_id: int, document_id: str, first_key: int
) -> Iterator[tuple[Row, list[Row]]]:
    """Each claim's row with the rows of its actors; keys are counted from `first_key` on."""
    kinds = {a.id: a.source_kind for a in reading.attributions}
    on_map = {p.id: p for p in reading.locations}
    for key, claim in enumerate(reading.claims, first_key):
        own = {"claim_key": key, "reading_id": reading_id, "document_id": document_id, "current": 1}
        actors = [
            {"claim_key": key, "role": role, "position": n, "entity_id": s.entity, "name": s.name, "words": s.text}
            for role, spans in (("agent", claim.event.agents), ("target", claim.event.targets))
            for n, s in enumerate(spans)
        ]
        yield own | _claim_row(claim, on_map, sentences, kinds), actors


def place_rows(reading: Reading) -> dict[str, Row]:
    """The places that a reading's claims point to, by id."""
    return {
        p.id: {
            "place_id": p.id, "name": p.name, "arabic": p.arabic, "kind": p.kind, "country": p.country, "admin1": p.admin1,
            "latitude": p.latitude, "longitude": p.longitude,
        }
        for p in reading.locations
    }  # fmt: skip


def entity_rows(reading: Reading) -> dict[str, Row]:
    """The actors that a reading's claims point to, by id."""
    return {
        e.id: {"entity_id": e.id, "name": e.name, "arabic": e.arabic, "kind": e.kind, "country": e.country, "parent": e.parent}
        for e in reading.entities
    }


def _claim_row(claim: Claim, on_map: dict[str, Location], sentences: Sentences, kinds: dict[str, str]) -> Row:
    """The columns of a claim that its reading tells."""
    event, origin = claim.event, claim.origin
    place = on_map.get(event.place.entity or "") if event.place is not None else None
    killed, injured = event.killed or (None, None), event.injured or (None, None)
    return {
        "claim_id": claim.id, "type": event.type, "mode": event.mode, "status": event.status,
        "date_start": event.date.start if event.date else None, "date_end": event.date.end if event.date else None,
        "place_id": place.id if place else None, "place": place.name if place else event.place.text if event.place else None,
        "country": place.country if place else None, "admin1": place.admin1 if place else None,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "killed_min": killed[0], "killed_max": killed[1], "injured_min": injured[0], "injured_max": injured[1],
        "trigger_start": event.trigger.start, "trigger_end": event.trigger.end, "evidence": sentences.sentence(event.trigger),
        "origin": origin.name, "origin_kind": kinds.get(origin.attribution or "", origin.role), "chain": claim.path(),
        "chain_depth": sum(link.attribution is not None for link in claim.chain),
    }  # fmt: skip
