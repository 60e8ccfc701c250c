"""Folding: the many ways of writing one Arabic word brought to one key.

`fold` unites what a writer means as the same word: diacritics, tatweel, invisible marks, the forms of alef, Persian kaf and ya,
presentation forms and digits. `fold_names` goes further, for names, where ta marbuta / ha, alef maqsura / ya and seats of hamza vary.
Both give keys for look-up only; spans always point at the text as written.
"""

from __future__ import annotations

import re
import unicodedata

MARKS = "\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u00ad"
"""Zero-width and bidirectional format characters: they stand inside words of copied text and mean nothing to a reader."""

_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_ONES = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ک": "ك", "ڪ": "ك", "ی": "ي", "ے": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "گ": "ك", "ڤ": "ف", "پ": "ب", "چ": "ج", "ژ": "ز",
}  # fmt: skip
_DROP = re.compile(f"[{MARKS}{INVISIBLE}]")
_PLAIN = re.compile("[ءؤئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي 0-9A-Za-z]*")
"""Words of these letters alone are their own keys: nine of ten."""
_DIGITS = {ord(a): str(n) for block in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, a in enumerate(block)}
_FOLD = {ord(a): b for a, b in _ONES.items()} | _DIGITS
_NAMES = str.maketrans({"ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ء": None})
ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\ufb50-\ufdff\ufe70-\ufefc]")


def fold(word: str) -> str:
    """The look-up key of a word: marks dropped, letter variants united. Linear in the length of `word`."""
    if not _PLAIN.fullmatch(word):
        if _PRESENTATION.search(word):
            word = unicodedata.normalize("NFKC", word)
        word = _DROP.sub("", word).translate(_FOLD)
    return seats(word)


def seats(key: str) -> str:
    """One seat for a hamza before waw: Egyptian «مسئول», «شئون» and careless «مسؤل» as «مسؤول», «شؤون»."""
    return key.replace("ئو", "ؤو").replace("مسؤل", "مسؤول") if "ئو" in key or "ؤل" in key else key


def fold_names(key: str) -> str:
    """A looser key for names: ه for ة, ي for ى, hamza and its seats aside. Takes a folded key."""
    return key.translate(_NAMES)


def digits(text: str) -> str:
    """Arabic-Indic and Persian digits as ASCII digits."""
    return text.translate(_DIGITS)


def is_arabic(text: str, *, least: float = 0.3, sample: int = 20_000) -> bool:
    """Whether at least the share `least` of the letters in the first `sample` characters are Arabic."""
    head = text[:sample]
    arabic = len(ARABIC_LETTER.findall(head))
    if arabic > 1 and arabic >= least * len(head):
        return True  # there are no more letters than characters
    return arabic > 1 and arabic >= least * sum(map(str.isalpha, head))
