"""What the store remembers of the web: the rows of the table `fetches`, written in SQL that every database understands."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, insert, select, update

from rawi.archive import tables as t

PAGE, FEED, SITEMAP, ITEM = "page", "feed", "sitemap", "item"
AT_ONCE = 500
"""So many keys are asked for in one statement; databases limit them."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One row: see `tables.fetches`. Times are UTC, ISO 8601 with Z, so that they sort as text."""

    kind: str
    address: str
    parent: str | None = None
    scope: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    fetched_at: str | None = None
    next_due_at: str | None = None
    every_seconds: int | None = None
    failures: int = 0
    code: str | None = None
    reason: str | None = None

    @property
    def fetch_id(self) -> str:
        """The key of the row: addresses may be longer than a database's index takes."""
        return hashlib.sha256(f"{self.kind}\n{self.parent or ''}\n{self.address}".encode()).hexdigest()[:32]


def recall(connection: Connection, kind: str, address: str, parent: str | None = None) -> Fetch:
    """What is known of an address; an empty Fetch where nothing is."""
    empty = Fetch(kind, address, parent)
    row = connection.execute(select(t.fetches).where(t.fetches.c.fetch_id == empty.fetch_id)).mappings().first()
    return empty if row is None else _fetch(row)


def remember(connection: Connection, fetch: Fetch) -> None:
    """Writes what is known of an address, over what was."""
    values = asdict(fetch)
    changed = connection.execute(update(t.fetches).where(t.fetches.c.fetch_id == fetch.fetch_id).values(**values))
    if not changed.rowcount:
        connection.execute(insert(t.fetches).values(fetch_id=fetch.fetch_id, **values))


def due_times(connection: Connection) -> dict[str, str]:
    """When each feed is due, by its address."""
    rows = connection.execute(select(t.fetches.c.address, t.fetches.c.next_due_at).where(t.fetches.c.kind == FEED))
    return {address: due for address, due in rows if due}


def recall_all(connection: Connection, fetches: list[Fetch]) -> dict[str, Fetch]:
    """What is known of many addresses, by `fetch_id`; those of which nothing is known are left out."""
    found: dict[str, Fetch] = {}
    for start in range(0, len(fetches), AT_ONCE):
        ids = [fetch.fetch_id for fetch in fetches[start : start + AT_ONCE]]
        rows = connection.execute(select(t.fetches).where(t.fetches.c.fetch_id.in_(ids))).mappings()
        found |= {row["fetch_id"]: _fetch(row) for row in rows}
    return found


def _fetch(row: RowMapping) -> Fetch:
    return Fetch(**{name: row[name] for name in Fetch.__dataclass_fields__})
