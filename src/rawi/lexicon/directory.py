"""Actors and places found by any of their names, for people who ask: Arabic or English, in any spelling, or the id."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from rawi.arabic.script import fold, fold_names
from rawi.lexicon.offices import bounds, term

Row = tuple[str, dict[str, str]]
ACTOR_TABLES = ("actors", "roles", "offices", "sectors")
PLACE_TABLES = ("places", "gazetteer")
MOST = 5
_ARTICLE = re.compile(r"\b(al|el|ad|ar|as|at|an|ash|az)[- ](?=\w)")
_IMPORTANCE = {"country": 6, "capital": 5, "city": 4, "province": 3, "town": 2, "region": 2, "district": 1}


class Office(NamedTuple):
    """Somebody's time in an office: ids of role, body and holder, the role's name, the dates as written («» open), source and place."""

    role: str
    role_name: str
    of: str
    holder: str
    start: str
    end: str
    source: str
    where: str


def key_of(name: str) -> str:
    """The look-up key of a name in either script: marks, case, article and punctuation aside."""
    if any("\u0600" <= c <= "\u06ff" or "\ufb50" <= c <= "\ufefc" for c in name):
        return " ".join(fold_names(fold(w)).removeprefix("ال") for w in name.split())
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", _ARTICLE.sub("", plain.replace("'", "").replace("`", ""))).split())


def variants(cell: str) -> list[str]:
    """The names in a cell."""
    return [v.strip() for v in cell.split("|") if v.strip()]


@dataclass(slots=True)
class Directory:
    """Rows by the key of each of their names."""

    rows: list[Row]
    _by_key: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, (_, row) in enumerate(self.rows):
            for name in (row["english"], *variants(row["arabic"]), row["id"]):
                key = key_of(name)
                if key and number not in self._by_key[key][-1:]:
                    self._by_key[key].append(number)
                    self._names.setdefault(key, name)

    def named(self, name: str) -> list[Row]:
        """Every row of that name, in the order of the files; the row of exactly that id alone."""
        own = [r for r in self.rows if r[1]["id"] == name.strip()]
        return own or [self.rows[n] for n in dict.fromkeys(self._by_key.get(key_of(name), ()))]

    def near(self, name: str) -> list[str]:
        """Up to MOST names that are nearly that, the nearest first: those that hold its words, then those spelled alike."""
        key = key_of(name)[:200]
        if not key:
            return []
        words = set(key.split())
        holding = sorted((k for k in self._by_key if words <= set(k.split())), key=lambda k: (len(k), k))[:MOST]
        alike = get_close_matches(key, self._names, MOST, 0.7)
        return list(dict.fromkeys(self._names[k] for k in [*holding, *alike]))[:MOST]


def by_importance(rows: Iterable[Row]) -> list[Row]:
    """Places of one name, the likeliest meant first: by kind, by people, ours before imported ones."""

    def rank(found: Row) -> tuple[int, int, bool, str]:
        row = found[1]
        return -_IMPORTANCE.get(row["kind"], 0), -int(row.get("population") or 0), "population" in row, row["id"]

    return sorted(rows, key=rank)


def offices(tables: dict[str, list[Row]], id: str, column: str, on: str = "") -> Iterator[Office]:
    """Terms whose `column` («holder» or «of») is `id`, in order; with a date `on` (YYYY, YYYY-MM or YYYY-MM-DD) only those then."""
    names = {row["id"]: row["english"] for _, row in tables["roles"]}
    span = bounds(on) if on else None
    for where, row in sorted(tables["offices"], key=lambda r: (r[1]["from"], r[1]["role"], r[0])):
        if row[column] != id:
            continue
        first, last = term(row)
        if span is None or (first <= span[1] and last >= span[0]):
            name = names.get(row["role"], row["role"])
            yield Office(row["role"], name, row["of"], row["holder"], row["from"], row["to"], row["source"], where)


def codes(tables: dict[str, list[Row]], row: dict[str, str]) -> tuple[str, str]:
    """(PLOVER sector, ACLED actor type) of an actor: its own, its body's, or those of its (for a person: its body's) kind; «» for none."""
    sectors = {(r["what"], r["key"]): (r["plover_sector"], r["acled_type"]) for _, r in tables["sectors"]}
    for id in (row["id"], row["affiliation"]):
        if found := sectors.get(("actor", id)):
            return found
    body = next((r for _, r in tables["actors"] if r["id"] == row["affiliation"]), None)
    kind = body["kind"] if row["kind"] == "person" and body is not None and body["kind"] != "person" else row["kind"]
    return sectors.get(("kind", kind), ("", ""))
