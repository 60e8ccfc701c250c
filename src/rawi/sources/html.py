"""A web page to the text of its article and what the page says of itself.

The text comes from trafilatura, which is an extra and imported only here. Title, author, outlet, address and date are taken
from the page's own metadata (Open Graph, JSON-LD, `<time>`): guessing a date from the words misreads Hijri datelines.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rawi.errors import BrokenHtml, MissingExtra, RawiError
from rawi.sources.markup import check_markup
from rawi.sources.substitutes import check_article

_REGULAR = {"re": "http://exslt.org/regular-expressions"}
_BARRIER = "pay-?wall|reg-?wall|subscribers?-only|premium-lock"
SLOW_LIMIT = 1_000_000
"""Pages beyond this many characters are read with the fast method alone."""
MAX_FIELD = 1_000
_DATE_NAMES = (
    "article:published_time",
    "datePublished",
    "og:article:published_time",
    "pubdate",
    "publishdate",
    "DC.date.issued",
    "date",
)
_DATE = re.compile(r"(?:19[89]|20[0-9])\d-[01]\d-[0-3]\d")
_SITE_TAIL = re.compile(r"\s+[|\-–—»:]\s+[^|\-–—»:]{1,60}$")
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_BEFORE = re.compile(r"\s*(?:<!--.*?-->|<\?xml[^>]*>)", re.S)


@dataclass(frozen=True, slots=True)
class Page:
    """The article's text and what the page says of it."""

    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None


def looks_like_html(text: str) -> bool:
    """Whether `text` begins as a page does."""
    head, at = text[:4_000], 0
    while match := _BEFORE.match(head, at):
        at = match.end()
    return _HTML.match(head, at) is not None


def _field(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(value[:MAX_FIELD].split()) or None


def _meta(tree: Any, *names: str) -> str | None:
    """The first filled `<meta>` of these names, in their order."""
    for name in names:
        for node in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]", n=name)[:3]:
            if found := _field(node.get("content")):
                return found
    return None


def _objects(data: object) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of a block: itself, the members of a list or of its graph."""
    rows = data if isinstance(data, list) else [data]
    for row in rows[:50]:
        if isinstance(row, dict):
            yield row
            graph = row.get("@graph")
            yield from (r for r in graph[:50] if isinstance(r, dict)) if isinstance(graph, list) else ()


def _linked_data(tree: Any) -> dict[str, Any]:
    """The JSON-LD object of the article, or nothing."""
    for node in tree.xpath("//script[@type='application/ld+json']")[:20]:
        try:
            data = json.loads(node.text or "")
        except (ValueError, RecursionError):
            continue
        for row in _objects(data):
            if "headline" in row or "datePublished" in row:
                return row
    return {}


def _named(value: object) -> str | None:
    """The name in a JSON-LD author or publisher: a string, an object or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    return _field(value.get("name") if isinstance(value, dict) else value)


def _published(tree: Any, linked: dict[str, Any]) -> str | None:
    times = [_field(node.get("datetime")) for node in tree.xpath("//article//time[@datetime] | //time[@datetime]")[:1]]
    for value in (_meta(tree, *_DATE_NAMES), _field(linked.get("datePublished")), *times):
        if value and (match := _DATE.match(value)):
            return match.group()
    return None


def _title(tree: Any, linked: dict[str, Any], outlet: str | None) -> str | None:
    """The headline: a lone `<h1>`, else what the metadata says without the site's name behind it."""
    heads = [h for node in tree.xpath("//h1")[:5] if (h := _field(node.text_content()))]
    nodes = [_field(node.text_content()) for node in tree.xpath("//title")[:1]]
    given = next(filter(None, (_meta(tree, "og:title", "twitter:title"), _field(linked.get("headline")), *nodes)), None)
    for head in heads:
        if given is None or head in given:
            return head
    if given is None:
        return None
    tail = _SITE_TAIL.search(given)
    if tail and outlet and outlet in tail.group():
        return given[: tail.start()] or given
    return given


def _body(trafilatura: Any, tree: Any, size: int) -> str:
    found = trafilatura.bare_extraction(tree, fast=size > SLOW_LIMIT, include_comments=False, include_tables=False)
    return (found.text or "").strip() if found is not None else ""


def _paragraphs(tree: Any) -> str:
    return "\n".join(p for node in tree.xpath("//body//p")[:5_000] if (p := " ".join(node.text_content().split())))


def _visible(tree: Any) -> str:
    """All that a page shows, for one in which no article was found."""
    nodes = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")[:20_000]
    return "\n".join(line for node in nodes if (line := " ".join(str(node).split())))


def _barrier(tree: Any) -> str:
    """What the page itself marks as its paywall, which the search for the article leaves out."""
    found = tree.xpath("//*[re:test(concat(@class, ' ', @id), $p, 'i')]", namespaces=_REGULAR, p=_BARRIER)
    return "\n".join(" ".join(node.text_content().split()) for node in found[:20])


def _titles(tree: Any) -> list[str]:
    return [t for node in tree.xpath("//h1 | //title")[:10] if (t := _field(node.text_content()))]


def _read(trafilatura: Any, text: str) -> Page:
    tree = trafilatura.load_html(text)
    if tree is None:
        raise BrokenHtml("this is not a page")
    linked = _linked_data(tree)
    outlet = _meta(tree, "og:site_name") or _named(linked.get("publisher"))
    author = _named(linked.get("author")) or _meta(tree, "author", "article:author")
    links = [_field(node.get("href")) for node in tree.xpath("//link[@rel='canonical'][@href]")[:1]]
    url = next((u for u in (*links, _meta(tree, "og:url")) if u and u.startswith(("http://", "https://"))), None)
    title, published = _title(tree, linked, outlet), _published(tree, linked)
    titles, barrier = _titles(tree), _barrier(tree)
    body = _body(trafilatura, tree, len(text)) or _paragraphs(trafilatura.load_html(text))
    check_article(titles, body or _visible(trafilatura.load_html(text)), text, barrier)
    first, _, rest = body.partition("\n")
    if title and first.strip().lstrip("# ") == title and rest.strip():
        body = rest.strip()
    if not body:
        raise BrokenHtml("no article text was found in this page")
    return Page(body, title, author if author and not author.startswith("http") else None, published, outlet, url)


def page_of(text: str) -> Page:
    """The article in the page `text`; raises BrokenHtml, TooLarge or MissingExtra."""
    check_markup(text)
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra(f"reading HTML needs trafilatura ({error.msg.splitlines()[0]})") from None
    for name in ("trafilatura", "htmldate", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        return _read(trafilatura, text)
    except RawiError:
        raise
    except (Exception, RecursionError, MemoryError) as error:  # hostile pages break the libraries below in ways nobody can list
        raise BrokenHtml(f"this page cannot be taken apart ({type(error).__name__})") from None
