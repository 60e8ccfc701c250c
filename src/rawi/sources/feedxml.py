"""RSS 2.0, RSS 1.0 (RDF) and Atom to their items, by expat alone, so that nothing is ever expanded or fetched.

Declared entities are the one door for billion laughs, quadratic blow-up and external files; no feed needs them, so a DOCTYPE with a
subset of its own, and any declaration, is refused by name (UnsafeXml). The parser goes through the text once and keeps no tree: of
a feed that breaks off, the items that were whole are there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from xml.parsers import expat

from rawi.errors import BrokenFeed, UnsafeXml

MAX_DEPTH = 256
MAX_ITEMS = 100_000
_PREFIXES = {
    "http://purl.org/rss/1.0/": "", "http://my.netscape.com/rdf/simple/0.9/": "", "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc", "http://purl.org/dc/terms/": "dcterms", "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom", "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "http://www.w3.org/1999/xhtml": "",
}  # fmt: skip
_ROOTS = {"rss": "rss", "RDF": "rdf", "feed": "atom"}
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{0,31});)")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:[0-8]|1[124-9]|2\\d|3[01]|x[0-8bBcCeEfF]|x1[0-9a-fA-F]);")
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))


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
        self._stack: list[str] = []
        self._names: dict[str, str] = {}
        self._item: dict[str, list[Field]] | None = None
        self._item_depth = 0
        self._field: tuple[str, dict[str, str], int] | None = None
        self._parts: list[tuple[bool, str]] = []

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
                raise BrokenFeed(f"this is XML, but no feed: its root is <{raw[:60]}>")
        self._stack.append(name)
        depth = len(self._stack)
        if depth > MAX_DEPTH:
            raise BrokenFeed(f"elements nested deeper than {MAX_DEPTH}")
        if self._field is not None:
            self._parts.append((True, f"<{name}>"))
        elif self._item is None and name in ("item", "entry") and depth in (2, 3):
            if len(self.feed.items) >= MAX_ITEMS:
                raise BrokenFeed(f"more than {MAX_ITEMS:,} items")
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

    def skipped(self, name: str, is_parameter: int) -> None:
        if not is_parameter:
            self.text(f"&{name};")


def _doctype(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
    if has_subset:
        raise UnsafeXml("its DOCTYPE has declarations of its own")


def _declared(*_: object) -> None:
    raise UnsafeXml("it declares an entity")


def _external(*_: object) -> int:
    raise UnsafeXml("it asks for another file")


def _parse(text: str) -> Feed:
    """One pass; faults of form end it and are noted in the Feed, all others are raised."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _declared
    parser.ExternalEntityRefHandler = _external
    parser.SkippedEntityHandler = reader.skipped
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = reader.start, reader.end, reader.text
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        reader.feed.fault = f"line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}"
    except BrokenFeed as error:
        if not reader.feed.items:
            raise
        reader.feed.fault = f"line {parser.CurrentLineNumber}: {error.message}"
    return reader.feed


def _outside_cdata(text: str, pattern: re.Pattern[str], by: str) -> str:
    return "".join(part if part.startswith("<![CDATA[") else pattern.sub(by, part) for part in _CDATA.split(text))


def _character(match: re.Match[str]) -> str:
    """A name of HTML's («&nbsp;») as its character: XML knows five names only, and feeds use HTML's as they please."""
    name = match.group(1)
    return match.group() if name in _OWN else html5.get(name + ";", match.group())


def parse(text: str) -> Feed:
    """The feed in `text`; raises BrokenFeed when there is none, and UnsafeXml. Characters that XML forbids become U+FFFD.

    A lone «&», the commonest fault of feeds made by hand, is taken as written where the text does not parse otherwise.
    """
    text = _DECLARATION.sub("", text.removeprefix("\ufeff").lstrip(), count=1)
    text = _NAMED.sub(_character, _NO_XML.sub("\ufffd", text))
    feed = _parse(text)
    if feed.fault and _BARE.search(text):
        again = _parse(_outside_cdata(text, _BARE, "&amp;"))
        feed = again if again.fault is None or len(again.items) > len(feed.items) else feed
    if feed.fault and not feed.items:
        raise BrokenFeed(f"not well-formed: {feed.fault}")
    return feed
