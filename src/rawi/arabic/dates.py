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
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rawi.arabic.calendar import (
    COMPOUND,
    COUNTED,
    DAY,
    EDGES,
    HIJRI,
    ISO_DAY,
    ONES,
    PARTS,
    PLURALS,
    SEASONS,
    SHARES,
    THE_UNITS,
    UNITS,
    YEARS,
    Hit,
    Sentence,
    calendar_date,
    default_tables,
    gregorian_year,
    month_shifted,
    qualifier_at,
    word_set,
)
from rawi.arabic.numbers import count_at, modifier

_PAST_MANY = word_set(
    "الماضية الاخيرة المنصرمة الفائتة الماضيين الماضيتين الماضيان الاخيرين الاخيرتين المنصرمين المنصرمتين الفائتين الفائتتين"
)
_PAIRED = word_set("يومي ليلتي شهري")
_YEAR_CUES = word_set("في وفي منذ")
_NOT_TODAY = word_set("التالي نفسه ذاته الوطني العالمي الدولي الواحد السابق المذكور الذي الموعود الاخير المقبل القادم الماضي") | (
    word_set("الحادي الثلاثون المفتوح") | frozenset(ONES)
)
_NOT_TODAY_AFTER = word_set("ذلك نفس ذات هذا المصري روسيا اخبار صحيفة جريدة عين")
_NOT_YEAR_AFTER = word_set(
    "الامين امين المدير مدير النائب المدعي القائد السكرتير المفتش المراقب المنسق المفوض الراي القطاع الامن المؤتمر المجلس"
)
_HABIT = word_set("كل ايام سوق شارع مسجد")
_MEASURES = word_set("متر مترا كيلومتر كلم كم دولار يورو شخص شخصا قتيل قتيلا جندي جنديا عنصر مقاتل قرية ساعة يوم يوما الف مليون")
_UNTIL = (("الى",), ("حتى",), ("وحتى",), ("ولغاية",), ("لغاية",), ("والى",), ("و", "حتى"))
_PADDING = ("",) * 12


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in tokens `[first, last)`; `anchored` says that `value` was reckoned from the day of publication."""

    first: int
    last: int
    value: str
    anchored: bool


def _unit_value(unit: str, shift: int, published: datetime.date) -> str:
    """The month, year or ISO week (as an interval) `shift` units from publication."""
    if unit == "m":
        return "{:04}-{:02}".format(*month_shifted(published, shift))
    if unit == "y":
        return f"{published.year + shift:04}"
    monday = published - published.weekday() * DAY + 7 * shift * DAY
    return f"{monday}/{monday + 6 * DAY}"


def _lately(s: Sentence, i: int) -> Hit | None:
    """«الأسبوعين الماضيين», «الأيام الثلاثة الأخيرة»: an interval up to publication."""
    word = s.words[i].removeprefix("ال")
    if s.published is None or word == s.words[i]:
        return None
    unit, n = UNITS.get(word, ("", 0))
    j = i + 1
    if word in PLURALS and (count := count_at(s.keys, j)) and count.low == count.high and count.low:
        unit, n, j = PLURALS[word], count.low, count.last
    if n < 2 or s.keys[j] not in _PAST_MANY:
        return None
    start = _back(s.published, unit, n - (unit == "d"), 0)
    end = s.published.isoformat()
    return Hit(j + 1, f"{start}/{end[: len(start)]}", True) if start else None


def _unit(s: Sentence, i: int) -> Hit | None:
    """«الشهر الماضي», «هذا العام», «الأسبوع المقبل», «الأسبوعين الماضيين»."""
    word, before = s.words[i], s.words[i - 1] if i else ""
    if word in ("هذا", "هذه") and s.words[i + 1] in THE_UNITS:
        return Hit(i + 2, _unit_value(THE_UNITS[s.words[i + 1]], 0, s.published), True) if s.published else None
    if word in THE_UNITS and s.published and (qualifier := qualifier_at(s, i + 1)) and before not in _NOT_YEAR_AFTER:
        return Hit(qualifier[1], _unit_value(THE_UNITS[word], qualifier[0], s.published), True)
    return _lately(s, i)


def _year(s: Sentence, i: int) -> Hit | None:
    """«عام 2014», «عامي 2013 و2014», «من 2006 إلى 2008», and bare years after «في» and «منذ»."""
    named = s.words[i] in YEARS or s.words[i] == "عامي"
    before = s.words[i - 1] if i else ""
    year = gregorian_year(s, i + named)
    if year is None:
        return None
    mark = s.keys[year[1]]
    linked = mark in ("-", "/", "–") or (mark == "و" and s.words[i] == "عامي")
    linked = linked or (mark in ("الى", "حتى") and (named or before == "من"))
    second = gregorian_year(s, year[1] + 1) if linked else None
    if not named and not (before in _YEAR_CUES and mark not in _MEASURES) and not (before == "من" and second):
        return None
    if second and second[0] > year[0]:
        return Hit(second[1], f"{year[0]}/{second[0]}")
    return Hit(year[1], str(year[0]))


def _part_of_unit(s: Sentence, i: int) -> Hit | None:
    """«مطلع 2014», «أواخر الشهر الماضي», «نهاية العام», «صيف 2012»: the value of the unit."""
    word, unit = s.words[i], THE_UNITS.get(s.words[i + 1])
    if word not in EDGES and word not in SEASONS:
        return None
    hit = calendar_date(s, i + 1) or _unit(s, i + 1) or _year(s, i + 1)
    if hit is None and (year := gregorian_year(s, i + 1)):
        hit = Hit(year[1], str(year[0]))
    if hit is None and unit in ("m", "y") and s.published and word in EDGES:
        hit = Hit(i + 2, _unit_value(unit, 0, s.published), True)
    return hit if hit and (word in EDGES or len(hit.value) == 4) else None


def _share(s: Sentence, i: int) -> Hit | None:
    """«النصف الأول من العام 2015», «الربع الأخير من 2014»: an interval of days."""
    size, key = SHARES.get(s.words[i], 0), s.keys[i + 1]
    rank = 12 // size if size and key == "الاخير" else ONES.get(key, 0)
    if not size or not 1 <= rank <= 12 // size or s.keys[i + 2] != "من":
        return None
    hit = _unit(s, i + 3) or _year(s, i + 3)
    if hit is None and (bare := gregorian_year(s, i + 3)):
        hit = Hit(bare[1], str(bare[0]))
    if hit is None or len(hit.value) != 4:
        return None
    year, end = int(hit.value), rank * size
    last = datetime.date(year + end // 12, end % 12 + 1, 1) - DAY
    return replace(hit, value=f"{year}-{end - size + 1:02}-01/{last}")


def _back(published: datetime.date, unit: str, n: int, halves: int) -> str | None:
    """The value `n` units and `halves` half units before publication; None before the calendar begins."""
    if n > 1_500:
        return None
    if unit in "dw":
        return (published - (n * 7 + halves * 3 if unit == "w" else n) * DAY).isoformat()
    year, month = month_shifted(published, -(n * 12 + halves * 6 if unit == "y" else n))
    return None if year < 1 else f"{year:04}-{month:02}" if unit == "m" else f"{year:04}"


def _ago(s: Sentence, i: int) -> Hit | None:
    """«قبل ثلاثة أيام», «منذ أسبوعين», «قبل نحو شهر»; not «قبل يوم من …», «منذ يوم الأحد», «قبل شهر رمضان»."""
    if s.words[i] not in ("قبل", "منذ") or s.published is None:
        return None
    j, bound = modifier(s.keys, i + 1)
    unit, n = UNITS.get(s.keys[j].removeprefix("ال") if bound else s.keys[j], ("", 0))
    if unit:
        j += 1
        after = s.keys[j]
        dated = after[:1].isdigit() or after in HIJRI or after.startswith("ال") or s.words[j] in s.tables.starts
        if n == 1 and dated and after != "من":
            return None
    else:
        count = count_at(s.keys, j)
        if count is None or count.low is None or count.low != count.high:
            return None
        unit, n, j = COUNTED.get(s.keys[count.last], ""), count.low, count.last + 1
        if not unit:
            return None
    halves = int(s.keys[j] == "ونصف")
    j += halves
    rough = bool(bound) or s.keys[j] == "تقريبا" or s.keys[j : j + 2] == ("على", "الاقل")
    j += (s.keys[j] == "تقريبا") + 2 * (s.keys[j : j + 2] == ("على", "الاقل"))
    if s.words[i] == "قبل" and s.keys[j] == "من" and s.keys[j + 1] != "قبل":
        return None
    value = _back(s.published, unit, n, halves)
    return Hit(j, value[:7] if rough else value, True) if value else None


def _base_day(s: Sentence, i: int) -> tuple[int, int] | None:
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
        qualifier = qualifier_at(s, i + 1)
        return qualifier if qualifier and qualifier[0] < 0 else (0, i + 1)
    if word == "اليوم" and after not in _NOT_TODAY and before not in _NOT_TODAY_AFTER:
        return 0, i + 1
    return None


def _weekday(s: Sentence, i: int) -> tuple[datetime.date | None, int, str] | None:
    """(day, next token, cycle) of a weekday and its qualifier; no day without publication."""
    number = s.tables.weekdays.get(s.words[i])
    habit = i and (s.words[i - 1] in _HABIT or (s.words[i - 1] == "يوم" and i > 1 and s.words[i - 2] in _HABIT))
    if number is None or habit:
        return None
    shift, j = qualifier_at(s, i + 1) or (None, i + 1)
    if s.published is None:
        return None, j, ""
    ago = (s.published.isoweekday() - number) % 7
    if shift == 1:
        return s.published + (7 - ago) * DAY, j, ""
    return s.published - (ago + 7 * (shift == -2)) * DAY, j, "" if shift else "week"


def _beside(s: Sentence, i: int, base: datetime.date) -> tuple[datetime.date, int]:
    """(day, next token) where a weekday may stand beside «أمس»: «أمس الخميس», «اليوم (السبت)», «أمس، الجمعة»."""
    opened = s.keys[i] in ("(", "،")
    j = i + opened
    j += s.keys[j] == "يوم"
    number = s.tables.weekdays.get(s.keys[j])
    if number is None:
        return base, i
    off = (number - base.isoweekday() + 3) % 7 - 3
    return base + off * DAY, j + 1 + (s.keys[i] == "(" and s.keys[j + 1] == ")")


def _day(s: Sentence, i: int) -> Hit | None:
    """A day by its word or weekday, with the weekday and the calendar date that stand beside it."""
    day: datetime.date | None = None
    cycle = ""
    if base := _base_day(s, i):
        j = base[1]
        if s.published:
            day, j = _beside(s, j, s.published + base[0] * DAY)
    elif weekday := _weekday(s, i):
        day, j, cycle = weekday
    else:
        return None
    opened = s.keys[j] in ("(", "،")
    k = j + opened
    k += s.keys[k] in ("الموافق", "المصادف")
    date = calendar_date(s, k)
    if date and ISO_DAY.fullmatch(date.value):
        return replace(date, last=date.last + (s.keys[j] == "(" and s.keys[date.last] == ")"), cycle="")
    return Hit(j, day.isoformat(), True, cycle) if day else None


def _part_of_day(s: Sentence, i: int) -> Hit | None:
    """«فجر اليوم», «بعد ظهر الجمعة», «يوم 20 يوليو»: the day. «ليل السبت - الأحد»: both days as an interval."""
    j = i + (s.words[i] in ("بعد", "قبل", "منتصف") and s.keys[i + 1] in PARTS)
    part = s.words[j] if s.words[j] in PARTS else ""
    j += bool(part)
    j += s.words[j] == "يوم"
    if j == i:
        return None
    hit = _day(s, j)
    if hit and part in ("ليل", "ليلة") and s.keys[j] in s.tables.weekdays:
        k = hit.last + (s.keys[hit.last] in ("-", "–", "—", "/"))
        number = s.tables.weekdays.get(s.keys[k])
        if number == s.tables.weekdays[s.keys[j]] % 7 + 1:
            return Hit(k + 1, f"{hit.value}/{datetime.date.fromisoformat(hit.value) + DAY}", True)
    hit = hit or calendar_date(s, j)
    return hit if hit and (not hit.value or ISO_DAY.match(hit.value)) else None


_PARSERS = (_part_of_day, _day, _ago, calendar_date, _part_of_unit, _unit, _year, _share)
"""In this order: a longer reading comes before one that its second word would begin."""


def _aligned(low: str, high: str, a: Hit, b: Hit) -> str | None:
    """`low` moved to stand before `high` in a range: a bare weekday by weeks, a month without a year to the other end's year."""
    if a.cycle == "year" and (low > high or b.cycle != "year"):
        moved = high[:4] + low[4:]
        return moved if moved <= high else f"{int(high[:4]) - 1:04}" + low[4:]
    while a.cycle == "week" and low > high:
        low = (datetime.date.fromisoformat(low) - 7 * DAY).isoformat()
    return low if low <= high else None


def _spanned(s: Sentence, a: DateMention, hit_a: Hit, first: int, b: Hit) -> DateMention | None:
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


def _day_range_start(s: Sentence, i: int, value: str) -> int:
    """Where «بين 10 و12 يوليو», «من 3 إلى 5 مايو» begin: the preposition belongs to a range."""
    if "/" not in value or i == 0 or not ISO_DAY.match(value) or not (s.keys[i][:1].isdigit() or s.words[i] in COMPOUND):
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
    s = Sentence((*keys, *_PADDING), words + _PADDING, published, known, [])
    out: list[DateMention] = []
    previous = Hit(0, "")
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
