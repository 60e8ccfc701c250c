"""Timelines, answers and sightings as plain data, for JSON and for tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rawi.comparing.control import ControlClaim
from rawi.comparing.holding import Dispute, Held, Mark, Timeline, Voice
from rawi.comparing.saying import Party
from rawi.comparing.sites import Site
from rawi.comparing.standing import Answer, Summary
from rawi.comparing.tellings import iso
from rawi.comparing.whereabouts import Conflict, Sighting, Whereabouts

CLAIM_COLUMNS = (
    "place_id", "place", "kind", "denied", "fact", "status", "extent", "holders", "holder_ids", "losers", "loser_ids", "according_to",
    "according_to_id", "source", "source_kind", "side", "first_day", "last_day", "published", "background", "document", "claim", "start",
    "end", "chain", "quote",
)  # fmt: skip
ANSWER_COLUMNS = (
    "place_id", "place", "relation", "says", "holders", "holder_ids", "extent", "according_to", "according_to_id", "side", "since",
    "since_exact", "age_days", "claims", "quote",
)  # fmt: skip
SIGHTING_COLUMNS = (
    "subject_id", "subject", "place_id", "place", "kind", "weak", "denied", "status", "according_to", "according_to_id", "source",
    "source_kind", "first_day", "last_day", "published", "document", "claim", "start", "end", "chain", "quote",
)  # fmt: skip


def site_json(site: Site) -> dict[str, Any]:
    """A place."""
    return {"id": site.id, "name": site.name, "arabic": site.arabic, "kind": site.kind, "country": site.country}


def timeline_json(line: Timeline, relation: str) -> dict[str, Any]:
    """A timeline by voice; `relation`: how it bears on the place asked about."""
    voices = [
        {
            **_voice(v),
            "held": [_held(s) for s in line.spans if s.voice.key == v.key],
            "told": [_mark(m) for m in line.marks if m.voice.key == v.key],
        }
        for v in line.voices
    ]
    return {"place": site_json(line.site), "relation": relation, "voices": voices, "disputes": [_dispute(d) for d in line.disputes]}


def answer_json(answer: Answer) -> dict[str, Any]:
    """What one voice says of a day."""
    return {
        "place": site_json(answer.site), "relation": answer.relation, "says": answer.says, "holders": _parties(answer.holders),
        "extent": answer.extent, "according_to": _voice(answer.voice), "side": answer.side, "since": iso(answer.since),
        "since_exact": answer.exact, "age_days": answer.age, "claims": [claim_json(c) for c in answer.claims],
    }  # fmt: skip


def summary_json(summary: Summary) -> dict[str, Any]:
    """Agreed or disputed, and by whom."""
    return {
        "kind": summary.kind, "independent_origins": summary.origins,
        "camps": [{"holders": _parties(h), "said_by": [_voice(v) for v in voices]} for h, voices in summary.camps],
        "unclear": [{"holders": _parties(h), "said_by": _voice(v)} for h, v in summary.unclear],
        "denied": [{"holders": _parties(h), "said_by": _voice(v)} for h, v in summary.denied],
    }  # fmt: skip


def claim_json(c: ControlClaim) -> dict[str, Any]:
    """One claim with its quote and chain."""
    return {
        "document": c.document, "claim": c.claim, "start": c.start, "end": c.end, "kind": c.kind, "denied": c.denied, "fact": c.fact,
        "status": c.status, "holders": _parties(c.holders), "losers": _parties(c.losers), "extent": c.extent, "first_day": iso(c.first_day),
        "last_day": iso(c.last_day), "published": iso(c.published), "background": c.earlier, "side": c.side, "source": c.source.name,
        "chain": list(c.chain), "quote": {"start": c.quote_start, "end": c.quote_end, "text": c.quote},
    }  # fmt: skip


def sighting_json(s: Sighting) -> dict[str, Any]:
    """One sighting with its quote and chain."""
    return {
        "document": s.document, "claim": s.claim, "start": s.start, "end": s.end, "subject": _parties((s.subject,))[0],
        "place": site_json(s.site), "kind": s.kind, "weak": s.weak, "denied": s.denied, "status": s.status, "first_day": iso(s.first_day),
        "last_day": iso(s.last_day), "published": iso(s.published), "according_to": _voice(s.voice), "source": s.source.name,
        "chain": list(s.chain), "quote": {"start": s.quote_start, "end": s.quote_end, "text": s.quote},
    }  # fmt: skip


def whereabouts_json(found: Whereabouts) -> dict[str, Any]:
    """What one voice last said up to a day."""
    return {"says": found.says, "age_days": found.age, "sighting": sighting_json(found.sighting)}


def conflict_json(conflict: Conflict) -> dict[str, Any]:
    """Two sightings that cannot both be right."""
    return {"day": iso(conflict.day), "one": sighting_json(conflict.one), "other": sighting_json(conflict.other)}


def claim_row(c: ControlClaim, voice: Voice) -> tuple[Any, ...]:
    """In the order of CLAIM_COLUMNS."""
    return (
        c.site.id, c.site.name, c.kind, c.denied, c.fact, c.status, c.extent, names(c.holders), _ids(c.holders), names(c.losers),
        _ids(c.losers), voice.name, voice.key, c.source.name, c.source.kind, c.side, iso(c.first_day), iso(c.last_day), iso(c.published),
        c.earlier, c.document, c.claim, c.start, c.end, " → ".join(c.chain), c.quote,
    )  # fmt: skip


def answer_row(a: Answer) -> tuple[Any, ...]:
    """In the order of ANSWER_COLUMNS."""
    last = a.claims[-1]
    return (
        a.site.id, a.site.name, a.relation, a.says, names(a.holders), _ids(a.holders), a.extent, a.voice.name, a.voice.key, a.side,
        iso(a.since), a.exact, a.age, " | ".join(f"{c.document} {c.claim}" for c in a.claims), last.quote,
    )  # fmt: skip


def sighting_row(s: Sighting) -> tuple[Any, ...]:
    """In the order of SIGHTING_COLUMNS."""
    return (
        s.subject.id, s.subject.name, s.site.id, s.site.name, s.kind, s.weak, s.denied, s.status, s.voice.name, s.voice.key, s.source.name,
        s.source.kind, iso(s.first_day), iso(s.last_day), iso(s.published), s.document, s.claim, s.start, s.end,
        " → ".join(s.chain), s.quote,
    )  # fmt: skip


def names(parties: Sequence[Party]) -> str:
    """The names, with a sign where one is only described or inferred."""
    return " | ".join(f"«{p.name}»" if p.generic else f"{p.name} (the speaker's own)" if p.inferred else p.name for p in parties)


def _ids(parties: Iterable[Party]) -> str:
    return " | ".join(p.id for p in parties)


def _parties(parties: Iterable[Party]) -> list[dict[str, Any]]:
    return [{"id": p.id, "name": p.name, "bodies": list(p.ids[1:]), "named": not p.generic, "inferred": p.inferred} for p in parties]


def _voice(voice: Voice) -> dict[str, Any]:
    return {"id": voice.key, "name": voice.name, "kind": voice.kind, "origin": voice.origin}


def _held(s: Held) -> dict[str, Any]:
    return {
        "holders": _parties(s.holders), "first": iso(s.first), "last": iso(s.last), "first_exact": s.exact, "ended": s.ended,
        "extent": s.extent,
        "last_heard": iso(s.heard), "background": s.earlier, "claims": [claim_json(c) for c in s.claims],
    }  # fmt: skip


def _mark(m: Mark) -> dict[str, Any]:
    return {"what": m.kind, "parties": _parties(m.parties), "day": iso(m.day), "last_day": iso(m.end), "claim": claim_json(m.claim)}


def _dispute(d: Dispute) -> dict[str, Any]:
    return {
        "first": iso(d.first), "last": iso(d.last), "holders": _parties(d.holders), "said_by": [_voice(v) for v in d.voices],
        "against": d.kind,
        "others": _parties(d.others), "against_said_by": [_voice(v) for v in d.against],
    }  # fmt: skip
