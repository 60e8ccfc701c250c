"""Rawi reads Arabic news of conflict and politics: who did what to whom, where, when, and on whose word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rawi.version import __version__

if TYPE_CHECKING:
    from rawi.model import Reading

__all__ = ["__version__", "read"]


def read(
    text: str, *, published: str | None = None, title: str | None = None, outlet: str | None = None, lexicon: str | Path | None = None
) -> Reading:
    """Reads one article: `text` is its body, `published` YYYY-MM-DD, `lexicon` a folder of your own entries.

    Returns a Reading with typed, frozen records; `reading.claims` joins each event with its chain of sources.
    Raises EmptyInput, NotArabic, BadDate or LexiconError.
    """
    from rawi.lexicon import load
    from rawi.pipeline import read_document
    from rawi.sources.documents import document_of

    document = document_of(text, title=title, published=published, outlet=outlet)
    return read_document(document, load(Path(lexicon) if lexicon else None))
