"""Ids that survive growth: which of the incidents that were there each new cluster is, and what became of the others.

An incident keeps its id while the most of it stays together: in the cluster that holds its founding telling, else in the one that has the
most of its tellings. Where several come together, the one that brings most gives its id. A part that splits off is named by its own
founding telling. Pure functions.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rawi.comparing.decisions import TellingKey
from rawi.comparing.incidents import Incident, incident_id

MERGED, SPLIT, GONE = "merged", "split", "gone"


@dataclass(frozen=True, slots=True)
class Before:
    """What was: the incident of each telling (`of`), and of each document and type (`of_type`), for articles whose words have moved."""

    of: Mapping[TellingKey, str]
    of_type: Mapping[tuple[str, str], frozenset[str]]

    @classmethod
    def made(cls, rows: Iterable[tuple[str, int, str, str]]) -> Before:
        """From (document, offset of the trigger, type, incident id)."""
        of: dict[TellingKey, str] = {}
        of_type: dict[tuple[str, str], set[str]] = defaultdict(set)
        for document, start, kind, incident in rows:
            of[document, start] = incident
            of_type[document, kind].add(incident)
        return cls(of, {key: frozenset(ids) for key, ids in of_type.items()})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trail: an incident was merged into another, split (a part of it is `new` now), or is gone (`new` is None)."""

    old: str
    new: str | None
    kind: str


def named(clusters: Sequence[Incident], before: Before, taken: Collection[str] = ()) -> tuple[list[Incident], list[Step]]:
    """The clusters under their ids, and what became of the incidents before. `taken`: ids of current incidents that are not among these."""
    flows = [Counter(before.of[t.key[:2]] for t in c.tellings if t.key[:2] in before.of) for c in clusters]
    known = set(before.of.values())
    _follow_moved(clusters, flows, before, known)
    homes = _homes(clusters, flows)
    heirs: dict[int, list[str]] = defaultdict(list)
    for old, home in homes.items():
        heirs[home].append(old)
    used = set(taken)
    ids: list[str] = [""] * len(clusters)
    for n, olds in heirs.items():
        ids[n] = max(sorted(olds), key=lambda old: (flows[n][old], old == clusters[n].id))
        used.add(ids[n])
    used |= known
    for n, cluster in enumerate(clusters):
        ids[n] = ids[n] or free(cluster.id, used)
        used.add(ids[n])
    steps = [Step(old, ids[n], MERGED) for n, olds in heirs.items() for old in olds if old != ids[n]]
    steps += [Step(old, ids[n], SPLIT) for n, flow in enumerate(flows) for old in flow if homes[old] != n]
    steps += [Step(old, None, GONE) for old in known - set(homes)]
    return [replace(c, id=i) for c, i in zip(clusters, ids, strict=True)], sorted(steps, key=lambda s: (s.old, s.new or "", s.kind))


def _follow_moved(clusters: Sequence[Incident], flows: list[Counter[str]], before: Before, known: set[str]) -> None:
    """An incident of which no telling stands where it stood lives on where the same article tells of the same type."""
    lost = known - {old for flow in flows for old in flow}
    for cluster, flow in zip(clusters, flows, strict=True):
        if lost and not flow:
            found = Counter(old for t in cluster.tellings for old in before.of_type.get((t.document, t.type), ()) if old in lost)
            if found:
                old = min(found, key=lambda o: (-found[o], o))
                flow[old] = found[old]
                lost.discard(old)


def _homes(clusters: Sequence[Incident], flows: list[Counter[str]]) -> dict[str, int]:
    """In which cluster each incident lives on."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, flow in enumerate(flows):
        for old in flow:
            found[old].append(n)
    homes = {}
    for old, places in found.items():
        founding = [n for n in places if len(places) > 1 and any(incident_id(t) == old for t in clusters[n].tellings)]
        homes[old] = max(founding or places, key=lambda n: (flows[n][old], -n))
    return homes


def free(name: str, used: Collection[str]) -> str:
    """The id, or one made from it where another incident bears it already."""
    tried = name
    number = 1
    while tried in used:
        number += 1
        tried = "in-" + hashlib.sha256(f"{name}\n{number}".encode()).hexdigest()[:16]
    return tried
