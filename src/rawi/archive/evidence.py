"""An archive of evidence: raw bytes kept by hash, and who captured them, when and how, in a ledger that cannot be edited unseen."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from rawi.archive.blobs import BLOBS, Blobs, hash_of
from rawi.archive.disk import INCOMING, reading, sync_folder, write_new, writing
from rawi.archive.ledger import LEDGER, Head, Ledger, torn_files
from rawi.archive.lines import FIRST, Entry, compose
from rawi.errors import BadEntry, DamagedLedger, NewerArchive, NotAnArchive, UnreadableInput, UnwritableArchive
from rawi.version import __version__

FORMAT = 1
"""The version of the format of archives that is written here."""
MARKER = "rawi-archive.json"
MARKER_BYTES = b'{"archive":"rawi","format":1}\n'
"""What the marker of an archive holds, to the byte, so that no byte of it can change unseen."""
CREATED, CAPTURED, RECOVERED = "created", "captured", "recovered"
TOOL = f"rawi {__version__}"
_LONGEST_MARKER = 4_096

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock that is used where none is passed in."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Intake:
    """Bytes to capture and what is known of them; `facts` are further fields of your own (JSON values)."""

    data: bytes
    url: str | None = None
    media_type: str | None = None
    name: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capture:
    """One line `captured` of the ledger: `size` in bytes, `at` as UTC ISO 8601 with Z, `seq` its place in the ledger."""

    sha256: str
    size: int
    seq: int
    at: str
    name: str | None
    url: str | None
    media_type: str | None
    who: str = ""
    how: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def capture_of(fields: Mapping[str, Any]) -> Capture:
    """The Capture that a line of the ledger tells of. Raises DamagedLedger when a field is missing or of a wrong type."""
    texts = [fields.get(name) for name in ("name", "url", "media_type")]
    sound = isinstance(fields.get("sha256"), str) and type(fields.get("size")) is int and isinstance(fields.get("facts", {}), dict)
    if not sound or any(text is not None and not isinstance(text, str) for text in texts):
        raise DamagedLedger("a capture without hash or size, or with fields of a wrong type", where=f"{LEDGER}:{fields['seq'] + 1}")
    name, url, media_type = texts
    return Capture(
        sha256=fields["sha256"], size=fields["size"], seq=fields["seq"], at=fields["at"], name=name, url=url, media_type=media_type,
        who=fields["who"], how=fields["how"], facts=fields.get("facts", {}),
    )  # fmt: skip


def check_marker(folder: Path) -> None:
    """Whether `folder` is an archive of a format that is known here. Raises NotAnArchive, NewerArchive, UnreadableInput."""
    where, path = str(folder), folder / MARKER
    if not folder.exists():
        raise UnreadableInput("there is no such folder", where=where)
    if not folder.is_dir():
        raise NotAnArchive("not a folder", where=where)
    if not path.is_file():
        raise NotAnArchive(f"there is no {MARKER} in it", where=where)
    with reading(path), path.open("rb") as file:
        data = file.read(_LONGEST_MARKER)
    if data == MARKER_BYTES:
        return
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    number = found.get("format") if isinstance(found, dict) and found.get("archive") == "rawi" else None
    if type(number) is int and number > FORMAT:
        raise NewerArchive(f"format {number}; this version of Rawi knows formats up to {FORMAT}", where=where)
    raise NotAnArchive(f"{MARKER} does not hold what an archive's holds", where=where)


class Evidence:
    """An open archive. One process at a time may have it open for writing; any number may read (`read_only=True`) meanwhile.

    Use it as a context manager, or call `close`. Safe to use from several threads.
    """

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        """Only for `open` and `create`."""
        self.folder, self.ledger, self.blobs = folder, ledger, Blobs(folder)
        self.recovered: tuple[str, ...] = ()
        """What this opening found of an earlier crash and put in order, in words."""

    @classmethod
    def create(cls, folder: str | Path, *, who: str, how: str = TOOL, clock: Clock = utc_now) -> Evidence:
        """Makes an archive in a folder that is not there or empty, and opens it for writing.

        `who` and `how` (tool and version) go into the line `created`. Raises NotAnArchive for a file, another archive or a folder that
        holds anything, UnwritableArchive, ArchiveFull, ArchiveLocked.
        """
        folder = Path(folder)
        if folder.exists() and not folder.is_dir():
            raise NotAnArchive("not a folder", where=str(folder))
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            inside = sorted(path.name for path in folder.iterdir() if path.name != INCOMING)
        if inside:
            what = "an archive already" if MARKER in inside else f"not empty: it holds {inside[0]!r}"
            raise NotAnArchive(what, where=str(folder), hint="Give a new or empty folder, or open the archive that is there.")
        with writing(folder):
            (folder / INCOMING).mkdir(exist_ok=True)
            try:
                write_new(folder / MARKER, MARKER_BYTES, folder / INCOMING)
            except FileNotFoundError:
                # Another process made the archive at this moment, and tidied up what it took for left behind: then it is there.
                if not (folder / MARKER).exists():
                    raise
            sync_folder(folder)
            sync_folder(folder.absolute().parent)
        return cls.open(folder, who=who, how=how, clock=clock)

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        who: str = "rawi",
        how: str = TOOL,
        clock: Clock = utc_now,
        read_only: bool = False,
        check: bool = True,
        wait: float = 0.0,
    ) -> Evidence:
        """Opens an archive; for writing, what a crash left behind is put in order and told in `recovered`.

        `who`, `how` and `clock` are for the lines about such a recovery only. `check` and `wait` (seconds): see `Ledger`. Raises
        NotAnArchive, NewerArchive, UnwritableArchive, ArchiveLocked, ArchiveFull, DamagedLedger, UnreadableInput.
        """
        folder = Path(folder)
        check_marker(folder)
        if not read_only:
            if not os.access(folder, os.W_OK | os.X_OK):
                raise UnwritableArchive("the folder is read-only", where=str(folder))
            with writing(folder):
                for name in (INCOMING, BLOBS):
                    (folder / name).mkdir(exist_ok=True)
                sync_folder(folder)
            if not (folder / LEDGER).exists() and any(Blobs(folder)):
                # Starting a new ledger here would hide that the old one is gone.
                raise DamagedLedger("there are blobs, and no ledger", where=str(folder / LEDGER))
        found = cls(folder, Ledger(folder, read_only=read_only, check=check, wait=wait))
        try:
            if not read_only:
                found._put_in_order(who, how, clock)
        except BaseException:
            found.close()
            raise
        return found

    def _put_in_order(self, who: str, how: str, clock: Clock) -> None:
        """Finishes a creation that was cut off, records torn tails and removes files that never took their names."""
        notes = []
        if self.ledger.head().seq < 0:
            if any(self.blobs):
                raise DamagedLedger("there are blobs, and no line in the ledger", where=str(self.ledger.path))
            self.ledger.append(Entry(CREATED, who, how, clock(), {"format": FORMAT}))
        torn = torn_files(self.folder)
        if torn:
            known = {fields.get("file") for fields in self.ledger.entries() if fields["what"] == RECOVERED}
            for path in torn:
                if path.name not in known:
                    with reading(path):
                        sha, size = hash_of(path)
                    self.ledger.append(Entry(RECOVERED, who, how, clock(), {"file": path.name, "sha256": sha, "size": size}))
                    notes.append(f"{path.name}: {size} bytes of a line whose writing was cut off")
        if self.ledger.locked:  # otherwise they may be those of another process
            with writing(self.folder / INCOMING):
                for path in sorted((self.folder / INCOMING).iterdir()):
                    path.unlink()
                    notes.append(f"{INCOMING}/{path.name}: a file whose writing was cut off, never confirmed; removed")
        self.recovered = tuple(notes)

    def capture(
        self,
        data: bytes,
        *,
        url: str | None = None,
        media_type: str | None = None,
        name: str | None = None,
        who: str,
        how: str = TOOL,
        at: datetime,
        **facts: Any,
    ) -> Capture:
        """Keeps `data` and records the capture; when this returns, both are on the disk.

        `at` carries its zone; `facts` are JSON values of your own. Bytes that are there already are kept once, and each capture has its
        line. Raises BadEntry, DamagedBlob, ArchiveFull, UnwritableArchive, ArchiveLocked; nothing is recorded then.
        """
        return self.capture_many([Intake(data, url, media_type, name, facts)], who=who, how=how, at=at)[0]

    def capture_many(self, batch: Iterable[Intake], *, who: str, how: str = TOOL, at: datetime) -> list[Capture]:
        """`capture` for many with few flushes: one for each file, folder and for the ledger. All are recorded or none is.

        `batch` is gone through once and its bytes are not held together. Raises as `capture` does; the bytes before the one that failed
        may then stay as orphans, which a later capture of them adopts.
        """
        entries: list[Entry] = []

        def kept() -> Iterator[bytes]:
            for one in batch:
                about = {"size": len(one.data), "name": one.name, "url": one.url, "media_type": one.media_type}
                entry = Entry(CAPTURED, who, how, at, about | ({"facts": dict(one.facts)} if one.facts else {}))
                compose(entry, 0, FIRST)  # refused before its bytes are kept, not after
                entries.append(entry)
                yield one.data

        hashes = self.blobs.put_many(kept())
        lines = [Entry(e.what, e.who, e.how, e.at, {**e.fields, "sha256": sha}) for e, sha in zip(entries, hashes, strict=True)]
        return [capture_of(fields) for fields in self.ledger.append_many(lines)]

    def record(self, what: str, *, who: str, how: str = TOOL, at: datetime, **fields: Any) -> dict[str, Any]:
        """Records another event (`note`, `exported` …) with fields of its own; returns its line. Raises BadEntry and as `capture` does."""
        if what in (CREATED, CAPTURED, RECOVERED):
            raise BadEntry(f"only the archive itself records {what!r}")
        return self.ledger.append(Entry(what, who, how, at, fields))

    def get(self, sha: str) -> bytes:
        """The bytes of that hash, hashed anew. Raises MissingBlob, DamagedBlob, UnreadableInput, BadHash."""
        return self.blobs.get(sha)

    def captures(self, since: int = 0) -> Iterator[Capture]:
        """All captures from seq `since` on, in order, one in memory at a time. Raises DamagedLedger, UnreadableInput."""
        for fields in self.ledger.entries(since):
            if fields["what"] == CAPTURED:
                yield capture_of(fields)

    def head(self) -> Head:
        """`seq` and hash of the last line: what to publish as an anchor."""
        return self.ledger.head()

    def close(self) -> None:
        """Lets the lock go."""
        with contextlib.suppress(OSError):
            self.ledger.close()

    def __enter__(self) -> Evidence:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def open_or_create(folder: str | Path, *, who: str, how: str = TOOL, clock: Clock = utc_now, wait: float = 0.0) -> Evidence:
    """Opens the archive in `folder` for writing, or makes one where the folder is not there or empty. Raises as `open` and `create` do."""
    folder = Path(folder)
    if folder.is_dir() and any(path.name != INCOMING for path in folder.iterdir()):
        return Evidence.open(folder, who=who, how=how, clock=clock, wait=wait)
    return Evidence.create(folder, who=who, how=how, clock=clock)
