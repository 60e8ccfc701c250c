"""The folder that a job writes to: data sets, the manifest of what is done, and what keeps two jobs apart.

A part of the input counts as read once its line stands in `manifest/`; files of parts without one are swept away before the next run.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.fs as pafs  # type: ignore[import-untyped]

from rawi.errors import NotOurFolder, UnwritableOutput
from rawi.scaling.datasets import KEYS, SCHEMAS
from rawi.scaling.inputs import File
from rawi.scaling.splits import Piece
from rawi.scaling.storage import TEMPORARY, Place, place, read, remove, write
from rawi.sources.items import unreadable

MANIFEST, HEAD = "manifest", "rawi-scale.json"
FORMAT = {"scale": "rawi", "format": 1}
MERGED = "all"
"""The file of `entities` and `places` that holds each row once."""
UNFINISHED = "unfinished"
"""The file of `refused` that lists what the last run could not do."""
LOCK = "_lock"
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Done:
    """One part that was read and written: its pieces, how it was read (`how`: versions and what was given), what came of it.

    `counts`: documents, claims, refused by code, notices. `lost_to`: parts because of which rows of this one were taken back, as a document
    that stood there too is told there.
    """

    split: str
    pieces: tuple[Piece, ...]
    how: dict[str, Any]
    counts: dict[str, Any]
    lost_to: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The part as a line of the manifest."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Done:
        """The part that `to_json` wrote; raises ValueError, KeyError or TypeError for anything else."""
        data: dict[str, Any] = json.loads(text)
        pieces = tuple(Piece(**{**piece, "file": File(**piece["file"])}) for piece in data.pop("pieces"))
        return cls(**{**data, "pieces": pieces, "lost_to": tuple(data["lost_to"])})


@dataclass(slots=True)
class Plan:
    """What is still to be read, what is done and stays, and the parts whose rows are removed, as their files are others now."""

    missing: list[Piece] = field(default_factory=list)
    done: dict[str, Done] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)


def part(out: Place, data_set: str, split: str) -> Place:
    """The file of one part in a data set; of names, which are put together at the end, in a folder that readers leave out."""
    return out.within(f"_{data_set}" if data_set in KEYS else data_set, f"{split}.parquet")


def merged(out: Place, data_set: str) -> Place:
    """The file that holds each name once."""
    return out.within(data_set, f"{MERGED}.parquet")


def marker(out: Place, split: str) -> Place:
    """The line of one part in the manifest."""
    return out.within(MANIFEST, f"{split}.json")


def prepare(where: str) -> Place:
    """The output folder, made where there is none; raises NotOurFolder, UnwritableOutput."""
    out = place(where)
    try:
        info = out.fs.get_file_info(out.path)
        if info.type == pafs.FileType.File:
            raise NotOurFolder("this is a file", where=where)
        entries = _names(out)
        if entries and HEAD not in entries:
            raise NotOurFolder("this folder holds something else", where=where)
        if HEAD in entries and json.loads(read(out.within(HEAD))) != FORMAT:
            raise NotOurFolder("made by another version of Rawi", where=where)
        for name in _folders():
            out.fs.create_dir(out.within(name).path, recursive=True)
        if HEAD not in entries:
            write(out.within(HEAD), json.dumps(FORMAT).encode(), "head")
    except OSError as error:
        raise UnwritableOutput(unreadable(error).message, where=where) from None
    except ValueError:
        raise NotOurFolder(f"{HEAD} is damaged", where=where) from None
    return out


def _names(at: Place) -> set[str]:
    found = at.fs.get_file_info(pafs.FileSelector(at.path, allow_not_found=True))
    return {info.base_name for info in found if info.base_name != LOCK}


@contextlib.contextmanager
def held(out: Place) -> Iterator[None]:
    """Keeps other jobs of this machine out of the folder while it is open; raises NotOurFolder."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover  Windows has none
        fcntl = None  # type: ignore[assignment]
    if not out.local or fcntl is None:
        yield
        return
    with Path(out.within(LOCK).path).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotOurFolder("another job writes to this folder", where=out.address) from None
        yield


def manifest(out: Place) -> dict[str, Done]:
    """Everything that is done, by part. A line that is damaged counts as not there: its part is read again."""
    found = out.fs.get_file_info(pafs.FileSelector(out.within(MANIFEST).path))
    names = sorted(i.base_name for i in found if i.base_name.endswith(".json") and not i.base_name.startswith(TEMPORARY))

    def one(name: str) -> Done | None:
        try:
            return Done.from_json(read(out.within(MANIFEST, name)))
        except (ValueError, KeyError, TypeError):
            return None

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return {done.split: done for done in threads.map(one, names) if done is not None}


def plan(files: Iterable[File], kept: dict[str, Done], how: dict[str, Any]) -> Plan:
    """What is missing of `files` after what is done (`kept`), where it was done as is asked now (`how`).

    A part that was read otherwise, or of which a file has changed, is stale as a whole, and so are parts that lost rows to it.
    """
    out = Plan()
    now = {file.address: file for file in files}
    stale = {split for split, done in kept.items() if any(_changed(piece, now, done.how != how) for piece in done.pieces)}
    while more := {split for split, done in kept.items() if split not in stale and stale & set(done.lost_to)}:
        stale |= more
    out.stale = sorted(stale)
    out.done = {split: done for split, done in kept.items() if split not in stale}
    again = {p.file.address: p.file for split in out.stale for p in kept[split].pieces if p.file.address not in now}
    ranges: dict[str, list[tuple[int, int]]] = {}
    for done in out.done.values():
        for piece in done.pieces:
            ranges.setdefault(piece.file.address, []).append((piece.start, piece.end))
    for address, file in sorted((now | again).items(), key=lambda one: tuple(one[1].name.split("/"))):
        out.missing += [Piece(file, *gap) for gap in gaps(file.size, ranges.get(address))]
    return out


def _changed(piece: Piece, now: dict[str, File], otherwise: bool) -> bool:
    file = now.get(piece.file.address)
    return file is not None and (otherwise or _identity(file) != _identity(piece.file))


def _identity(file: File) -> tuple[Any, ...]:
    return file.name, file.size, file.time, file.kind


def gaps(size: int, ranges: list[tuple[int, int]] | None) -> list[tuple[int, int]]:
    """What `ranges` leave of a file of `size` bytes; an empty file that was never read is one gap."""
    if ranges is None:
        return [(0, size)]
    out, at = [], 0
    for start, end in sorted(ranges):
        if start > at:
            out.append((at, start))
        at = max(at, end)
    return out + ([(at, size)] if at < size else [])


def sweep(out: Place, done: Iterable[str]) -> None:
    """Removes everything in the data sets that belongs to no part of the manifest, and what was left half-written."""
    good = {f"{split}.parquet" for split in done} | {f"{UNFINISHED}.parquet", f"{MERGED}.parquet"}
    for name in _folders():
        for info in out.fs.get_file_info(pafs.FileSelector(out.within(name).path)):
            if info.base_name.startswith(TEMPORARY) or (name != MANIFEST and info.base_name not in good):
                remove(out.within(name, info.base_name))


def _folders() -> tuple[str, ...]:
    return (*SCHEMAS, *(f"_{name}" for name in KEYS), MANIFEST)


def forget(out: Place, splits: Iterable[str]) -> None:
    """Takes parts off the manifest; `sweep` removes their rows."""
    for split in splits:
        remove(marker(out, split))
