"""What people reviewed, as gold for `rawi evaluate`: the articles with the events as they were decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from rawi.archive import tables as t
from rawi.errors import BadQuery
from rawi.reviewing.records import ClaimKey, Verdict
from rawi.reviewing.repairs import repaired
from rawi.reviewing.standing import Standing, reviews_of, settled, standing
from rawi.reviewing.tables import reviews as table

Json = dict[str, Any]
_METADATA = ("outlet", "url", "published", "genre", "agencies", "author", "dateline_place")


@dataclass(frozen=True, slots=True)
class Exported:
    """One article of which something was reviewed: of so many claims, `decided` are settled.

    `row`: the gold, None where it is left out; `name`: the article's. `faults`: what could not be applied.
    """

    document_id: str
    name: str
    claims: int
    decided: int
    row: Json | None
    faults: tuple[str, ...] = ()


def exported(connection: Connection, *, partial: bool = False, who: str | None = None) -> Iterator[Exported]:
    """Every article of which something was reviewed, by its id, one in memory at a time.

    An article is gold where each of its claims is settled: judged right, wrong or repaired, by everybody who judged it alike, nobody
    unsure; with `who`, by that reviewer alone. `partial` takes all: what is not settled stays as it was read, marked `"reviewed": false`.
    What nobody marked cannot be in it: claims that the reader missed. Attributions stay as read but for what was repaired.
    """
    by = [table.c.who == who] if who is not None else []
    ids = list(connection.execute(select(table.c.document_id).where(*by).distinct().order_by(table.c.document_id)).scalars())
    for document_id in ids:
        row = connection.execute(
            select(t.readings.c.reading, t.documents.c.name)
            .join(t.captures, t.captures.c.capture_id == t.readings.c.capture_id)
            .join(t.documents, t.documents.c.document_id == t.captures.c.document_id)
            .where(t.captures.c.document_id == document_id, t.readings.c.superseded_at.is_(None))
        ).first()
        if row is None:
            continue
        reading = json.loads(row.reading)
        held = _held(connection, document_id, reading["text"], who)
        if held:
            yield _exported(document_id, row.name, reading, held, partial, _id(connection, document_id, row.name))


def _id(connection: Connection, document_id: str, name: str) -> str:
    """The id of a row of gold: the article's own where no other bears it."""
    same = connection.execute(select(func.count()).where(t.documents.c.name == name)).scalar_one()
    return name if same == 1 else document_id


def _held(connection: Connection, document_id: str, text: str, who: str | None) -> dict[ClaimKey, Mapping[str, Standing]]:
    """What holds of the claims of an article, of reviews whose words still stand where they stood."""
    by_claim: dict[ClaimKey, list[Any]] = {}
    for one in reviews_of(connection, table.c.document_id == document_id):
        if text[one.key.start : one.key.end] == one.seen.words and who in (None, one.who):
            by_claim.setdefault(one.key, []).append(one)
    return {key: found for key, ones in by_claim.items() if (found := standing(ones))}


def _exported(
    document_id: str, name: str, reading: Json, held: Mapping[ClaimKey, Mapping[str, Standing]], partial: bool, id: str
) -> Exported:  # fmt: skip
    attributions = [_bare(one) for one in reading["attributions"]]
    events: list[Json] = []
    faults: list[str] = []
    decided = 0
    for event in reading["events"]:
        key = ClaimKey(document_id, event["trigger"]["start"], event["trigger"]["end"], event["type"])
        said = settled(held.get(key, {}))
        if said is None:
            events.append({**_bare(event), "reviewed": False})
            continue
        try:
            kept = _decided(event, said, attributions)
        except BadQuery as error:
            faults.append(f"{name}:{event['id']}: {error.message}")
            events.append({**_bare(event), "reviewed": False})
            continue
        decided += 1
        events += [kept] if kept is not None else []
    row: Json | None = None
    if partial or decided == len(reading["events"]):
        metadata = {field: reading["metadata"].get(field) for field in _METADATA}
        row = {"id": id, "title": reading["title"], "text": reading["text"], "metadata": metadata, "attributions": attributions,
               "events": events}  # fmt: skip
    return Exported(document_id, name, len(reading["events"]), decided, row, tuple(faults))


def _decided(event: Json, said: Standing, attributions: list[Json]) -> Json | None:
    """The event as it was decided, None where it is wrong; a repaired source goes into `attributions`. Raises BadQuery."""
    if said.verdict is Verdict.WRONG:
        return None
    made = _bare(repaired(event, said.repairs, attributions))
    if "source" in said.repairs:
        inner = next((one for one in attributions if one["id"] == made["attribution"]), None)
        if inner is None:
            raise BadQuery("the attribution of a repaired source is not read any more")
        inner["source"] = said.repairs["source"]
    return made


def _bare(record: Json) -> Json:
    """A record without reasons and other people's codes: gold says what, not why."""
    return {field: value for field, value in record.items() if field not in ("why", "codes")}
