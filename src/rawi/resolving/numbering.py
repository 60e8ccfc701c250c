"""Numbers that name and count nothing: «اللواء 52», «القرار 2216», «الساعة 12», dates, years, telephone numbers, scores."""

from __future__ import annotations

from rawi.arabic.numbers import Count, glued
from rawi.resolving.counted import ONE, PEOPLE, TWO, Scope, agrees, numerus, own_fate

_JOINTS = "/-–:+.,٫*_"
_ALWAYS = frozenset({"ساعة", "عيار", "رقم"})
_NO_ARTICLE = frozenset({"الالاف", "الالوف", "الملايين", "العديد", "الف", "الفا", "الفان", "الفين", "الاف"})
"""Round numbers with the article, which count («الآلاف»), and those that begin with «ال» themselves."""
_SCALES = frozenset({"الف", "الفا", "الاف", "مليون", "مليونا", "ملايين", "مليار", "مليارا", "مليارات"})
_YEAR_BEFORE = frozenset({"في", "عام", "منذ", "سنة", "من", "الى", "حتى", "بعد", "قبل", "بين", "و", "-", "(", ")"})


def names(scope: Scope, count: Count, measured: bool) -> bool:
    """Whether the number at `count` (token indices of the sentence) is the name of something, a date or a score.

    `measured`: a unit of measure follows it.
    """
    i, last = count.first + scope.first, count.last + scope.first
    start = i
    while start < last and not scope.key(start)[:1].isdigit():
        start += 1
    if start == last:
        return _worded(scope, i, last, 1 in (count.low, count.high))
    number, before = scope.key(start), scope.key(i - 1)
    if _joined(scope, start, last) or _dated(scope, last):
        return True
    scaled = last - start > 1 and any(scope.key(k) in _SCALES for k in range(start + 1, last))
    word = scope.text.words[i - 1] if i > scope.first else None
    if word is not None and word.bare in scope.words.numbered and not (measured or scaled):
        return True
    if word is not None and (word.bare in _ALWAYS or (word.bare in ("عام", "سنة", "عامي") and _year(number))):
        return True
    if measured or scaled:
        return False
    if word is not None and word.bare.endswith("و") and any(r.form.endswith("mpc") for r in word.readings):
        return True  # «فلسطينيو 48»: behind the construct state stands a genitive, and no count
    follows = agrees(scope, last, count.high if count.high is not None else count.low)
    if number[0] == "0" or (len(number) > 8 and number.isdigit()):
        return True
    if follows:
        return False
    if _year(number) and (i == scope.first or own_fate(scope, i - 1) is None or before in _YEAR_BEFORE):
        return True
    if i > scope.first and scope.text.tags[i - 1] in ("N", "U", "L", "NAME", "NUM"):
        return own_fate(scope, i - 1) is None and not (word is not None and word.events)
    return False


def _year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and number[:2] in ("13", "14", "19", "20")


def _joined(scope: Scope, start: int, last: int) -> bool:
    """Written on to a mark and more: «إف-16», «5+1», «12:30», «12/7», «2-1» that is no range before something counted."""
    tokens = scope.text.tokens
    before, after = tokens[start - 1] if start > scope.first else None, tokens[last] if last < scope.last else None
    if before is not None and before.text in _JOINTS and before.end == tokens[start].start:
        further = tokens[start - 2] if start - 1 > scope.first else None
        if further is not None and further.end == before.start and further.kind in ("word", "latin", "number"):
            return True
    if after is not None and after.start == tokens[last - 1].end and after.text in _JOINTS:
        beyond = tokens[last + 1] if last + 1 < scope.last else None
        if beyond is not None and beyond.start == after.end and beyond.kind in ("number", "latin", "word"):
            return True
    if after is not None and after.kind == "latin" and after.start == tokens[last - 1].end:
        return True
    return last - start > 2 and any(tokens[k].text == "-" for k in range(start, last)) and not agrees(scope, last, None)


def _dated(scope: Scope, last: int) -> bool:
    """«12 يوليو», «الثالث والعشرين من يوليو»."""
    after = last + (scope.key(last) == "من")
    return scope.key(after) in scope.words.months or (after > last and scope.key(after) in ("شهر", "الشهر"))


def _worded(scope: Scope, i: int, last: int, one: bool) -> bool:
    """Number words: «قمة العشرين», «يومها العشرين», «الثالث والعشرين»; an adjective («طفل واحد») or a pronoun («أحدهم»)."""
    key, before = scope.key(i), scope.key(i - 1)
    if before in scope.words.ordinals and (glued(key) or key in ("عشر", "عشرة", "عشره")):
        return True
    if _dated(scope, last):
        return True
    if one and any(scope.key(k)[glued(scope.key(k)) :] in ONE for k in range(i, min(last, i + 2))) and not _some_one(scope, i, last):
        return True
    if last - i == 1 and key in TWO and before[-2:] in ("ين", "ان") and scope.text.tags[i - 1] == "N":
        return True  # «محركين اثنين»
    bare = key[glued(key) :]
    if last - i == 1 and bare in ("اخرون", "اخرين") and not glued(key):
        return not (i > scope.first and scope.text.words[i - 1].events)
    if bare in ("عدة", "عده"):
        return i > scope.first and scope.text.tags[i - 1] == "N" and numerus(scope.text.words[i - 1]) == "plural"
    if not bare.startswith("ال") or bare.endswith("ات") or bare in _NO_ARTICLE:
        return False
    if i == scope.first or agrees(scope, last, None):
        return False
    noun = scope.text.words[i - 1]
    return scope.text.tags[i - 1] in ("N", "U", "NAME") and not noun.function and numerus(noun) != "plural"


def _some_one(scope: Scope, i: int, last: int) -> bool:
    """Whether «واحد» means somebody: «واحد منهم», «واحد من الركاب»; not «كمين واحد», «واحد من أفضل الأفلام»."""
    if i > scope.first and scope.text.tags[i - 1] == "N" and not scope.text.words[i - 1].events:
        return False
    if scope.key(last) != "من":
        return scope.key(last) in ("منهم", "منهن")
    noun = scope.text.words[last + 1] if last + 1 < scope.last else None
    return noun is not None and noun.definite and (bool(noun.nouns & PEOPLE) or noun.title is not None)
