"""Reviews added to the store: never changed, each on what its author had seen, taken back by a further row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text

from rawi.archive.databases import is_postgres
from rawi.archive.lines import moment
from rawi.errors import BadQuery, Outdated
from rawi.reviewing.records import FIELDS, LONGEST_WHY, ClaimKey, Person, Review, Seen, Verdict
from rawi.reviewing.standing import of_claim, reviews_of
from rawi.reviewing.tables import reviews as table

_R = table.c


def judge(
    connection: Connection, seen: Seen, verdict: Verdict, by: Person, *, at: datetime, last: int, why: str | None = None
) -> int:  # fmt: skip
    """Adds `right`, `wrong` or `unsure` and gives its number. `last`: the highest number of a review of this claim that `by` saw, 0 none.

    Raises Outdated where somebody else reviewed the claim since, BadQuery for another verdict, nobody, or a reason that is too long.
    """
    if verdict not in (Verdict.RIGHT, Verdict.WRONG, Verdict.UNSURE):
        raise BadQuery(f"{verdict.value!r} is no verdict by itself")
    _ready(connection, seen.key, by, last, why)
    return _add(connection, seen, by, moment(at), {"verdict": verdict.value, "why": why or None})


def repair(
    connection: Connection, seen: Seen, changes: Mapping[str, tuple[Any, Any]], by: Person, *, at: datetime, last: int,
    why: str | None = None,
) -> list[int]:  # fmt: skip
    """Adds a repair for each field of `changes` (field -> old and new value, as `repairs.checked` gives them) and gives their numbers.

    Raises as `judge`, and BadQuery where nothing, or an unknown field, is to be changed.
    """
    if not changes or not changes.keys() <= set(FIELDS):
        raise BadQuery("a repair changes at least one field of a claim")
    _ready(connection, seen.key, by, last, why)
    when = moment(at)
    return [
        _add(
            connection, seen, by, when,
            {"verdict": Verdict.REPAIR.value, "field": field, "old": _json(old), "new": _json(new), "why": why or None},
        )
        for field, (old, new) in changes.items()
    ]  # fmt: skip


def undo(connection: Connection, by: Person, *, at: datetime, key: ClaimKey | None = None) -> list[Review]:
    """Takes back what `by` said last (of that claim, where one is given) and has not taken back, and gives it; [] where there is nothing.

    The fields of one repair are taken back together. Raises BadQuery for nobody.
    """
    _locked(connection, by)
    back = last_of(connection, by.who, key)
    for one in back:
        _add(connection, one.seen, by, moment(at), {"verdict": Verdict.UNDONE.value, "undoes": one.number})
    return back


def last_of(connection: Connection, who: str, key: ClaimKey | None = None) -> list[Review]:
    """What `who` said last and has not taken back: one review, or the fields of one repair."""
    taken = table.alias()
    mine = [_R.who == who, _R.verdict != Verdict.UNDONE.value, ~select(taken.c.number).where(taken.c.undoes == _R.number).exists()]
    if key is not None:
        mine.append(of_claim(key))
    number = connection.execute(select(_R.number).where(*mine).order_by(_R.number.desc()).limit(1)).scalar()
    if number is None:
        return []
    (last,) = reviews_of(connection, _R.number == number)
    if last.verdict is not Verdict.REPAIR:
        return [last]
    return list(reviews_of(connection, *mine, of_claim(last.key), _R.at == last.at, _R.verdict == Verdict.REPAIR.value))


def _ready(connection: Connection, key: ClaimKey, by: Person, last: int, why: str | None) -> None:
    if why is not None and len(why) > LONGEST_WHY:
        raise BadQuery(f"a reason may have {LONGEST_WHY:,} characters")
    _locked(connection, by)
    newer = list(reviews_of(connection, of_claim(key), _R.number > last, _R.who != by.who))
    if newer:
        raise Outdated(f"since you looked, {changed(newer)}")


def changed(newer: Sequence[Review]) -> str:
    """What others said in the meantime, in words."""
    told = (f"{one.who} said {one.verdict.value}{f' ({one.field})' if one.field else ''} at {one.at[:16]}Z" for one in newer[-5:])
    return "; ".join(told)


def _locked(connection: Connection, by: Person) -> None:
    if not by.who.strip():
        raise BadQuery("a review is somebody's")
    if is_postgres(connection):  # two who review one claim at once come one after the other; an SQLite file has one writer anyway
        connection.execute(text("LOCK TABLE reviews IN SHARE ROW EXCLUSIVE MODE"))


def _add(connection: Connection, seen: Seen, by: Person, at: str, said: Mapping[str, Any]) -> int:
    row = {
        "at": at, "who": by.who, "role": by.role, "document_id": seen.key.document_id, "sha256": seen.sha256,
        "trigger_start": seen.key.start, "trigger_end": seen.key.end, "type": seen.key.type, "words": seen.words,
        "claim_id": seen.claim_id, "rawi_version": seen.rawi_version, "lexicon_version": seen.lexicon_version, **said,
    }  # fmt: skip
    made = connection.execute(insert(table).values(row)).inserted_primary_key
    return int(made[0]) if made else 0


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
