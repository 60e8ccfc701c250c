"""Running the examples of lexicon entries: each must be found by exactly its own entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rawi.errors import RawiError
from rawi.lexicon import load
from rawi.lexicon.files import Entries
from rawi.model import Event, Reading


def _fired(reading: Reading) -> set[str]:
    """The entries that fired, as «file#number»."""
    reasons = [w for e in reading.events for w in e.why] + [w for a in reading.attributions for w in a.why]
    return {w.entry.split(" ")[0] for w in reasons if w.entry}


def _role_faults(entry: dict[str, Any], events: list[Event]) -> Iterator[str]:
    for role in ("agent", "target", "place"):
        wanted = entry.get(role)
        if not isinstance(wanted, str):
            continue
        spans = {
            "agent": [s for e in events for s in e.agents],
            "target": [s for e in events for s in e.targets],
            "place": [e.place for e in events if e.place],
        }[role]
        if not any(s.text == wanted for s in spans):
            found = ", ".join(f"«{s.text}»" for s in spans) or "none"
            yield f"{role} «{wanted}» is not found in its example; found: {found}"


def missed(entries: Entries, folder: Path | None) -> Iterator[str]:
    """A fault for every entry whose example is not found by it, or not with the roles it names; raises LexiconError."""
    from rawi.cli.options import reading_of
    from rawi.sources import document_of

    loaded = load(folder)
    prefix = f"{folder.name}/" if folder is not None else ""
    for where, entry in [*entries.cues, *entries.events]:
        name = prefix + where
        try:
            reading = reading_of(document_of(entry["example"], id=name), loaded)
        except RawiError as error:
            yield f"{name}: its example cannot be read: {error}"
            continue
        fired = _fired(reading)
        if name not in fired:
            others = f"; read by {', '.join(sorted(fired))}" if fired else ""
            yield f"{name}: its example is not found: {entry['example']}{others}"
        elif "type" in entry:
            own = [e for e in reading.events if any(w.entry and w.entry.split(" ")[0] == name for w in e.why)]
            yield from (f"{name}: {fault}" for fault in _role_faults(entry, own))
