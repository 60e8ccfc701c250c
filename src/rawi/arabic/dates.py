"""Dates as Arabic news writes them, made ISO 8601 against the day of publication.

`find_dates` takes the folded keys of one sentence (`rawi.arabic.script.fold`; marks and numbers are tokens of their own).
Values are `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or an interval `a/b` of such, each with its first and last day and its granularity. The rules:

- a weekday, bare, is the nearest such day on or before publication, «الماضي» the nearest one before it, «المقبل» the next one after it;
  beside «أمس», «اليوم» or «غدا» it is the one nearest to that day, and beside a calendar date the date wins;
- a month without a year is this month or the nearest one past; «الماضي» shuts this month out, «المقبل» is the next to come;
- a part of a unit («مطلع 2014», «أواخر الشهر الماضي») has the value of the unit and the days of its third; the span takes its word in,
  but no preposition;
- «قبل/منذ N»: days and weeks give a day, months a month, years a year; after «نحو», «أكثر من» … days and weeks give a month;
- «الأيام الثلاثة الماضية»: three days, the day of publication the last of them; weeks, months and years reach back whole;
- Hijri dates and feasts are Gregorian days (see `rawi.arabic.hijri`);
- without a day of publication a relative date has no value but what it is relative to: an ISO 8601 duration, or a TIMEX3 pattern;
- camps and places named by a date («قوى 14 آذار», «شارع 26 يوليو») and «الأيام الماضية» give no mention.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rawi.arabic.calendar import (
    COMPOUND,
    COUNTED,
    DAY,
    DECADES,
    DOTTED,
    EDGES,
    HIJRI,
    HIJRI_WORDS,
    ISO_DAY,
    ONES,
    PAIRED_YEARS,
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
    year_in_words,
)
from rawi.arabic.hijri import hijri_date
from rawi.arabic.intervals import EDGE_OF, bounds, granularity
from rawi.arabic.numbers import count_at, modifier

_PAST_MANY = word_set(
    "الماضية الاخيرة المنصرمة الفائتة الماضيين الماضيتين الماضيان الاخيرين الاخيرتين المنصرمين المنصرمتين الفائتين الفائتتين"
)
_COMING_PAIR = word_set("المقبلين المقبلتين القادمين القادمتين المقبلان القادمان")
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
_AFTER_A_SPAN = word_set("بعد قبل منذ خلال من هذا هذه في ظهر فجر ليل")
_MEASURES = word_set("متر مترا كيلومتر كلم كم دولار يورو شخص شخصا قتيل قتيلا جندي جنديا عنصر مقاتل قرية ساعة يوم يوما الف مليون")
_UNTIL = (("الى",), ("حتى",), ("وحتى",), ("ولغاية",), ("لغاية",), ("والى",), ("و", "حتى"))
_PADDING = ("",) * 12
Parser = Callable[[Sentence, int], Hit | None]


SENTINEL = datetime.date(2001, 1, 17)
"""Stands for the day of publication where there is none; what is reckoned from it never leaves this module."""


class DateMention(NamedTuple):
    """A date in tokens `[first, last)`.

    `anchored` says that `value` was reckoned from the day of publication. `start` and `end`: the first and last day meant. A relative date
    without a day to reckon from has no value, start and end, but `relative` (see `rawi.model.DateValue`).
    """

    first: int
    last: int
    value: str
    anchored: bool
    start: str = ""
    end: str = ""
    granularity: str = ""
    relative: str = ""


def _span_of_time(n: int, unit: str) -> str:
    """An ISO 8601 duration with its sign: «أسبوعين» before is -P2W."""
    return f"{'-' if n < 0 else ''}P{abs(n)}{unit.upper()}"


def _unit_hit(last: int, unit: str, shift: int, published: datetime.date) -> Hit:
    return Hit(last, _unit_value(unit, shift, published), True, relative=_span_of_time(shift, unit), granularity="week" if unit == "w" else "")


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
    i += s.words[i] in ("خلال", "طوال")
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
    if not start:
        return None
    return Hit(j + 1, f"{start}/{end[: len(start)]}", True, relative=_span_of_time(-n, unit), granularity="range")


def _unit(s: Sentence, i: int) -> Hit | None:
    """«الشهر الماضي», «هذا العام», «الأسبوع المقبل», «الأسبوعين الماضيين»."""
    word, before = s.words[i], s.words[i - 1] if i else ""
    if word in ("هذا", "هذه") and s.words[i + 1] in THE_UNITS:
        return _unit_hit(i + 2, THE_UNITS[s.words[i + 1]], 0, s.published) if s.published else None
    office = word == "العام" and before in _NOT_YEAR_AFTER
    if word in THE_UNITS and s.published and (qualifier := qualifier_at(s, i + 1)) and not office:
        return _unit_hit(qualifier[1], THE_UNITS[word], qualifier[0], s.published)
    return _lately(s, i)


def _year(s: Sentence, i: int) -> Hit | None:
    """«عام 2014», «عامي 2013 و2014», «من 2006 إلى 2008», and bare years after «في» and «منذ»."""
    named = s.words[i] in YEARS or s.words[i] in PAIRED_YEARS
    before = s.words[i - 1] if i else ""
    year = gregorian_year(s, i + named) or (year_in_words(s, i + 1) if named else None)
    if year is None:
        return None
    mark = s.keys[year[1]]
    between = before in ("بين", "وبين")
    linked = mark in ("-", "/", "–") or (mark == "و" and (s.words[i] in PAIRED_YEARS or between))
    linked = linked or (mark in ("الى", "حتى") and (named or before == "من"))
    second = gregorian_year(s, year[1] + 1) if linked else None
    if not named and not (before in _YEAR_CUES and mark not in _MEASURES) and not ((before == "من" or between) and second):
        return None
    if second and second[0] > year[0]:
        return Hit(second[1], f"{year[0]}/{second[0]}")
    return Hit(year[1], str(year[0]))


def _part_of_unit(s: Sentence, i: int) -> Hit | None:
    """«مطلع 2014», «أواخر الشهر الماضي», «نهاية العام», «صيف 2012»: the value of the unit."""
    word, unit = s.words[i], THE_UNITS.get(s.words[i + 1])
    if word not in EDGES and word not in SEASONS:
        return None
    hit = calendar_date(s, i + 1) or _unit(s, i + 1) or _year(s, i + 1) or hijri_date(s, i + 1) or _decade(s, i + 1)
    if hit is None and (year := gregorian_year(s, i + 1)):
        hit = Hit(year[1], str(year[0]))
    if hit is None and unit in ("m", "y") and s.published and word in EDGES:
        hit = _unit_hit(i + 2, unit, 0, s.published)
    if hit is None or not hit.value or not (word in EDGES or len(hit.value) == 4):
        return None
    if word in SEASONS:
        return hit._replace(edge=word, granularity="season")
    return hit._replace(edge=EDGE_OF.get(word, ""))


def _season(s: Sentence, i: int) -> Hit | None:
    """«الصيف الماضي», «الشتاء المقبل»: the last one that is over, or the next to come, by the year in which it ends."""
    word = s.words[i].removeprefix("ال")
    qualifier = qualifier_at(s, i + 1)
    if word not in SEASONS or s.words[i] == word or qualifier is None or s.published is None:
        return None
    year = s.published.year
    days = [(y, bounds(str(y), word)) for y in (year - 1, year, year + 1)]
    today = s.published.isoformat()
    past = [y for y, (_, end) in days if end < today]
    coming = [y for y, (start, _) in days if start > today]
    chosen = coming[:1] if qualifier[0] > 0 else past[-1:] if qualifier[0] < 0 else [year]
    if not chosen:
        return None
    return Hit(qualifier[1], str(chosen[0]), True, relative=_span_of_time(qualifier[0], "y"), granularity="season", edge=word)


def _half_month(s: Sentence, i: int) -> Hit | None:
    """«النصف الأول من الشهر الجاري», «النصف الثاني من حزيران 2014»: days 1-15, or 16 to the end."""
    rank = ONES.get(s.keys[i + 1], 2 if s.keys[i + 1] == "الاخير" else 0)
    if s.words[i] != "النصف" or rank not in (1, 2) or s.keys[i + 2] != "من":
        return None
    hit = _unit(s, i + 3) or calendar_date(s, i + 3)
    if hit is None or len(hit.value) != 7:
        return None
    first, last = bounds(hit.value)
    value = f"{first}/{first[:8]}15" if rank == 1 else f"{first[:8]}16/{last}"
    return hit._replace(value=value, granularity="range", edge="")


def _share(s: Sentence, i: int) -> Hit | None:
    """«النصف الأول من العام 2015», «الربع الأخير من 2014»: an interval of days."""
    size, key = SHARES.get(s.words[i], 0), s.keys[i + 1]
    rank = 12 // size if size and key == "الاخير" else ONES.get(key, 0)
    if not size or not 1 <= rank <= 12 // size or s.keys[i + 2] != "من":
        return None
    hit = _half_month(s, i) or _unit(s, i + 3) or _year(s, i + 3)
    if hit is not None and hit.granularity == "range":
        return hit
    if hit is None and s.words[i + 3] in ("العام", "السنة") and s.published:
        hit = _unit_hit(i + 4, "y", 0, s.published)
    if hit is None and (bare := gregorian_year(s, i + 3)):
        hit = Hit(bare[1], str(bare[0]))
    if hit is None or len(hit.value) != 4:
        return None
    year, end = int(hit.value), rank * size
    last = datetime.date(year + end // 12, end % 12 + 1, 1) - DAY
    return hit._replace(value=f"{year}-{end - size + 1:02}-01/{last}")


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
        dated = after[:1].isdigit() or after in HIJRI or after.startswith("ال") or s.words[j] in s.tables.starts - _AFTER_A_SPAN
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
    return Hit(j, value[:7] if rough else value, True, relative=_span_of_time(-n, unit)) if value else None


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
    meant = before == "يوم" or before in PARTS or s.keys[i] in ("بالغد", "للغد", "لغد") or after in s.tables.weekdays
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
    """(day, next token, cycle) of a weekday and its qualifier."""
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
    ago = ago or (7 if shift is not None and shift < 0 else 0)
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
    cycle = relative = ""
    if base := _base_day(s, i):
        j = base[1]
        relative = _span_of_time(base[0], "d")
        if s.published:
            day, j = _beside(s, j, s.published + base[0] * DAY)
    elif weekday := _weekday(s, i):
        day, j, cycle = weekday
        relative = f"XXXX-WXX-{s.tables.weekdays[s.words[i]]}"
    else:
        return None
    opened = s.keys[j] in ("(", "،")
    k = j + opened
    k += s.keys[k] in ("الموافق", "المصادف")
    date = _of_two_calendars(s, k)
    if date and ISO_DAY.fullmatch(date.value):
        return date._replace(last=date.last + (s.keys[j] == "(" and s.keys[date.last] == ")"), cycle="")
    return Hit(j, day.isoformat(), True, cycle, relative) if day else None


def _of_two_calendars(s: Sentence, i: int) -> Hit | None:
    """A calendar date, Gregorian or Hijri, with the same day in the other calendar behind it; the Gregorian one counts."""
    first = calendar_date(s, i)
    hijri = None if first else hijri_date(s, i)
    if not (first or hijri):
        return None
    found = first or hijri
    assert found is not None
    j = found.last
    opened = s.keys[j] in ("(", "،", "/", "-")
    k = j + opened
    said = s.keys[k] in ("الموافق", "المصادف", "الموافقة", "ل", "اي")
    k += said
    second = (hijri_date(s, k) if first else calendar_date(s, k)) if opened or said else None
    if second is None or not ISO_DAY.fullmatch(second.value) or not ISO_DAY.fullmatch(found.value) or not (said or not second.anchored):
        return found
    if not said and abs(datetime.date.fromisoformat(found.value) - datetime.date.fromisoformat(second.value)) > 2 * DAY:
        return found
    last = second.last + (s.keys[j] == "(" and s.keys[second.last] == ")")
    return (first or found)._replace(last=last, granularity="")


def _decade(s: Sentence, i: int) -> Hit | None:
    """«الثمانينيات», «ثمانينيات القرن الماضي», «عقد التسعينيات»: a decade of the twentieth century."""
    j = i + (s.words[i] == "عقد")
    tens = DECADES.get(s.words[j])
    if tens is None:
        return None
    last = j + 1
    if s.keys[last] == "القرن" and s.keys[last + 1] in ("الماضي", "العشرين", "المنصرم"):
        last += 2
    elif not s.words[j].startswith("ال"):
        return None
    return Hit(last, f"{1900 + tens}/{1909 + tens}", granularity="decade")


def _part_of_day(s: Sentence, i: int) -> Hit | None:
    """«فجر اليوم», «بعد ظهر الجمعة», «يوم 20 يوليو»: the day. «ليل السبت - الأحد»: both days as an interval."""
    j = i + (s.words[i] in ("بعد", "قبل", "منتصف") and s.keys[i + 1] in PARTS)
    part = s.words[j] if s.words[j] in PARTS else ""
    j += bool(part)
    j += s.words[j] == "يوم"
    if j == i and s.words[i] != "الليلة":
        return None
    hit = _day(s, j)
    if hit and part in ("ليل", "ليلة") and s.keys[j] in s.tables.weekdays:
        k = hit.last + (s.keys[hit.last] in ("-", "–", "—", "/", "الى"))
        number = s.tables.weekdays.get(s.words[k])
        if number == s.tables.weekdays[s.keys[j]] % 7 + 1:
            return Hit(k + 1, f"{hit.value}/{datetime.date.fromisoformat(hit.value) + DAY}", True, relative=hit.relative, granularity="part")
    hit = hit or _of_two_calendars(s, j)
    night = s.words[j] == "الليلة" and hit is not None
    if hit is None or (hit.value and not ISO_DAY.match(hit.value)):
        return None
    return hit._replace(granularity="part") if (part or night) and hit.value else hit


_PARSERS = (_part_of_day, _day, _ago, _share, _of_two_calendars, _part_of_unit, _unit, _year, _decade, _season)
"""In this order: a longer reading comes before one that its second word would begin."""
_WITH_DIGITS = (_of_two_calendars, _year)
_BEGIN = {
    _part_of_day: PARTS | word_set("بعد قبل منتصف يوم الليلة"),
    _ago: word_set("قبل منذ"),
    _share: frozenset(SHARES),
    _part_of_unit: EDGES | SEASONS,
    _unit: word_set("هذا هذه خلال طوال") | THE_UNITS.keys() | {"ال" + w for w in (*UNITS, *PLURALS)},
    _year: YEARS | PAIRED_YEARS,
    _decade: DECADES.keys() | {"عقد"},
    _season: frozenset("ال" + season for season in SEASONS),
}
"""The words at which alone a parser can begin; one that is not here may begin at any start."""


@lru_cache(maxsize=4096)
def _parsers_at(word: str) -> tuple[Parser, ...]:
    """The parsers that may read from a word, in order."""
    if word[:1].isdigit():
        return _WITH_DIGITS
    return tuple(parse for parse in _PARSERS if word in _BEGIN.get(parse, (word,)))


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
    if not low or low == high:
        return None
    last = b.last
    if paired and s.keys[last] in _COMING_PAIR and len(low) == len(high) == 10 and s.published:
        while low <= s.published.isoformat():
            low, high = ((datetime.date.fromisoformat(day) + 7 * DAY).isoformat() for day in (low, high))
        last += 1
    elif paired and s.keys[last] in _PAST_MANY:
        last += 1
    anchored = b.anchored or (hit_a.anchored and hit_a.cycle != "year")  # a month before one with its year takes that year
    relative = f"{hit_a.relative or hit_a.value}/{b.relative or b.value}" if anchored else ""
    return _mention(s, start - opens, Hit(last, f"{low}/{high}", anchored, relative=relative, granularity="range"))


def _mention(s: Sentence, first: int, hit: Hit) -> DateMention:
    """The mention of a hit, with its days and its granularity."""
    start, end = bounds(hit.value, hit.edge)
    relative = hit.relative if s.published is SENTINEL else ""
    return DateMention(first, hit.last, hit.value, hit.anchored, start, end, hit.granularity or granularity(hit.value), relative)


def _without_anchor(mention: DateMention) -> DateMention:
    """What is left of a mention when there is no day to reckon from."""
    if not mention.anchored:
        return mention._replace(relative="")
    return mention._replace(value="", start="", end="")


def _day_range_start(s: Sentence, i: int, value: str) -> int:
    """Where «بين 10 و12 يوليو», «من 3 إلى 5 مايو» begin: the preposition belongs to a range."""
    if "/" not in value or i == 0:
        return i
    years = len(value) == 9 and (s.keys[i][:1].isdigit() or s.words[i] in PAIRED_YEARS)
    if not years and not (ISO_DAY.match(value) and (s.keys[i][:1].isdigit() or s.words[i] in COMPOUND)):
        return i
    i -= s.words[i - 1] in _PAIRED
    return i - (i > 0 and s.words[i - 1] in ("بين", "من"))


def find_dates(keys: Sequence[str], published: datetime.date | None) -> list[DateMention]:
    """The dates in one sentence of folded keys, from left to right, none overlapping.

    Without `published` a date that does not carry its year has no value, but says what it is relative to. Linear in the length of the sentence.
    """
    known = default_tables()
    if known.triggers.isdisjoint(keys) and not any(len(key) > 7 and DOTTED.fullmatch(key) for key in keys):
        return []
    bare = known.bare
    words = tuple([bare.get(key, key) for key in keys])
    s = Sentence((*keys, *_PADDING), words + _PADDING, published or SENTINEL, known, [], not HIJRI_WORDS.isdisjoint(words))
    out: list[DateMention] = []
    previous = Hit(0, "")
    i = 0
    starts = known.starts
    while i < len(words):
        word = words[i]
        hit = None
        if word in starts or word[:1].isdigit():
            for parse in _parsers_at(word):
                hit = parse(s, i)
                if hit is not None:
                    break
        if hit is None:
            i += 1
            continue
        if hit.value:
            span = _spanned(s, out[-1], previous, i, hit) if out else None
            if span:
                out[-1] = span
            else:
                out.append(_mention(s, _day_range_start(s, i, hit.value), hit))
            previous = hit
            if len(hit.value) in (7, 10):
                s.months_seen.append(hit.value[:7])
        i = max(hit.last, out[-1].last if out else 0)
    return out if published else [_without_anchor(m) for m in out]
