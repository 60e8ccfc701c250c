"""The calendar of Arabic news: its words as tables, and dates that name a day, month or year in figures or words.

`calendar_date` reads from one token of a `Sentence`; what is reckoned from the day of publication is for `rawi.arabic.dates`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from rawi.arabic.numbers import count_at, with_proclitics
from rawi.arabic.script import fold

_CALENDAR = Path(__file__).parents[1] / "lexicon" / "data" / "function" / "calendar.yaml"
DAY = datetime.timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2035
HIJRI_YEARS = (1343, 1501)


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


class Sentence(NamedTuple):
    """Keys and their words without proclitics, padded at the end so that looking ahead never falls off; `hijri`: a Hijri word is there."""

    keys: tuple[str, ...]
    words: tuple[str, ...]
    published: datetime.date | None
    tables: Tables
    months_seen: list[str]
    hijri: bool = False


class Hit(NamedTuple):
    """What was read up to token `last`; an empty value is to be skipped.

    `cycle`: a range may move it by a week or a year. `relative`: what it is without a day to reckon from. `granularity` where the value's
    form does not tell it; `edge`: the part of the value that is meant (see `rawi.arabic.intervals`).
    """

    last: int
    value: str
    anchored: bool = False
    cycle: str = ""
    relative: str = ""
    granularity: str = ""
    edge: str = ""


def word_set(words: str) -> frozenset[str]:
    """Words, separated by blanks, as a set."""
    return frozenset(words.split())


_QUALIFIERS = {
    **dict.fromkeys(word_set("الماضي الماضية الفائت الفائتة المنصرم المنصرمة الفارط الفارطة المنقضي المنقضية"), -1),
    **dict.fromkeys(word_set("المقبل المقبلة القادم القادمة الاتي الاتية"), 1),
    **dict.fromkeys(word_set("الجاري الجارية الحالي الحالية"), 0),
}
ONES = {
    "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5,
    "السادس": 6, "السابع": 7, "الثامن": 8, "التاسع": 9, "العاشر": 10,
}  # fmt: skip
COMPOUND = ONES | {"الحادي": 1, "الواحد": 1}
_TENS = {"العشرين": 20, "العشرون": 20, "الثلاثين": 30, "الثلاثون": 30}
PARTS = word_set("فجر صباح صبيحة ضحى ظهر ظهيرة عصر مغرب مساء عشية امسية ليل ليلة نهار سحر غروب زوال")
EDGES = word_set("مطلع منتصف نهاية نهايات اواخر اوائل بداية بدايات اواسط اخر مستهل ختام")
SEASONS = word_set("صيف شتاء ربيع خريف")
SHARES = {"النصف": 6, "الربع": 3, "الثلث": 4}
YEARS = word_set("عام سنة العام السنة")
PAIRED_YEARS = word_set("عامي سنتي")
THE_UNITS = {"الشهر": "m", "العام": "y", "السنة": "y", "الاسبوع": "w"}
UNITS = {"يوم": ("d", 1), "يومين": ("d", 2), "اسبوع": ("w", 1), "اسبوعين": ("w", 2), "شهر": ("m", 1), "شهرين": ("m", 2)} | (
    {"عام": ("y", 1), "عامين": ("y", 2), "سنة": ("y", 1), "سنتين": ("y", 2)}
)
COUNTED = {w: unit for w, (unit, n) in UNITS.items() if n == 1} | {"يوما": "d", "اسبوعا": "w", "شهرا": "m", "عاما": "y"}
PLURALS = {"ايام": "d", "اسابيع": "w", "اشهر": "m", "شهور": "m", "اعوام": "y", "سنوات": "y", "سنين": "y"}
COUNTED |= PLURALS
_DAY_WORDS = word_set("امس الامس البارحة غدا غد الغد اليوم الليلة")
_OTHER_STARTS = word_set("يوم نهار شهر قبل بعد منذ هذا هذه اول عامي من خلال غرة ثاني ثالث رابع عيد وقفة الفاتح عقد")
_WEAK = word_set("اب مارس ماي جوان اوت")
"""Months that are other words too (father, practised, May, Joan): they need a day, «شهر», a year or the like beside them."""
_MONTH_CONTEXT = word_set("في وفي منذ خلال حتى بين شهري من الى بعد قبل بحلول حلول طوال شهر ليالي") | EDGES
HIJRI = word_set("محرم المحرم صفر ربيع جمادى جمادي رجب شعبان رمضان شوال ذي ذو ذى")
_HIJRI_MARKS = word_set("ه هـ هجري هجرية هجريا للهجرة")
DECADES = {
    stem + end: n * 10
    for n, stem in enumerate(("العشرين", "الثلاثين", "الاربعين", "الخمسين", "الستين", "السبعين", "الثمانين", "التسعين"), start=2)
    for end in ("يات", "ات")
}  # fmt: skip
DECADES |= {word.removeprefix("ال"): n for word, n in DECADES.items()}
_FEASTS = word_set("العيد عيد عرفة عاشوراء عرفات")
HIJRI_WORDS = HIJRI | _HIJRI_MARKS | _FEASTS | {str(year) for year in range(*HIJRI_YEARS)}
"""A sentence without any of these holds no Hijri date."""
NAMED = word_set(
    "قوى قوي فريق تحالف تيار حركة ثورة ثورتي انتفاضة شارع مدينة جامعة كوبري جسر ميدان ائتلاف جمهور شباب "
    "جماعة سوق مسجد كتلة كتيبة لواء موقع مفاعل منظمة سرايا شهداء معركة حرب صحيفة معهد ساحة"
)
_ATTACKS = word_set("هجمات احداث اعتداءات تفجيرات")
_LINKS = frozenset({"و", "الى", "حتى", "-", "–", "—"})
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = re.compile(r"[0-9]+")
DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def tables(months: Mapping[int, Sequence[str]], weekdays: Mapping[int, Sequence[str]]) -> Tables:
    """Look-ups from the names of the months (1-12) and weekdays (ISO 1-7), as in `calendar.yaml`."""
    names = [(fold(name).split(), n) for n, all_names in months.items() for name in all_names]
    single = {words[0]: n for words, n in names if len(words) == 1}
    pairs = {(words[0], words[1]): n for words, n in names if len(words) == 2}
    pairs |= {(a, b.removeprefix("ال")): n for (a, b), n in pairs.items()}
    days = {fold(name): n for n, all_names in weekdays.items() for name in all_names}
    years = {str(year) for year in (*range(FIRST_YEAR, LAST_YEAR + 1), *range(*HIJRI_YEARS))}
    heads = {*single, *(a for a, _ in pairs), *days, *_DAY_WORDS, *THE_UNITS, *UNITS, *COUNTED, "عامي"} - _WEAK
    heads |= {"ال" + word for word in (*UNITS, *PLURALS)} | {"المساء", "الصباح"}
    starts_only = {"ذي", "ذو", "ذى", "سنتي"}
    heads |= {"ال" + season for season in SEASONS}
    heads |= HIJRI - {"ربيع", "ذي", "ذو", "ذى"} | {"القعدة", "الحجة", *DECADES} | _FEASTS
    starts = heads | starts_only | PARTS | EDGES | SEASONS | SHARES.keys() | COMPOUND.keys() | _TENS.keys() | _OTHER_STARTS
    bare = with_proclitics(sorted(starts)) | {form: word for word in _WEAK.intersection(single) for form in (word, "و" + word)}
    triggers = {form for form, word in bare.items() if word in heads or word in _WEAK} | years
    current = {word for word, shift in _QUALIFIERS.items() if shift == 0}
    return Tables(single, pairs, days, bare, frozenset(triggers | current), frozenset(starts | _WEAK | {"ال"}))


@lru_cache(maxsize=1)
def default_tables() -> Tables:
    """The tables of the calendar in the lexicon."""
    calendar = yaml.safe_load(_CALENDAR.read_text(encoding="utf-8"))
    return tables(calendar["months"], calendar["weekdays"])


def digits_only(key: str) -> bool:
    """Whether a key is a number in ASCII digits."""
    return _DIGITS.fullmatch(key) is not None


def _iso(year: int, month: int, day: int | None = None) -> str | None:
    """The ISO value, None when there is no such day."""
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def month_shifted(day: datetime.date, by: int) -> tuple[int, int]:
    """(year, month) so many months from a day."""
    total = day.year * 12 + day.month - 1 + by
    return total // 12, total % 12 + 1


def qualifier_at(s: Sentence, i: int) -> tuple[int, int] | None:
    """(shift, next token) of «الماضي» -1, «قبل الماضي» -2, «الجاري» 0, «المقبل» 1."""
    skip = 2 if s.keys[i : i + 2] == ("ما", "قبل") else 1 if s.keys[i] == "قبل" else 0
    shift = _QUALIFIERS.get(s.keys[i + skip])
    if shift is None or (skip and shift != -1):
        return None
    return (-2 if skip else shift), i + skip + 1


def gregorian_year(s: Sentence, i: int) -> tuple[int, int] | None:
    """(year, next token) of a number of four digits that no Hijri mark follows; «م» belongs to it."""
    key = s.keys[i]
    if len(key) != 4 or not _DIGITS.fullmatch(key) or not FIRST_YEAR <= int(key) <= LAST_YEAR or s.keys[i + 1] in _HIJRI_MARKS:
        return None
    return int(key), i + (2 if s.keys[i + 1] in ("م", "ميلادي", "ميلادية") else 1)


def year_in_words(s: Sentence, i: int) -> tuple[int, int] | None:
    """(year, next token) of «ألفين وثلاثة», «ألف وتسعمئة وثمانية وأربعين»."""
    if not s.keys[i].startswith(("الف", "تسعم")):
        return None
    count = count_at(s.keys, i)
    if count is None or count.low is None or count.low != count.high or not FIRST_YEAR <= count.low <= LAST_YEAR:
        return None
    return count.low, count.last


def _year_after(s: Sentence, i: int) -> tuple[int, int, bool] | None:
    """(year, next token, anchored) after a month: «2014», «من عام 2014», «، عام 2014», «من العام الماضي», «هذا العام»."""
    j = i + (s.keys[i] == "،")
    j += s.keys[j] in ("من", "في")
    this = s.keys[j] in ("هذا", "هذه") and s.words[j + 1] in ("العام", "السنة")
    if this and s.published:
        return s.published.year, j + 2, True
    if s.words[j] in YEARS:
        if year := gregorian_year(s, j + 1):
            return *year, False
        qualifier = qualifier_at(s, j + 1)
        return (s.published.year + qualifier[0], qualifier[1], True) if qualifier and s.published else None
    year = gregorian_year(s, i)
    return (*year, False) if year else None


def day_number(s: Sentence, i: int) -> tuple[int, int] | None:
    """(1-31, next token) of digits, «الـ12», «العاشر», «الحادي عشر», «الحادي والعشرين», «أول»."""
    j = i + (s.keys[i] == "ال")
    if len(s.keys[j]) < 3 and _DIGITS.fullmatch(s.keys[j]):
        day = int(s.keys[j])
        return (day, j + 1) if 1 <= day <= 31 else None
    word = s.words[i]
    if word in COMPOUND:
        if s.keys[i + 1] == "عشر":
            return COMPOUND[word] + 10, i + 2
        if s.keys[i + 1].startswith("و") and (tens := _TENS.get(s.words[i + 1])):
            return (COMPOUND[word] + tens, i + 2) if COMPOUND[word] + tens < 32 else None
    if word in ONES or word in _TENS:
        return ONES.get(word) or _TENS[word], i + 1
    return (1, i + 1) if word in ("اول", "الفاتح") else None


def _month_name(s: Sentence, i: int) -> tuple[int, int] | None:
    """(month, next token) of one name; doubled names are for `_month`."""
    if month := s.tables.pairs.get((s.words[i], s.keys[i + 1])):
        return month, i + 2
    month = s.tables.months.get(s.words[i])
    return (month, i + 1) if month else None


def _month(s: Sentence, i: int) -> tuple[int, int, bool] | None:
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


def _dated(s: Sentence, i: int, month: int, days: tuple[int | None, ...]) -> Hit | None:
    """The month's days (none: the whole month) with the year or qualifier that stands at `i`."""
    qualifier = qualifier_at(s, i)
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
    relative = "/".join(f"XXXX-{month:02}" + (f"-{day:02}" if day else "") for day in days)
    return Hit(last, "/".join(found), anchored, cycle, relative) if len(found) == len(days) else None


