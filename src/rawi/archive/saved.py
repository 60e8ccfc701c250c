"""Searches that people keep by name, each with its owner, and how many claims have come in since the owner last looked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, case, delete, func, select, update

from rawi.archive import tables as t
from rawi.archive.databases import upsert
from rawi.archive.searching import Query, count
from rawi.errors import BadRequest, NotPermitted, UnknownName
from rawi.lexicon import Lexicon

LONGEST_NAME = 100
"""Characters of a name."""
MOST = 500
"""So many searches one person may keep."""
_S = t.saved_searches.c


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved search.

    `asked`: the query string of the search page. `made_at`, `looked_at`: UTC, ISO 8601. What was read from captures with an id above
    `seen_capture` is new to the owner.
    """

    search_id: int
    owner: str
    name: str
    asked: str
    made_at: str
    looked_at: str
    seen_capture: int


def save(connection: Connection, name: str, owner: str, asked: str, at: str) -> Saved:
    """Keeps a search under a name that its owner has not given yet; raises BadRequest. `at`: now, UTC, ISO 8601.

    Others may have one of the same name: each has their own.
    """
    name = checked_name(name)
    owned = select(func.count()).select_from(t.saved_searches).where(_S.owner == owner)
    if int(connection.execute(owned).scalar_one()) >= MOST:
        raise BadRequest(f"nobody may keep more than {MOST} searches", hint="Delete some that are no longer needed.")
    row = {
        "owner": owner, "name": name, "asked": asked, "made_at": at, "looked_at": at, "seen_capture": newest_capture(connection),
    }  # fmt: skip
    if connection.execute(upsert(connection, t.saved_searches).values(row).on_conflict_do_nothing()).rowcount == 0:
        raise _taken(name)
    made = connection.execute(select(t.saved_searches).where(_S.owner == owner, _S.name == name)).mappings().one()
    return _saved(made)


def checked_name(name: str) -> str:
    """The name without blanks around it; raises BadRequest where it is empty, too long or holds what cannot be seen."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.replace("\u200c", "").isprintable():
        raise BadRequest(f"a name has 1 to {LONGEST_NAME} visible characters", hint="Give the search another name.")
    return name


def listed(connection: Connection, who: str | None = None, limit: int = 1_000, offset: int = 0) -> list[Saved]:
    """Saved searches by owner and name, those of `who` first; `limit` of them, the first `offset` left out."""
    order = (case((_S.owner == who, 0), else_=1), _S.owner, _S.name)
    rows = connection.execute(select(t.saved_searches).order_by(*order).limit(limit).offset(offset)).mappings()
    return [_saved(row) for row in rows]


def total(connection: Connection) -> int:
    """How many saved searches there are."""
    return int(connection.execute(select(func.count()).select_from(t.saved_searches)).scalar_one())


def one(connection: Connection, search_id: int) -> Saved:
    """The search of that id; raises UnknownName."""
    row = connection.execute(select(t.saved_searches).where(_S.search_id == search_id)).mappings().first()
    if row is None:
        raise UnknownName("no such saved search", hint="It may have been deleted; the search page lists those that there are.")
    return _saved(row)


def rename(connection: Connection, search_id: int, name: str, *, who: str, admin: bool) -> Saved:
    """Gives it another name; raises UnknownName, NotPermitted, BadRequest."""
    found, name = own(connection, search_id, who=who, admin=admin), checked_name(name)
    same = select(_S.search_id).where(_S.owner == found.owner, _S.name == name, _S.search_id != search_id)
    if connection.execute(same).first() is not None:
        raise _taken(name)
    connection.execute(update(t.saved_searches).where(_S.search_id == search_id).values(name=name))
    return replace(found, name=name)


def remove(connection: Connection, search_id: int, *, who: str, admin: bool) -> None:
    """Deletes it; raises UnknownName, NotPermitted."""
    own(connection, search_id, who=who, admin=admin)
    connection.execute(delete(t.saved_searches).where(_S.search_id == search_id))


def looked(connection: Connection, search_id: int, capture: int, at: str, *, who: str) -> Saved:
    """Notes that its owner has seen what was read from captures up to `capture`; raises UnknownName, NotPermitted."""
    found = own(connection, search_id, who=who, admin=False)
    seen = max(found.seen_capture, min(capture, newest_capture(connection)))
    connection.execute(update(t.saved_searches).where(_S.search_id == search_id).values(looked_at=at, seen_capture=seen))
    return replace(found, looked_at=at, seen_capture=seen)


def own(connection: Connection, search_id: int, *, who: str, admin: bool) -> Saved:
    """The search, where `who` may change it: its owner, or an admin. Raises UnknownName, NotPermitted."""
    found = one(connection, search_id)
    if found.owner != who and not admin:
        hint = "Its owner or an admin can change it; you can keep one like it as your own."
        raise NotPermitted("this search is somebody else's", hint=hint)
    return found


def newest_capture(connection: Connection) -> int:
    """The highest id of a capture, 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(t.captures.c.capture_id), 0))).scalar_one())


def new_since(connection: Connection, query: Query, lexicon: Lexicon, capture: int) -> int:
    """How many claims that match were read from captures after that one; reading an old capture again makes nothing new. Raises BadQuery.

    What we said at an instant (`as_of`) never becomes more.
    """
    if query.as_of or newest_capture(connection) <= capture:
        return 0
    return count(connection, replace(query, captured_after=capture), lexicon)


def _taken(name: str) -> BadRequest:
    return BadRequest(f"there is a search named {name!r} already", hint="Give it another name, or delete the earlier one.")


def _saved(row: Any) -> Saved:
    return Saved(**{name: row[name] for name in Saved.__dataclass_fields__})
