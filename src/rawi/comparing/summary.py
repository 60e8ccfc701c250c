"""An incident in one row: what most tellings say of it, its ranges, and how many independent origins it has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from rawi.comparing.contradictions import contradictions_of
from rawi.comparing.incidents import Incident
from rawi.comparing.origins import Corroboration, corroboration
from rawi.comparing.ranges import ranges_of
from rawi.comparing.tellings import Telling, Where, iso


def summary(incident: Incident, reprints: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    """The columns of `incidents` that the tellings give. `reprints` as for `corroboration`; `names`: English names of places by id."""
    told = ranges_of(incident)
    found = corroboration(incident, reprints)
    where = best_place(incident)
    killed, injured = told.killed, told.injured
    kind = _commonest((t.type, t.mode or "") for t in incident.tellings)
    return {
        "incident_id": incident.id, "type": kind[0], "mode": kind[1] or None, "status": _commonest(t.status for t in incident.tellings),
        "first_day": iso(told.first_day), "last_day": iso(told.last_day), "place_id": where.id if where else None,
        "place": names.get(where.id or "", where.name) if where else None, "country": where.country if where else _country(incident),
        "latitude": where.latitude if where else None, "longitude": where.longitude if where else None,
        "killed_low": killed.lowest if killed else None, "killed_best": best_toll(incident, found),
        "killed_high": killed.highest if killed else None, "injured_low": injured.lowest if injured else None,
        "injured_high": injured.highest if injured else None, "tellings": len(incident.tellings), "documents": len(incident.documents),
        "independent_origins": found.count, "corroboration": found.kind, "contradictions": len(contradictions_of(incident)),
    }  # fmt: skip


def _commonest(values: Any) -> Any:
    """What most say, the lesser of two as common."""
    counts = Counter(values)
    return min(counts, key=lambda v: (-counts[v], v))


def best_place(incident: Incident) -> Where | None:
    """The place that most tellings give: a town or smaller where any is told, else a province or country; known before unknown ones."""
    places = [t.where for t in incident.tellings if t.where is not None]
    counts = Counter((w.id, w.name) for w in places)
    return min(places, key=lambda w: (w.wide, w.id is None, -counts[w.id, w.name], w.id or "", w.name or ""), default=None)


def _country(incident: Incident) -> str | None:
    found = [c for a in incident.accounts for c in sorted(a.countries)]
    return _commonest(found) if found else None


def best_toll(incident: Incident, found: Corroboration) -> int | None:
    """The number of dead that most independent origins tell; of several, the one told last, then the lower. «At least 9» counts as 9.

    Each group of origins has one voice for each number that it told. None where nobody tells one.
    """
    group_of = {origin: n for n, group in enumerate(found.groups) for origin in group}
    voices: dict[int, set[object]] = defaultdict(set)
    last: dict[int, int] = {}

    def count(telling: Telling, voice: object) -> None:
        if telling.killed is not None and telling.killed[0] is not None and telling.status != "negated":
            number = telling.killed[0]
            voices[number].add(voice)
            last[number] = max(last.get(number, 0), telling.paper.published or 0)

    for origin in found.origins:
        for telling in origin.tellings:
            if origin.id in group_of:
                count(telling, group_of[origin.id])
    if not voices:
        for telling in incident.tellings:
            count(telling, telling.source.side)
    return min(voices, key=lambda n: (-len(voices[n]), -last[n], n), default=None)
