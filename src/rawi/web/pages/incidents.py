"""Incidents: the list, one of them laid open, its contradictions and reasons, its dossier, and deciding about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from rawi.archive.evidence import utc_now
from rawi.comparing.listing import SORTS, countries, found, is_compared, total, trail_of
from rawi.comparing.tellings import iso
from rawi.web.archive import Reading, TheArchive
from rawi.web.incidents.against import AT_HAND, kinds_of
from rawi.web.incidents.against import PAGE as AGAINST_PAGE
from rawi.web.incidents.asking import MOST_PAGES, PAGE, TYPES, address_of, asked_of
from rawi.web.incidents.deciding import decide_of, decided_of
from rawi.web.incidents.dossier import dossier_of
from rawi.web.incidents.graph import graph_of, groups_of, ways_of
from rawi.web.incidents.joining import PAGE as JOINED_PAGE
from rawi.web.incidents.joining import joined_of
from rawi.web.incidents.naming import Names, names_of, place_name
from rawi.web.incidents.opening import Opened, arabic_places, open_incident
from rawi.web.incidents.telling import PAGE as TELLINGS_PAGE
from rawi.web.incidents.telling import address_of as claim_address
from rawi.web.incidents.telling import counts_of, in_order, sentence, texts
from rawi.web.incidents.tolls import plot_of, tolls_of
from rawi.web.languages import Speech, preferences_of
from rawi.web.people import Reviewer, require
from rawi.web.templating import page

router = APIRouter(include_in_schema=False, dependencies=[Depends(require("reader"))])
Page = Annotated[int, Query(alias="page", ge=1, le=MOST_PAGES)]
QUOTED = 3
"""Sentences of an origin that are shown where the count is explained."""


@router.get("/incidents")
def listing(
    request: Request, archive: TheArchive, connection: Reading, type: str = "", country: str = "", place: str = "", first: str = "",
    last: str = "", origins: str = "", contradicted: str = "", sort: str = "", page_number: Page = 1,
) -> Response:  # fmt: skip
    """The incidents that are asked for, a page of them."""
    if not is_compared(connection):
        return page(request, "incidents-none.html")
    given = {"type": type, "country": country, "place": place, "first": first, "last": last, "origins": origins,
             "contradicted": contradicted, "sort": sort}  # fmt: skip
    asked = asked_of(given, page_number)
    lexicon = archive.lexicon if asked.place else None
    rows = list(found(connection, asked, lexicon))
    places = arabic_places(connection, rows)
    return page(
        request, "incidents.html", asked=asked, rows=rows, total=total(connection, asked, lexicon), places=places,
        countries=countries(connection), types=TYPES, sorts=tuple(SORTS), number=page_number, each=PAGE, address=address_of,
        place_name=place_name,
    )  # fmt: skip


@router.get("/incidents/{id}")
def incident(request: Request, connection: Reading, id: str, page_number: Page = 1) -> Response:
    """One incident laid open; of one that is no longer current, where it went."""
    if not is_compared(connection):
        return page(request, "incidents-none.html", status=404)
    row, opened = open_incident(connection, id)
    common = _common(connection, row, id)
    if opened is None:
        return page(request, "incident-gone.html", **common)
    names = _names(request, connection, opened)
    tellings, ways, tolls = in_order(opened), ways_of(opened), tolls_of(opened, names)
    some = tellings[(page_number - 1) * TELLINGS_PAGE : page_number * TELLINGS_PAGE]
    at_hand = len(tellings) <= AT_HAND
    decisions, decided = decided_of(connection, id)
    return page(
        request, "incident.html", **common, opened=opened, names=names, texts=texts(opened, names, some), number=page_number,
        pages=-(-len(tellings) // TELLINGS_PAGE), told=len(tellings), groups=_explained(opened, names), ways=ways,
        graph=graph_of(opened, names, ways), tolls=tolls, plot=plot_of(opened, tolls, names), claim_address=claim_address,
        kinds=kinds_of(connection, opened, names) if at_hand else None, decisions=decisions, seen=decided, iso=iso,
        counts=_counts(opened, names),
    )  # fmt: skip


@router.get("/incidents/{id}/contradictions")
def contradictions(
    request: Request, connection: Reading, id: str, kind: str | None = None,
    page_number: Page = 1,
) -> Response:  # fmt: skip
    """The contradictions of an incident: some of each kind, or all of one kind a page at a time."""
    row, opened = open_incident(connection, id)
    if opened is None:
        return RedirectResponse(f"/incidents/{row['incident_id']}", 303)
    names = _names(request, connection, opened)
    first, most = ((page_number - 1) * AGAINST_PAGE, AGAINST_PAGE) if kind else (0, AGAINST_PAGE)
    if part := _is_part(request):
        first, most = 0, 4
    kinds = kinds_of(connection, opened, names, kind=None if part else kind, first=first, most=most)
    return page(
        request, "incident-against.html" if part else "incident-contradictions.html", **_common(connection, row, id), kinds=kinds,
        kind=kind, number=page_number, each=AGAINST_PAGE, seen=decided_of(connection, id)[1],
    )  # fmt: skip


@router.get("/incidents/{id}/reasons")
def reasons(request: Request, connection: Reading, id: str, page_number: Page = 1) -> Response:
    """Why the accounts of an incident were joined."""
    row, opened = open_incident(connection, id)
    if opened is None:
        return RedirectResponse(f"/incidents/{row['incident_id']}", 303)
    joined = joined_of(connection, opened)
    some = joined[(page_number - 1) * JOINED_PAGE : page_number * JOINED_PAGE]
    return page(
        request, "incident-joined.html" if _is_part(request) else "incident-reasons.html", **_common(connection, row, id), joined=some,
        total=len(joined), number=page_number, each=JOINED_PAGE,
    )  # fmt: skip


@router.get("/incidents/{id}/dossier")
def dossier(request: Request, connection: Reading, id: str) -> Response:
    """The incident made to be printed."""
    row, opened = open_incident(connection, id)
    if opened is None:
        return RedirectResponse(f"/incidents/{row['incident_id']}", 303)
    names = _names(request, connection, opened)
    decisions, decided = decided_of(connection, id)
    return page(
        request, "incident-dossier.html", **_common(connection, row, id), opened=opened, names=names, groups=groups_of(opened),
        tolls=tolls_of(opened, names), dossier=dossier_of(connection, opened, names), decisions=decisions, decided=decided,
        printed=utc_now(), counts=_counts(opened, names),
    )  # fmt: skip


@router.post("/incidents/{id}/decide")
def decide(
    archive: TheArchive, person: Reviewer, id: str, verdict: Annotated[str, Form()], seen: Annotated[int, Form(ge=0)],
    telling: Annotated[list[str] | None, Form()] = None, note: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Adds a decision between two tellings, or this incident and another, and shows it."""
    with archive.writable.connection() as connection:
        number = decide_of(connection, id, verdict, telling or [], who=person.name, note=note, seen=seen)
    return RedirectResponse(f"/incidents/{quote(id, safe='')}#decision-{number}", 303)


