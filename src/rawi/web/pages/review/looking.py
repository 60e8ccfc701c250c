"""The review page looked at: the queue's next claim, the history, names as one types, gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.errors import RawiError
from rawi.reviewing import doubt, queue
from rawi.reviewing.agreement import agreement
from rawi.reviewing.claimed import claim_named
from rawi.reviewing.gold import exported
from rawi.reviewing.records import Review
from rawi.reviewing.standing import of_claim, reviews_of, standing, standings
from rawi.reviewing.suggesting import Names
from rawi.reviewing.tables import reviews as table
from rawi.web.archive import Archive, Reading, TheArchive
from rawi.web.pages.review.forms import key_of, place_of
from rawi.web.pages.review.shown import view
from rawi.web.people import Person, Reader
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
AT_ONCE = 100
"""Reviews on one page of the history."""
WEIGHED_AT_ONCE = 2_000
"""Claims that are weighed while somebody waits: some 0.1 seconds."""
_WEIGHING = Lock()


@router.get("/review")
def review(
    request: Request, later: BackgroundTasks, archive: TheArchive, person: Reader, claim: str = "", document_id: str = "",
    claim_id: str = "", trigger_start: int = 0, trigger_end: int = 0,
) -> Response:  # fmt: skip
    """The claim at that place of the queue, or the one that is named, by its key or as other pages know it."""
    if weigh_new(archive, person):
        later.add_task(weigh_rest, archive, person)
    place = place_of(request.query_params, person.name)
    with archive.store.connection() as connection:
        key = key_of(claim) if claim else None
        if document_id:
            key = claim_named(connection, document_id, claim_id, trigger_start, trigger_end).key
        shown = view(connection, archive, person, place, key)
        if "hx-request" in request.headers:
            return page(request, "review_claim.html", view=shown, said="", fault=None)
        types, countries, outlets = queue.choices(connection)
    choices = {"sort": queue.SORTS, "scope": queue.SCOPES, "type": types, "country": countries, "outlet": outlets}
    return page(request, "review.html", view=shown, choices_of=choices, said="", fault=None)


def weigh_new(archive: Archive, person: Person) -> bool:
    """Weighs some of the claims that came since the last time, where this person may change something; says whether there are more.

    A store that is busy is asked next time.
    """
    with archive.store.connection() as connection:
        due = doubt.unweighed(connection)
    if not due or not person.may("reviewer") or archive.settings.read_only:
        return False
    with suppress(RawiError), archive.writable.connection() as connection:
        return doubt.weigh(connection, WEIGHED_AT_ONCE)
    return False


def weigh_rest(archive: Archive, person: Person) -> None:
    """Weighs what is left after the page was sent, a part at a time; one at a time does so."""
    if _WEIGHING.acquire(blocking=False):
        try:
            while weigh_new(archive, person):
                continue
        finally:
            _WEIGHING.release()


@router.get("/review/history")
def history(
    request: Request, connection: Reading, person: Reader, who: str = "", claim: str = "", before: Annotated[int, Query(ge=0)] = 0,
    agreed: bool = False,
) -> Response:  # fmt: skip
    """All that was decided, the newest first: of one reviewer, of one claim, or everything; with `agreed` how far reviewers agree."""
    del person
    conditions: list[ColumnElement[bool]] = []
    if who:
        conditions.append(table.c.who == who)
    if claim:
        conditions.append(of_claim(key_of(claim)))
    if before:
        conditions.append(table.c.number < before)
    rows, undone, more = _newest(connection, conditions)
    found = agreement(standings(reviews_of(connection))) if agreed else None  # all reviews are gone through for it
    return page(request, "review_history.html", rows=rows, undone=undone, more=more, who=who, claim=claim, agreed=found)


def _newest(connection: Connection, conditions: list[ColumnElement[bool]]) -> tuple[list[Review], set[int], bool]:
    """(the newest reviews, the numbers of those that were taken back, whether there are older ones)."""
    asked = select(table).where(*conditions).order_by(table.c.number.desc()).limit(AT_ONCE + 1)
    rows = [Review.of(dict(row)) for row in connection.execute(asked).mappings()]
    taken = select(table.c.undoes).where(table.c.undoes.in_([one.number for one in rows]))
    return rows[:AT_ONCE], {int(n) for n in connection.execute(taken).scalars()}, len(rows) > AT_ONCE


@router.get("/review/controls")
def controls(
    request: Request, connection: Reading, person: Reader, document_id: str, claim_id: str, trigger_start: int, trigger_end: int
) -> Response:  # fmt: skip
    """The buttons of one claim for another page, with what was said of it."""
    del person
    claimed = claim_named(connection, document_id, claim_id, trigger_start, trigger_end)
    held = sorted(standing(claimed.reviews).values(), key=lambda one: one.number)
    return page(
        request, "review_controls_live.html", document_id=document_id, claim_id=claim_id, trigger_start=trigger_start,
        trigger_end=trigger_end, last=claimed.last, standings=held, back=f"/articles/{document_id}", key=claimed.key,
    )  # fmt: skip


@router.get("/review/suggest")
def suggest(request: Request, archive: TheArchive, person: Reader, kind: str, q: str = "") -> Response:
    """Actors or places whose name holds what was typed."""
    del person
    names: Names | None = getattr(request.app.state, "review_names", None)
    if names is None:
        names = request.app.state.review_names = Names(archive.lexicon)
    return JSONResponse([one.to_json() for one in names.suggest(kind, q[:100])])


@router.get("/review/export")
def export(archive: TheArchive, person: Reader, partial: bool = False, who: str = "") -> Response:
    """Gold of what was reviewed, as `rawi reviews export` writes it."""
    del person

    def lines() -> Iterator[str]:
        with archive.store.connection() as connection:
            for one in exported(connection, partial=partial, who=who or None):
                if one.row is not None:
                    yield json.dumps(one.row, ensure_ascii=False) + "\n"

    headers = {"Content-Disposition": 'attachment; filename="gold.jsonl"'}
    return StreamingResponse(lines(), media_type="application/jsonl; charset=utf-8", headers=headers)

