"""What a number counts: the noun behind it (or before it), whether people or things, and who they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rawi.arabic.numbers import NUMERALS
from rawi.lexicon import Word
from rawi.lexicon.catalogue import Measures
from rawi.reading.text import Text

PEOPLE = frozenset({"civilian", "fighter", "force", "victim", "crowd"})
THINGS = frozenset({"vehicle", "weapon", "facility", "area", "document", "media", "time", "event-carrier", "body", "abstract", "group"})
TWO = frozenset({"اثنان", "اثنين", "اثنتان", "اثنتين"})
ONE = frozenset({"واحد", "واحدة", "واحده", "واحدا"})
"""What may stand behind a noun to say that it is two or one."""
_VAGUE_SOURCE = frozenset({"area", "abstract", "body", "group"})
"""«ألفان من الجانبين», «عشرة من المدينة»: where those counted come from, not what they are."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The noun counted, in tokens `[first, last)`: its own fate, who they are, and whether it means people (None: no telling)."""

    first: int
    last: int
    fate: str | None = None
    group: str | None = None
    people: bool | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A number already read, in tokens `[first, last)` up to its noun's end: the fate that governs it, and who they are.

    `form`: accusative or singular where the number stands before such a noun («12 جنديا», «مئة جندي»), else «».
    """

    first: int
    last: int
    governed: str | None
    group: str | None
    people: bool
    form: str = ""


@dataclass(slots=True)
class Scope:
    """A sentence, tokens `[first, last)`, under reading; `keys` are its folded keys, `todo` marks where a quantity may
    begin, `shares` whether there may be a share, `done` is what has been read."""

    text: Text
    words: Measures
    first: int
    last: int
    keys: list[str]
    todo: bytearray
    shares: bool
    done: list[Counted] = field(default_factory=list)
    cache: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=dict)

    def key(self, i: int) -> str:
        """The key of token `i` of the text, «» outside the sentence."""
        return self.keys[i - self.first] if self.first <= i < self.last else ""

    def bare(self, i: int) -> str:
        """The key of token `i` without proclitics and article, «» outside the sentence."""
        return self.text.words[i].bare if self.first <= i < self.last else ""

    def is_one(self, i: int) -> bool:
        """Whether token `i` is «واحد» and not «وأحد» (and one of)."""
        return self.key(i) in ONE and "أ" not in self.text.tokens[i].text


def english(text: Text, word: Word) -> list[str]:
    """The glosses of a word's readings as a noun or title."""
    return [str(text.lexicon.sense(r.sense)[2].get("english", "")) for r in word.readings if r.kind in ("noun", "title")]


def own_fate(scope: Scope, i: int) -> str | None:
    """killed, injured, captured … for a noun that says so itself: «قتيلا», «الجرحى», «نازح»."""
    word, lexicon, fates = scope.text.words[i], scope.text.lexicon, scope.words.fates
    if not word.key:
        return None
    for form in (word.bare, word.key, *_lemmas(word.bare)):
        if form in lexicon.dead:
            return "killed"
        if form in lexicon.wounded:
            return "injured"
        if form in fates:
            return fates[form]
    return None


def _lemmas(key: str) -> Iterator[str]:
    """The singulars of which a key may be the accusative, the dual or the sound plural."""
    if len(key) > 4 and key[-2:] in ("ان", "ين"):
        yield key[:-3] + "ة" if key[-3] == "ت" else key[:-2]
    elif len(key) > 4 and key.endswith("ات"):
        yield key[:-2] + "ة"
    elif len(key) > 3 and key.endswith("ا"):
        yield key[:-1]


def _who(scope: Scope, i: int, known: str | None) -> tuple[str | None, int]:
    """(group, token after) of the noun at `i`, the body to which its men belong looked at: «رجال الشرطة», «عناصر من الشرطة»."""
    words, k = scope.words, i + 1
    glosses = english(scope.text, scope.text.words[i])
    group = known or next((g for e in glosses if (g := words.groups.get(e) or words.groups.get(e.split(" (")[0].split(",")[0]))), None)
    if scope.bare(k) in words.foreign and group is None:
        return "foreigners", k + 1
    k += scope.key(k) == "من"
    if (body := words.bodies.get(scope.bare(k))) and scope.bare(k + 1) != "حر" and any(g in words.members for g in glosses):
        return body, k + 1
    return group, i + 1


