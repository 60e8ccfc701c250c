"""Incidents that grow: one document at a time, touching only what shares a block with it.

The index clusters the new accounts together with the components that they have strong pairs with; everything else stays as it is. A batch
over the same documents gives the same incidents, except that an over-full block (blocking.LARGEST) is cut by the order of arrival, and that
a place's density counts the documents that have come so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rawi.comparing.accounts import Account, accounts_of
from rawi.comparing.blocking import LARGEST, Block, Density, blocks
from rawi.comparing.decisions import NONE, Ruling, TellingKey
from rawi.comparing.incidents import Edge, Incident, agglomerate, incident_of, packed, telling
from rawi.comparing.scoring import JOIN
from rawi.comparing.tellings import Telling


@dataclass(frozen=True, slots=True)
class Update:
    """What adding a document did: the incidents that are there now, and the ids of those that they take the place of."""

    now: tuple[Incident, ...]
    before: tuple[str, ...]


@dataclass(slots=True)
class Index:
    """All accounts so far, by number, with their blocks, their scored pairs and their incidents."""

    ruling: Ruling = NONE
    accounts: list[Account] = field(default_factory=list)
    density: Density = field(default_factory=Density)
    filled: dict[Block, list[int]] = field(default_factory=lambda: defaultdict(list))
    pairs: dict[int, dict[int, float]] = field(default_factory=dict)
    incident: dict[int, str] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=dict)
    by_class: dict[TellingKey, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, tellings: Iterable[Telling]) -> Update:
        """Adds the tellings of one document; a document is added once."""
        new = [self._enter(account) for account in accounts_of(tellings, self.ruling.classes)]
        return self._cluster(self._reached(new))

    def _enter(self, account: Account) -> int:
        number = len(self.accounts)
        self.accounts.append(account)
        self.density.add(account)
        mine: dict[int, float] = {}
        for block in blocks(account):
            members = self.filled[block]
            for other in members[-LARGEST:]:
                if other not in mine:
                    mine[other] = packed(self.accounts[other], account, self.density)
            members.append(number)
        self.pairs[number] = {o: p for o, p in mine.items() if telling(p)}
        for other, points in self.pairs[number].items():
            self.pairs[other][number] = points
        root = self._root(account)
        if root is not None:
            self.by_class[root].append(number)
        return number

    def _root(self, account: Account) -> TellingKey | None:
        classes = self.ruling.classes
        return next((classes[t.key[:2]] for t in account.tellings if t.key[:2] in classes), None) if classes else None

    def _reached(self, new: list[int]) -> list[int]:
        """Everything that strong pairs or decisions connect with the new accounts."""
        seen, todo = set(new), list(new)
        while todo:
            at = todo.pop()
            root = self._root(self.accounts[at])
            near = [o for o, p in self.pairs[at].items() if p >= JOIN] + (self.by_class[root] if root is not None else [])
            for other in near:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return sorted(seen, key=lambda n: self.accounts[n].key)

    def _cluster(self, reached: list[int]) -> Update:
        """Clusters the reached accounts anew, numbered in the order of their keys as a batch would."""
        place = {n: k for k, n in enumerate(reached)}
        edges: list[Edge] = [
            (place[a], place[b], points) for a in reached for b, points in self.pairs[a].items() if b in place and place[a] < place[b]
        ]
        accounts = [self.accounts[n] for n in reached]
        roots = [self._root(a) for a in accounts]
        before = {self.incident.pop(n) for n in reached if n in self.incident}
        for old in before:
            del self.members[old]
        now = []
        for cluster in agglomerate(list(range(len(reached))), edges, accounts, roots, self.ruling):
            found = incident_of([accounts[k] for k in cluster])
            now.append(found)
            self.members[found.id] = [reached[k] for k in cluster]
            for k in cluster:
                self.incident[reached[k]] = found.id
        return Update(tuple(sorted(now, key=lambda i: i.id)), tuple(sorted(before)))

    def incidents(self) -> Iterator[Incident]:
        """All incidents, by id."""
        for name in sorted(self.members):
            yield incident_of([self.accounts[n] for n in self.members[name]])
