"""Sitemaps (sitemaps.org 0.9), indexes of sitemaps, the news extension, and plain lists of addresses: which pages a site has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rawi.errors import BrokenList
from rawi.sources.safexml import Broken, parsed, root_at

MAX_SIZE = 52_428_800
"""Bytes, unpacked: the protocol's limit."""
MAX_PLACES = 50_000
"""Addresses in one sitemap: the protocol's limit. What goes beyond is left out, and `fault` says so."""
MAX_DEPTH = 32
MAX_TEXT = 5_000
_ROOT = re.compile(r"\s*<(?:\w+:)?(?:urlset|sitemapindex)\b")
_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)")
_WEB = re.compile(r"https?://\S+", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """One page, or one sitemap of an index: address, when it last changed (as written), and what the news extension says."""

    url: str
    changed: str | None = None
    published: str | None = None
    title: str | None = None
    outlet: str | None = None

    @property
    def day(self) -> str | None:
        """YYYY-MM-DD of its publication, else of its last change; None where neither is said."""
        match = _DAY.match(self.published or self.changed or "")
        return match.group(1) if match else None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """`places` are pages, or sitemaps where `index`; `fault` tells where it broke off, if it did."""

    index: bool
    places: tuple[Place, ...]
    fault: str | None = None


class _Reader:
    """Places as they come; only the element's own name counts, as prefixes differ and children of images and videos are deeper."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.index = False
        self.wrong = ""
        self._stack: list[str] = []
        self._place: dict[str, str] = {}
        self._parts: list[str] = []
        self._size = 0

    def start(self, raw: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        name = raw.rpartition(":")[2].lower()
        if not self._stack:
            if name not in ("urlset", "sitemapindex"):
                self.wrong = f"this is XML, but no sitemap: its root is <{raw[:60]}>"
                raise Broken(self.wrong)
            self.index = name == "sitemapindex"
        self._stack.append(name)
        if len(self._stack) > MAX_DEPTH:
            raise Broken(f"elements nested deeper than {MAX_DEPTH}")
        if len(self._stack) == 2:
            self._place = {}
        self._parts, self._size = [], 0

    def text(self, data: str) -> None:
        if self._size < MAX_TEXT:
            self._parts.append(data)
            self._size += len(data)

    def end(self, _raw: str) -> None:
        path = tuple(self._stack[1:])
        self._stack.pop()
        value = " ".join("".join(self._parts).split())
        self._parts, self._size = [], 0
        if len(path) in (2, 4) and value:
            self._place.setdefault("/".join(path[1:]), value)
        elif path == ("url", "news", "title"):
            self._place.setdefault("title", value)
        elif path == ("url", "news", "publication_date"):
            self._place.setdefault("published", value)
        elif path in (("url",), ("sitemap",)):
            self._add()

    def _add(self) -> None:
        own = self._place
        url = own.get("loc", "")
        if not _WEB.fullmatch(url):
            return
        if len(self.places) >= MAX_PLACES:
            raise Broken(f"more than {MAX_PLACES:,} addresses")
        self.places.append(Place(url, own.get("lastmod"), own.get("published"), own.get("title"), own.get("news/publication/name")))


def looks_like_sitemap(text: str) -> bool:
    """Whether `text` begins as a sitemap or an index does."""
    head = text[:4_000].removeprefix("\ufeff")
    return _ROOT.match(head, root_at(head)) is not None


def sitemap_of(text: str) -> Sitemap:
    """The sitemap in `text`; raises BrokenList where there is none in it, and UnsafeXml. Of one that is cut, the whole places count."""
    reader, fault = parsed(text, _Reader, lambda second, first: len(second.places) > len(first.places))
    if not reader.places:
        raise BrokenList(reader.wrong or (f"not well-formed: {fault}" if fault else "there is no address in this sitemap"))
    unique = {place.url: place for place in reversed(reader.places)}
    return Sitemap(reader.index, tuple(reversed(unique.values())), fault)


def newest_first(places: tuple[Place, ...], since: str | None, left_out: Callable[[Place], None]) -> list[Place]:
    """The places of `since` (YYYY-MM-DD) and later, newest first; those without a date come last, and with `since` not at all."""
    kept = []
    for place in places:
        if since and (place.day or "") < since:
            left_out(place)
        else:
            kept.append(place)
    return sorted(kept, key=lambda place: place.day or "", reverse=True)
