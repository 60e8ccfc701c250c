"""Fixtures that several modules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from servers import Server, server


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server for the tests of one module."""
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """Gives a new store's address, or None for the file in the archive: what uses it runs on both."""
    if request.param == "sqlite":
        return lambda: None
    running: Server = request.getfixturevalue("postgres")
    return running.database
