"""How far a phrase of place or time reaches: no clause of another verb may part it from its event."""

from __future__ import annotations

from rawi.reading.text import Text


def reaches(text: Text, at: int, first: int, last: int) -> bool:
    """Whether a date at `[first, last)` can date the event at `at`: no clause of another verb between them.

    A verb joined by «و» that is an event itself («قتل … وأصيب … أمس») and a verb of result («ما أدى إلى مقتل …») let it through, and so
    does the relative clause of the event's own noun («الهجمات التي وقعت في …»).
    """
    forward = first > at
    a, b = (at + 1, first) if forward else (last, at)
    commas = 0
    tags, marks = text.tags, text.marks
    for k in range(a, b):
        tag = tags[k]
        if tag == "PUN":
            if marks[k] in "؛.:":
                return False
            commas += marks[k] in "،,"
        if tag == "COMP":
            return False
        if tag == "REL" and not (forward and k - at <= 3):
            return False
        if forward and text.words[k].key in _LATER and any(text.words[j].key == "من" for j in range(k + 1, min(b, k + 4))):
            return False  # «بعد ساعات من تفجير وقع الثلاثاء»: the day of the other
        if tag == "V" and not passes(text, k, at, forward=forward):
            return False
    return commas < 3


_LATER = frozenset({"بعد", "قبل", "بعيد", "قبيل"})


def _describes(text: Text, k: int) -> bool:
    """«سيارة كانت مركونة», «فندق يرتاده مسؤولون»: a clause without «الذي» that describes the indefinite noun before it."""
    word = text.words[k]
    before = text.words[k - 1] if k else word
    if word.proclitic or word.cues or before.definite or text.tags[k - 1] != "N":
        return False
    return word.key in ("كان", "كانت", "كانوا") or (bool(word.verbs) and all(r.form.startswith("v.i") for r in word.verbs))


def passes(text: Text, k: int, at: int, *, forward: bool) -> bool:
    """Whether the verb at `k` lets a date through to the event at `at`."""
    word = text.words[k]
    lexicon = text.lexicon
    transparent = (lexicon.result_forms, lexicon.sequel_forms, lexicon.light_forms)
    if any(w in forms for forms in transparent for w in (word.key, word.bare)):
        return True
    if forward and any(text.tags[j] == "REL" for j in range(at + 1, k)):
        return True  # the verb of the event's own relative clause
    if forward and _describes(text, k):
        return True
    joined = word.proclitic in ("و", "ف") or (k > 0 and text.words[k - 1].key == "او")
    return bool(word.events) and joined and not word.cues
