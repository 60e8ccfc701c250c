"""Accounts and incidents into the tables of an archive and out of its way again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from rawi.archive import tables as t
from rawi.archive.databases import upsert
from rawi.archive.rows import Row
from rawi.archive.store import insert_rows
from rawi.comparing.accounts import Account
from rawi.comparing.blocking import Density, blocks
from rawi.comparing.encoding import packed_paper, packed_tellings
from rawi.comparing.incidents import Incident
from rawi.comparing.loading import AT_ONCE, Told
from rawi.comparing.naming import MERGED, Step
from rawi.comparing.summary import summary

BATCH = 2_000
"""Rows that are made before they are written."""


def key_of(block: str) -> int:
    """The name of a block as a number of 63 bits, the same in every process."""
    return int.from_bytes(hashlib.blake2b(block.encode(), digest_size=8).digest()) >> 1


def spans(account: Account) -> dict[str, tuple[int, int]]:
    """The names of an account's blocks, each with its first and last day."""
    out: dict[str, tuple[int, int]] = {}
    for name, day in blocks(account):
        first, last = out.get(name, (day, day))
        out[name] = min(first, day), max(last, day)
    return out


def write_told(connection: Connection, told: Iterable[Told]) -> None:
    """Notes of which readings the incidents are made."""
    for part in parts(told):
        ids = [one.document_id for one in part]
        for some in parts(ids, AT_ONCE):
            connection.execute(delete(t.compared).where(t.compared.c.document_id.in_(some)))
        rows = [
            {"document_id": o.document_id, "reading_id": o.reading_id, "note": o.note, "paper": packed_paper(o.paper)} for o in part
        ]  # fmt: skip
        insert_rows(connection, t.compared, rows)


