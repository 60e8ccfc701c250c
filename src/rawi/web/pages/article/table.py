"""The claims of an article as rows of a table, a page at a time, by type and status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rawi.model import Claim
from rawi.web.pages.article.claims import Known, Shown, shown
from rawi.web.pages.article.kept import Article

ROWS = 50
"""So many claims stand on one page of the table."""


def table_of(found: Article, incidents: Mapping[str, str], type: str | None, status: str | None, number: int) -> dict[str, Any]:
    """What `article_table.html` needs: `rows` (a claim as the panel shows it, and its incident) and what they are chosen by."""
    reading = found.reading
    events = [e for e in reading.events if (not type or e.type == type) and (not status or e.status == status)]
    pages = max(1, -(-len(events) // ROWS))
    number = min(number, pages)
    known = Known(reading)
    rows: list[tuple[Shown, str | None]] = [
        (shown(known, Claim(event, reading.chain(event))), incidents.get(event.id))
        for event in events[(number - 1) * ROWS : number * ROWS]
    ]
    return {
        "rows": rows, "matching": len(events), "total": len(reading.events), "pages": pages, "number": number,
        "by_type": type or "", "by_status": status or "", "types": sorted({e.type for e in reading.events}),
        "statuses": sorted({e.status for e in reading.events}),
    }  # fmt: skip
