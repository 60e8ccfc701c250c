"""Every lexicon entry against its own example: the one check, for `rawi lexicon check` and for the tests.

An event entry passes when its example yields an event of its type (and of its mode, where it has one other than «other») for which
an entry of the same lemma fired, its own or a sister. A cue entry passes when its example yields an attribution that it fired for, or
whose cue holds a form of its lemma; a noun («قال في بيان») also when it gives the channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rawi.arabic.script import fold
from rawi.errors import RawiError
from rawi.lexicon import Lexicon
from rawi.lexicon.compiling import label_of
from rawi.lexicon.files import Entries
from rawi.model import Attribution, Event, Reading, Span, Why
from rawi.pipeline import read_document
from rawi.sources.documents import document_of

ROLES = ("agent", "target", "place")
PUBLISHED = "2015-07-20"
"""The day on which every example is published."""


@dataclass(frozen=True, slots=True)
class Role:
    """An argument that an entry promises: the words stated, and the spans found in that role."""

    name: str
    stated: str
    start: int
    found: tuple[Span, ...]

    @property
    def exact(self) -> bool:
        """Whether it was found to the letter."""
        return any(s.text == self.stated for s in self.found)

    @property
    def overlaps(self) -> bool:
        """Whether what was found shares a character with it."""
        return any(s.start < self.start + len(self.stated) and self.start < s.end for s in self.found)

    def __str__(self) -> str:
        found = ", ".join(f"«{s.text}»" for s in self.found) or "none"
        return f"{self.name} «{self.stated}» is not found in its example; found: {found}"


@dataclass(frozen=True, slots=True)
class Checked:
    """One entry after its example was read: whether it passed, by its own entry or not, and the roles it promises."""

    where: str
    entry: dict[str, Any]
    passed: bool
    own: bool
    seen: str
    roles: tuple[Role, ...] = field(default=())
    crash: str = ""

    @property
    def fault(self) -> str | None:
        """What is wrong, with file and entry number; None when the entry passed."""
        if self.crash:
            return f"{self.where}: its example cannot be read: {self.crash}"
        return None if self.passed else f"{self.where}: its example is not found: {self.entry['example']}; read: {self.seen}"


def check_examples(entries: Entries, lexicon: Lexicon, prefix: str = "") -> Iterator[Checked]:
    """Reads the example of every cue and event entry with `lexicon`, which knows an entry as `prefix` + its place."""
    for kind, rows in (("cue", entries.cues), ("event", entries.events)):
        for where, entry in rows:
            name = prefix + where
            reading: Reading | None = None
            crash = ""
            try:
                reading = read_document(document_of(entry["example"], id="example", published=PUBLISHED), lexicon)
            except RawiError as error:
                crash = str(error)
            except (Exception, RecursionError) as error:  # one crash must not hide what the other examples tell
                crash = f"a fault in Rawi itself ({type(error).__name__}: {error})"
            if reading is None:
                yield Checked(name, entry, False, False, "nothing", crash=crash)
            else:
                yield (_event if kind == "event" else _cue)(name, entry, reading, lexicon)


def _fired(why: tuple[Why, ...]) -> Iterator[tuple[str, str]]:
    """(place, lemma) of every entry among the reasons."""
    for reason in why:
        if reason.entry:
            where, _, label = reason.entry.partition(" ")
            yield where, label


def _event(where: str, entry: dict[str, Any], reading: Reading, _: Lexicon) -> Checked:
    mode = entry.get("mode")
    typed = [e for e in reading.events if e.type == entry["type"] and mode in (None, "other", e.mode)]
    own = [e for e in typed if any(place == where for place, _ in _fired(e.why))]
    found = own or [e for e in typed if any(label == label_of(entry) for _, label in _fired(e.why))]
    seen = ", ".join(f"«{e.trigger.text}» {e.type}{f'/{e.mode}' if e.mode else ''}" for e in reading.events) or "nothing"
    return Checked(where, entry, bool(found), bool(own), seen, tuple(_roles(entry, found)))


def _roles(entry: dict[str, Any], events: list[Event]) -> Iterator[Role]:
    for name in ROLES:
        if name in entry:
            spans = {
                "agent": [s for e in events for s in e.agents],
                "target": [s for e in events for s in e.targets],
                "place": [e.place for e in events if e.place],
            }[name]
            stated = str(entry[name])
            yield Role(name, stated, entry["example"].find(stated), tuple(spans))


def _cue(where: str, entry: dict[str, Any], reading: Reading, lexicon: Lexicon) -> Checked:
    made = reading.attributions
    own = any(place == where for a in made for place, _ in _fired(a.why))
    passed = own or any(_covers(a, where, entry, lexicon) for a in made)
    if "noun" in entry:  # «قال في بيان»: the noun is no cue there, but it gives the channel
        passed = passed or any(a.channel == entry["channel"] != "unspecified" for a in made)
    seen = ", ".join(f"«{a.cue.text}» {a.channel}" for a in made) or "nothing"
    return Checked(where, entry, passed, own, seen)


def _covers(attribution: Attribution, where: str, entry: dict[str, Any], lexicon: Lexicon) -> bool:
    """Whether the words of a cue hold a form of the entry's lemma, or its fixed words."""
    cue = attribution.cue.text
    for kind in ("prep", "phrase"):
        words = [w for w in fold(entry.get(kind, "")).split() if w not in ("ل", "ب")]
        if words and f" {' '.join(words)} " in f" {fold(cue)} ":
            return True
    senses = [lexicon.sense(r.sense) for word in cue.split() for r in lexicon.word(word.strip("«»\"':،.")).cues]
    return any(s.where.split(" ")[0] == where for s in senses)
