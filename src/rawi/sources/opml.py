"""Lists of feeds: OPML 1.0 and 2.0, nested as deep as people nest them, or a plain text with one address a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.errors import BrokenList
from rawi.sources.safexml import Broken, parsed, root_at

MAX_DEPTH = 256
MAX_FEEDS = 100_000
MAX_ADDRESS = 4_000
_OPML = re.compile(r"\s*<opml\b", re.I)
_WEB = re.compile(r"https?://", re.I)


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed in a list: its address, and its name where the list gives one."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class FeedList:
    """The feeds of a list in order, each address once, and what in it is no feed's address, in words."""

    feeds: tuple[Listed, ...]
    left_out: tuple[str, ...] = ()


class _Outlines:
    """The outlines that have an `xmlUrl`, whatever outlines they stand in; names of attributes are compared without case."""

    def __init__(self) -> None:
        self.found: dict[str, Listed] = {}
        self.left_out: list[str] = []
        self._depth = 0

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        name = raw.lower()
        if self._depth == 1 and name != "opml":
            raise Broken(f"this is XML, but no OPML: its root is <{raw[:60]}>")
        if self._depth > MAX_DEPTH:
            raise Broken(f"elements nested deeper than {MAX_DEPTH}")
        if name != "outline":
            return
        own = {key.lower(): value for key, value in attributes.items()}
        url = " ".join(own.get("xmlurl", "").split())
        title = " ".join((own.get("title") or own.get("text") or "").split())[:500] or None
        if _WEB.match(url) and len(url) <= MAX_ADDRESS:
            self.found.setdefault(url, Listed(url, title))
        elif url:
            self.left_out.append(f"the outline {title or ''!r} has no web address: {url[:100]!r}")
        if len(self.found) > MAX_FEEDS:
            raise Broken(f"more than {MAX_FEEDS:,} feeds")

    def end(self, _raw: str) -> None:
        self._depth -= 1

    def text(self, data: str) -> None:
        """OPML says everything in attributes."""


def looks_like_opml(text: str) -> bool:
    """Whether `text` begins as OPML does."""
    head = text[:4_000].removeprefix("\ufeff")
    return _OPML.match(head, root_at(head)) is not None


def feed_list(text: str) -> FeedList:
    """The feeds listed in `text`, OPML or plain; raises BrokenList (with the line) or UnsafeXml. A list that is cut is no list:
    of a part one could not tell what is missing."""
    if text.lstrip("\ufeff \t\r\n")[:1] != "<":
        return _lines(text)
    outlines, fault = parsed(text, _Outlines, lambda second, first: len(second.found) > len(first.found))
    if fault:
        raise BrokenList(f"not well-formed OPML: {fault}")
    if not outlines.found:
        raise BrokenList("no outline in this OPML has the address of a feed (xmlUrl)")
    return FeedList(tuple(outlines.found.values()), tuple(outlines.left_out))


def _lines(text: str) -> FeedList:
    """One address a line; blank lines and what stands behind «#» at a line's beginning say nothing."""
    found: dict[str, Listed] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        if not _WEB.match(url) or len(url) > MAX_ADDRESS or re.search(r"\s", url):
            raise BrokenList(f"line {number} is no address: {url[:100]!r}")
        found.setdefault(url, Listed(url))
        if len(found) > MAX_FEEDS:
            raise BrokenList(f"more than {MAX_FEEDS:,} feeds")
    if not found:
        raise BrokenList("there is no address in this list")
    return FeedList(tuple(found.values()))
