"""Dates as Arabic news writes them, made ISO 8601 against the day of publication.

`find_dates` takes the folded keys of one sentence (`rawi.arabic.script.fold`; marks and numbers are tokens of their own).
Values are `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or an interval `a/b` of such. The rules:

- a weekday, bare or «الماضي», is the nearest such day on or before publication, «المقبل» the next one after it; beside «أمس»,
  «اليوم» or «غدا» it is the one nearest to that day, and beside a calendar date the date wins;
- a month without a year is this month or the nearest one past; «الماضي» shuts this month out, «المقبل» is the next to come;
- a part of a unit («مطلع 2014», «أواخر الشهر الماضي») has the value of the unit; the span takes its word in, but no preposition;
- «قبل/منذ N»: days and weeks give a day, months a month, years a year; after «نحو», «أكثر من» … days and weeks give a month;
- Hijri dates, camps and places named by a date («قوى 14 آذار», «شارع 26 يوليو») and «الأيام الماضية» give no mention.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import yaml

from rawi.arabic.script import fold
from rawi.resolving.numbers import count_at, modifier, with_proclitics

_CALENDAR = Path(__file__).parents[1] / "lexicon" / "data" / "function" / "calendar.yaml"
_DAY = datetime.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2035


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in tokens `[first, last)`; `anchored` says that `value` was reckoned from the day of publication."""

    first: int
    last: int
    value: str
    anchored: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """Look-ups by folded word: month and weekday numbers, months of two words, the word of a form with proclitics.

    A sentence without any of `triggers` holds no date; a mention begins only at one of `starts` or at digits.
    """

    months: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    weekdays: Mapping[str, int]
    bare: Mapping[str, str]
    triggers: frozenset[str]
    starts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Keys and their words without proclitics, padded at the end so that looking ahead never falls off."""

    keys: tuple[str, ...]
    words: tuple[str, ...]
    published: datetime.date | None
    tables: Tables
    months_seen: list[str]


@dataclass(frozen=True, slots=True)
class _Hit:
    """What was read up to token `last`; an empty value is to be skipped. `cycle`: a range may move it by a week or a year."""

    last: int
    value: str
    anchored: bool = False
    cycle: str = ""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_QUALIFIERS = {
    **dict.fromkeys(_set("الماضي الماضية الفائت الفائتة المنصرم المنصرمة الفارط الفارطة"), -1),
    **dict.fromkeys(_set("المقبل المقبلة القادم القادمة الاتي الاتية"), 1),
    **dict.fromkeys(_set("الجاري الجارية الحالي الحالية"), 0),
}
_PAST_MANY = _set(
    "الماضية الاخيرة المنصرمة الفائتة الماضيين الماضيتين الماضيان الاخيرين الاخيرتين المنصرمين المنصرمتين الفائتين الفائتتين"
)
_ONES = {
    "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5,
    "السادس": 6, "السابع": 7, "الثامن": 8, "التاسع": 9, "العاشر": 10,
}  # fmt: skip
_COMPOUND = _ONES | {"الحادي": 1, "الواحد": 1}
_TENS = {"العشرين": 20, "العشرون": 20, "الثلاثين": 30, "الثلاثون": 30}
_PARTS = _set("فجر صباح ضحى ظهر ظهيرة عصر مغرب مساء ليل ليلة نهار سحر غروب")
_EDGES = _set("مطلع منتصف نهاية نهايات اواخر اوائل بداية بدايات اواسط اخر مستهل ختام")
_SEASONS = _set("صيف شتاء ربيع خريف")
_SHARES = {"النصف": 6, "الربع": 3, "الثلث": 4}
_YEARS = _set("عام سنة العام السنة")
_THE_UNITS = {"الشهر": "m", "العام": "y", "السنة": "y", "الاسبوع": "w"}
_UNITS = {"يوم": ("d", 1), "يومين": ("d", 2), "اسبوع": ("w", 1), "اسبوعين": ("w", 2), "شهر": ("m", 1), "شهرين": ("m", 2)} | (
    {"عام": ("y", 1), "عامين": ("y", 2), "سنة": ("y", 1), "سنتين": ("y", 2)}
)
_COUNTED = {w: unit for w, (unit, n) in _UNITS.items() if n == 1} | {"يوما": "d", "اسبوعا": "w", "شهرا": "m", "عاما": "y"}
_PLURALS = {"ايام": "d", "اسابيع": "w", "اشهر": "m", "شهور": "m", "اعوام": "y", "سنوات": "y", "سنين": "y"}
_COUNTED |= _PLURALS
_DAY_WORDS = _set("امس الامس البارحة غدا غد الغد اليوم الليلة")
_PAIRED = _set("يومي ليلتي شهري")
_YEAR_CUES = _set("في وفي منذ")
_OTHER_STARTS = _set("يوم نهار شهر قبل بعد منذ هذا هذه اول عامي من")
_WEAK = _set("اب مارس ماي جوان اوت")
"""Months that are other words too (father, practised, May, Joan): they need a day, «شهر», a year or the like beside them."""
_MONTH_CONTEXT = _set("في وفي منذ خلال حتى بين شهري") | _EDGES
_HIJRI = _set("محرم صفر ربيع جمادى جمادي رجب شعبان رمضان شوال ذي ذو")
_HIJRI_MARKS = _set("ه هجري هجرية هجريا")
_NOT_TODAY = _set("التالي نفسه ذاته الوطني العالمي الدولي الواحد السابق المذكور الذي الموعود الاخير المقبل القادم الماضي") | (
    _set("الحادي الثلاثون المفتوح") | frozenset(_ONES)
)
_NOT_TODAY_AFTER = _set("ذلك نفس ذات هذا المصري روسيا اخبار صحيفة جريدة عين")
_NOT_YEAR_AFTER = _set(
    "الامين امين المدير مدير النائب المدعي القائد السكرتير المفتش المراقب المنسق المفوض الراي القطاع الامن المؤتمر المجلس"
)
_NAMED = _set(
    "قوى قوي فريق تحالف تيار حركة ثورة ثورتي انتفاضة شارع مدينة جامعة كوبري جسر ميدان ائتلاف جمهور شباب جماعة سوق مسجد كتلة"
)
_HABIT = _set("كل ايام سوق شارع مسجد")
_ATTACKS = _set("هجمات احداث اعتداءات تفجيرات")
_MEASURES = _set("متر مترا كيلومتر كلم كم دولار يورو شخص شخصا قتيل قتيلا جندي جنديا عنصر مقاتل قرية ساعة يوم يوما الف مليون")
_LINKS = frozenset({"و", "الى", "حتى", "-", "–", "—"})
_UNTIL = (("الى",), ("حتى",), ("وحتى",), ("ولغاية",), ("لغاية",), ("والى",), ("و", "حتى"))
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = re.compile(r"[0-9]+")
_PADDING = ("",) * 12


def tables(months: Mapping[int, Sequence[str]], weekdays: Mapping[int, Sequence[str]]) -> Tables:
    """Look-ups from the names of the months (1-12) and weekdays (ISO 1-7), as in `calendar.yaml`."""
    names = [(fold(name).split(), n) for n, all_names in months.items() for name in all_names]
    single = {words[0]: n for words, n in names if len(words) == 1}
    pairs = {(words[0], words[1]): n for words, n in names if len(words) == 2}
    pairs |= {(a, b.removeprefix("ال")): n for (a, b), n in pairs.items()}
    days = {fold(name): n for n, all_names in weekdays.items() for name in all_names}
    years = {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    heads = {*single, *(a for a, _ in pairs), *days, *_DAY_WORDS, *_THE_UNITS, *_UNITS, *_COUNTED, "عامي"} - _WEAK
    heads |= {"ال" + word for word in (*_UNITS, *_PLURALS)} | {"المساء", "الصباح"}
    starts = heads | _PARTS | _EDGES | _SEASONS | _SHARES.keys() | _COMPOUND.keys() | _TENS.keys() | _OTHER_STARTS
    bare = with_proclitics(sorted(starts)) | {word: word for word in _WEAK & single.keys()}
    triggers = {form for form, word in bare.items() if word in heads or word in _WEAK} | years
    current = {word for word, shift in _QUALIFIERS.items() if shift == 0}
    return Tables(single, pairs, days, bare, frozenset(triggers | current), frozenset(starts | _WEAK | {"ال"}))


@lru_cache(maxsize=1)
def default_tables() -> Tables:
    """The tables of the calendar in the lexicon."""
    calendar = yaml.safe_load(_CALENDAR.read_text(encoding="utf-8"))
    return tables(calendar["months"], calendar["weekdays"])


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    """The ISO value, None when there is no such day."""
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _month_shifted(day: datetime.date, by: int) -> tuple[int, int]:
    total = day.year * 12 + day.month - 1 + by
    return total // 12, total % 12 + 1


def _qualifier(s: _Sentence, i: int) -> tuple[int, int] | None:
    """(shift, next token) of «الماضي» -1, «قبل الماضي» -2, «الجاري» 0, «المقبل» 1."""
    skip = 2 if s.keys[i : i + 2] == ("ما", "قبل") else 1 if s.keys[i] == "قبل" else 0
    shift = _QUALIFIERS.get(s.keys[i + skip])
    if shift is None or (skip and shift != -1):
        return None
    return (-2 if skip else shift), i + skip + 1


def _gregorian(s: _Sentence, i: int) -> tuple[int, int] | None:
    """(year, next token) of a number of four digits that no Hijri mark follows; «م» belongs to it."""
    key = s.keys[i]
    if len(key) != 4 or not _DIGITS.fullmatch(key) or not FIRST_YEAR <= int(key) <= LAST_YEAR or s.keys[i + 1] in _HIJRI_MARKS:
        return None
    return int(key), i + (2 if s.keys[i + 1] in ("م", "ميلادي", "ميلادية") else 1)


def _year_after(s: _Sentence, i: int) -> tuple[int, int, bool] | None:
    """(year, next token, anchored) after a month: «2014», «من عام 2014», «، عام 2014», «من العام الماضي», «هذا العام»."""
    j = i + (s.keys[i] == "،")
    j += s.keys[j] in ("من", "في")
    this = s.keys[j] in ("هذا", "هذه") and s.words[j + 1] in ("العام", "السنة")
    if this and s.published:
        return s.published.year, j + 2, True
    if s.words[j] in _YEARS:
        if year := _gregorian(s, j + 1):
            return *year, False
        qualifier = _qualifier(s, j + 1)
        return (s.published.year + qualifier[0], qualifier[1], True) if qualifier and s.published else None
    year = _gregorian(s, i)
    return (*year, False) if year else None


def _day_number(s: _Sentence, i: int) -> tuple[int, int] | None:
    """(1-31, next token) of digits, «الـ12», «العاشر», «الحادي عشر», «الحادي والعشرين», «أول»."""
    j = i + (s.keys[i] == "ال")
    if len(s.keys[j]) < 3 and _DIGITS.fullmatch(s.keys[j]):
        day = int(s.keys[j])
        return (day, j + 1) if 1 <= day <= 31 else None
    word = s.words[i]
    if word in _COMPOUND:
        if s.keys[i + 1] == "عشر":
            return _COMPOUND[word] + 10, i + 2
        if s.keys[i + 1].startswith("و") and (tens := _TENS.get(s.words[i + 1])):
            return (_COMPOUND[word] + tens, i + 2) if _COMPOUND[word] + tens < 32 else None
    if word in _ONES or word in _TENS:
        return _ONES.get(word) or _TENS[word], i + 1
    return (1, i + 1) if word == "اول" else None


def _month_name(s: _Sentence, i: int) -> tuple[int, int] | None:
    """(month, next token) of one name; doubled names are for `_month`."""
    if month := s.tables.pairs.get((s.words[i], s.keys[i + 1])):
        return month, i + 2
    month = s.tables.months.get(s.words[i])
    return (month, i + 1) if month else None


def _month(s: _Sentence, i: int) -> tuple[int, int, bool] | None:
    """(month, next token, firm) of «تموز», «يوليو (تموز)», «تموز/يوليو», «أغسطس آب»; firm unless one weak name stands alone."""
    name = _month_name(s, i)
    if name is None:
        return None
    month, j = name
    mark = s.keys[j] in ("(", "/", "-", "–", "\\")
    if (second := _month_name(s, j + mark)) and second[0] == month and (mark or s.keys[j] == s.words[j]):
        return month, second[1] + (s.keys[j] == "(" and s.keys[second[1]] == ")"), True
    return month, j, s.words[i] not in _WEAK


def _reckoned(month: int, day: int | None, shift: int | None, published: datetime.date) -> str | None:
    """A month or a day of it without a year: the nearest past one, or as its qualifier has it."""
    year = published.year
    if shift == 1:
        return _iso(year + ((month, day or 0) <= (published.month, published.day if day else 0)), month, day)
    if shift is not None and shift < 0:
        late = (month, day) > (published.month, published.day) if day else month >= published.month
        return _iso(year - late + shift + 1, month, day)
    return _iso(year - (month > published.month and shift is None), month, day)


def _dated(s: _Sentence, i: int, month: int, days: tuple[int | None, ...]) -> _Hit | None:
    """The month's days (none: the whole month) with the year or qualifier that stands at `i`."""
    qualifier = _qualifier(s, i)
    year = _year_after(s, qualifier[1] if qualifier else i)
    if year:
        values, last, anchored, cycle = [_iso(year[0], month, day) for day in days], year[1], year[2], ""
    elif s.published:
        last = qualifier[1] if qualifier else i
        values = [_reckoned(month, day, qualifier[0] if qualifier else None, s.published) for day in days]
        anchored, cycle = True, "" if qualifier else "year"
    else:
        return None
    found = [value for value in values if value]
    return _Hit(last, "/".join(found), anchored, cycle) if len(found) == len(days) else None


