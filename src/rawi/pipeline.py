"""All stages in order: reading (text, names and tags, document, attribution, events, coreference), then resolving."""

from __future__ import annotations

import os

from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.model import Document, Reading
from rawi.reading.pipeline import prepare, read_text
from rawi.resolving import resolve


def read_document(document: Document, lexicon: Lexicon) -> Reading:
    """The reading of one document, its names resolved: a pure function of the document and the lexicon."""
    text = prepare(document, lexicon)
    return resolve(read_text(text), text)


def read_safely(document: Document, lexicon: Lexicon) -> Reading:
    """The same, where one article must not end a batch: a fault of Rawi's own is a RawiError too (with RAWI_DEBUG set, it is itself)."""
    try:
        return read_document(document, lexicon)
    except RawiError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        if os.environ.get("RAWI_DEBUG"):
            raise
        raise RawiError(f"a fault in Rawi itself ({type(error).__name__}: {error})") from error
