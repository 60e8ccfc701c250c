"""Single days: «أمس», «الجمعة الماضي», «فجر اليوم», «يوم 20 يوليو», with the weekday and the other calendar's date beside them."""

from __future__ import annotations

import datetime

from rawi.arabic.calendar import (
    DAY,
    ISO_DAY,
    ONES,
    PARTS,
    Hit,
    Sentence,
    calendar_date,
    qualifier_at,
    word_set,
)
from rawi.arabic.hijri import hijri_date
from rawi.arabic.units_of_time import duration

_NOT_TODAY = word_set("التالي نفسه ذاته الوطني العالمي الدولي الواحد السابق المذكور الذي الموعود الاخير المقبل القادم الماضي") | (
    word_set("الحادي الثلاثون المفتوح") | frozenset(ONES)
)
_NOT_TODAY_AFTER = word_set("ذلك نفس ذات هذا المصري روسيا اخبار صحيفة جريدة عين")
_HABIT = word_set("كل ايام سوق شارع مسجد")


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


MOST_LATE = 5
"""A weekday that fits six days before publication is that of the morning after: the paper of tomorrow («أمس الأحد», on a Sunday)."""


def days_late(s: Sentence, i: int) -> int | None:
    """How many days before publication «اليوم الأحد» or «أمس (الاثنين)» at token `i` was written; None where nothing there tells it."""
    base = _base_day(s, i)
    if base is None or base[0] > 0 or s.published is None:
        return None
    j = base[1]
    j += s.keys[j] in ("(", "،")
    j += s.keys[j] == "يوم"
    number = s.tables.weekdays.get(s.keys[j])
    if number is None or qualifier_at(s, j + 1) is not None:
        return None
    late = (s.published.isoweekday() + base[0] - number) % 7
    return late if late <= MOST_LATE else 0


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


def day_named(s: Sentence, i: int) -> Hit | None:
    """A day by its word or weekday, with the weekday and the calendar date that stand beside it."""
    day: datetime.date | None = None
    cycle = relative = ""
    if base := _base_day(s, i):
        j = base[1]
        relative = duration(base[0], "d")
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
    date = of_two_calendars(s, k)
    if date and ISO_DAY.fullmatch(date.value):
        return date._replace(last=date.last + (s.keys[j] == "(" and s.keys[date.last] == ")"), cycle="")
    return Hit(j, day.isoformat(), True, cycle, relative) if day else None


def of_two_calendars(s: Sentence, i: int) -> Hit | None:
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


def part_of_day(s: Sentence, i: int) -> Hit | None:
    """«فجر اليوم», «بعد ظهر الجمعة», «يوم 20 يوليو»: the day. «ليل السبت - الأحد»: both days as an interval."""
    j = i + (s.words[i] in ("بعد", "قبل", "منتصف") and s.keys[i + 1] in PARTS)
    part = s.words[j] if s.words[j] in PARTS else ""
    j += bool(part)
    j += s.words[j] == "يوم"
    if j == i and s.words[i] != "الليلة":
        return None
    hit = day_named(s, j)
    if hit and part in ("ليل", "ليلة") and s.keys[j] in s.tables.weekdays:
        k = hit.last + (s.keys[hit.last] in ("-", "–", "—", "/", "الى"))
        number = s.tables.weekdays.get(s.words[k])
        if number == s.tables.weekdays[s.keys[j]] % 7 + 1:
            return Hit(
                k + 1, f"{hit.value}/{datetime.date.fromisoformat(hit.value) + DAY}", True, relative=hit.relative, granularity="part"
            )
    hit = hit or of_two_calendars(s, j)
    night = s.words[j] == "الليلة" and hit is not None
    if hit is None or (hit.value and not ISO_DAY.match(hit.value)):
        return None
    return hit._replace(granularity="part") if (part or night) and hit.value else hit
