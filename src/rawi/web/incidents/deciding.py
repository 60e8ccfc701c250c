"""What people decided of the tellings of an incident, and deciding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.evidence import utc_now
from rawi.comparing.comparison import DECIDED
from rawi.comparing.decisions import TellingKey, Verdict
from rawi.comparing.judging import Kept, alone, decide, listed, telling_named
from rawi.comparing.storing import fact
from rawi.errors import BadRequest, Outdated

MOST_NOTE = 1000
"""The longest note of a decision, in code points."""
MOST_NAME = 2100
SHOWN = 20
"""So many decisions are shown; `rawi decisions` lists all."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its two tellings as they are known now. `pending`: no comparison has followed it yet."""

    kept: Kept
    sides: tuple[Mapping[str, Any], Mapping[str, Any]]
    pending: bool


def keys_of(connection: Connection, incident: str) -> set[TellingKey]:
    """The tellings of an incident, as decisions name them."""
    i = t.incident_claims.c
    asked = select(i.document_id, i.trigger_start).where(i.incident_id == incident)
    return {(str(row.document_id), int(row.trigger_start)) for row in connection.execute(asked)}


def touching(connection: Connection, keys: set[TellingKey]) -> list[int]:
    """The numbers of the decisions in which one of these tellings stands, in their order."""
    d = t.decisions.c
    rows = connection.execute(select(d.decision_id, d.a_document_id, d.a_start, d.b_document_id, d.b_start).order_by(d.decision_id))
    return [int(row[0]) for row in rows if (row[1], row[2]) in keys or (row[3], row[4]) in keys]


def decided_of(connection: Connection, incident: str) -> tuple[list[Decided], int]:
    """What was decided of the tellings of an incident, the newest first, SHOWN of them at most; and how many decisions there are."""
    numbers = touching(connection, keys_of(connection, incident))
    if not numbers:
        return [], 0
    followed = int(fact(connection, DECIDED) or 0)
    wanted = set(numbers[-SHOWN:])
    found = [
        Decided(one, (_side(connection, one.decision.a), _side(connection, one.decision.b)), one.number > followed)
        for one in reversed(listed(connection)) if one.number in wanted
    ]  # fmt: skip
    return found, len(numbers)


def _side(connection: Connection, key: TellingKey) -> Mapping[str, Any]:
    """A telling: outlet and title of its article, its claim, sentence and incident, where it is still told."""
    d, c, i = t.documents.c, t.claims.c, t.incident_claims.c
    about = connection.execute(select(d.outlet, d.title, d.name).where(d.document_id == key[0])).mappings().first()
    claim = connection.execute(
        select(c.claim_id, c.evidence).where(c.document_id == key[0], c.trigger_start == key[1], c.current == 1)
    ).first()
    incident = connection.execute(select(i.incident_id).where(i.document_id == key[0], i.trigger_start == key[1])).scalar()
    return {
        "document_id": key[0], **(dict(about) if about is not None else {"outlet": None, "title": None, "name": key[0]}),
        "claim": claim.claim_id if claim is not None else None, "quote": claim.evidence if claim is not None else None,
        "incident": incident,
    }  # fmt: skip


def decide_of(connection: Connection, incident: str, verdict: str, pair: list[str], *, who: str, note: str | None, seen: int) -> int:
    """Adds a decision between two tellings, or two incidents, one of them of this incident; gives its number.

    `pair`: as `telling_named` takes them. `seen`: how many decisions on this incident the person had before their eyes. Raises BadRequest,
    Outdated, UnknownClaim, UnknownName, BadQuery.
    """
    if verdict not in set(Verdict):
        raise BadRequest(f"no verdict {verdict[:20]!r}", hint="Decide same, not or unsure.")
    names = [name.strip() for name in pair if name.strip()]
    if len(names) != 2:
        raise BadRequest(f"a decision is between two; {len(names)} are chosen", hint="Choose two tellings, or give another incident's id.")
    words = (note or "").split()
    if any(len(name) > MOST_NAME for name in names) or len(note or "") > MOST_NOTE or not all(x.isprintable() for x in (*names, *words)):
        raise BadRequest("a field that is too long, or holds what cannot be printed")
    alone(connection)
    keys = keys_of(connection, incident)
    if len(touching(connection, keys)) != seen:
        raise Outdated("somebody decided about this incident in the meantime")
    a, b = (telling_named(connection, name) for name in names)
    if a not in keys and b not in keys:
        raise BadRequest("neither of the two is of this incident")
    return decide(connection, Verdict(verdict), a, b, who=who, at=utc_now(), note=" ".join(words) or None)
