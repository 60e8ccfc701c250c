"""Words at their place, and reasons: what all other records are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Range = tuple[int | None, int | None]
"""A count as [least, most]; None is an open end."""


@dataclass(frozen=True, slots=True)
class Span:
    """The exact words `text` at `[start, end)`; `name` is an English name where one is known, `entity` the id of an entity or location."""

    start: int
    end: int
    text: str
    name: str | None = None
    entity: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As in the gold: start, end, text, and name and entity where known."""
        out: dict[str, Any] = {"start": self.start, "end": self.end, "text": self.text}
        if self.name is not None:
            out["name"] = self.name
        if self.entity is not None:
            out["entity"] = self.entity
        return out


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the `rule` that fired, the lexicon `entry` it used, and what it decided."""

    rule: str
    entry: str | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Only what is known."""
        return {k: v for k, v in (("rule", self.rule), ("entry", self.entry), ("note", self.note)) if v is not None}


@dataclass(frozen=True, slots=True)
class DateValue:
    """When.

    `value` is ISO 8601: a day, month, year or an interval `a/b`; `start` and `end` are its first and last day, narrower than `value` for
    a part of a unit («مطلع 2014»). Without a day to reckon from, a relative date has no value but `relative`: an ISO 8601 duration with
    its sign from that day («أمس» -P1D), or a TIMEX3 pattern (`XXXX-WXX-5` a Friday, `XXXX-07-23`). `granularity`: part (of a day), day,
    week, month, season, year, decade or range. `anchor`: the day that a relative date was reckoned from.
    """

    value: str | None
    span: Span | None = None
    start: str | None = None
    end: str | None = None
    granularity: str | None = None
    relative: str | None = None
    anchor: str | None = None

    def to_json(self) -> dict[str, Any]:
        """All fields."""
        return {
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "granularity": self.granularity,
            "relative": self.relative,
            "anchor": self.anchor,
            "span": self.span.to_json() if self.span else None,
        }
