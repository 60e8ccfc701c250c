"""Lexicon entries for people: the file and line of an entry, and one line on each reading of a word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rawi.lexicon.files import DATA

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
        if self._own is not None and name.startswith(self._own.name + "/"):
            return self._own / name.removeprefix(self._own.name + "/")
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
    rest = " ".join(p for p in parts[1:] if p)
    return f"{name} {rest}".rstrip()


def reading_note(reading: Reading, lexicon: Lexicon, lines: Lines) -> str:
    """One line on one reading of a word: what it is, its form, its clitics and the entry's place."""
    from rawi.lexicon import CueSense, EventSense

    sense = lexicon.sense(reading.sense)
    if isinstance(sense, EventSense):
        what, where = f"event {sense.type}/{sense.mode or '-'} (frame {sense.frame.name})", sense.where
    elif isinstance(sense, CueSense):
        what, where = f"cue {sense.stance}/{sense.channel}", sense.where
    else:
        kind, where, payload = sense
        what = f"{kind} {payload.get('class', '')} {payload.get('english', '')}".strip()
    clitics = f"{reading.proclitics}+ " if reading.proclitics else ""
    clitics += f"+{reading.enclitic}" if reading.enclitic else ""
    return f"{what}: {form_name(reading.form)}{', ' + clitics.strip() if clitics else ''} [{lines.place(where)}]"
