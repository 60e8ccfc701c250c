"""Every entry of the lexicon against its own example, and the lexicon against its schema and its promised size.

The shares are floors and only go up: `tests/floors.py lexicon` measures and prints the table to paste in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pytest

from rawi.arabic.script import fold
from rawi.evaluating.examples import ROLES, Checked, check_examples
from rawi.lexicon import load
from rawi.lexicon.files import Entries, read_folder
from rawi.lexicon.folders import DATA

FLOORS: dict[str, float] = {
    "event": 1.00,  # 1903 of 1903
    "event: its own entry": 0.99,  # 1893 of 1903
    "event: agent": 0.95,  # 981 of 1025
    "event: agent, to the letter": 0.84,  # 868 of 1025
    "event: target": 0.78,  # 445 of 568
    "event: target, to the letter": 0.70,  # 400 of 568
    "event: place": 0.89,  # 177 of 197
    "event: place, to the letter": 0.82,  # 163 of 197
    "cue": 1.00,  # 710 of 710
    "actor: affiliation": 1.00,  # 2900 of 2900
}
SHOWN = 60
"""How many failures an assertion lists."""


@dataclass
class Result:
    """How many entries pass in one class, and which fail."""

    passed: int = 0
    total: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share that passes."""
        return self.passed / self.total if self.total else 1.0

    def add(self, right: bool, failure: str) -> None:
        """Counts one entry."""
        self.total += 1
        self.passed += right
        if not right:
            self.failures.append(failure)


CRASHES: list[str] = []
"""Examples that could not be read."""


def _count_event(results: dict[str, Result], one: Checked) -> None:
    told = f"{one.where} «{one.entry['example']}»: {one.seen}"
    results["event"].add(one.passed, told)
    results["event: its own entry"].add(one.own, told)
    for role in one.roles:
        results[f"event: {role.name}"].add(role.overlaps, f"{one.where}: {role}")
        results[f"event: {role.name}, to the letter"].add(role.exact, f"{one.where}: {role}")


@lru_cache
def shipped() -> Entries:
    """The lexicon's files as read, faults and all."""
    return read_folder(DATA)


@lru_cache
def measure() -> dict[str, Result]:
    """One pass over all examples: class → result."""
    entries = shipped()
    names = ["event", "event: its own entry", *(f"event: {role}{how}" for role in ROLES for how in ("", ", to the letter"))]
    results = {name: Result() for name in [*names, "cue", "actor: affiliation"]}
    for one in check_examples(entries, load()):
        if one.crash:
            CRASHES.append(f"{one.where} «{one.entry['example']}»: {one.crash}")
        if "type" in one.entry:
            _count_event(results, one)
        else:
            results["cue"].add(one.passed, f"{one.where} «{one.entry['example']}»: {one.seen}")
    actors = entries.tables["actors"]
    ids = {row["id"] for _, row in actors}
    for where, row in actors:
        if row["affiliation"]:
            results["actor: affiliation"].add(row["affiliation"] in ids, f"{where}: no actor {row['affiliation']!r}")
    return results


@pytest.fixture(scope="module")
def measured() -> dict[str, Result]:
    return measure()


@pytest.mark.parametrize("name", FLOORS)
def test_examples(name: str, measured: dict[str, Result]) -> None:
    result = measured[name]
    listed = "\n  ".join([*result.failures[:SHOWN], *([f"… and {len(result.failures) - SHOWN} more"] if result.failures[SHOWN:] else [])])
    told = f"{name}: {result.passed} of {result.total} = {result.share:.4f}, floor {FLOORS[name]}; failing:\n  {listed}"
    assert result.share >= FLOORS[name], told


def test_no_example_crashes_the_reader(measured: dict[str, Result]) -> None:
    assert measured
    assert not CRASHES, "\n".join(CRASHES)


def test_every_class_has_a_floor(measured: dict[str, Result]) -> None:
    assert set(FLOORS) == set(measured)


def test_no_faults() -> None:
    assert shipped().faults == []


def test_examples_are_not_empty_and_hold_what_they_state() -> None:
    wrong = []
    for where, entry in [*shipped().events, *shipped().cues]:
        if not entry["example"].strip():
            wrong.append(f"{where}: empty example")
        wrong += [
            f"{where}: {role} «{entry[role]}» is not in «{entry['example']}»"
            for role in ("agent", "target", "place")
            if role in entry and str(entry[role]) not in entry["example"]
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("table", ["actors", "places"])
def test_ids_are_unique_and_ascii(table: str) -> None:
    ids = [row["id"] for _, row in shipped().tables[table]]
    assert [i for i, n in Counter(ids).items() if n > 1] == []
    assert [i for i in ids if not (i.isascii() and i == i.lower() and " " not in i)] == []


def _lemmas(entry: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The lemmas of an entry; one that counts only beside certain words is a phrase of its own."""
    beside = (*entry.get("with", ()), "|", *entry.get("needs", ())) if entry.get("with") or entry.get("needs") else ()
    if "verb" in entry:
        yield (fold(entry["verb"][0]), *beside)
    for name in ("masdar", "noun", "active", "passive_participle"):
        for word in entry.get(name, ()):
            yield (fold(word), *beside)
    for name in ("prep", "phrase"):
        if name in entry:
            yield (fold(entry[name]),)


def sizes() -> dict[str, int]:
    """How many distinct things the lexicon holds."""
    entries = shipped()
    return {
        "cues": len(entries.cues),
        "event lemmas or phrases": len({lemma for _, entry in entries.events for lemma in _lemmas(entry)}),
        "actors": len(entries.tables["actors"]),
        "titles": len({fold(row["arabic"]) for _, row in entries.tables["titles"]}),
        "places": len(entries.tables["places"]),
    }


@pytest.mark.parametrize(
    ("what", "least"),
    [("cues", 420), ("event lemmas or phrases", 1400), ("actors", 1500), ("titles", 400), ("places", 2000)],
)
def test_size(what: str, least: int) -> None:
    assert sizes()[what] >= least
