"""One document more in a compared archive: only what shares a block with it is looked up, weighed and grouped anew.

Grouped anew are the incidents that the new accounts have strong pairs with, or are decided to be of, and those that the document told of
before. A large incident is not taken apart for that: its accounts that are nearest stand for all of it, so that it can grow and merge;
`rawi compare --all` weighs it whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from rawi.archive import tables as t
from rawi.comparing.accounts import Account, accounts_of
from rawi.comparing.blocking import LARGEST, blocks
from rawi.comparing.decisions import Ruling, TellingKey
from rawi.comparing.incidents import Edges, Incident, agglomerate, class_of, components, incident_of, packed
from rawi.comparing.loading import AT_ONCE, Kept, Told, kept_by, printed
from rawi.comparing.naming import Before, Step, named
from rawi.comparing.scoring import JOIN
from rawi.comparing.storing import (
    KeptDensity,
    end_incidents,
    forget_accounts,
    key_of,
    last_account,
    move_accounts,
    parts,
    spans,
    write_accounts,
    write_incidents,
    write_keys,
    write_told,
)

LONGEST = 12
"""An account stands in a block for so many days at most."""
WHOLE = 48
"""Incidents of so many accounts together are grouped anew whole."""
SAMPLE = 12
"""Of a larger one, so many accounts stand for it."""
_KEY = t.incident_keys.c
_NEAR = (
    select(_KEY.account_id)
    .where(_KEY.key == bindparam("key"), _KEY.first_day.between(bindparam("from"), bindparam("last")), _KEY.last_day >= bindparam("first"))
    .order_by(_KEY.first_day.desc(), _KEY.account_id.desc())
    .limit(2 * LARGEST)
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a document changed: the incidents that it is in or that changed with it, and what became of others."""

    now: tuple[Incident, ...]
    steps: tuple[Step, ...]


def enter(connection: Connection, told: Told, ruling: Ruling, at: str) -> Change:
    """Takes what a document tells into the incidents of the archive, in the place of what it told before. `at`: ISO 8601."""
    work = _Work(connection, told, ruling)
    work.withdraw()
    work.look_around()
    return work.write(at)


