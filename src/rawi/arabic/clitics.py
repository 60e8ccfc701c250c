"""Clitics: what may be written together with a word, before and after it.

The table is closed: conjunctions و ف, prepositions ب ل ك, future س, the article (ال, لل after ل) and the pronouns.
Nothing is stripped greedily: a split counts only when what remains is a form that somebody knows (`known`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Split = tuple[str, str, str]
"""(proclitics, stem, enclitic), e.g. («وب», «قصف», «ها»); the article is part of the proclitics («وال», «بال», «لل»)."""

ENCLITICS = ("هما", "ها", "هم", "هن", "نا", "كم", "كن", "ني", "ه", "ك", "ي")
_PREPOSITIONS = ("ب", "ل", "ك")


def proclitic_splits(word: str) -> Iterator[tuple[str, str]]:
    """Every way to take proclitics off: («», word) first, then longer ones. Stems have two letters at least."""
    yield "", word
    rests = [("", word)]
    if len(word) > 2 and word[0] in "وف":
        rests.append((word[0], word[1:]))
        yield word[0], word[1:]
    for conjunction, rest in rests:
        if len(rest) > 3 and rest[0] == "س" and rest[1] in "يتنا":
            yield conjunction + "س", rest[1:]
        if len(rest) > 3 and rest.startswith("ال"):
            yield conjunction + "ال", rest[2:]
        if len(rest) > 2 and rest[0] in _PREPOSITIONS:
            preposition, body = rest[0], rest[1:]
            if preposition == "ل" and len(body) > 2 and body[0] == "ل":
                yield conjunction + "لل", body[1:]
                yield conjunction + "لل", body  # للقاء: ل + ال + لقاء
            if len(body) > 3 and body.startswith("ال"):
                yield conjunction + preposition + "ال", body[2:]
            yield conjunction + preposition, body


_BY_LAST = {last: tuple(e for e in ENCLITICS if e[-1] == last) for last in {e[-1] for e in ENCLITICS}}


def stem_candidates(rest: str) -> list[tuple[str, str]]:
    """(stem, enclitic) after taking a pronoun off, with the spelling that it changes put back."""
    found = []
    for enclitic in _BY_LAST.get(rest[-1:], ()):
        if not rest.endswith(enclitic) or len(rest) - len(enclitic) < 2:
            continue
        stem = rest[: -len(enclitic)]
        found.append((stem, enclitic))
        last = stem[-1]
        if last == "ت":
            found.append((stem[:-1] + "ة", enclitic))
        elif last == "ا":
            found.append((stem[:-1] + "ى", enclitic))
        elif last in "ئؤ":
            found.append((stem[:-1] + "ء", enclitic))
        elif last == "و":
            found.append((stem + "ا", enclitic))
    return found


def splits(word: str, known: Callable[[str], object]) -> Iterator[Split]:
    """All splits of the folded `word` whose stem is `known`."""
    for proclitics, rest in proclitic_splits(word):
        if known(rest):
            yield proclitics, rest, ""
        if rest[-1:] not in _BY_LAST or proclitics.endswith(("ال", "لل")):
            continue  # the article and a pronoun exclude each other
        for stem, enclitic in stem_candidates(rest):
            if known(stem):
                yield proclitics, stem, enclitic


def preposition(proclitics: str) -> str:
    """The attached preposition («ب», «ل», «ك») among proclitics, or «»."""
    rest = proclitics[:-1] if proclitics.endswith("لل") else proclitics.removesuffix("ال")
    return rest[-1] if rest[-1:] in _PREPOSITIONS else ""
