"""The records: spans, attributions, events, claims, documents and readings; frozen, typed, and their JSON."""

from rawi.model.records import (
    Attribution,
    Claim,
    DateValue,
    Document,
    Event,
    Link,
    Metadata,
    Range,
    Reading,
    Span,
    Why,
)

__all__ = ["Attribution", "Claim", "DateValue", "Document", "Event", "Link", "Metadata", "Range", "Reading", "Span", "Why"]
