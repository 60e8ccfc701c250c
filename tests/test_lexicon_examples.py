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
from rawi.errors import InputError
from rawi.lexicon import Lexicon, load
from rawi.lexicon.files import DATA, Entries, read_folder
from rawi.model import Attribution, Event, Reading
from rawi.reading.pipeline import read_document
from rawi.sources.documents import document_of

FLOORS: dict[str, float] = {
    "event: its own entry": 0.97,  # 1842 of 1891
    "event: its type": 0.98,  # 1858 of 1891
    "event: agent": 0.93,  # 965 of 1027
    "event: agent, to the letter": 0.76,  # 784 of 1027
    "event: target": 0.69,  # 398 of 571
    "event: target, to the letter": 0.61,  # 350 of 571
    "event: place": 0.89,  # 177 of 198
    "event: place, to the letter": 0.82,  # 163 of 198
    "cue": 0.77,  # 499 of 642
    "cue: noun, as cue or channel": 0.42,  # 48 of 113
    "actor: affiliation": 0.99,  # 2898 of 2900
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
"""Examples on which the reader raised what it must not raise."""


def _read(where: str, example: str, lexicon: Lexicon) -> Reading | None:
    try:
        return read_document(document_of(example, id="example", published="2015-07-20"), lexicon)
    except InputError:
        return None
    except Exception as error:  # one crash must not hide what the other examples tell
        CRASHES.append(f"{where} «{example}»: {type(error).__name__}: {error}")
        return None


def _names(why: tuple[Any, ...], where: str) -> bool:
    """Whether one of the reasons is the entry at `where` («events/x.yaml#3»)."""
    return any(w.entry is not None and w.entry.split(" ")[0] == where for w in why)


def _roles(event: Event) -> dict[str, tuple[Any, ...]]:
    return {"agent": event.agents, "target": event.targets, "place": (event.place,) if event.place else ()}


def _check_event(results: dict[str, Result], where: str, entry: dict[str, Any], reading: Reading | None) -> None:
    example = entry["example"]
    events = reading.events if reading else ()
    own = [e for e in events if _names(e.why, where)]
    typed = [e for e in events if e.type == entry["type"]]
    seen = ", ".join(f"{e.trigger.text} {e.type}" for e in events) or "nothing"
    results["event: its own entry"].add(bool(own), f"{where} «{example}»: {seen}")
    results["event: its type"].add(bool(own or typed), f"{where} {entry['type']} «{example}»: {seen}")
    for role in ("agent", "target", "place"):
        if role not in entry:
            continue
        stated = str(entry[role])
        start = example.find(stated)
        spans = [s for e in own or typed for s in _roles(e)[role]]
        failure = f"{where} «{example}»: {role} should be «{stated}», is {', '.join(f'«{s.text}»' for s in spans) or 'none'}"
        results[f"event: {role}"].add(any(s.start < start + len(stated) and start < s.end for s in spans), failure)
        results[f"event: {role}, to the letter"].add(any(s.text == stated for s in spans), failure)


def _covers(cue: str, where: str, entry: dict[str, Any], lexicon: Lexicon) -> bool:
    """Whether the words of a cue hold a form of the entry's lemma, or its fixed words."""
    folded = fold(cue)
    for kind in ("prep", "phrase"):
        words = [w for w in fold(entry.get(kind, "")).split() if w not in ("ل", "ب")]
        if words and " ".join(words) in folded:
            return True
    senses = [lexicon.sense(r.sense) for word in cue.split() for r in lexicon.word(word.strip("«»\"':،.")).cues]
    return any(s.where.split(" ")[0] == where for s in senses)


def _check_cue(results: dict[str, Result], where: str, entry: dict[str, Any], reading: Reading | None, lexicon: Lexicon) -> None:
    attributions: tuple[Attribution, ...] = reading.attributions if reading else ()
    seen = ", ".join(f"«{a.cue.text}» {a.channel}" for a in attributions) or "nothing"
    right = any(_names(a.why, where) or _covers(a.cue.text, where, entry, lexicon) for a in attributions)
    noun = "noun" in entry
    if noun:  # «قال في بيان»: the noun is no cue there, but it gives the channel
        right = right or any(a.channel == entry["channel"] != "unspecified" for a in attributions)
    results["cue: noun, as cue or channel" if noun else "cue"].add(right, f"{where} «{entry['example']}»: {seen}")


@lru_cache
def shipped() -> Entries:
    """The lexicon's files as read, faults and all."""
    return read_folder(DATA)


@lru_cache
def measure() -> dict[str, Result]:
    """One pass over all examples: class → result."""
    lexicon, entries = load(), shipped()
    names = ["event: its own entry", "event: its type"]
    names += [f"event: {role}{how}" for role in ("agent", "target", "place") for how in ("", ", to the letter")]
    results = {name: Result() for name in [*names, "cue", "cue: noun, as cue or channel", "actor: affiliation"]}
    for where, entry in entries.events:
        _check_event(results, where, entry, _read(where, entry["example"], lexicon))
    for where, entry in entries.cues:
        _check_cue(results, where, entry, _read(where, entry["example"], lexicon), lexicon)
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
    listed = "\n  ".join(
        [*result.failures[:SHOWN], *([f"… and {len(result.failures) - SHOWN} more"] if result.failures[SHOWN:] else [])]
    )
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
    [("cues", 400), ("event lemmas or phrases", 1200), ("actors", 1500), ("titles", 400), ("places", 2000)],
)
def test_size(what: str, least: int) -> None:
    assert sizes()[what] >= least