def _numeric(s: Sentence, i: int) -> Hit | None:
    """«23/7/2015», «2015-07-23»; day and month alone only after a weekday, «يوم» or «بتاريخ»."""
    sep = s.keys[i + 1]
    if dotted := DOTTED.fullmatch(s.keys[i]):
        day, month, year = map(int, dotted.groups())
        value = _iso(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
        return Hit(i + 1, value) if value else None
    if sep not in ("/", "-", "\\") or not _DIGITS.fullmatch(s.keys[i]) or not _DIGITS.fullmatch(s.keys[i + 2]):
        return None
    parts = [s.keys[i], s.keys[i + 2]]
    if s.keys[i + 3] == sep and _DIGITS.fullmatch(s.keys[i + 4]) and s.keys[i + 5] not in _HIJRI_MARKS:
        a, b, c = (int(part) for part in (*parts, s.keys[i + 4]))
        year, month, day = (a, b, c) if len(parts[0]) == 4 else (c, b, a) if b < 13 else (c, a, b)
        value = _iso(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
        return Hit(i + 5, value) if value else None
    short = i and (s.words[i - 1] in s.tables.weekdays or s.words[i - 1] in ("يوم", "بتاريخ", "تاريخ", "الموافق", "في"))
    if short and s.keys[i + 3] != sep and max(map(len, parts)) < 3 and 1 <= int(parts[1]) <= 12:
        return _dated(s, i + 3, int(parts[1]), (int(parts[0]),))
    return None


def _second_day(s: Sentence, i: int, day: int) -> tuple[int, int] | None:
    """(later day, next token) of «و12», «إلى 5», «-20», «والثاني عشر» at `i`."""
    if s.keys[i] in _LINKS:
        second = day_number(s, i + 1)
    else:
        second = day_number(s, i) if s.keys[i].startswith("و") and s.keys[i] != s.words[i] else None
    return second if second and second[0] > day else None


def _day_of_month(s: Sentence, i: int) -> Hit | None:
    """«23 يوليو», «العاشر من حزيران», «10 و12 يوليو», «12 من الشهر الجاري», «26 الجاري»."""
    first = day_number(s, i)
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
            return Hit(j + 2, "/".join(v for v in values if v)) if all(values) else None
        qualifier = qualifier_at(s, j + 1)
        if not qualifier or not s.published:
            return None
        year, month = month_shifted(s.published, qualifier[0])
        values = [_iso(year, month, day) for day in days]
        relative = "/".join(f"XXXX-XX-{day:02}" for day in days)
        return Hit(qualifier[1], "/".join(v for v in values if v), True, relative=relative) if all(values) else None
    j += s.keys[j] == "شهر"
    month_at = _month(s, j)
    if month_at is None:
        return None
    hit = _dated(s, month_at[1], month_at[0], days) or Hit(month_at[1], "")
    if hit.cycle and i and s.words[i - 1] in _ATTACKS and (month_at[0], days) == (9, (11,)):
        return Hit(hit.last, "2001-09-11")
    return Hit(hit.last, "") if hit.cycle and i and s.words[i - 1] in NAMED else hit


def calendar_date(s: Sentence, i: int) -> Hit | None:
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
    told = named or (hit is not None and hit.last > month[1]) or before in _MONTH_CONTEXT
    doubled = month[1] > i + 1 and s.keys[i : month[1]] != (s.keys[i], s.keys[i + 1])
    joined = s.keys[i] != s.words[i] and (month[2] or bool(s.months_seen))
    firm = told or (month[2] and (doubled or joined or i == 0 or month[1] == i + 2))
    return hit if firm or (before == "من" and s.keys[month[1]] == "الى") else None
