"""One document's answer, the gold's or a reader's, brought from JSON into the records that the scoreboard compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rawi.model import Span

Json = Mapping[str, Any]
Count = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class MarkedAttribution:
    """Who says so, as marked: only the fields that are scored."""

    id: str
    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    source_kind: str | None
    mode: str | None
    channel: str | None
    stance: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """What happened, as marked: only the fields that are scored. `date` is the ISO value, None where there is none."""

    id: str
    trigger: Span
    type: str
    mode: str | None
    agents: tuple[Span, ...]
    targets: tuple[Span, ...]
    place: Span | None
    date: str | None
    dated: bool
    killed: Count | None
    injured: Count | None
    status: str | None
    attribution: str | None
    same_event: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything marked in one document."""

    id: str
    text: str
    genre: str | None
    agencies: tuple[Span, ...]
    attributions: tuple[MarkedAttribution, ...]
    events: tuple[MarkedEvent, ...]
    names: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """English name, and a place's country code, by the id that spans point to."""

    @classmethod
    def empty(cls, id: str, text: str = "") -> Answer:
        """The answer of a reader that was silent."""
        return cls(id, text, None, (), (), ())

    @classmethod
    def of(cls, row: Json) -> Answer:
        """From the JSON of gold or of `rawi read --format jsonl`; raises ValueError, naming what is missing or misshapen."""
        metadata = _mapping(row, "metadata") if row.get("metadata") is not None else {}
        return cls(
            str(_field(row, "id")),
            _string(row, "text"),
            metadata.get("genre"),
            _spans(metadata, "agencies") if metadata.get("agencies") else (),
            tuple(_attribution(a) for a in _list(row, "attributions")),
            tuple(_event(e) for e in _list(row, "events")),
            _names(row),
        )


def _names(row: Json) -> dict[str, tuple[str, str | None]]:
    things = [*(row.get("entities") or ()), *(row.get("locations") or ())]
    return {str(t["id"]): (str(t.get("name") or ""), t.get("country")) for t in things if isinstance(t, Mapping) and "id" in t}


def _field(row: Json, name: str) -> Any:
    if not isinstance(row, Mapping) or name not in row:
        raise ValueError(f"no `{name}`")
    return row[name]


def _string(row: Json, name: str) -> str:
    value = _field(row, name)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` is not a string")
    return value


def _mapping(row: Json, name: str) -> Json:
    value = _field(row, name)
    if not isinstance(value, Mapping):
        raise ValueError(f"`{name}` is not an object")
    return value


def _list(row: Json, name: str) -> list[Any]:
    value = _field(row, name)
    if not isinstance(value, list):
        raise ValueError(f"`{name}` is not a list")
    return value


def _span(value: Any, name: str) -> Span:
    if not isinstance(value, Mapping):
        raise ValueError(f"`{name}` is not a span")
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end:
        raise ValueError(f"`{name}` has no good start and end")
    return Span(start, end, str(value.get("text", "")), value.get("name"), value.get("entity"))


def _spans(row: Json, name: str) -> tuple[Span, ...]:
    return tuple(_span(s, name) for s in _list(row, name))


def _maybe(row: Json, name: str) -> Span | None:
    return _span(row[name], name) if row.get(name) else None


def _id(row: Json, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _count(row: Json, name: str) -> Count | None:
    value = row.get(name)
    if not value:
        return None
    if not (isinstance(value, list) and len(value) == 2 and all(v is None or isinstance(v, int) for v in value)):
        raise ValueError(f"`{name}` is not [least, most]")
    return value[0], value[1]


def _attribution(row: Json) -> MarkedAttribution:
    return MarkedAttribution(
        str(_field(row, "id")), _maybe(row, "source"), _span(_field(row, "cue"), "cue"), _spans(row, "content"),
        row.get("source_kind"), row.get("mode"), row.get("channel"), row.get("stance"), _id(row, "parent"),
    )  # fmt: skip


def _event(row: Json) -> MarkedEvent:
    date = row.get("date") or None
    if date is not None and not isinstance(date, Mapping):
        raise ValueError("`date` is not an object")
    value = date.get("value") if date else None
    return MarkedEvent(
        str(_field(row, "id")), _span(_field(row, "trigger"), "trigger"), _string(row, "type"), row.get("mode"),
        _spans(row, "agents"), _spans(row, "targets"), _maybe(row, "place"), value, date is not None,
        _count(row, "killed"), _count(row, "injured"), row.get("status"), _id(row, "attribution"), _id(row, "same_event"),
    )  # fmt: skip
