"""Timelines laid out: where a bar begins and ends in hundredths of the width, which lane it lies in, which colour its holder has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rawi.comparing.control import ControlClaim
from rawi.comparing.holding import Dispute, Held, Mark, Timeline, Voice
from rawi.comparing.saying import Party

COLOURS = 8
"""So many holders have a colour and a letter of their own; the last is all others'."""
TICKS = 6
LANE = 22
"""The height of a lane of bars in pixels."""
SIGNS = {
    "lost": "×", "denied": "≠", "entered": "→", "advanced": "»", "retreated": "«", "besieged": "o", "relieved": "°", "contested": "#",
}  # fmt: skip
"""What stands for a mark on the axis; «?» for what is no fact."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Days (ordinals) laid out over the width, from the right where `rtl`."""

    first: int
    last: int
    rtl: bool

    def at(self, day: int) -> float:
        """Where a day begins, in hundredths of the width."""
        part = 100 * (min(max(day, self.first), self.last + 1) - self.first) / (self.last + 1 - self.first)
        return round(100 - part if self.rtl else part, 3)

    def stretch(self, first: int, last: int) -> tuple[float, float]:
        """(left edge, width) of these days, both included; never too thin to be seen."""
        ends = sorted((self.at(first), self.at(last + 1)))
        return ends[0], max(0.4, round(ends[1] - ends[0], 3))

    def ticks(self) -> Iterator[tuple[float, date]]:
        """Days to write along it."""
        for n in range(TICKS):
            day = self.first + round((self.last - self.first) * n / (TICKS - 1))
            yield self.at(day), date.fromordinal(day)


@dataclass(frozen=True, slots=True)
class Bar:
    """A span as drawn. `sure`: (left, width) up to the last day on which it was said; `open`: the rest, which nothing contradicts."""

    number: int
    lane: int
    colour: int
    sure: tuple[float, float]
    open: tuple[float, float] | None
    disputed: tuple[tuple[float, float], ...]
    span: Held


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark as drawn."""

    number: int
    at: float
    sign: str
    mark: Mark


@dataclass(slots=True)
class Row:
    """What one voice says: what is drawn, and all of it as a list; `height` in pixels."""

    voice: Voice
    bars: list[Bar] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    told: list[tuple[int, Held | Mark]] = field(default_factory=list)
    height: int = LANE


@dataclass(frozen=True, slots=True)
class Chart:
    """A timeline laid out."""

    line: Timeline
    axis: Axis | None
    rows: tuple[Row, ...]
    disputes: tuple[tuple[tuple[float, float], Dispute], ...]


def axis_of(lines: Iterable[Timeline], rtl: bool, include: int | None = None) -> Axis | None:
    """The days that timelines tell of, with a little room at both ends; None where none is told. `include`: a day that must be on it."""
    days = {d for line in lines for s in line.spans if not s.earlier for d in (s.first, s.last, s.heard) if d is not None}
    days |= {d for line in lines for m in line.marks for d in (m.day, m.end) if d is not None}
    if not days:
        return None
    days |= {include} if include is not None else set()
    room = max(1, (max(days) - min(days)) // 25)
    return Axis(max(1, min(days) - room), min(date.max.toordinal() - 1, max(days) + room), rtl)


def colours_of(parties: Iterable[Sequence[Party]]) -> dict[str, int]:
    """A colour for each holder, the commonest first; those beyond COLOURS share the last."""
    counts = Counter(p.id for some in parties for p in some)
    order = sorted(counts, key=lambda id: (-counts[id], id))
    return {id: min(n, COLOURS) for n, id in enumerate(order)}


def chart(line: Timeline, axis: Axis | None, colours: dict[str, int], number: int = 0) -> Chart:
    """The timeline on that axis; its entries are numbered from `number` on."""
    rows = {v.key: Row(v) for v in line.voices}
    everything: list[Held | Mark] = [*line.spans, *line.marks]
    for said in sorted(everything, key=lambda s: _day(s) or 0):
        number += 1
        row = rows[said.voice.key]
        row.told.append((number, said))
        if axis is None:
            continue
        if isinstance(said, Mark):
            if said.day is not None:
                row.spots.append(Spot(number, axis.at(said.day), SIGNS.get(said.kind, "?"), said))
        elif said.first is not None and not said.earlier:
            row.bars.append(_bar(number, said, row.bars, line.disputes, axis, colours))
    for row in rows.values():
        row.height = LANE * (1 + max((b.lane for b in row.bars), default=0)) + (LANE if row.spots else 0)
    disputes = tuple((axis.stretch(d.first, d.last or axis.last), d) for d in line.disputes) if axis else ()
    return Chart(line, axis, tuple(rows.values()), disputes)


def _day(said: Held | Mark) -> int | None:
    return said.first if isinstance(said, Held) else said.day


def _bar(number: int, span: Held, others: Sequence[Bar], disputes: Sequence[Dispute], axis: Axis, colours: dict[str, int]) -> Bar:
    first, last = span.first or axis.first, span.last if span.last is not None else axis.last
    heard = last if span.last is not None else min(last, max(first, span.heard or first))
    busy = {b.lane for b in others if b.span.last is None or b.span.last > first}
    lane = next(n for n in range(len(others) + 1) if n not in busy)
    mine = {p.id for p in span.holders}
    against = tuple(
        axis.stretch(max(d.first, first), min(d.last if d.last is not None else last, last))
        for d in disputes
        if mine & {p.id for p in (*d.holders, *d.others)} and d.first <= last and (d.last is None or d.last >= first)
    )
    rest = axis.stretch(heard + 1, last) if heard < last else None
    return Bar(number, lane, colours.get(span.holders[0].id, COLOURS), axis.stretch(first, heard), rest, against, span)


def claims_of(said: Held | Mark) -> tuple[ControlClaim, ...]:
    """The claims that an entry rests on."""
    return said.claims if isinstance(said, Held) else (said.claim,)
