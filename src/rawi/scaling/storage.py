"""Where inputs lie and outputs go: local folders and object storage, both through pyarrow's filesystems.

Python reads and writes the bytes itself, so that no article passes through the JVM and Spark needs no connector of its own.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pyarrow.fs as pafs  # type: ignore[import-untyped]

from rawi.errors import UnreadableInput

SAME = {"s3a": "s3", "s3n": "s3", "wasbs": "abfss"}
"""Spark's names of schemes, and pyarrow's."""
WHOLE_AT_ONCE = ("s3", "gcs", "abfs")
"""Stores where an object appears when it is whole, and renaming is a copy: written straight to its name."""
TEMPORARY = "_writing-"
"""What the name of a file that is being written begins with: readers of data sets leave such out."""
CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder: its filesystem, its path in there, and its address without names, passwords and options.

    `root`: what was given, by which another process opens the same.
    """

    fs: Any
    path: str
    address: str
    root: str

    @property
    def local(self) -> bool:
        """Whether it lies on a disk that this machine sees as its own."""
        return str(self.fs.type_name) == "local"

    def within(self, *names: str) -> Place:
        """A file or folder within this one."""
        return Place(self.fs, "/".join([self.path.rstrip("/"), *names]), "/".join([self.address.rstrip("/"), *names]), self.root)


def is_address(text: str) -> bool:
    """Whether `text` is an address such as s3a://bucket/folder, not a local path."""
    scheme, mark, _ = text.partition("://")
    return bool(mark) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def place(text: str) -> Place:
    """The Place of a path or an address; raises UnreadableInput for a scheme that nothing here knows or an address that is broken."""
    if not is_address(text):
        absolute = os.path.abspath(text)  # noqa: PTH100  not resolved: a link keeps its name
        return Place(pafs.LocalFileSystem(), absolute, absolute, absolute)
    scheme, _, rest = text.partition("://")
    known = f"{SAME.get(scheme.lower(), scheme.lower())}://{rest}"
    try:
        fs, path = pafs.FileSystem.from_uri(known)
    except (ValueError, OSError, NotImplementedError) as error:
        fs, path = _by_fsspec(known, error)
    return Place(fs, path, path if fs.type_name == "local" else _bare(known), text)


def _by_fsspec(address: str, error: Exception) -> tuple[Any, str]:
    """Schemes that pyarrow does not know, by the package fsspec where it is installed."""
    try:
        import fsspec  # type: ignore[import-not-found,import-untyped,unused-ignore]

        fs, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError, OSError):
        raise UnreadableInput(f"{_bare(address)}: {str(error).splitlines()[0]}") from None
    return pafs.PyFileSystem(pafs.FSSpecHandler(fs)), path


def without_secrets(text: str) -> str:
    """An address without a name and password in it; a path as it is."""
    if not is_address(text):
        return text
    parts = urlsplit(text)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def _bare(address: str) -> str:
    return without_secrets(address).partition("?")[0]


class Bytes(io.RawIOBase):
    """A stretch of a file that pyarrow has opened, as Python's readers want it: from `start` to `end`, counted from 0."""

    def __init__(self, file: Any, start: int, end: int) -> None:
        self._file, self._start, self._size, self._at = file, start, max(0, end - start), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self._size - self._at)
        if count <= 0:
            return 0
        self._file.seek(self._start + self._at)
        data = self._file.read(count)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def buffered(file: Any, start: int, end: int) -> io.BufferedReader[Any]:
    """The stretch of an opened file as a buffered stream."""
    return io.BufferedReader(Bytes(file, start, end), CHUNK)


class Writing:
    """A file that gets its name when it is whole; raises OSError and leaves nothing under that name then.

    `out` takes the bytes; `close` puts them safely down, `name` makes them appear, `abandon` removes what there is. `token` tells this
    attempt from others, which may write the same file at the same time.
    """

    def __init__(self, at: Place, token: str) -> None:
        self._at, self._hidden = at, temporary(at, token)
        self._store = at.fs.type_name in WHOLE_AT_ONCE
        self.out: Any
        if self._store:
            self.out = tempfile.TemporaryFile()  # noqa: SIM115  closed by `name` or `abandon`
        elif at.local:
            self.out = Path(self._hidden.path).open("wb")  # noqa: SIM115
        else:
            self.out = at.fs.open_output_stream(self._hidden.path)

    def close(self) -> None:
        """All bytes are where they cannot be lost any more, a full disk has shown."""
        self.out.flush()
        if self._at.local:
            os.fsync(self.out.fileno())
        if not self._store:
            self.out.close()

    def name(self) -> None:
        """The file appears, whole, in the place of any that was there."""
        if not self._store:
            self._hidden.fs.move(self._hidden.path, self._at.path)
            return
        self.out.seek(0)
        with self._at.fs.open_output_stream(self._at.path) as out:
            shutil.copyfileobj(self.out, out, CHUNK)
        self.out.close()

    def abandon(self) -> None:
        """Removes what was written."""
        with contextlib.suppress(OSError, ValueError):
            self.out.close()
        if not self._store:
            remove(self._hidden)


def write(at: Place, data: bytes, token: str) -> None:
    """Writes a small file whole, or raises OSError."""
    writing = Writing(at, token)
    try:
        writing.out.write(data)
        writing.close()
        writing.name()
    except BaseException:
        writing.abandon()
        raise


def temporary(at: Place, token: str) -> Place:
    """Where a file is written before it gets its name."""
    folder, _, name = at.path.rpartition("/")
    return Place(at.fs, f"{folder}/{TEMPORARY}{token}-{name}", at.address, at.root)


def remove(at: Place) -> None:
    """Removes a file, if it is there and can be removed."""
    with contextlib.suppress(OSError):
        at.fs.delete_file(at.path)


def read(at: Place) -> bytes:
    """The content of a small file; raises OSError."""
    with at.fs.open_input_stream(at.path) as file:
        return bytes(file.read())