def _people(scope: Scope, i: int) -> bool | None:
    """Whether the noun at `i` means people; None where the lexicon does not know, or knows both."""
    word, lexicon = scope.text.words[i], scope.text.lexicon
    if word.bare in scope.words.things:
        return False
    if "force" in word.nouns and any(g in scope.words.formations for g in english(scope.text, word)):
        return False
    person = bool(word.nouns & PEOPLE) or word.title is not None or ("adjective" in word.nouns and lexicon.is_national(word))
    thing = bool(word.nouns & THINGS) or any(r.form[0] == "m" for r in word.events)
    if person and thing:
        return True if word.nouns & PEOPLE else None
    return True if person else False if thing else None


def described(scope: Scope, i: int, here: bool = False) -> Noun | None:
    """The noun that begins at token `i` or behind «من» there; None where nothing is named («120 في تفجير», «سبعة منهم»).

    `here`: the word at `i` is the noun, whatever is written on to it.
    """
    text, source, start = scope.text, False, i
    while i < scope.last and (scope.key(i) in ("", "من") or text.words[i].function == "quantifiers"):
        source = source or scope.key(i) == "من"
        i += 1
    if i >= scope.last or not text.words[i].key or scope.key(i) in ("اصل", "بين", "اخرون", "اخرين") or scope.key(i) in NUMERALS:
        return None
    word = text.words[i]
    if word.function or (text.tags[i] not in ("N", "U", "NAME") and not (i == start and (word.nouns or word.title))):
        return None  # right behind a number «نساء», «شخص» are no verbs
    if word.proclitic and not here:  # «و», «ب», «ل»: another phrase
        return None
    fate = own_fate(scope, i)
    if source and fate is None and not word.nouns & PEOPLE and (word.nouns & _VAGUE_SOURCE or not (word.nouns or word.title)):
        return None
    group, end = _who(scope, i, scope.words.bodies.get(word.bare) if source else None)
    people = False if word.bare in scope.words.things else True if fate or group else _people(scope, i)
    if people is False:
        group = None
    return Noun(i, end, fate, group, people)


def numerus(word: Word) -> str:
    """singular, plural, or «» where forms do not tell."""
    forms = [r.form for r in word.readings if r.form[0] != "v" and r.kind != "title"]  # a title's plurals are written as singulars
    plural = any(f.startswith("n.p.") or f.endswith(("mp", "fp", "mpc")) for f in forms)
    singular = any(f.endswith((".s", ".acc", ".fs")) and not f.startswith("n.p.") for f in forms)
    if not word.readings:
        plural, singular = word.key.endswith(("ون", "ين", "ات")), word.key.endswith(("ا", "ة"))
    return "plural" if plural and not singular else "singular" if singular and not plural else ""


def agrees(scope: Scope, i: int, number: int | None) -> bool:
    """Whether the word at `i` is a noun in the number that stands behind `number`: three to ten take a plural, eleven to ninety-nine
    a singular, hundreds and thousands a singular (W. Wright, part III, 97-101); the dead and wounded are written in either.
    """
    if not scope.first <= i < scope.last:
        return False
    word = scope.text.words[i]
    if scope.key(i) == "من":
        return i + 1 < scope.last and (scope.text.words[i + 1].definite or bool(scope.text.words[i + 1].nouns & PEOPLE))
    if not word.key or word.definite or word.function or word.proclitic or scope.text.tags[i] not in ("N", "U"):
        return False
    if own_fate(scope, i) is not None:
        return True
    wanted = "plural" if number is not None and 3 <= number % 100 <= 10 else "singular"
    found = numerus(word)
    if not found:
        return bool(word.readings) or word.key.endswith("ا")
    return found == wanted
