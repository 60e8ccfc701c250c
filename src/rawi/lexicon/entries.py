"""Lexicon entries for people: the file and line of an entry, and one line on each reading of a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rawi.lexicon.files import DATA, label

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon, Reading

_WHERE = re.compile(r"(?P<file>[^#:\s]+\.yaml)#(?P<number>\d+)")
FORMS = {"v": "verb", "m": "verbal noun", "n": "noun", "a": "active participle", "pp": "passive participle"}
TENSES = {"p": "perfect", "i": "imperfect", "j": "jussive"}
VOICES = {"a": "active", "p": "passive", "x": "active or passive"}


class Lines:
    """Turns «events/x.yaml#3», the third entry, into «events/x.yaml:12», its line; a TSV row has its line already."""

    def __init__(self, own: Path | None = None) -> None:
        self._own = own
        self._cache: dict[str, list[int]] = {}

    def _path(self, name: str) -> Path:
        if self._own is not None and name.startswith(label(self._own) + "/"):
            return self._own / name.removeprefix(label(self._own) + "/")
        return DATA / name

    def _lines(self, name: str) -> list[int]:
        """The line of each entry in a YAML file."""
        found = self._cache.get(name)
        if found is None:
            self._cache[name] = found = _entry_lines(self._path(name))
        return found

    def place(self, where: str) -> str:
        """`where` with the line in the place of the entry's number."""
        match = _WHERE.match(where)
        if match is None:
            return where
        lines, number = self._lines(match["file"]), int(match["number"])
        if number > len(lines):
            return where
        return f"{match['file']}:{lines[number - 1]}{where[match.end() :]}"


def _entry_lines(path: Path) -> list[int]:
    import yaml

    try:
        root = yaml.compose(path.read_text("utf-8-sig"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeError, yaml.YAMLError):
        return []
    if not isinstance(root, yaml.MappingNode):
        return []
    for key, value in root.value:
        if key.value == "entries" and isinstance(value, yaml.SequenceNode):
            return [node.start_mark.line + 1 for node in value.value]
    return []


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
