"""Many searches from one table: each row is a search, its columns are named as the filters of `rawi search`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rawi.archive.history import instant
from rawi.archive.searching import Query
from rawi.errors import BadDate, BadQuery
from rawi.lexicon.schema import GENRES, MODES, SOURCE_KINDS, STATUSES
from rawi.sources import check_date
from rawi.sources.encodings import decode

NAME = "name"
MANY = "|"
"""What stands between several values of one cell."""
MOST_ROWS = 100_000
ORIGINS = (*SOURCE_KINDS, "author", "agency", "outlet")
"""Kinds of origin: those of sources, and what the article itself is told by."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is no search: its line in the file (from 1), the column where one is to blame, and the reason."""

    line: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}{f', column {self.column}' if self.column else ''}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """One search: its line, its name (or «line N»), what was given by column, and the Query; or its faults, and no Query."""

    line: int
    name: str
    given: dict[str, str]
    query: Query | None
    faults: tuple[Fault, ...] = ()


def _text(value: str) -> str:
    return value


def _day(value: str) -> str:
    try:
        day = check_date(value)
    except BadDate as error:
        raise ValueError(error.message) from None
    if day is None or day != value:
        raise ValueError(f"{value!r} is not a day as YYYY-MM-DD")
    return day


def _of(known: Any, *, upper: bool = False) -> Callable[[str], tuple[str, ...]]:
    """Several values, each one of `known`."""

    def values(text: str) -> tuple[str, ...]:
        found = tuple(part.strip().upper() if upper else part.strip().lower() for part in text.split(MANY) if part.strip())
        for value in found:
            if value not in known:
                raise ValueError(f"{value!r} is none of {', '.join(known)}")
        return found

    return values


def _one_of(known: Any) -> Callable[[str], str]:
    many = _of(known)

    def value(text: str) -> str:
        if MANY in text:
            raise ValueError("only one can be given here")
        return many(text)[0]

    return value


def _country(value: str) -> str:
    if len(value) != 2 or not value.isascii() or not value.isalpha():
        raise ValueError(f"{value!r} is no ISO 3166-1 code of two letters")
    return value.upper()


def _box(value: str) -> tuple[float, ...]:
    try:
        west, south, east, north = (float(part) for part in value.replace(";", ",").split(","))
    except ValueError:
        raise ValueError(f"{value!r} is not four numbers with commas between") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("a box is west, south, east, north in degrees, west before east and south before north")
    return west, south, east, north


def _near(value: str) -> tuple[float, ...]:
    """Latitude, longitude and a radius in km."""
    numbers = tuple(float(part) for part in value.split(","))
    if len(numbers) != 3 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180 and 0 < numbers[2] <= 20_000):
        raise ValueError("near is latitude, longitude in degrees and a radius in km")
    return numbers


def _instant(value: str) -> str:
    """A day or a time, as of which we are asked."""
    try:
        return instant(value)
    except BadDate as error:
        raise ValueError(error.message) from None


COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "words": ("words", _text), "type": ("types", _of(tuple(MODES), upper=True)), "status": ("statuses", _of(STATUSES)),
    "from": ("event_from", _day), "to": ("event_to", _day), "published_from": ("published_from", _day),
    "published_to": ("published_to", _day), "country": ("country", _country), "place": ("place", _text), "box": ("box", _box),
    "actor": ("actor", _text), "source": ("source", _text), "source_kind": ("source_kinds", _of(ORIGINS)), "outlet": ("outlet", _text),
    "genre": ("genre", _one_of(GENRES)), "near": ("near", _near), "as_of": ("as_of", _instant),
}  # fmt: skip
"""Each column, the field of Query that it gives, and how its cells are read."""


def rows(raw: bytes) -> Iterator[Row]:
    """The searches of a table with a header: CSV with commas, semicolons or tabs, in any encoding that Rawi reads.

    Empty lines are skipped; a row with faults is given with them. Raises BadQuery at once for a header that cannot be: a column that is
    unknown or stands twice, no column but `name`.
    """
    text = decode(raw).text
    head = text.split("\n", 1)[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        header = [name.strip().lower().replace("-", "_") for name in next(table, [])]
    except csv.Error as error:
        raise BadQuery(f"line 1: {error}") from None
    _check(header)
    return _rows(table, header)


def _check(header: list[str]) -> None:
    hint = f"The columns are {NAME}, {', '.join(COLUMNS)}."
    for number, name in enumerate(header, 1):
        if name != NAME and name not in COLUMNS:
            raise BadQuery(f"line 1, column {number}: {name[:40]!r} is no column", hint=hint)
        if name in header[: number - 1]:
            raise BadQuery(f"line 1, column {number}: {name!r} stands twice", hint=hint)
    if not set(header) - {NAME}:
        raise BadQuery("line 1: there is no column to search by", hint=hint)


def _rows(table: Any, header: list[str]) -> Iterator[Row]:
    seen: set[str] = set()
    count = 0
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:  # what stands behind a broken quotation mark cannot be told apart any more
            yield Row(line, f"line {line}", {}, None, (Fault(line, None, f"{error}; what follows was not read"),))
            return
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS:
            yield Row(line, f"line {line}", {}, None, (Fault(line, None, f"more than {MOST_ROWS:,} rows; the rest was not read"),))
            return
        row = _row(line, cells, header)
        if row.query is not None and row.name in seen:
            row = Row(line, row.name, row.given, None, (Fault(line, NAME, f"{row.name!r} is the name of an earlier row"),))
        seen.add(row.name)
        yield row


def _row(line: int, cells: list[str], header: list[str]) -> Row:
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
    name = given.pop(NAME, f"line {line}")
    faults: list[Fault] = []
    if len(cells) != len(header):
        faults.append(Fault(line, None, f"{len(cells)} cells under {len(header)} columns"))
    fields: dict[str, Any] = {}
    for column, cell in given.items():
        field, read = COLUMNS[column]
        try:
            fields[field] = read(cell)
        except ValueError as error:
            faults.append(Fault(line, column, str(error)))
    for first, last in (("from", "to"), ("published_from", "published_to")):
        a, b = fields.get(COLUMNS[first][0]), fields.get(COLUMNS[last][0])
        if a and b and a > b:
            faults.append(Fault(line, last, f"{b} is before {a}"))
    if not given:
        faults.append(Fault(line, None, "nothing to search by"))
    return Row(line, name, given, None if faults else Query(**fields), tuple(faults))
