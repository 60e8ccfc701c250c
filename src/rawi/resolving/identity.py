"""Stable ids and names for what the catalogue does not hold.

The id is made from the normalised name alone, by rules that do not change with the lexicon: a given name that is added to the
lexicon betters the spelling that people see, and leaves every id as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from rawi.arabic.romanising import transliterate
from rawi.arabic.script import fold, fold_names

_LINKS = frozenset({"بن", "ابن", "بنت", "ولد"})
_HEADS = frozenset({"عبد", "ابو", "ابي", "ال"})
_LATIN = {"بن": "bin", "ابن": "ibn", "بنت": "bint", "ولد": "Ould", "ابو": "Abu", "ابي": "Abi", "ام": "Umm", "عبد": "Abd", "ال": "Al"}
"""Words of names that are not read letter by letter."""
_SERVANT = re.compile(r"عبد(?=ال..)")


def normal_name(words: list[str]) -> str:
    """One form for the spellings of a name: folded, «عبد الله» as one word, «بن» left out."""
    keys = [fold_names(fold(w)) for w in words]
    keys = [k for k in keys if k and k not in _LINKS]
    out: list[str] = []
    for key in keys:
        if out and out[-1] in _HEADS:
            out[-1] += key
        else:
            out.append(key.replace("عبد ال", "عبدال"))
    return " ".join(out)


def unknown_id(words: list[str]) -> str:
    """The id of a name that the catalogue does not know: the same for every spelling of it, in every article."""
    name = normal_name(words)
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"u-{slug(latin(name.split())) or 'name'}-{digest}"


def latin(words: Sequence[str], glosses: Sequence[str | None] = ()) -> str:
    """A readable Latin spelling of Arabic words; `glosses` gives the known spelling of each or None; other scripts stay as they are."""
    known = [*glosses, *[None] * (len(words) - len(glosses))]
    return " ".join(given or _latin_word(word) for word, given in zip(words, known, strict=True))


def _latin_word(word: str) -> str:
    if word.isascii():
        return word
    key = fold(word)
    if key in _LATIN:
        return _LATIN[key]
    if _SERVANT.match(key):
        return f"Abd {transliterate(key[3:])}"
    return transliterate(key)


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most 48 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].rstrip("-")
