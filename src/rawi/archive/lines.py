"""Lines of the ledger: events made canonical JSON, chained by hash, and read back with every check that one line allows."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rawi.errors import BadEntry

FIRST = "0" * 64
"""`previous` of the first line."""
MAX_LINE = 1_000_000
"""Bytes of one line, its newline included."""
OWN = ("at", "hash", "how", "previous", "seq", "what", "who")
"""The fields that every line has."""
_NAME = re.compile("[a-z][a-z0-9_]*")
_DEEPEST = 16
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Entry:
    """One event before it is in the ledger: what happened, for whom, by what tool and version, when (with zone), its own fields."""

    what: str
    who: str
    how: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way to write an object: UTF-8, keys sorted, no blanks, no NaN, no newline. Raises BadEntry for what JSON cannot hold."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BadEntry(f"cannot be written as JSON: {error}") from error


def line_hash(fields: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a line without its `hash`."""
    return hashlib.sha256(canonical({k: v for k, v in fields.items() if k != "hash"})).hexdigest()


def moment(at: datetime) -> str:
    """UTC as ISO 8601 with microseconds and Z. Raises BadEntry for a time without a zone: nobody could say when that was."""
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise BadEntry(f"a time without a zone: {at}")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def stamp(at: datetime) -> str:
    """UTC as the store writes it: ISO 8601 to the second, with Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def plain(value: Any, where: str, depth: int = 0) -> Any:
    """`value` with nothing in it but what JSON gives back unchanged. Raises BadEntry, which names the field."""
    if depth > _DEEPEST:
        raise BadEntry("nested too deep", where=where)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < _LARGEST:
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, list | tuple):
        return [plain(one, where, depth + 1) for one in value]
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise BadEntry(f"a key that is not text: {key!r}", where=where)
        return {key: plain(one, f"{where}.{key}", depth + 1) for key, one in value.items()}
    raise BadEntry(f"cannot be kept in a ledger: {type(value).__name__}", where=where)


def compose(entry: Entry, seq: int, previous: str) -> tuple[bytes, dict[str, Any]]:
    """The line of an Entry with its newline, and its fields. Raises BadEntry."""
    for name, text in (("what", entry.what), ("who", entry.who), ("how", entry.how)):
        if not isinstance(text, str) or not text.strip():
            raise BadEntry("is empty or not text", where=name)
    for name in entry.fields:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in OWN:
            raise BadEntry(f"not a name that a field may have: {name!r}")
    fields = {name: plain(value, name) for name, value in entry.fields.items()}
    fields |= {"seq": seq, "at": moment(entry.at), "what": entry.what, "who": entry.who, "how": entry.how, "previous": previous}
    fields["hash"] = line_hash(fields)
    line = canonical(fields) + b"\n"
    if len(line) > MAX_LINE:
        raise BadEntry(f"{len(line)} bytes; a line of the ledger has at most {MAX_LINE}")
    return line, fields


def parse(line: bytes) -> tuple[dict[str, Any] | None, str]:
    """Fields of a line (with or without newline) and what is wrong with the line by itself, "" for nothing.

    Fields are None when they cannot be read at all. A line must be the very bytes that `compose` would write.
    """
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None, "not JSON"
    if not isinstance(fields, dict) or any(name not in fields for name in OWN):
        return None, "not an entry: fields are missing"
    texts = all(isinstance(fields[name], str) for name in OWN if name != "seq")
    if not texts or type(fields["seq"]) is not int:
        return None, "not an entry: a field is of a wrong type"
    try:
        same = canonical(fields) == line.rstrip(b"\n")
        found = line_hash(fields)
    except BadEntry as error:
        return None, error.message
    if found != fields["hash"]:
        return fields, f"was edited: its content has the hash {found}"
    return fields, "" if same else "not written as canonical JSON"
