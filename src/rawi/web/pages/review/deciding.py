"""Decisions on claims: taken, refused where somebody else was faster, taken back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection, select

from rawi.archive import tables as t
from rawi.archive.evidence import utc_now
from rawi.comparing import judging
from rawi.comparing.decisions import Verdict as SameOrNot
from rawi.errors import BadQuery, Outdated, RawiError, UnknownClaim
from rawi.reviewing.claimed import Claimed, claim_named
from rawi.reviewing.keeping import judge, repair, undo
from rawi.reviewing.records import ClaimKey, Verdict
from rawi.reviewing.records import Person as Author
from rawi.reviewing.repairs import checked
from rawi.web.archive import Archive, TheArchive
from rawi.web.faults import status_of
from rawi.web.pages.home import own_path
from rawi.web.pages.review.forms import Place, key_of, new_values, place_in, token_of
from rawi.web.pages.review.shown import or_next
from rawi.web.people import Person, Reviewer
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
VERDICTS = ("right", "wrong", "unsure", "repair")


@router.post("/review/claims")
async def decide_on_claim(request: Request, archive: TheArchive, person: Reviewer) -> Response:
    """Takes a verdict on one claim, or its repair, and goes on to the next, or back to where the form stood."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_decide, request, archive, person, form)


def _decide(request: Request, archive: Archive, person: Person, form: dict[str, str]) -> Response:
    place = place_in(form.get("queue", ""), person.name)
    key: ClaimKey | None = None
    try:
        with archive.writable.connection() as connection:
            claimed = _meant(connection, form)
            key = claimed.key
            _keep(connection, archive, person, form, claimed)
    except (Outdated, BadQuery, UnknownClaim) as error:
        if "queue" not in form and "text/html" not in request.headers.get("accept", ""):
            raise
        return _shown(request, archive, person, place, key, fault=error)
    if form.get("back"):
        return RedirectResponse(own_path(form["back"]), status_code=303)
    return _next(request, archive, person, place if place.asked.scope != "all" else place.further(), form.get("verdict", ""))


def _meant(connection: Connection, form: dict[str, str]) -> Claimed:
    """The claim that a form names, as it is read now; raises UnknownClaim, BadQuery."""
    bounds = [form.get(name, "") for name in ("trigger_start", "trigger_end")]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in bounds):
        raise BadQuery("this names no claim")
    return claim_named(connection, form.get("document_id", ""), form.get("claim_id", ""), int(bounds[0]), int(bounds[1]))


def _keep(connection: Connection, archive: Archive, person: Person, form: dict[str, str], claimed: Claimed) -> None:
    verdict, by, why = form.get("verdict", ""), Author(person.name, person.role), form.get("why", "").strip() or None
    last = int(form["last"]) if form.get("last", "").isdigit() and len(form["last"]) < 16 else 0
    if verdict not in VERDICTS:
        raise BadQuery("this is no verdict")
    if verdict != Verdict.REPAIR:
        judge(connection, claimed.seen, Verdict(verdict), by, at=utc_now(), last=last, why=why)
        return
    attributions = [one.to_json() for one in claimed.reading.attributions]
    new = new_values(form, claimed, archive.lexicon.catalogue)
    changes = checked(claimed.event, claimed.chain, attributions, claimed.reading.text, new)
    if not changes:
        raise BadQuery("nothing was changed", hint="Change a field, or say that the claim is right.")
    repair(connection, claimed.seen, changes, by, at=utc_now(), last=last, why=why)


@router.post("/review/undo")
def take_back(
    request: Request, archive: TheArchive, person: Reviewer, queue: Annotated[str, Form()] = "", back: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Takes back what this person decided last, and shows that claim again."""
    place = place_in(queue, person.name)
    with archive.writable.connection() as connection:
        taken = undo(connection, Author(person.name, person.role), at=utc_now())
    if back:
        return RedirectResponse(own_path(back), status_code=303)
    if not taken:
        return _next(request, archive, person, place, "nothing")
    return _next(request, archive, person, place, "undone", taken[0].key)


@router.post("/review/tellings")
def decide_on_tellings(
    request: Request, archive: TheArchive, person: Reviewer, claim: Annotated[str, Form()], other: Annotated[str, Form()],
    start: Annotated[int, Form(ge=0)], verdict: Annotated[str, Form()], why: Annotated[str, Form()] = "",
    queue: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Takes a decision whether the claim and another telling are of one incident; stays at the claim, with the next telling."""
    place, key = place_in(queue, person.name), key_of(claim)
    if verdict not in ("same", "not"):
        raise BadQuery("this is no decision")
    with archive.writable.connection() as connection:
        _known(connection, other, start)
        pair = (key.document_id, key.start), (other, start)
        judging.decide(connection, SameOrNot(verdict), *pair, who=person.name, at=utc_now(), note=why.strip()[:2_000] or None)
    return _next(request, archive, person, Place(place.asked, place.at, place.near + 1), verdict, key)


def _known(connection: Connection, document_id: str, start: int) -> None:
    """That an article tells something at that offset; raises UnknownClaim."""
    c = t.claims.c
    asked = select(c.claim_key).where(c.document_id == document_id, c.trigger_start == start, c.current == 1).limit(1)
    if connection.execute(asked).first() is None:
        raise UnknownClaim("the article tells nothing there")


def _next(request: Request, archive: Archive, person: Person, place: Place, said: str, key: ClaimKey | None = None) -> Response:
    """What comes after a decision: for a script the next claim, else the page with it."""
    if "hx-request" in request.headers:
        return _shown(request, archive, person, place, key, said=said)
    named = urlencode({"claim": token_of(key)}) if key is not None else ""
    query = "&".join(part for part in (place.query, named) if part)
    return RedirectResponse(f"/review?{query}" if query else "/review", status_code=303)


def _shown(
    request: Request, archive: Archive, person: Person, place: Place, key: ClaimKey | None, *, said: str = "",
    fault: RawiError | None = None,
) -> Response:  # fmt: skip
    """A claim with what happened, as a part of the page for a script, else as the whole page."""
    with archive.store.connection() as connection:
        shown = or_next(connection, archive, person, place, key)
    template = "review_claim.html" if "hx-request" in request.headers else "review.html"
    status = status_of(fault) if fault is not None else 200
    return page(request, template, status, view=shown, choices_of=None, said=said, fault=fault)
