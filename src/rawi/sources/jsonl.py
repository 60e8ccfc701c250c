"""JSONL: one record a line, streamed; a broken line is refused alone, by its number."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import IO, Any

from rawi.errors import BrokenRecord, InputError, TooLarge
from rawi.sources.encodings import decode
from rawi.sources.items import IN_RECORD, MAX_BYTES, Given, Item, Refusal, build

CHUNK = 1_000_000
FIELDS = ("id", "title", "text", "published", "outlet", "author", "url")
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", type(None): "null"}


def record_of(line: str) -> dict[str, str]:
    """The known fields of one record, those that are absent or null left out; raises BrokenRecord."""
    try:
        data = json.loads(line)
    except RecursionError:
        raise BrokenRecord("not a record: nested too deep") from None
    except ValueError as error:
        message = error.msg if isinstance(error, json.JSONDecodeError) else "a number beyond all bounds"
        column = f" (column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BrokenRecord(f"not JSON: {message}{column}") from None
    if not isinstance(data, dict):
        raise BrokenRecord(f"a record must be an object, not {_KINDS.get(type(data), 'a string')}")
    return fields_of(data)


def fields_of(data: dict[str, Any]) -> dict[str, str]:
    """The known fields of a record that is an object already; raises BrokenRecord."""
    out: dict[str, str] = {}
    if data.get("text") is None:
        raise BrokenRecord("`text` is missing")
    for name in FIELDS:
        value = data.get(name)
        if name == "id" and type(value) is int:
            value = str(value)
        if value is None:
            continue
        if not isinstance(value, str):
            raise BrokenRecord(f"`{name}` must be a string, not {_KINDS[type(value)]}")
        out[name] = value
    return out


def _numbered_lines(stream: IO[Any], number: int) -> Iterator[tuple[int, Any]]:
    """(number, line) of each line, counted on from `number`.

    None stands in the place of a line beyond the limit, of which no more than one chunk is ever held.
    """
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        if len(line) <= MAX_BYTES:
            yield number, line
            continue
        newline = "\n" if isinstance(line, str) else b"\n"
        while line and not line.endswith(newline):
            line = stream.readline(CHUNK)
        yield number, None


def _unwrapped(stream: IO[bytes], head: bytes) -> IO[Any]:
    """UTF-16 is read as text; everything else stays bytes, each line decoded by itself."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    if head[:2] in (b"{\0", b"\0{"):
        return io.TextIOWrapper(stream, "utf-16-le" if head[:1] == b"{" else "utf-16-be", errors="replace", newline="\n")
    return stream


def line_text(line: Any) -> str:
    """A line as text, whatever its encoding."""
    if isinstance(line, str):
        return line
    try:
        return bytes(line).decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(line).text


def items(stream: IO[bytes], name: str, given: Given, head: bytes = b"") -> Iterator[Item]:
    """The Documents of a JSONL stream whose first bytes are `head` (still to be read); missing ids become «name:line»."""
    for _, item in numbered(stream, name, given, head):
        yield item


def numbered(stream: IO[bytes], name: str, given: Given, head: bytes = b"", *, before: int = 0) -> Iterator[tuple[int, Item]]:
    """The same, each with its line. `before`: lines of the file that stand before the stream's first."""
    for number, line in _numbered_lines(_unwrapped(stream, head), before):
        where = f"{name}:{number}"
        if line is None:
            yield number, Refusal(where, TooLarge(f"a line of more than {MAX_BYTES:,} bytes"))
            continue
        if not line.strip():
            continue
        try:
            fields = record_of(line_text(line))
        except InputError as error:
            yield number, Refusal(where, error)
            continue
        fields["id"] = fields.get("id") or where
        raw = (line.encode("utf-8", "replace") if isinstance(line, str) else bytes(line)).rstrip(b"\r\n")
        yield from ((number, item) for item in build(where, given, raw=raw, form=IN_RECORD, **fields))
