"""Dated offices: who held which office of which body, and the faults of such a table.

A date is YYYY, YYYY-MM or YYYY-MM-DD; an empty `from` is the beginning of time, an empty `to` is today. A year or month stands for all its
days, so that two holders may both be given the month in which one followed the other.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
FIRST, LAST = "0001-01-01", "9999-12-31"
Row = tuple[str, dict[str, str]]


@lru_cache(maxsize=4096)
def bounds(value: str) -> tuple[str, str] | None:
    """The first and last day of a date of any of the three precisions; None for what is no date."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    year, month, day = (int(g) if g else None for g in found.groups())
    try:
        first = datetime.date(year or 1, month or 1, day or 1)
        if day:
            last = first
        elif month:
            last = datetime.date(first.year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
        else:
            last = datetime.date(first.year, 12, 31)
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


def term(row: dict[str, str]) -> tuple[str, str]:
    """The first and last day on which the holder may have been in office."""
    start = bounds(row["from"]) if row["from"] else None
    end = bounds(row["to"]) if row["to"] else None
    return (start[0] if start else FIRST), (end[1] if end else LAST)


def row_dates(row: dict[str, str]) -> Iterator[str]:
    """What is wrong with the dates of one row."""
    for column in ("from", "to"):
        if row[column] and bounds(row[column]) is None:
            yield f"`{column}` is no date: {row[column]!r} (YYYY, YYYY-MM or YYYY-MM-DD)"
    if not row["from"]:
        yield "`from` is missing"
    start, end = term(row)
    if start > end:
        yield f"ends ({row['to']}) before it begins ({row['from']})"


def _sure(row: dict[str, str]) -> tuple[str, str]:
    """The days on which the holder surely was in office."""
    start = bounds(row["from"]) if row["from"] else None
    end = bounds(row["to"]) if row["to"] else None
    return (start[1] if start else FIRST), (end[0] if end else LAST)


def office_faults(
    offices: Iterable[Row], roles: Iterable[Row], actors: frozenset[str], known: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Unknown ids, dates that are none, and two holders of an office that only one can hold, for certain, on the same days.

    `known` are the ids of roles whose own row has a fault: they are no unknown ids.
    """
    single = {row["id"]: row["holders"] == "one" for _, row in roles}
    by_office: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for where, row in offices:
        faults = [f"unknown role {row['role'][:80]!r}"] if row["role"] not in single and row["role"] not in known else []
        faults += [f"`{c}` is no actor: {row[c][:80]!r}" for c in ("of", "holder") if row[c] not in actors]
        faults += row_dates(row)
        if not row["source"]:
            faults.append("`source` is missing")
        yield from (f"{where}: {fault}" for fault in faults)
        if not faults:
            alone = single.get(row["role"], False)
            by_office[(row["role"], row["of"]) if alone else (row["role"], row["of"], row["holder"])].append((where, row))
    for _, rows in sorted(by_office.items()):
        yield from _overlaps(rows)


def _overlaps(rows: list[Row]) -> Iterator[str]:
    """Terms of one office, or of one holder of it, that share days for certain."""
    rows.sort(key=lambda r: _sure(r[1]))
    reach: tuple[str, Row] | None = None
    for where, row in rows:
        start, end = _sure(row)
        if reach is not None and start < reach[0]:
            other = reach[1][1]
            yield (
                f"{where}: {row['role']} of {row['of']}: {row['holder']} from {row['from']} "
                f"overlaps {other['holder']} at {reach[1][0]}"
            )
        if start < end and (reach is None or end > reach[0]):
            reach = (end, (where, row))
