"""What a look-up gives: readings of a word, senses of cues and events, words and entities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rawi.lexicon.frames import Frame


class Reading(NamedTuple):
    """One way to read a word: `kind` and `sense` of the entry, `form` features, clitics taken off."""

    kind: str
    sense: int
    form: str
    proclitics: str
    enclitic: str


@dataclass(frozen=True, slots=True)
class CueSense:
    """A reporting cue; see docs/lexicon.md."""

    where: str
    label: str
    pos: str
    stance: str
    channel: str
    content: frozenset[str]
    continues: bool = False
    passive: bool = False
    source_kind: str | None = None
    attached: str = ""
    source: frozenset[str] = frozenset()
    strong: bool = False


_ENDINGS = ("", "ة", "ه", "ات", "ين", "ون", "ا", "هم", "ها", "ان", "ي", "ية", "يه", "هما", "تين", "تان", "تهم", "ته", "تها")


def condition(words: list[str]) -> Condition:
    """The inflected forms of the bare words of a condition, and the classes it asks for (`@force`)."""
    forms: set[str] = set()
    for word in words:
        if word.startswith("@"):
            continue
        forms.update(word + e for e in _ENDINGS)
        if word.endswith("ة"):
            forms.update(word[:-1] + e for e in ("ات", "تهم", "ته", "تها", "ت"))
    return Condition(frozenset(forms), tuple(w[1:] for w in words if w.startswith("@")))


@dataclass(frozen=True, slots=True)
class Condition:
    """What must (or must not) stand near a trigger: written forms, or noun classes."""

    forms: frozenset[str]
    classes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.forms or self.classes)


@dataclass(frozen=True, slots=True)
class EventSense:
    """An event lemma; see docs/lexicon.md."""

    where: str
    label: str
    type: str
    mode: str | None
    frame: Frame
    args: dict[str, str]
    with_: Condition
    needs: Condition
    unless: Condition
    after: frozenset[str]
    free: bool = False
    """Whether it has none of these conditions."""


@dataclass(slots=True)
class Word:
    """Everything known of one written word without its context.

    `key` is folded, `name_key` folded for names; `tag` the word class without context (see `rawi.reading.tagging`);
    `starts` the (proclitics, first key) under which a name may begin here; `bare_key` is `bare` folded for names.
    """

    key: str
    name_key: str
    readings: tuple[Reading, ...]
    cues: tuple[Reading, ...]
    events: tuple[Reading, ...]
    verbs: tuple[Reading, ...]
    nouns: frozenset[str]
    title: Reading | None
    function: str
    proclitic: str
    definite: bool
    adjective: bool
    tag: str
    bare: str
    owned: bool = False
    starts: tuple[tuple[str, str], ...] = ()
    bare_key: str = ""


@dataclass(slots=True)
class Entity:
    """An actor, place, many-word title or fixed cue that names may match."""

    kind: str
    id: str
    english: str
    subkind: str = ""
    country: str = ""
    affiliation: str = ""
    start: str = ""
    end: str = ""
