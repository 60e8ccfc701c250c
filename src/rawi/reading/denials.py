"""What a denial denies: its content behind the verb, and how far a negation reaches."""

from __future__ import annotations

from rawi.lexicon import CueSense
from rawi.reading.text import Text

RUMOUR_REACH = 14
OBJECT_REACH = 10
_ABOUT = frozenset({"عن", "من", "حول", "بشان", "بخصوص"})
_CIRCUMSTANCE = frozenset({"في", "خلال", "اثناء", "بعد", "قبل", "جراء", "اثر", "عقب", "منذ", "بسبب", "نتيجة"})


def denied_content(text: Text, cue: int, last: int, sense: CueSense, boundary: int) -> tuple[str, int] | None:
    """(kind, first token) of what the verb of denial at `cue` denies, where that is no plain clause or quotation.

    «نفى ما تناقلته القنوات عن …», «كذبت الأنباء التي تحدثت عن …»: what was told, without those who told it; «نفى تعرض أي جندي للخطف»: a
    noun of happening, though no event of its own.
    """
    if sense.stance != "denies" or sense.label not in text.lexicon.denials:
        return None  # «رفض التعليق على ما تردد عن …» denies nothing
    for j in range(cue + 1, min(last, max(boundary + 1, cue + OBJECT_REACH))):
        if text.is_mark(j, ".؛:") or text.tags[j] == "COMP":
            return None
        word = text.words[j]
        if word.key == "ما" or (j > cue + 1 and word.definite and not word.proclitic and word.bare in text.lexicon.rumours):
            return _told(text, j, last)
        if j > cue + 1 and not word.definite and word.key in text.lexicon.happenings and not word.proclitic:
            return "object", j
    return None


def _told(text: Text, at: int, last: int) -> tuple[str, int] | None:
    """What the rumour at `at` tells: behind «عن», «من أن» and their like; the rumour itself where none stands there."""
    for j in range(at + 1, min(last - 1, at + RUMOUR_REACH)):
        if text.is_mark(j, ".؛،:"):
            break
        if text.tags[j] == "COMP":
            return "that", j + 1
        if text.words[j].key in _ABOUT and text.tags[j] == "P":
            return ("that", j + 2) if text.tags[j + 1] == "COMP" else ("prep", j + 1)
    return ("object", at) if at + 2 < last else None


_NAMES_OF = frozenset(["اسمه", "اسمها", "اسمهم", "اسمائهم", "اسميهما", "هويته", "هويتها", "هويتهم", "هويتهما", "نفسه", "اسماءهم"])
_DISCLOSING = frozenset(["كشف", "ذكر", "افصاح", "نشر", "اعلان", "تعريف", "اعطاء", "ايراد", "بوح"])
_NOT_TO = frozenset({"عدم", "على", "ان", "الا", "لا"})
ANONYMITY_REACH = 5


def anonymous(text: Text, i: int, last: int) -> bool:
    """«رافضا الكشف عن اسمه», «طلب عدم ذكر هويته»: how a source stays unnamed, which is neither said nor done in the story."""
    words = text.words
    for j in range(i + 1, min(last - 1, i + ANONYMITY_REACH)):
        if words[j].bare in _DISCLOSING:
            return any(words[k].key in _NAMES_OF for k in range(j + 1, min(last, j + 4)))
        if words[j].bare not in _NOT_TO:
            return False
    return False


def untrue(text: Text, i: int, first: int) -> bool:
    """Whether «لا صحة ل…» governs the verbal noun at `i`, be it through what was told («لا صحة لما تردد عن خطف …»)."""
    for j in range(i - 1, max(first, i - RUMOUR_REACH), -1):
        if text.is_mark(j, ".؛،:"):
            return False
        before = [k for k in (j - 1, j - 2) if k >= first]
        if text.words[j].bare in ("صحة", "اساس") and any(text.tags[k] == "NEG" or text.words[k].key == "عدم" for k in before):
            return True
    return False


def whatever(text: Text, at: int) -> bool:
    """«أي هجوم», «بأي عملية خطف»: none at all, under a negation."""
    words = text.words
    if words[at].definite or at < 2:
        return False
    return any(words[k].key.lstrip("بلوف") == "اي" for k in (at - 1, at - 2)) and not words[at - 1].definite


def presupposed(text: Text, verb: int, at: int) -> bool:
    """«لم يقتل أحد في القصف»: the negated verb leaves standing the act of force that it only names as its occasion."""
    lexicon, words = text.lexicon, text.words
    forms = (words[verb].key, words[verb].bare, words[verb].key[1:])
    managing = not words[verb].events and any(w in lexicon.control_forms for w in forms)  # «لم تنجح في السيطرة», but «لم تشارك في الهجوم»
    if managing or any(w in lexicon.result_forms for w in forms) or whatever(text, at):
        return False
    following = at + 1 < len(words) and (words[at + 1].definite or text.tags[at + 1] == "NAME")
    return words[at - 1].key in _CIRCUMSTANCE and (words[at].definite or following)
