"""Claims as W3C Web Annotations (Web Annotation Data Model and Vocabulary), JSON-LD, one annotation a claim.

The target is the sentence that the claim stands in, by position and by quotation. Positions are code points in logical order into the text
that Rawi read (title, blank line, body), not into the page's markup; the quotation finds the sentence in the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from rawi.exporting import identifiers
from rawi.exporting.facts import Facts, facts, notes
from rawi.exporting.safety import visible
from rawi.exporting.source import UNKNOWN, Origin
from rawi.model import Reading

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"rawi": "urn:rawi:", "sha256": "rawi:sha256"}]
AROUND = 32
"""So many code points of prefix and suffix; a few less where a letter and its marks would be torn apart."""
FIELDS = (
    "@context", "id", "type", "motivation", "generator", "body", "target", "source", "selector", "state", "start", "end", "exact", "prefix",
    "suffix", "sourceDate", "cached", "sha256",
)  # fmt: skip
"""Every key that may be written, nested ones too; docs/exports.md describes them."""


def _mark(char: str) -> bool:
    return unicodedata.combining(char) != 0


def prefix(text: str, start: int) -> str:
    """Up to AROUND code points before `start`, beginning with no mark of a letter that is cut off."""
    begin = max(0, start - AROUND)
    while 0 < begin < start and _mark(text[begin]):
        begin += 1
    return text[begin:start]


def suffix(text: str, end: int) -> str:
    """Up to AROUND code points from `end` on, ending with no letter whose marks are cut off."""
    stop = min(len(text), end + AROUND)
    while end < stop < len(text) and _mark(text[stop]):
        stop -= 1
    return text[end:stop]


def _state(source: Origin) -> dict[str, Any] | None:
    """Which bytes the positions hold in; None where no hash is known, since a position alone is brittle."""
    if source.document_sha256 is None:
        return None
    known = {"sourceDate": source.retrieved_at, "cached": identifiers.address(source.archive_uri), "sha256": source.document_sha256}
    return {"type": "TimeState", **{name: value for name, value in known.items() if value is not None}}


def _tag(name: str, value: str | None) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": f"{name}={visible(value or '')}"}


def annotation(at: Facts) -> dict[str, Any]:
    """One claim; the same claim read by the same version has the same `id`. No time of creation: the clock is not read."""
    text, start, end = at.reading.text, at.evidence_start, at.evidence_end
    target: dict[str, Any] = {
        "source": identifiers.document(at.reading, at.source),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": prefix(text, start), "suffix": suffix(text, end)},
        ],
    }
    state = _state(at.source)
    event, version = at.event, at.reading.rawi_version
    return {
        "@context": CONTEXT, "id": identifiers.claim(at), "type": "Annotation", "motivation": "describing",
        "generator": {"id": identifiers.urn("rawi", version), "type": "Software", "name": f"rawi {version}"},
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "language": "en", "value": visible(notes(at))},
            _tag("claim_id", at.claim.id), _tag("type", event.type), _tag("mode", event.mode), _tag("status", event.status),
            _tag("trigger", f"{event.trigger.start}-{event.trigger.end}"), _tag("chain", at.claim.path()),
            _tag("origin", at.claim.origin.name),
        ],
        "target": {**target, "state": state} if state else target,
    }  # fmt: skip


def records(reading: Reading, source: Origin = UNKNOWN) -> Iterator[dict[str, Any]]:
    """An annotation for every claim, in the order of the text."""
    for at in facts(reading, source):
        yield annotation(at)
