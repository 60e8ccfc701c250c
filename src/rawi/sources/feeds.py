"""Feeds saved as files: RSS 2.0, RSS 1.0, Atom and JSON Feed 1.1; each item a Document, its outlet the feed's title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from rawi.errors import BrokenFeed, MissingExtra, RawiError
from rawi.model import Document
from rawi.sources.feedxml import Field, parse
from rawi.sources.fragments import plain_line, text_of
from rawi.sources.html import looks_like_html
from rawi.sources.items import HEAD, Given, Item, Notice, Refusal, build
from rawi.sources.safexml import root_at

WHOLE = 1_000
"""Characters from which an item's text is taken for the whole article; summaries are shorter, and often end in «…»."""
_CUT = re.compile(r"(?:…|\.{3}|\[(?:…|\.{3}|&#8230;)\])\s*$")
_ROOT = re.compile(r"\s*<(?:\w+:)?(?:rss|RDF|feed)\b")
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/1')
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_TITLE = re.compile(r'"title"\s*:\s*(?=")')
_BETWEEN = re.compile(r"[\s,]*")
_ISO = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?=[T\s]|$)")
_NAMED = re.compile(r"<name>(.*?)</name>", re.S)
_RSS_AUTHOR = re.compile(r"\s*\S+@\S+\s*\(([^()]+)\)\s*")
_BODIES = ("content:encoded", "content", "description", "summary", "atom:content", "atom:summary", "dc:description")
_DATES = ("pubDate", "published", "issued", "dc:date", "dcterms:issued", "atom:published", "created", "updated", "modified", "atom:updated")
_AUTHORS = ("dc:creator", "author", "atom:author")


def looks_like_feed(text: str) -> bool:
    """Whether `text` begins as a feed does, in XML or JSON."""
    head = text[:HEAD].removeprefix("\ufeff")
    if head.lstrip()[:1] == "{":
        return _JSON_FEED.search(head) is not None
    return _ROOT.match(head, root_at(head)) is not None


def day_of(value: str) -> str:
    """A feed's date (RFC 822 or ISO 8601) as YYYY-MM-DD, in the zone it is written in; what is neither comes back as it is."""
    if match := _ISO.match(value):
        return match.group(1)
    try:
        found: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return value.strip()[:100]
    return found.date().isoformat()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: the Documents, Refusals and Notices that it gives, its own id and address, its day of publication.

    `whole` is whether its text is the article's; of many feeds it is only a summary, or there is none. `key` is its id, else its address,
    else its number: what it is known by when the feed comes again.
    """

    key: str
    url: str | None
    published: str | None
    whole: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a feed holds: its title, entries in its order, where it broke off (or None), for how many minutes it asks to be left alone."""

    outlet: str | None
    entries: tuple[Entry, ...]
    fault: str | None = None
    ttl: float | None = None


def items(text: str, name: str, given: Given) -> Iterator[Item]:
    """The Documents of the feed in `text`, with Refusals of items and Notices; raises BrokenFeed, UnsafeXml or MissingExtra.

    An item's id is its own (guid, id), else «name:number», numbers counted from 1; an id that comes again in the same feed is
    replaced by «name:number» too, and a Notice says so.
    """
    outlet, rows, fault, _ = _rows(text)
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        yield from _item(row, f"{name}:{number}", outlet, given, seen)
    if fault:
        yield Notice(name, f"the feed breaks off or is broken ({fault}); {len(rows)} whole items were read, the rest is lost")
    elif not rows:
        raise BrokenFeed("there is no item in this feed", hint="Fetch it again; some feeds are empty for a while.")


def contents(text: str, name: str, given: Given) -> Contents:
    """The feed in `text` item by item, for whoever follows it; raises as `items` does, but not for a feed without an item."""
    outlet, rows, fault, ttl = _rows(text)
    seen: set[str] = set()
    entries = []
    for number, row in enumerate(rows, 1):
        where = f"{name}:{number}"
        made = tuple(_item(row, where, outlet, given, seen))
        own = row if isinstance(row, dict) else {}
        text_length = max((len(item.text) for item in made if isinstance(item, Document)), default=0)
        cut = any(_CUT.search(item.text) for item in made if isinstance(item, Document))
        published = day_of(own["published"]) if own.get("published") else None
        url = own.get("url") or None
        entries.append(Entry(own.get("id") or url or where, url, published, text_length >= WHOLE and not cut, made))
    return Contents(outlet, tuple(entries), fault, ttl)


def _rows(text: str) -> tuple[str | None, list[dict[str, str] | str], str | None, float | None]:
    """(outlet, rows, where it broke off, minutes of `ttl`)."""
    if looks_like_html(text):
        raise BrokenFeed("a web page stands where a feed was expected", hint="The site sent a page; look at it, and fetch the feed again.")
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        outlet, rows, fault = _json_feed(text)
        return outlet, rows, fault, None
    feed = parse(text)
    ttl = next((f.text.strip() for f in feed.fields.get("ttl", ())), "")
    minutes = float(ttl) if ttl.isascii() and ttl.isdigit() and len(ttl) < 7 else None
    return _line(feed.fields.get("title", ())) or None, [_row(item) for item in feed.items], feed.fault, minutes


def _item(row: dict[str, str] | str, where: str, outlet: str | None, given: Given, seen: set[str]) -> Iterator[Item]:
    """The Document of one item, or its Refusal; `row` is what is wrong with it where it is a string."""
    if isinstance(row, str):
        yield Refusal(where, BrokenFeed(row))
        return
    try:
        text = text_of(row["html"]) if row.get("html") else row.get("text", "").strip()
    except MissingExtra:
        raise
    except RawiError as error:
        yield Refusal(where, error)
        return
    own = row.get("id", "")
    if own in seen:
        yield Notice(where, "its id was given to an item before; it is named by its number")
        own = ""
    seen.add(own or where)
    title = plain_line(row.get("title", "")) or None
    published = day_of(row["published"]) if row.get("published") else None
    author = plain_line(row.get("author", "")) or None
    yield from build(
        where, given, text, id=own or where, title=title, published=published, outlet=outlet, author=author, url=row.get("url")
    )


