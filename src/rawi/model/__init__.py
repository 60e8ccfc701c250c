"""The records: spans, attributions, events, claims, entities, documents and readings; frozen, typed, and their JSON."""

from rawi.model.entities import Codes, Entity, Location, Quantity
from rawi.model.records import Attribution, Claim, Document, Event, Link, Metadata, Reading
from rawi.model.spans import DateValue, Range, Span, Why

__all__ = [
    "Attribution", "Claim", "Codes", "DateValue", "Document", "Entity", "Event", "Link", "Location", "Metadata", "Quantity", "Range",
    "Reading", "Span", "Why",
]  # fmt: skip
