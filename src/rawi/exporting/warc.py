"""Captures as a web archive: WARC 1.1 (ISO 28500:2017), each record a gzip member of its own; needs the optional package warcio.

We hold the bodies that were captured and not the answers of servers, so captures are `resource` records, and no header of HTTP is made
up. Nothing reads the clock: the same captures give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import quote

from rawi.archive.selection import Kept
from rawi.errors import MissingExtra, RawiError
from rawi.exporting.formats import Count
from rawi.exporting.identifiers import address, urn
from rawi.sources.encodings import decode
from rawi.sources.html import looks_like_html
from rawi.sources.jsonl import record_of
from rawi.version import __version__

UNKNOWN = "application/octet-stream"
SOFTWARE = f"rawi {__version__}"
FIELDS = ("Rawi-Seq", "Rawi-Name", "Rawi-URL", "Rawi-Title", "Rawi-Outlet", "Rawi-Author", "Rawi-Published")
"""Header fields of ours: number in the ledger, name, address as it was given where it is not the target, and what is known of the article
beside its bytes. Values are percent-encoded UTF-8, so that nothing in them can be taken for a header."""
_MEDIA = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;[\x20-\x7e]*)?")


@dataclass(frozen=True, slots=True)
class Made:
    """Of which archive the export is: when its last line was written (UTC, ISO 8601 with Z), that line's number and hash."""

    at: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was written: its capture, target, media type (best known), and its place in the packed file in bytes."""

    kept: Kept
    target: str
    kind: str
    record_id: str
    offset: int
    length: int


class Counted:
    """A stream that counts and hashes the bytes written to it; it needs no seeking."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.size, self._digest = out, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Passes `data` on."""
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: the stream below is flushed by whoever opened it."""

    @property
    def sha256(self) -> str:
        """Of all that was written, in hexadecimal."""
        return self._digest.hexdigest()


def _warcio() -> tuple[Any, Any]:
    from importlib import import_module

    try:
        return import_module("warcio.warcwriter"), import_module("warcio.statusandheaders")
    except ImportError:
        raise MissingExtra("writing web archives needs the package warcio", hint="Install it: pip install 'rawi[warc]'.") from None


def available() -> None:
    """Raises MissingExtra where warcio is not installed."""
    _warcio()


def identified(data: bytes) -> str | None:
    """What `data` are found to be, as `rawi add` takes them: text/html, application/json (one record), text/plain, or None."""
    try:
        text = decode(data).text
    except RawiError:
        return None
    if looks_like_html(text):
        return "text/html"
    if text.lstrip().startswith("{"):
        try:
            record_of(text)
        except RawiError:
            return "text/plain"
        return "application/json"
    return "text/plain"


def target(kept: Kept) -> str:
    """The address of a capture, else an IRI of its hash."""
    return address(kept.capture.url) or f"urn:sha256:{kept.capture.sha256}"


def _headers(kept: Kept, data: bytes) -> tuple[list[tuple[str, str]], str]:
    """The fields of a record and its media type, best known."""
    capture = kept.capture
    stated = capture.media_type if capture.media_type and _MEDIA.fullmatch(capture.media_type) else None
    found = None if stated else identified(data)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    fields = [
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", f"<{urn('capture', capture.sha256, str(capture.seq), capture.at)}>"),
        ("WARC-Date", capture.at),
        ("WARC-Target-URI", target(kept)),
        ("WARC-Block-Digest", digest),
        ("WARC-Payload-Digest", digest),
    ]
    if found:
        fields.append(("WARC-Identified-Payload-Type", found))
    url = capture.url if capture.url != target(kept) else None
    said = (str(capture.seq), capture.name, url, kept.title, kept.outlet, kept.author, kept.published)
    fields += [(name, quote(value.encode("utf-8", "replace"), safe="/:")) for name, value in zip(FIELDS, said, strict=True) if value]
    return [*fields, ("Content-Type", stated or UNKNOWN)], stated or found or UNKNOWN


class _Writer:
    """Records to one stream."""

    def __init__(self, out: Counted) -> None:
        writing, headers = _warcio()
        self._out, self._headers = out, headers.StatusAndHeaders
        self._writer = writing.WARCWriter(out, gzip=True, warc_version="1.1")

    def add(self, fields: list[tuple[str, str]], data: bytes) -> tuple[int, int]:
        """Writes one record; returns its offset and length in bytes."""
        start, values = self._out.size, dict(fields)
        record = self._writer.create_warc_record(
            values.get("WARC-Target-URI"), values["WARC-Type"], payload=io.BytesIO(data), length=len(data),
            warc_content_type=values["Content-Type"], warc_headers=self._headers("", fields, "WARC/1.1"),
        )  # fmt: skip
        self._writer.write_record(record)
        return start, self._out.size - start


def _first(made: Made) -> tuple[list[tuple[str, str]], bytes]:
    """The record `warcinfo`."""
    lines = (
        f"software: {SOFTWARE}",
        "format: WARC File Format 1.1",
        "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "description: bodies as they were captured, without the headers of the answers they came in",
        f"rawi-ledger-head: {made.seq} {made.hash}",
    )
    data = "".join(f"{line}\r\n" for line in lines).encode()
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<{urn('warcinfo', made.hash, __version__)}>"),
        ("WARC-Date", made.at),
        ("WARC-Block-Digest", f"sha256:{hashlib.sha256(data).hexdigest()}"),
        ("Content-Type", "application/warc-fields"),
    ]
    return fields, data


def write(
    captures: Iterable[Kept | None],
    get: Callable[[str], bytes],
    out: IO[bytes] | Counted,
    made: Made,
    told: Callable[[Written], None] | None = None,
) -> Count:
    """Writes a `.warc.gz` of all captures that are not None to `out`, one in memory at a time; None is counted as left out.

    `get` gives the bytes of a hash; `told` hears of each record. Raises MissingExtra, and what `get` and `captures` raise.
    """
    counted, count = out if isinstance(out, Counted) else Counted(out), Count()
    writer = _Writer(counted)
    writer.add(*_first(made))
    for kept in captures:
        if kept is None:
            count.left_out += 1
            continue
        data = get(kept.capture.sha256)
        fields, kind = _headers(kept, data)
        offset, length = writer.add(fields, data)
        count.rows += 1
        if told is not None:
            told(Written(kept, target(kept), kind, dict(fields)["WARC-Record-ID"], offset, length))
    return count
