"""The archive over HTTP for programs: read-only unless the workbench was started with --api-changes. Described at /api/openapi.json."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from rawi.archive.searching import Query as Search
from rawi.archive.searching import count, find
from rawi.comparing import judging, listing
from rawi.comparing.decisions import Verdict
from rawi.comparing.plain import answer_json, sighting_json, site_json, summary_json, timeline_json
from rawi.comparing.sites import relation
from rawi.comparing.standing import held_on, summary
from rawi.errors import NotPermitted, UnknownName
from rawi.model.writing import line
from rawi.web.archive import Reading, TheArchive
from rawi.web.pages.article.kept import article_of
from rawi.web.pages.control import kept_of, sites_called
from rawi.web.pages.map import check_day
from rawi.web.pages.search.asking import asked
from rawi.web.pages.whereabouts import actors_called, sightings_in
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


class ClaimsAsked(BaseModel):
    """Which claims, as the search page asks; everything given must hold. Values that cannot be give E207."""

    model_config = ConfigDict(extra="forbid")
    words: str | None = Field(None, max_length=1000, description="All of them in the article, folded and without clitics")
    type: list[str] = Field(default_factory=list, max_length=50, description="Event types")
    status: list[str] = Field(default_factory=list, max_length=50)
    first: str | None = Field(None, max_length=10, serialization_alias="from", description="The event's days end on this day or later")
    last: str | None = Field(None, max_length=10, serialization_alias="to", description="They begin on this day or before")
    published_from: str | None = Field(None, max_length=10)
    published_to: str | None = Field(None, max_length=10)
    country: str | None = Field(None, max_length=2, description="ISO 3166-1 alpha-2")
    place: str | None = Field(None, max_length=300, description="A place's id, or words of its name")
    box: str | None = Field(None, max_length=100, description="West, south, east, north in degrees, with commas")
    near: str | None = Field(None, max_length=100, description="Latitude, longitude, and a radius in km, with commas")
    actor: str | None = Field(None, max_length=300, description="An actor's id, or words of its name")
    source: str | None = Field(None, max_length=300)
    source_kind: list[str] = Field(default_factory=list, max_length=50)
    outlet: str | None = Field(None, max_length=300)
    genre: str | None = Field(None, max_length=40)
    origin: str | None = Field(None, max_length=300, description="The name of the innermost source, to the letter")
    as_of: str | None = Field(None, max_length=40, description="What was said at this instant (UTC) or day instead of now")
    sort: Literal["date", "published", "killed", "id"] = "date"
    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=10_000_000)

    def query(self) -> Search:
        """The search; raises BadQuery."""
        given = self.model_dump(by_alias=True, exclude={"limit", "offset"}, exclude_none=True)
        pairs = [(name, str(v)) for name, value in given.items() for v in (value if isinstance(value, list) else [value])]
        return replace(asked(pairs).query, limit=self.limit, offset=self.offset)


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


@router.get("/v1/claims", responses=FAULTS)
def claims(connection: Reading, archive: TheArchive, wanted: Annotated[ClaimsAsked, Query()]) -> dict[str, Any]:
    """Claims as rows: `{"total", "limit", "offset", "claims"}`."""
    query = wanted.query()
    rows = list(find(connection, query, archive.lexicon))
    total = count(connection, query, archive.lexicon)
    return {"total": total, "limit": wanted.limit, "offset": wanted.offset, "claims": rows}


@router.get("/v1/articles/{name}", responses=FAULTS)
def article(
    connection: Reading, archive: TheArchive, name: Name, as_of: Annotated[str | None, Query(max_length=40)] = None
) -> dict[str, Any]:
    """An article as it was read last, or as of an instant: its row, its capture with the hash, the whole reading (offsets: code points)."""
    found = article_of(archive, connection, name, as_of)
    return {"document": dict(found.document), "capture": asdict(found.told), "reading": json.loads(line(found.reading))}


@router.get("/v1/control", responses=FAULTS)
def held(
    connection: Reading, archive: TheArchive, place: Annotated[str, Query(min_length=1, max_length=200)],
    on: Annotated[str | None, Query(max_length=10)] = None,
) -> dict[str, Any]:  # fmt: skip
    """Who is said to hold a place (an id or a name), by voice over time; with `on`, what is said of that day."""
    check_day("on", on or "")
    told = kept_of(archive).told(connection)
    found = sites_called(told, place, archive.lexicon)
    if not found:
        raise UnknownName(f"nobody says who held {place[:80]!r}")
    site, missing = found[0], told.missing
    near = [s for s in told.sites.values() if relation(s, site)]
    out: dict[str, Any] = {"place": site_json(site), "others": [site_json(s) for s in found[1:20]], "articles_to_be_read": missing}
    if on:
        claims = [c for s in near for c in told.by_site[s.id]]
        answers = held_on(claims, site, date.fromisoformat(on).toordinal())
        return {**out, "on": on, "summary": summary_json(summary(answers)), "answers": [answer_json(a) for a in answers]}
    return {**out, "timelines": [timeline_json(told.line(s.id), relation(s, site) or "") for s in near]}


@router.get("/v1/whereabouts", responses=FAULTS)
def sightings(
    connection: Reading, archive: TheArchive, name: Annotated[str, Query(min_length=1, max_length=200)]
) -> dict[str, Any]:  # fmt: skip
    """Where a person or group (an id or a name) is said to have been; of several of that name, `choices`."""
    actors = actors_called(connection, name.strip(), archive.lexicon)
    if not actors:
        raise UnknownName(f"no actor {name[:80]!r} in this archive")
    told = sightings_in(connection, archive.lexicon, actors[0][0]) if len(actors) == 1 else ()
    choices = [{"id": id, "name": english, "arabic": arabic} for id, english, arabic in actors]
    return {"choices": choices, "sightings": [sighting_json(s) for s in told]}


@router.get("/v1/incidents", responses=FAULTS)
def incidents(connection: Reading, archive: TheArchive, wanted: Annotated[IncidentsAsked, Query()]) -> dict[str, Any]:
    """Incidents as rows: `{"total", "limit", "offset", "incidents"}`."""
    given = wanted.model_dump()
    query = listing.Asked(**{**{k: v for k, v in given.items() if k != "type"}, "types": tuple(given["type"])})
    lexicon = archive.lexicon if query.place else None
    rows = list(listing.found(connection, query, lexicon))
    total = listing.total(connection, query, lexicon)
    return {"total": total, "limit": wanted.limit, "offset": wanted.offset, "incidents": rows}


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
