"""Web archives (WARC 1.0 and 1.1) to Documents: the pages and texts that servers answered with, each with address and date of capture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO
from urllib.parse import unquote

from rawi.errors import BrokenArchive, BrokenFeed, EmptyInput, InputError, MissingExtra, RawiError, TooLarge, WrongDigest
from rawi.model import Document
from rawi.sources import feeds, jsonl
from rawi.sources.encodings import decode
from rawi.sources.html import looks_like_html, page_of
from rawi.sources.items import HEAD, IN_PAGE, IN_TEXT, MAX_BYTES, Given, Item, Notice, Refusal, build
from rawi.sources.payloads import answer_of, codings_of, dechunked, looks_chunked, unpacked
from rawi.sources.records import Damage, Record, digest_matches, records

_PAGES = ("text/html", "application/xhtml+xml")
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml", "text/xml")
_RECORD, _UNKNOWN = "application/json", "application/octet-stream"
_GOOD = (200, 203)
"""Other answers (moved, not found, not modified, a part) hold no article, whatever their page says."""


class _Skipped(Exception):
    """Not a fault: a record that holds no text to read, and what it is."""


Watch = Callable[[str], RawiError | None]
"""Told what is about to be worked on; gives the error by which it is refused unseen, or None."""


def unwatched(_: str) -> None:
    """The Watch that looks on and refuses nothing."""


def items(file: IO[bytes], name: str, given: Given, watch: Watch = unwatched) -> Iterator[Item]:
    """The Documents of a seekable WARC file, with a Refusal of each damaged record; at the end, Notices of what was left out.

    Ids are «name:number», records counted from 1 (a damaged stretch counts as one). `captured` is the WARC-Date; `published` is only
    what the page says itself, as a page may be captured years after it was published.
    """
    skipped: Counter[str] = Counter()
    seen: set[str] = set()
    count = 0
    for found in records(file):
        count += 1
        where = f"{name}:{found.number}"
        if isinstance(found, Damage):
            yield Refusal(where, _placed(found.error, found))
            continue
        own = found.headers.get("warc-record-id", "")
        if own and own in seen:
            yield Notice(where, f"its WARC-Record-ID was given to a record before{_place(found)}")
        seen.add(own)
        if (refused := watch(where)) is not None:
            yield Refusal(where, _placed(refused, found))
            continue
        try:
            yield from _record(found, where, given)
        except _Skipped as skip:
            skipped[str(skip)] += 1
        except MissingExtra:
            raise
        except RawiError as error:
            yield Refusal(where, _placed(error, found))
    if not count:
        raise EmptyInput(f"there is no record in this WARC (it ends at byte {file.seek(0, 2):,})")
    if skipped:
        told = ", ".join(f"{n} {what}" for what, n in sorted(skipped.items()))
        yield Notice(name, f"records without a text to read were left out: {told}")


def _place(found: Record | Damage) -> str:
    return f" (record {found.number} at byte {found.offset:,})"


def _placed(error: RawiError, found: Record | Damage) -> RawiError:
    """The same error with the record's number and byte in its message."""
    if isinstance(error, InputError) and "(record " not in error.message:
        return type(error)(error.message + _place(found), hint=error.hint)
    return error


def _record(record: Record, where: str, given: Given) -> Iterator[Item]:
    """The Documents of one record; raises _Skipped for what holds none."""
    if record.type not in ("response", "resource"):
        raise _Skipped(record.type[:30])
    if "warc-segment-number" in record.headers:
        raise BrokenArchive("it is a segment of a larger record, and segments are not put together")
    notices: list[str] = []
    kind, data = _response(record, notices) if record.type == "response" else _resource(record, notices)
    if cut := record.headers.get("warc-truncated"):
        notices.append(f"it was cut when it was captured ({cut[:40]}); what is there is read")
    yield from (Notice(where, message + _place(record)) for message in notices)
    own = _own(record)
    url = own.url if own is not None else record.headers.get("warc-target-uri", "").strip("<>") or None
    captured = record.headers.get("warc-date") or None
    if kind in _FEEDS and not feeds.looks_like_feed(data[: HEAD].replace(b"\x00", b"").decode("utf-8", "ignore")):
        raise _Skipped("of XML that is no feed")
    found = _ours(data, kind, where, given, own, captured) if own else body_items(data, kind, where, given, url=url, captured=captured)
    for item in found:
        yield Refusal(item.name, _placed(item.error, record)) if isinstance(item, Refusal) else item


@dataclass(frozen=True, slots=True)
class _Own:
    """What `rawi export` wrote beside the bytes of a capture."""

    name: str | None
    url: str | None
    title: str | None
    outlet: str | None
    author: str | None
    published: str | None


def _own(record: Record) -> _Own | None:
    """The header fields of an archive that Rawi exported; None in any other."""
    if record.type != "resource" or "rawi-seq" not in record.headers:
        return None
    target = record.headers.get("warc-target-uri", "").strip("<>")
    said = {n: unquote(record.headers.get(f"rawi-{n}", "")) or None for n in ("name", "url", "title", "outlet", "author", "published")}
    return _Own(**{**said, "url": said["url"] or (None if target.startswith("urn:") else target or None)})


