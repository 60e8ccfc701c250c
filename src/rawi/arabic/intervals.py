"""First and last day of an ISO value, and of the beginning, middle or end of one."""

from __future__ import annotations

import datetime
from functools import lru_cache

from rawi.arabic.script import fold

DAY = datetime.timedelta(days=1)
START, MIDDLE, END = "start", "middle", "end"
EDGE_OF = {
    **dict.fromkeys(map(fold, ["مطلع", "بداية", "بدايات", "أوائل", "مستهل", "اول", "غرة"]), START),
    **dict.fromkeys(map(fold, ["منتصف", "أواسط", "وسط"]), MIDDLE),
    **dict.fromkeys(map(fold, ["أواخر", "نهاية", "نهايات", "ختام", "آخر", "اخر"]), END),
}  # fmt: skip
"""A part of a unit: its first, middle or last third. (A convention of ours; the press means no more than «early», «mid», «late».)"""
SEASON_OF = {"شتاء": (12, 2), "ربيع": (3, 5), "صيف": (6, 8), "خريف": (9, 11)}
"""Months of the meteorological seasons; winter begins in the year before."""


def _last_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - DAY


def _first(value: str) -> datetime.date:
    parts = [int(p) for p in value.split("-")]
    return datetime.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _last(value: str) -> datetime.date:
    parts = [int(p) for p in value.split("-")]
    if len(parts) == 3:
        return datetime.date(parts[0], parts[1], parts[2])
    return _last_of_month(parts[0], parts[1]) if len(parts) == 2 else datetime.date(parts[0], 12, 31)


@lru_cache(maxsize=8192)
def bounds(value: str, edge: str = "") -> tuple[str, str]:
    """(first day, last day) of a day, month, year or interval `a/b`; `edge` narrows to a third or names a season.

    Thirds: of a month days 1-10, 11-20, 21 to its end; of a year four months; of another interval by days.
    """
    low, _, high = value.partition("/")
    first, last = _first(low), _last(high or low)
    if edge in SEASON_OF:
        a, b = SEASON_OF[edge]
        first = datetime.date(first.year - (a > b), a, 1)
        last = _last_of_month(last.year, b)
    elif edge:
        first, last = _third(value, first, last, edge)
    return first.isoformat(), last.isoformat()


def _third(value: str, first: datetime.date, last: datetime.date, edge: str) -> tuple[datetime.date, datetime.date]:
    n = (START, MIDDLE, END).index(edge)
    if len(value) == 4:
        return datetime.date(first.year, 4 * n + 1, 1), _last_of_month(first.year, 4 * n + 4)
    days = (last - first).days + 1
    if 28 <= days <= 31:
        return first + 10 * n * DAY, last if n == 2 else first + (10 * n + 9) * DAY
    size = max(1, days // 3)
    return first + size * n * DAY, last if n == 2 else min(last, first + (size * (n + 1) - 1) * DAY)


def granularity(value: str) -> str:
    """day, month, year or range, by the form of the value."""
    return {10: "day", 7: "month", 4: "year"}.get(len(value), "range")
