"""RSS 2.0, RSS 1.0 (RDF) and Atom to their items, by the safe reading of XML; of a feed that breaks off, the whole items are there."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from rawi.errors import BrokenFeed
from rawi.sources.safexml import Broken, parsed

MAX_DEPTH = 256
MAX_ITEMS = 100_000
_PREFIXES = {
    "http://purl.org/rss/1.0/": "", "http://my.netscape.com/rdf/simple/0.9/": "", "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms", "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "http://www.w3.org/1999/xhtml": "",
}  # fmt: skip
_ROOTS = {"rss": "rss", "RDF": "rdf", "feed": "atom"}


@dataclass(frozen=True, slots=True)
class Field:
    """One element of an item: its text (`nested` when it is markup made of child elements) and its attributes."""

    text: str
    attributes: dict[str, str]
    nested: bool = False


@dataclass(slots=True)
class Feed:
    """The `kind` (rss, rdf or atom), the fields of the feed and of each whole item by name, and where it broke off, if it did."""

    kind: str = ""
    fields: dict[str, list[Field]] = field(default_factory=dict)
    items: list[dict[str, list[Field]]] = field(default_factory=list)
    fault: str | None = None


class _Reader:
    """The handlers of one parse. Fields are the direct children of an item or of the feed; deeper elements are their markup."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.wrong = ""
        self._stack: list[str] = []
        self._names: dict[str, str] = {}
        self._item: dict[str, list[Field]] | None = None
        self._item_depth = 0
        self._field: tuple[str, dict[str, str], int] | None = None
        self._parts: list[tuple[bool, str]] = []

    def _broken(self, wrong: str) -> Broken:
        self.wrong = wrong
        return Broken(wrong)

    def _name(self, raw: str) -> str:
        prefix, _, local = raw.rpartition(":")
        prefix = self._names.get(prefix, prefix)
        if prefix == "atom" and self.feed.kind in ("", "atom"):
            return local
        return f"{prefix}:{local}" if prefix not in ("", "rdf") else local

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key == "xmlns" or key.startswith("xmlns:"):
                # A name given twice keeps its first meaning: markup inside an item must not rename the feed's own elements.
                self._names.setdefault(key[6:], _PREFIXES.get(value.strip(), key[6:]))
        name = self._name(raw)
        if not self._stack:
            self.feed.kind = _ROOTS.get(name, "")
            if not self.feed.kind:
                raise self._broken(f"this is XML, but no feed: its root is <{raw[:60]}>")
        self._stack.append(name)
        depth = len(self._stack)
        if depth > MAX_DEPTH:
            raise self._broken(f"elements nested deeper than {MAX_DEPTH}")
        if self._field is not None:
            self._parts.append((True, f"<{name}>"))
        elif self._item is None and name in ("item", "entry") and depth in (2, 3):
            if len(self.feed.items) >= MAX_ITEMS:
                raise self._broken(f"more than {MAX_ITEMS:,} items")
            self._item, self._item_depth = {}, depth
            if about := next((v for k, v in attributes.items() if k.rpartition(":")[2] == "about"), ""):
                self._item["about"] = [Field(about, {})]
        elif (self._item is not None and depth == self._item_depth + 1) or (self._item is None and self._of_feed(depth)):
            self._field, self._parts = (name, dict(attributes), depth), []

    def _of_feed(self, depth: int) -> bool:
        if self.feed.kind == "atom":
            return depth == 2
        return depth == 3 and self._stack[1] == "channel"

    def end(self, _raw: str) -> None:
        depth = len(self._stack)
        name = self._stack.pop()
        if self._field is None:
            if self._item is not None and depth == self._item_depth:
                self.feed.items.append(self._item)
                self._item = None
            return
        own, attributes, at = self._field
        if depth > at:
            self._parts.append((True, f"</{name}>"))
            return
        nested = any(markup for markup, _ in self._parts)
        text = "".join(escape(t, quote=False) if nested and not markup else t for markup, t in self._parts)
        into = self._item if self._item is not None else self.feed.fields
        into.setdefault(own, []).append(Field(text, attributes, nested))
        self._field = None

    def text(self, data: str) -> None:
        if self._field is not None:
            self._parts.append((False, data))


def parse(text: str) -> Feed:
    """The feed in `text`; raises BrokenFeed when there is none, and UnsafeXml. Characters that XML forbids become U+FFFD."""
    reader, fault = parsed(text, _Reader, lambda second, first: len(second.feed.items) > len(first.feed.items))
    if fault and not reader.feed.items:
        raise BrokenFeed(reader.wrong or f"not well-formed: {fault}")
    reader.feed.fault = fault
    return reader.feed
