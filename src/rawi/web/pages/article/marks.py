"""What is marked in a text, cut at every border into pieces that neither nest nor cross.

Offsets are code points into the reading's text, end exclusive. Pieces are cut on the server, because a browser counts in UTF-16 units
and would lose its place at the first emoji.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rawi.model import Reading, Span

TRIGGER, CUE, SOURCE, CONTENT, PART = "trigger", "cue", "source", "content", "part"
"""What a mark may be: an event's trigger, an attribution's cue, source and content, or another part of either."""
_LINE = re.compile(r"[^\r\n]+")


class Mark(NamedTuple):
    """`[start, end)` is `kind` of the event or attribution `id`."""

    start: int
    end: int
    kind: str
    id: str


class Piece(NamedTuple):
    """`[start, end)`, over which the same marks stand: those that begin first come first, of these the longer."""

    start: int
    end: int
    marks: tuple[Mark, ...]


class Line(NamedTuple):
    """A line of the text with something in it, without its end (LF, CR or both), and its pieces."""

    start: int
    end: int
    pieces: tuple[Piece, ...]


def marks_of(reading: Reading) -> list[Mark]:
    """Every mark of a reading, in the order of the text."""
    found: list[Mark] = []

    def add(kind: str, id: str, spans: Iterable[Span | None]) -> None:
        found.extend(Mark(s.start, s.end, kind, id) for s in spans if s is not None and s.start < s.end)

    for one in reading.attributions:
        add(CUE, one.id, (one.cue,))
        add(SOURCE, one.id, (one.source,))
        add(CONTENT, one.id, one.content)
    for event in reading.events:
        add(TRIGGER, event.id, (event.trigger,))
        add(PART, event.id, (*event.agents, *event.targets, event.place, event.date.span if event.date else None))
    meta = reading.metadata
    add(PART, "", (meta.author, meta.dateline_place, *meta.agencies))
    return sorted(dict.fromkeys(found), key=lambda m: (m.start, -m.end))


def lines_of(text: str, marks: Iterable[Mark]) -> Iterator[Line]:
    """The lines of the text, each cut at the borders of all marks; a mark may run over several lines."""
    opening: dict[int, list[Mark]] = defaultdict(list)
    borders: set[int] = set()
    for mark in marks:
        opening[mark.start].append(mark)
        borders |= {mark.start, mark.end}
    ahead = sorted(borders)
    active: list[Mark] = []
    n = 0

    def pass_to(offset: int) -> int:
        """Opens and closes what begins and ends up to `offset`; gives how many borders are passed."""
        nonlocal active
        at = n
        while at < len(ahead) and ahead[at] <= offset:
            active = [m for m in active if m.end > ahead[at]] + opening[ahead[at]]
            at += 1
        return at

    for found in _LINE.finditer(text):
        start, end = found.span()
        pieces: list[Piece] = []
        at = start
        while at < end:
            n = pass_to(at)
            then = min(ahead[n], end) if n < len(ahead) else end
            pieces.append(Piece(at, then, tuple(active)))
            at = then
        yield Line(start, end, tuple(pieces))
