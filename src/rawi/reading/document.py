"""The article itself: genre, byline, agencies, dateline, and lines that carry no claims."""

from __future__ import annotations

from rawi.arabic.script import fold
from rawi.arabic.tokens import LATIN, WORD
from rawi.model import Metadata, Span, Why
from rawi.reading.text import Text

_HEAD = 400
"""Bylines and datelines stand within so many code points of the body's start."""


def noise(text: Text) -> list[tuple[int, int]]:
    """Token ranges of disclaimers, «read also» lines, link lists and footers in other scripts."""
    starts = [fold(p) for p in text.lexicon.words("boilerplate")]
    out = []
    for a, b in text.sentences:
        if a < text.title_end:
            continue
        key = " ".join(w.key or t.text for w, t in zip(text.words[a:b], text.tokens[a:b], strict=True) if t.kind in (WORD, LATIN))
        latin = sum(t.kind == LATIN for t in text.tokens[a:b])
        arabic = sum(t.kind == WORD for t in text.tokens[a:b])
        if any(key.startswith(s) for s in starts) or (latin > 2 and latin > arabic):
            out.append((a, b))
    return out


def describe(text: Text) -> Metadata:
    """Genre, byline, agencies and dateline."""
    document = text.document
    agencies, place = _dateline(text)
    author = None
    genre, why = _genre(text, bool(agencies))
    return Metadata(
        genre, tuple(agencies), author, place, document.outlet, document.published, document.url, document.author, tuple(why)
    )


def _dateline(text: Text) -> tuple[list[Span], Span | None]:
    agencies: list[Span] = []
    return agencies, None


def _genre(text: Text, agency: bool) -> tuple[str, list[Why]]:
    return "report", [Why("default")]
