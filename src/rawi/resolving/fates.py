"""What became of those counted: killed, injured, captured, displaced … or nothing that the text tells.

The verb or verbal noun that governs the number decides, else the noun that is counted («قتيلا», «نازح»), else a toll before it
(«حصيلة القتلى»), else a verb behind it («سبعة أطفال قتلوا»).
"""

from __future__ import annotations

from typing import NamedTuple

from rawi.lexicon import Word
from rawi.lexicon.catalogue import Measures
from rawi.reading.text import Text
from rawi.resolving.counted import Noun, Scope, own_fate

REACH = 8
"""So many words before a number the word that governs it may stand."""
AHEAD = 6
_ALL_EVENTS = frozenset({"", "من", "عن", "في"})
"""Prepositions between a governing word and those whose fate it tells; others only where the event's entry marks its target so."""
_OF_TOLLS = _ALL_EVENTS | {"الى", "ب", "عند"}
_OF_VERBS = _ALL_EVENTS | {"على", "ب"}


class Governor(NamedTuple):
    """A word that tells a fate: token, fate, and its lemma («» for a noun that is counted itself)."""

    at: int
    fate: str
    label: str


Told = list[tuple[str, frozenset[str]]]
"""Fates that a word may give, each with the forms of which one must follow (none: nothing need follow)."""


def _event_fates(text: Text, word: Word) -> Told:
    """What the events of a word tell. Those of arrest and abduction hold only with the companions that their entry asks for
    («ألقى … القبض»); a word that bears a pronoun has its object in it.
    """
    out: Told = []
    lexicon = text.lexicon
    for reading in word.events:
        event = lexicon.sense(reading.sense)
        if ".1" in reading.form or reading.enclitic:
            continue
        if event.label in lexicon.kill:
            out.append(("killed", frozenset()))
        elif event.label in lexicon.wound:
            out.append(("injured", frozenset()))
        elif event.mode in ("arrest", "abduct"):
            out.append(("arrested" if event.mode == "arrest" else "abducted", event.with_.forms | event.needs.forms))
    return out


def known_fate(scope: Scope, i: int) -> str | None:
    """The fate that the word at `i` gives to those whom it governs; a list's word before the event's own entry."""
    word, words, tag = scope.text.words[i], scope.words, scope.text.tags[i]
    if not word.key or word.function == "quantifiers" or (tag in ("U", "NAME") and not word.events):
        return None
    key = word.key if word.key in words.governors else word.key[1:] if word.key[0] in "وف" else word.key
    if key in words.governors and tag not in ("N", "U", "NAME"):
        return words.governors[key]
    if tag != "V" and word.bare in words.masdars:
        return words.masdars[word.bare]
    if not word.events or (word.bare in words.needs and scope.key(i + 1) != words.needs[word.bare]):
        return None
    told = scope.cache.get(word.key)
    if told is None:
        told = scope.cache[word.key] = _event_fates(scope.text, word)
    for fate, companions in told:
        if not companions or any(scope.key(k) in companions or scope.bare(k) in companions for k in range(i + 1, i + 1 + REACH)):
            return fate
    return None


def label_of(text: Text, i: int) -> str:
    """The lemma of the event that the word at `i` may announce; of several one that tells of death or wounds."""
    labels = [text.lexicon.sense(r.sense).label for r in text.words[i].events]
    return next((label for label in labels if label in text.lexicon.kill or label in text.lexicon.wound), labels[0] if labels else "")


def _held(scope: Scope, at: int, first: int, noun: Noun | None) -> str:
    """«احتجز»: arrested when a force of the state does it, or when nobody is named, else abducted."""
    between = range(at + 1, min(at + 3, first))
    state = any(scope.bare(k) in scope.words.forces or scope.bare(k).startswith("قوات") for k in between)
    return "arrested" if state or (not between and not (noun is not None and noun.fate == "abducted")) else "abducted"


def _preposition(scope: Scope, first: int, letters: str) -> str:
    """The preposition right before the number, written apart or on to it («بـ90», «لثلاثة»)."""
    before = scope.text.words[first - 1] if first > scope.first else None
    if letters[-1:] in ("ب", "ل"):
        return letters[-1]
    if before is None or not before.key:
        return ""
    if before.key in ("ب", "ل", "وب", "ول"):
        return before.key[-1]
    return before.bare if before.function == "prepositions" and before.bare not in ("نحو", "حوالي", "قرابة") else ""


def governor(scope: Scope, first: int, letters: str, noun: Noun | None) -> Governor | None:
    """The word before the number that tells what became of those counted: the nearest one that no other verb cuts off."""
    text, words = scope.text, scope.words
    preposition = _preposition(scope, first, letters)
    if scope.key(first - 1) == "اصل" or scope.bare(first - 1) in words.agency:
        return None
    known = {k: c for c in scope.done[-3:] for k in range(c.first, c.last)}
    joined = letters[:1] == "و" or scope.key(first - 1) in ("و", "او")
    for k in range(first - 1, max(scope.first, first - REACH) - 1, -1):
        if k in known:
            if joined and known[k].governed:
                return Governor(known[k].first, known[k].governed or "", "")
            continue
        word, tag = text.words[k], text.tags[k]
        if not word.key:
            if text.is_mark(k, "؛.:؟!"):
                return None
            continue
        fate = known_fate(scope, k)
        if fate is not None:
            return _allowed(scope, Governor(k, fate, label_of(text, k)), first, preposition, noun)
        if tag in ("COMP", "REL") or (tag == "V" and not _passable(word.key, words)):
            return None
        toll = own_fate(scope, k) if tag == "N" and (word.definite or word.owned or word.bare in ("جثث", "ضحايا", "قتلى", "جرحى")) else None
        if toll is not None and preposition in _OF_TOLLS:
            return Governor(k, toll, "")
    return None


