"""The folders that hold a lexicon's files: which files those are, their version, and whether they are as they were."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
DATA_SUFFIXES = (".yaml", ".tsv", ".tsv.gz")
REJECTED = ".rejected.tsv"
"""What an import sets aside; such a file is no part of the lexicon."""
SETTLES = 5_000_000_000
"""Nanoseconds after which a file's times tell of every later change: clocks of file systems tick every 2 seconds and faster."""


class Stamps(NamedTuple):
    """Size, times and number of every file, hashed. Where `settled`, equal stamps mean equal contents."""

    key: str
    settled: bool


def label(folder: Path) -> str:
    """The name by which a user's folder stands before the names of its files, also where it was given as «.»."""
    return folder.resolve().name or "lexicon"


def _regular(folder: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
    """(name, stat) of the files of a folder that end so, by their names; linked folders are not gone into."""
    names: list[str] = []
    for where, _, files in os.walk(folder):
        begin = "" if where == str(folder) else os.path.relpath(where, folder).replace(os.sep, "/") + "/"
        names += (begin + name for name in files if name.endswith(suffixes) and not name.endswith(REJECTED))
    for name in sorted(names, key=lambda n: n.split("/")):
        try:
            found = os.stat(f"{folder}/{name}")  # noqa: PTH116 - two hundred paths would take as long as all else
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(found.st_mode):
            yield name, found


def data_files(*folders: Path) -> list[tuple[str, Path]]:
    """(name, path) of every data file, ours first, then the user's; names are relative and sorted."""
    return [(name, folder / name) for folder in folders for name, _ in _regular(folder, DATA_SUFFIXES)]


def digest(files: list[tuple[str, Path]]) -> str:
    """A hash over names and contents: the lexicon's version. A file that cannot be read counts by its name; reading it names the fault."""
    total = hashlib.sha256()
    for name, path in files:
        try:
            content = hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            content = b"unreadable"
        total.update(name.encode("utf-8", "surrogateescape") + b"\0" + content)
    return total.hexdigest()


def stamps(folders: list[Path], code: list[Path]) -> Stamps:
    """The stamps of the data files in `folders` and of the modules in the folders `code`.

    The time of the last change of any kind (ctime) is among them, which no programme can set back. Windows has none, and is never settled.
    """
    now, newest, sure = time.time_ns(), 0, os.name == "posix"
    total = hashlib.sha256()
    for folder, suffixes in [*((f, DATA_SUFFIXES) for f in folders), *((f, (".py",)) for f in code)]:
        total.update(os.fsencode(folder.resolve()) + b"\0")
        for name, found in _regular(folder, suffixes):
            row = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev)
            total.update(f"{name}\0{row}\0".encode("utf-8", "surrogateescape"))
            newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
            sure = sure and found.st_ctime_ns > 0
    return Stamps(total.hexdigest(), sure and newest + SETTLES < now)
