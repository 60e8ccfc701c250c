"""Claims as FollowTheMoney statements, one row a statement.

Columns and the hash of a statement's id are those of followthemoney 4.11. FollowTheMoney has no place for an attribution or a status, so
that an Event reads as a fact: claims of what did not happen are left out unless asked for, and `summary` and `notes` say who said it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from rawi.exporting import identifiers
from rawi.exporting.facts import HAPPENED, Facts, Row, Value, facts, notes
from rawi.exporting.safety import cell
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Entity, Reading

COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang", "original_value", "external",
    "first_seen", "last_seen", "id",
)  # fmt: skip
"""The columns of a statements CSV in their order."""
DATASET = "rawi"
TYPES = {
    "name": "name", "title": "string", "author": "string", "publisher": "string", "publishedAt": "date", "language": "language",
    "sourceUrl": "url", "fileName": "string", "notes": "text", "date": "date", "startDate": "date", "endDate": "date",
    "location": "address", "country": "country", "involved": "entity", "summary": "text", "proof": "entity", "recordId": "string",
    "namesMentioned": "name", "addressEntity": "entity", "full": "address", "city": "string", "state": "string", "latitude": "number",
    "longitude": "number", "document": "entity", "resolved": "entity", "retrievedAt": "date",
}  # fmt: skip
"""The properties that are written and their types in the model of followthemoney 4.11."""
_BODIES = frozenset({"state", "government", "military", "police", "intelligence", "court", "igo"})
Property = tuple[str, Value]


def statement_id(dataset: str, entity: str, prop: str, value: str, lang: str | None = None, *, external: bool = False) -> str:
    """SHA-1 of «dataset.entity.prop.value[@lang][.ext]» in UTF-8, 40 hex digits."""
    key = f"{dataset}.{entity}.{prop}.{value}{f'@{lang}' if lang else ''}{'.ext' if external else ''}"
    return hashlib.sha1(key.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _key(*parts: str) -> str:
    return "rawi-" + hashlib.sha1("\0".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _schema(entity: Entity) -> str:
    return "Person" if entity.kind == "person" else "PublicBody" if entity.kind in _BODIES else "Organization"


def _statements(entity: str, schema: str, properties: list[Property], source: Origin, version: str) -> Iterator[Row]:
    """The rows of one entity; values are made safe before they are hashed, so that the ids hold for what is written."""
    for prop, raw in properties:
        value = cell(raw)
        if value:
            yield {
                "canonical_id": entity, "entity_id": entity, "prop": prop, "prop_type": TYPES[prop], "schema": schema, "value": value,
                "dataset": DATASET, "origin": f"rawi-{version}", "lang": None, "original_value": None, "external": "f",
                "first_seen": source.retrieved_at, "last_seen": source.retrieved_at,
                "id": statement_id(DATASET, entity, prop, value),
            }  # fmt: skip


def _article(reading: Reading, source: Origin) -> list[Property]:
    meta = reading.metadata
    digest = f"sha256:{source.document_sha256}" if source.document_sha256 else None  # `contentHash` holds SHA-1 only
    author = meta.author.name or meta.author.text if meta.author else meta.byline
    return [
        ("fileName", reading.id), ("title", reading.title), ("author", author), ("publisher", meta.outlet), ("publishedAt", meta.published),
        ("language", "ara"), ("sourceUrl", identifiers.address(meta.url)), ("retrievedAt", source.retrieved_at), ("notes", digest),
    ]  # fmt: skip


def _event(at: Facts, article: str, involved: list[str], address: str | None) -> list[Property]:
    event, meta = at.event, at.reading.metadata
    kind = event.codes.acled_sub_event if event.codes and event.codes.acled_sub_event else event.type
    first, last = at.days or (None, None)
    one = first is not None and first == last
    generic = [n for side in (at.agents, at.targets) for n, e in zip(side.names, side.entities, strict=True) if not _named(e)]
    return [
        ("name", f"{kind}{f', {at.location}' if at.location else ''}"), ("date", first.isoformat() if first and one else None),
        ("startDate", first.isoformat() if first and not one else None),
        ("endDate", last.isoformat() if last and not one and event.date and event.date.end else None),
        ("location", at.location), ("country", at.country.alpha2.lower() if at.country else None),
        *(("involved", key) for key in involved), *(("namesMentioned", name) for name in generic), ("summary", notes(at)),
        ("notes", f"status: {event.status}; said by: {at.claim.path()}"), ("publisher", meta.outlet),
        ("sourceUrl", identifiers.address(meta.url)), ("proof", article), ("recordId", at.id), ("addressEntity", address),
    ]  # fmt: skip


def _named(entity: Entity | None) -> bool:
    """Whether it is somebody: people named only by what they are («مسلحون») are nobody's identity."""
    return entity is not None and not entity.id.startswith("generic:")


def _around(at: Facts, article: str) -> Iterator[tuple[str, str, list[Property]]]:
    """The event with its actors, their mentions and its address, as (id, schema, properties)."""
    involved = []
    for side in (at.agents, at.targets):
        for span, entity in zip(side.spans, side.entities, strict=True):
            if entity is None or not _named(entity):
                continue
            key = _key("actor", entity.id)
            involved.append(key)
            yield key, _schema(entity), [("name", entity.name), ("name", entity.arabic), ("country", (entity.country or "").lower())]
            mention = [("document", article), ("resolved", key), ("name", span.text)]
            yield _key("mention", article, str(span.start), str(span.end)), "Mention", list[Property](mention)
    place, address = at.place, None
    if place is not None:
        address = _key("place", place.id, str(place.precision))
        yield address, "Address", [
            ("full", place.name), ("state", place.admin1), ("country", (place.country or "").lower()), ("latitude", place.latitude),
            ("longitude", place.longitude),
        ]  # fmt: skip
    yield _key("event", article, at.claim.id), "Event", _event(at, article, list(dict.fromkeys(involved)), address)


def records(reading: Reading, source: Origin = UNKNOWN, *, everything: bool = False) -> Iterator[Row | None]:
    """The statements of a document, each once; None for a claim of what did not happen, unless `everything`."""
    article = _key("article", source.document_sha256 or "", reading.id)
    seen: set[str] = set()
    opened = False
    for at in facts(reading, source):
        if not everything and at.event.status not in HAPPENED:
            yield None
            continue
        entities = [] if opened else [(article, "Article", _article(reading, source))]
        opened = True
        for key, schema, properties in (*entities, *_around(at, article)):
            for row in _statements(key, schema, properties, source, reading.rawi_version):
                if str(row["id"]) not in seen:
                    seen.add(str(row["id"]))
                    yield row
