"""XML by expat alone, so that nothing is ever expanded or fetched: the one way in which feeds, OPML and sitemaps are read.

Declared entities are the one door for billion laughs, quadratic blow-up and external files; none of these formats needs them, so a
DOCTYPE with a subset of its own, and any declaration, is refused by name (UnsafeXml). The parser goes through the text once and keeps
no tree: of a text that breaks off, what was whole has been handed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5
from typing import Protocol, TypeVar
from xml.parsers import expat

from rawi.errors import UnsafeXml

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{0,31});)")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:[0-8]|1[124-9]|2\\d|3[01]|x[0-8bBcCeEfF]|x1[0-9a-fA-F]);")
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))

_BEFORE = re.compile(r"\s*(?:<!--.*?-->|<\?.*?\?>|<!DOCTYPE\b[^>\[]*(?:\[[^\]]*\][^>]*)?>)", re.I | re.S)


def root_at(text: str) -> int:
    """Where the first element may begin: behind comments, instructions and a DOCTYPE, one after the other, in one pass."""
    at = 0
    while match := _BEFORE.match(text, at):
        at = match.end()
    return at


class Broken(Exception):
    """Raised by a handler to end the parse where it stands; the message says what is wrong."""


class Handlers(Protocol):
    """What is told of the elements as they come."""

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, raw: str) -> None:
        """It ends."""

    def text(self, data: str) -> None:
        """Characters within it."""


H = TypeVar("H", bound=Handlers)


def _doctype(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
    if has_subset:
        raise UnsafeXml("its DOCTYPE has declarations of its own")


def _declared(*_: object) -> None:
    raise UnsafeXml("it declares an entity")


def _external(*_: object) -> int:
    raise UnsafeXml("it asks for another file")


def run(text: str, handlers: Handlers) -> str | None:
    """One pass over `text`: None, or where and why it broke off. Raises UnsafeXml, and what the handlers raise except Broken."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _declared
    parser.ExternalEntityRefHandler = _external
    parser.SkippedEntityHandler = lambda name, parameter: None if parameter else handlers.text(f"&{name};")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers.start, handlers.end, handlers.text
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return f"line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}"
    except Broken as error:
        return f"line {parser.CurrentLineNumber}: {error}"
    return None


def _outside_cdata(text: str, pattern: re.Pattern[str], by: str) -> str:
    return "".join(part if part.startswith("<![CDATA[") else pattern.sub(by, part) for part in _CDATA.split(text))


def _character(match: re.Match[str]) -> str:
    """A name of HTML's («&nbsp;») as its character: XML knows five names only, and feeds use HTML's as they please."""
    name = match.group(1)
    return match.group() if name in _OWN else html5.get(name + ";", match.group())


def cleaned(text: str) -> str:
    """`text` without its declaration (it is decoded already); HTML's entity names as characters, what XML forbids as U+FFFD."""
    text = _DECLARATION.sub("", text.removeprefix("\ufeff").lstrip(), count=1)
    return _NAMED.sub(_character, _NO_XML.sub("\ufffd", text))


def parsed(text: str, make: Callable[[], H], better: Callable[[H, H], bool]) -> tuple[H, str | None]:
    """(the handlers after a pass over `text`, its fault or None). A lone «&», the commonest fault of XML made by hand, is taken as
    written where the text does not parse otherwise and `better(second, first)` holds."""
    text = cleaned(text)
    first = make()
    fault = run(text, first)
    if fault and _BARE.search(text):
        second = make()
        other = run(_outside_cdata(text, _BARE, "&amp;"), second)
        if other is None or better(second, first):
            return second, other
    return first, fault
