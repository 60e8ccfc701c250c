"""English names: of the lexicon where it knows one, else by title and transliteration."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rawi.resolving.numbers import count_at

if TYPE_CHECKING:
    from rawi.reading.text import Text

_LETTERS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh",
    "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "و": "w", "ي": "i", "ى": "a", "ة": "a", "ء": "", "ؤ": "u", "ئ": "i",
}  # fmt: skip
"""Simplified from the UN/BGN romanisation (1956/1972), without its diacritics."""
_VOWELS = set("aiu")


@lru_cache(maxsize=20_000)
def transliterate(word: str) -> str:
    """A readable Latin spelling of one undiacritised word: consonants as they are, a short «a» where two would clash."""
    article = ""
    if word.startswith("ال") and len(word) > 3:
        article, word = "al-", word[2:]
    out: list[str] = []
    for i, letter in enumerate(word):
        latin = _LETTERS.get(letter, letter if letter.isascii() else "")
        if letter == "و" and i > 0 and out and out[-1][-1:] not in _VOWELS:
            latin = "u"
        elif letter == "ي" and i == 0:
            latin = "y"
        if out and latin and latin[0] not in _VOWELS and out[-1] and out[-1][-1] not in _VOWELS and i < len(word):
            out.append("a")
        out.append(latin)
    return article + "".join(out).replace("aa", "a").replace("ii", "i").capitalize()


def english_name(text: Text, first: int, last: int) -> str | None:
    """An English name for tokens `[first, last)`: titles and names of the lexicon, the rest transliterated; None for none."""
    actor = next((m.entity("actor") for i in range(first, last) if (m := text.mentions.get(i)) and m.entity("actor")), None)
    parts: list[str] = []
    i = first
    while i < last:
        mention = text.mentions.get(i)
        if mention is not None and mention.last <= last + 1:
            entity = mention.entities[0]
            if entity.kind in ("actor", "place", "title"):
                parts.append(entity.english)
                i = mention.last
                continue
        word = text.words[i]
        if word.key:
            parts.append(_word_name(text, i))
        i += 1
    if actor is not None and actor.subkind == "person":
        return actor.english
    if actor is not None and len(parts) == 1:
        return actor.english
    return " ".join(p for p in parts if p) or None


@lru_cache(maxsize=4096)
def _number(word: str) -> str | None:
    """The digits of a plain number in words («سبعة»), or None."""
    count = count_at([word], 0)
    return str(count.low) if count is not None and count.low == count.high and count.low is not None else None


def _word_name(text: Text, i: int) -> str:
    word = text.words[i]
    number = _number(word.bare or word.key)
    if number is not None:
        return number
    for reading in word.readings:
        if reading.kind in ("title", "noun"):
            english = text.lexicon.sense(reading.sense)[2].get("english")
            if english:
                return str(english)
    if word.function:
        return ""
    return transliterate(("ال" if word.definite else "") + word.bare)