def _is_part(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _names(request: Request, connection: Any, opened: Opened) -> Names:
    return names_of(connection, opened, Speech(preferences_of(request)))


def _counts(opened: Opened, names: Names) -> dict[str, list[tuple[str, str]]]:
    """What each origin told of the dead and the hurt."""
    return {key: counts_of(names, getattr(opened.ranges, key)) for key in ("killed", "injured")}


def _common(connection: Any, row: Mapping[str, Any], id: str) -> dict[str, Any]:
    """What every page about one incident says at its head."""
    return {
        "row": row,
        "id": id,
        "trail": trail_of(connection, id),
        "place_name": place_name,
        "places": arabic_places(connection, [dict(row)]),
    }


def _explained(opened: Opened, names: Names) -> Sequence[dict[str, Any]]:
    """The groups of origins with the words of each."""
    out = []
    for group in groups_of(opened):
        origins = []
        for origin in group.origins:
            first: dict[object, Any] = {}
            for telling in origin.tellings:
                first.setdefault(opened.quote(telling) or telling.key, telling)
            shown = [(sentence(opened, names, [telling]), telling) for telling in list(first.values())[:QUOTED]]
            origins.append({"origin": origin, "name": names.origins[origin.id], "words": shown, "more": len(first) - len(shown)})
        bonds = [(names.origins.get(a, a), names.origins.get(b, b), reason) for a, b, reason in group.bonds]
        out.append({"number": group.number, "origins": origins, "bonds": bonds})
    return out
