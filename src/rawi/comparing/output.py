"""Incidents as JSON: what the scorer of incidents reads (docs/comparing.md), and all that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rawi.comparing.blocking import Density
from rawi.comparing.contradictions import contradictions_of, toll_path
from rawi.comparing.decisions import NONE, Ruling
from rawi.comparing.incidents import Incident, ties
from rawi.comparing.origins import Origin, corroboration
from rawi.comparing.ranges import Count, ranges_of
from rawi.comparing.tellings import Telling, iso

_ARTICLE = ("document_id", "outlet", "published", "title", "url")
_OF_ROW = ("mode", "status", "place_id", "place", "country", "latitude", "longitude", "killed_best", "since")


def incident_json(
    incident: Incident, density: Density, texts: Mapping[str, str], ruling: Ruling = NONE, reprints: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One incident as plain data. `texts` gives the text of each document, for the quotes; a document that is not in it has none.

    `reprints` as for `corroboration`.
    """
    found = corroboration(incident, reprints)
    told = ranges_of(incident)
    kinds: dict[str, int] = {}
    for telling in incident.tellings:
        kinds[telling.type] = kinds.get(telling.type, 0) + 1
    return {
        "id": incident.id,
        "type": min(kinds, key=lambda k: (-kinds[k], k)),
        "first_day": iso(told.first_day), "last_day": iso(told.last_day),
        "days": [{"day": iso(d), "tellings": n} for d, n in told.days],
        "places": [{"place": p, "tellings": n} for p, n in told.places],
        "killed": _count(told.killed), "injured": _count(told.injured),
        "tellings": [_telling(t, texts) for t in incident.tellings],
        "independent_origins": found.count,
        "corroboration": found.kind,
        "origins": [_origin(o) for o in found.origins],
        "bonds": [{"origins": [b.a, b.b], "reason": b.reason} for b in found.bonds],
        "groups": [list(g) for g in found.groups],
        "contradictions": [
            {"kind": c.kind, "claims": [_telling(c.a, texts), _telling(c.b, texts)], "revision": c.revision, "note": c.note,
             "weight": c.weight}
            for c in contradictions_of(incident)
        ],
        "toll_path": [{"day": iso(s.day), "origin": s.origin, "killed": list(s.killed)} for s in toll_path(incident)],
        "reasons": [
            {"accounts": [list(t.a), list(t.b)], "points": t.score.points if t.score else None,
             "reasons": [{"kind": r.kind, "note": r.note, "points": r.points} for r in t.score.reasons] if t.score else "decided"}
            for t in ties(incident, density, ruling)
        ],
    }  # fmt: skip


def archived_json(
    made: dict[str, Any], ids: Iterable[str], row: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]],
    quotes: Mapping[tuple[str, str], str],
) -> dict[str, Any]:  # fmt: skip
    """An incident's plain data with what an archive knows besides; `made` is changed.

    `ids`: its documents in order. `row`: its row in `incidents`. `documents`: by id, their rows. `quotes`: (document, claim) -> sentence.
    """
    made |= {name: row[name] for name in _OF_ROW}
    made["articles"] = [{"document": (about := documents[id])["name"], **{k: about[k] for k in _ARTICLE}} for id in ids]
    for part in (made["tellings"], *(c["claims"] for c in made["contradictions"]), *(o["claims"] for o in made["origins"])):
        for telling in part:
            _named(telling, documents, quotes)
    for reason in made["reasons"]:
        reason["accounts"] = [[documents[a[0]]["name"], *a[1:]] for a in reason["accounts"]]
    return made


def _named(telling: dict[str, Any], documents: Mapping[str, Mapping[str, Any]], quotes: Mapping[tuple[str, str], str]) -> None:
    """Puts the article's own name in the place of the archive's id, which stands beside it."""
    id = telling["document"]
    about = documents[id]
    telling["document_id"], telling["document"] = id, about["name"]
    telling |= {"outlet": about["outlet"], "published": about["published"]}
    if "quote" in telling:
        telling["quote"] = quotes.get((id, telling["claim"]))


def _telling(t: Telling, texts: Mapping[str, str]) -> dict[str, Any]:
    text = texts.get(t.document)
    return {
        "document": t.document, "claim": t.claim, "start": t.start, "end": t.end,
        "sentence": {"start": t.sentence_start, "end": t.sentence_end},
        "quote": text[t.sentence_start : t.sentence_end] if text is not None else None,
    }  # fmt: skip


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "id": origin.id, "kind": origin.kind, "name": origin.name, "side": origin.side, "speaks_for": origin.body,
        "chains": [list(c) for c in origin.chains],
        "claims": [{"document": t.document, "claim": t.claim, "start": t.source.start, "end": t.source.end} for t in origin.tellings],
    }  # fmt: skip


def _count(count: Count | None) -> dict[str, Any] | None:
    if count is None:
        return None
    by = [{"origin": name, "told": [list(r) for r in ranges]} for name, ranges in count.by_origin]
    return {"lowest": count.lowest, "highest": count.highest, "by_origin": by}
