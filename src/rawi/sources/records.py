"""The records of a WARC 1.0 or 1.1 file, strictly: what is damaged comes out as a Damage with its number and place, the rest goes on.

Written here and not taken from a library, because the readers there are take what is broken as far as it goes: a wrong
Content-Length shifts every record behind it, and digests are looked at only when asked. After the ISO 28500:2017 text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from rawi.errors import BrokenArchive, InputError, UnsafeArchive, WrongDigest
from rawi.sources.tapes import CHUNK, MAGIC, Budget, Member, Tape, next_member

MAX_BLOCK = 24_000_000
"""Blocks beyond this are hashed and skipped, never held."""
MAX_HEAD = 65_536
MAX_DAMAGES = 1_000
VERSIONS = (b"WARC/1.0", b"WARC/1.1")
_REPEATED = ("warc-concurrent-to",)
"""The standard lets only this one come again; two others are two records run into each other."""
_ALGORITHMS = ("sha1", "sha256", "sha384", "sha512", "md5")


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record: `number` from 1, `offset` in the file, its headers by lower-case name, and its block (None when too large)."""

    number: int
    offset: int
    headers: dict[str, str]
    block: bytes | None

    @property
    def type(self) -> str:
        """What kind of record it is: response, resource, request …"""
        return self.headers.get("warc-type", "").lower()


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that cannot be trusted, and why."""

    number: int
    offset: int
    error: InputError


def digest_matches(written: str, data: bytes) -> bool | None:
    """Whether `written` («sha1:BASE32», or in hexadecimal) is the digest of `data`; None where the algorithm is unknown."""
    algorithm, _, value = written.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if not value or algorithm not in _ALGORITHMS:
        return None
    return same_digest(written, hashlib.new(algorithm, data, usedforsecurity=False).digest())


def same_digest(written: str, digest: bytes) -> bool:
    """Whether `written` says `digest`, in hexadecimal, base32 or base64, padded or not."""
    value = written.strip().partition(":")[2].strip()
    bare = value.rstrip("=")
    return (
        value.lower() == digest.hex()
        or bare.upper() == base64.b32encode(digest).decode().rstrip("=")
        or bare == base64.b64encode(digest).decode().rstrip("=")
    )


def records(file: IO[bytes]) -> Iterator[Record | Damage]:
    """Every record of a seekable WARC file, plain or gzip, in order; damage in its place."""
    reader = _Reader(file)
    file.seek(0)
    packed = file.read(3) == MAGIC
    try:
        yield from reader.packed() if packed else reader.plain()
    except UnsafeArchive as error:
        yield Damage(reader.number, reader.offset, error)


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._budget = Budget()
        self._damages = 0
        self._within = False
        self._told = 0
        self.number = 0
        self.offset = 0

    def _damage(self, error: InputError) -> Damage:
        self._damages += 1
        self._told = self.number
        if self._damages > MAX_DAMAGES:
            raise UnsafeArchive(f"more than {MAX_DAMAGES:,} damaged records; the rest was given up", hint="Get the archive again.")
        return Damage(self.number, self.offset, error)

    def plain(self) -> Iterator[Record | Damage]:
        tape = Tape(self._file, 0, self._budget)
        yield from self._on(tape, 0)

    def _on(self, tape: Tape, base: int | None) -> Iterator[Record | Damage]:
        """The records of one tape; `base` is None within a gzip member, whose own offset then stands for all records in it."""
        while True:
            line = tape.line(MAX_HEAD)
            while line in (b"\r\n", b"\n"):
                line = tape.line(MAX_HEAD)
            if not line:
                return
            self.number += 1
            self._within = True
            if base is not None:
                self.offset = tape.position - len(line)
            try:
                yield self._record(tape, line)
            except BrokenArchive as error:
                if isinstance(tape, Member) and str(error).startswith("the gzip"):
                    raise
                yield self._damage(error)
                # The end of a line that was just read may be the one before a record.
                tape.unread(b"\n")
                if not tape.find():
                    return
            except WrongDigest as error:
                yield self._damage(error)
            self._within = False

    def packed(self) -> Iterator[Record | Damage]:
        start: int | None = 0
        while start is not None:
            member = Member(self._file, start, self._budget)
            self.offset = start
            self._within = False
            try:
                yield from self._on(member, None)
            except (BrokenArchive, UnsafeArchive) as error:
                if isinstance(error, UnsafeArchive) and not str(error).startswith("unpacks"):
                    raise
                self.number += not self._within
                if self._told != self.number:
                    yield self._damage(error)
                self._budget.spend(member.reached() - start)
                start = next_member(self._file, start + 1, self._budget)
                continue
            end = member.end
            assert end is not None
            self._file.seek(end)
            ahead = self._file.read(3)
            if ahead == MAGIC or not ahead:
                start = end if ahead else None
                continue
            self.number += 1
            self.offset = end
            yield self._damage(BrokenArchive("what stands here is no gzip member"))
            start = next_member(self._file, end, self._budget)

    def _record(self, tape: Tape, first: bytes) -> Record:
        """One record whose first line is `first`; on BrokenArchive the tape stands where the next one is to be looked for."""
        headers = _headers(tape, first)
        length = _length(headers)
        hashed = _hash_for(headers.get("warc-block-digest", ""))
        block: bytes | None = None
        if length <= MAX_BLOCK:
            block = tape.read(length)
            done = len(block)
            if hashed is not None:
                hashed.update(block)
        else:
            done = 0
            while done < length and (chunk := tape.read(min(CHUNK, length - done))):
                done += len(chunk)
                if hashed is not None:
                    hashed.update(chunk)
        if done < length:
            self._back(tape, block, done, b"")
            raise BrokenArchive(f"it ends after {done:,} of {length:,} bytes")
        tail = tape.read(4)
        if tail not in (b"\r\n\r\n", b"") and not tail.startswith(b"\n\n"):
            self._back(tape, block, done, tail)
            raise BrokenArchive(f"its Content-Length, {length:,}, is wrong: no blank lines stand behind it")
        if tail.startswith(b"\n\n"):
            tape.unread(tail[2:])
        if isinstance(tape, Member):
            # Only behind its last byte does a member's checksum say whether what was unpacked is what was packed.
            tape.unread(tape.read(1))
        if hashed is not None and not same_digest(headers["warc-block-digest"], hashed.digest()):
            raise WrongDigest("its block is not what WARC-Block-Digest says")
        return Record(self.number, self.offset, headers, block)

    @staticmethod
    def _back(tape: Tape, block: bytes | None, done: int, tail: bytes) -> None:
        """Back to the block's beginning, to look for records that a wrong length swallowed."""
        if block is not None:
            tape.unread(block + tail)
        elif not isinstance(tape, Member):
            tape.rewind(done + len(tail))


