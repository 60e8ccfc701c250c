"""What comes out of inputs: Documents, refusals by name, notices; and the limits that keep one input from harming the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass

from rawi.errors import BadDate, RawiError, UnreadableInput
from rawi.model import Document
from rawi.sources.documents import check_date, document_of

HEAD = 4_000
"""Characters from which a feed or a page is told."""
MAX_BYTES = 20_000_000
"""The largest document: one text file, one page, or one line of JSONL, in bytes, unpacked."""
IN_TEXT, IN_PAGE, IN_RECORD, WHOLE = "text", "page", "record", "whole"
"""How an article stands in its bytes: as plain text, as a web page, as a line of JSONL; WHOLE: the bytes are title, blank line, body."""
MAX_RATIO = 250
"""A packed file that unpacks to more than this many times its size is a bomb; news packs 3 to 10 times."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of the documents where the inputs themselves do not."""

    published: str | None = None
    outlet: str | None = None
    title: str | None = None

    def checked(self) -> Given:
        """The same with `published` as YYYY-MM-DD; raises BadDate."""
        return Given(check_date(self.published), self.outlet, self.title)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that is no Document, and why. `name` is the file, with «:line» for a line of JSONL, «:number» for an item or record."""

    name: str
    error: RawiError


@dataclass(frozen=True, slots=True)
class Notice:
    """Something left out or set right that the reader should know of; it is no failure."""

    name: str
    message: str


Item = Document | Refusal | Notice


def shown_name(path: str | os.PathLike[str]) -> str:
    """A path as text that can be printed: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def unreadable(error: OSError) -> UnreadableInput:
    """An OSError by our name."""
    return UnreadableInput(error.strerror.lower() if error.strerror else type(error).__name__)


def build(
    name: str,
    given: Given,
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
) -> list[Item]:
    """The Document of these fields, or its Refusal; a `published` that is no date is left out, and a Notice says so."""
    out: list[Item] = []
    try:
        published = check_date(published)
    except BadDate as error:
        out.append(Notice(name, f"{error.message}; read without a publication date"))
        published = None
    try:
        document = document_of(
            text,
            id=id or None,
            title=title if title and title.strip() else given.title,
            published=published or (None if out else given.published),
            outlet=outlet or given.outlet,
            author=author,
            url=url,
            captured=captured,
            raw=raw,
            form=form,
            charset=charset,
        )
    except RawiError as error:
        return [*out, Refusal(name, error)]
    return [*out, document]
