"""How unsure the reading of a claim is: points for each thing that makes such readings go wrong, each with its reason.

The points say where to look first, not how likely a fault is, and nothing of whether the claim is true: an unnamed source is no doubt
about the reading. Each rule is one condition on the store's columns, so that a hundred thousand claims are weighed by the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, case, delete, exists, func, insert, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import tables as t
from rawi.reviewing.tables import doubts

_C, _A = t.claims.c, t.claim_actors.c
LONG_SENTENCE = 250
"""Characters from which a sentence is long: it holds more clauses than one can be sure to have told apart."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` names the reason, `points` what it adds, `holds` is the condition on a row of `claims`."""

    code: str
    points: int
    holds: ColumnElement[bool]


def _actor(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_A.claim_key == _C.claim_key, *conditions)


RULES = (
    Rule("chain-deep", 3, _C.chain_depth >= 3),
    Rule("chain-nested", 2, _C.chain_depth == 2),
    Rule("nobody", 3, ~_actor()),
    Rule("agent-untold", 1, and_(_actor(), ~_actor(_A.role == "agent"))),
    Rule("actor-unknown", 2, _actor(or_(_A.entity_id.is_(None), _A.entity_id.like("u-%")))),
    Rule("agent-generic", 1, _actor(_A.role == "agent", _A.entity_id.like("generic:%"))),
    Rule("place-unknown", 2, and_(_C.place.is_not(None), _C.place_id.is_(None))),
    Rule("place-untold", 1, _C.place.is_(None)),
    Rule("date-untold", 1, _C.date_start.is_(None)),
    Rule("mode-open", 1, func.coalesce(_C.mode, "") == "other"),
    Rule("not-plain", 2, _C.status.not_in(("occurred", "ongoing"))),
    Rule("toll-open", 1, or_(_C.killed_min.is_not(None) & _C.killed_max.is_(None), _C.injured_min.is_not(None) & _C.injured_max.is_(None))),
    Rule("sentence-long", 1, func.length(_C.evidence) > LONG_SENTENCE),
)  # fmt: skip
"""The rules: speech within speech, roles that are empty or hold somebody unknown, places and days that are not told, a status that hangs on
one word, an open count, a long sentence."""
POINTS = {rule.code: rule.points for rule in RULES}
MOST = sum(POINTS.values())


def unweighed(connection: Connection) -> bool:
    """Whether there are claims that have not been weighed."""
    newest = select(func.coalesce(func.max(_C.claim_key), 0)).where(_C.current + 0 == 1).scalar_subquery()
    weighed = select(func.coalesce(func.max(doubts.c.claim_key), 0)).scalar_subquery()
    return bool(connection.execute(select(newest > weighed)).scalar())


def weigh(connection: Connection, most: int | None = None) -> bool:
    """Weighs the claims that came since the last time (their keys count up), and forgets those that are not said any more.

    At most about `most` of them, so that others may write in between; says whether there are more.
    """
    last = connection.execute(select(func.coalesce(func.max(doubts.c.claim_key), 0))).scalar_one()
    gone = select(_C.claim_key).where(_C.claim_key == doubts.c.claim_key, _C.current == 1)
    points: ColumnElement[int] = literal(0)
    reasons: ColumnElement[str] = literal("")
    for rule in RULES:
        points = points + case((rule.holds, rule.points), else_=0)
        reasons = reasons.concat(case((rule.holds, rule.code + " "), else_=""))
    new = select(_C.claim_key, points, reasons).where(_C.claim_key > last, _C.current + 0 == 1).order_by(_C.claim_key)
    connection.execute(delete(doubts).where(~gone.exists()))
    connection.execute(insert(doubts).from_select(["claim_key", "points", "reasons"], new.limit(most)))
    return unweighed(connection)


def reasons_of(connection: Connection, claim_key: int) -> list[tuple[str, int]]:
    """(code, points) of the reasons to doubt one claim, the weightiest first; [] where it has not been weighed or there are none."""
    text = connection.execute(select(doubts.c.reasons).where(doubts.c.claim_key == claim_key)).scalar()
    codes = [code for code in (text or "").split() if code in POINTS]
    return sorted(((code, POINTS[code]) for code in codes), key=lambda one: -one[1])
