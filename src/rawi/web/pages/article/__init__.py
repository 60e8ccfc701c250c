"""One article as a person reads it, with what was read in it marked at its exact words, and every claim with its chain."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from sqlalchemy import Connection

from rawi.errors import NoSuchPage
from rawi.exporting.safety import visible
from rawi.lexicon.lines import Lines
from rawi.model import Attribution, Claim
from rawi.web.archive import Archive, Reading, TheArchive
from rawi.web.languages import Speech, preferences_of
from rawi.web.pages.article.claims import FACTS, Known, narrator, shown, step_of, voices
from rawi.web.pages.article.drawing import Drawing
from rawi.web.pages.article.kept import Article, article_of, incidents_of, reprints_of, uncollected
from rawi.web.pages.article.marks import lines_of, marks_of
from rawi.web.pages.article.reasons import analysed, entry_of, kept_reasons, technical
from rawi.web.pages.article.table import table_of
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
AsOf = Annotated[str | None, Query(max_length=60)]
Short = Annotated[str | None, Query(max_length=60)]
_RIGHT_TO_LEFT = ("AL", "R")


@router.get("/articles/{document_id}")
def article(
    request: Request, connection: Reading, archive: TheArchive, document_id: str, as_of: AsOf = None, claim: Short = None,
    attribution: Short = None, why: bool = False, type: Short = None, status: Short = None, page_number: PageNumber = 1,
) -> Response:  # fmt: skip
    """The article; `claim` or `attribution` is open in the panel, `why` with its reasons, `type`, `status` and `page` are of the table."""
    found = article_of(archive, connection, document_id, as_of)
    links = Links(found)
    values = {
        **text_values(request, found, links), **table_of(found, links.incidents(connection), type, status, page_number),
        "reprints": reprints_of(connection, found.id), "panel": None, "missing": None,
    }  # fmt: skip
    try:
        if claim:
            values |= claim_values(connection, archive, found, links, claim)
            values["panel"] = "article_claim.html"
            values["why"] = why_values(archive, found, claim) if why else None
        elif attribution:
            values |= attribution_values(found, attribution)
            values["panel"] = "article_attribution.html"
    except NoSuchPage:
        values["missing"] = claim or attribution
    return _page(request, "article.html", **values)


@router.get("/articles/{document_id}/claims")
def claims(
    request: Request, connection: Reading, archive: TheArchive, document_id: str, as_of: AsOf = None, type: Short = None,
    status: Short = None, page_number: PageNumber = 1,
) -> Response:  # fmt: skip
    """The table of claims, for a page that shows the article."""
    found = article_of(archive, connection, document_id, as_of)
    links = Links(found)
    if not _part(request):
        return RedirectResponse(links.page(type=type or "", status=status or "", page=str(page_number)), 303)
    return _page(
        request, "article_table.html", article=found, links=links,
        **table_of(found, links.incidents(connection), type, status, page_number),
    )  # fmt: skip


@router.get("/articles/{document_id}/claims/{claim}")
def one_claim(request: Request, connection: Reading, archive: TheArchive, document_id: str, claim: str, as_of: AsOf = None) -> Response:
    """One claim, for the panel beside the article; raises NoSuchPage."""
    found = article_of(archive, connection, document_id, as_of)
    links = Links(found)
    if not _part(request):
        return RedirectResponse(links.page(claim=claim), 303)
    values = claim_values(connection, archive, found, links, claim)
    return _page(request, "article_claim.html", article=found, links=links, why=None, **values)


@router.get("/articles/{document_id}/claims/{claim}/why")
def reasons(request: Request, connection: Reading, archive: TheArchive, document_id: str, claim: str, as_of: AsOf = None) -> Response:
    """Why a claim was read so; raises NoSuchPage."""
    found = article_of(archive, connection, document_id, as_of)
    if not _part(request):
        return RedirectResponse(Links(found).page(claim=claim, why="yes"), 303)
    return _page(request, "article_why.html", why=why_values(archive, found, claim))


@router.get("/articles/{document_id}/attributions/{attribution}")
def one_attribution(
    request: Request, connection: Reading, archive: TheArchive, document_id: str, attribution: str, as_of: AsOf = None
) -> Response:
    """Who speaks at one place, and what is claimed there, for the panel beside the article; raises NoSuchPage."""
    found = article_of(archive, connection, document_id, as_of)
    links = Links(found)
    if not _part(request):
        return RedirectResponse(links.page(attribution=attribution), 303)
    return _page(request, "article_attribution.html", article=found, links=links, **attribution_values(found, attribution))


def _page(request: Request, template: str, **values: Any) -> Response:
    return page(request, template, technical=technical, **values)


def _part(request: Request) -> bool:
    """Whether a script of ours asks for a part of a page, and not a person for a page."""
    return "hx-request" in request.headers


class Links:
    """The addresses of one article's page and of its parts, each with the reading that is looked at."""

    def __init__(self, found: Article) -> None:
        self._path = f"/articles/{quote(found.id, safe='')}"
        self._as_of = {"as_of": found.as_of} if found.as_of else {}
        self._rest = f"&{urlencode(self._as_of)}" if self._as_of else ""
        self._article = found

    def page(self, **values: str) -> str:
        """The page itself: `page(claim="e3")`."""
        return self._at(self._path, values)

    def within(self, name: str, value: str) -> str:
        """The page with that open, as an address within the page, which is shorter: there are thousands of them in a long article."""
        return f"?{name}={quote(value, safe='')}{self._rest}"

    def lasting(self, **values: str) -> str:
        """The same, of this very reading, whatever is read later."""
        return self._path + "?" + urlencode({**values, "as_of": self._article.told.read_at})

    def part(self, *steps: str, **values: str) -> str:
        """A part of it: `part("claims", "e3", "why")`."""
        return self._at("/".join((self._path, *(quote(s, safe="") for s in steps))), values)

    def _at(self, path: str, values: dict[str, str]) -> str:
        given = {**{k: v for k, v in values.items() if v}, **self._as_of}
        return f"{path}?{urlencode(given)}" if given else path

    def incidents(self, connection: Connection) -> dict[str, str]:
        """Claim id -> incident."""
        return incidents_of(connection, self._article.told.reading_id)


