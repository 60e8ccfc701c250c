"""One comparison of an archive at a time: a second one is told so by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import func, select

from rawi.archive.databases import is_postgres
from rawi.archive.disk import writing
from rawi.archive.store import Store
from rawi.errors import ArchiveLocked

try:
    import fcntl
except ImportError:  # no such thing on Windows: PostgreSQL and SQLite's own locks keep what is written whole there
    fcntl = None  # type: ignore[assignment]

LOCK = "comparing.lock"
_NUMBER = 0x72617769
"""The advisory lock's number in PostgreSQL, which has one database for each archive."""


@contextmanager
def comparing(folder: Path, store: Store) -> Iterator[None]:
    """Keeps other comparisons of this archive out, on this machine and at the same database. Raises ArchiveLocked, UnwritableArchive."""
    refusal = ArchiveLocked("another process is comparing this archive", where=str(folder))
    with ExitStack() as held:
        with writing(folder / LOCK):
            file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        held.callback(os.close, file)
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise refusal from None
            except OSError:  # a filesystem without locks
                pass
        if store.location.url is not None:
            connection = held.enter_context(store.connection())
            if is_postgres(connection) and not connection.execute(select(func.pg_try_advisory_xact_lock(_NUMBER))).scalar_one():
                raise refusal
        yield