def _hash_for(written: str) -> Any:
    algorithm = written.strip().partition(":")[0].lower().replace("-", "")
    return hashlib.new(algorithm, usedforsecurity=False) if algorithm in _ALGORITHMS else None


def _headers(tape: Tape, first: bytes) -> dict[str, str]:
    if first.rstrip(b"\r\n") not in VERSIONS:
        shown = first[:40].decode("ascii", "replace").strip()
        kind = "a version that Rawi does not read" if first.startswith(b"WARC/") else "no record begins here"
        raise BrokenArchive(f"{kind}: {shown!r}")
    headers: dict[str, str] = {}
    size, last = len(first), ""
    while True:
        line = tape.line(MAX_HEAD)
        size += len(line)
        if not line.endswith(b"\n"):
            raise BrokenArchive("its header is cut off" if size < MAX_HEAD else f"its header is longer than {MAX_HEAD:,} bytes")
        if size > MAX_HEAD:
            raise BrokenArchive(f"its header is longer than {MAX_HEAD:,} bytes")
        bare = line.rstrip(b"\r\n")
        if not bare:
            return headers
        if bare.endswith(VERSIONS):
            tape.unread(line[len(bare) - len(VERSIONS[0]) :])
            raise BrokenArchive("its header is cut off by the next record")
        text = bare.decode("utf-8", "replace")
        name, colon, value = text.partition(":")
        if text[0] in " \t" and last:
            headers[last] += " " + text.strip()
        elif not colon or not name.strip() or name != name.strip():
            raise BrokenArchive(f"a line of its header is no header: {text[:40]!r}")
        else:
            last = name.lower()
            if last in headers and last not in _REPEATED:
                raise BrokenArchive(f"its header says {last[:40]} twice")
            headers[last] = value.strip()


def _length(headers: dict[str, str]) -> int:
    value = headers.get("content-length")
    if value is None:
        raise BrokenArchive("it has no Content-Length")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise BrokenArchive(f"its Content-Length is no number: {value[:40]!r}")
    if not headers.get("warc-type"):
        raise BrokenArchive("it has no WARC-Type")
    return int(value)
