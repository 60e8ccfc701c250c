"""An archive opened for looking things up."""

from __future__ import annotations

from pathlib import Path

from rawi.archive.databases import location_of
from rawi.archive.evidence import check_marker
from rawi.archive.store import Store


def open_store(folder: str | Path, store: str | None = None) -> Store:
    """The store of the archive in `folder`, for reading only; `store`: the address of a PostgreSQL database where it is not noted there.

    Use it as a context manager. Raises NotAnArchive, NewerArchive, UnreadableInput, StoreError, BadStore, MissingExtra.
    """
    folder = Path(folder)
    check_marker(folder)
    return Store(location_of(folder, store), read_only=True)
