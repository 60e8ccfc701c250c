"""English names: of the lexicon where it knows one, else by title and transliteration."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rawi.arabic.numbers import count_at
from rawi.arabic.romanising import transliterate

if TYPE_CHECKING:
    from rawi.reading.text import Text


def english_name(text: Text, first: int, last: int) -> str | None:
    """An English name for tokens `[first, last)`: titles and names of the lexicon, the rest transliterated; None for none."""
    actor = None
    for i in range(first, last):
        if i in text.mentions and (actor := text.mentions[i].entity("actor")) is not None:
            break
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
        if (compound := _compound(text, i, last)) is not None:
            parts.append(compound)
            i += 2
            continue
        if word.key:
            parts.append(_word_name(text, i, head=i == first))
        i += 1
    if actor is not None and actor.subkind == "person":
        return actor.english
    if actor is not None and len(parts) == 1:
        return actor.english
    return " ".join(p for p in parts if p) or None


_OF_FAITH = frozenset(
    ["نور", "سيف", "صلاح", "علاء", "عز", "شمس", "بهاء", "ضياء", "كمال", "جمال", "خير", "تاج", "فخر", "شرف", "حسام", "نجم", "بدر"]
)
"""First halves of names in «الدين» that are words, too."""
_SON = {"ابو": "Abu", "ابا": "Abu", "ابي": "Abu", "بن": "bin", "بنت": "bint"}


_FIRST_HALVES = _OF_FAITH | {*_SON, "عبد"}


def _compound(text: Text, i: int, last: int) -> str | None:
    """«عبد الكريم», «نور الدين», «أبو شعيب», «بن علي»: two words that are one name, whatever each of them means, or None."""
    word = text.words[i]
    if word.key not in _FIRST_HALVES or i + 1 >= last or not text.words[i + 1].key or text.tags[i + 1] == "V":
        return None
    following = text.words[i + 1]
    written = transliterate(("ال" if following.definite else "") + following.bare)
    if word.key == "عبد" and following.definite:
        return f"Abd {written}"
    if word.key in _OF_FAITH and following.key == "الدين":
        return f"{transliterate(word.key)} {written}"
    given = text.mentions.get(i + 1) is None and not following.proclitic
    if word.key in _SON and given and text.tags[i + 1] in ("U", "N", "NAME"):
        return f"{_SON[word.key]} {_name_of(text, i + 1) or written}"
    return None


def _name_of(text: Text, i: int) -> str | None:
    """The English of a given name of the lexicon at `i`."""
    glosses = (text.lexicon.sense(r.sense)[2] for r in text.words[i].readings if r.kind == "noun")
    return next((str(g["english"]) for g in glosses if g.get("class") == "given-name" and g.get("english")), None)


@lru_cache(maxsize=4096)
def _number(word: str) -> str | None:
    """The digits of a plain number in words («سبعة»), or None."""
    count = count_at([word], 0)
    return str(count.low) if count is not None and count.low == count.high and count.low is not None else None


def _word_name(text: Text, i: int, *, head: bool) -> str:
    word = text.words[i]
    number = _number(word.bare or word.key)
    if number is not None:
        return number
    # a noun before the adjective of the same letters: «ناشطون» are activists, after a number «مدنيين» is civilians
    counted = head or (i > 0 and text.tags[i - 1] == "NUM")
    glosses = [
        (counted and text.lexicon.sense(r.sense)[2].get("class") == "adjective", str(english)) for r in word.readings
        if r.kind in ("title", "noun") and (english := text.lexicon.sense(r.sense)[2].get("english"))
    ]  # fmt: skip
    if glosses:
        return min(glosses, key=lambda g: g[0])[1].split(",")[0]
    if word.function:
        return ""
    return transliterate(("ال" if word.definite else "") + word.bare)
