"""Accounts to incidents: constrained agglomeration over the pairs that share a block.

Not transitive closure: two clusters are joined while what is known of the pairs between them speaks for it on average, and while few of
those pairs are barred, so that a chain of look-alikes does not become one incident.
"""

from __future__ import annotations

import hashlib
import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rawi.comparing.accounts import Account, accounts_of
from rawi.comparing.blocking import LARGEST, Block, Density, blocks, order
from rawi.comparing.decisions import NONE, Ruling, TellingKey
from rawi.comparing.scoring import JOIN, NEVER, Score, hopeless, score
from rawi.comparing.tellings import Telling
from rawi.comparing.tolls import boasted

AVERAGE = 2.9
"""Two clusters are joined while their known pairs have so many points on average."""
BEST = 0.5
"""So much the best pair between two clusters counts beside the average of all."""
MOST_BARRED = 0.3
"""So large a share of the pairs between two clusters may be barred (days and places are sometimes misread)."""
SITES = 4.0
"""What it says against two clusters that their quarters or sites are not the same; half of it where few of either tell one."""
VAGUE = 2
"""A toll that may be so many times as high («dozens») is no number to tell clusters apart by."""
SEVERAL, FEW = 2.0, 2
"""So much heavier another day weighs where more than a few accounts on either side give it, and none the other."""
BARRED = -1000.0


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two accounts are of one incident: their keys and the score (None: people decided so)."""

    a: tuple[str, int, str]
    b: tuple[str, int, str]
    score: Score | None


@dataclass(frozen=True, slots=True)
class Incident:
    """An occurrence as told: its accounts in the order of their publication."""

    id: str
    accounts: tuple[Account, ...]

    @property
    def tellings(self) -> tuple[Telling, ...]:
        """All tellings, by account."""
        return tuple(t for a in self.accounts for t in a.tellings)

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents, each once."""
        return tuple(dict.fromkeys(a.paper.document for a in self.accounts))


def incidents_of(tellings: Iterable[Telling], ruling: Ruling = NONE) -> tuple[Incident, ...]:
    """The incidents that `tellings` of many documents tell of, by id. The order of the tellings does not matter."""
    accounts = all_accounts(tellings, ruling)
    edges = Edges(accounts)
    edges.all()
    return tuple(sorted(clustered(accounts, edges, ruling), key=lambda i: i.id))


def all_accounts(tellings: Iterable[Telling], ruling: Ruling = NONE) -> list[Account]:
    """The accounts of all documents, by key."""
    by_document: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_document[telling.document].append(telling)
    return [a for d in sorted(by_document) for a in accounts_of(by_document[d], ruling.classes)]


def pairs(accounts: Sequence[Account]) -> Iterator[tuple[int, int]]:
    """The pairs of accounts to compare, each once: the neighbours within every block."""
    filled: dict[Block, list[int]] = defaultdict(list)
    for n, account in enumerate(accounts):
        for block in blocks(account):
            filled[block].append(n)
    places = {b: {n: k for k, n in enumerate(members)} for b, members in filled.items() if _cut(accounts, members)}
    for n, account in enumerate(accounts):
        near: set[int] = set()
        for block in blocks(account):
            members = filled[block]
            if block in places:
                at = places[block][n]
                members = members[max(0, at - LARGEST) : at + LARGEST + 1]
            near.update(members)
        for other in sorted(near):
            if other > n:
                yield n, other


def _cut(accounts: Sequence[Account], members: list[int]) -> bool:
    """Whether a block is over-full; its members are then put in the order in which neighbours are compared."""
    if len(members) <= LARGEST:
        return False
    members.sort(key=lambda n: order(accounts[n]))
    return True


def density_of(accounts: Iterable[Account]) -> Density:
    """How much happens where, by these accounts."""
    density = Density()
    for account in accounts:
        density.add(account)
    return density


def packed(a: Account, b: Account, density: Density) -> float:
    """The points of a pair as one number: BARRED added where it is barred. What is hopeless is not weighed."""
    if hopeless(a, b):
        return BARRED - JOIN
    found = score(a, b, density)
    return found.points + (BARRED if found.barred else 0.0)


def telling(points: float) -> bool:
    """Whether a packed pair says anything, for or against: only such are kept."""
    return points > -JOIN or points < BARRED / 2


class Edges:
    """The scored pairs, packed: indices and points (BARRED added where the pair is barred)."""

    def __init__(self, accounts: Sequence[Account], density: Density | None = None) -> None:
        """`density`: how much happens where by more than these accounts, where it is known."""
        self.accounts = accounts
        self.density = density_of(accounts) if density is None else density
        self.a, self.b, self.points = array("i"), array("i"), array("f")

    def add(self, a: int, b: int) -> None:
        """Scores one pair and keeps it where it says anything."""
        points = packed(self.accounts[a], self.accounts[b], self.density)
        if telling(points):
            self.a.append(a)
            self.b.append(b)
            self.points.append(points)

    def all(self) -> None:
        """Scores all pairs that share a block."""
        for a, b in pairs(self.accounts):
            self.add(a, b)

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        return zip(self.a, self.b, self.points, strict=True)


