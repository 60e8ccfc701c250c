"""Names of people that the catalogue lacks: which words of a span, or right behind it, they are."""

from __future__ import annotations

from rawi.resolving.cast import Cast
from rawi.resolving.mentions import gloss, in_name, is_number, name_shaped, nationality_at, person_of
from rawi.resolving.offices import DEPUTIES, office_in

LINKS = frozenset({"بن", "ابن", "بنت"})
"""«son of», «daughter of»."""
_PARTICLES = frozenset({"بن", "ابن", "بنت", "ابو", "ابي", "ام", "ال", "عبد", "ولد"})
_OPENING = frozenset({"ابو", "ابي", "ام", "عبد", "بن", "ابن", "ولد"})
"""Particles behind which any word is a name: «أبو قتيبة»."""


def titles_only(cast: Cast, first: int, i: int) -> bool:
    """Whether the words before token `i` of a span are titles with what belongs to them."""
    text = cast.text
    head, mention = text.words[first], text.mentions.get(first)
    if head.bare_key in DEPUTIES and mention is None and head.title is None:
        return False
    title = mention.entity("title") if mention is not None else None
    classes = {text.lexicon.sense(r.sense)[2]["class"] for r in head.readings if r.kind == "title"} | ({title.subkind} if title else set())
    distant = any(text.words[k].function == "prepositions" for k in range(first + 1, i))
    if (distant and classes & {"anonymous", "witness"}) or any(_another_s(cast, k) for k in range(first + 1, i - 1)):
        return False  # «مصادر في مكتب رئيس الوزراء فلان»
    if title is not None:
        return True
    if head.title is not None or cast.stem_has("counterparts", first) or head.nouns & {"civilian", "victim"}:
        return True
    return office_in(text, cast.catalogue, first, i) is not None


def _another_s(cast: Cast, k: int) -> bool:
    """Whether the word at `k` and the title behind it make who is named the owner of something («مكتب رئيس …»)."""
    word, after = cast.text.words[k], cast.text.words[k + 1]
    return word.bare_key in DEPUTIES and not word.definite and after.title is not None and not cast.text.mentions.get(k)


def beginning(cast: Cast, first: int, last: int) -> int:
    """The first token of a name whose beginning the span missed («رجب | طيب أردوغان», «صباح | الزوبعاني»)."""
    text = cast.text
    mention = text.inside.get(first)
    if mention is not None and mention.first < first and in_name(text, first):
        return mention.first
    before, word = text.words[first - 1] if first else None, text.words[first]
    if before is None or last - first > 1 or mention is not None or word.readings or not word.definite or word.proclitic:
        return first
    given = "given-name" in before.nouns and not before.definite and not before.proclitic and text.tags[first - 1] != "V"
    return first - 1 if given and not in_name(text, first - 1) else first


def whole(cast: Cast, first: int, last: int) -> int:
    """The end of a person's title and name, where the span holds the title and misses the name («الشيخ | تركي الخمشاوي»)."""
    text = cast.text
    head, end = text.words[first], text.words[last - 1]
    speaks = any(text.words[i].key == "باسم" for i in range(first, last))
    described = end.definite and (end.title is not None or (end.adjective and nationality_at(text, last - 1, cast.catalogue) is not None))
    if not head.definite or not (described or speaks) or (head.title is None and not text.mentions.get(first)):
        return last
    if any((m := text.mentions.get(i)) is not None and person_of(m) for i in range(first, last)):
        return last
    i = last
    while i < min(len(text.words), last + 3) and text.words[i].definite and not text.words[i].proclitic and not in_name(text, i):
        if text.words[i].title is None and text.words[i].name_key != "الركن":
            return last
        i += 1
    if i >= len(text.words) or text.words[i].proclitic or text.tags[i] in ("V", "PUN"):
        return last
    mention, word = text.mentions.get(i), text.words[i]
    if mention is not None and person_of(mention):
        return mention.last
    given = "given-name" in word.nouns and not word.definite and not in_name(text, i)
    return i + 1 if given and not word.events and _surname_like(cast, i + 1) else last


def name_tokens(cast: Cast, first: int, last: int) -> list[int]:
    """The tokens of a person's name that the catalogue lacks: behind a title, or two and more unknown words at the span's head."""
    text = cast.text
    run: list[int] = []
    best: list[int] = []
    for i in range(first, last):
        if _name_word(cast, i, run, last) and not (text.words[i].proclitic and run):
            run.append(i)
        elif run:
            best, run = max(best, run, key=len), []
    best = max(best, run, key=len) or _surname_alone(cast, first, last)
    titled = bool(best) and best[0] > first and titles_only(cast, first, best[0])
    best = _beyond(cast, best, last, titled)
    while best and text.words[best[-1]].key in _PARTICLES:
        best.pop()
    if (
        not best
        or text.words[best[0]].key in LINKS
        or (titled and not _apposed(cast, best[0]))
        or (len(best) == 1 and nationality_at(text, best[0], cast.catalogue))
    ):
        return []
    after = text.words[best[-1] + 1] if best[-1] + 1 < last else None
    alone = best[0] == first and (after is None or (after.definite and after.title is not None and len(best) > 1))
    given = any("given-name" in text.words[i].nouns for i in best) or text.words[best[0]].key in _OPENING
    head = text.words[first]
    shaped = name_shaped(text, best[0]) or (titled and len(best) > 1)
    if not given and (not shaped or (titled and len(best) == 1 and not (head.definite and head.title is not None))):
        return []
    return best if titled or (alone and (given or len(best) > 1)) else []


