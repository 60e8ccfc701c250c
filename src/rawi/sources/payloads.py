"""What a server answered, as a WARC holds it or as it comes off the line: head, chunks and packing taken apart within limits."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from rawi.errors import BrokenArchive, TooLarge, UnsafeArchive
from rawi.sources.items import MAX_BYTES, MAX_RATIO

MAX_HEAD = 65_536
MAX_LAYERS = 2
"""Content-Encodings one in another; honest servers use one."""
FREE = 2_000_000
"""Unpacked bytes below which the ratio is not looked at."""
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: [^\r\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response: status, headers by lower-case name (repeated ones joined by commas), body as sent."""

    status: int
    headers: dict[str, str]
    body: bytes


def answer_of(block: bytes) -> Answer:
    """The response in the block of a record; raises BrokenArchive."""
    status = _STATUS.match(block[:MAX_HEAD])
    if status is None:
        raise BrokenArchive("no HTTP response stands in it")
    end = _HEAD_END.search(block[: MAX_HEAD + 4], status.end() - 2)
    if end is None:
        raise BrokenArchive("the head of the HTTP response is cut off or too long")
    headers: dict[str, str] = {}
    for line in block[status.end() : end.start()].split(b"\n"):
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            key = name.strip().lower()
            headers[key] = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
    return Answer(int(status.group(1)), headers, block[end.end() :])


def dechunked(body: bytes) -> bytes:
    """A body of `Transfer-Encoding: chunked` put together; raises BrokenArchive with the byte where it breaks."""
    parts: list[bytes] = []
    at = 0
    while True:
        size = _SIZE.match(body, at)
        if size is None:
            raise BrokenArchive(f"a chunk of its body has no size, or is missing (byte {at:,} of the body)")
        length, at = int(size.group(1), 16), size.end()
        if not length:
            return b"".join(parts)
        if at + length > len(body):
            raise BrokenArchive(f"a chunk of its body is cut off: {len(body) - at:,} of {length:,} bytes (byte {at:,} of the body)")
        parts.append(body[at : at + length])
        at += length
        if body[at : at + 2] == b"\r\n":
            at += 2
        elif body[at : at + 1] == b"\n":
            at += 1
        else:
            raise BrokenArchive(f"a chunk of its body is longer than it says (byte {at:,} of the body)")


def looks_chunked(body: bytes) -> bool:
    """Whether `body` begins with the size of a chunk."""
    return _SIZE.match(body) is not None


def codings_of(value: str) -> list[str]:
    """The names in a Content-Encoding, in the order in which they were applied; `identity` says nothing and is left out."""
    return [name for part in value.lower().split(",") if (name := part.strip()) not in ("", "identity", "none")]


def unpacked(body: bytes, codings: list[str], limit: int = MAX_BYTES) -> bytes:
    """`body` with its Content-Encodings undone, last applied first; raises BrokenArchive, TooLarge or UnsafeArchive.

    Known are gzip and deflate (with or without zlib's header, as servers send both).
    """
    if len(codings) > MAX_LAYERS:
        raise UnsafeArchive(f"packed {len(codings)} times over")
    for coding in reversed(codings):
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise BrokenArchive(f"packed with {coding[:30]!r}, which Rawi cannot unpack", hint="Save the page itself.")
        body = _inflated(body, (15, -15) if coding == "deflate" else (31,), limit)
    return body


def _inflated(body: bytes, wraps: tuple[int, ...], limit: int) -> bytes:
    for number, wrap in enumerate(wraps, 1):
        inflate = zlib.decompressobj(wrap)
        try:
            out = inflate.decompress(body, limit + 1)
        except zlib.error as error:
            if number < len(wraps):
                continue
            raise BrokenArchive(f"its packed body is damaged ({error})") from None
        if len(out) > limit:
            raise TooLarge(f"its body unpacks to more than {limit:,} bytes")
        if len(out) > FREE and len(out) > len(body) * MAX_RATIO:
            raise UnsafeArchive(f"its body unpacks to more than {MAX_RATIO} times its size")
        if not inflate.eof:
            raise BrokenArchive("its packed body is cut off")
        return out
    raise BrokenArchive("its packed body is damaged")
