"""Names of actors in the language of the page: comparing gives English ones, the archive knows the Arabic ones too."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select

from rawi.archive import tables as t

AT_ONCE = 500


def called(connection: Connection, names: Iterable[str], language: str) -> Callable[[str], str]:
    """A function that gives a name in that language: the Arabic one of an actor of that English name, where the archive has one.

    What has no name («مسلحون») stays as it is.
    """
    known: dict[str, str] = {}
    if language == "ar":
        wanted = sorted(set(names))
        e = t.entities.c
        for n in range(0, len(wanted), AT_ONCE):
            asked = select(e.name, e.arabic).where(e.name.in_(wanted[n : n + AT_ONCE]), e.entity_id.not_like("generic:%"))
            known.update({english: arabic for english, arabic in connection.execute(asked.order_by(e.entity_id.desc())) if arabic})
    return lambda name: known.get(name, name)
