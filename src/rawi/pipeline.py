"""All stages in order: reading (text, names and tags, document, attribution, events, coreference), then resolving."""

from __future__ import annotations

from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.reading.pipeline import prepare, read_text
from rawi.resolving import resolve


def read_document(document: Document, lexicon: Lexicon) -> Reading:
    """The reading of one document, its names resolved: a pure function of the document and the lexicon."""
    text = prepare(document, lexicon)
    return resolve(read_text(text), text)
