"""Which claim to look at next, and how far the work has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, literal_column, or_, select, true, tuple_
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import tables as t
from rawi.errors import BadQuery
from rawi.reviewing.records import ClaimKey, Verdict
from rawi.reviewing.standing import disputed, reviews_of, standings
from rawi.reviewing.tables import doubts
from rawi.reviewing.tables import reviews as table

FIRST, MOST = 20, 400
"""So many articles or incidents are gone through at first, and at most: the next claim mostly stands in front."""
_ONE: ColumnElement[int] = literal_column("1")
"""Written out: SQLite uses an index of what is current only where the statement itself says so."""
_C, _D, _I, _M, _R = t.claims.c, t.documents.c, t.incidents.c, t.incident_claims.c, table.c
SORTS = ("told", "doubt", "disputed", "newest")
"""Of the incidents that most articles tell; least sure first; what reviewers or articles contradict each other on; newest articles."""
SCOPES = ("mine", "anyone", "all")
"""What I have not reviewed, what nobody has, everything."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which claims, in which order: `sort` of SORTS, `scope` of SCOPES for the reviewer `who`; everything else given must hold.

    `type`; `outlet`: its name as the archive has it; `country`: ISO 3166-1 alpha-2; `incident`: its id.
    """

    who: str
    sort: str = "told"
    scope: str = "mine"
    type: str | None = None
    outlet: str | None = None
    country: str | None = None
    incident: str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether a filter leaves some claims out."""
        return bool(self.type or self.country or self.outlet or self.incident)

    def __post_init__(self) -> None:
        if self.sort not in SORTS:
            raise BadQuery(f"{self.sort[:40]!r} is no order", hint=f"Orders: {', '.join(SORTS)}.")
        if self.scope not in SCOPES:
            raise BadQuery(f"{self.scope[:40]!r} is no choice of claims", hint=f"Choices: {', '.join(SCOPES)}.")


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the claims that the filters leave: how many there are, how many `mine` and `anyone` reviewed."""

    claims: int
    mine: int
    anyone: int


def live() -> ColumnElement[bool]:
    """The condition on rows of `reviews`: a verdict that was not taken back."""
    taken = table.alias()
    return and_(_R.verdict != Verdict.UNDONE.value, _R.number.not_in(select(taken.c.undoes).where(taken.c.undoes.is_not(None))))


def _same_claim() -> ColumnElement[bool]:
    return and_(
        _R.document_id == _C.document_id, _R.trigger_start == _C.trigger_start, _R.trigger_end == _C.trigger_end, _R.type == _C.type
    )


def _wanted(asked: Asked, *, last: bool = False) -> Iterator[ColumnElement[bool]]:
    """The filters, as conditions on `claims`.

    `last`: claims are what is looked up last, by what names them. The sum then keeps SQLite, which has no figures of how many claims are
    current, from beginning with all of those.
    """
    yield _C.current + 0 == _ONE if last else _C.current == _ONE
    if asked.type:
        yield _C.type == asked.type
    if asked.country:
        yield _C.country == asked.country.upper()
    if asked.outlet:
        d = t.documents.alias().c  # of its own, since the queue's statements join these tables too
        yield _C.document_id.in_(select(d.document_id).where(d.outlet == asked.outlet))
    if asked.incident:
        m = t.incident_claims.alias().c
        within = and_(m.reading_id == _C.reading_id, m.claim_id == _C.claim_id, m.incident_id == asked.incident)
        yield select(m.claim_id).where(within).exists()


def _reviewed(who: str | None) -> ColumnElement[bool]:
    """The condition on `claims` that `who`, or anyone, has reviewed it."""
    by = [_R.who == who] if who is not None else []
    return select(_R.number).where(_same_claim(), live(), *by).exists()


def _filters(asked: Asked, *, last: bool = False) -> list[ColumnElement[bool]]:
    found = list(_wanted(asked, last=last))
    if asked.scope != "all":
        found.append(~_reviewed(asked.who if asked.scope == "mine" else None))
    return found


def _disputed(connection: Connection, asked: Asked) -> Iterator[int]:
    """The claims on which reviewers differ, in the order of their keys: what several reviewed is looked at, a part at a time."""
    if asked.scope == "anyone":
        return
    filters = list(_wanted(asked, last=True))
    for keys in _differing(connection, asked):
        rows = connection.execute(
            select(_C.document_id, _C.trigger_start, _C.trigger_end, _C.type, _C.claim_key)
            .where(_C.document_id.in_({key.document_id for key in keys}), *filters)
            .order_by(_C.document_id, _C.trigger_start)
        )
        yield from (int(row[4]) for row in rows if ClaimKey(*row[:4]) in keys)


def _differing(connection: Connection, asked: Asked) -> Iterator[set[ClaimKey]]:
    """The keys of those claims in parts, in the scope `mine` without those that `who` has reviewed."""
    key = (_R.document_id, _R.trigger_start, _R.trigger_end, _R.type)
    several = and_(func.count(_R.who.distinct()) > 1, or_(func.count(_R.verdict.distinct()) > 1, func.count(_R.field) > 0))
    standing_ones = case((_R.who != asked.who, 0), (_R.verdict == Verdict.UNDONE.value, -1), else_=1)
    mine = func.sum(standing_ones) == 0 if asked.scope == "mine" else true()
    candidates = select(*key).group_by(*key).having(and_(several, mine)).order_by(*key)
    if asked.type:
        candidates = candidates.where(_R.type == asked.type)
    for part in _parts(connection.execute(candidates)):
        told = reviews_of(connection, tuple_(*key).in_([tuple(row) for row in part]))
        if keys := {claim for claim, found in standings(told).items() if disputed(found)}:
            yield keys


def _parts(found: Iterable[Row[Any]]) -> Iterator[list[Row[Any]]]:
    rows, size = iter(found), FIRST
    while part := list(islice(rows, size)):
        yield part
        size = min(2 * size, MOST)


def _walked(connection: Connection, asked: Asked) -> Iterator[int]:
    """The keys of claims where no filter narrows them: along an index of what the order is by, a part at a time, until enough is found.

    One statement would do, but SQLite has no figures of how many claims there are and begins at the wrong end.
    """
    filters = _filters(asked, last=True)
    if asked.sort == "newest":
        walk: Select[Any] = select(_D.document_id).order_by(_D.published.desc().nulls_last(), _D.document_id.desc())
        within, place = select(_C.claim_key, _C.document_id), _C.document_id
    else:
        first, more = (_I.documents, []) if asked.sort == "told" else (_I.contradictions, [_I.contradictions > 0])
        walk = select(_I.incident_id).where(_I.current == _ONE, *more).order_by(first.desc(), _I.incident_id.desc())
        joined = t.incident_claims.join(t.claims, and_(_M.reading_id == _C.reading_id, _M.claim_id == _C.claim_id))
        within, place = select(_C.claim_key, _M.incident_id).select_from(joined), _M.incident_id
    for part in _parts(connection.execute(walk)):
        order = {row[0]: n for n, row in enumerate(part)}
        rows = connection.execute(within.where(place.in_(order), *filters).order_by(_C.document_id, _C.trigger_start)).all()
        yield from (int(row[0]) for row in sorted(rows, key=lambda row: order[row[1]]))


def _in_incidents() -> Select[Any]:
    within = and_(_M.reading_id == _C.reading_id, _M.claim_id == _C.claim_id)
    joined = t.incidents.join(t.incident_claims, _M.incident_id == _I.incident_id).join(t.claims, within)
    return select(_C.claim_key).select_from(joined).where(_I.current == _ONE)


def _selected(connection: Connection, asked: Asked) -> Iterator[int]:
    """The keys of claims where a filter narrows them, or in the order of their doubts."""
    telling = (_M.document_id, _M.trigger_start)
    if asked.sort == "doubt":
        weighed = select(_C.claim_key).select_from(doubts.join(t.claims, _C.claim_key == doubts.c.claim_key))
        found = weighed.order_by(doubts.c.points.desc(), doubts.c.claim_key.desc())
    elif asked.sort == "newest":
        found = _of_documents()
    elif asked.sort == "disputed":
        found = _in_incidents().where(_I.contradictions > 0).order_by(_I.contradictions.desc(), _I.incident_id.desc(), *telling)
    else:
        found = _in_incidents().order_by(_I.documents.desc(), _I.incident_id.desc(), *telling)
    filters = _filters(asked, last=asked.sort == "doubt" and not asked.narrowed)
    return (int(row[0]) for row in connection.execute(found.where(*filters)))


def _of_documents() -> Select[Any]:
    joined = t.documents.join(t.claims, _C.document_id == _D.document_id)
    order = (_D.published.desc().nulls_last(), _D.document_id.desc(), _C.trigger_start)
    return select(_C.claim_key).select_from(joined).order_by(*order)


def claims_in_order(connection: Connection, asked: Asked) -> Iterator[int]:
    """The keys of rows of `claims`, in the order that was asked for, streamed: whoever takes the first few asks little of the database.

    Claims that are in no incident, since they came after the last comparison, stand behind the others in the order `told`.
    """
    if asked.sort == "disputed":
        yield from _disputed(connection, asked)
    walked = not asked.narrowed and asked.sort != "doubt"
    yield from _walked(connection, asked) if walked else _selected(connection, asked)
    if asked.sort == "told":
        loose = ~select(_M.claim_id).where(_M.reading_id == _C.reading_id, _M.claim_id == _C.claim_id).exists()
        yield from (int(row[0]) for row in connection.execute(_of_documents().where(loose, *_filters(asked))))


def claim_at(connection: Connection, asked: Asked, place: int = 0) -> ClaimKey | None:
    """The claim at that place of the queue, counted from 0; None where there is none."""
    found = next(islice(claims_in_order(connection, asked), place, None), None)
    return key_of(connection, found) if found is not None else None


def key_of(connection: Connection, claim_key: int) -> ClaimKey:
    """What names the claim of that row."""
    row = connection.execute(
        select(_C.document_id, _C.trigger_start, _C.trigger_end, _C.type).where(_C.claim_key == claim_key)
    ).one()
    return ClaimKey(row.document_id, row.trigger_start, row.trigger_end, row.type)


def progress(connection: Connection, asked: Asked) -> Progress:
    """How far the work has come, of the claims that the filters leave, whatever the scope.

    Without filters what was reviewed is counted by itself: a claim that a newer reading no longer tells of is among it.
    """
    wanted = list(_wanted(asked))
    total = connection.execute(select(func.count()).select_from(t.claims).where(*wanted)).scalar_one()
    held = case((_R.verdict == Verdict.UNDONE.value, -1), else_=1)  # what was taken back counts for nothing
    mine, anyone = func.sum(case((_R.who == asked.who, held), else_=0)), func.sum(held)
    by_claim = select(mine.label("mine"), anyone.label("anyone")).group_by(_R.document_id, _R.trigger_start, _R.trigger_end, _R.type)
    if asked.narrowed:
        by_claim = by_claim.select_from(table.join(t.claims, _same_claim())).where(*wanted)
    told = by_claim.subquery().c
    counts = (func.coalesce(func.sum(case((one > 0, 1), else_=0)), 0) for one in (told.mine, told.anyone))
    found = connection.execute(select(*counts)).one()
    return Progress(int(total), int(found[0]), int(found[1]))


def choices(connection: Connection) -> tuple[list[str], list[str], list[str]]:
    """What the filters offer: the types, countries and outlets that there are, each sorted."""
    types = connection.execute(_distinct(_C.type)).scalars()
    countries = connection.execute(_distinct(_C.country)).scalars()
    outlets = connection.execute(select(_D.outlet).distinct().where(_D.outlet.is_not(None)).order_by(_D.outlet).limit(300)).scalars()
    return [*map(str, types)], [*map(str, countries)], [*map(str, outlets)]


def _distinct(column: ColumnElement[str]) -> Select[Any]:
    """The values of an indexed column of current claims, one look-up each (a recursive walk along the index)."""
    first = select(func.min(column).label("value")).select_from(t.claims).where(_C.current == _ONE)
    walk = first.cte("walk", recursive=True)
    following = select(func.min(column)).select_from(t.claims).where(_C.current == _ONE, column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return select(walk.c.value).where(walk.c.value.is_not(None)).order_by(walk.c.value)
