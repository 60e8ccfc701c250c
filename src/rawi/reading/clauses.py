"""Where a clause begins, what its verb's subject is: shared by attribution and events."""

from __future__ import annotations

from rawi.reading.phrases import NOMINAL, Phrase, phrase_at
from rawi.reading.text import Text

CLAUSE_MARKS = "،,.؛;:؟!-–—…"
_LINKS = frozenset(
    [
        "فيما",
        "بينما",
        "حيث",
        "كما",
        "لكن",
        "لكنه",
        "لكنها",
        "ولكن",
        "حين",
        "حينما",
        "عندما",
        "اذ",
        "بل",
        "ثم",
        "مما",
        "اذا",
        "لان",
        "لانه",
        "لانها",
        "كي",
        "لكي",
        "الا",
        "حتى",
        "فضلا",
    ]
)
_BEFORE = frozenset(
    [
        "قد",
        "لقد",
        "فقد",
        "وقد",
        "كان",
        "كانت",
        "وكان",
        "وكانت",
        "كانوا",
        "وكانوا",
        "يكون",
        "تكون",
        "لا",
        "لم",
        "لن",
        "ما",
        "سوف",
        "ليس",
        "ليست",
        "بات",
        "باتت",
        "اصبح",
        "اصبحت",
    ]
)
AMONG = frozenset(["بينهم", "بينهما", "بينها", "بينهن", "ضمنهم", "معظمهم", "غالبيتهم", "اغلبهم", "اكثرهم", "جميعهم", "كلهم", "وبينهم"])
"""«43 مدنيا بينهم 11 طفلا»: what follows is part of those named before."""
TIME_CLASS = "time"
OTHERS = frozenset({"اخرين", "اخرون", "اخريات"})
"""«وإصابة آخرين»: people, neither a time nor a property of the deed."""
_DAYS_BY_ARTICLE = frozenset({"اثنين", "احد", "خميس"})
"""Weekdays only with the article."""


def is_time(text: Text, i: int) -> bool:
    """Whether token `i` is an expression of time («أمس», «اليوم», «الجمعة»), not an actor or thing."""
    word = text.words[i]
    if word.bare in _DAYS_BY_ARTICLE and not word.definite:
        return False  # «اثنين» two, «أحد» one of
    if word.key in OTHERS:
        return False
    return TIME_CLASS in word.nouns or word.key in text.lexicon.time_words or word.bare in text.lexicon.time_words


def clause_start(text: Text, i: int, first: int) -> int:
    """The first token of the clause around `i`, not before `first`: after a mark, a complementiser, a link or an earlier verb."""
    depth = 0
    for k in range(i - 1, first - 1, -1):
        mark = text.marks[k]
        if mark in ")]":
            depth += 1
        elif mark in "([":
            depth -= 1
        elif depth <= 0:
            tag = text.tags[k]
            if mark in CLAUSE_MARKS or tag == "COMP" or text.words[k].key in _LINKS:
                return k + 1
            if tag == "Q" and text.quote_close.get(k, 0) - k > 8:
                return k + 1
    return min(i, first)


def skip_particles(text: Text, i: int, first: int) -> int:
    """The token left of `i` after particles and auxiliaries («قد», «كان», «لم»), or `first - 1`."""
    j = i - 1
    while j >= first and (text.words[j].key in _BEFORE or text.tags[j] in ("Q", "ADV")):
        j -= 1
    return j


def relative_antecedent(text: Text, i: int, first: int) -> Phrase | None:
    """The noun phrase before «الذي» when the verb at `i` stands right after it."""
    j = skip_particles(text, i, first)
    if j < first or text.tags[j] != "REL":
        return None
    return _inner(text, phrase_ending(text, j, first))


def _inner(text: Text, phrase: Phrase | None) -> Phrase | None:
    """«أهداف القناصة الذين …», «إخفاقات الجيش الذي …»: the genitive, where the head is a mere thing and the genitive can act."""
    if phrase is None or text.tags[phrase.head] != "N" or not text.words[phrase.head].nouns <= {"abstract", "event-carrier", "adjective"}:
        return phrase
    for start in range(phrase.head + 1, phrase.last):
        inner = phrase_at(text, start, phrase.last) if text.tags[start] in NOMINAL else None
        if inner is not None and inner.last == phrase.last and (
            text.tags[inner.head] == "NAME" or text.words[inner.head].nouns & {"force", "fighter", "body", "group"}
        ):  # fmt: skip
            return inner
    return phrase


