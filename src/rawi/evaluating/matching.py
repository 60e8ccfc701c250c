"""Laying two markings of one text side by side: what overlaps, which mark answers which, who stands behind an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from rawi.evaluating.answers import MarkedAttribution, MarkedEvent
from rawi.model import Span

Item = TypeVar("Item")


def shared(a: Span | None, b: Span | None) -> int:
    """How many characters two spans share; 0 where either is missing."""
    if a is None or b is None:
        return 0
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def union(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The covered stretches, sorted, merged, none of them empty."""
    out: list[tuple[int, int]] = []
    for start, end in sorted((s.start, s.end) for s in spans if s.end > s.start):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def coverage_f1(gold: Iterable[Span], found: Iterable[Span]) -> float:
    """F1 over the characters that two groups of spans cover; 0 where either covers nothing."""
    a, b = union(gold), union(found)
    both = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    size = sum(end - start for start, end in a) + sum(end - start for start, end in b)
    return 2 * both / size if a and b else 0.0


def pair_up(gold: Sequence[Item], found: Sequence[Item], span_of: Callable[[Item], Span]) -> list[tuple[int, int]]:
    """One-to-one pairs (gold index, found index), the largest overlap first, ties by gold and then by found index."""
    spans = [(span_of(item), j) for j, item in enumerate(found)]
    ranked = sorted((-size, i, j) for i, item in enumerate(gold) for span, j in spans if (size := shared(span_of(item), span)))
    free_gold, free_found = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for _, i, j in ranked:
        if i in free_gold and j in free_found:
            free_gold.remove(i)
            free_found.remove(j)
            pairs.append((i, j))
    return pairs


def hits(gold: Iterable[Span], found: Sequence[Span]) -> int:
    """How many gold spans are overlapped by a found one, each found span serving once, in the order of the lists."""
    left = list(found)
    count = 0
    for span in gold:
        match = next((f for f in left if shared(span, f)), None)
        if match is not None:
            left.remove(match)
            count += 1
    return count


def same_source(gold: MarkedAttribution, found: MarkedAttribution) -> bool:
    """Whether both name no source, or sources that overlap."""
    if gold.source is None or found.source is None:
        return gold.source is found.source
    return shared(gold.source, found.source) > 0


def chain(innermost: str | None, by_id: Mapping[str, MarkedAttribution]) -> list[str]:
    """The attributions around an event, innermost first; a circle or an unknown id ends it."""
    return list(_climb(innermost, by_id))


def _climb(at: str | None, by_id: Mapping[str, MarkedAttribution]) -> Iterator[str]:
    seen: set[str] = set()
    while at is not None and at in by_id and at not in seen:
        seen.add(at)
        yield at
        at = by_id[at].parent


def links(events: Sequence[MarkedEvent], name: Callable[[int], int | None]) -> set[frozenset[int]]:
    """The pairs of events that are told to be one, each event by `name` of its index (None leaves it out)."""
    groups: dict[str, set[int]] = {}
    for n, event in enumerate(events):
        if event.same_event and (known := name(n)) is not None:
            groups.setdefault(event.same_event, set()).add(known)
    return {frozenset(pair) for group in groups.values() for pair in combinations(sorted(group), 2)}
