"""Small hand-made tellings for the tests of comparing."""

from __future__ import annotations

from typing import Any

from rawi.comparing.sources import Source
from rawi.comparing.tellings import Paper, Telling, Where

DAY = 736_000


def where(name: str = "sirte", country: str = "LY", lat: float = 31.2, lon: float = 16.6, **other: Any) -> Where:
    """A town."""
    fields: dict[str, Any] = {
        "id": name, "containers": (f"{country}/{name}-province", country), "country": country, "wide": False, "latitude": lat,
        "longitude": lon, "radius": 1.0, "name": name, "settlement": True, **other,
    }  # fmt: skip
    return Where(**fields)


def source(name: str = "narrator:paper", kind: str = "narrator", side: str | None = None, **other: Any) -> Source:
    """An origin."""
    fields: dict[str, Any] = {
        "id": name, "kind": kind, "name": name, "side": side or name, "body": None, "through": ("paper",), "attribution": None,
        "start": None,
        "end": None, "asserts": True, "stance": "asserts", **other,
    }  # fmt: skip
    return Source(**fields)


def telling(document: str = "a", start: int = 10, *, published: int = DAY + 1, **other: Any) -> Telling:
    """An explosion in Sirte on DAY, told by the narrator; any field may be given."""
    fields: dict[str, Any] = {
        "document": document, "claim": f"e{start}", "start": start, "end": start + 5, "sentence_start": start - 5,
        "sentence_end": start + 60,
        "type": "ASSAULT", "mode": "explosives", "status": "occurred", "first_day": DAY, "last_day": DAY, "where": where(), "agents": (),
        "parents": (), "targets": (), "agent_countries": (), "target_countries": (), "killed": (12, 12),
        "injured": None, "source": source(),
        "group": None, "definite": False, "another": False, "headline": False, "background": False, "words": frozenset(),
        "paper": Paper(document, "paper", (), published, "report", frozenset()), **other,
    }  # fmt: skip
    return Telling(**fields)