def clustered(accounts: Sequence[Account], edges: Iterable[tuple[int, int, float]], ruling: Ruling) -> Iterator[Incident]:
    """The incidents of `accounts` under `ruling`, from scored pairs of their indices."""
    roots = [class_of(a, ruling) for a in accounts]
    for members, among in components(len(accounts), edges, roots):
        for cluster in agglomerate(members, among, accounts, roots, ruling):
            yield incident_of([accounts[n] for n in cluster])


def class_of(account: Account, ruling: Ruling) -> TellingKey | None:
    """The class that people put an account's tellings in (Ruling.classes); None where they decided nothing of it."""
    return next((ruling.classes[t.key[:2]] for t in account.tellings if t.key[:2] in ruling.classes), None) if ruling.classes else None


Edge = tuple[int, int, float]


def components(size: int, edges: Iterable[Edge], roots: Sequence[TellingKey | None]) -> Iterator[tuple[list[int], list[Edge]]]:
    """Accounts that strong pairs or decisions connect, with all scored pairs among them."""
    parent = list(range(size))

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    kept = list(edges) if not isinstance(edges, Edges) else edges
    for a, b, points in kept:
        if points >= JOIN:
            x, y = find(a), find(b)
            parent[max(x, y)] = min(x, y)
    first: dict[TellingKey, int] = {}
    for n, root in enumerate(roots):
        if root is not None:
            x, y = find(first.setdefault(root, n)), find(n)
            parent[max(x, y)] = min(x, y)
    members: dict[int, list[int]] = defaultdict(list)
    for n in range(size):
        members[find(n)].append(n)
    among: dict[int, list[Edge]] = defaultdict(list)
    for a, b, points in kept:
        x = find(a)
        if x == find(b):
            among[x].append((a, b, points))
    for x in sorted(members):
        yield members[x], among.get(x, [])


@dataclass(slots=True)
class _Link:
    """What is known between two clusters: the sum of the points, the most, how many pairs, how many of them barred."""

    total: float = 0.0
    best: float = 0.0
    pairs: int = 0
    barred: int = 0
    never: bool = False

    def add(self, other: _Link) -> None:
        self.total += other.total
        self.best = max(self.best, other.best)
        self.pairs += other.pairs
        self.barred += other.barred
        self.never = self.never or other.never

    def strength(self) -> float | None:
        """The average and a share of the best, None where too many pairs are barred."""
        if self.never or self.barred > MOST_BARRED * self.pairs:
            return None
        return (1 - BEST) * self.total / self.pairs + BEST * self.best


def agglomerate(
    members: list[int], edges: list[Edge], accounts: Sequence[Account], roots: Sequence[TellingKey | None], ruling: Ruling
) -> list[list[int]]:
    """The clusters of one component: the strongest link first, until none is left that may be joined."""
    if len(members) == 1:
        return [members]
    clusters = _Clusters(members, edges, accounts, roots, ruling)
    clusters.join_decided()
    clusters.run()
    return [sorted(c) for c in clusters.members.values()]


class _Clusters:
    """Agglomeration of one component. A cluster is named by its least account, so that the order of the input does not matter."""

    def __init__(
        self, members: list[int], edges: list[Edge], accounts: Sequence[Account], roots: Sequence[TellingKey | None], ruling: Ruling
    ) -> None:
        self.members = {n: [n] for n in members}
        self.roots = {n: {r} if (r := roots[n]) is not None else set() for n in members}
        self.ruling = ruling
        self.profiles = {n: Profile.of(accounts[n]) for n in members}
        self.links: dict[int, dict[int, _Link]] = {n: {} for n in members}
        for a, b, points in edges:
            barred = points < BARRED / 2
            bare = points - BARRED if barred else points
            points = max(-4.0, bare)
            self.links[a][b] = self.links[b][a] = _Link(points, points, 1, int(barred), barred and bare <= NEVER)
        self.heap: list[tuple[float, int, int]] = []

    def join_decided(self) -> None:
        """First what people decided to be the same."""
        by_root: dict[TellingKey, int] = {}
        for n in sorted(self.members):
            for root in sorted(self.roots[n]):
                if root in by_root:
                    self._join(by_root[root], n)
                else:
                    by_root[root] = n

    def run(self) -> None:
        """Joins until no link is strong enough."""
        for a in self.links:
            for b in self.links[a]:
                if a < b:
                    self._offer(a, b)
        while self.heap:
            strength, a, b = heapq.heappop(self.heap)
            link = self.links.get(a, {}).get(b)
            if link is None or self._strength(a, b, link) != -strength:
                continue
            if self.ruling.bars and self.ruling.barred(self.roots[a], self.roots[b]):
                continue
            self._join(a, b)
            for c in self.links[a]:
                self._offer(a, c)

    def _strength(self, a: int, b: int, link: _Link) -> float | None:
        strength = link.strength()
        if strength is None:
            return None
        return round(strength + self.profiles[a].against(self.profiles[b]), 4)

    def _offer(self, a: int, b: int) -> None:
        strength = self._strength(a, b, self.links[a][b])
        if strength is not None and strength >= AVERAGE:
            heapq.heappush(self.heap, (-strength, min(a, b), max(a, b)))

    def _join(self, a: int, b: int) -> None:
        """Cluster `b` becomes part of `a` (the lesser)."""
        self.members[a] += self.members.pop(b)
        self.roots[a] |= self.roots.pop(b)
        self.profiles[a].add(self.profiles.pop(b))
        mine, other = self.links[a], self.links.pop(b)
        mine.pop(b, None)
        for c, link in other.items():
            if c == a:
                continue
            self.links[c].pop(b, None)
            if c in mine:
                mine[c].add(link)
            else:
                mine[c] = link
            self.links[c][a] = mine[c]


