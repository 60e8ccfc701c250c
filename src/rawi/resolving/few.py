"""None, one and two of something, which Arabic writes without a number: «لا قتلى», «مقتل جندي», «دبابتين»."""

from __future__ import annotations

from typing import NamedTuple

from rawi.arabic.duals import dual_or_single
from rawi.arabic.script import fold
from rawi.lexicon import Word
from rawi.reading.text import Text
from rawi.resolving.counted import ONE, PEOPLE, TWO, Scope, english, numerus, own_fate
from rawi.resolving.fates import known_fate

_PAIRS = frozenset({"vehicle", "weapon", "facility", "area", "event-carrier"})
DUAL_ENDINGS = frozenset({"ان", "ين"})
_DUALS = frozenset({"n.n.d", "n.n.fd"})
_SINGULARS = frozenset({"n.n.s", "n.n.fs", "n.n.acc"})
_PERSONS = frozenset({"civilian", "fighter", "victim", "crowd"})


class Few(NamedTuple):
    """`number` of the noun in tokens `[first, last)`; `letters` are the proclitics on it, `unit` the unit that the noun is."""

    first: int
    last: int
    number: int
    letters: int
    unit: str | None = None
    people: bool = True


def few_at(scope: Scope, i: int) -> Few | None:
    """Nothing, one or two of the noun at token `i`. Asked of almost every word: what costs little is looked at first."""
    text = scope.text
    word = text.words[i]
    if word.function:
        return _none(scope, i) if word.key in ("لا", "ولا") else None
    if text.tags[i] not in ("N", "U") or (scope.done and i < scope.done[-1].last):
        return None
    if word.bare[-2:] in DUAL_ENDINGS:
        return _two(scope, i, word) if not _in_name(text, i) else None
    if word.definite or word.owned or word.proclitic not in ("", "و", "ف"):
        return None
    if not (word.nouns & PEOPLE or word.title or scope.key(i + 1) in ONE):
        return None
    return _one(scope, i, word) if not _in_name(text, i) else None


def _in_name(text: Text, i: int) -> bool:
    mention = text.inside.get(i)
    return mention is not None and bool(mention.entity("actor") or mention.entity("place"))


def _none(scope: Scope, i: int) -> Few | None:
    """«لا قتلى», «لا إصابات»: a plural without article."""
    if i + 1 >= scope.last:
        return None
    noun = scope.text.words[i + 1]
    if noun.definite or noun.proclitic or own_fate(scope, i + 1) not in ("killed", "injured") or numerus(noun) == "singular":
        return None
    return Few(i, i + 2, 0, len(scope.text.words[i].key) - 2)


def _two(scope: Scope, i: int, word: Word) -> Few | None:
    """Two of something: a unit, people, or things; «اثنين» behind it belongs to it."""
    letters, last = 0 if word.definite else len(word.proclitic), i + 1
    unit = None if word.definite else scope.words.duals.get(word.bare)
    if unit is not None:
        return Few(i, last, 2, letters, unit)
    if word.bare in scope.words.no_duals or (word.definite and word.bare.endswith("ين")):
        return None
    if i > scope.first and scope.key(i - 1)[-2:] in DUAL_ENDINGS and _dual(scope.text, scope.text.words[i - 1]) is not None:
        return None  # an adjective: «رجلان مسلحان»
    two = scope.key(last) in TWO
    people = True if dual_or_single(word.bare) == (2, 2) else None if word.definite else _dual(scope.text, word, two)
    if people is None or (people is False and i > scope.first and scope.text.tags[i - 1] in ("U", "L")):
        return None  # «فرانسوا مولان»
    return Few(i, last + two, 2, letters, None, people)


def _dual(text: Text, word: Word, sure: bool = False) -> bool | None:
    """Whether a dual means people (True) or things that are worth counting (False); None for what is no sure dual.

    In «ين» the dual of a masculine noun with a sound plural is written like that plural, and «عدوان», «ميدان» are no duals at all:
    only a word that has no other reading is sure, or one that «اثنين» follows.
    """
    if not any(r.form in _DUALS for r in word.readings) or word.verbs:
        return None
    nominal = [r for r in word.readings if r.kind in ("noun", "title") and not r.enclitic]
    if (not sure and any(r.form not in _DUALS for r in nominal)) or any(r.form[0] == "m" and r.form != "m.n.d" for r in word.events):
        return None
    if (word.nouns & PEOPLE and not _collective(text, word)) or any(r.kind == "title" for r in nominal):
        return True
    if "adjective" in word.nouns and not word.nouns & _PAIRS:
        return True if text.lexicon.is_national(word) else None
    return False if word.nouns & _PAIRS else None


