"""What a search page is asked for, as the parameters of its address and as a Query, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rawi.archive import batches
from rawi.archive.searching import SORTS, Query
from rawi.errors import BadQuery, BadRequest

PAGE = 50
"""Claims on a page."""
MOST_PAGES = 1_000_000
LONGEST = 300
LONGEST_WORDS = 1_000
"""Characters of one value; of the words looked for."""
MANY = ("type", "status", "source_kind")
"""What may be given several times."""
FILTERS: dict[str, tuple[str, Callable[[str], Any]]] = {**batches.COLUMNS, "origin": ("origin", str)}
"""Each filter, the field of Query that it gives, and how it is read; named as the columns of `rawi query` are."""
ALSO = {
    "types": "type", "statuses": "status", "source_kinds": "source_kind", "event_from": "from", "event_to": "to", "q": "words",
}  # fmt: skip
"""Other names that are understood."""
OTHERS = ("sort", "page")
RARE = ("published_from", "published_to", "country", "source", "source_kind", "outlet", "genre", "origin", "box", "near", "as_of")
"""The filters that the form folds away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked for: `given`, (name, value) in the order of FILTERS, one pair for each of several values; and its Query."""

    given: tuple[tuple[str, str], ...]
    query: Query
    page: int = 1

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a filter."""
        return tuple(value for n, value in self.given if n == name)

    def one(self, name: str) -> str:
        """The value of a filter, empty where it is not given."""
        return next(iter(self.all(name)), "")

    @property
    def address(self) -> str:
        """The query string, without the page: the same search always gives the same."""
        return urlencode([*self.given, *([("sort", self.query.sort)] if self.query.sort != "date" else [])])

    def turned(self, page: int, saved: int | None = None) -> str:
        """The address of another page of the same search, opened as the saved search of that number."""
        also = {**({"page": page} if page > 1 else {}), **({} if saved is None else {"saved": saved})}
        return "/search?" + "&".join(part for part in (self.address, urlencode(also)) if part)

    def without(self, name: str, value: str) -> str:
        """The address of the search without one of its filters."""
        left = tuple(pair for pair in self.given if pair != (name, value))
        return f"/search?{replace(self, given=left).address}"

    def pinned(self, at: str) -> str:
        """The address of the same search as of an instant."""
        left = tuple(pair for pair in self.given if pair[0] != "as_of")
        return f"/search?{replace(self, given=(*left, ('as_of', at))).address}"


def asked(pairs: Iterable[tuple[str, str]], ignored: tuple[str, ...] = ()) -> Asked:
    """What the parameters of an address ask for; empty ones say nothing. Raises BadQuery for a value that cannot be, and BadRequest for a
    parameter that is unknown, given twice or no page. `ignored`: parameters that are somebody else's.
    """
    values = _values(pairs, ignored)
    sort, page = _only(values, "sort") or "date", page_number(_only(values, "page") or "1")
    if sort not in SORTS:
        raise BadQuery(f"cannot sort by {sort[:40]!r}", hint=f"Sort by one of {', '.join(SORTS)}.")
    given: list[tuple[str, str]] = []
    fields: dict[str, Any] = {}
    for name, (field, read) in FILTERS.items():
        if name not in values:
            continue
        found = _parts(name, values[name])
        try:
            fields[field] = read(batches.MANY.join(found))
        except ValueError as error:
            raise BadQuery(f"{name}: {error}", hint="The form of the search page shows what is allowed.") from None
        given += [(name, value) for value in (fields[field] if name in MANY else (_said(name, fields[field], found[0]),))]
    for first, last in (("from", "to"), ("published_from", "published_to")):
        a, b = fields.get(FILTERS[first][0]), fields.get(FILTERS[last][0])
        if a and b and a > b:
            raise BadQuery(f"{last}: {b} is before {a}")
    return Asked(tuple(given), Query(**fields, sort=sort, limit=PAGE, offset=(page - 1) * PAGE), page)


def asked_by(address: str) -> Asked:
    """The search of a query string. Raises as `asked` does."""
    return asked(parse_qsl(address))


def _said(name: str, read: Any, written: str) -> str:
    """A value as the address says it: days, instants and codes in one form, what people wrote as they wrote it."""
    return read if isinstance(read, str) and name != "words" else written


def _values(pairs: Iterable[tuple[str, str]], ignored: tuple[str, ...]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for given, value in pairs:
        name, value = ALSO.get(given, given), value.strip()
        if name in ignored:
            continue
        if name not in FILTERS and name not in OTHERS:
            raise BadRequest(f"{given[:40]!r} is no parameter of a search", hint=f"There are {', '.join((*FILTERS, *OTHERS))}.")
        if len(value) > (LONGEST_WORDS if name == "words" else LONGEST):
            raise BadQuery(f"{name}: longer than {LONGEST_WORDS if name == 'words' else LONGEST} characters")
        if "\0" in value:
            raise BadQuery(f"{name}: holds the character NUL")
        if value and value not in values.setdefault(name, []):
            values[name].append(value)
    return {name: found for name, found in values.items() if found}


def _parts(name: str, values: list[str]) -> list[str]:
    if len(values) > 1 and name not in MANY:
        raise BadRequest(f"{name} is given twice")
    return values


def _only(values: dict[str, list[str]], name: str) -> str | None:
    return _parts(name, values[name])[0] if name in values else None


def page_number(text: str) -> int:
    """The number of a page, from 1; raises BadRequest."""
    if not text.isascii() or not text.isdigit() or len(text) > 7 or not 1 <= int(text) <= MOST_PAGES:
        raise BadRequest(f"page: {text[:40]!r} is no number of a page", hint="Pages are counted from 1.")
    return int(text)


def chips(search: Asked) -> Iterator[tuple[str, str, str]]:
    """(name, value, address without it) of every filter that holds."""
    for name, value in search.given:
        yield name, value, search.without(name, value)
