"""What must be done right on every write: nothing half-written under its name, flushed to the disk, errors by name."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from rawi.errors import ArchiveFull, UnreadableInput, UnwritableArchive

READ_ONLY = 0o444
"""The mode of what never changes once it is written."""
INCOMING = "incoming"
"""The folder of the archive where files are written before they take their names; the same filesystem, so that renaming is atomic."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextlib.contextmanager
def writing(where: Path) -> Iterator[None]:
    """Turns an OSError of what is written at `where` into ArchiveFull or UnwritableArchive."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        kind = ArchiveFull if error.errno in _FULL else UnwritableArchive
        raise kind(f"cannot write: {reason}", where=str(where)) from error


@contextlib.contextmanager
def reading(where: Path) -> Iterator[None]:
    """Turns an OSError of what is read at `where` into UnreadableInput."""
    try:
        yield
    except OSError as error:
        raise UnreadableInput(f"cannot read: {error.strerror or error}", where=str(where)) from error


def sync_folder(folder: Path) -> None:
    """Flushes the names in `folder` to the disk; a file that was flushed can still lose its name in a power cut."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        if os.name == "nt":  # Windows opens no folders and needs no flushing of names
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Flushes the bytes of a file that is already there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        if os.name != "nt":  # Windows flushes no handle that was opened for reading
            raise
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes, incoming: Path) -> None:
    """Writes `data` to `path`, whole or not at all: a temporary file in `incoming`, flushed, read-only, renamed.

    The caller flushes the folder of `path` (once for many files) with `sync_folder`. OSErrors come through; nothing is left behind then.
    """
    temporary = incoming / f"{os.getpid()}-{secrets.token_hex(8)}"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(READ_ONLY)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
