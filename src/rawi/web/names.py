"""Names of actors in the language of the page: what is read has English ones, the archive knows the Arabic ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select

from rawi.archive import tables as t

AT_ONCE = 500


def arabic_names(connection: Connection, names: Iterable[str]) -> dict[str, str]:
    """English name -> Arabic name of those that the archive knows by name; not of what has none («a police source»)."""
    e = t.entities.c
    wanted = sorted(set(names))
    out: dict[str, str] = {}
    for n in range(0, len(wanted), AT_ONCE):
        asked = select(e.name, e.arabic).where(e.name.in_(wanted[n : n + AT_ONCE]), e.entity_id.not_like("generic:%"))
        out.update({english: arabic for english, arabic in connection.execute(asked.order_by(e.entity_id.desc())) if arabic})
    return out


def called(connection: Connection, names: Iterable[str], language: str) -> Callable[[str], str]:
    """A function that gives a name in that language, where the archive has it; else the name as it is."""
    known = arabic_names(connection, names) if language == "ar" else {}
    return lambda name: known.get(name, name)
