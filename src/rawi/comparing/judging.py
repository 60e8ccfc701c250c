"""What people decide, kept in the archive: added to and never changed, and what holds of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, text

from rawi.archive import tables as t
from rawi.archive.databases import is_postgres
from rawi.archive.history import find_document
from rawi.archive.lines import moment
from rawi.comparing.decisions import Decision, Ruling, TellingKey, Verdict, rule
from rawi.comparing.incidents import founder, incident_of
from rawi.comparing.loading import kept_accounts
from rawi.errors import BadQuery, UnknownClaim, UnknownName


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision with its number and note; `holds` is False where a later one overrules it."""

    number: int
    decision: Decision
    note: str | None
    holds: bool


def decide(
    connection: Connection, verdict: Verdict, a: TellingKey, b: TellingKey, *, who: str, at: datetime, note: str | None = None
) -> int:
    """Adds a decision and gives its number. Raises BadQuery for one telling against itself, or nobody."""
    if a == b:
        raise BadQuery("a telling cannot be decided against itself")
    if not who.strip():
        raise BadQuery("a decision is somebody's", hint="Give a name with --who.")
    alone(connection)
    row = {"at": moment(at), "who": who, "verdict": verdict.value, "a_document_id": a[0], "a_start": a[1], "b_document_id": b[0],
           "b_start": b[1], "note": note}  # fmt: skip
    made = connection.execute(insert(t.decisions).values(row)).inserted_primary_key
    return int(made[0]) if made else 0


def alone(connection: Connection) -> None:
    """Until the end of the transaction nobody else decides: numbers are confirmed in their order, so that no comparison overlooks one."""
    if is_postgres(connection):  # a file has one writer anyway
        connection.execute(text("LOCK TABLE decisions IN SHARE ROW EXCLUSIVE MODE"))


def decisions(connection: Connection, after: int = 0) -> Iterator[tuple[int, Decision, str | None]]:
    """(number, decision, note) of all decisions with higher numbers, in their order."""
    d = t.decisions.c
    for row in connection.execute(select(t.decisions).where(d.decision_id > after).order_by(d.decision_id)):
        pair = (str(row.a_document_id), int(row.a_start)), (str(row.b_document_id), int(row.b_start))
        yield int(row.decision_id), Decision(row.at, row.who, Verdict(row.verdict), *pair), row.note


def ruling_of(connection: Connection) -> Ruling:
    """What holds of all decisions."""
    return rule(decision for _, decision, _ in decisions(connection))


def listed(connection: Connection) -> list[Kept]:
    """All decisions in their order, and whether each holds."""
    found = list(decisions(connection))
    overruled = {clash.overruled for clash in rule(d for _, d, _ in found).clashes}
    return [Kept(number, decision, note, decision not in overruled) for number, decision, note in found]


def telling_named(connection: Connection, name: str) -> TellingKey:
    """The telling that `document:claim` names (the document by its id, address or name), or the founding one of an incident's id.

    Raises UnknownClaim, UnknownName.
    """
    if name.startswith("in-") and ":" not in name:
        found = [one.account for one in kept_accounts(connection, t.incident_accounts.c.incident_id == name)]
        if not found:
            raise UnknownName(f"no incident {name!r} now", hint="`rawi incident ARCHIVE ID` says what became of an older one.")
        telling = founder(incident_of(found).accounts)
        return telling.document, telling.start
    document, colon, claim = name.rpartition(":")
    if not colon:
        raise UnknownClaim(f"{name[:80]!r} is neither DOCUMENT:CLAIM nor an incident's id")
    row = find_document(connection, document)
    c = t.claims.c
    asked = select(c.trigger_start).where(c.document_id == row["document_id"], c.current == 1, c.claim_id == claim)
    start = connection.execute(asked).scalar()
    if start is None:
        raise UnknownClaim(f"no claim {claim[:20]!r} in {document[:80]}", hint="`rawi search ARCHIVE` shows the claims with their ids.")
    return str(row["document_id"]), int(start)
