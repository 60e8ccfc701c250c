"""The archive over HTTP for programs: read-only unless the workbench was started with --api-changes. Described at /api/openapi.json."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rawi.comparing import judging, listing
from rawi.comparing.decisions import Verdict
from rawi.errors import NotPermitted
from rawi.web.archive import Reading, TheArchive
from rawi.web.people import Reviewer

router = APIRouter(prefix="/api", tags=["archive"])
Name = Annotated[str, Path(min_length=1, max_length=500)]
MOST = 500
"""The largest page."""


class Fault(BaseModel):
    """Every error: a stable code, the error's name, what went wrong, what to do."""

    error: dict[str, str]


class IncidentsAsked(BaseModel):
    """Which incidents; everything given must hold."""

    model_config = ConfigDict(extra="forbid")
    type: list[str] = Field(default_factory=list, max_length=50, description="Event types")
    country: str | None = Field(None, pattern="^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2")
    place: str | None = Field(None, max_length=200, description="A place's id, or its name or part of it")
    first: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="Not over before this day")
    last: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="Began on this day at the latest")
    origins: int | None = Field(None, ge=1, le=1_000_000, description="So many independent origins at least")
    contradicted: bool = False
    sort: Literal["told", "origins", "killed", "date"] = "told"
    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=10_000_000)


class Decided(BaseModel):
    """Whether two tellings are of one incident. `a`, `b`: DOCUMENT:CLAIM or an incident's id."""

    model_config = ConfigDict(extra="forbid")
    verdict: Literal["same", "not", "unsure"]
    a: str = Field(min_length=1, max_length=500)
    b: str = Field(min_length=1, max_length=500)
    note: str | None = Field(None, max_length=2000)


def changes_allowed(archive: TheArchive) -> None:
    """Raises NotPermitted where programs may only read."""
    if not archive.settings.api_changes:
        raise NotPermitted("the API is read-only", hint="Start the workbench with --api-changes.")


FAULTS: dict[int | str, dict[str, Any]] = {code: {"model": Fault} for code in (400, 401, 403, 404, 413, 421, 422, 423, 429, 503)}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """The description of the API (OpenAPI 3.1)."""
    return JSONResponse(request.app.openapi())


@router.get("/v1/incidents", responses=FAULTS)
def incidents(connection: Reading, archive: TheArchive, asked: Annotated[IncidentsAsked, Query()]) -> dict[str, Any]:
    """Incidents as rows: `{"total", "limit", "offset", "incidents"}`."""
    given = asked.model_dump()
    query = listing.Asked(**{**{k: v for k, v in given.items() if k != "type"}, "types": tuple(given["type"])})
    lexicon = archive.lexicon if query.place else None
    rows = list(listing.found(connection, query, lexicon))
    total = listing.total(connection, query, lexicon)
    return {"total": total, "limit": asked.limit, "offset": asked.offset, "incidents": rows}


@router.get("/v1/incidents/{name}", responses=FAULTS)
def incident(connection: Reading, name: Name) -> dict[str, Any]:
    """One incident with its tellings, origins, contradictions and ranges, and what became of its id."""
    listing.checked(connection)
    row = listing.row_of(connection, name)
    full = next(listing.as_json(connection, [name]), None)
    return {**(full or row), "current": bool(row["current"]), "trail": listing.trail_of(connection, name)}


@router.get("/v1/decisions", responses=FAULTS)
def decisions(connection: Reading) -> dict[str, Any]:
    """All that people decided of incidents, the oldest first."""
    rows = [
        {"number": one.number, "at": one.decision.time, "who": one.decision.user, "verdict": one.decision.verdict.value,
         "a": list(one.decision.a), "b": list(one.decision.b), "note": one.note, "holds": one.holds}
        for one in judging.listed(connection)
    ]  # fmt: skip
    return {"decisions": rows}


@router.post("/v1/decisions", responses=FAULTS, status_code=201, dependencies=[Depends(changes_allowed)])
def decide(archive: TheArchive, person: Reviewer, decided: Decided) -> dict[str, Any]:
    """Decides; it holds from the next `rawi compare` on."""
    with archive.writable.connection() as connection:
        pair = judging.telling_named(connection, decided.a), judging.telling_named(connection, decided.b)
        number = judging.decide(
            connection, Verdict(decided.verdict), *pair, who=person.name, at=datetime.now(UTC), note=decided.note
        )  # fmt: skip
    return {"number": number}