def _line(fields: Iterable[Field]) -> str:
    return next((line for f in fields if (line := plain_line(re.sub(r"<[^<>]*>", "", f.text) if f.nested else f.text))), "")


def _web(value: str) -> str | None:
    value = value.strip()
    return value[:2_000] if value.lower().startswith(("http://", "https://")) and not re.search(r"\s", value) else None


def _first(item: dict[str, list[Field]], names: tuple[str, ...]) -> str:
    return next((f.text.strip() for n in names for f in item.get(n, ()) if f.text.strip()), "")


def _row(item: dict[str, list[Field]]) -> dict[str, str]:
    """The fields of an XML item by our names."""
    row = {"title": _line(item.get("title", ())), "published": _first(item, _DATES), "author": _author(item)}
    guids = [*item.get("guid", ()), *item.get("id", ()), *item.get("about", ())]
    row["id"] = next((" ".join(g.text.split())[:500] for g in guids if g.text.strip()), "")
    links = [f.attributes.get("href", "") if "href" in f.attributes else f.text for f in _alternates(item)]
    permalinks = [g.text for g in guids if g.attributes.get("isPermaLink", "true") != "false"]
    row["url"] = next((url for v in (*links, *permalinks) if (url := _web(v))), "")
    for name in _BODIES:
        for body in item.get(name, ()):
            kind = body.attributes.get("type", "").lower()
            if not body.text.strip() or "src" in body.attributes or kind.startswith(("image/", "audio/", "video/", "application/")):
                continue
            plain = kind in ("text", "text/plain") or (not kind and name in ("content", "summary") and not body.nested)
            row["text" if plain else "html"] = body.text
            return row
    return row


def _alternates(item: dict[str, list[Field]]) -> list[Field]:
    links = [*item.get("link", ()), *item.get("atom:link", ())]
    return [f for f in links if f.attributes.get("rel", "alternate") == "alternate"]


def _author(item: dict[str, list[Field]]) -> str:
    for name in _AUTHORS:
        for found in item.get(name, ()):
            if found.nested:
                match = _NAMED.search(found.text)
                value = match.group(1) if match else ""
            else:
                match = _RSS_AUTHOR.fullmatch(found.text[:500])
                value = match.group(1) if match else found.text
            if value.strip() and "@" not in value:
                return value[:500]
    return ""


def _json_feed(text: str) -> tuple[str | None, list[dict[str, str] | str], str | None]:
    """(the feed's title, its items or what is wrong with each, where it broke off) of a JSON Feed."""
    text = text.lstrip("\ufeff")
    try:
        data = json.loads(text)
    except RecursionError:
        raise BrokenFeed("nested too deep") from None
    except ValueError as error:
        return _cut_json_feed(text, error)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise BrokenFeed("this is JSON, but no feed: a JSON Feed is an object with a list `items`")
    if not str(data.get("version", "")).startswith(("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")):
        raise BrokenFeed("this is JSON, but no feed: `version` must be https://jsonfeed.org/version/1.1")
    title = data.get("title")
    return plain_line(title) or None if isinstance(title, str) else None, [_json_row(i) for i in data["items"]], None


def _cut_json_feed(text: str, error: ValueError) -> tuple[str | None, list[dict[str, str] | str], str | None]:
    fault = "a number beyond all bounds"
    if isinstance(error, json.JSONDecodeError):
        fault = f"line {error.lineno}, column {error.colno}: {error.msg}"
    start = _ITEMS.search(text)
    if start is None or not _JSON_FEED.search(text[:HEAD]):
        raise BrokenFeed(f"not JSON: {fault}") from None
    decoder = json.JSONDecoder()
    rows: list[dict[str, str] | str] = []
    at = start.end()
    try:
        while (between := _BETWEEN.match(text, at)) and text.startswith("{", between.end()):
            row, at = decoder.raw_decode(text, between.end())
            rows.append(_json_row(row))
    except (ValueError, RecursionError):
        pass
    if not rows:
        raise BrokenFeed(f"not JSON: {fault}")
    title = None
    if found := _TITLE.search(text, 0, start.start()):
        try:
            title = plain_line(decoder.raw_decode(text, found.end())[0])
        except ValueError:
            title = None
    return title or None, rows, fault


def _json_row(item: Any) -> dict[str, str] | str:
    """The fields of a JSON item by our names, or what is wrong with it."""
    if not isinstance(item, dict):
        return "an item must be an object"
    row: dict[str, str] = {}
    for name, ours in (("title", "title"), ("content_html", "html"), ("content_text", "text"), ("date_published", "published")):
        value = item.get(name)
        if value is not None and not isinstance(value, str):
            return f"`{name}` must be a string"
        row[ours] = value or ""
    own = item.get("id")
    row["id"] = str(own)[:500] if isinstance(own, (str, int, float)) and not isinstance(own, bool) else ""
    if not row["html"] and not row["text"] and isinstance(item.get("summary"), str):
        row["text"] = item["summary"]
    row["url"] = next((u for k in ("url", "external_url", "id") if isinstance(v := item.get(k), str) and (u := _web(v))), "")
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    called = first.get("name") if isinstance(first, dict) else None
    row["author"] = called[:500] if isinstance(called, str) else ""
    return row
