"""The full-text index: a table `search` with the words of every capture, in SQLite by FTS5, in PostgreSQL as a tsvector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, column, func, select, table, text
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive.databases import is_postgres

SEARCH = table("search", column("capture_id"), column("rowid"), column("words"))
"""In SQLite `rowid` is the capture's id. There are no positions in either, since words are sought, not phrases."""
_AT_ONCE = 50


def put(connection: Connection, words: Sequence[tuple[int, str]], replaced: Iterable[int]) -> None:
    """Indexes the words of captures, (capture id, words); those in `replaced` were indexed before."""
    old = list(replaced)
    postgres = is_postgres(connection)
    key = SEARCH.c.capture_id if postgres else SEARCH.c.rowid
    if old:
        connection.execute(SEARCH.delete().where(key.in_(old)))
    if not postgres:
        connection.execute(text("INSERT INTO search (rowid, words) VALUES (:id, :words)"), [{"id": i, "words": w} for i, w in words])
        return
    for start in range(0, len(words), _AT_ONCE):
        part = words[start : start + _AT_ONCE]
        rows = ", ".join(f"(:i{n}, to_tsvector('simple', :w{n}))" for n in range(len(part)))
        values = {f"i{n}": i for n, (i, _) in enumerate(part)} | {f"w{n}": w for n, (_, w) in enumerate(part)}
        connection.execute(text(f"INSERT INTO search (capture_id, words) VALUES {rows}"), values)


def holding(connection: Connection, words: Sequence[str]) -> Select[tuple[int]]:
    """The ids of the captures that hold all of the words (at least one, of letters and digits only)."""
    if is_postgres(connection):
        found: ColumnElement[bool] = text("words @@ plainto_tsquery('simple', :sought)").bindparams(sought=" ".join(words))  # type: ignore[assignment]
        return select(SEARCH.c.capture_id).select_from(SEARCH).where(found)
    match = " AND ".join(f'"{w}"' for w in words)
    return select(SEARCH.c.rowid).select_from(SEARCH).where(text("search MATCH :match").bindparams(match=match))


def more_than(connection: Connection, words: Sequence[str], few: int) -> bool:
    """Whether more than `few` captures hold all of the words."""
    some = holding(connection, words).limit(few + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) > few
