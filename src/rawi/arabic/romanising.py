"""Arabic names in Latin letters."""

from __future__ import annotations

from functools import lru_cache

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
