"""Corrections of a claim: checked against the article's text, and applied to what was read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rawi.errors import BadQuery
from rawi.lexicon.schema import MODES, STATUSES
from rawi.reviewing.records import FIELDS

Json = Mapping[str, Any]
MOST_SPANS = 20
MOST_COUNT = 10_000_000
LONGEST_NAME = 200
_WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def span_of(text: str, start: int, end: int, name: str | None = None, entity: str | None = None) -> dict[str, Any]:
    """The words at `[start, end)`, in code points, as a span; raises BadQuery where they are not words of the text."""
    if not 0 <= start < end <= len(text):
        raise BadQuery(f"{start}-{end} is outside the text (0-{len(text)})")
    words = text[start:end]
    if not words.strip() or words != words.strip():
        raise BadQuery(f"{start}-{end} begins or ends between words")
    found: dict[str, Any] = {"start": start, "end": end, "text": words}
    found |= {k: v[:LONGEST_NAME] for k, v in (("name", name), ("entity", entity)) if v}
    return found


def words_at(text: str, words: str, near: int) -> tuple[int, int]:
    """Where `words` stand in the text, the place closest to `near`; raises BadQuery where they do not."""
    places = [m.start() for m in re.finditer(re.escape(words), text)] if words else []
    if not places:
        raise BadQuery(f"the article does not say {words[:80]!r}")
    start = min(places, key=lambda at: abs(at - near))
    return start, start + len(words)


def value_of(event: Json, chain: Sequence[Json], field: str) -> Any:
    """What was read of a field, in the form that a repair has."""
    if field == "source":
        return plain_span(chain[0]["source"]) if chain else None
    if field == "chain":
        return {"cue": plain_span(chain[0]["cue"])} if chain else None
    value = event[field]
    if field == "date":
        return {"value": value["value"]} if value and value["value"] else None
    return value


def plain_span(span: Json | None) -> dict[str, Any] | None:
    """A span with its words alone."""
    return {"start": span["start"], "end": span["end"], "text": span["text"]} if span is not None else None


def checked(event: Json, chain: Sequence[Json], attributions: Sequence[Json], text: str, new: Json) -> dict[str, tuple[Any, Any]]:
    """What a repair changes: field -> (what was read, new value), of the fields in `new` whose value is another.

    Spans are `{start, end}` with `name` and `entity` where known. Raises BadQuery naming the field where a value cannot be.
    """
    changes: dict[str, tuple[Any, Any]] = {}
    for field, value in new.items():
        if field not in FIELDS:
            raise BadQuery(f"{field[:40]!r} is no field of a claim")
        old = value_of(event, chain, field)
        try:
            good = _good(field, value, text, chain, attributions)
        except BadQuery as error:
            raise BadQuery(f"{field}: {error.message}", hint=error.hint) from None
        if good != old and not _same_words(good, old):
            changes[field] = (old, good)
    kind = changes.get("type", (None, event["type"]))[1]
    mode = changes.get("mode", (None, event["mode"]))[1]
    if mode is not None and mode not in MODES[kind]:
        if "mode" in changes:
            raise BadQuery(f"mode: {kind} has no mode {mode[:40]!r}", hint=f"Modes of {kind}: {', '.join(MODES[kind]) or 'none'}.")
        changes["mode"] = (event["mode"], None)
    return changes


def _same_words(a: Any, b: Any) -> bool:
    """Whether two values point to the same words, where the new one says nothing of whom or what they name."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(_same_words(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, Mapping) and isinstance(b, Mapping) and "start" in a and "start" in b:
        told = {k: a.get(k) for k in ("name", "entity") if a.get(k)}
        return (a["start"], a["end"]) == (b["start"], b["end"]) and all(b.get(k) == v for k, v in told.items())
    return False


def _good(field: str, value: Any, text: str, chain: Sequence[Json], attributions: Sequence[Json]) -> Any:
    if field in ("type", "status"):
        if value not in (MODES if field == "type" else STATUSES):
            raise BadQuery(f"{str(value)[:40]!r} is none")
        return value
    if field == "mode":
        return value or None
    if field == "trigger":
        return _span(value, text)
    if field in ("agents", "targets"):
        if not isinstance(value, list) or len(value) > MOST_SPANS:
            raise BadQuery(f"a list of at most {MOST_SPANS} spans")
        return [_span(one, text) for one in value]
    if field == "place":
        return _span(value, text) if value is not None else None
    if field == "date":
        return {"value": _day(value)} if value else None
    if field in ("killed", "injured"):
        return _count(value)
    if field == "source":
        if not chain:
            raise BadQuery("nobody is quoted here; choose the attribution first")
        return plain_span(_span(value, text)) if value is not None else None
    return _cue(value, attributions)


def _span(value: Any, text: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or type(value.get("start")) is not int or type(value.get("end")) is not int:
        raise BadQuery("not a span")
    return span_of(text, value["start"], value["end"], value.get("name"), value.get("entity"))


def _day(value: Any) -> str:
    """A day, month or year, or two of them with a slash between (ISO 8601)."""
    parts = str(value).strip().split("/")
    for part in parts:
        try:
            if len(parts) > 2 or not _WHEN.fullmatch(part):
                raise ValueError
            date.fromisoformat(part + "-01-01"[len(part) - 4 :] if len(part) < 10 else part)
        except ValueError:
            raise BadQuery(f"{str(value)[:40]!r} is no day", hint="Write 2015-07-20, 2015-07, 2015 or 2015-07-18/2015-07-20.") from None
    if len(parts) == 2 and parts[0] > parts[1]:
        raise BadQuery("the first day is after the last")
    return "/".join(parts)


def _count(value: Any) -> list[int | None] | None:
    if value is None:
        return None
    low, high = value
    good = type(low) is int and (high is None or type(high) is int) and 0 <= low <= (low if high is None else high) <= MOST_COUNT
    if not good:
        raise BadQuery("the least and the most, in this order, the most left out where it is open")
    return [low, high]


def _cue(value: Any, attributions: Sequence[Json]) -> dict[str, Any] | None:
    """The attribution that is pointed to by its cue; it is none of the text's own words but one that was read."""
    if value is None:
        return None
    cue = value.get("cue") if isinstance(value, Mapping) else None
    found = attribution_at(attributions, cue) if isinstance(cue, Mapping) else None
    if found is None:
        raise BadQuery("no attribution of this article")
    return {"cue": plain_span(found["cue"])}


def attribution_at(attributions: Sequence[Json], cue: Json) -> Json | None:
    """The attribution whose cue stands there, or None."""
    return next((one for one in attributions if (one["cue"]["start"], one["cue"]["end"]) == (cue.get("start"), cue.get("end"))), None)


def repaired(event: Json, repairs: Mapping[str, Any], attributions: Sequence[Json]) -> dict[str, Any]:
    """The event as a reviewer says it is; `source` is not part of an event. Raises BadQuery where a repair no longer fits the reading."""
    out = {**event, **{field: value for field, value in repairs.items() if field not in ("source", "chain")}}
    if "chain" in repairs:
        found = attribution_at(attributions, repairs["chain"]["cue"]) if repairs["chain"] is not None else None
        if repairs["chain"] is not None and found is None:
            raise BadQuery("the attribution of a repair is not read any more")
        out["attribution"] = found["id"] if found is not None else None
    return out