def _surname_alone(cast: Cast, first: int, last: int) -> list[int]:
    """«الوزير الأصبحي»: a surname alone behind one definite title."""
    head, word = cast.text.words[first], cast.text.words[last - 1]
    known = bool(word.readings) or in_name(cast.text, last - 1) or word.proclitic or not word.definite
    return [last - 1] if last - first == 2 and head.title is not None and head.definite and not known else []


def _apposed(cast: Cast, i: int) -> bool:
    """Whether a name at `i` stands beside what is before it, not in its construct («هيئة سلامة السكك» is nobody called Salama)."""
    text = cast.text
    before = text.words[i - 1]
    people = before.title is not None or bool(before.nouns & {"civilian", "victim"}) or before.adjective
    return before.definite or not before.key or i - 1 in text.inside or people or cast.stem_has("counterparts", i - 1)


def _name_word(cast: Cast, i: int, run: list[int], last: int) -> bool:
    """Whether token `i` may be part of an unknown person's name, `run` being its words so far."""
    text = cast.text
    word = text.words[i]
    given = "given-name" in word.nouns
    mention = text.inside.get(i)
    if mention is not None and not in_name(text, i):
        return False  # within a title: «شهود عيان»
    if (
        len(word.key) < 2
        or is_number(text, i)
        or cast.has("no_actors", i)
        or (in_name(text, i) and not _given_all_the_same(cast, i) and not (run and _given(cast, run)))
    ):
        return False
    if run and text.words[run[-1]].key in _OPENING:
        return not word.function
    if nationality_at(text, i, cast.catalogue) and not run:
        return given and not word.definite and _surname_like(cast, i + 1)
    if (given and (run or not word.definite)) or (text.tags[i] == "U" and not word.readings) or word.key in _PARTICLES:
        return True
    if not run:
        return False
    if not word.readings and text.tags[i] in ("U", "N") and not word.function:
        return True
    if mention is not None and person_of(mention) and _given(cast, run):
        return True  # another's surname: «سمير أوباما»
    if in_name(text, i) and not word.bare.endswith("ي"):
        return False  # «كارتر الأردن»: he, and where
    return word.definite and (word.adjective or i == last - 1) and _given(cast, run) and not word.title


def _given(cast: Cast, run: list[int]) -> bool:
    return any("given-name" in cast.text.words[i].nouns or cast.text.words[i].key in _OPENING for i in run)


def _given_all_the_same(cast: Cast, i: int) -> bool:
    """Whether a given name was taken for a place with a preposition before it («فاطمة» for «ف» and «أطمة»)."""
    mention = cast.text.inside.get(i)
    return (
        mention is not None and bool(mention.proclitic) and all(e.kind == "place" for e in mention.entities) and bool(gloss(cast.text, i))
    )


def _surname_like(cast: Cast, i: int) -> bool:
    """Whether token `i` is an unknown word or a given name: what makes «تركي» before it a given name too."""
    if i >= len(cast.text.words):
        return False
    word = cast.text.words[i]
    unknown = not word.readings and not word.function and cast.text.tags[i] in ("U", "N", "NAME")
    return (
        bool(word.key)
        and not word.proclitic
        and not nationality_at(cast.text, i, cast.catalogue)
        and (unknown or "given-name" in word.nouns)
    )


def _beyond(cast: Cast, run: list[int], last: int, titled: bool) -> list[int]:
    """A name whose end the span missed: given names and unknown words that follow right behind it."""
    text = cast.text
    if not run or run[-1] != last - 1 or not (titled or _given(cast, run)):
        return run
    out = list(run)
    while len(out) < 6:
        i = out[-1] + 1
        if i >= len(text.words) or text.tags[i] in ("V", "PUN", "Q") or text.words[i].proclitic or is_number(text, i):
            break
        word = text.words[i]
        if "time" in word.nouns and not _surname_like(cast, i + 1):
            break  # «قال أحمد صباح …»
        unknown = not word.readings and not word.function and len(word.key) > 1
        if not ("given-name" in word.nouns or unknown or word.key in _OPENING):
            break
        out.append(i)
    return out
