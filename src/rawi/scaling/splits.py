"""The parts that the input is read in: stretches of large files, small files by the handful."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rawi.errors import ChangedInput
from rawi.scaling.inputs import PARQUET, File
from rawi.scaling.storage import Bytes, buffered, place
from rawi.sources.files import JSONL

UNPACKED = 5
"""News packs to about a fifth: so much more work is in a packed file."""
MOST_FILES = 500
CHUNK = 1_000_000
UTF16 = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{")
"""How JSONL begins whose lines cannot be told apart by a single byte."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The records of a file that begin from `start` to before `end` (bytes); `before`: lines that begin before `start`."""

    file: File
    start: int
    end: int
    before: int = 0

    @property
    def weight(self) -> int:
        """How much there is to read, roughly in bytes."""
        return (self.end - self.start) * (UNPACKED if self.file.packed else 1)


@dataclass(frozen=True, slots=True)
class Split:
    """What is read and written in one go, whole or not at all; `id` follows from what it is."""

    id: str
    pieces: tuple[Piece, ...]

    def to_json(self) -> str:
        """The split as text."""
        return json.dumps({"id": self.id, "pieces": [asdict(piece) for piece in self.pieces]})

    @classmethod
    def from_json(cls, text: str) -> Split:
        """The split that `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        return cls(data["id"], tuple(Piece(**{**piece, "file": File(**piece["file"])}) for piece in data["pieces"]))


def opened(file: File) -> io.BufferedReader[Any]:
    """The file as a stream; raises OSError, and ChangedInput where it is another than the one that was listed."""
    at = place(file.root)
    if at.local:
        stream = Path(file.path).open("rb")  # noqa: SIM115  closed by who reads it
        status = stream.seek(0, 2), Path(file.path).stat().st_mtime_ns
        stream.seek(0)
    else:
        info = at.fs.get_file_info(file.path)
        status = info.size, info.mtime_ns or 0
        stream = buffered(at.fs.open_input_file(file.path), 0, info.size or 0)
    if status != (file.size, file.time):
        stream.close()
        raise ChangedInput(f"it had {file.size:,} bytes when it was listed, has {status[0]:,}, and was changed in between")
    return stream


def may_be_cut(file: File) -> bool:
    """Whether a file can be read in stretches; raises OSError."""
    if file.packed or file.kind not in (JSONL, PARQUET):
        return False
    if file.kind == PARQUET:
        return True
    with opened(file) as stream:
        return stream.read(2) not in UTF16


def cut(piece: Piece, most: int) -> Iterator[Piece]:
    """The stretches of at most `most` bytes of a piece that may be cut."""
    for start in range(piece.start, piece.end, most):
        yield replace(piece, start=start, end=min(start + most, piece.end))


def grouped(pieces: Iterable[Piece], most: int) -> Iterator[Split]:
    """Splits of pieces in their order, each of about `most` bytes of work, or of one piece that is larger."""
    group: list[Piece] = []
    weight = 0
    for piece in pieces:
        if group and (weight + piece.weight > most or len(group) >= MOST_FILES):
            yield split_of(group)
            group, weight = [], 0
        group.append(piece)
        weight += piece.weight
    if group:
        yield split_of(group)


def split_of(pieces: Iterable[Piece]) -> Split:
    """The split of these pieces; its id is the same wherever and whenever it is made."""
    pieces = tuple(pieces)
    parts = [(p.file.address, p.file.name, p.file.size, p.file.time, p.start, p.end) for p in pieces]
    return Split(hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24], pieces)


def line_at(stream: io.BufferedReader[Any], position: int) -> int:
    """Where the first line begins that does so at `position` or behind it; the end of the file, where none does."""
    if position <= 0:
        return 0
    stream.seek(position - 1)
    at = position - 1
    while chunk := stream.read(CHUNK):
        found = chunk.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(chunk)
    return at


def lines_of(stream: io.BufferedReader[Any], piece: Piece) -> io.BufferedReader[Any]:
    """The lines that begin within a piece, as a stream."""
    return io.BufferedReader(Bytes(stream, line_at(stream, piece.start), line_at(stream, piece.end)), CHUNK)


def newlines(file: File, start: int, end: int) -> int:
    """How many newlines stand from `start` to before `end`; raises OSError, ChangedInput."""
    count = 0
    with opened(file) as stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            count += chunk.count(b"\n")
            left -= len(chunk)
    return count
