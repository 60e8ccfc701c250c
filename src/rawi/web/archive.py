"""The archive behind the workbench: its store opened once, its lexicon loaded when first asked for.

Pages that change something write `with archive.writable.connection() as connection:`, so that all is confirmed before they answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

from rawi.archive.databases import location_of
from rawi.archive.opening import open_store
from rawi.archive.store import Store
from rawi.errors import NotPermitted
from rawi.lexicon import Lexicon, load
from rawi.web.settings import Settings


class Archive:
    """One archive opened for the workbench; `close` lets it go. Raises what `open_store` raises."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = open_store(settings.archive, settings.store)
        self._first = Lock()  # pages run in threads: what is opened when first asked for is opened once
        self._lexicon: Lexicon | None = None
        self._keeping: Store | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon with the archive's own entries; takes a moment the first time."""
        with self._first:
            if self._lexicon is None:
                self._lexicon = load(self.settings.lexicon)
            return self._lexicon

    @property
    def keeping(self) -> Store:
        """The store for who is signed in, also where nothing else may be changed; raises StoreError."""
        with self._first:
            if self._keeping is None:
                self._keeping = Store(location_of(self.settings.archive, self.settings.store))
            return self._keeping

    @property
    def writable(self) -> Store:
        """The store for what people decide; raises NotPermitted where nothing may be changed, StoreError."""
        if self.settings.read_only:
            raise NotPermitted("this workbench is read-only", hint="Start it without --read-only.")
        return self.keeping

    def close(self) -> None:
        """Lets the store go."""
        self.store.close()
        if self._keeping is not None:
            self._keeping.close()


def archive_of(request: Request) -> Archive:
    """The archive of the application that answers."""
    found: Archive = request.app.state.archive
    return found


def _reading(request: Request) -> Iterator[Connection]:
    with archive_of(request).store.connection() as connection:
        yield connection


Reading = Annotated[Connection, Depends(_reading)]
"""One transaction that reads."""
TheArchive = Annotated[Archive, Depends(archive_of)]
