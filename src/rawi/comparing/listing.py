"""Incidents looked up in a compared archive: lists by what they are, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from rawi.archive import tables as t
from rawi.archive.indexing import ids_named
from rawi.comparing.encoding import FORM
from rawi.comparing.incidents import Incident, incident_of
from rawi.comparing.judging import ruling_of
from rawi.comparing.loading import AT_ONCE, kept_by, printed
from rawi.comparing.output import archived_json, incident_json
from rawi.comparing.storing import KeptDensity, fact
from rawi.errors import BadQuery, UnknownName
from rawi.lexicon import Lexicon

_I = t.incidents.c
SORTS = {
    "told": (_I.documents.desc(), _I.incident_id),
    "origins": (_I.independent_origins.desc(), _I.documents.desc(), _I.incident_id),
    "killed": (_I.killed_high.desc().nulls_last(), _I.incident_id),
    "date": (_I.first_day.desc().nulls_last(), _I.incident_id),
}
"""Most articles, most independent origins, most dead, newest first."""
LOADED = 50
"""So many incidents are loaded together."""
COLUMNS = tuple(c.name for c in t.incidents.columns if c.name != "current")
"""What a row of a list holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which incidents; everything given must hold. Days are YYYY-MM-DD, both ends included.

    `types`; `country`: ISO 3166-1 alpha-2; `place`: an id, a name or part of it; `first`, `last`: its days overlap them; `origins`: so many
    independent ones at least; `contradicted`: with a contradiction; `limit` None: all.
    """

    types: tuple[str, ...] = ()
    country: str | None = None
    place: str | None = None
    first: str | None = None
    last: str | None = None
    origins: int | None = None
    contradicted: bool = False
    sort: str = "told"
    limit: int | None = None
    offset: int = 0


def is_compared(connection: Connection) -> bool:
    """Whether the archive has been compared."""
    return fact(connection, "compared_form") is not None


def checked(connection: Connection) -> None:
    """Raises BadQuery where the archive has not been compared, or was by another version, whose records cannot be read."""
    form = fact(connection, "compared_form")
    if form is None:
        raise BadQuery("this archive has not been compared yet", hint="Run `rawi compare ARCHIVE` first.")
    if form != FORM:
        raise BadQuery("another version of Rawi compared this archive", hint="Run `rawi compare ARCHIVE`: it compares all of it again.")


def found(connection: Connection, asked: Asked, lexicon: Lexicon | None = None) -> Iterator[dict[str, Any]]:
    """The rows of the incidents that are asked for, by column, streamed; raises BadQuery. `lexicon` finds places by other names too."""
    checked(connection)
    if asked.sort not in SORTS:
        raise BadQuery(f"cannot sort by {asked.sort!r}", hint=f"Sort by one of {', '.join(SORTS)}.")
    statement = select(*(t.incidents.c[name] for name in COLUMNS)).where(*conditions(asked, lexicon)).order_by(*SORTS[asked.sort])
    if asked.limit is not None:
        statement = statement.limit(asked.limit)
    if asked.offset:
        statement = (statement if asked.limit is not None else statement.limit(2**62)).offset(asked.offset)
    for row in connection.execute(statement.execution_options(yield_per=500)).mappings():
        yield dict(row)


def conditions(asked: Asked, lexicon: Lexicon | None) -> list[ColumnElement[bool]]:
    """What must hold of the rows of incidents."""
    out: list[ColumnElement[bool]] = [_I.current == 1]
    if asked.types:
        out.append(_I.type.in_(asked.types))
    if asked.country:
        out.append(_I.country == asked.country.upper())
    if asked.place:
        ids = {asked.place, *(ids_named(asked.place, lexicon, "place") if lexicon else ())}
        out.append(or_(_I.place_id.in_(ids), _I.place.icontains(asked.place, autoescape=True)))
    if asked.first:
        out.append(_I.last_day >= asked.first)
    if asked.last:
        out.append(_I.first_day <= asked.last)
    if asked.origins is not None:
        out.append(_I.independent_origins >= asked.origins)
    if asked.contradicted:
        out.append(_I.contradictions > 0)
    return out


def loaded(connection: Connection, ids: Iterable[str]) -> Iterator[Incident]:
    """Current incidents with all their tellings, in the order of the ids, a few in memory at a time."""
    ahead = iter(ids)
    while some := list(islice(ahead, LOADED)):
        accounts: dict[str, list[Any]] = {}
        for one in kept_by(connection, t.incident_accounts.c.incident_id, some):
            accounts.setdefault(one.incident_id, []).append(one.account)
        for name in some:
            if name in accounts:
                incident = incident_of(accounts[name])
                yield Incident(name, incident.accounts)


def as_json(connection: Connection, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Incidents as plain data: `incident_json` with the quotes, the articles by their own names, and what the row says."""
    ruling, density = ruling_of(connection), KeptDensity(connection)
    for incident in loaded(connection, ids):
        reprints = printed(connection, incident.documents)
        documents, quotes = documents_of(connection, incident.documents), quotes_of(connection, incident.id)
        row = connection.execute(select(t.incidents).where(_I.incident_id == incident.id)).mappings().one()
        yield archived_json(incident_json(incident, density, {}, ruling, reprints), incident.documents, dict(row), documents, quotes)