def _ours(data: bytes, kind: str, where: str, given: Given, own: _Own, captured: str | None) -> Iterator[Item]:
    """The Document of a capture as it was added at first: its name, and where its bytes do not say them, its title, outlet, author, day."""
    given = Given(own.published or given.published, own.outlet or given.outlet, own.title or given.title)
    items: Iterable[Item]
    if kind == _RECORD:
        fields = jsonl.record_of(decode(data).text)
        fields["id"] = fields.get("id") or own.name or where
        items = build(where, given, captured=captured, raw=data, **fields)
    elif own.title and data.startswith(head := f"{own.title}\n\n".encode()):
        # An item of a feed has no bytes of its own: title, blank line and text were captured.
        items = build(where, given, decode(data[len(head) :]).text, url=own.url, captured=captured, raw=data)
    else:
        items = body_items(data, kind, where, given, url=own.url, captured=captured)
    for item in items:
        if isinstance(item, Document):
            yield replace(item, id=own.name or item.id, author=item.author or own.author)
        else:
            yield item


def _media(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _check_kind(kind: str) -> None:
    if kind and kind not in _PAGES and kind not in _FEEDS and kind != "text/plain":
        raise _Skipped("of another kind than text")


def _block(record: Record) -> bytes:
    if record.block is None:
        raise TooLarge(f"more than {MAX_BYTES:,} bytes")
    return record.block


def _digest(record: Record, notices: list[str], *bodies: bytes) -> None:
    """Checks WARC-Payload-Digest against each form in which tools have taken it: the body as sent, or with its chunks joined."""
    written = record.headers.get("warc-payload-digest")
    if not written:
        return
    found = [digest_matches(written, body) for body in bodies]
    if found[0] is None:
        notices.append(f"its payload digest cannot be checked: {written[:40]!r} is of no kind that Rawi knows")
    elif not any(found):
        raise WrongDigest("its payload is not what WARC-Payload-Digest says")


def _resource(record: Record, notices: list[str]) -> tuple[str, bytes]:
    kind = _media(record.headers.get("content-type", ""))
    if record.block is not None:
        _digest(record, notices, record.block)
    if kind == _UNKNOWN:
        kind = _media(record.headers.get("warc-identified-payload-type", kind))
    if kind != _RECORD or "rawi-seq" not in record.headers:
        _check_kind(kind)
    return kind, _block(record)


def _response(record: Record, notices: list[str]) -> tuple[str, bytes]:
    """(media type, body) of what a server answered; raises _Skipped for what is no page or text, or no success."""
    if not record.headers.get("warc-target-uri", "").strip("<>").lower().startswith(("http:", "https:")):
        raise _Skipped("from elsewhere than the web")
    if record.block is None:
        raise _Skipped(f"of more than {MAX_BYTES:,} bytes")
    answer = answer_of(record.block)
    body = joined = answer.body
    chunked = "chunked" in answer.headers.get("transfer-encoding", "").lower()
    broken: BrokenArchive | None = None
    if chunked and looks_chunked(body):
        try:
            joined = dechunked(body)
        except BrokenArchive as error:
            broken = error
    _digest(record, notices, body, joined)
    if answer.status not in _GOOD:
        raise _Skipped("with another status than 200")
    kind = _media(answer.headers.get("content-type", ""))
    _check_kind(kind)
    if broken is not None and not record.headers.get("warc-truncated"):
        raise broken
    if chunked and not looks_chunked(body):
        notices.append("its body is said to come in chunks and does not; it is read as it is")
    codings = codings_of(answer.headers.get("content-encoding", ""))
    if codings and joined.lstrip()[:1] == b"<":
        notices.append(f"its body is said to be packed ({', '.join(codings)[:40]}) and is not; it is read as it is")
        codings = []
    return kind, unpacked(joined, codings)


def body_items(
    data: bytes, kind: str, where: str, given: Given, *, url: str | None = None, captured: str | None = None, charset: str | None = None
) -> Iterator[Item]:
    """The Documents of a body of media type `kind` and declared `charset`: a page, a plain text, or a feed; raises InputErrors."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES:,} bytes")
    text = decode(data, charset).text
    if kind in _FEEDS and not looks_like_html(text):
        if not feeds.looks_like_feed(text):
            raise BrokenFeed("this is XML, but no feed")
        yield from feeds.items(text, where, given)
    elif kind in _PAGES or looks_like_html(text):
        page = page_of(text)
        yield from build(
            where,
            given,
            page.text,
            id=where,
            title=page.title,
            published=page.published,
            outlet=page.outlet,
            author=page.author,
            url=url or page.url,
            captured=captured,
            raw=data,
            form=IN_PAGE,
            charset=charset,
        )
    else:
        yield from build(where, given, text, id=where, url=url, captured=captured, raw=data, form=IN_TEXT, charset=charset)
