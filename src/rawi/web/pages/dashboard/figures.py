"""Numbers of a whole archive, counted in SQL along its indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, case, func, literal_column, select

from rawi.archive import tables as t
from rawi.comparing.listing import is_compared
from rawi.web.names import arabic_names

Row = dict[str, Any]
OUTLETS = 100
ORIGINS = 40
DAYS = 60
REFUSED = 100
"""Rows of a list."""
_NOW = t.claims.c.current == 1


def _one(connection: Connection, statement: Select[Any]) -> Any:
    return connection.execute(statement).scalar_one()


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def totals(connection: Connection) -> Row:
    """How much there is: articles, captures with their bytes (each blob once), readings, claims, reprints; first and last capture."""
    c, d = t.captures.c, t.documents.c
    blobs = select(c.sha256, func.max(c.size).label("size")).group_by(c.sha256).subquery()
    first, last = connection.execute(select(func.min(c.captured_at), func.max(c.captured_at))).one()
    published = connection.execute(select(func.min(d.published), func.max(d.published))).one()
    return {
        "articles": _one(connection, select(func.count()).select_from(t.documents)),
        "captures": _one(connection, select(func.count()).select_from(t.captures)),
        "blob_bytes": int(_one(connection, select(func.coalesce(func.sum(blobs.c.size), 0)))),
        "readings": _one(connection, select(func.count()).select_from(t.readings)),
        "claims": _one(connection, select(func.count()).select_from(t.claims).where(_NOW)),
        "reprints": _one(connection, select(func.count(t.reprints.c.document_id.distinct()))),
        "without_address": _one(connection, select(func.count()).select_from(t.documents).where(d.url.is_(None))),
        "first_capture": first, "last_capture": last, "first_published": published[0], "last_published": published[1],
    }  # fmt: skip


def versions(connection: Connection) -> list[Row]:
    """By which versions of Rawi and of the lexicon what we say now was read, with the number of articles and the last time."""
    r = t.readings.c
    columns = (r.rawi_version, r.lexicon_version, func.count().label("articles"), func.max(r.read_at).label("last"))
    grouped = select(*columns).where(r.superseded_at.is_(None)).group_by(r.rawi_version, r.lexicon_version)
    return _rows(connection, grouped.order_by(func.max(r.read_at).desc()).limit(10))


def captured(connection: Connection) -> list[Row]:
    """The last DAYS days on which something was captured: captures, articles that were new, bytes."""
    c, d = t.captures.c, t.documents.c
    day = func.substr(c.captured_at, literal_column("1"), literal_column("10"))
    new = func.sum(case((c.captured_at == d.first_seen_at, 1), else_=0))
    columns = (day.label("day"), func.count().label("captures"), new.label("new"), func.sum(c.size).label("bytes"))
    return _rows(connection, select(*columns).join(t.documents).group_by(day).order_by(day.desc()).limit(DAYS))


def outlets(connection: Connection) -> tuple[list[Row], int]:
    """The OUTLETS with most articles: articles, claims, first and last day of publication; and how many outlets there are."""
    d, r, c = t.documents.c, t.readings.c, t.captures.c
    of_reading = select(t.claims.c.reading_id, func.count().label("n")).where(_NOW).group_by(t.claims.c.reading_id).subquery()
    joined = of_reading.join(t.readings, r.reading_id == of_reading.c.reading_id).join(t.captures, c.capture_id == r.capture_id)
    held = joined.join(t.documents, d.document_id == c.document_id)
    claims = select(d.outlet, func.sum(of_reading.c.n)).select_from(held).group_by(d.outlet)
    told = {row[0]: row[1] for row in connection.execute(claims)}
    columns = (d.outlet, func.count().label("articles"), func.min(d.published).label("first"), func.max(d.published).label("last"))
    rows = _rows(connection, select(*columns).group_by(d.outlet).order_by(func.count().desc(), d.outlet).limit(OUTLETS))
    return [{**row, "claims": int(told.get(row["outlet"], 0))} for row in rows], _one(connection, select(func.count(d.outlet.distinct())))


def origins(connection: Connection) -> tuple[list[Row], list[Row]]:
    """The ORIGINS that most claims rest on, with their Arabic names where known, and the claims of every kind of origin."""
    c = t.claims.c
    often = select(c.origin, c.origin_kind, func.count().label("claims")).where(_NOW, c.origin.is_not(None))
    rows = _rows(connection, often.group_by(c.origin, c.origin_kind).order_by(func.count().desc(), c.origin).limit(ORIGINS))
    arabic = arabic_names(connection, {row["origin"] for row in rows})
    kinds = select(c.origin_kind, func.count().label("claims")).where(_NOW).group_by(c.origin_kind).order_by(func.count().desc())
    return [{**row, "arabic": arabic.get(row["origin"])} for row in rows], _rows(connection, kinds)


def refused(connection: Connection) -> list[Row]:
    """Inputs in quarantine by the code of their reason, with the last time."""
    q = t.quarantine.c
    columns = (q.code, func.count().label("inputs"), func.max(q.refused_at).label("last"), func.min(q.reason).label("reason"))
    return _rows(connection, select(*columns).group_by(q.code).order_by(func.count().desc(), q.code))


def refused_inputs(connection: Connection, code: str | None, page: int) -> tuple[list[Row], int]:
    """One page of REFUSED inputs in quarantine, the last first, of one code or all; and how many there are."""
    q = t.quarantine.c
    held = [q.code == code] if code else []
    rows = select(t.quarantine).where(*held).order_by(q.refused_at.desc(), q.name).limit(REFUSED).offset((page - 1) * REFUSED)
    return _rows(connection, rows), int(_one(connection, select(func.count()).select_from(t.quarantine).where(*held)))


def fetched(connection: Connection) -> tuple[list[Row], list[Row]]:
    """Addresses on the web by kind (how many, when last, how many fail now), and feeds and sitemaps one by one."""
    f = t.fetches.c
    failing = func.sum(case((f.failures > 0, 1), else_=0))
    kinds = select(f.kind, func.count().label("addresses"), func.max(f.fetched_at).label("last"), failing.label("failing"))
    lists = select(f.kind, f.address, f.fetched_at, f.next_due_at, f.failures, f.code, f.reason).where(f.kind.in_(("feed", "sitemap")))
    return _rows(connection, kinds.group_by(f.kind).order_by(f.kind)), _rows(connection, lists.order_by(f.address).limit(OUTLETS))


def comparison(connection: Connection) -> tuple[Any, ...]:
    """What changes whenever `rawi compare` has changed something."""
    a = t.about.c
    facts = connection.execute(select(a.name, a.value).where(a.name.like("compared_%")).order_by(a.name)).all()
    return (*map(tuple, facts), _one(connection, select(func.coalesce(func.max(t.incident_trail.c.trail_id), 0))))


def compared(connection: Connection) -> Row | None:
    """How far the archive has been compared: incidents, articles compared and not yet, the last change. None: it has not been."""
    if not is_compared(connection):
        return None
    i, r, p = t.incidents.c, t.readings.c, t.compared.c
    in_force = int(_one(connection, select(func.count()).select_from(t.readings).where(r.superseded_at.is_(None))))
    done = select(func.count()).select_from(t.compared.join(t.readings, r.reading_id == p.reading_id)).where(r.superseded_at.is_(None))
    articles = int(_one(connection, done))
    moments: Sequence[str | None] = connection.execute(
        select(select(func.max(i.since)).scalar_subquery(), select(func.max(t.incident_trail.c.at)).scalar_subquery())
    ).one()  # fmt: skip
    return {
        "incidents": int(_one(connection, select(func.count()).select_from(t.incidents).where(i.current == 1))),
        "contradicted": int(_one(connection, select(func.count()).select_from(t.incidents).where(i.current == 1, i.contradictions > 0))),
        "articles": articles, "waiting": in_force - articles, "changed": max((m for m in moments if m), default=None),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    """All that changes only when something is read."""

    totals: Row
    versions: list[Row]
    captured: list[Row]
    outlets: list[Row]
    outlet_count: int
    origins: list[Row]
    origin_kinds: list[Row]


def whole(connection: Connection) -> Whole:
    """Counts all of it."""
    named, count = outlets(connection)
    quoted, kinds = origins(connection)
    return Whole(totals(connection), versions(connection), captured(connection), named, count, quoted, kinds)
