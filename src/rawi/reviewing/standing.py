"""What holds of all that was said of claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.reviewing.records import JUDGED, ClaimKey, Review, Verdict
from rawi.reviewing.tables import reviews as table

_R = table.c
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one reviewer on one claim: the last verdict that was not undone, its number, time and reason.

    `repairs`, where it is a repair: field -> new value, of all repairs since the last other verdict, the last of each field.
    """

    who: str
    verdict: Verdict
    number: int
    at: str
    why: str | None
    repairs: Mapping[str, Any]


def reviews_of(connection: Connection, *conditions: ColumnElement[bool]) -> Iterator[Review]:
    """The reviews that meet the conditions on the table's columns, in their order, streamed."""
    asked = select(table).where(*conditions).order_by(_R.number)
    for row in connection.execute(asked.execution_options(yield_per=AT_ONCE)).mappings():
        yield Review.of(dict(row))


def of_claim(key: ClaimKey) -> ColumnElement[bool]:
    """The condition for the reviews of one claim."""
    same: ColumnElement[bool] = _R.document_id == key.document_id
    return same & (_R.trigger_start == key.start) & (_R.trigger_end == key.end) & (_R.type == key.type)


def standing(reviews: Iterable[Review]) -> dict[str, Standing]:
    """What holds of each reviewer, from all reviews of one claim in their order; who took everything back is not among them."""
    told = list(reviews)
    undone = {one.undoes for one in told}
    live: dict[str, list[Review]] = {}
    for one in told:
        if one.verdict is not Verdict.UNDONE and one.number not in undone:
            live.setdefault(one.who, []).append(one)
    return {who: _standing(ones) for who, ones in live.items()}


def _standing(ones: list[Review]) -> Standing:
    last = ones[-1]
    repairs: dict[str, Any] = {}
    for one in ones:
        if one.verdict is not Verdict.REPAIR:
            repairs.clear()
        elif one.field is not None:
            repairs[one.field] = one.new
    return Standing(last.who, last.verdict, last.number, last.at, last.why, repairs)


def standings(reviews: Iterable[Review]) -> dict[ClaimKey, dict[str, Standing]]:
    """What holds of each claim that something holds of: reviewer -> Standing."""
    by_claim: dict[ClaimKey, list[Review]] = {}
    for one in reviews:
        by_claim.setdefault(one.key, []).append(one)
    return {key: found for key, ones in by_claim.items() if (found := standing(ones))}


def disputed(found: Mapping[str, Standing]) -> bool:
    """Whether reviewers judged one claim differently, or repaired it to different things."""
    judged = [one for one in found.values() if one.verdict in JUDGED]
    return any((one.verdict, dict(one.repairs)) != (judged[0].verdict, dict(judged[0].repairs)) for one in judged)


def settled(found: Mapping[str, Standing]) -> Standing | None:
    """The one judgement that all who judged share, the latest of them; None where nobody did, somebody is unsure, or they differ."""
    if not found or disputed(found) or any(one.verdict is Verdict.UNSURE for one in found.values()):
        return None
    return max(found.values(), key=lambda one: one.number)