def _collective(text: Text, word: Word) -> bool:
    words = text.lexicon.catalogue.measures
    return any(g in words.collectives or g in words.formations for g in english(text, word))


def _one(scope: Scope, i: int, word: Word) -> Few | None:
    """One person: right behind a word of killing, wounding, arrest …, joined to others so counted, or with «واحد»."""
    before, letters, last = i - 1, len(word.proclitic), i + 1
    if scope.is_one(i + 1) and scope.key(i + 2) != "من":
        last += 1
        unit = scope.words.units.get((word.bare,))
        if unit is not None:
            return Few(i, last, 1, letters, unit)
        if word.bare.endswith("ة") != scope.key(i + 1).endswith(("ة", "ه")):
            return None
        if dual_or_single(word.bare) != (1, 1) and not _suffers(scope, i, word):
            return None  # «عنصر واحد», «عامل واحد» are as often no people
    elif word.proclitic == "و" or scope.key(before) == "و":
        if not _joins(scope, i):
            return None
    elif letters or before < scope.first or not _suffers(scope, i, word):
        return None
    return Few(i, last, 1, letters) if _person(scope, word) and numerus(word) != "plural" else None


def _suffers(scope: Scope, i: int, word: Word) -> bool:
    """Whether the word before tells what became of one person: «مقتل جندي», «اعتقل ناشط», «أسفر عن قتيل»; not «استقبل رئيس الوزراء»."""
    if scope.text.tags[i - 1] in ("V", "N") and known_fate(scope, i - 1) not in (None, "people"):
        return not _named(scope, i, word)
    return own_fate(scope, i) is not None and _objected(scope, i)


def _joins(scope: Scope, i: int) -> bool:
    """Whether people were counted right before: «خمسة مدنيين وجندي»; not «300 قتيل وجريح», «بين قتيل وجريح»."""
    last = scope.done[-1] if scope.done else None
    if last is None or not last.people or not 0 <= i - last.last < 3:
        return False
    word = scope.text.words[i]
    if last.form and (last.form == "singular" or word.key.endswith(("ا", "ة"))):
        return False  # «220 رجلا وامرأة», «30 ألف شرطي وجندي»: one number for both; not «21 سائحا وشرطي»
    if own_fate(scope, i) and (last.last - last.first > 1 or i - last.last > 1):
        return False
    return not any(scope.text.tags[k] in ("V", "COMP", "P") for k in range(last.last, i))


def _person(scope: Scope, word: Word) -> bool:
    """Whether the noun in the singular is one person; «سياسي», «سلفية» are as often adjectives («اغتيال سياسي»)."""
    if word.bare in scope.words.things or (word.bare,) in scope.words.units or any(r.enclitic and r.form[0] == "m" for r in word.events):
        return False
    if dual_or_single(word.bare) == (1, 1):
        return True
    sure = [r for r in word.readings if r.kind in ("noun", "title") and r.form in _SINGULARS and not r.enclitic]
    glosses = english(scope.text, word)
    many = scope.words.collectives | scope.words.formations
    if not sure or word.bare.endswith("ية") or any(g in many or g.split(" (")[0] in many for g in glosses):
        return False
    if any(r.form[0] == "m" for r in word.events) and "victim" not in word.nouns:
        return False
    if word.nouns & _PERSONS or any(g in scope.words.groups for g in glosses):
        return True
    titled = any(r.kind == "title" and _lemma(scope.text, r.sense) in (word.bare, word.bare[:-1]) for r in sure)
    return titled and not (word.bare.endswith("ي") and "adjective" in word.nouns)


def _lemma(text: Text, sense: int) -> str:
    """The masculine singular of a title, folded: its plurals are forms of their own."""
    return fold(str(text.lexicon.sense(sense)[1]).rpartition(" ")[2])


def _named(scope: Scope, i: int, word: Word) -> bool:
    """«مقتل قائد الشرطة», «اغتيال زعيم تنظيم …»: a noun in construct, which says who and not how many."""
    if i + 1 >= scope.last or dual_or_single(word.bare) == (1, 1):
        return False
    after = scope.text.words[i + 1]
    if after.definite or _in_name(scope.text, i + 1):
        return True
    return word.title is not None and scope.text.tags[i + 1] == "N" and not after.adjective and not after.proclitic


def _objected(scope: Scope, i: int) -> bool:
    """«أسفر عن قتيل», «خلف الهجوم قتيلا»: one dead or wounded as what an attack led to."""
    return any(scope.key(k)[-4:] in scope.text.lexicon.result_forms or scope.key(k) in scope.text.lexicon.result_forms
               for k in range(max(scope.first, i - 4), i))