def _numeric(s: _Sentence, i: int) -> _Hit | None:
    """«23/7/2015», «2015-07-23»; day and month alone only after a weekday, «يوم» or «بتاريخ»."""
    sep = s.keys[i + 1]
    if sep not in ("/", "-", "\\") or not _DIGITS.fullmatch(s.keys[i]) or not _DIGITS.fullmatch(s.keys[i + 2]):
        return None
    parts = [s.keys[i], s.keys[i + 2]]
    if s.keys[i + 3] == sep and _DIGITS.fullmatch(s.keys[i + 4]) and s.keys[i + 5] not in _HIJRI_MARKS:
        a, b, c = (int(part) for part in (*parts, s.keys[i + 4]))
        year, month, day = (a, b, c) if len(parts[0]) == 4 else (c, b, a) if b < 13 else (c, a, b)
        value = _iso(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
        return _Hit(i + 5, value) if value else None
    short = i and (s.words[i - 1] in s.tables.weekdays or s.words[i - 1] in ("يوم", "بتاريخ", "تاريخ", "الموافق"))
    if short and s.keys[i + 3] != sep and max(map(len, parts)) < 3 and 1 <= int(parts[1]) <= 12:
        return _dated(s, i + 3, int(parts[1]), (int(parts[0]),))
    return None


def _second_day(s: _Sentence, i: int, day: int) -> tuple[int, int] | None:
    """(later day, next token) of «و12», «إلى 5», «-20», «والثاني عشر» at `i`."""
    if s.keys[i] in _LINKS:
        second = _day_number(s, i + 1)
    else:
        second = _day_number(s, i) if s.keys[i].startswith("و") and s.keys[i] != s.words[i] else None
    return second if second and second[0] > day else None


def _day_of_month(s: _Sentence, i: int) -> _Hit | None:
    """«23 يوليو», «العاشر من حزيران», «10 و12 يوليو», «12 من الشهر الجاري», «26 الجاري»."""
    first = _day_number(s, i)
    if first is None:
        return None
    days: tuple[int, ...] = (first[0],)
    j = first[1]
    if second := _second_day(s, j, first[0]):
        days, j = (first[0], second[0]), second[1]
    if s.published and _QUALIFIERS.get(s.keys[j]) == 0 and s.keys[i][-1:].isdigit():
        return _dated(s, j, s.published.month, days)
    j += s.keys[j] == "من"
    if s.keys[j : j + 2] == ("هذا", "الشهر") and s.published:
        return _dated(s, j + 2, s.published.month, days)
    if s.keys[j] == "الشهر":
        if s.keys[j + 1] in ("نفسه", "ذاته") and s.months_seen:
            year, month = map(int, s.months_seen[-1].split("-"))
            values = [_iso(year, month, day) for day in days]
            return _Hit(j + 2, "/".join(v for v in values if v)) if all(values) else None
        qualifier = _qualifier(s, j + 1)
        if not qualifier or not s.published:
            return None
        year, month = _month_shifted(s.published, qualifier[0])
        values = [_iso(year, month, day) for day in days]
        return _Hit(qualifier[1], "/".join(v for v in values if v), True) if all(values) else None
    j += s.keys[j] == "شهر"
    month_at = _month(s, j)
    if month_at is None:
        return None
    hit = _dated(s, month_at[1], month_at[0], days) or _Hit(month_at[1], "")
    if hit.cycle and i and s.words[i - 1] in _ATTACKS and (month_at[0], days) == (9, (11,)):
        return _Hit(hit.last, "2001-09-11")
    return _Hit(hit.last, "") if hit.cycle and i and s.words[i - 1] in _NAMED else hit


def _calendar(s: _Sentence, i: int) -> _Hit | None:
    """A calendar date or month, in figures or words."""
    hit = _numeric(s, i) or _day_of_month(s, i)
    if hit:
        return hit
    named = s.words[i] == "شهر"
    month = _month(s, i + named)
    if month is None or (i and s.keys[i - 1].isdigit()):
        return None
    hit = _dated(s, month[1], month[0], (None,))
    before = s.words[i - 1] if i else ""
    firm = month[2] or named or (hit is not None and hit.last > month[1]) or before in _MONTH_CONTEXT
    return hit if firm or (before == "من" and s.keys[month[1]] == "الى") else None


def _unit_value(unit: str, shift: int, published: datetime.date) -> str:
    """The month, year or ISO week (as an interval) `shift` units from publication."""
    if unit == "m":
        return "{:04}-{:02}".format(*_month_shifted(published, shift))
    if unit == "y":
        return f"{published.year + shift:04}"
    monday = published - published.weekday() * _DAY + 7 * shift * _DAY
    return f"{monday}/{monday + 6 * _DAY}"


def _lately(s: _Sentence, i: int) -> _Hit | None:
    """«الأسبوعين الماضيين», «الأيام الثلاثة الأخيرة»: an interval up to publication."""
    word = s.words[i].removeprefix("ال")
    if s.published is None or word == s.words[i]:
        return None
    unit, n = _UNITS.get(word, ("", 0))
    j = i + 1
    if word in _PLURALS and (count := count_at(s.keys, j)) and count.low == count.high and count.low:
        unit, n, j = _PLURALS[word], count.low, count.last
    if n < 2 or s.keys[j] not in _PAST_MANY:
        return None
    start = _back(s.published, unit, n - (unit == "d"), 0)
    end = s.published.isoformat()
    return _Hit(j + 1, f"{start}/{end[: len(start)]}", True) if start else None


def _unit(s: _Sentence, i: int) -> _Hit | None:
    """«الشهر الماضي», «هذا العام», «الأسبوع المقبل», «الأسبوعين الماضيين»."""
    word, before = s.words[i], s.words[i - 1] if i else ""
    if word in ("هذا", "هذه") and s.words[i + 1] in _THE_UNITS:
        return _Hit(i + 2, _unit_value(_THE_UNITS[s.words[i + 1]], 0, s.published), True) if s.published else None
    if word in _THE_UNITS and s.published and (qualifier := _qualifier(s, i + 1)) and before not in _NOT_YEAR_AFTER:
        return _Hit(qualifier[1], _unit_value(_THE_UNITS[word], qualifier[0], s.published), True)
    return _lately(s, i)


def _year(s: _Sentence, i: int) -> _Hit | None:
    """«عام 2014», «عامي 2013 و2014», «من 2006 إلى 2008», and bare years after «في» and «منذ»."""
    named = s.words[i] in _YEARS or s.words[i] == "عامي"
    before = s.words[i - 1] if i else ""
    year = _gregorian(s, i + named)
    if year is None:
        return None
    mark = s.keys[year[1]]
    linked = mark in ("-", "/", "–") or (mark == "و" and s.words[i] == "عامي")
    linked = linked or (mark in ("الى", "حتى") and (named or before == "من"))
    second = _gregorian(s, year[1] + 1) if linked else None
    if not named and not (before in _YEAR_CUES and mark not in _MEASURES) and not (before == "من" and second):
        return None
    if second and second[0] > year[0]:
        return _Hit(second[1], f"{year[0]}/{second[0]}")
    return _Hit(year[1], str(year[0]))


def _part_of_unit(s: _Sentence, i: int) -> _Hit | None:
    """«مطلع 2014», «أواخر الشهر الماضي», «نهاية العام», «صيف 2012»: the value of the unit."""
    word, unit = s.words[i], _THE_UNITS.get(s.words[i + 1])
    if word not in _EDGES and word not in _SEASONS:
        return None
    hit = _calendar(s, i + 1) or _unit(s, i + 1) or _year(s, i + 1)
    if hit is None and (year := _gregorian(s, i + 1)):
        hit = _Hit(year[1], str(year[0]))
    if hit is None and unit in ("m", "y") and s.published and word in _EDGES:
        hit = _Hit(i + 2, _unit_value(unit, 0, s.published), True)
    return hit if hit and (word in _EDGES or len(hit.value) == 4) else None


def _share(s: _Sentence, i: int) -> _Hit | None:
    """«النصف الأول من العام 2015», «الربع الأخير من 2014»: an interval of days."""
    size, key = _SHARES.get(s.words[i], 0), s.keys[i + 1]
    rank = 12 // size if size and key == "الاخير" else _ONES.get(key, 0)
    if not size or not 1 <= rank <= 12 // size or s.keys[i + 2] != "من":
        return None
    hit = _unit(s, i + 3) or _year(s, i + 3)
    if hit is None and (bare := _gregorian(s, i + 3)):
        hit = _Hit(bare[1], str(bare[0]))
    if hit is None or len(hit.value) != 4:
        return None
    year, end = int(hit.value), rank * size
    last = datetime.date(year + end // 12, end % 12 + 1, 1) - _DAY
    return replace(hit, value=f"{year}-{end - size + 1:02}-01/{last}")


def _back(published: datetime.date, unit: str, n: int, halves: int) -> str | None:
    """The value `n` units and `halves` half units before publication; None before the calendar begins."""
    if n > 1_500:
        return None
    if unit in "dw":
        return (published - (n * 7 + halves * 3 if unit == "w" else n) * _DAY).isoformat()
    year, month = _month_shifted(published, -(n * 12 + halves * 6 if unit == "y" else n))
    return None if year < 1 else f"{year:04}-{month:02}" if unit == "m" else f"{year:04}"


def _ago(s: _Sentence, i: int) -> _Hit | None:
    """«قبل ثلاثة أيام», «منذ أسبوعين», «قبل نحو شهر»; not «قبل يوم من …», «منذ يوم الأحد», «قبل شهر رمضان»."""
    if s.words[i] not in ("قبل", "منذ") or s.published is None:
        return None
    j, bound = modifier(s.keys, i + 1)
    unit, n = _UNITS.get(s.keys[j].removeprefix("ال") if bound else s.keys[j], ("", 0))
    if unit:
        j += 1
        after = s.keys[j]
        dated = after[:1].isdigit() or after in _HIJRI or after.startswith("ال") or s.words[j] in s.tables.starts
        if n == 1 and dated and after != "من":
            return None
    else:
        count = count_at(s.keys, j)
        if count is None or count.low is None or count.low != count.high:
            return None
        unit, n, j = _COUNTED.get(s.keys[count.last], ""), count.low, count.last + 1
        if not unit:
            return None
    halves = int(s.keys[j] == "ونصف")
    j += halves
    rough = bool(bound) or s.keys[j] == "تقريبا" or s.keys[j : j + 2] == ("على", "الاقل")
    j += (s.keys[j] == "تقريبا") + 2 * (s.keys[j : j + 2] == ("على", "الاقل"))
    if s.words[i] == "قبل" and s.keys[j] == "من" and s.keys[j + 1] != "قبل":
        return None
    value = _back(s.published, unit, n, halves)
    return _Hit(j, value[:7] if rough else value, True) if value else None


def _base_day(s: _Sentence, i: int) -> tuple[int, int] | None:
    """(days from publication, next token) of «أمس», «أول من أمس», «اليوم», «هذا المساء», «الليلة الماضية», «غدا», «بعد غد»."""
    word, before, after = s.words[i], s.words[i - 1] if i else "", s.keys[i + 1]
    past = ("امس", "الامس", "البارحة")
    if word in past:
        return (-2, i + 2) if after == "الاول" else (-1, i + 1)
    if word in ("اول", "قبل"):
        j = i + 1 + (word == "اول" and after == "من")
        return (-2, j + 1) if s.keys[j] in past else None
    if word == "بعد":
        j = i + 1 + (after == "يوم")
        return (2, j + 1) if s.keys[j] in ("غد", "غدا", "الغد") else None
    meant = before == "يوم" or s.keys[i] in ("بالغد", "للغد", "لغد") or after in s.tables.weekdays
    if word == "غدا" or (word in ("غد", "الغد") and meant):  # «تيار الغد» is a party
        return 1, i + 1
    if word in ("هذا", "هذه") and after in ("اليوم", "الصباح", "المساء", "النهار", "الليلة"):
        return None if before == "مثل" else (0, i + 2)
    if word == "الليلة":
        qualifier = _qualifier(s, i + 1)
        return qualifier if qualifier and qualifier[0] < 0 else (0, i + 1)
    if word == "اليوم" and after not in _NOT_TODAY and before not in _NOT_TODAY_AFTER:
        return 0, i + 1
    return None


def _weekday(s: _Sentence, i: int) -> tuple[datetime.date | None, int, str] | None:
    """(day, next token, cycle) of a weekday and its qualifier; no day without publication."""
    number = s.tables.weekdays.get(s.words[i])
    habit = i and (s.words[i - 1] in _HABIT or (s.words[i - 1] == "يوم" and i > 1 and s.words[i - 2] in _HABIT))
    if number is None or habit:
        return None
    shift, j = _qualifier(s, i + 1) or (None, i + 1)
    if s.published is None:
        return None, j, ""
    ago = (s.published.isoweekday() - number) % 7
    if shift == 1:
        return s.published + (7 - ago) * _DAY, j, ""
    return s.published - (ago + 7 * (shift == -2)) * _DAY, j, "" if shift else "week"


def _beside(s: _Sentence, i: int, base: datetime.date) -> tuple[datetime.date, int]:
    """(day, next token) where a weekday may stand beside «أمس»: «أمس الخميس», «اليوم (السبت)», «أمس، الجمعة»."""
    opened = s.keys[i] in ("(", "،")
    j = i + opened
    j += s.keys[j] == "يوم"
    number = s.tables.weekdays.get(s.keys[j])
    if number is None:
        return base, i
    off = (number - base.isoweekday() + 3) % 7 - 3
    return base + off * _DAY, j + 1 + (s.keys[i] == "(" and s.keys[j + 1] == ")")


def _day(s: _Sentence, i: int) -> _Hit | None:
    """A day by its word or weekday, with the weekday and the calendar date that stand beside it."""
    day: datetime.date | None = None
    cycle = ""
    if base := _base_day(s, i):
        j = base[1]
        if s.published:
            day, j = _beside(s, j, s.published + base[0] * _DAY)
    elif weekday := _weekday(s, i):
        day, j, cycle = weekday
    else:
        return None
    opened = s.keys[j] in ("(", "،")
    k = j + opened
    k += s.keys[k] in ("الموافق", "المصادف")
    date = _calendar(s, k)
    if date and _ISO_DAY.fullmatch(date.value):
        return replace(date, last=date.last + (s.keys[j] == "(" and s.keys[date.last] == ")"), cycle="")
    return _Hit(j, day.isoformat(), True, cycle) if day else None


def _part_of_day(s: _Sentence, i: int) -> _Hit | None:
    """«فجر اليوم», «بعد ظهر الجمعة», «يوم 20 يوليو»: the day. «ليل السبت - الأحد»: both days as an interval."""
    j = i + (s.words[i] in ("بعد", "قبل", "منتصف") and s.keys[i + 1] in _PARTS)
    part = s.words[j] if s.words[j] in _PARTS else ""
    j += bool(part)
    j += s.words[j] == "يوم"
    if j == i:
        return None
    hit = _day(s, j)
    if hit and part in ("ليل", "ليلة") and s.keys[j] in s.tables.weekdays:
        k = hit.last + (s.keys[hit.last] in ("-", "–", "—", "/"))
        number = s.tables.weekdays.get(s.keys[k])
        if number == s.tables.weekdays[s.keys[j]] % 7 + 1:
            return _Hit(k + 1, f"{hit.value}/{datetime.date.fromisoformat(hit.value) + _DAY}", True)
    hit = hit or _calendar(s, j)
    return hit if hit and (not hit.value or _ISO_DAY.match(hit.value)) else None


_PARSERS = (_part_of_day, _day, _ago, _calendar, _part_of_unit, _unit, _year, _share)
"""In this order: a longer reading comes before one that its second word would begin."""


def _aligned(low: str, high: str, a: _Hit, b: _Hit) -> str | None:
    """`low` moved to stand before `high` in a range: a bare weekday by weeks, a month without a year to the other end's year."""
    if a.cycle == "year" and (low > high or b.cycle != "year"):
        moved = high[:4] + low[4:]
        return moved if moved <= high else f"{int(high[:4]) - 1:04}" + low[4:]
    while a.cycle == "week" and low > high:
        low = (datetime.date.fromisoformat(low) - 7 * _DAY).isoformat()
    return low if low <= high else None


def _spanned(s: _Sentence, a: DateMention, hit_a: _Hit, first: int, b: _Hit) -> DateMention | None:
    """«بين الخميس والسبت», «من 28 يونيو إلى 3 يوليو», «يومي الجمعة والسبت» as one interval, preposition and all."""
    paired = a.first > 0 and s.words[a.first - 1] in _PAIRED
    start = a.first - paired
    lead = s.words[start - 1] if start else ""
    between = s.keys[a.last : first]
    between = between[1:] if between[:1] == ("،",) else between
    joined = between in (("و",), ("وبين",)) or (not between and s.keys[first].startswith("و") and s.keys[first] != s.words[first])
    opens = lead in ("بين", "وبين", "من", "منذ")
    if not (joined and (paired or lead in ("بين", "وبين"))) and not (lead in ("من", "منذ") and between in _UNTIL):
        return None
    high = b.value.split("/")[-1]
    low = _aligned(hit_a.value.split("/")[0], high, hit_a, b)
    return DateMention(start - opens, b.last, f"{low}/{high}", hit_a.anchored or b.anchored) if low and low != high else None


def _day_range_start(s: _Sentence, i: int, value: str) -> int:
    """Where «بين 10 و12 يوليو», «من 3 إلى 5 مايو» begin: the preposition belongs to a range."""
    if "/" not in value or i == 0 or not _ISO_DAY.match(value) or not (s.keys[i][:1].isdigit() or s.words[i] in _COMPOUND):
        return i
    i -= s.words[i - 1] in _PAIRED
    return i - (i > 0 and s.words[i - 1] in ("بين", "من"))


def find_dates(keys: Sequence[str], published: datetime.date | None) -> list[DateMention]:
    """The dates in one sentence of folded keys, from left to right, none overlapping.

    Without `published` only dates that carry their year are found. Linear in the length of the sentence.
    """
    known = default_tables()
    if known.triggers.isdisjoint(keys):
        return []
    words = tuple(known.bare.get(key, key) for key in keys)
    s = _Sentence((*keys, *_PADDING), words + _PADDING, published, known, [])
    out: list[DateMention] = []
    previous = _Hit(0, "")
    i = 0
    while i < len(words):
        hit = None
        if words[i] in known.starts or words[i][:1].isdigit():
            hit = next((found for parse in _PARSERS if (found := parse(s, i))), None)
        if hit is None:
            i += 1
            continue
        if hit.value:
            span = _spanned(s, out[-1], previous, i, hit) if out else None
            if span:
                out[-1] = span
            else:
                out.append(DateMention(_day_range_start(s, i, hit.value), hit.last, hit.value, hit.anchored))
            previous = hit
            if len(hit.value) in (7, 10):
                s.months_seen.append(hit.value[:7])
        i = hit.last
    return out
