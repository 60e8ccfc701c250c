"""One text to a Document, or a named error."""

from __future__ import annotations

import hashlib
from datetime import date

from rawi.arabic.script import is_arabic
from rawi.errors import BadDate, EmptyInput, NotArabic
from rawi.model import Document
from rawi.sources.encodings import clean


def check_date(value: str | None) -> str | None:
    """`value` as YYYY-MM-DD (a time of day is cut off); raises BadDate."""
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value).strip()[:10]).isoformat()
    except ValueError:
        raise BadDate(f"{value!r} is not a date") from None


def document_of(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    author: str | None = None,
    url: str | None = None,
    captured: str | None = None,
    raw: bytes | None = None,
    form: str | None = None,
    charset: str | None = None,
) -> Document:
    """A Document of one article's text; raises EmptyInput, NotArabic or BadDate.

    Lone surrogates, which no file can hold, and NUL are replaced by U+FFFD one for one, so that offsets stay true.
    """
    text = clean(text)
    title, outlet, author, url, id = (clean(field) if field else None for field in (title, outlet, author, url, id))
    if not (text.strip() or (title or "").strip()):
        raise EmptyInput("there is no text")
    if not is_arabic(f"{title or ''} {text}"):
        raise NotArabic("hardly any Arabic in this text")
    day = check_date(published)
    if id is None:
        id = hashlib.sha256(f"{title or ''}\n\n{text}".encode()).hexdigest()[:12]
    return Document(id, text, title or None, day, outlet or None, author or None, url or None, captured or None, raw, form, charset)
