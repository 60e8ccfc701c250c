"""The bytes of a web archive in order, plain or packed, with the place of each and a way on behind damage.

A WARC is a row of records, in a `.warc.gz` each (as a rule) a gzip member of its own, so that damage ends with its member. Reading
goes through a Tape: `read`, `line` and `unread`, and `find`, which looks for the next record where the lengths cannot be trusted.
What is read a second time is counted and limited: else a file made of overlapping damage would take quadratic time.
"""

from __future__ import annotations

import re
import zlib
from typing import IO

from rawi.errors import BrokenArchive, UnsafeArchive
from rawi.sources.items import MAX_RATIO

CHUNK = 65_536
MAX_AGAIN = 256_000_000
"""Bytes of a file that are read a second time after damage, at most."""
MAX_TRIALS = 20_000
"""Places in a packed file that are tried as the beginning of a member after damage, at most."""
BOMB_FROM = 50_000_000
MAGIC = b"\x1f\x8b\x08"
_RECORD = re.compile(rb"\n(?=WARC/\d\.\d{1,2}\r?\n)|(?=WARC/\d\.\d{1,2}\r?\n(?:WARC|Content)-)", re.I)
_MARK = 24
"""Bytes that a mark of a record may take, over the border of two chunks."""


class Budget:
    """How much of one file may still be read again."""

    def __init__(self) -> None:
        self._left = MAX_AGAIN

    def spend(self, count: int) -> None:
        """Raises UnsafeArchive when more than MAX_AGAIN bytes were read again."""
        self._left -= count
        if self._left < 0:
            raise UnsafeArchive("so much of it is damaged that the rest was given up", hint="Get the archive again.")


class Tape:
    """A plain file from `start` on."""

    def __init__(self, file: IO[bytes], start: int, budget: Budget) -> None:
        self._file, self._budget = file, budget
        self._pending = b""
        self.position = start
        """Where the next byte stands."""
        file.seek(start)

    def _more(self) -> bytes:
        return self._file.read(CHUNK)

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end; `count` is what the caller can afford to hold."""
        parts, left = [], count
        while left > 0:
            chunk = self._pending or self._more()
            if not chunk:
                break
            parts.append(chunk[:left])
            self._pending = chunk[left:]
            left -= len(parts[-1])
        data = b"".join(parts)
        self.position += len(data)
        return data

    def line(self, limit: int) -> bytes:
        """The next line with its end, or `limit` bytes of it."""
        parts: list[bytes] = []
        size = 0
        while size < limit:
            chunk = self._pending or self._more()
            if not chunk:
                break
            end = chunk.find(b"\n", 0, limit - size) + 1 or min(len(chunk), limit - size)
            parts.append(chunk[:end])
            self._pending = chunk[end:]
            size += end
            if parts[-1].endswith(b"\n"):
                break
        self.position += size
        return b"".join(parts)

    def unread(self, data: bytes) -> None:
        """Puts `data`, which was read last, back."""
        self._budget.spend(len(data))
        self._pending = data + self._pending
        self.position -= len(data)

    def rewind(self, count: int) -> None:
        """Goes back by `count` bytes, however many."""
        self._budget.spend(count)
        self.position -= count
        self._pending = b""
        self._file.seek(self.position)

    def find(self) -> bool:
        """Goes on to the next record; False when there is none."""
        tail = b""
        while chunk := self.read(CHUNK):
            data = tail + chunk
            if match := _RECORD.search(data):
                self.unread(data[match.end() :])
                return True
            tail = data[-_MARK:]
        return False


class Member(Tape):
    """One gzip member, unpacked; positions count unpacked bytes from its beginning.

    Raises BrokenArchive where the gzip is cut or damaged and UnsafeArchive where it unpacks beyond measure. `end` is the offset
    behind the member in the file, once it was read to its end.
    """

    def __init__(self, file: IO[bytes], start: int, budget: Budget) -> None:
        super().__init__(file, start, budget)
        self.position = 0
        self.packed, self.unpacked = 0, 0
        self.end: int | None = None
        self._start = self._next = start
        self._gzip = zlib.decompressobj(31)
        self._input = b""

    def _more(self) -> bytes:
        while self.end is None:
            if not self._input:
                # The file is shared with whatever looks for the next member, so each read says from where.
                self._file.seek(self._next)
                self._input = self._file.read(CHUNK)
                self._next += len(self._input)
                if not self._input:
                    raise BrokenArchive("the gzip is cut off")
            try:
                data = self._gzip.decompress(self._input, CHUNK)
            except zlib.error as error:
                raise BrokenArchive(f"the gzip is damaged ({error})") from None
            self.unpacked += len(data)
            if self._gzip.eof:
                self.end = self._next - len(self._gzip.unused_data)
            self._input = self._gzip.unconsumed_tail
            if self.unpacked > max(BOMB_FROM, (self._next - self._start) * MAX_RATIO):
                raise UnsafeArchive(f"unpacks to more than {MAX_RATIO} times its size")
            if data:
                return data
        return b""

    def reached(self) -> int:
        """How far into the file the member was read."""
        return self._next


def next_member(file: IO[bytes], start: int, budget: Budget) -> int | None:
    """The offset of the next gzip member, from `start` on, that begins a record; None when there is none."""
    at, tail = start, b""
    trials = 0
    while True:
        file.seek(at)
        chunk = file.read(CHUNK)
        if not chunk:
            return None
        budget.spend(len(chunk))
        data, base = tail + chunk, at - len(tail)
        found = data.find(MAGIC)
        while found >= 0:
            trials += 1
            if trials > MAX_TRIALS:
                budget.spend(MAX_AGAIN)
            if begins_record(file, base + found):
                return base + found
            found = data.find(MAGIC, found + 1)
        tail, at = data[-(len(MAGIC) - 1) :], at + len(chunk)


def begins_record(file: IO[bytes], at: int) -> bool:
    """Whether a gzip member at `at` unpacks to what begins like a record."""
    file.seek(at)
    try:
        return zlib.decompressobj(31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False
