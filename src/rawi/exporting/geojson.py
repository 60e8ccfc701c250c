"""Claims as GeoJSON features (RFC 7946) with ACLED's names as properties.

Coordinates are WGS84 degrees, longitude first. A claim without a point has `geometry: null`, as RFC 7946 allows: it is neither dropped nor
put at 0, 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawi.exporting import acled
from rawi.exporting.facts import facts
from rawi.exporting.safety import visible
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Reading

RECORD_SEPARATOR = "\x1e"
"""RFC 8142 puts it before every feature of a GeoJSON text sequence; many readers want it left out."""
OPENING, CLOSING = '{"type":"FeatureCollection","features":[', "]}"
MEMBERS = ("type", "id", "geometry", "properties")
"""What a feature holds; `properties` are the columns of acled.COLUMNS."""


def features(reading: Reading, source: Origin = UNKNOWN, *, everything: bool = False) -> Iterator[dict[str, Any] | None]:
    """A feature a claim; None for a claim that ACLED has no code for, unless `everything`.

    Text is `visible`: maps show it, so that control characters and bidi overrides are written as <U+202E>. Empty cells are null.
    """
    for at in facts(reading, source):
        if not everything and not acled.wanted(at):
            yield None
            continue
        row = acled.record(at)
        longitude, latitude = row["longitude"], row["latitude"]
        point = {"type": "Point", "coordinates": [longitude, latitude]} if longitude is not None and latitude is not None else None
        properties = {name: visible(v) if isinstance(v := row[name], str) else v for name in acled.COLUMNS}
        yield {"type": "Feature", "id": visible(at.id), "geometry": point, "properties": properties}
