"""An archive opened for looking things up."""

from __future__ import annotations

from pathlib import Path

from rawi.archive.databases import Location, location_of, note_location
from rawi.archive.evidence import Evidence, check_marker
from rawi.archive.store import Store


def store_of(evidence: Evidence, location: Location) -> Store:
    """The store of an archive that is open for writing, bound to it and noted in its folder; raises ArchiveError, MissingExtra."""
    store = Store(location)
    try:
        with store.connection() as connection:
            store.belongs_to(connection, str(next(evidence.ledger.entries())["hash"]))
        note_location(evidence.folder, location)
    except BaseException:
        store.close()
        raise
    return store


def open_store(folder: str | Path, store: str | None = None) -> Store:
    """The store of the archive in `folder`, for reading only; `store`: the address of a PostgreSQL database where it is not noted there.

    Use it as a context manager. Raises NotAnArchive, NewerArchive, UnreadableInput, StoreError, BadStore, MissingExtra.
    """
    folder = Path(folder)
    check_marker(folder)
    return Store(location_of(folder, store), read_only=True)
