"""Dates as Arabic news writes them, made ISO 8601 against the day of publication.

`find_dates` takes the folded keys of one sentence (`rawi.arabic.script.fold`; marks and numbers are tokens of their own).
Values are `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or an interval `a/b` of such, each with its first and last day and its granularity. The rules:

- a weekday, bare, is the nearest such day on or before publication, «الماضي» the nearest one before it, «المقبل» the next one after it;
  beside «أمس», «اليوم» or «غدا» it is the one nearest to that day, and beside a calendar date the date wins;
- a month without a year is this month or the nearest one past; «الماضي» shuts this month out, «المقبل» is the next to come;
- a part of a unit («أواخر الشهر الماضي», «منتصف 2014») has the value of the unit and the days of its third; where a year or week begins or
  ends («مطلع 2014», «نهاية العام») is its first or last month, or its first two days; the span takes its word in, but no preposition;
- «قبل/منذ N»: days and weeks give a day, months a month, years a year; after «نحو», «أكثر من» … days and weeks give a month;
- «الأيام الثلاثة الماضية»: the three days before the day of publication, which «الأخيرة» includes; weeks, months and years reach back
whole;
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
    DAY,
    DECADES,
    DOTTED,
    EDGES,
    HIJRI_WORDS,
    ISO_DAY,
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
    default_tables,
    word_set,
)
from rawi.arabic.days import day_named, days_late, of_two_calendars, part_of_day
from rawi.arabic.intervals import bounds, granularity
from rawi.arabic.units_of_time import PAST_MANY, ago, decade_named, part_of_unit, season_named, share_of_unit, unit_of_time, years

_COMING_PAIR = word_set("المقبلين المقبلتين القادمين القادمتين المقبلان القادمان")
_PAIRED = word_set("يومي ليلتي شهري")
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


_PARSERS = (part_of_day, day_named, ago, share_of_unit, of_two_calendars, part_of_unit, unit_of_time, years, decade_named, season_named)
"""In this order: a longer reading comes before one that its second word would begin."""
_WITH_DIGITS = (of_two_calendars, years)
_BEGIN = {
    part_of_day: PARTS | word_set("بعد قبل منتصف يوم الليلة"),
    ago: word_set("قبل منذ"),
    share_of_unit: frozenset(SHARES),
    part_of_unit: EDGES | SEASONS,
    unit_of_time: frozenset({*word_set("هذا هذه خلال طوال"), *THE_UNITS, *("ال" + w for w in (*UNITS, *PLURALS))}),
    years: YEARS | PAIRED_YEARS,
    decade_named: frozenset({*DECADES, "عقد"}),
    season_named: frozenset("ال" + season for season in SEASONS),
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
    elif paired and s.keys[last] in PAST_MANY:
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


def lags(keys: Sequence[str], published: datetime.date) -> list[int]:
    """How many days before `published` a sentence of folded keys says that it was written, once for each «اليوم الأحد», «أمس (الاثنين)».

    An archive may date an article by the day when it fetched or moved it; the weekday beside «اليوم» tells the day of writing. At most
    `MOST_LATE` days; 0 where the weekday fits.
    """
    known = default_tables()
    if known.weekdays.keys().isdisjoint(keys):
        return []
    words = tuple([known.bare.get(key, key) for key in keys])
    s = Sentence((*keys, *_PADDING), words + _PADDING, published, known, [])
    return [late for i in range(len(words)) if (late := days_late(s, i)) is not None]


def find_dates(keys: Sequence[str], published: datetime.date | None) -> list[DateMention]:
    """The dates in one sentence of folded keys, from left to right, none overlapping.

    Without `published` a date that does not carry its year has no value, but says what it is relative to. Linear in the length of the
    sentence.
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
