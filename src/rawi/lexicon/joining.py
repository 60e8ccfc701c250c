"""How a user's folder joins ours: which rows replace which, and what only shows when both are looked at together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawi.lexicon.offices import office_faults

Row = tuple[str, dict[str, str]]
Tables = Mapping[str, list[Row]]
KEYS: dict[str, tuple[str, ...]] = {
    "actors": ("id",), "places": ("id",), "gazetteer": ("id",), "roles": ("id",), "sectors": ("what", "key"),
    "nationalities": ("english",), "admin1": ("country", "code"),
}  # fmt: skip
"""The columns that name a row: two rows of one folder must not share them, and a user's row replaces ours."""
GROUPS: dict[str, tuple[str, ...]] = {"offices": ("role", "of", "holder"), "codings": ("type", "mode")}
"""Tables in which a user's rows replace all of ours that share these columns: somebody's terms in an office, the codings of an event."""


def duplicates(table: str, rows: list[Row]) -> Iterator[str]:
    """Rows of one folder that name the same thing twice, as faults."""
    columns = KEYS.get(table)
    if columns is None:
        return
    seen: dict[tuple[str, ...], str] = {}
    for where, row in rows:
        key = tuple(row[c] for c in columns)
        if not all(key):
            continue
        if key in seen:
            name = f"id {key[0]!r}" if columns == ("id",) else f"{' '.join(columns)} {' '.join(key)!r}"
            yield f"{where}: {name} stands already at {seen[key]}"
        else:
            seen[key] = where


def replaced(table: str, ours: list[Row], own: list[Row]) -> list[Row]:
    """Our rows and the user's, in that order, without those of ours that the user's replace."""
    columns = KEYS.get(table) or GROUPS.get(table)
    if columns is None or not own:
        return [*ours, *own]
    taken = {tuple(row[c] for c in columns) for _, row in own}
    return [*(r for r in ours if tuple(r[1][c] for c in columns) not in taken), *own]


def reference_faults(tables: Tables, declared: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Ids that name nothing, an id of two things, and terms of office that overlap, as faults.

    `declared` holds the ids of every row, also of those left out for another fault: one fault must not draw others behind it.
    """
    actors = declared["actors"]
    for where, row in tables["actors"]:
        if row["affiliation"] and row["affiliation"] not in actors:
            yield f"{where}: `affiliation` is no actor: {row['affiliation'][:80]!r}"
    for where, row in tables["sectors"]:
        if row["what"] == "actor" and row["key"] not in actors:
            yield f"{where}: `key` is no actor: {row['key'][:80]!r}"
    for table in ("places", "gazetteer"):
        yield from (f"{where}: the id {row['id']!r} is that of an actor" for where, row in tables[table] if row["id"] in actors)
    yield from office_faults(tables["offices"], tables["roles"], actors, declared["roles"])