def parts(items: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """Lists of so many at most."""
    found: list[Any] = []
    for item in items:
        found.append(item)
        if len(found) == size:
            yield found
            found = []
    if found:
        yield found


def write_accounts(connection: Connection, accounts: Iterable[tuple[int, Account, str, int]]) -> None:
    """New accounts: number, account, incident, reading. The incidents must be there; keys and days are `write_keys`."""
    for part in parts(accounts):
        rows, claims = [], []
        for number, account, incident, reading in part:
            document = account.paper.document
            rows.append(
                {"account_id": number, "document_id": document, "incident_id": incident, "tellings": packed_tellings(account.tellings)}
            )
            claims += [
                {"reading_id": reading, "claim_id": x.claim, "incident_id": incident, "account_id": number, "document_id": document,
                 "trigger_start": x.start}
                for x in account.tellings
            ]  # fmt: skip
        insert_rows(connection, t.incident_accounts, rows)
        insert_rows(connection, t.incident_claims, claims)


def write_keys(connection: Connection, accounts: Iterable[tuple[int, Account]]) -> None:
    """By what new accounts are found, and on which days what is told of which place; in the order of the keys, as a tree is filled best."""
    keys: list[tuple[int, int, int, int]] = []
    days: set[tuple[str, int, str, int]] = set()
    for number, account in accounts:
        keys += [(key_of(name), first, number, last) for name, (first, last) in spans(account).items()]
        days |= {(p, d, k, number) for p in account.places for d in account.days for k in {k for k, _ in account.kinds}}
    names = ("key", "first_day", "account_id", "last_day")
    for part in parts(sorted(keys)):
        insert_rows(connection, t.incident_keys, [dict(zip(names, row, strict=True)) for row in part])
    names = ("place_id", "day", "type", "account_id")
    for part in parts(sorted(days)):
        insert_rows(connection, t.incident_days, [dict(zip(names, row, strict=True)) for row in part])


def forget_accounts(connection: Connection, numbers: Sequence[int]) -> None:
    """Takes accounts away, with all that points to them."""
    for some in parts(sorted(numbers), AT_ONCE):
        for table in (t.incident_claims, t.incident_keys, t.incident_days, t.incident_accounts):
            connection.execute(delete(table).where(table.c.account_id.in_(some)))


def forget_all(connection: Connection) -> None:
    """Takes all accounts away; incidents, trail, decisions and what is known of the papers stay."""
    for table in (t.incident_claims, t.incident_keys, t.incident_days, t.incident_accounts):
        connection.execute(delete(table))


def write_incidents(connection: Connection, incidents: Iterable[Incident], reprints: Mapping[str, str], at: str) -> None:
    """The rows of current incidents, made or brought up to date; `since` stays where the incident was there and current."""
    for part in parts(incidents):
        names = _names(connection, part)
        rows: list[Row] = [{**summary(i, reprints, names), "current": 1, "since": at, "until": None} for i in part]
        made = upsert(connection, t.incidents)
        changed = {c: made.excluded[c] for c in rows[0] if c not in ("incident_id", "since")}
        changed["since"] = case((t.incidents.c.current == 1, t.incidents.c.since), else_=made.excluded.since)
        statement = made.on_conflict_do_update(index_elements=["incident_id"], set_=changed)
        connection.execute(statement, rows)


def _names(connection: Connection, incidents: Sequence[Incident]) -> dict[str, str]:
    """English names of the places of these incidents."""
    ids = {w for i in incidents for a in i.accounts for w in (*a.places, *a.wide)}
    p, out = t.places.c, {}
    for some in parts(sorted(ids), AT_ONCE):
        out.update({r.place_id: r.name for r in connection.execute(select(p.place_id, p.name).where(p.place_id.in_(some)))})
    return out


def end_incidents(connection: Connection, steps: Sequence[Step], at: str) -> None:
    """Writes the trail, and marks what was merged or is gone as no longer current."""
    insert_rows(connection, t.incident_trail, [{"at": at, "old_id": s.old, "new_id": s.new, "kind": s.kind} for s in steps])
    for some in parts(sorted({s.old for s in steps if s.kind == MERGED or s.new is None}), AT_ONCE):
        connection.execute(update(t.incidents).where(t.incidents.c.incident_id.in_(some)).values(current=0, until=at))


def move_accounts(connection: Connection, moved: Mapping[str, Sequence[int]]) -> None:
    """Accounts that were there and are of another incident now, by that incident's id."""
    for incident, numbers in moved.items():
        for some in parts(numbers, AT_ONCE):
            for table in (t.incident_accounts, t.incident_claims):
                connection.execute(update(table).where(table.c.account_id.in_(some)).values(incident_id=incident))


def last_account(connection: Connection) -> int:
    """The highest number of an account."""
    return int(connection.execute(select(func.coalesce(func.max(t.incident_accounts.c.account_id), 0))).scalar_one())


def fact(connection: Connection, name: str) -> str | None:
    """A fact of `about`."""
    found: str | None = connection.execute(select(t.about.c.value).where(t.about.c.name == name)).scalar()
    return found


def note_fact(connection: Connection, name: str, value: str) -> None:
    """Writes a fact of `about`."""
    if connection.execute(update(t.about).where(t.about.c.name == name).values(value=value)).rowcount == 0:
        connection.execute(insert(t.about).values(name=name, value=value))


class KeptDensity(Density):
    """How much happens where, looked up in the archive."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._looked: dict[tuple[str, int], dict[str, set[int]]] = {}

    def busy(self, place: str, kinds: Iterable[str], day: int) -> int:
        """As Density.busy."""
        span = day // self.SPAN
        other = span + (1 if day % self.SPAN >= self.SPAN // 2 else -1)
        both = self._span(place, span), self._span(place, other)
        return max((sum(len(found.get(kind, ())) for found in both) for kind in kinds), default=0)

    def _span(self, place: str, span: int) -> dict[str, set[int]]:
        found = self._looked.get((place, span))
        if found is None:
            d = t.incident_days.c
            first = span * self.SPAN
            asked = select(d.type, d.day).distinct().where(d.place_id == place, d.day >= first, d.day < first + self.SPAN)
            found = defaultdict(set)
            for row in self._connection.execute(asked):
                found[row.type].add(int(row.day))
            self._looked[place, span] = found
        return found
