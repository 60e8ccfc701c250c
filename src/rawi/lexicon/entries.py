"""Lexicon entries for people: one line on each reading of a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rawi.lexicon.lines import Lines

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon, Reading

FORMS = {"v": "verb", "m": "verbal noun", "n": "noun", "a": "active participle", "pp": "passive participle"}
TENSES = {"p": "perfect", "i": "imperfect", "j": "jussive"}
VOICES = {"a": "active", "p": "passive", "x": "active or passive"}


def form_name(form: str) -> str:
    """The grammar of a form in words: «v.p.3ms.a» is a verb, perfect 3ms active."""
    parts = form.split(".")
    name = FORMS.get(parts[0], parts[0])
    if parts[0] == "v" and len(parts) >= 4:
        return f"{name}, {TENSES.get(parts[1], parts[1])} {parts[2]} {VOICES.get(parts[3], parts[3])}"
    return " ".join([name, *(p for p in parts[1:] if p)])


def reading_notes(readings: Iterable[Reading], lexicon: Lexicon, lines: Lines) -> list[str]:
    """One line for each entry that a word may be: what it is, the forms, the clitics and the entry's place."""
    grouped: dict[tuple[int, str, str], list[str]] = {}
    for reading in readings:
        grouped.setdefault((reading.sense, reading.proclitics, reading.enclitic), []).append(form_name(reading.form))
    out = []
    for (sense, before, after), forms in grouped.items():
        what, where = _sense_note(lexicon.sense(sense))
        clitics = " ".join(c for c in (f"{before}+" if before else "", f"+{after}" if after else "") if c)
        out.append(f"{what}: {' or '.join(forms)}{', ' + clitics if clitics else ''} [{lines.place(where)}]")
    return out


def _sense_note(sense: Any) -> tuple[str, str]:
    """(what an entry is, where it stands)."""
    from rawi.lexicon import CueSense, EventSense

    if isinstance(sense, EventSense):
        return f"event {sense.type}/{sense.mode or '-'} (frame {sense.frame.name})", sense.where
    if isinstance(sense, CueSense):
        return f"cue {sense.stance}/{sense.channel}", sense.where
    kind, where, payload = sense
    return f"{kind} {payload.get('class', '')} {payload.get('english', '')}".strip(), where
