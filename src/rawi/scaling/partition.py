"""The one pure function over a part of the input: bytes to rows, with no clock, no network of its own and no state.

The same bytes, lexicon and version give the same rows, however the input is cut and whoever reads it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rawi.archive.rows import Row
from rawi.errors import ChangedInput, InputError, MissingExtra, RawiError, TooLarge
from rawi.lexicon import Lexicon
from rawi.model import Document
from rawi.pipeline import read_safely
from rawi.scaling.datasets import NOTICES, REFUSED, Stood, notice_row, read_rows, refused_row
from rawi.scaling.inputs import PARQUET
from rawi.scaling.splits import Piece, lines_of, opened
from rawi.sources import Given, Item, Refusal, jsonl
from rawi.sources.files import JSONL, items_of
from rawi.sources.forms import about
from rawi.sources.items import MAX_BYTES, build, unreadable

ROWS_AT_ONCE, HEAD = 64, 64


class PieceLost(Exception):
    """A piece cannot be read to its end for a reason that does not lie in its bytes; nothing of it counts."""

    def __init__(self, error: RawiError) -> None:
        super().__init__(error.message)
        self.error = error


class Watch:
    """Counts what is worked on, so that whoever looks on knows what a process died of, and refuses what one died of before.

    `told` is called with each new count; 0 says that nothing is read at the moment. `refused`: errors by count. `piece`: which of a part's
    pieces is counted, so that the counts of one do not depend on the others.
    """

    def __init__(self, told: Callable[[int], None] = lambda _: None, refused: dict[int, RawiError] | None = None, piece: int = 0) -> None:
        self._told, self._refused, self._count = told, refused or {}, piece << 40

    def __call__(self, _: str) -> RawiError | None:
        """Something named is about to be worked on; the error by which it is refused, or None."""
        self._count += 1
        self._told(self._count)
        return self._refused.get(self._count)

    def between(self) -> None:
        """What was named is done, and the next thing is being fetched; raises the error by which that is refused."""
        if error := self(""):
            raise error


@dataclass(frozen=True, slots=True)
class Task:
    """How a piece is read: the lexicon, what is given of the documents, and the time that stands for those of capture and reading."""

    lexicon: Lexicon
    given: Given
    at: str


def rows_of(piece: Piece, task: Task, watch: Watch) -> Iterator[tuple[str, Row]]:
    """Every row that comes of a piece, with its data set; raises PieceLost."""
    stood = piece.file.address
    for position, item in _guarded(piece, task, watch):
        if isinstance(item, Document):
            refused = watch(item.id)
            outcome = refused if refused is not None else _read(item, task.lexicon)
            if isinstance(outcome, RawiError):
                yield REFUSED, refused_row(item.id, outcome, stood, task.at)
            else:
                yield from read_rows(item, outcome, Stood(piece.file.name, position), task.at)
        elif isinstance(item, Refusal):
            yield REFUSED, refused_row(item.name, item.error, stood, task.at)
        else:
            yield NOTICES, notice_row(item, stood)


def _read(document: Document, lexicon: Lexicon) -> Any:
    try:
        about(document)
        return read_safely(document, lexicon)
    except RawiError as error:
        return error


def _guarded(piece: Piece, task: Task, watch: Watch) -> Iterator[tuple[int, Item]]:
    """The Documents of a piece, each with its place in the file.

    What is wrong with its bytes is a Refusal of its name; what is wrong with the disk raises PieceLost.
    """
    name = piece.file.name
    try:
        with opened(piece.file) as stream:
            for item in _items(piece, stream, task.given, watch):
                yield item
                watch.between()
    except (MissingExtra, ChangedInput) as error:  # not the bytes' fault: they shall be read when this is mended
        raise PieceLost(error) from None
    except RawiError as error:
        yield 0, Refusal(name, error)
    except OSError as error:
        raise PieceLost(unreadable(error)) from None
    except (UnicodeError, RecursionError, MemoryError, ValueError) as error:
        yield 0, Refusal(name, InputError(f"cannot be taken in ({type(error).__name__}: {error})"))


def _items(piece: Piece, stream: Any, given: Given, watch: Watch) -> Iterator[tuple[int, Item]]:
    file = piece.file
    if error := watch(file.name):
        yield 0, Refusal(file.name, error)
    elif file.kind == PARQUET:
        yield from _records(piece, stream, given)
    elif file.kind == JSONL and not file.packed:
        whole = (piece.start, piece.end) == (0, file.size)
        lines = stream if whole else lines_of(stream, piece)
        yield from jsonl.numbered(lines, file.name, given, stream.peek(HEAD)[:HEAD] if whole else b"", before=piece.before)
    else:
        short = file.name.rpartition("/")[2]
        items = items_of(stream, file.size, short, file.name, given, found=file.found, kind=file.kind, watch=watch)
        yield from enumerate(items, 1)


def _records(piece: Piece, stream: Any, given: Given) -> Iterator[tuple[int, Item]]:
    """The Documents of the row groups of a Parquet file that begin within a piece; its columns are the fields of JSONL."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as parquet  # type: ignore[import-untyped]

    name = piece.file.name
    try:
        table = parquet.ParquetFile(stream)
        known = [field for field in jsonl.FIELDS if field in table.schema_arrow.names]
        row = 0
        for n in range(table.num_row_groups):
            group = table.metadata.row_group(n)
            if piece.start <= _begins(group) < piece.end:
                number = row
                for batch in table.iter_batches(ROWS_AT_ONCE, row_groups=[n], columns=known):
                    for record in _plain(batch):
                        number += 1
                        for item in _record(record, f"{name}:{number}", given):
                            yield number, item
            row += group.num_rows
    except pa.ArrowException as error:
        if isinstance(error, OSError) and error.errno:
            raise
        yield 0, Refusal(name, InputError(f"not a whole Parquet file: {str(error).splitlines()[0][:200]}"))


def _begins(group: Any) -> int:
    column = group.column(0)
    offsets = [o for o in (column.dictionary_page_offset, column.data_page_offset) if o]
    return int(min(offsets, default=4))


def _plain(batch: Any) -> Iterator[dict[str, Any]]:
    """The rows of a batch; a text beyond the size limit stands as its length, and never becomes a Python string."""
    import pyarrow.compute as compute  # type: ignore[import-untyped]

    sizes = {}
    for field in batch.schema.names:
        kind = str(batch.column(field).type)
        if kind.startswith(("string", "large_string", "binary", "large_binary")):
            sizes[field] = compute.binary_length(batch.column(field)).to_pylist()
    for n in range(batch.num_rows):
        out: dict[str, Any] = {}
        for field in batch.schema.names:
            size = sizes.get(field, [None] * (n + 1))[n]
            value = TooLarge(f"more than {MAX_BYTES:,} bytes") if size and size > MAX_BYTES else batch.column(field)[n].as_py()
            out[field] = value.isoformat() if isinstance(value, datetime.date) else value
        yield out


def _record(record: dict[str, Any], where: str, given: Given) -> Iterator[Item]:
    for value in record.values():
        if isinstance(value, TooLarge):
            yield Refusal(where, value)
            return
    try:
        fields = jsonl.fields_of(record)
    except InputError as error:
        yield Refusal(where, error)
        return
    known: dict[str, Any] = {**fields, "id": fields.get("id") or where}
    yield from build(where, given, **known)
