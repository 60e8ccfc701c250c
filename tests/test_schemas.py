"""Stores of every released schema are opened, brought up to date and searched, and no released migration is ever edited."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, insert, select, text

from rawi.archive import fulltext
from rawi.archive.databases import Location, engine_of, parsed
from rawi.archive.migrating import is_newest, migrate
from rawi.archive.searching import Query, count, find, matched
from rawi.archive.store import Store
from rawi.lexicon import load

FOLDER = Path(__file__).parent / "schemas"
REVISIONS = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.fixture
def location(tmp_path: Path, database: Callable[[], str | None]) -> Location:
    address = database()
    return parsed(address) if address else Location(tmp_path / "store.sqlite")


def frozen(revision: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{revision}.json").read_text("utf-8")))


def old_store(at: Location, revision: str) -> None:
    """A store as that version left it."""
    kept = frozen(revision)
    engine = engine_of(at)
    with engine.begin() as connection:
        migrate(connection, revision)
        tables = MetaData()
        for name in ("about", "documents", "captures", "readings", "claims", *sorted(kept["rows"])):
            rows = kept["rows"].pop(name, [])
            table = Table(name, tables, autoload_with=connection)
            for row in rows:
                values = {c: bytes.fromhex(v["hex"]) if isinstance(v, dict) else v for c, v in row.items()}
                connection.execute(insert(table).values(values))
        fulltext.put(connection, [(capture, words) for capture, words in kept["search"]], [])
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_store_of_every_released_schema_opens(location: Location, revision: str) -> None:
    lexicon = load()
    old_store(location, revision)
    for read_only in (True, False):  # whichever comes first brings it up to date
        with Store(location, read_only=read_only) as store, store.connection() as connection:
            assert is_newest(connection)
            found = list(find(connection, Query(words="وبالموصل"), lexicon))
            assert {row["name"] for row in found} == {"a2"} and count(connection, Query(), lexicon) == 5
            assert [m.reading.id for m in matched(connection, Query(country="YE"), lexicon)] == ["a1"]
            assert connection.execute(select(text("count(*)")).select_from(text("current_claims"))).scalar_one() == 5


@pytest.mark.parametrize("revision", REVISIONS)
def test_released_migrations_stay_as_they_are(tmp_path: Path, revision: str) -> None:
    engine = engine_of(Location(tmp_path / "store.sqlite"))
    with engine.begin() as connection:
        migrate(connection, revision)
    engine.dispose()
    with sqlite3.connect(tmp_path / "store.sqlite") as plain:
        made = [row[0] for row in plain.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")]
    assert made == frozen(revision)["schema"]


def test_a_schema_is_there_wholly_or_not_at_all(tmp_path: Path) -> None:
    """Whoever is cut off while the tables are made leaves none."""
    engine = engine_of(Location(tmp_path / "store.sqlite"))
    with pytest.raises(KeyboardInterrupt), engine.begin() as connection:
        migrate(connection)
        raise KeyboardInterrupt
    engine.dispose()
    with sqlite3.connect(tmp_path / "store.sqlite") as plain:
        assert plain.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
