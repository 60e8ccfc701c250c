"""Weeks, months, years and their parts, and spans of time: «الشهر الماضي», «مطلع 2014», «قبل ثلاثة أيام», «الثمانينيات»."""

from __future__ import annotations

import datetime

from rawi.arabic.calendar import (
    COUNTED,
    DAY,
    DECADES,
    EDGES,
    HIJRI,
    ISO_DAY,
    ONES,
    PAIRED_YEARS,
    PLURALS,
    SEASONS,
    SHARES,
    THE_UNITS,
    UNITS,
    YEARS,
    Hit,
    Sentence,
    calendar_date,
    gregorian_year,
    month_shifted,
    qualifier_at,
    word_set,
    year_in_words,
)
from rawi.arabic.hijri import hijri_date
from rawi.arabic.intervals import EDGE_OF, bounds
from rawi.arabic.numbers import count_at, modifier

PAST_MANY = word_set(
    "الماضية الاخيرة المنصرمة الفائتة الماضيين الماضيتين الماضيان الاخيرين الاخيرتين المنصرمين المنصرمتين الفائتين الفائتتين"
)
_LATEST = word_set("الاخيرة الاخيرين الاخيرتين")
_YEAR_CUES = word_set("في وفي منذ")
_NOT_YEAR_AFTER = word_set(
    "الامين امين المدير مدير النائب المدعي القائد السكرتير المفتش المراقب المنسق المفوض الراي القطاع الامن المؤتمر المجلس"
)
_AFTER_A_SPAN = word_set("بعد قبل منذ خلال من هذا هذه في ظهر فجر ليل")
_MEASURES = word_set("متر مترا كيلومتر كلم كم دولار يورو شخص شخصا قتيل قتيلا جندي جنديا عنصر مقاتل قرية ساعة يوم يوما الف مليون")


def duration(n: int, unit: str) -> str:
    """An ISO 8601 duration with its sign: «أسبوعين» before is -P2W."""
    return f"{'-' if n < 0 else ''}P{abs(n)}{unit.upper()}"


def _unit_hit(last: int, unit: str, shift: int, published: datetime.date) -> Hit:
    return Hit(last, _unit_value(unit, shift, published), True, relative=duration(shift, unit), granularity="week" if unit == "w" else "")


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
    if n < 2 or s.keys[j] not in PAST_MANY:
        return None
    over = unit == "d" and s.keys[j] not in _LATEST  # «اليومين الماضيين» are over, «الأيام الأخيرة» include today
    start = _back(s.published, unit, n - (unit == "d" and not over), 0)
    end = (s.published - over * DAY).isoformat()
    if not start:
        return None
    return Hit(j + 1, f"{start}/{end[: len(start)]}", True, relative=duration(-n, unit), granularity="range")


def unit_of_time(s: Sentence, i: int) -> Hit | None:
    """«الشهر الماضي», «هذا العام», «الأسبوع المقبل», «الأسبوعين الماضيين»."""
    word, before = s.words[i], s.words[i - 1] if i else ""
    if word in ("هذا", "هذه") and s.words[i + 1] in THE_UNITS:
        return _unit_hit(i + 2, THE_UNITS[s.words[i + 1]], 0, s.published) if s.published else None
    office = word == "العام" and before in _NOT_YEAR_AFTER
    if word in THE_UNITS and s.published and (qualifier := qualifier_at(s, i + 1)) and not office:
        return _unit_hit(qualifier[1], THE_UNITS[word], qualifier[0], s.published)
    return _lately(s, i)


def years(s: Sentence, i: int) -> Hit | None:
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


def part_of_unit(s: Sentence, i: int) -> Hit | None:
    """«مطلع 2014», «أواخر الشهر الماضي», «نهاية العام», «صيف 2012»: the value of the unit."""
    word, unit = s.words[i], THE_UNITS.get(s.words[i + 1])
    if word not in EDGES and word not in SEASONS:
        return None
    hit = calendar_date(s, i + 1) or unit_of_time(s, i + 1) or years(s, i + 1) or hijri_date(s, i + 1) or decade_named(s, i + 1)
    if hit is None and (year := gregorian_year(s, i + 1)):
        hit = Hit(year[1], str(year[0]))
    if hit is None and unit in ("m", "y") and s.published and word in EDGES:
        hit = _unit_hit(i + 2, unit, 0, s.published)
    if hit is None or not hit.value or not (word in EDGES or len(hit.value) == 4):
        return None
    if word in SEASONS:
        return hit._replace(edge=word, granularity="season")
    if word in _SHARP and (sharp := _sharp(hit.value, opens=word in _OPENING)):
        return hit._replace(value=sharp, granularity="range" if "/" in sharp else "", cycle="")
    return hit._replace(edge=EDGE_OF.get(word, ""))


_OPENING = word_set("مطلع بداية مستهل")
_SHARP = _OPENING | word_set("نهاية ختام")


def _sharp(value: str, *, opens: bool) -> str | None:
    """The month with which a year begins or ends, the first two days of a week; None for other units."""
    if len(value) == 4:
        return f"{value}-{'01' if opens else '12'}"
    if opens and len(value) == 21 and ISO_DAY.match(value):
        monday, sunday = (datetime.date.fromisoformat(day) for day in value.split("/"))
        return f"{monday}/{monday + DAY}" if sunday - monday == 6 * DAY else None
    return None


def season_named(s: Sentence, i: int) -> Hit | None:
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
    return Hit(qualifier[1], str(chosen[0]), True, relative=duration(qualifier[0], "y"), granularity="season", edge=word)


def _half_month(s: Sentence, i: int) -> Hit | None:
    """«النصف الأول من الشهر الجاري», «النصف الثاني من حزيران 2014»: days 1-15, or 16 to the end."""
    rank = ONES.get(s.keys[i + 1], 2 if s.keys[i + 1] == "الاخير" else 0)
    if s.words[i] != "النصف" or rank not in (1, 2) or s.keys[i + 2] != "من":
        return None
    hit = unit_of_time(s, i + 3) or calendar_date(s, i + 3)
    if hit is None or len(hit.value) != 7:
        return None
    first, last = bounds(hit.value)
    value = f"{first}/{first[:8]}15" if rank == 1 else f"{first[:8]}16/{last}"
    return hit._replace(value=value, granularity="range", edge="")


def share_of_unit(s: Sentence, i: int) -> Hit | None:
    """«النصف الأول من العام 2015», «الربع الأخير من 2014»: an interval of days."""
    size, key = SHARES.get(s.words[i], 0), s.keys[i + 1]
    rank = 12 // size if size and key == "الاخير" else ONES.get(key, 0)
    if not size or not 1 <= rank <= 12 // size or s.keys[i + 2] != "من":
        return None
    hit = _half_month(s, i) or unit_of_time(s, i + 3) or years(s, i + 3)
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


def ago(s: Sentence, i: int) -> Hit | None:
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
    return Hit(j, value[:7] if rough else value, True, relative=duration(-n, unit)) if value else None


def decade_named(s: Sentence, i: int) -> Hit | None:
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
