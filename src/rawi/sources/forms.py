"""The Document of bytes that were kept: what must be remembered of one beside its bytes, and the way back.

With the same version of Rawi the way back gives the very Document that was read; a later version that takes more out of a page (a date
that was not found before) gives that too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rawi.errors import InputError, TooLarge
from rawi.model import Document
from rawi.sources.encodings import decode
from rawi.sources.html import page_of
from rawi.sources.items import IN_PAGE, IN_RECORD, IN_TEXT, WHOLE, Given, build
from rawi.sources.jsonl import line_text, record_of

FIELDS = ("id", "title", "published", "outlet", "author", "url", "captured", "form", "charset")
LONGEST = 100_000
"""Characters of a field that is remembered; nothing honest comes near it."""


def about(document: Document) -> dict[str, str]:
    """What is to be remembered beside the bytes, fields that are not there left out; raises TooLarge for a field of more than LONGEST."""
    form = document.form if document.raw is not None else WHOLE
    known = {name: form if name == "form" else getattr(document, name) for name in FIELDS}
    for name, value in known.items():
        if value is not None and len(value) > LONGEST:
            raise TooLarge(f"its {name} has {len(value):,} characters")
    return {name: value for name, value in known.items() if value is not None}


def about_text(document: Document) -> str:
    """`about` as canonical JSON."""
    return json.dumps(about(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_again(raw: bytes, known: Mapping[str, str], read_before: str) -> Document:
    """The Document that these bytes hold; raises InputError as the first taking in would.

    `known` is what `about` gave. `read_before` is the text (title, blank line, body) that was read from the bytes earlier; it counts only
    for bytes whose form is not known, those of a Document that was made by hand.
    """
    form, charset = known.get("form"), known.get("charset")
    said: dict[str, Any] = {name: known.get(name) for name in ("author", "url")}
    given = Given(known.get("published"), known.get("outlet"), known.get("title"))
    if form == IN_PAGE:
        page = page_of(decode(raw, charset).text)
        said = {"author": page.author or said["author"], "url": said["url"] or page.url}
        said |= {"title": page.title, "published": page.published, "outlet": page.outlet}
        text = page.text
    elif form == IN_RECORD:
        said |= {name: value for name, value in record_of(line_text(raw)).items() if name != "id"}
        text = said.pop("text")
    elif form == IN_TEXT:
        text = decode(raw, charset).text
    else:
        text = without_title(raw.decode("utf-8", "replace") if form == WHOLE else read_before, given.title)
    *_, last = build(known["id"], given, text, id=known["id"], captured=known.get("captured"), raw=raw, form=form, charset=charset, **said)
    if isinstance(last, Document):
        return last
    raise getattr(last, "error", InputError("no article comes out of it any more"))


def without_title(full_text: str, title: str | None) -> str:
    """The body of a full text (title, blank line, body)."""
    return full_text.removeprefix(f"{title}\n\n") if title else full_text
