"""Readings back from their JSON: the inverse of `Reading.to_json`, for what an archive has kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rawi.model.entities import Codes, Entity, Location, Quantity
from rawi.model.records import Attribution, Event, Metadata, Reading
from rawi.model.spans import DateValue, Range, Span, Why

Json = Mapping[str, Any]


def reading_from_json(row: Json) -> Reading:
    """The Reading whose `to_json` is `row`; raises KeyError, TypeError or ValueError where the shape is another."""
    try:
        return _reading(row)
    except (AttributeError, IndexError) as error:  # a text where an object stands, a range without its end
        raise ValueError(f"not a reading: {error}") from None


def _reading(row: Json) -> Reading:
    return Reading(
        id=row["id"],
        text=row["text"],
        title=row["title"],
        metadata=_metadata(row["metadata"]),
        attributions=tuple(map(_attribution, row["attributions"])),
        events=tuple(map(_event, row["events"])),
        rawi_version=row["rawi_version"],
        lexicon_version=row["lexicon_version"],
        entities=tuple(Entity(**_with_why(e)) for e in row.get("entities", ())),
        locations=tuple(Location(**_with_why(p)) for p in row.get("locations", ())),
        quantities=tuple(Quantity(**q) for q in row.get("quantities", ())),
    )


def _span(row: Json | None) -> Span | None:
    return Span(row["start"], row["end"], row["text"], row.get("name"), row.get("entity")) if row is not None else None


def _spans(rows: list[Json]) -> tuple[Span, ...]:
    return tuple(span for row in rows if (span := _span(row)) is not None)


def _why(rows: Iterable[Json]) -> tuple[Why, ...]:
    return tuple(Why(**row) for row in rows)


def _with_why(row: Json) -> dict[str, Any]:
    return {**row, "why": _why(row.get("why", ()))}


def _metadata(row: Json) -> Metadata:
    return Metadata(
        genre=row["genre"], agencies=_spans(row["agencies"]), author=_span(row["author"]), dateline_place=_span(row["dateline_place"]),
        outlet=row["outlet"], published=row["published"], url=row["url"], byline=row["byline"], why=_why(row.get("why", ())),
    )  # fmt: skip


def _needed(row: Json) -> Span:
    span = _span(row)
    if span is None:
        raise ValueError("a span is missing")
    return span


def _attribution(row: Json) -> Attribution:
    fields = {
        **row, "source": _span(row["source"]), "cue": _needed(row["cue"]), "content": _spans(row["content"]),
        "why": _why(row.get("why", ())),
    }  # fmt: skip
    return Attribution(**fields)


def _range(row: list[int | None] | None) -> Range | None:
    return (row[0], row[1]) if row is not None else None


def _event(row: Json) -> Event:
    date, codes = row["date"], row["codes"]
    fields = {
        **row, "trigger": _needed(row["trigger"]), "agents": _spans(row["agents"]), "targets": _spans(row["targets"]),
        "place": _span(row["place"]), "date": DateValue(**{**date, "span": _span(date["span"])}) if date is not None else None,
        "killed": _range(row["killed"]), "injured": _range(row["injured"]), "codes": _codes(codes) if codes is not None else None,
        "why": _why(row.get("why", ())),
    }  # fmt: skip
    return Event(**fields)


def _codes(row: Json) -> Codes:
    plover, acled = row["plover"], row["acled"] or {}
    return Codes(
        plover["event"], plover["mode"], tuple(plover["contexts"]), acled.get("event_type"), acled.get("sub_event_type"),
        acled.get("disorder_type"), acled.get("inter1"), acled.get("inter2"), acled.get("interaction"),
        bool(acled.get("civilian_targeting")), row["cameo"],
    )  # fmt: skip
