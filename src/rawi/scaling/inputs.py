"""What is to be read: files, folders and patterns, on disks and in object stores, listed with their sizes and times.

Files are called what `rawi read` and `rawi add` call them, so that documents get the same ids.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.fs as pafs  # type: ignore[import-untyped]

from rawi.errors import EmptyInput, InputError, UnreadableInput
from rawi.scaling.storage import Place, is_address, place
from rawi.sources import Notice, Refusal
from rawi.sources.files import JSONL, MAX_DEPTH, WARC, kind_of
from rawi.sources.items import shown_name, unreadable

PARQUET, AUTO = "parquet", "auto"
FORMATS = (AUTO, JSONL, WARC, PARQUET)
MARKS = ("_SUCCESS", "_temporary", "_delta_log")
"""Names that Spark's own writers leave beside data."""
MAGIC = "*?["


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was listed. `root`: the input that led to it, by which its filesystem is opened; `path`: within that filesystem.

    `address` stands for it in manifests; `size` in bytes and `time` (of the last change, in nanoseconds, 0 where unknown) say whether it
    is still the same. `kind`: what it is taken for, None where its first bytes decide. `found`: in a folder, not named itself.
    """

    root: str
    path: str
    address: str
    name: str
    size: int
    time: int
    kind: str | None
    found: bool

    @property
    def packed(self) -> bool:
        """Whether it is a gzip."""
        return kind_of(self.name)[1]


@dataclass(slots=True)
class Listing:
    """The files, by address; what cannot be read at all; what was left out."""

    files: dict[str, File] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def listed(inputs: Iterable[str], form: str = AUTO) -> Listing:
    """All files of `inputs` (paths, folders, patterns with * ? [], addresses), each once."""
    out = Listing()
    roots = [root for given in inputs for root in _expanded(given)]
    for root in roots:
        try:
            _add(root, form, out, alone=len(roots) == 1)
        except InputError as error:
            out.refused.append(Refusal(shown_name(root), error))
        except (OSError, ValueError) as error:
            found = unreadable(error) if isinstance(error, OSError) else UnreadableInput(f"not a path: {error}")
            out.refused.append(Refusal(shown_name(root), found))
    return out


def _expanded(given: str) -> list[str]:
    """The inputs that a pattern stands for, in order; itself, where it is none or stands for nothing."""
    if not any(mark in given for mark in MAGIC):
        return [given]
    if not is_address(given):
        return [given] if os.path.lexists(given) else sorted(glob.glob(given, recursive=True)) or [given]  # noqa: PTH207  as given, not as a Path writes it
    fixed = given[: min(given.index(mark) for mark in MAGIC if mark in given)].rpartition("/")[0]
    try:
        top = place(fixed)
        pattern = top.path + given[len(fixed) :]
        found = top.fs.get_file_info(pafs.FileSelector(top.path, recursive=True))
    except (InputError, OSError):
        return [given]
    return sorted(fixed + info.path[len(top.path) :] for info in found if fnmatch.fnmatch(info.path, pattern)) or [given]


def _add(root: str, form: str, out: Listing, *, alone: bool) -> None:
    at = place(root)
    if at.local:
        status = Path(at.path).stat()
        if not stat.S_ISDIR(status.st_mode):
            _take(_named(root, at, Path(at.path).name if alone else root, status), form, out)
            return
        within = _local(at, out, "" if alone else shown_name(Path(root)) + "/")
    else:
        info = at.fs.get_file_info(at.path)
        if info.type == pafs.FileType.NotFound:
            raise UnreadableInput("no such file or directory")
        if info.type == pafs.FileType.File:
            name = at.path.rpartition("/")[2] if alone else at.address
            _take(File(root, at.path, at.address, name, info.size, info.mtime_ns or 0, None, False), form, out)
            return
        within = _remote(root, at, "" if alone else at.address.rstrip("/") + "/")
    before = len(out.files) + len(out.refused)
    for file in within:
        _take(file, form, out)
    if len(out.files) + len(out.refused) == before:
        out.refused.append(Refusal(shown_name(root), EmptyInput("no article in this folder")))


def _named(root: str, at: Place, name: str, status: os.stat_result, *, found: bool = False) -> File:
    size = status.st_size if stat.S_ISREG(status.st_mode) else -1
    return File(root, at.path, at.address, shown_name(name), size, status.st_mtime_ns, None, found)


def _take(file: File, form: str, out: Listing) -> None:
    """Puts a file to those that are read, or to what was left out."""
    if file.size < 0:
        out.refused.append(Refusal(file.name, UnreadableInput("not a regular file")))
        return
    kind = form if form != AUTO else PARQUET if file.name.lower().endswith(".parquet") else kind_of(file.name)[0]
    if kind is None and file.found:
        suffix = Path(file.name).suffix
        out.notices.append(Notice(file.name, f"left out: {suffix} is not a kind of file that Rawi reads"))
        return
    out.files.setdefault(
        file.address, File(file.root, file.path, file.address, file.name, file.size, file.time, kind, file.found)
    )


def _local(top: Place, out: Listing, prefix: str) -> Iterator[File]:
    """The files of a folder here, in no order; hidden ones, and links to folders, are left out."""
    base = Path(top.path)

    def failed(error: OSError) -> None:
        out.refused.append(Refusal(prefix + shown_name(os.path.relpath(error.filename or base, base)), unreadable(error)))

    for folder, folders, names in _walked(base, failed):
        depth = len(folder.relative_to(base).parts)
        for name in sorted(folders):
            if (folder / name).is_symlink() and not name.startswith("."):
                out.notices.append(Notice(prefix + shown_name((folder / name).relative_to(base)), "a link to a folder, left out"))
            if name.startswith(".") or name in MARKS or (folder / name).is_symlink():
                folders.remove(name)
        if depth >= MAX_DEPTH and folders:
            out.refused.append(Refusal(prefix + shown_name(folder), UnreadableInput(f"folders nested deeper than {MAX_DEPTH}")))
            folders.clear()
        for name in sorted(names):
            path = folder / name
            if name.startswith(".") or name in MARKS or path.is_dir():
                continue
            called = prefix + shown_name(path.relative_to(base))
            try:
                yield _named(top.path, Place(top.fs, str(path), str(path), top.root), called, path.stat(), found=True)
            except OSError as error:
                out.refused.append(Refusal(called, unreadable(error)))


def _walked(base: Path, failed: Any) -> Iterator[tuple[Path, list[str], list[str]]]:
    for folder, folders, names in os.walk(base, onerror=failed):
        yield Path(folder), folders, names


def _remote(root: str, top: Place, prefix: str) -> Iterator[File]:
    """The objects under an address."""
    for info in top.fs.get_file_info(pafs.FileSelector(top.path, recursive=True)):
        parts = info.path[len(top.path) :].strip("/").split("/")
        if info.type != pafs.FileType.File or any(part.startswith(".") or part in MARKS for part in parts):
            continue
        address = top.address.rstrip("/") + "/" + "/".join(parts)
        yield File(root, info.path, address, prefix + "/".join(parts), info.size, info.mtime_ns or 0, None, True)
