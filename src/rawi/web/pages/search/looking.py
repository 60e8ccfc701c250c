"""The page itself: form, filters that hold, results in pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, select

from rawi.archive import saved
from rawi.archive import tables as t
from rawi.archive.batches import ORIGINS
from rawi.archive.history import instant
from rawi.archive.searching import SORTS
from rawi.errors import BadRequest, RawiError
from rawi.exporting.selected import ALL
from rawi.lexicon.schema import GENRES, MODES, STATUSES
from rawi.web.archive import Archive, Reading, TheArchive
from rawi.web.languages import country_name, preferences_of
from rawi.web.pages.search.asking import PAGE, RARE, Asked, asked, asked_by, chips, page_number
from rawi.web.pages.search.results import marked, page_of
from rawi.web.people import person_of
from rawi.web.remembered import remembered
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
SETTLED = timedelta(seconds=3)
"""So long after a reading nothing comes in any more that bears its time."""
SAVED = 20
"""So many saved searches stand beside the results; the others have a page of their own."""
OFFERED = 200
"""So many outlets are offered by the form; others can be written."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved search in the list: its address, how many claims are new (None: it is not the reader's own, or cannot be run)."""

    search: saved.Saved
    address: str
    new: int | None


@router.get("/search")
def search(request: Request, connection: Reading, archive: TheArchive) -> Response:
    """Claims, and what they were looked for by."""
    wanted = asked(request.query_params.multi_items(), ignored=("saved",))
    chosen = _chosen(request, connection)
    found = page_of(connection, wanted.query, archive.lexicon, chosen.seen_capture if chosen else None)
    return page(
        request, "search.html", asked=wanted, found=found, first=wanted.query.offset, last=max(1, -(-found.total // PAGE)), chosen=chosen,
        pin=permalink(wanted, found.read_at), ahead=wanted.query.as_of is not None and wanted.query.as_of > _now(),
        turned=lambda n: wanted.turned(n, chosen.search_id if chosen else None), marked=marked, article=_article(wanted), formats=ALL,
        kept=listed(request, connection, archive, SAVED), saved_total=saved.total(connection), savable=not archive.settings.read_only,
        **_form(connection, archive, wanted, preferences_of(request).language),
    )  # fmt: skip


def _form(connection: Connection, archive: Archive, wanted: Asked, language: str) -> dict[str, Any]:
    """What the form offers, and the filters that hold."""
    return {
        "types": tuple(MODES), "statuses": STATUSES, "kinds": ORIGINS, "genres": GENRES, "sorts": tuple(SORTS),
        "countries": _countries(connection, archive, language), "outlets": _outlets(connection, archive),
        "rare": [name for name in RARE if wanted.all(name)], "chips": list(chips(wanted)),
        "country": lambda code: country_name(code, language),
    }  # fmt: skip


@router.get("/search/saved")
def all_saved(request: Request, connection: Reading, archive: TheArchive) -> Response:
    """All saved searches."""
    given = request.query_params.multi_items()
    if any(name != "page" for name, _ in given) or len(given) > 1:
        raise BadRequest("only `page` is known here")
    at, total = page_number(request.query_params.get("page") or "1"), saved.total(connection)
    kept = listed(request, connection, archive, PAGE, (at - 1) * PAGE)
    return page(request, "search_saved.html", kept=kept, total=total, at=at, last=max(1, -(-total // PAGE)))


def listed(request: Request, connection: Connection, archive: Archive, limit: int, offset: int = 0) -> list[Kept]:
    """Saved searches, the reader's own first, each with what is new to its owner where that is the reader."""
    person = person_of(request)
    out = []
    for one in saved.listed(connection, person.name if person else None, limit, offset):
        mine = person is not None and one.owner == person.name
        joined = f"{one.asked}&" if one.asked else ""
        out.append(Kept(one, f"/search?{joined}saved={one.search_id}", _new(connection, archive, one) if mine else None))
    return out


def _new(connection: Connection, archive: Archive, one: saved.Saved) -> int | None:
    """None where a later version of Rawi does not know the search any more."""

    def count() -> int | None:
        try:
            return saved.new_since(connection, asked_by(one.asked).query, archive.lexicon, one.seen_capture)
        except RawiError:
            return None

    return remembered(archive, connection, ("new", one.asked, one.seen_capture), count)


def _chosen(request: Request, connection: Connection) -> saved.Saved | None:
    """The saved search that was opened."""
    text = request.query_params.get("saved")
    return None if not text else saved.one(connection, number(text))


def number(text: str) -> int:
    """The number of a saved search; raises BadRequest."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise BadRequest(f"saved: {text[:40]!r} is no number of a saved search")
    return int(text)


def _now() -> str:
    return instant(datetime.now(UTC).isoformat())


def permalink(wanted: Asked, read_at: str | None) -> str | None:
    """The address that will show what is shown now: as of when the newest reading was made, or of the earlier instant asked for.

    None where something was read just now: times are whole seconds, and more may come in that bears the same.
    """
    if read_at is None:
        return None
    last, earlier = instant(read_at), wanted.query.as_of
    if earlier is not None and earlier < last:
        return wanted.pinned(earlier)
    return wanted.pinned(last) if last < instant((datetime.now(UTC) - SETTLED).isoformat()) else None


def _article(wanted: Asked) -> Any:
    """The address of a claim in its article, as of the instant that the search is of."""

    def address(row: Any) -> str:
        also = {"as_of": wanted.query.as_of} if wanted.query.as_of else {}
        return f"/articles/{quote(row['document_id'], safe='')}?{urlencode({'claim': row['claim_id'], **also})}"

    return address


def _countries(connection: Connection, archive: Archive, language: str) -> list[tuple[str, str]]:
    """(code, name) of the countries that claims are placed in, by name."""

    def find() -> list[tuple[str, str]]:
        c = t.claims.c
        codes = connection.execute(select(c.country).distinct().where(c.current == 1, c.country.is_not(None))).scalars()
        return sorted(((code, country_name(code, language)) for code in codes), key=lambda pair: pair[1])

    return remembered(archive, connection, ("countries", language), find)


def _outlets(connection: Connection, archive: Archive) -> list[str]:
    def find() -> list[str]:
        outlet = t.documents.c.outlet
        return list(connection.execute(select(outlet).distinct().where(outlet.is_not(None)).order_by(outlet).limit(OFFERED)).scalars())

    return remembered(archive, connection, "outlets", find)