def phrase_ending(text: Text, end: int, first: int) -> Phrase | None:
    """The noun phrase that ends right before token `end`: the longest one beginning in the clause that reaches it."""
    while end > first and (text.is_mark(end - 1, "،,") or text.tags[end - 1] == "Q"):
        end -= 1
    best: Phrase | None = None
    for start in range(end - 1, max(first - 1, end - 16), -1):
        if text.tags[start] in ("V", "COMP", "REL") or text.is_mark(start, CLAUSE_MARKS):
            break
        if text.tags[start] not in NOMINAL or (
            start > first and text.tags[start - 1] == "NAME" and text.inside.get(start) is text.inside.get(start - 1)
        ):
            continue
        phrase = phrase_at(text, start, end)
        if phrase is not None and phrase.last == end:
            best = phrase
        elif best is not None and phrase is not None and phrase.last < end:
            break
    return best


def _interrupted(text: Text, comma: int, first: int) -> Phrase | None:
    """The subject that opens the sentence and is cut off from its verb by a relative clause or apposition between commas."""
    if text.words[first].proclitic == "ف":
        return None
    phrase = phrase_at(text, first, comma)
    if phrase is None or is_time(text, phrase.head) or phrase.last >= comma:
        return None
    after = phrase.last
    return phrase if text.tags[after] == "REL" or text.is_mark(after, "،,(") else None


def preverbal_subject(text: Text, i: int, first: int) -> Phrase | None:
    """The subject before the verb at `i`: a relative's antecedent, or the noun phrase that opens the clause."""
    found = relative_antecedent(text, i, first)
    if found is not None:
        return found
    if text.words[i].proclitic in ("و", "ف"):
        return None
    j = skip_particles(text, i, first)
    if j < first or (text.is_mark(j, CLAUSE_MARKS) and not text.is_mark(j, "،,")):
        return None
    start = clause_start(text, j + 1, first)
    if start > j and text.is_mark(j, "،,"):
        return _interrupted(text, j, first)
    while start < j and (text.tags[start] in ("P", "C", "ADV") or is_time(text, start) or text.tags[start] == "Q"):
        if text.tags[start] == "P" and start + 1 <= j:
            skipped = phrase_at(text, start + 1, j + 1)
            start = skipped.last if skipped else start + 1
        else:
            start += 1
    phrase = phrase_at(text, start, j + 1)
    if phrase is None or phrase.last > j + 1:
        return None
    if text.words[phrase.head].proclitic not in ("", "و", "ف") or is_time(text, phrase.head):
        return None
    seen_relative = False
    for k in range(phrase.last, j + 1):
        if text.tags[k] == "REL":
            seen_relative = True
        if text.tags[k] == "V" and not seen_relative:
            return phrase_ending(text, j + 1, start)
    return phrase


def postverbal_subject(text: Text, i: int, last: int, *, wide: bool = False) -> Phrase | None:
    """The first bare noun phrase after the verb at `i`, prepositional phrases and expressions of time passed over."""
    j = i + 1
    while j < last and j - i < 14:
        tag = text.tags[j]
        word = text.words[j]
        if tag in ("COMP", "V", "REL", "C", "NEG") or text.is_mark(j, ".؛:،") or word.key in AMONG:
            return None
        if tag == "Q" and text.quote_close.get(j, 0) - j > 6:
            return None
        if tag == "P" or (word.proclitic[-1:] in ("ب", "ل", "ك") and tag in NOMINAL):
            skipped = phrase_at(text, j + 1 if tag == "P" else j, last)
            j = skipped.last if skipped else j + 1
            continue
        if is_time(text, j) or text.is_mark(j, "()"):
            if text.is_mark(j, "("):
                while j < last and not text.is_mark(j, ")"):
                    j += 1
            j += 1
            continue
        if tag in NOMINAL or tag in ("DEM", "Q"):
            return phrase_at(text, j, last, wide=wide)
        j += 1
    return None