def _passable(key: str, words: Measures) -> bool:
    """Verbs between a toll and its number, and auxiliaries, cut nothing off: «عدد القتلى ارتفع إلى 86»."""
    return key in words.changes or key[1:] in words.changes or key in ("كان", "كانت", "كانوا", "بينهم", "ليس")


def _allowed(scope: Scope, found: Governor, first: int, preposition: str, noun: Noun | None) -> Governor | None:
    """`found` when the preposition before the number can mark those who suffer it: «حكم على …», not «قتل على يد ثلاثة»."""
    text, k = scope.text, found.at
    listed = text.words[k].bare in scope.words.masdars or not scope.cache.get(text.words[k].key)
    marked = any(text.lexicon.sense(r.sense).args.get(preposition) == "target" for r in text.words[k].events)
    if preposition not in (_OF_VERBS if listed else _ALL_EVENTS) and not marked:
        return None
    fate = _held(scope, k, first, noun) if found.fate == "held" else found.fate
    before = known_fate(scope, k - 2 if scope.key(k - 1) == "و" else k - 1) if k > scope.first else None
    with_and = scope.key(k - 1) == "و" or scope.text.words[k].key[:1] == "و"
    if before and with_and and before != fate and text.tags[k] == "N" and first - k < 3:
        fate = "people"  # «مقتل وإصابة 30 جنديا»
    return Governor(k, fate, found.label)


def behind(scope: Scope, last: int) -> str | None:
    """The fate told by a verb behind the noun: «سبعة أطفال قتلوا في …», «الأربعة الذين قتلوا»; not «مسلحون قتلوا جنديا»."""
    text = scope.text
    for k in range(last, min(last + AHEAD, scope.last)):
        word, tag = text.words[k], text.tags[k]
        if not word.key and text.is_mark(k, "؛.:؟!،"):
            return None
        fate = known_fate(scope, k)
        if tag == "V" or (fate and tag == "C"):
            plural = any(r.form[4:7] in ("3mp", "3fp", "3md", "3fd") for r in word.verbs)
            fits = word.key[0] not in "وف" and (plural or text.tags[k - 1] == "REL")
            if not fate or fate == "held" or not fits:
                return None
            free = k + 1 >= scope.last or text.tags[k + 1] not in ("N", "NUM", "U", "NAME", "L")
            return fate if free or label_of(text, k) in scope.words.sufferings else None
        if tag == "COMP" or text.tags[k] == "NUM":
            return None
    return None


def _either(scope: Scope, noun: Noun) -> bool:
    """«القتلى والجرحى», «بين قتيل وجريح»: those counted are partly dead, partly wounded."""
    k = noun.last
    k += scope.key(k) in ("و", "او")
    other = own_fate(scope, k) if k < scope.last and (k > noun.last or scope.key(k)[:1] == "و") else None
    return other in ("killed", "injured") and noun.fate in ("killed", "injured") and other != noun.fate


def _partly(scope: Scope, last: int) -> bool:
    for k in range(last, min(last + 3, scope.last - 2)):
        if scope.key(k) in ("بين", "ما") and own_fate(scope, k + 1):
            return bool(own_fate(scope, k + 2)) and own_fate(scope, k + 2) != own_fate(scope, k + 1)
    return False


def _stems(scope: Scope) -> tuple[str, ...]:
    return tuple(word.removesuffix("ة") + ("ت" if word.endswith("ة") else "") for word in scope.words.lives)


def fate(scope: Scope, first: int, last: int, letters: str, noun: Noun | None, at_noun: bool = False) -> str | None:
    """What became of those whom the number in tokens `[first, last)` counts; `people` where a governing word says: nothing of the kind."""
    end = max(last, noun.last) if noun is not None else last
    if _partly(scope, end) or (noun is not None and _either(scope, noun)):
        return "people"
    found = governor(scope, noun.first if at_noun and noun is not None else first, letters, noun)
    own = noun.fate if noun is not None else None
    if own == "killed":
        return "killed"
    if own == "injured":
        dies = found is not None and found.fate == "killed" and found.label in scope.words.deaths and not letters.startswith("و")
        return "killed" if dies and scope.key(first - 1) != "و" else "injured"
    if found is not None:
        if found.fate == "missing" and any(scope.bare(k).startswith(_stems(scope)) for k in range(end, end + 3)):
            return "killed"
        undone = found.fate == "displaced" and noun is not None and noun.group == "prisoners"
        return "people" if undone else found.fate
    return own or behind(scope, end)
