"""Raw bytes as they were received, each under the SHA-256 of its content: `blobs/ab/cdef…`, read-only, never rewritten."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from rawi.archive.disk import INCOMING, reading, sync_file, sync_folder, write_new, writing
from rawi.errors import BadHash, DamagedBlob, MissingBlob

BLOBS = "blobs"
CHUNK = 1 << 20
"""Bytes that are hashed at a time."""
_SHA = re.compile("[0-9a-f]{64}")


def checked_hash(sha: str) -> str:
    """`sha` itself when it is 64 lower-case hexadecimal digits; raises BadHash otherwise (so that no hash can be a path)."""
    if not isinstance(sha, str) or not _SHA.fullmatch(sha):
        raise BadHash(f"not a SHA-256: {str(sha)[:80]!r}")
    return sha


def hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file, read in pieces of 1 MiB. OSErrors come through."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


class Blobs:
    """The blobs of the archive in `folder`. Only whoever holds the lock of the ledger (an open `Evidence`) may `put`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / BLOBS
        self._incoming = folder / INCOMING

    def path(self, sha: str) -> Path:
        """Where the bytes of that hash are or would be. Raises BadHash."""
        checked_hash(sha)
        return self.folder / sha[:2] / sha[2:]

    def put(self, data: bytes) -> str:
        """Keeps `data` and returns its SHA-256; when this returns, the bytes and their name are on the disk.

        What is there already is compared and left as it is. Raises DamagedBlob when it is not the same, ArchiveFull, UnwritableArchive.
        """
        return self.put_many([data])[0]

    def put_many(self, batch: Iterable[bytes]) -> list[str]:
        """`put` for many, which flushes each folder once at the end; returns their hashes in order. Raises as `put` does."""
        hashes: list[str] = []
        folders: set[Path] = set()
        for data in batch:
            sha = hashlib.sha256(data).hexdigest()
            hashes.append(sha)
            folders.add(self._put(sha, data))
        with writing(self.folder):
            for folder in sorted(folders):
                sync_folder(folder)
        return hashes

    def _put(self, sha: str, data: bytes) -> Path:
        path = self.path(sha)
        with writing(path):
            if not path.parent.is_dir():
                path.parent.mkdir(exist_ok=True)
                sync_folder(self.folder)
            if not path.exists():
                write_new(path, data, self._incoming)
                return path.parent
        self._check(sha, path)
        with writing(path):
            # A process that was killed may have renamed it and never flushed it: whoever confirms it must.
            sync_file(path)
        return path.parent

    def _check(self, sha: str, path: Path) -> None:
        with reading(path):
            if not stat.S_ISREG(path.lstat().st_mode):
                raise DamagedBlob("not a regular file", where=str(path))
            found, _ = hash_of(path)
        if found != sha:
            raise DamagedBlob(f"its bytes have the hash {found}", where=str(path))

    def get(self, sha: str) -> bytes:
        """The bytes of that hash, hashed anew. Raises MissingBlob, DamagedBlob, UnreadableInput, BadHash."""
        path = self.path(sha)
        try:
            mode = path.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise MissingBlob(f"no blob {sha}", where=str(self.folder)) from None
        except OSError as error:
            with reading(path):
                raise error
        if not stat.S_ISREG(mode):
            raise DamagedBlob("not a regular file", where=str(path))
        with reading(path):
            data = path.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != sha:
            raise DamagedBlob(f"its bytes have the hash {found}", where=str(path))
        return data

    def contains(self, sha: str) -> bool:
        """Whether there is a file of that hash; its bytes are not checked. Raises BadHash."""
        return self.path(sha).is_file()

    def __iter__(self) -> Iterator[str]:
        """The hashes of all blobs in ascending order, by their names; memory for one folder of names. Raises UnreadableInput."""
        for path in self.files():
            sha = path.parent.name + path.name
            if _SHA.fullmatch(sha) and path.parent.parent == self.folder:
                yield sha

    def files(self) -> Iterator[Path]:
        """All that lies in the folder of blobs, blob or not, sorted; folders of two digits are gone into, others given as they are."""
        with reading(self.folder):
            names = sorted(self.folder.iterdir())
        for folder in names:
            if not re.fullmatch("[0-9a-f]{2}", folder.name) or folder.is_symlink() or not folder.is_dir():
                yield folder
                continue
            with reading(folder):
                inside = sorted(folder.iterdir())
            yield from inside