def documents_of(connection: Connection, documents: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Of each of these documents: `document_id`, `name`, `outlet`, `published`, `title`, `url`."""
    d = t.documents.c
    out: dict[str, dict[str, Any]] = {}
    ids = sorted(set(documents))
    for n in range(0, len(ids), AT_ONCE):
        asked = select(d.document_id, d.name, d.outlet, d.published, d.title, d.url).where(d.document_id.in_(ids[n : n + AT_ONCE]))
        out.update({row["document_id"]: dict(row) for row in connection.execute(asked).mappings()})
    return out


def quotes_of(connection: Connection, incident: str) -> dict[tuple[str, str], str]:
    """The sentences of an incident's claims, by document and claim."""
    i, c = t.incident_claims.c, t.claims.c
    joined = t.incident_claims.join(t.claims, (c.reading_id == i.reading_id) & (c.claim_id == i.claim_id))
    asked = select(i.document_id, i.claim_id, c.evidence).select_from(joined).where(i.incident_id == incident)
    return {(row.document_id, row.claim_id): row.evidence for row in connection.execute(asked)}


def row_of(connection: Connection, name: str) -> dict[str, Any]:
    """The row of an incident, current or not; raises UnknownName."""
    row = connection.execute(select(t.incidents).where(_I.incident_id == name)).mappings().first()
    if row is None:
        raise UnknownName(f"no incident {name[:80]!r}", hint="`rawi incidents ARCHIVE` lists them with their ids.")
    return dict(row)


def trail_of(connection: Connection, name: str) -> list[dict[str, Any]]:
    """What became of an incident, and what came into it, the oldest first."""
    r = t.incident_trail.c
    asked = select(r.at, r.old_id, r.new_id, r.kind).where(or_(r.old_id == name, r.new_id == name)).order_by(r.trail_id)
    return [dict(row) for row in connection.execute(asked).mappings()]


def countries(connection: Connection) -> list[str]:
    """The countries (ISO 3166-1 alpha-2) that current incidents lie in, looked up one after the other: few, of many incidents."""
    out: list[str] = []
    while True:
        after = _I.country > out[-1] if out else _I.country.is_not(None)
        code = connection.execute(select(func.min(_I.country)).where(_I.current == 1, after)).scalar()
        if code is None:
            return out
        out.append(str(code))


def total(connection: Connection, asked: Asked, lexicon: Lexicon | None = None) -> int:
    """How many there are of those asked for, whatever `limit` and `offset` say."""
    return int(connection.execute(select(func.count()).select_from(t.incidents).where(*conditions(asked, lexicon))).scalar_one())
