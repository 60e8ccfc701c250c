"""Saved searches: kept, renamed, looked at, deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from rawi.archive import saved
from rawi.archive.lines import stamp
from rawi.web.archive import TheArchive
from rawi.web.pages.search.asking import asked_by
from rawi.web.pages.search.looking import number
from rawi.web.people import Reader

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(max_length=1_000)]
Number = Annotated[int, Form(ge=0, lt=10**15)]


def _now() -> str:
    return stamp(datetime.now(UTC))


def _back(search: saved.Saved) -> Response:
    joined = f"{search.asked}&" if search.asked else ""
    return RedirectResponse(f"/search?{joined}saved={search.search_id}", status_code=303)


@router.post("/search/saved")
def keep(archive: TheArchive, person: Reader, name: Name, asked: Annotated[str, Form(max_length=8_000)] = "") -> Response:
    """Keeps a search under a name and opens it."""
    wanted = asked_by(asked)
    with archive.writable.connection() as connection:
        made = saved.save(connection, name, person.name, wanted.address, _now())
    return _back(made)


@router.post("/search/saved/{search_id}/name")
def rename(archive: TheArchive, person: Reader, search_id: str, name: Name) -> Response:
    """Gives a saved search another name."""
    with archive.writable.connection() as connection:
        found = saved.rename(connection, number(search_id), name, who=person.name, admin=person.may("admin"))
    return _back(found)


@router.post("/search/saved/{search_id}/looked")
def looked(archive: TheArchive, person: Reader, search_id: str, capture: Number) -> Response:
    """Notes that its owner has seen all that came up to that capture."""
    with archive.writable.connection() as connection:
        found = saved.looked(connection, number(search_id), capture, _now(), who=person.name)
    return _back(found)


@router.post("/search/saved/{search_id}/delete")
def delete(archive: TheArchive, person: Reader, search_id: str) -> Response:
    """Deletes a saved search."""
    with archive.writable.connection() as connection:
        saved.remove(connection, number(search_id), who=person.name, admin=person.may("admin"))
    return RedirectResponse("/search", status_code=303)
