"""Names in the text as resolving sees them: those of actors and places, also where they stand within a longer title."""

from __future__ import annotations

import re

from rawi.arabic.numbers import is_number_word
from rawi.arabic.script import fold_names
from rawi.lexicon import Entity as Name
from rawi.lexicon.catalogue import Catalogue
from rawi.reading.text import Mention, Text
from rawi.resolving.scene import country_of


def key_at(text: Text, i: int) -> str:
    """The look-up key of the word at `i`, without conjunction or preposition before it."""
    word = text.words[i]
    return fold_names(("ال" if word.definite else "") + word.bare) if word.proclitic else word.name_key


def in_name(text: Text, i: int) -> bool:
    """Whether token `i` is part of the name of an actor or a place; a title of several words («العاهل الأردني») is none."""
    mention = text.inside.get(i)
    if mention is not None:
        for one in mention.entities:
            if one.kind in ("actor", "place"):
                return True
    return False


def named_at(text: Text, i: int, last: int) -> tuple[tuple[Name, ...], int]:
    """(what the name that begins at `i` may be, the token after it), the names within a longer title among them; ((), i) for none."""
    mention = text.mentions.get(i)
    if mention is not None and in_name(text, i):
        return tuple(e for e in mention.entities if e.kind in ("actor", "place")), mention.last
    if i not in text.inside or in_name(text, i):
        return (), i
    names, best, found = text.lexicon.compiled["names"], i, list[Name]()
    for _, key in text.words[i].starts:
        following = text.words[i + 1].name_key if i + 1 < last else ""
        options = [(i + 2, rest, entity) for rest, entity in names[key].get(following, ()) if following]
        options += [(i + 1, rest, entity) for rest, entity in names[key].get("", ())]
        for start, rest, index in options:
            end, entity = start + len(rest), text.lexicon.entities[index]
            fits = end <= last and all(text.words[start + k].name_key == word for k, word in enumerate(rest))
            if fits and entity.kind in ("actor", "place"):
                if end > best:
                    best, found = end, []
                if end == best:
                    found.append(entity)
    return tuple(found), best


def nationality_at(text: Text, i: int, catalogue: Catalogue) -> str | None:
    """The country of the adjective at `i`, when it is no part of a name («السعودي», also within «العاهل السعودي»).

    None where it is another adjective too («المالي», financial or of Mali), unless it describes people («مواطن يمني»).
    """
    if in_name(text, i):
        return None
    country = country_of(text, i, catalogue)
    if country is None:
        return None
    payloads = (text.lexicon.sense(r.sense)[2] for r in text.words[i].readings if r.kind == "noun" and not r.enclitic)
    other = any(p["class"] == "adjective" and str(p.get("english") or "?")[:1].islower() for p in payloads)
    return None if other and not _people_before(text, i) else country


def _people_before(text: Text, i: int) -> bool:
    before = text.words[i - 1] if i else None
    return before is not None and (before.title is not None or bool(before.nouns & {"fighter", "force", "civilian", "victim", "group"}))


_NO_NAME_ENDINGS = ("ة", "ه", "ات", "ين", "ون", "تان", "تين", "ها", "هم", "هن", "نا", "كم", "ته", "هما")
_NO_NAME_BEGINNINGS = ("مت", "من", "مس", "است", "لا", "بال", "لل", "كال")


_MASDAR = re.compile("ت..ي.ا?|ا.ت.ا.|ان..ا.|است..ا.")
"""Verbal nouns of forms II, VII, VIII and X («تجفيف», «انسحاب»)."""


def _word_with_clitic(text: Text, bare: str) -> bool:
    """Whether an unknown word is a known one behind a preposition or conjunction («لمؤشر», «لكل»)."""
    known = text.lexicon.word(bare[1:])
    return bool(known.function) or (len(bare) > (3 if bare[0] in "لب" else 4) and bool(known.readings))


def name_shaped(text: Text, i: int) -> bool:
    """Whether a word that the lexicon does not know looks like a name, not like a participle, a plural or a word with a pronoun.

    With the article only a nisba does («الأحمري»): «المتدرب», «النقاد» are words that the lexicon lacks.
    """
    word = text.words[i]
    if "given-name" in word.nouns:
        return True
    bare, written = word.bare, text.tokens[i].text
    if bare[:1] in ("و", "ل", "ب", "ف", "ك") and _word_with_clitic(text, bare):
        return False
    if _MASDAR.fullmatch(bare) or (len(bare) == 4 and written.startswith("أ")):
        return False  # «تجفيف»; «أقدس», an elative
    if len(bare) < 3 or written.endswith(("اً", "ًا")) or word.proclitic not in ("", "و"):
        return False
    if word.definite:
        return bare.endswith("ي")
    return not bare.endswith(_NO_NAME_ENDINGS) and not bare.startswith(_NO_NAME_BEGINNINGS)


def gloss(text: Text, i: int) -> str | None:
    """The English spelling of the given name at `i`, without a clitic other than «و» before it; None when it is none."""
    for reading in text.words[i].readings:
        if reading.kind == "noun" and reading.proclitics in ("", "و") and not reading.enclitic:
            payload = text.lexicon.sense(reading.sense)[2]
            if payload["class"] == "given-name":
                return str(payload["english"]) or None
    return None


def is_number(text: Text, i: int) -> bool:
    """Whether token `i` is a number, in digits or words («سبعة», «أربعا»)."""
    bare = text.words[i].bare
    return text.tags[i] == "NUM" or is_number_word(bare) or (len(bare) > 4 and is_number_word(bare.removesuffix("ا")))


def person_of(mention: Mention) -> list[Name]:
    """The people of the catalogue that a mention may be."""
    return [e for e in mention.entities if e.kind == "actor" and e.subkind == "person"]
