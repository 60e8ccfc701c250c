"""Gold from files, and the reader's answers to it: read anew, or taken from an output written before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rawi.errors import BadDate, GoldError, InputError, UnreadableInput
from rawi.evaluating.answers import Answer, Json
from rawi.model import Document
from rawi.sources.documents import check_date, document_of

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon

TASK_FIELDS = {
    "articles": ("attributions", "events"),
    "gsr": ("accept", "reject", "label"),
    "spans": ("codings",),
    "genre": ("label",),
}
"""What every row of a task's gold must hold, the most telling task first: the first that fits a file's first row is its task."""


@dataclass(frozen=True, slots=True)
class GoldFile:
    """One file of gold. `rows` by id in the order of the file; where an id stands twice in a sentence set the last row counts."""

    path: Path
    task: str
    rows: Mapping[str, Json]
    lines: Mapping[str, int]
    repeated: int = 0

    def answers(self) -> dict[str, Answer]:
        """The gold of articles as records; raises GoldError."""
        return {id: _answer(row, self.path, self.lines[id]) for id, row in self.rows.items()}

    def document(self, id: str) -> Document:
        """The text of one row as it is given to the reader; raises GoldError, EmptyInput or NotArabic."""
        row, where = self.rows[id], f"{self.path}:{self.lines[id]}"
        metadata = row.get("metadata")
        known: Json = metadata if isinstance(metadata, Mapping) else row
        text, title = row["text"], row.get("title") or None
        if title is not None:
            if not text.startswith(f"{title}\n\n"):
                raise GoldError("`text` does not begin with the title and a blank line", where=where)
            text = text[len(title) + 2 :]
        return document_of(
            text, id=id, title=title, published=_day(known.get("published")), outlet=known.get("outlet"), url=known.get("url")
        )


def _day(value: Any) -> str | None:
    """A publication date as far as it is one: the public sets hold things like «36--»."""
    try:
        return check_date(value) if isinstance(value, str) else None
    except BadDate:
        return None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, row) of a JSONL file; raises GoldError or UnreadableInput."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(error.strerror or "cannot be read", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise GoldError(f"not UTF-8 (byte {error.start})", where=str(path)) from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GoldError(f"not JSON ({getattr(error, 'msg', 'nested too deeply')})", where=f"{path}:{number}") from None
        if not isinstance(row, dict):
            raise GoldError("not an object", where=f"{path}:{number}")
        for name in ("id", "text"):
            if not isinstance(row.get(name), str):
                raise GoldError(f"no string `{name}`", where=f"{path}:{number}")
        yield number, row


def _answer(row: Json, path: Path, line: int) -> Answer:
    try:
        return Answer.of(row)
    except ValueError as error:
        raise GoldError(str(error), where=f"{path}:{line}") from None


def _task_of(row: Json) -> str | None:
    return next((task for task, names in TASK_FIELDS.items() if all(n in row for n in names)), None)


def load_gold(path: Path, task: str | None = None) -> GoldFile:
    """Gold of one task; without `task` the first row tells it. Raises GoldError naming file and line, or UnreadableInput."""
    rows: dict[str, Json] = {}
    lines: dict[str, int] = {}
    repeated = 0
    for number, row in _rows(path):
        where = f"{path}:{number}"
        task = task or _task_of(row)
        if task is None:
            raise GoldError("neither articles nor one of the sentence sets", where=where)
        lacking = [name for name in TASK_FIELDS[task] if name not in row]
        if lacking:
            raise GoldError(f"no `{lacking[0]}`, which the task {task} needs", where=where)
        id = row["id"]
        if id in rows:
            if task == "articles":
                raise GoldError(f"id {id!r} stands already in line {lines[id]}", where=where)
            repeated += 1
        rows[id], lines[id] = row, number
    if not rows or task is None:
        raise GoldError("there is nothing in it", where=str(path))
    return GoldFile(path, task, rows, lines, repeated)


def load_answers(path: Path) -> dict[str, Answer]:
    """An output of `rawi read --format jsonl`, by id; raises GoldError naming file and line, or UnreadableInput."""
    return {row["id"]: _answer({"attributions": [], "events": [], **row}, path, number) for number, row in _rows(path)}


def read_gold(gold: GoldFile, lexicon: Lexicon) -> Iterator[tuple[str, Answer | str]]:
    """Reads every text of `gold`: (id, the answer, or why there is none). Raises GoldError."""
    from rawi.pipeline import read_document

    for id in gold.rows:
        try:
            document = gold.document(id)
        except GoldError:
            raise
        except InputError as error:
            yield id, f"{id}: {error.message}"
            continue
        yield id, Answer.of(read_document(document, lexicon).to_json())
