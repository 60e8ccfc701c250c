"""Foreign files as lines of bytes: plain, gzip or one member of a zip, in bounded memory, never unpacked to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from rawi.errors import EmptyInput, TooLarge, UnknownFormat, UnreadableInput, UnsafeArchive

MAX_BYTES = 4_000_000_000
"""Of a file, and of what a packed one holds; the names of the whole world (alternateNamesV2) have 0.8 GB."""
MAX_RATIO = 200
"""Lists of places pack to between a third and a twentieth."""
FREE = 10_000_000
"""So many bytes are unpacked whatever the ratio: a short list of like lines packs very well."""
MAX_MEMBERS = 1_000
MAX_LINE = 100_000
"""Bytes of one line; the names of a place in GeoNames may have 10,000 characters."""
Tick = Callable[[int], None]
"""Called now and then with the number of lines read."""
EVERY = 5_000


class _Guard(io.RawIOBase):
    """A packed stream that ends in an UnsafeArchive when it unpacks to more than its size allows."""

    def __init__(self, inner: IO[bytes], packed: int, name: str) -> None:
        self._inner, self._name, self._done = inner, name, 0
        self._most = min(MAX_BYTES, max(FREE, packed * MAX_RATIO))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._inner.read(len(buffer))
        self._done += len(piece)
        if self._done > self._most:
            raise UnsafeArchive(f"it unpacks to more than {self._most:,} bytes", where=self._name)
        buffer[: len(piece)] = piece
        return len(piece)


@dataclass(frozen=True, slots=True)
class Source:
    """A text file, or the one in a zip or gzip; `lines` can be gone through several times."""

    path: Path
    packing: str
    member: str = ""

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The unpacked bytes; raises UnreadableInput, UnsafeArchive."""
        try:
            if self.packing == "zip":
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as inner:
                    packed = archive.getinfo(self.member).compress_size
                    yield io.BufferedReader(_Guard(inner, packed, self.path.name), 1 << 18)
            elif self.packing == "gzip":
                with gzip.open(self.path, "rb") as inner:
                    yield io.BufferedReader(_Guard(inner, self.path.stat().st_size, self.path.name), 1 << 18)  # type: ignore[arg-type]
            else:
                with self.path.open("rb", 1 << 18) as plain:
                    yield plain
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise UnreadableInput(getattr(error, "strerror", None) or str(error), where=self.path.name) from None

    def lines(self, tick: Tick | None = None) -> Iterator[tuple[int, bytes | None]]:
        """(number from 1, bytes without the line's end) of every line; None for one of more than MAX_LINE bytes."""
        with self.open() as stream:
            number = 0
            while line := stream.readline(MAX_LINE):
                number += 1
                if tick is not None and not number % EVERY:
                    tick(number)
                if len(line) < MAX_LINE or line.endswith(b"\n"):
                    yield number, line.rstrip(b"\r\n")
                    continue
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_LINE)
                yield number, None

    def head(self, size: int = 65_536) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(size)


def source_of(path: Path) -> Source:
    """The file at `path`, or in it; raises UnreadableInput, EmptyInput, TooLarge, UnsafeArchive, UnknownFormat."""
    try:
        if path.is_dir():
            raise UnreadableInput("a folder, where a file is expected", where=str(path))
        if path.exists() and not path.is_file():
            raise UnreadableInput("no regular file", where=str(path))
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4)
    except (OSError, ValueError) as error:
        raise UnreadableInput(getattr(error, "strerror", None) or str(error), where=str(path)) from None
    if not size:
        raise EmptyInput("the file is empty", where=path.name, hint="Check that it was downloaded whole.")
    if size > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES:,} bytes", where=path.name, hint="Take the list of one country.")
    if start.startswith(b"PK"):
        return Source(path, "zip", _member(path))
    return Source(path, "gzip" if start.startswith(b"\x1f\x8b") else "plain")


def _member(path: Path) -> str:
    """The one text in a zip; GeoNames adds a readme. Names are only compared: nothing is ever unpacked to a file of that name."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableInput(f"a damaged zip: {error}", where=path.name) from None
    if len(members) > MAX_MEMBERS:
        raise UnsafeArchive(f"it holds {len(members):,} files; at most {MAX_MEMBERS:,} are looked at", where=path.name)
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            raise UnsafeArchive(f"it names a file outside itself: {member.filename[:80]!r}", where=path.name)
        if member.flag_bits & 1:
            raise UnsafeArchive(f"{member.filename[:80]!r} is encrypted", where=path.name)
        if member.file_size > MAX_BYTES or member.file_size > max(FREE, member.compress_size * MAX_RATIO):
            raise UnsafeArchive(f"{member.filename[:80]!r} would unpack to {member.file_size:,} bytes", where=path.name)
    names = [m.filename for m in members if m.filename.lower().endswith((".txt", ".csv", ".tsv")) and "readme" not in m.filename.lower()]
    own = [n for n in names if PurePosixPath(n).stem.lower() == path.stem.lower()]
    names = own or [n for n in names if "languagecodes" not in n.lower()]
    if len(names) != 1:
        what = "no text" if not names else f"several texts of the same right ({', '.join(names[:3])[:120]})"
        raise UnknownFormat(f"the zip holds {what}", where=path.name, hint="Unpack it and give the file itself.")
    return names[0]