@dataclass(slots=True)
class Profile:
    """What the accounts of a cluster say together: days, places, and how many say so."""

    days: Counter[int]
    places: Counter[str]
    sites: Counter[str]
    tolls: Counter[int]
    accounts: int

    @classmethod
    def of(cls, account: Account) -> Profile:
        """That of one account."""
        tolls = Counter(k[0] for k in account.killed if not boasted(account) and k[0] and (k[1] is None or k[1] < VAGUE * k[0]))
        sites = Counter(p for p, w in account.places.items() if not w.settlement)
        return cls(Counter(account.days), Counter(account.places.keys()), sites, tolls, 1)

    def add(self, other: Profile) -> None:
        """The other's counts are added."""
        self.days += other.days
        self.places += other.places
        self.sites += other.sites
        self.tolls += other.tolls
        self.accounts += other.accounts

    def against(self, other: Profile) -> float:
        """Points (0 or negative) where most of the one side give another day, another town or quite another toll than most of the other."""
        points = 0.0
        mine, yours = _most(self.days), _most(other.days)
        if mine is not None and yours is not None and mine != yours:
            several = min(self.days[mine], other.days[yours]) > FEW and not (self.days[yours] or other.days[mine])
            points -= (1.0 if abs(mine - yours) == 1 else 2.0) * (SEVERAL if several else 1.0)
        if self._placed() and other._placed() and not self.places.keys() & other.places.keys():
            points -= 1.5
        elif self.sites and other.sites and not self.sites.keys() & other.sites.keys():
            told = min(self.sites.total() / self.accounts, other.sites.total() / other.accounts)
            points -= SITES if told >= 0.5 else SITES / 2
        dead, others = _most(self.tolls), _most(other.tolls)
        far = dead and others and max(dead, others) > 3 * min(dead, others)
        return points - 1.5 if far and not self.tolls.keys() & other.tolls.keys() else points


    def _placed(self) -> bool:
        """Whether half of the accounts or more tell one town."""
        return 2 * max(self.places.values(), default=0) >= self.accounts


def _most(counts: Counter[Any]) -> Any:
    """What most say; the lesser (earlier) of two as common; None where nobody says anything."""
    return min(counts, key=lambda d: (-counts[d], d), default=None)


def founder(accounts: Iterable[Account]) -> Telling:
    """The oldest telling: the earliest published, then by document and offset."""
    return min((t for a in accounts for t in a.tellings), key=lambda t: (t.paper.published or 10**9, t.key))


def incident_id(telling: Telling) -> str:
    """The id of the incident that this telling founds: made from what it is and where it stands, so that growth leaves it as it is."""
    content = f"{telling.document}\n{telling.start}\n{telling.end}\n{telling.type}"
    return "in-" + hashlib.sha256(content.encode()).hexdigest()[:16]


def incident_of(accounts: Sequence[Account]) -> Incident:
    """The incident of these accounts."""
    ordered = tuple(sorted(accounts, key=lambda a: (a.paper.published or 10**9, a.key)))
    return Incident(incident_id(founder(ordered)), ordered)


def ties(incident: Incident, density: Density, ruling: Ruling = NONE, most: int = 40) -> tuple[Tie, ...]:
    """Why each account but the first belongs here: its strongest score among the (at most `most`) accounts before it, or a decision."""
    out: list[Tie] = []
    accounts = incident.accounts
    for n in range(1, len(accounts)):
        mine = class_of(accounts[n], ruling)
        before = accounts[max(0, n - most) : n]
        decided = next((b for b in before if mine is not None and class_of(b, ruling) == mine), None)
        if decided is not None:
            out.append(Tie(decided.key, accounts[n].key, None))
            continue
        best = max(((score(b, accounts[n], density), b) for b in before), key=lambda p: (p[0].points, p[1].key))
        out.append(Tie(best[1].key, accounts[n].key, best[0]))
    return tuple(out)
