"""The tables by which claims are compared: data files of this package, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from rawi.arabic.script import fold, fold_names


@dataclass(frozen=True, slots=True)
class Tables:
    """Types and words, ready for look-up.

    `families`: mode -> the families that it belongs to; `kin`: two types -> points; `groups`: a name of people -> the group that they are
    counted with; `sorts`: a sort of source -> the words that tell it, each with those that must stand beside it;
    `papers` likewise: what is known and is nobody; `roles`, `stops`, `partitives`, `condemns`,
    `opposition`, `leaders`: words about sources (data/sources.yaml). All are folded as names.
    """

    same: float
    plain: float
    within: float
    apart: float
    foreign: float
    families: dict[str, frozenset[str]]
    plain_modes: frozenset[str]
    afar: frozenset[str]
    seldom: frozenset[str]
    kin: dict[frozenset[str], float]
    physical: frozenset[str]
    placed: frozenset[str]
    groups: dict[str, str]
    between: frozenset[str]
    strangers: float
    common: frozenset[str]
    spots: frozenset[str]
    sites: frozenset[str]
    site_words: dict[str, str]
    sorts: dict[str, tuple[tuple[str, ...], ...]]
    papers: tuple[tuple[str, ...], ...]
    roles: frozenset[str]
    stops: frozenset[str]
    partitives: frozenset[str]
    condemns: frozenset[str]
    opposition: frozenset[str]
    leaders: frozenset[str]


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The tables of the package."""
    folder = files("rawi.comparing") / "data"
    types: dict[str, Any] = yaml.safe_load((folder / "types.yaml").read_text("utf-8"))
    lists: dict[str, str] = yaml.safe_load((folder / "common.yaml").read_text("utf-8"))
    sources: dict[str, Any] = yaml.safe_load((folder / "sources.yaml").read_text("utf-8"))
    families: dict[str, set[str]] = {}
    for family, modes in types["families"].items():
        for mode in modes:
            families.setdefault(mode, set()).add(family)
    return Tables(
        same=types["same"], plain=types["plain"], within=types["within"], apart=types["apart"], foreign=types["foreign"],
        families={mode: frozenset(names) for mode, names in families.items()},
        plain_modes=frozenset(types["plain_modes"]),
        afar=frozenset(types["afar"]),
        seldom=frozenset(types["seldom"]),
        kin={frozenset((a, b)): points for a, b, points in types["kin"]},
        physical=frozenset(types["physical"]),
        placed=frozenset(types["placed"]),
        between=frozenset(types["between"]),
        strangers=types["strangers"],
        groups={word: group for group, words in types["groups"].items() for word in words},
        spots=frozenset(f"generic:{name}" for name in types["spots"]),
        sites=frozenset(f"generic:{name}" for name in types["sites"]),
        site_words={fold(word): f"generic:{name}" for name, words in types["site_words"].items() for word in words},
        sorts={sort: _joined(words) for sort, words in sources["sorts"].items()},
        papers=_joined(sources["papers"]),
        roles=_folded(sources["roles"]), stops=_folded(sources["stops"]),
        partitives=_folded(sources["partitives"]), condemns=_folded(sources["condemns"]),
        opposition=_folded(sources["opposition"]), leaders=_folded(sources["leaders"]),
        common=frozenset(fold_names(fold(w)) for words in lists.values() for w in words.split()),
    )  # fmt: skip


def _joined(words: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold_names(fold(part)) for part in word.split("+")) for word in words.split())


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_names(fold(word)) for word in words.split())


def type_points(a: tuple[str, str | None], b: tuple[str, str | None]) -> float:
    """What two kinds (type, mode) say for one occurrence; negative against it."""
    table = tables()
    if a[0] != b[0]:
        return table.kin.get(frozenset((a[0], b[0])), table.foreign)
    if a[1] == b[1]:
        return table.plain if a[1] in table.plain_modes else table.same
    if a[1] in table.plain_modes or b[1] in table.plain_modes or a[1] is None or b[1] is None:
        return table.plain
    if table.families.get(a[1], frozenset()) & table.families.get(b[1], frozenset()):
        return table.within
    return table.apart
