"""The custody ledger: `ledger.jsonl`, one canonical JSON object a line, each bound to the line before by its hash; only appended to."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import IO, Any

from rawi.archive.disk import INCOMING, reading, sync_folder, write_new, writing
from rawi.archive.lines import FIRST, MAX_LINE, Entry, compose, parse
from rawi.errors import ArchiveLocked, DamagedLedger, UnwritableArchive

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: no lock, but an append still notices that somebody else has written
    fcntl = None

LEDGER = "ledger.jsonl"
_TORN = re.compile(r"ledger\.torn-([1-9][0-9]*)")
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Head:
    """The last line: its `seq` (-1 in an empty ledger) and its hash (64 zeros)."""

    seq: int = -1
    hash: str = FIRST


@dataclass(frozen=True, slots=True)
class Torn:
    """The beginning of a line whose writing was cut off, moved aside into the file `name` of the archive's folder; `size` in bytes."""

    name: str
    sha256: str
    size: int


def torn_files(folder: Path) -> list[Path]:
    """All torn tails that were moved aside, the oldest first. Raises UnreadableInput."""
    with reading(folder):
        found = [(int(match[1]), path) for path in folder.iterdir() if (match := _TORN.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def complete_lines(file: IO[bytes], end: int) -> Iterator[bytes]:
    """The lines of a ledger up to byte `end`, newlines included; a last piece without one is given as it is.

    Never more than MAX_LINE bytes at a time: a longer line comes in pieces without a newline.
    """
    file.seek(0)
    left = end
    while left > 0 and (line := file.readline(min(MAX_LINE, left))):
        left -= len(line)
        yield line


class Ledger:
    """The ledger of the archive in `folder`. Safe to use from several threads; one process at a time may write."""

    def __init__(self, folder: Path, *, read_only: bool = False, check: bool = True, wait: float = 0.0) -> None:
        """Opens the ledger, makes an empty one where there is none, locks it, and moves a torn tail aside (see `torn`).

        `check` reads and hashes every line (some 40,000 a second); without it only the last one. `wait` is how many seconds to
        wait for another process. With `read_only` nothing is locked, made or moved. Raises ArchiveLocked, DamagedLedger,
        UnwritableArchive, ArchiveFull, UnreadableInput.
        """
        self.folder, self.path = folder, folder / LEDGER
        self.torn: Torn | None = None
        """The torn tail that this opening has moved aside."""
        self.locked = False
        """Whether other processes are kept out; False also where the system has no `fcntl`."""
        self._mutex = threading.Lock()
        self._broken = False
        self._writer: int | None = None
        try:
            if not read_only:
                self._open_for_writing(wait)
            self._end, self._head = self._examine(check=check, read_only=read_only)
        except BaseException:
            self.close()
            raise

    def _open_for_writing(self, wait: float) -> None:
        flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with writing(self.path):
            try:
                self._writer = os.open(self.path, flags)
            except FileNotFoundError:
                self._writer = os.open(self.path, flags | os.O_CREAT, 0o644)
                sync_folder(self.folder)
        if fcntl is None:
            return
        until = time.monotonic() + wait
        while not self.locked:
            try:
                fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.locked = True
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise ArchiveLocked("another process is writing to this archive", where=str(self.folder)) from None
                time.sleep(_POLL)
            except OSError:  # a filesystem without locks: as where there is no fcntl
                return

    def _examine(self, *, check: bool, read_only: bool) -> tuple[int, Head]:
        """Where the last complete line ends, and its head; a torn tail is moved aside."""
        with reading(self.path), self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            end = _end_of_lines(file, size)
            if check:
                head = Head()
                for fields in self._checked(file, end):
                    head = Head(fields["seq"], fields["hash"])
            else:
                head = self._last(file, end)
            if end < size and not read_only:
                file.seek(end)
                self._move_aside(file.read(), end)
        return end, head

    def _last(self, file: IO[bytes], end: int) -> Head:
        """The head from the last line alone."""
        return Head() if end == 0 else Head((fields := self._fields(file, end))["seq"], fields["hash"])

    def _fields(self, file: IO[bytes], end: int) -> dict[str, Any]:
        """The fields of the line that ends at byte `end`."""
        file.seek(max(0, end - MAX_LINE))
        line = file.read(min(end, MAX_LINE))[:-1].rpartition(b"\n")[2]
        fields, fault = parse(line)
        if fields is None or fault:
            raise DamagedLedger(f"the last line: {fault}", where=str(self.path))
        return fields

    def _checked(self, file: IO[bytes], end: int) -> Iterator[dict[str, Any]]:
        seq, previous = 0, FIRST
        for line in complete_lines(file, end):
            fields, fault = parse(line) if line.endswith(b"\n") else (None, "longer than a line can be")
            if fields is not None and not fault:
                if fields["seq"] != seq:
                    fault = f"seq is {fields['seq']}, not {seq}: a line was removed, inserted or moved"
                elif fields["previous"] != previous:
                    fault = "does not follow the line before it"
            if fields is None or fault:
                raise DamagedLedger(fault, where=f"{self.path}:{seq + 1}")
            seq, previous = seq + 1, fields["hash"]
            yield fields

    def _move_aside(self, tail: bytes, end: int) -> None:
        """Keeps the torn tail in a file of its own, then cuts it off; after a crash in between, the next opening does the same again."""
        assert self._writer is not None
        before = torn_files(self.folder)
        name = f"ledger.torn-{int(before[-1].name.rpartition('-')[2]) + 1 if before else 1}"
        with writing(self.folder / name):
            if before and before[-1].read_bytes() == tail:
                name = before[-1].name
            else:
                write_new(self.folder / name, tail, self.folder / INCOMING)
            sync_folder(self.folder)
            os.ftruncate(self._writer, end)
            os.fsync(self._writer)
        self.torn = Torn(name, hashlib.sha256(tail).hexdigest(), len(tail))

    def head(self) -> Head:
        """`seq` and hash of the last line that is confirmed."""
        return self._head

    def last(self) -> dict[str, Any]:
        """The fields of the head's line. Raises DamagedLedger (also where there is no line), UnreadableInput."""
        if self._end == 0:
            raise DamagedLedger("there is no line in it", where=str(self.path))
        with reading(self.path), self.path.open("rb") as file:
            return self._fields(file, self._end)

    def tail(self, most: int) -> list[dict[str, Any]]:
        """The fields of the last `most` lines, the last first, as far as they stand in the last MAX_LINE bytes; the chain is not checked.

        Raises DamagedLedger for a line that is none, UnreadableInput.
        """
        with reading(self.path), self.path.open("rb") as file:
            start = max(0, self._end - MAX_LINE)
            file.seek(start)
            lines = file.read(self._end - start).split(b"\n")[:-1]
        out = []
        for line in reversed(lines[1 if start else 0 :][-most:]):
            fields, fault = parse(line)
            if fields is None or fault:
                raise DamagedLedger(f"one of the last lines: {fault}", where=str(self.path))
            out.append(fields)
        return out

    def append(self, entry: Entry) -> dict[str, Any]:
        """Appends one event and returns its line's fields; it is on the disk when this returns. Raises as `append_many` does."""
        return self.append_many([entry])[0]

    def append_many(self, entries: Iterable[Entry]) -> list[dict[str, Any]]:
        """Appends events, flushed once; returns their lines' fields. All of them are on the disk when this returns, or none stays.

        Raises BadEntry (before anything is written), ArchiveFull, UnwritableArchive, ArchiveLocked (somebody else has written).
        """
        with self._mutex:
            if self._writer is None or self._broken:
                state = "it must be opened again after an error of the disk" if self._broken else "it is closed or read-only"
                raise UnwritableArchive(f"the ledger cannot be written: {state}", where=str(self.path))
            head, lines, out = self._head, [], []
            for entry in entries:
                line, fields = compose(entry, head.seq + 1, head.hash)
                head = Head(fields["seq"], fields["hash"])
                lines.append(line)
                out.append(fields)
            if lines:
                self._write(b"".join(lines))
                self._head = head
            return out

    def _write(self, data: bytes) -> None:
        assert self._writer is not None
        with writing(self.path):
            if os.fstat(self._writer).st_size != self._end:
                # Where there are no locks this is what keeps two writers from interleaving.
                self._broken = True
                raise ArchiveLocked("another process has written to the ledger", where=str(self.path))
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._writer, rest) :]
                os.fsync(self._writer)
            except BaseException:
                self._undo()
                raise
        self._end += len(data)

    def _undo(self) -> None:
        """Cuts off what was written of a batch that failed. Where even that fails, the next opening sets it aside as torn."""
        assert self._writer is not None
        try:
            os.ftruncate(self._writer, self._end)
            os.fsync(self._writer)
        except OSError:
            self._broken = True

    def entries(self, since: int = 0) -> Iterator[dict[str, Any]]:
        """The fields of every line from seq `since` on, up to the end as it is now; every line is checked, also those before.

        One line at a time in memory. Raises DamagedLedger at the first line that is not what was written, UnreadableInput.
        """
        with reading(self.path), self.path.open("rb") as file:
            end = _end_of_lines(file, file.seek(0, os.SEEK_END))
            for fields in self._checked(file, end):
                if fields["seq"] >= since:
                    yield fields

    def close(self) -> None:
        """Lets the lock go. Appending is over then."""
        if self._writer is not None:
            with contextlib.suppress(OSError):
                os.close(self._writer)
            self._writer, self.locked = None, False

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _end_of_lines(file: IO[bytes], size: int) -> int:
    """The byte behind the last newline of a file of `size` bytes, found from its end."""
    end = size
    while end > 0:
        start = max(0, end - MAX_LINE)
        file.seek(start)
        at = file.read(end - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0
