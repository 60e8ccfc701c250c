"""How an incident reached us: from outlets through agencies to the first mouths, as a graph to draw and as a list of ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rawi.comparing.origins import Origin
from rawi.exporting.safety import visible
from rawi.web.incidents.naming import Names, passing_of
from rawi.web.incidents.opening import Opened

MOST_OUTLETS = 10
"""Where more outlets than this stand at the edge, those that lead to the same are drawn as one."""
MOST_WAYS = 120
"""So many ways are drawn; the list has all."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a mouth of an origin, outermost first; `outlets` at its beginning, each with how many tellings it has of it.

    `origin`: its id, `kind`: what sort of source it is, `mouth`: who of it speaks.
    """

    outlets: Mapping[str, int]
    through: tuple[str, ...]
    origin: str
    mouth: str
    kind: str
    tellings: int


def ways_of(opened: Opened) -> list[Way]:
    """The ways to all mouths of all origins; outlets that got it by the same way stand together. By group, most tellings first."""
    by: dict[tuple[tuple[str, ...], str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    kinds = {origin.id: origin.kind for origin in opened.found.origins}
    for origin in opened.found.origins:
        for telling in origin.tellings:
            outer = passing_of(opened, telling)
            by[tuple(outer[1:]), origin.id, telling.source.name][outer[0] if outer else ""] += 1
    found = [
        Way({name: outlets[name] for name in sorted(outlets) if name}, through, origin, mouth, kinds[origin], sum(outlets.values()))
        for (through, origin, mouth), outlets in by.items()
    ]
    return sorted(found, key=lambda w: (opened.group_of.get(w.origin, 10**6), w.origin, -w.tellings, w.through, w.mouth))


def graph_of(opened: Opened, names: Names, ways: list[Way]) -> dict[str, Any]:
    """What is drawn; labels are safe to show as text.

    `nodes` (`id`, `label`, `kind`: outlet, passing or origin, `group`: a number or None), `edges` (`from`, `to`, `tellings`), `groups`
    (`number`, `label`), and how many `more` ways are not drawn.
    """
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[tuple[str, str], int] = defaultdict(int)
    outlets: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    drawn = sorted(ways, key=lambda w: -w.tellings)[:MOST_WAYS]
    for way in drawn:
        inner = [_put(nodes, f"p:{name}", names.mouth(name), "passing") for name in way.through]
        inner.append(_put_mouth(nodes, opened, names, way))
        for a, b in pairwise(inner):
            edges[a, b] += way.tellings
        for name, tellings in way.outlets.items():
            outlets[inner[0]][name] += tellings
    folded = len({name for some in outlets.values() for name in some}) > MOST_OUTLETS
    for inside, some in outlets.items():
        if folded and len(some) > 1:
            label = names.speech("incidents.outlets", n=len(some))
            edges[_put(nodes, f"f:{inside}", label, "outlet"), inside] += sum(some.values())
            continue
        for name, tellings in some.items():
            edges[_put(nodes, f"p:{name}", names.mouth(name), "outlet"), inside] += tellings
    return {
        "nodes": list(nodes.values()),
        "edges": [
            {"from": a, "to": b, "tellings": names.speech("incidents.tellings", n=n)} for (a, b), n in sorted(edges.items()) if a != b
        ],
        "groups": [
            {"number": n, "label": names.speech("incidents.group", number=names.speech.number(n))}
            for n in sorted({x["group"] for x in nodes.values() if x["group"]})
        ],
        "more": len(ways) - len(drawn),
    }


def _put(nodes: dict[str, dict[str, Any]], id: str, label: str, kind: str) -> str:
    nodes.setdefault(id, {"id": id, "label": visible(label)[:80], "kind": kind, "group": None})
    return id


def _put_mouth(nodes: dict[str, dict[str, Any]], opened: Opened, names: Names, way: Way) -> str:
    """A first mouth; who passes on elsewhere and is one here is one node."""
    key = f"p:{way.mouth}" if way.kind in ("narrator", "agency", "media") else f"o:{way.origin}:{way.mouth}"
    label = visible(names.mouth(way.mouth))[:80]
    nodes[key] = {"id": key, "label": label, "kind": "origin", "group": opened.group_of.get(way.origin)}
    return key


@dataclass(frozen=True, slots=True)
class Group:
    """Origins that count as one: with the bonds between them. `number` None: those without a name, which are not counted."""

    number: int | None
    origins: tuple[Origin, ...]
    bonds: tuple[tuple[str, str, str], ...]


def groups_of(opened: Opened) -> list[Group]:
    """The groups by number, then the origins that are not counted."""
    by_id: Mapping[str, Origin] = {origin.id: origin for origin in opened.found.origins}
    bonds = [(bond.a, bond.b, bond.reason) for bond in opened.found.bonds]
    out = [
        Group(n, tuple(by_id[id] for id in ids), tuple(b for b in bonds if b[0] in ids or b[1] in ids))
        for n, ids in enumerate(opened.found.groups, 1)
    ]
    rest = tuple(origin for origin in opened.found.origins if origin.id not in opened.group_of)
    return [*out, Group(None, rest, ())] if rest else out
