"""The dashboard's pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection, func, select

from rawi.archive.databases import STORE, is_postgres
from rawi.archive.ledger import LEDGER, Ledger
from rawi.archive.stamps import ANCHORS
from rawi.errors import BadRequest, RawiError
from rawi.web.archive import Reading, TheArchive
from rawi.web.languages import Speech, preferences_of
from rawi.web.pages.dashboard import figures, times
from rawi.web.remembered import remembered
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
LINES = 15
"""Lines of the ledger that are shown."""


@router.get("/dashboard")
def dashboard(request: Request, connection: Reading, archive: TheArchive) -> Response:
    """All of it on one page."""
    asked = _params(request, ("by", "from", "to"))
    span = times.span_of(connection, asked.get("by"), asked.get("from"), asked.get("to"))
    whole = remembered(archive, connection, "dashboard", lambda: figures.whole(connection))
    series = remembered(archive, connection, ("series", span), lambda: times.series(connection, span))
    state = remembered(archive, connection, ("compared", figures.comparison(connection)), lambda: figures.compared(connection))
    kinds, lists = figures.fetched(connection)
    speech = Speech(preferences_of(request))
    return page(
        request, "dashboard.html", whole=whole, series=series, units=times.UNITS, refused=figures.refused(connection), fetch_kinds=kinds,
        feeds=lists, compared=state, custody=custody(archive.settings.archive), sizes=sizes(connection, archive.settings.archive),
        link=link, plot=plot(series, speech), label=lambda bucket: label(bucket, span.unit, speech), most_days=figures.DAYS,
    )  # fmt: skip


@router.get("/dashboard/refused")
def refused(request: Request, connection: Reading) -> Response:
    """The inputs in quarantine, one by one."""
    asked = _params(request, ("code", "page"))
    text = asked.get("page", "1")
    if not text.isascii() or not text.isdigit() or len(text) > 7 or int(text) < 1:
        raise BadRequest(f"page: {text[:40]!r} is no number of a page")
    number = int(text)
    rows, total = figures.refused_inputs(connection, asked.get("code"), number)
    last = max(1, -(-total // figures.REFUSED))
    of = {"code": asked["code"]} if "code" in asked else {}
    turned = {n: "/dashboard/refused?" + urlencode({**of, "page": n}) for n in (number - 1, number + 1)}
    return page(request, "dashboard_refused.html", rows=rows, total=total, number=number, last=last, turned=turned, code=asked.get("code"))


def _params(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    """The parameters that are given; raises BadRequest for one that is unknown, given twice or too long."""
    out: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in known or name in out or len(value) > 100 or "\0" in value:
            raise BadRequest(f"{name[:40]!r} is unknown, given twice or too long", hint=f"There are {', '.join(known)}.")
        if value:
            out[name] = value
    return out


def link(**filters: object) -> str:
    """The search that shows what was counted; `source_kind`, `first`, `last` and the other filters by name, None being none."""
    names = {"first": "from", "last": "to"}
    return "/search?" + urlencode([(names.get(name, name), str(value)) for name, value in filters.items() if value is not None])


def label(bucket: tuple[date, date], unit: str, speech: Speech) -> str:
    """What a bucket is called: its day, its first day, or its month."""
    if unit == "month":
        whole = speech.day(bucket[0])
        return whole.split(" ", 1)[1] if " " in whole else whole[:7]
    return speech.day(bucket[0])


def plot(series: times.Series, speech: Speech) -> dict[str, Any]:
    """What the plots are drawn from: each bucket's label in the reader's language and its days, and the numbers of all and each type."""
    return {
        "labels": [label(bucket, series.span.unit, speech) for bucket in series.buckets],
        "days": [[a.isoformat(), b.isoformat()] for a, b in series.buckets],
        "bar": speech("dashboard.bar", n="{n}", within="{within}"),
        "all": {"counts": series.sums(series.counts), "within": series.sums(series.within)},
        "types": {kind: {"counts": counts, "within": series.within[kind]} for kind, counts in series.counts.items()},
    }  # fmt: skip


def custody(folder: Path) -> dict[str, Any]:
    """The end of the ledger: its last line, the LINES before, and the time stamps there are. `fault`: why it cannot be read."""
    try:
        with Ledger(folder, read_only=True, check=False) as ledger:
            lines = ledger.tail(LINES)
    except RawiError as error:
        return {"fault": error, "lines": [], "head": None, "anchors": 0}
    anchors = sum(1 for path in (folder / ANCHORS).glob("*.tsr")) if (folder / ANCHORS).is_dir() else 0
    return {"fault": None, "lines": lines, "head": lines[0] if lines else None, "anchors": anchors}


def sizes(connection: Connection, folder: Path) -> list[tuple[str, int]]:
    """(what, bytes) of the ledger and the store, wherever it lies."""
    found = [(what, path.stat().st_size) for what, path in (("ledger", folder / LEDGER), ("store", folder / STORE)) if path.is_file()]
    if is_postgres(connection):
        found.append(("store", int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())))
    return found
