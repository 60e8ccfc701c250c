"""The claims of one page as people see them: the sentence with its trigger, actors and places by their Arabic and English names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import JSON, Connection, cast, func, select, type_coerce

from rawi.archive import tables as t
from rawi.archive.databases import is_postgres
from rawi.archive.searching import Query, count, find
from rawi.lexicon import Lexicon
from rawi.web.languages import named
from rawi.web.names import arabic_names
from rawi.web.templating import bare

AROUND = 400
"""Characters of a sentence that are shown on each side of the trigger."""


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody or something in Arabic and in English, as far as known."""

    arabic: str
    english: str

    def by(self, language: str) -> str:
        """The name in that language."""
        return named(self.english, self.arabic, language)


@dataclass(frozen=True, slots=True)
class Shown:
    """One claim: its row, its sentence around the trigger, who and whom, the place, the origin, and whether it is new to the reader."""

    row: Mapping[str, Any]
    sentence: tuple[str, str, str]
    agents: tuple[Name, ...]
    targets: tuple[Name, ...]
    place: Name | None
    origin: Name | None
    new: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The claims of one page, how many there are in all, the highest capture and when the newest reading was made (None: no reading)."""

    claims: tuple[Shown, ...]
    total: int
    newest_capture: int
    read_at: str | None


def page_of(connection: Connection, query: Query, lexicon: Lexicon, seen: int | None = None) -> Page:
    """One page of a search; what comes from captures after `seen` is marked as new. Raises BadQuery."""
    total = count(connection, query, lexicon)
    rows = list(find(connection, query, lexicon)) if total > query.offset else []
    capture = int(connection.execute(select(func.coalesce(func.max(t.captures.c.capture_id), 0))).scalar_one())
    last = select(t.readings.c.read_at).order_by(t.readings.c.reading_id.desc()).limit(1)
    read_at: str | None = connection.execute(last).scalar()
    return Page(tuple(_shown(connection, rows, seen)), total, capture, read_at)


def _shown(connection: Connection, rows: Sequence[Mapping[str, Any]], seen: int | None) -> list[Shown]:
    if not rows:
        return []
    keys = [row["claim_key"] for row in rows]
    c, r = t.claims.c, t.readings.c
    within = select(c.claim_key, c.reading_id, c.trigger_start, c.trigger_end, c.place_id, r.capture_id)
    more = {m["claim_key"]: m for m in connection.execute(within.join(t.readings).where(c.claim_key.in_(keys))).mappings()}
    texts, sources = _texts(connection, {m["reading_id"] for m in more.values()})
    actors = _actors(connection, keys)
    places = _names(connection, t.places, "place_id", {m["place_id"] for m in more.values() if m["place_id"]})
    arabic = arabic_names(connection, {row["origin"] for row in rows if row["origin"]})
    origins = {name: Name(called, name) for name, called in arabic.items()}
    out = []
    for row in rows:
        at = more[row["claim_key"]]
        place = _as_told(places.get(at["place_id"] or ""), row["place"])
        origin = _as_told(origins.get(row["origin"] or ""), row["origin"], sources.get((at["reading_id"], row["origin"])))
        words = sentence(row["evidence"], texts[at["reading_id"]], at["trigger_start"], at["trigger_end"])
        who = actors[row["claim_key"]]
        new = seen is not None and at["capture_id"] > seen
        out.append(Shown(row, words, tuple(who["agent"]), tuple(who["target"]), place, origin, new))
    return out


def _as_told(known: Name | None, told_name: str | None, words: str | None = None) -> Name | None:
    """The name as the reading has it; in Arabic that of whoever is still called so, else the article's own words."""
    if told_name is None:
        return None
    return known if known is not None and known.english == told_name else Name(words or told_name, told_name)


def sentence(evidence: str, text: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence before, in and after the trigger at [start, end) of the text, cut to AROUND on each side."""
    first = text.rfind(evidence, max(0, end - len(evidence)), start + len(evidence))
    if first < 0:
        return evidence, "", ""
    before, after = text[first:start], text[end : first + len(evidence)]
    before = f"…{before[-AROUND:]}" if len(before) > AROUND else before
    after = f"{after[:AROUND]}…" if len(after) > AROUND else after
    return before, text[start:end], after


def marked(words: tuple[str, str, str]) -> Markup:
    """A sentence as `told` shows it, one isolate whose direction is that of its first letter, the trigger marked."""
    return Markup('<bdi dir="auto">{}<mark>{}</mark>{}</bdi>').format(*map(bare, words))


def _texts(connection: Connection, readings: Iterable[int]) -> tuple[dict[int, str], dict[tuple[int, str], str]]:
    """The texts of readings, and the words by which each names a source first, by reading and the source's name."""
    r = t.readings.c
    whole = cast(r.reading, JSON) if is_postgres(connection) else type_coerce(r.reading, JSON)
    columns = (r.reading_id, whole["text"].as_string(), whole["attributions"].as_string())
    texts: dict[int, str] = {}
    words: dict[tuple[int, str], str] = {}
    for reading_id, text, attributions in connection.execute(select(*columns).where(r.reading_id.in_(readings))):
        texts[reading_id] = text
        for one in json.loads(attributions):
            if one["source"] and one["source_name"]:
                words.setdefault((reading_id, one["source_name"]), one["source"]["text"])
    return texts, words


def _actors(connection: Connection, keys: Sequence[int]) -> dict[int, dict[str, list[Name]]]:
    """Agents and targets of claims by their names, in order."""
    a, e = t.claim_actors.c, t.entities.c
    asked = (
        select(a.claim_key, a.role, a.name, a.words, e.name.label("english"), e.arabic)
        .select_from(t.claim_actors.outerjoin(t.entities, e.entity_id == a.entity_id))
        .where(a.claim_key.in_(keys))
        .order_by(a.claim_key, a.role, a.position)
    )
    out: dict[int, dict[str, list[Name]]] = defaultdict(lambda: {"agent": [], "target": []})
    for row in connection.execute(asked):
        english = row.name or row.words
        out[row.claim_key][row.role].append(Name(row.arabic if row.arabic and row.english == english else row.words, english))
    return out


def _names(connection: Connection, table: Any, key: str, ids: Iterable[str]) -> dict[str, Name]:
    rows = connection.execute(select(table.c[key], table.c.arabic, table.c.name).where(table.c[key].in_(ids)))
    return {id: Name(arabic or name, name) for id, arabic, name in rows}
