"""Events over time: how many claims tell of an event on a day, in a week or in a month, by type."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from rawi.archive import tables as t
from rawi.errors import BadDate, BadRequest
from rawi.sources import check_date

UNITS = ("day", "week", "month")
USUAL = {"day": 42, "week": 26, "month": 24}
"""So many units up to the last day of publication, where nobody asks for others."""
MOST = 200
"""Units at once."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included, in units of UNITS."""

    unit: str
    first: date
    last: date

    def buckets(self) -> list[tuple[date, date]]:
        """First and last day of every unit, the first and last unit cut to the span."""
        out = []
        day = self.first
        while day <= self.last:
            end = min(_end(self.unit, day), self.last)
            out.append((day, end))
            if end == self.last:  # there may be no day behind it
                break
            day = end + timedelta(days=1)
        return out


@dataclass(frozen=True, slots=True)
class Series:
    """Claims by type (most first).

    `counts`: in each bucket, those whose days overlap it; `within`: those of them whose days lie in that bucket alone; `totals`: in all of
    the span, each claim once.
    """

    span: Span
    buckets: list[tuple[date, date]]
    counts: Mapping[str, list[int]]
    within: Mapping[str, list[int]]
    totals: Mapping[str, int]

    def sums(self, counts: Mapping[str, list[int]]) -> list[int]:
        """`counts` or `within` of all types, by bucket."""
        return [sum(column) for column in zip(*counts.values(), strict=True)] if counts else [0] * len(self.buckets)


def span_of(connection: Connection, unit: str | None, first: str | None, last: str | None) -> Span:
    """What was asked for; what was not is chosen by the days of publication. Raises BadRequest."""
    if unit and unit not in UNITS:
        raise BadRequest(f"by: {unit[:40]!r} is none of {', '.join(UNITS)}")
    start, end = _day("from", first), _day("to", last)
    d = t.documents.c
    low, high = (_known(x) for x in connection.execute(select(func.min(d.published), func.max(d.published))).one())
    end = end or high or start or date(2000, 1, 1)
    reach = (end - (start or low or end)).days
    unit = unit or ("day" if reach <= 60 else "week" if reach <= 60 * 7 else "month")
    start = start or _back(unit, end)
    if start > end:
        raise BadRequest(f"to: {end} is before {start}")
    if (end - start).days > MOST * {"day": 1, "week": 7, "month": 30}[unit]:
        raise BadRequest(f"more than {MOST} units of a {unit}", hint="Ask for fewer days, or for weeks or months.")
    return Span(unit, start, end)


def series(connection: Connection, span: Span) -> Series:
    """How many current claims tell of an event whose days overlap each bucket: what the search finds for those days."""
    c = t.claims.c
    first, last = span.first.isoformat(), span.last.isoformat()
    told = (
        select(c.type, c.date_start, c.date_end, func.count())
        .where(c.current == 1, c.date_start.is_not(None), c.date_start <= last, c.date_end >= first)
        .group_by(c.type, c.date_start, c.date_end)
    )
    buckets = span.buckets()
    starts, ends = [a.isoformat() for a, _ in buckets], [b.isoformat() for _, b in buckets]
    counts: dict[str, list[int]] = {}
    within: dict[str, list[int]] = {}
    totals: Counter[str] = Counter()
    for kind, start, end, number in connection.execute(told):
        column, alone = counts.setdefault(kind, [0] * len(buckets)), within.setdefault(kind, [0] * len(buckets))
        totals[kind] += number
        for n in range(bisect_left(ends, start), bisect_right(starts, end)):
            column[n] += number
            if start >= starts[n] and end <= ends[n]:
                alone[n] += number
    order = sorted(counts, key=lambda kind: (-totals[kind], kind))
    sums = {kind: totals[kind] for kind in order}
    return Series(span, buckets, {kind: counts[kind] for kind in order}, {kind: within[kind] for kind in order}, sums)


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(check_date(text) or "")
    except (BadDate, ValueError):
        raise BadRequest(f"{name}: {text[:40]!r} is not a day as YYYY-MM-DD") from None


def _known(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _end(unit: str, day: date) -> date:
    """The last day of the unit that a day lies in; weeks end on Sunday (ISO 8601)."""
    if unit == "day":
        return day
    if unit == "week":
        return day + timedelta(days=6 - day.weekday()) if day < date(9999, 12, 25) else date.max
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if day < date(9999, 12, 1) else date.max


def _back(unit: str, last: date) -> date:
    """The first day of the usual span up to `last`."""
    days = {"day": 1, "week": 7, "month": 30}[unit] * USUAL[unit]
    first = date.fromordinal(max(1, last.toordinal() - days + 1))
    if unit == "week":
        return date.fromordinal(max(1, first.toordinal() - first.weekday()))
    return first.replace(day=1) if unit == "month" else first