class _Work:
    """The steps of `enter`."""

    def __init__(self, connection: Connection, told: Told, ruling: Ruling) -> None:
        self.connection, self.told, self.ruling = connection, told, ruling
        self.density = KeptDensity(connection)
        first = last_account(connection) + 1
        self.new = dict(enumerate(accounts_of(told.tellings, ruling.classes), first))
        self.kept: dict[int, Kept] = {}
        self.affected: set[str] = set()
        self.before: list[tuple[str, int, str, str]] = []
        self.strong: set[int] = set()

    def withdraw(self) -> None:
        """Takes away what the document told before."""
        old = kept_by(self.connection, t.incident_accounts.c.document_id, [self.told.document_id])
        self.affected = {one.incident_id for one in old}
        self.before = [row for one in old for row in _rows(one)]
        forget_accounts(self.connection, [one.account_id for one in old])
        write_told(self.connection, [self.told])
        write_keys(self.connection, self.new.items())

    def look_around(self) -> None:
        """Finds the incidents that the new accounts may be of, and loads their accounts."""
        near = {one.account_id: one for one in kept_by(self.connection, t.incident_accounts.c.account_id, self._candidates())}
        shared = {number: set(blocks(one.account)) for number, one in near.items()}
        for account in self.new.values():
            mine = set(blocks(account))
            for number, one in near.items():
                if not mine.isdisjoint(shared[number]) and packed(one.account, account, self.density) >= JOIN:
                    self.strong.add(number)
                    self.affected.add(one.incident_id)
        decided = self._decided()
        self.affected |= {one.incident_id for one in decided}
        self.strong |= {one.account_id for one in decided}
        loaded = kept_by(self.connection, t.incident_accounts.c.incident_id, self.affected)
        self.kept = {one.account_id: one for one in loaded}
        self.before += [row for one in loaded for row in _rows(one)]

    def _candidates(self) -> set[int]:
        """The accounts that share a key, and nearly a day, with a new one: the last of each."""
        found: set[int] = set()
        wanted = {(key_of(name), *days) for account in self.new.values() for name, days in spans(account).items()}
        for key, first, last in sorted(wanted):
            asked = {"key": key, "from": first - LONGEST, "first": first, "last": last}
            found.update(self.connection.execute(_NEAR, asked).scalars())
        return found - set(self.new)

    def _decided(self) -> list[Kept]:
        """The accounts that people decided to be of one incident with a new one."""
        mine = {class_of(a, self.ruling) for a in self.new.values()} - {None}
        keys = {key for key, root in self.ruling.classes.items() if root in mine and key[0] != self.told.document_id} if mine else set()
        found = kept_by(self.connection, t.incident_accounts.c.document_id, {document for document, _ in keys})
        return [one for one in found if any(x.key[:2] in keys for x in one.account.tellings)]

    def _pool(self) -> tuple[list[int], dict[str, list[int]]]:
        """The numbers of the accounts to group; and, of large incidents, all those for whom the ones in the pool stand."""
        members: dict[str, list[int]] = defaultdict(list)
        for number, one in sorted(self.kept.items()):
            members[one.incident_id].append(number)
        stand: dict[str, list[int]] = {}
        pool = list(self.new)
        large = len(self.kept) > WHOLE
        for incident, numbers in members.items():
            if large and len(numbers) > SAMPLE:
                nearest = sorted(numbers, key=lambda n: (n not in self.strong, n))[:SAMPLE]
                stand[incident] = numbers
                pool += nearest
            else:
                pool += numbers
        return pool, stand

    def groups(self) -> list[list[int]]:
        """The accounts, old and new, by incident as it is now."""
        pool, stand = self._pool()
        accounts = [self._account(n) for n in pool]
        order = sorted(range(len(pool)), key=lambda k: accounts[k].key)
        pool, accounts = [pool[k] for k in order], [accounts[k] for k in order]
        edges = Edges(accounts, self.density)
        edges.all()
        roots = [class_of(a, self.ruling) or self._standing(n, stand) for n, a in zip(pool, accounts, strict=True)]
        out = []
        for some, among in components(len(pool), edges, roots):
            for cluster in agglomerate(some, among, accounts, roots, self.ruling):
                numbers = [pool[k] for k in cluster]
                whole = {i for n in numbers if n in self.kept and (i := self.kept[n].incident_id) in stand}
                rest = [n for i in sorted(whole) for n in stand[i] if n not in pool]
                out.append((numbers, rest))
        return _together(out)

    def _standing(self, number: int, stand: dict[str, list[int]]) -> TellingKey | None:
        """What holds the accounts together that stand for a large incident."""
        incident = self.kept[number].incident_id if number in self.kept else None
        return (incident, -1) if incident in stand else None

    def _account(self, number: int) -> Account:
        return self.new[number] if number in self.new else self.kept[number].account

    def write(self, at: str) -> Change:
        """Groups, names and writes."""
        groups = self.groups()
        clusters = [incident_of([self._account(n) for n in numbers]) for numbers in groups]
        taken = _current(self.connection, {c.id for c in clusters}) - self.affected
        incidents, steps = named(clusters, Before.made(self.before), taken)
        reprints = printed(self.connection, {d for i in incidents for d in i.documents})
        write_incidents(self.connection, incidents, reprints, at)
        moved: dict[str, list[int]] = defaultdict(list)
        fresh = []
        for incident, numbers in zip(incidents, groups, strict=True):
            for n in numbers:
                if n in self.new:
                    fresh.append((n, self.new[n], incident.id, self.told.reading_id))
                elif self.kept[n].incident_id != incident.id:
                    moved[incident.id].append(n)
        move_accounts(self.connection, moved)
        write_accounts(self.connection, fresh)
        end_incidents(self.connection, steps, at)
        return Change(tuple(incidents), tuple(steps))


def _rows(one: Kept) -> list[tuple[str, int, str, str]]:
    return [(x.document, x.start, x.type, one.incident_id) for x in one.account.tellings]


def _together(found: Sequence[tuple[list[int], list[int]]]) -> list[list[int]]:
    """The groups with those for whom their members stand, each of these in one group only: the first that has a stand-in."""
    out, placed = [], set()
    for numbers, rest in found:
        more = [n for n in rest if n not in placed]
        placed.update(more)
        out.append(numbers + more)
    return out


def _current(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the ids that current incidents bear."""
    i, out = t.incidents.c, set()
    for some in parts(sorted(ids), AT_ONCE):
        out |= set(connection.execute(select(i.incident_id).where(i.incident_id.in_(some), i.current == 1)).scalars())
    return out


def compared_documents(connection: Connection) -> int:
    """How many documents have been compared."""
    return int(connection.execute(select(func.count()).select_from(t.compared)).scalar_one())
