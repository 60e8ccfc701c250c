"""The folder in which compiled lexicons are kept: read, written, and cleared of what was not used lately.

Files stand there under their final name only when they are whole; a process that reads one has all of it in memory, so that another may
replace or delete it. Whatever cannot be read or written there only costs time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from pathlib import Path

OURS, OWN, NOTE = "lexicon", "own", "stamps"
"""How the names of files begin: compiled from our data, from ours and a folder of the user's, and what the stamps of files stand for."""
KEPT = {OURS: 3, OWN: 5, NOTE: 16}
"""So many of each are kept, those that were used last. One takes some 15 MB, a note 100 bytes."""
_NAME = re.compile(r"(?:(lexicon|own)-[0-9a-f]{24}-[0-9a-f]{16}\.bin|(stamps)-[0-9a-f]{32}\.txt)")
_UNFINISHED = re.compile(r"rawi-\w+\.part")
_ABANDONED = 86_400
"""Seconds after which nobody writes a file any more: its writer was ended."""


def folder() -> Path:
    """Where compiled lexicons are kept: RAWI_CACHE, or the user's folder for caches."""
    if own := os.environ.get("RAWI_CACHE"):
        return Path(own)
    from platformdirs import user_cache_path

    return user_cache_path("rawi")


def read(path: Path) -> bytes | None:
    """All bytes of a file, which counts as used now; None where there are none to be had."""
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            raw = file.read()
        with contextlib.suppress(OSError):
            os.utime(path)
    except (OSError, ValueError, MemoryError):
        return None
    return raw


def write(path: Path, raw: bytes) -> None:
    """Writes a file whole or not at all, and deletes those of its kind that were not used lately."""
    import tempfile

    name = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix="rawi-", suffix=".part", delete=False) as out:
            name = Path(out.name)
            out.write(raw)
        name.replace(path)
    except (OSError, ValueError):
        if name is not None:
            with contextlib.suppress(OSError):
                name.unlink()
        return
    _clear(path.parent, path.name)


def _clear(where: Path, new: str) -> None:
    """Deletes what was not used lately. Only regular files that are named as ours are: no links, no folders, nothing else."""
    found: dict[str, list[tuple[int, str]]] = {kind: [] for kind in KEPT}
    gone: list[str] = []
    with contextlib.suppress(OSError), os.scandir(where) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                name, about = _NAME.fullmatch(entry.name), entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(about.st_mode) or entry.name == new:
                    continue
                if name is not None:
                    found[name[1] or name[2]].append((about.st_mtime_ns, entry.name))
                elif _UNFINISHED.fullmatch(entry.name) and about.st_mtime + _ABANDONED < time.time():
                    gone.append(entry.name)
    for kind, files in found.items():
        most = KEPT[kind] - new.startswith(f"{kind}-")
        gone += (name for _, name in sorted(files, reverse=True)[most:])
    for one in gone:
        with contextlib.suppress(OSError):
            (where / one).unlink()


def noted(where: Path, name: str, stamps: str) -> tuple[str, str] | None:
    """(version, code) that was noted under `name` for these stamps; None where there is no such note, or it is damaged."""
    raw = read(where / f"{NOTE}-{name}.txt")
    parts = raw.decode("ascii", "replace").split() if raw else []
    if len(parts) != 4 or parts[0] != stamps or parts[3] != _check(*parts[:3]):
        return None
    return parts[1], parts[2]


def note(where: Path, name: str, stamps: str, version: str, code: str) -> None:
    """Notes that files with these stamps are that version of the lexicon, compiled by that code."""
    write(where / f"{NOTE}-{name}.txt", f"{stamps} {version} {code} {_check(stamps, version, code)}\n".encode())


def _check(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]