def text_values(request: Request, found: Article, links: Links) -> dict[str, Any]:
    """What `article.html` needs for the text: the lines drawn, and what is known of the article."""
    reading = found.reading
    speech = Speech(preferences_of(request))
    by_attribution = voices(reading.attributions)
    voice = narrator(reading.metadata)
    claims = {e.id: (e.type, e.status, by_attribution[e.attribution][0] if e.attribution else voice) for e in reading.events}

    @cache
    def kind(type: str, status: str, said: str) -> str:
        told = (speech.known(f"type.{type}", type), speech.known(f"status.{status}", status), speech(f"article.voice.{said}"))
        return " · ".join(told)

    def label(id: str) -> str:
        return f"{id} · {kind(*claims[id]) if id in claims else speech(f'article.voice.{by_attribution[id][0]}')}"

    def address(id: str) -> str:
        return links.within("claim" if id in claims else "attribution", id)

    unsure = frozenset(e.id for e in reading.events if e.status not in FACTS)
    drawing = Drawing(reading.text, by_attribution, label, address, unsure)
    title = reading.title if reading.title and reading.text.startswith(f"{reading.title}\n\n") else ""
    heading: list[Markup] = []
    lines: list[tuple[str, Markup]] = []
    with uncollected():
        for line in lines_of(reading.text, marks_of(reading)):
            if line.start < len(title):
                heading.append(drawing.line(line))
            else:
                lines.append((direction(reading.text[line.start : line.end]), drawing.line(line)))
    return {
        "article": found, "links": links, "narrator": voice, "heading": heading, "lines": lines,
        "name": visible(title or str(found.document["name"]))[:200], "hidden": drawing.hidden.most_common(),
    }  # fmt: skip


def direction(line: str) -> str:
    """`rtl` for a line with an Arabic (or Hebrew) letter in it, wherever it stands, and for one without any letter; else `ltr`."""
    from unicodedata import bidirectional

    kinds = {bidirectional(char) for char in set(line)}
    return "ltr" if "L" in kinds and kinds.isdisjoint(_RIGHT_TO_LEFT) else "rtl"


def claim_values(connection: Connection, archive: Archive, found: Article, links: Links, id: str) -> dict[str, Any]:
    """What `article_claim.html` needs of a claim; raises NoSuchPage."""
    claim = _claim(found, id)
    event = claim.event
    at = event.trigger
    others = [e.id for e in found.reading.events if e.id != id and e.trigger.start < at.end and at.start < e.trigger.end]
    return {
        "one": shown(Known(found.reading), claim), "document_id": found.id, "claim_id": id, "trigger_start": event.trigger.start,
        "trigger_end": event.trigger.end, "others": others, "entry": entry_of(claim, _lines(archive, found)),
        "incident": links.incidents(connection).get(id), "now": found.told.superseded_at is None,
    }  # fmt: skip


def attribution_values(found: Article, id: str) -> dict[str, Any]:
    """What `article_attribution.html` needs; raises NoSuchPage."""
    reading = found.reading
    said = next((a for a in reading.attributions if a.id == id), None)
    if said is None:
        raise NoSuchPage(f"there is no attribution {id[:40]!r} in this reading")
    return {"step": step_of(Known(reading), said), "told_there": list(_within(reading.events, reading.attributions, id))}


def _within(events: Iterable[Any], attributions: Iterable[Attribution], id: str) -> Iterable[Any]:
    """The events whose chain leads through an attribution."""
    inside, grown = {id}, True
    below = [(a.id, a.parent) for a in attributions]
    while grown:
        more = {one for one, parent in below if parent in inside} - inside
        inside |= more
        grown = bool(more)
    return (e for e in events if e.attribution in inside)


def why_values(archive: Archive, found: Article, id: str) -> dict[str, Any]:
    """What `article_why.html` needs; raises NoSuchPage."""
    claim = _claim(found, id)
    lines = _lines(archive, found)
    return {
        "kept": list(kept_reasons(found.reading, claim, lines)), "same": lines is not None, "lexicon_version": archive.lexicon.version,
        "found": analysed(found.reading, claim, archive.lexicon, Lines(archive.settings.lexicon)), "entry": entry_of(claim, lines),
    }  # fmt: skip


def _lines(archive: Archive, found: Article) -> Lines | None:
    """What finds the line of an entry; None where the lexicon is another than the one that was read with."""
    return Lines(archive.settings.lexicon) if archive.lexicon.version == found.reading.lexicon_version else None


def _claim(found: Article, id: str) -> Claim:
    event = next((e for e in found.reading.events if e.id == id), None)
    if event is None:
        raise NoSuchPage(f"there is no claim {id[:40]!r} in this reading")
    return Claim(event, found.reading.chain(event))
