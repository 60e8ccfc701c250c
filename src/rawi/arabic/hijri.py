"""Hijri dates and the feasts that are reckoned by them, as Gregorian days. Umm al-Qura calendar (package hijridate), 1343 to 1500 AH."""

from __future__ import annotations

import datetime
from functools import lru_cache

from hijridate import Gregorian, Hijri

from rawi.arabic.calendar import DAY, NAMED, Hit, Sentence, day_number, digits_only

FIRST_YEAR, LAST_YEAR = 1343, 1500
_ONE_WORD = {"محرم": 1, "المحرم": 1, "صفر": 2, "رجب": 7, "شعبان": 8, "رمضان": 9, "شوال": 10}
_TWO_WORDS = {
    ("ربيع", "الاول"): 3, ("ربيع", "الثاني"): 4, ("ربيع", "الاخر"): 4, ("ربيع", "ثاني"): 4, ("جمادى", "الاولى"): 5, ("جمادي", "الاولى"): 5,
    ("جمادى", "الاول"): 5, ("جمادي", "الاول"): 5, ("جمادى", "الاخرة"): 6, ("جمادي", "الاخرة"): 6, ("جمادى", "الثانية"): 6,
    ("جمادي", "الثانية"): 6, ("جمادى", "الاخر"): 6, ("جمادى", "الثاني"): 6, ("ذي", "القعدة"): 11, ("ذو", "القعدة"): 11, ("ذي", "الحجة"): 12,
    ("ذو", "الحجة"): 12, ("ذى", "القعدة"): 11, ("ذى", "الحجة"): 12,
}  # fmt: skip
MARKS = frozenset({"ه", "هـ", "هجري", "هجرية", "هجريا", "للهجرة"})
_IN = frozenset({"في", "خلال", "منذ", "بعد", "قبل", "منتصف", "اواخر", "مطلع", "اوائل", "نهاية", "بداية", "شهر", "من", "ختام", "مستهل"})
_FIRST_DAYS = frozenset({"غرة", "مستهل"})
_FEASTS = {
    ("عيد", "الفطر"): (10, 1), ("عيد", "الاضحى"): (12, 10), ("يوم", "عرفة"): (12, 9), ("وقفة", "عرفات"): (12, 9),
    ("يوم", "عاشوراء"): (1, 10),
}  # fmt: skip
_NTH = {"اول": 1, "ثاني": 2, "ثالث": 3, "رابع": 4, "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4}
AHEAD = 20
"""A feast named without its year is the last one, or one that begins within so many days after publication."""


@lru_cache(maxsize=4096)
def day_of(year: int, month: int, day: int) -> str | None:
    """The Gregorian day (ISO 8601) of a Hijri one; None where the calendar has no such day."""
    try:
        return Hijri(year, month, day).to_gregorian().isoformat()
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def month_of(year: int, month: int) -> str | None:
    """The Gregorian days of a Hijri month as an interval."""
    try:
        first = Hijri(year, month, 1)
        return f"{first.to_gregorian().isoformat()}/{Hijri(year, month, first.month_length()).to_gregorian().isoformat()}"
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def _today(day: datetime.date) -> tuple[int, int, int] | None:
    try:
        return Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
    except (ValueError, OverflowError):
        return None


def month_at(s: Sentence, i: int) -> tuple[int, int] | None:
    """(month, next token) of a Hijri month's name."""
    found = _TWO_WORDS.get((s.words[i], s.keys[i + 1]))
    if found:
        return found, i + 2
    one = _ONE_WORD.get(s.words[i])
    return (one, i + 1) if one else None


def year_at(s: Sentence, i: int, *, marked: bool) -> tuple[int, int] | None:
    """(year, next token) of «1436», «1436هـ», «عام 1436 هجرية»; `marked`: only with its mark."""
    j = i + (s.keys[i] in ("من", "،")) if s.keys[i + 1] in ("عام", "العام", "سنة") or s.keys[i] == "،" else i
    named = s.words[j] in ("عام", "سنة", "العام")
    j += named
    key = s.keys[j]
    if not (len(key) == 4 and digits_only(key)) or not FIRST_YEAR <= int(key) <= LAST_YEAR:
        return None
    mark = s.keys[j + 1] in MARKS
    if marked and not mark:
        return None
    return int(key), j + 1 + mark


def hijri_date(s: Sentence, i: int) -> Hit | None:
    """«15 رمضان 1436», «غرة شوال», «شهر رمضان», «في رمضان», «عام 1436هـ», «5/10/1436هـ», «أول أيام عيد الفطر» that begin at token `i`."""
    if not s.hijri:
        return None
    return _feast(s, i) or _numeric(s, i) or _dated(s, i) or _month(s, i) or _year(s, i)


def _numeric(s: Sentence, i: int) -> Hit | None:
    sep = s.keys[i + 1]
    if sep not in ("/", "-") or not digits_only(s.keys[i]) or s.keys[i + 3] != sep or not digits_only(s.keys[i + 2]):
        return None
    parts = [s.keys[i], s.keys[i + 2], s.keys[i + 4]]
    if not digits_only(parts[2]):
        return None
    a, b, c = map(int, parts)
    year, day = (a, c) if len(parts[0]) == 4 else (c, a)
    marked = s.keys[i + 5] in MARKS
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    value = day_of(year, b, day)
    return Hit(i + 5 + marked, value, granularity="day") if value else None


def _dated(s: Sentence, i: int) -> Hit | None:
    """A day of a Hijri month."""
    if s.words[i] in _FIRST_DAYS:
        day, j = 1, i + 1
    else:
        found = day_number(s, i)
        if found is None:
            return None
        day, j = found
    j += s.keys[j] == "من"
    j += s.keys[j] == "شهر"
    month = month_at(s, j)
    if month is None or (i and s.words[i - 1] in NAMED):
        return None
    year = year_at(s, month[1], marked=False)
    if year is not None:
        value = day_of(year[0], month[0], day)
        return Hit(year[1], value or "", granularity="day")
    reckoned = _reckoned(s, month[0], day)
    if reckoned is None:
        return Hit(month[1], "")
    value = day_of(reckoned, month[0], day)
    return Hit(month[1], value or "", anchored=True, granularity="day", relative=f"XXXX-H{month[0]:02}-{day:02}")


def _reckoned(s: Sentence, month: int, day: int | None) -> int | None:
    """The Hijri year of a month without one: the nearest past, or the present month."""
    today = _today(s.published) if s.published else None
    if today is None:
        return None
    return today[0] - ((month, day or 0) > (today[1], today[2] if day else 0) and month > today[1])


def _month(s: Sentence, i: int) -> Hit | None:
    """A whole month: with its year, after «شهر», or «رمضان» after a word of time."""
    named = s.words[i] == "شهر"
    month = month_at(s, i + named)
    if month is None or (i and digits_only(s.keys[i - 1])):
        return None
    year = year_at(s, month[1], marked=False)
    if year is not None:
        value = month_of(year[0], month[0])
        return Hit(year[1], value, granularity="month") if value else None
    before = s.words[i - 1] if i else ""
    past = s.keys[month[1]] in ("الماضي", "المنصرم", "الفائت")
    now = s.keys[month[1]] in ("الجاري", "الحالي")
    sure = (month[0] == 9 and before in _IN) or (before == "في" and month[0] in (1, 7, 8, 10))
    if not (named or past or now or sure) or (not named and s.words[i] == "ربيع"):
        return None
    reckoned = _reckoned(s, month[0], None)
    value = month_of(reckoned, month[0]) if reckoned else None
    if value is None:
        return None
    return Hit(month[1] + (past or now), value, anchored=True, granularity="month", relative=f"XXXX-H{month[0]:02}")


def _year(s: Sentence, i: int) -> Hit | None:
    """«عام 1436هـ»: the days of the Hijri year."""
    if s.words[i] not in ("عام", "سنة", "العام") and not (len(s.keys[i]) == 4 and digits_only(s.keys[i])):
        return None
    year = year_at(s, i, marked=True)
    if year is None:
        return None
    first, last = month_of(year[0], 1), month_of(year[0], 12)
    return Hit(year[1], f"{first[:10]}/{last[11:]}", granularity="year") if first and last else None


def _feast(s: Sentence, i: int) -> Hit | None:
    """«عيد الفطر», «أول أيام العيد», «ثاني أيام عيد الأضحى»: a day of the feast nearest to publication."""
    nth, j = _NTH.get(s.words[i], 0), i
    if nth:
        j = i + 1
        if s.keys[j] not in ("ايام", "يوم") and s.words[i] not in ("الاول", "الثاني", "الثالث"):
            return None
        j += s.keys[j] in ("ايام", "يوم")
        j += s.keys[j] == "من"
    elif s.words[i] == "يوم" and s.keys[i + 1] in ("العيد", "عيد"):
        nth, j = 1, i + 1
    feast = _FEASTS.get((s.words[j], s.keys[j + 1]))
    last = j + 2
    if feast is None and s.keys[j] == "العيد" and nth:
        feast, last = _nearest_feast(s), j + 1
    if feast is None or s.published is None or not (nth or s.words[j] != "عيد"):
        return None
    after = (nth or 1) - 1
    value = _feast_day(s.published, feast, after)
    return Hit(last, value, anchored=True, granularity="day", relative=f"XXXX-H{feast[0]:02}-{feast[1] + after:02}") if value else None


def _nearest_feast(s: Sentence) -> tuple[int, int] | None:
    """The one of the two feasts that lies nearer to publication."""
    if s.published is None:
        return None
    days = {f: _feast_day(s.published, f, 0) for f in ((10, 1), (12, 10))}
    known = {f: abs((datetime.date.fromisoformat(d) - s.published).days) for f, d in days.items() if d}
    return min(known, key=lambda f: known[f]) if known else None


def _feast_day(published: datetime.date, feast: tuple[int, int], shift: int) -> str | None:
    today = _today(published)
    if today is None:
        return None
    best: str | None = None
    for year in (today[0] - 1, today[0], today[0] + 1):
        first = day_of(year, *feast)
        if first is not None and datetime.date.fromisoformat(first) <= published + AHEAD * DAY:
            best = (datetime.date.fromisoformat(first) + shift * DAY).isoformat()
    return best
