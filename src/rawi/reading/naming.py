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
    # a noun before the adjective of the same letters: after a number «مدنيين» is civilians, not civil
    counted = i > 0 and text.tags[i - 1] == "NUM"
    glosses = [
        (counted and text.lexicon.sense(r.sense)[2].get("class") == "adjective", str(english)) for r in word.readings
        if r.kind in ("title", "noun") and (english := text.lexicon.sense(r.sense)[2].get("english"))
    ]  # fmt: skip
    if glosses:
        return min(glosses, key=lambda g: g[0])[1]
    if word.function:
        return ""
    return transliterate(("ال" if word.definite else "") + word.bare)
