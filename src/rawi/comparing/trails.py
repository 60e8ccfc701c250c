"""What became of incidents between two comparisons, by the tellings that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rawi.comparing.incidents import Incident


@dataclass(frozen=True, slots=True)
class Change:
    """What became of incidents: `kept` old id -> new id, `merged` new id -> old ids, `split` old id -> new ids, `new` ids, `gone` ids."""

    kept: Mapping[str, str]
    merged: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def trail(old: Iterable[Incident], new: Iterable[Incident]) -> Change:
    """What became of the `old` incidents in `new`, by the tellings that they share."""
    before = {t.key: i.id for i in old for t in i.tellings}
    flows: Counter[tuple[str, str]] = Counter()
    ids = []
    for incident in new:
        ids.append(incident.id)
        flows.update((before[t.key], incident.id) for t in incident.tellings if t.key in before)
    into: dict[str, list[str]] = defaultdict(list)
    out: dict[str, list[str]] = defaultdict(list)
    for was, now in sorted(flows):
        into[now].append(was)
        out[was].append(now)
    merged = {now: tuple(olds) for now, olds in sorted(into.items()) if len(olds) > 1}
    split = {was: tuple(news) for was, news in sorted(out.items()) if len(news) > 1}
    kept = {was: news[0] for was, news in sorted(out.items()) if len(news) == 1 and len(into[news[0]]) == 1}
    known = set(before.values())
    return Change(kept, merged, split, tuple(sorted(i for i in ids if i not in into)), tuple(sorted(known - set(out))))
