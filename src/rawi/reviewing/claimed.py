"""One claim in its article: the sentence with its neighbours, the marks, who speaks, the next telling of the same incident."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from rawi.archive import tables as t
from rawi.errors import UnknownClaim
from rawi.model import Reading, Span
from rawi.model.loading import reading_from_json
from rawi.reading.evidence import Evidence
from rawi.reviewing.records import ClaimKey, Review, Seen
from rawi.reviewing.standing import of_claim, reviews_of

_C, _M = t.claims.c, t.incident_claims.c
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that play a part in a claim: `role` is trigger, agent, target, place, date, source or cue.

    `start` and `end` are code points of the article's text.
    """

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Another telling: article and offset of the trigger, the claim's id, the article's outlet, day and title, and the sentence."""

    document_id: str
    start: int
    claim_id: str
    outlet: str | None
    published: str | None
    title: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim as a reviewer sees it.

    `context`: `[start, end)` of the sentence before, the claim's own and the one after (empty where there is none); `event`: as JSON;
    `chain`: its attributions as JSON, innermost first; `reviews`: all, in their order; `incident`: its id, where there is one.
    """

    claim_key: int
    key: ClaimKey
    seen: Seen
    document: Json
    reading: Reading
    event: Json
    chain: tuple[Json, ...]
    path: str
    context: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
    reviews: tuple[Review, ...]
    incident: str | None

    @property
    def last(self) -> int:
        """The number of the last review, 0 for none: what a decision is made on."""
        return max((one.number for one in self.reviews), default=0)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The words that play a part in it."""
        return marks_of(self.event, self.chain)


def claim_of(connection: Connection, key: ClaimKey) -> Claimed:
    """The claim of that key as it is read now; raises UnknownClaim where the article tells nothing of the kind there any more."""
    same = (_C.document_id == key.document_id, _C.trigger_start == key.start, _C.trigger_end == key.end, _C.type == key.type)
    return _claimed(connection, *same)


def claim_named(connection: Connection, document_id: str, claim_id: str, start: int, end: int) -> Claimed:
    """The claim with that id and trigger; raises UnknownClaim where the article has been read again since, and differently."""
    return _claimed(connection, _C.document_id == document_id, _C.claim_id == claim_id, _C.trigger_start == start, _C.trigger_end == end)


def _claimed(connection: Connection, *conditions: Any) -> Claimed:
    asked = (
        select(_C.claim_key, _C.claim_id, _C.reading_id, t.readings.c.reading, t.captures.c.sha256, t.documents)
        .join(t.readings, t.readings.c.reading_id == _C.reading_id)
        .join(t.captures, t.captures.c.capture_id == t.readings.c.capture_id)
        .join(t.documents, t.documents.c.document_id == _C.document_id)
        .where(_C.current == 1, *conditions)
    )
    row = connection.execute(asked).first()
    if row is None:
        raise UnknownClaim("the article tells nothing of the kind there", hint="It was read again since; start from the queue.")
    raw = json.loads(row.reading)
    event = next(one for one in raw["events"] if one["id"] == row.claim_id)
    reading = reading_from_json(raw)
    trigger = event["trigger"]
    key = ClaimKey(row.document_id, trigger["start"], trigger["end"], event["type"])
    seen = Seen(key, trigger["text"], row.sha256, row.claim_id, reading.rawi_version, reading.lexicon_version)
    claim = next(one for one in reading.claims if one.id == row.claim_id)
    incident = connection.execute(
        select(_M.incident_id).where(_M.reading_id == row.reading_id, _M.claim_id == row.claim_id)
    ).scalar()
    return Claimed(
        int(row.claim_key), key, seen, _document(row), reading, event, chain_of(event, raw["attributions"]), claim.path(),
        context_of(reading.text, key), tuple(reviews_of(connection, of_claim(key))), incident,
    )  # fmt: skip


def _document(row: Row[Any]) -> Json:
    return {column.name: getattr(row, column.name) for column in t.documents.columns}


def chain_of(event: Json, attributions: list[Json]) -> tuple[Json, ...]:
    """The attributions around an event, innermost first; each once, whatever the parents say."""
    by_id = {one["id"]: one for one in attributions}
    out: list[Json] = []
    at = by_id.pop(event["attribution"], None) if event["attribution"] else None
    while at is not None:
        out.append(at)
        at = by_id.pop(at["parent"], None) if at["parent"] else None
    return tuple(out)


def context_of(text: str, key: ClaimKey) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """The sentence before, the one that the trigger begins in, and the one after: `[start, end)` each."""
    sentences = Evidence(text)
    start, end = sentences.bounds(Span(key.start, key.end, ""))
    before, after = text[:start].rstrip(), len(text) - len(text[end:].lstrip())
    last = len(before) - 1
    previous = sentences.bounds(Span(last, last + 1, "")) if before else (start, start)
    following = sentences.bounds(Span(after, after + 1, "")) if after < len(text) else (end, end)
    return previous, (start, end), following


def marks_of(event: Json, chain: tuple[Json, ...]) -> tuple[Mark, ...]:
    """The marks of a claim, in the order of their roles."""
    spans: list[tuple[str, Json | None]] = [("trigger", event["trigger"])]
    spans += [("agent", one) for one in event["agents"]] + [("target", one) for one in event["targets"]]
    spans += [("place", event["place"]), ("date", (event["date"] or {}).get("span"))]
    spans += [(role, one[role]) for one in chain for role in ("source", "cue")]
    return tuple(Mark(span["start"], span["end"], role) for role, span in spans if span is not None)


def neighbour(connection: Connection, claimed: Claimed, skipped: int = 0) -> Telling | None:
    """The next telling of the same incident by another article, the earliest first; None where there is no other, or no incident."""
    if claimed.incident is None:
        return None
    within = (_M.reading_id == _C.reading_id) & (_M.claim_id == _C.claim_id)
    d = t.documents.c
    asked = (
        select(_C.document_id, _C.trigger_start, _C.claim_id, d.outlet, d.published, d.title, _C.evidence)
        .select_from(t.incident_claims.join(t.claims, within).join(t.documents, d.document_id == _C.document_id))
        .where(_M.incident_id == claimed.incident, _C.current == 1, _C.document_id != claimed.key.document_id)
        .order_by((_C.type != claimed.key.type), d.published.nulls_last(), _C.document_id, _C.trigger_start)
        .limit(1)
        .offset(skipped)
    )
    row = connection.execute(asked).first()
    return Telling(*row) if row is not None else None
