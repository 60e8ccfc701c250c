"""Shares and percentages: «ثلث», «ثلاثة أرباع», «30 في المئة», «٪٣٠». Counts of whole things are for `rawi.arabic.numbers`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rawi.arabic.numbers import count_at, modifier, with_proclitics

_PARTS = {"نصف": 2, "ثلث": 3, "ربع": 4, "خمس": 5, "سدس": 6, "سبع": 7, "ثمن": 8, "تسع": 9, "عشر": 10}
_DUALS = {"ثلثا": 3, "ثلثي": 3, "ثلثين": 3, "ربعا": 4, "خمسا": 5, "خمسي": 5}
_PLURALS = {"ارباع": 4, "اخماس": 5, "اسداس": 6, "اسباع": 7, "اثمان": 8, "اتساع": 9, "اعشار": 10}
_SAFE = frozenset({"نصف", "ثلث", "ربع"})
"""The parts whose letters are no number of things too («خمس», «سبع», «عشر» are)."""
_WORDS = with_proclitics([*_SAFE, *_DUALS, *(f"ال{p}" for p in _SAFE)])
_PERCENT = frozenset({"%", "٪", "بالمئة", "بالمائة", "بالماية", "بالمية"})
_HUNDRED = frozenset({"المئة", "المائة", "الماية", "المية", "مئة"})
_DECIMAL = re.compile(r"[0-9]+(?:[.,٫][0-9]+)?")
_CONSTRUCT = frozenset({"خمس", "سدس", "سبع", "تسع", "عشر"})
"""Before a definite noun these are parts («خمس المقاعد»): the number of definite things stands behind them («المقاعد الخمسة»).
«ثمن» is mostly a price."""
_PARTED = frozenset({"سكان", "اعضاء", "مقاعد", "مساحة", "عدد", "اصوات", "اراضي", "انتاج", "عناصر", "قوات", "ابناء"})
"""What a part is often taken of when the word behind it bears no article («نصف سكان غزة»)."""
SHARE_OPENERS = frozenset(_WORDS) | _CONSTRUCT | {"%", "٪"}
"""Keys with which a share may begin, besides those that open a number."""
SHARE_WORDS = SHARE_OPENERS | _PERCENT | _HUNDRED | frozenset(_PLURALS)
"""Keys without one of which a sentence has no share."""
_NOT_BEFORE = frozenset(
    {"الاول", "الاخير", "الثاني", "الثالث", "الرابع", "مليون", "مليار", "الف", "قرن", "عام", "يوم", "شهر", "سنة"}
    | {"نهائي", "النهائي", "ساعه", "ساعة"}
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share in tokens `[first, last)`: per cent of 0 to 100 and more, or a part of one."""

    first: int
    last: int
    least: float | None
    most: float | None
    unit: str


def percent_at(keys: Sequence[str], i: int) -> Share | None:
    """«30 في المئة», «بين 20 و30 بالمئة», «%30» that begin at token `i`, modifiers included."""
    start, bound = modifier(keys, i)
    if start >= len(keys):
        return None
    if keys[start] in ("%", "٪"):
        number = keys[start + 1] if start + 1 < len(keys) else ""
        return _bounded(i, start + 2, _value(number), bound) if _DECIMAL.fullmatch(number) else None
    if _DECIMAL.fullmatch(keys[start]):
        after = _percent_end(keys, start + 1)
        if after:
            return _bounded(i, after, _value(keys[start]), bound)
    return _counted_percent(keys, i, start)


def _counted_percent(keys: Sequence[str], i: int, start: int) -> Share | None:
    """A number in words, or a range, before «في المئة»: read without it, so that the number is found."""
    for stop in range(start + 1, min(len(keys), start + 9)):
        after = _percent_end(keys, stop)
        if after:
            count = count_at([*keys[:stop], "."], i) or count_at([*keys[:stop], "."], start)
            if count is not None and count.last == stop:
                return Share(i, after, count.low, count.high, "percent")
            return None
    return None


def _percent_end(keys: Sequence[str], i: int) -> int:
    """The token after «%», «بالمئة» or «في المئة» at `i`, or 0."""
    if i < len(keys) and keys[i] in _PERCENT:
        return i + 1
    if i + 1 < len(keys) and keys[i] == "في" and keys[i + 1] in _HUNDRED:
        return i + 2
    return 0


def _value(number: str) -> float:
    return float(number.replace("٫", ".").replace(",", "."))


def _bounded(first: int, last: int, value: float, bound: str) -> Share:
    whole = int(value) if value == int(value) else value
    return Share(first, last, None if bound == "most" else whole, None if bound == "least" else whole, "percent")


def part_at(keys: Sequence[str], i: int) -> Share | None:
    """«ثلث السكان», «ثلثي الأراضي», «ثلاثة أرباع» that begin at token `i`, modifiers included; not «النصف الأول», «نصف مليون»."""
    start, bound = modifier(keys, i)
    if start >= len(keys) or bound == "from":
        return None
    word = _WORDS.get(keys[start], "").removeprefix("ال")
    after = keys[start + 1] if start + 1 < len(keys) else ""
    value, last = 0.0, start + 1
    if word in _DUALS:
        value = 2 / _DUALS[word]
    elif (word in _SAFE and after not in _NOT_BEFORE and (bound or _parted(keys, start + 1))) or (
        keys[start] in _CONSTRUCT and after.startswith("ال") and not (start and keys[start] == "عشر" and keys[start - 1].startswith("ال"))
    ):
        value = 1 / _PARTS[word or keys[start]]
    elif after in _PLURALS:
        count = count_at(keys, start)
        if count is not None and count.last == start + 1 and count.low == count.high:
            value, last = (count.low or 0) / _PLURALS[after], start + 2
    if not value:
        return None
    rounded = round(value, 3)
    return Share(i, last, None if bound == "most" else rounded, None if bound == "least" else rounded, "share")


def _parted(keys: Sequence[str], i: int) -> bool:
    """Whether something definite stands at `i`, or a noun in the construct state before something definite («ربع سكان المحافظة»)."""
    word, after = (keys[k] if k < len(keys) else "" for k in (i, i + 1))
    return word.startswith("ال") or word in ("من", "هذا", "هذه") or word in _PARTED or (len(word) > 2 and after.startswith("ال"))
