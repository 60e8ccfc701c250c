"""Where entries stand: file and line of each, for people who mend them, and the entry as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rawi.lexicon.folders import DATA, label

_WHERE = re.compile(r"(?P<file>[^#:\s]+\.yaml)#(?P<number>\d+)")
_ROW = re.compile(r"(?P<file>[^#:\s]+\.tsv):(?P<line>\d+)")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it is written: `file`, `line` (from 1), the `text`, and `head`, what stands above all entries of its file."""

    file: str
    line: int
    text: str
    head: str

    @property
    def alone(self) -> str:
        """A file that holds this entry alone: what a folder of one's own begins with."""
        return f"{self.head.rstrip()}\n{self.text.rstrip()}\n"


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

    def written(self, where: str) -> Written | None:
        """The entry that `where` names («events/x.yaml#3 …», «actors/y.tsv:12»); None where there is none in our files or the user's."""
        found = _WHERE.match(where) or _ROW.match(where)
        if found is None or not self._ours(path := self._path(found["file"])):
            return None
        try:
            text = path.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeError):
            return None
        if "line" in found.groupdict():
            line = int(found["line"])
            return Written(found["file"], line, text[line - 1], text[0]) if 1 < line <= len(text) else None
        starts, number = self._lines(found["file"]), int(found["number"])
        if not 0 < number <= len(starts):
            return None
        first, last = starts[number - 1] - 1, starts[number] - 1 if number < len(starts) else len(text)
        return Written(found["file"], first + 1, "\n".join(text[first:last]), "\n".join(text[: starts[0] - 1]))

    def _ours(self, path: Path) -> bool:
        """Whether a file lies in our folder or the user's: names of entries also come out of archives that others made."""
        folders = [DATA] if self._own is None else [DATA, self._own]
        return any(path.resolve().is_relative_to(folder.resolve()) for folder in folders)


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
