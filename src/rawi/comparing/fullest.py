"""The fullest claim of an incident: the one that says most of what most tellings say, which stands for it where one row is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from rawi.archive import tables as t
from rawi.archive.searching import Query, conditions, joined
from rawi.comparing.listing import as_json, checked
from rawi.lexicon import Lexicon
from rawi.model import Reading
from rawi.model.loading import reading_from_json

_HAPPENED = ("occurred", "ongoing")
_WEIGHTS = {"type": 8, "mode": 3, "status": 6, "place": 4, "day": 3, "killed": 4, "agents": 2, "targets": 2}


@dataclass(frozen=True, slots=True)
class Full:
    """An incident as plain data with the reading of its fullest claim, the claim's id, and the capture that it was read from."""

    incident: dict[str, Any]
    reading: Reading
    claim_id: str
    sha256: str
    captured_at: str


def with_claims(connection: Connection, query: Query, lexicon: Lexicon) -> Iterator[Full]:
    """The incidents that hold a claim for which `query` asks, by id, one in memory at a time; raises BadQuery.

    `limit`, `offset` and `sort` do not count.
    """
    checked(connection)
    i, c = t.incident_claims.c, t.claims.c
    keys = joined(select(c.claim_key)).where(*conditions(connection, query, lexicon))
    held = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    ids = connection.execute(
        select(i.incident_id).distinct().select_from(held).where(c.claim_key.in_(keys)).order_by(i.incident_id)
    ).scalars().all()  # fmt: skip
    for incident in as_json(connection, ids):
        yield _full(connection, incident)


def _full(connection: Connection, incident: dict[str, Any]) -> Full:
    i, c, a = t.incident_claims.c, t.claims.c, t.claim_actors.c
    held = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    acting = (
        select(func.count()).where(a.claim_key == c.claim_key, a.role == role).scalar_subquery().label(role) for role in ("agent", "target")
    )
    columns = (c.reading_id, c.claim_id, c.claim_key, c.type, c.mode, c.status, c.place_id, c.date_start, c.killed_min, *acting)
    rows = connection.execute(select(*columns).select_from(held).where(i.incident_id == incident["id"])).mappings().all()
    best = max(rows, key=lambda row: (_points(dict(row), incident), -row["claim_key"]))
    r, k = t.readings.c, t.captures.c
    asked = select(r.reading, k.sha256, k.captured_at).select_from(t.readings.join(t.captures)).where(r.reading_id == best["reading_id"])
    text, sha256, captured_at = connection.execute(asked).one()
    return Full(incident, reading_from_json(json.loads(text)), best["claim_id"], sha256, captured_at)


def _points(row: Mapping[str, Any], incident: Mapping[str, Any]) -> int:
    """How much a claim says of what the incident is."""
    says = {
        "type": row["type"] == incident["type"], "mode": row["mode"] == incident["mode"], "status": row["status"] in _HAPPENED,
        "place": row["place_id"] is not None and row["place_id"] == incident["place_id"],
        "day": row["date_start"] is not None and row["date_start"] in {d["day"] for d in incident["days"]},
        "killed": row["killed_min"] is not None and row["killed_min"] == incident["killed_best"], "agents": row["agent"] > 0,
        "targets": row["target"] > 0,
    }  # fmt: skip
    return sum(_WEIGHTS[name] for name, said in says.items() if said)
