"""The rows of one part to its files, all of them whole or none of them there."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]

from rawi.archive.rows import Row
from rawi.errors import UnwritablePart
from rawi.scaling.datasets import CAPTURES, CLAIMS, DOCUMENTS, KEYS, NOTICES, READINGS, REFUSED, SCHEMAS, text
from rawi.scaling.folder import Done, marker, part
from rawi.scaling.storage import Place, Writing, write
from rawi.sources.items import unreadable

ROWS_AT_ONCE = {READINGS: 100}
MANY = 1_000
"""So many rows of a data set are held before they are written as a row group; readings are large."""
COMPRESSION = "zstd"


class Part:
    """The files of one part while it is read. Raises UnwritablePart where the disk does not take them; then none of them is there."""

    def __init__(self, out: Place, split: str, token: str) -> None:
        self._out, self._split, self._token = out, split, token
        self._rows: dict[str, list[Row]] = {}
        self._files: dict[str, tuple[Writing, Any]] = {}
        self._seen: set[int] = set()
        self._keyed: dict[str, dict[str, Row]] = {name: {} for name in KEYS}
        self._skips = False
        self.rows: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def add(self, name: str, row: Row) -> None:
        """One row. What belongs to a capture that stood in this part before is left out, as an archive leaves out what it knows."""
        if name == DOCUMENTS:
            self._skips = row["capture_id"] in self._seen
            self._seen.add(row["capture_id"])
            self.rows["known"] += self._skips
        elif name in (REFUSED, NOTICES):
            self._skips = False
        if self._skips:
            return
        if name in KEYS:
            self._keyed[name][row[KEYS[name]]] = row
            return
        if name == REFUSED:
            self.refused[row["code"]] += 1
        self.rows[name] += 1
        held = self._rows.setdefault(name, [])
        held.append(row)
        if len(held) >= ROWS_AT_ONCE.get(name, MANY):
            self._flush(name)

    def _flush(self, name: str) -> None:
        rows = self._rows.pop(name, [])
        if not rows:
            return
        schema = SCHEMAS[name]
        table = pa.Table.from_pylist([{field: text(value) for field, value in row.items()} for row in rows], schema=schema)
        try:
            if name not in self._files:
                writing = Writing(part(self._out, name, self._split), self._token)
                self._files[name] = writing, parquet.ParquetWriter(writing.out, schema, compression=COMPRESSION)
            self._files[name][1].write_table(table)
        except OSError as error:
            raise self._full(error) from None

    def _full(self, error: OSError) -> UnwritablePart:
        self.abandon()
        return UnwritablePart(unreadable(error).message if error.strerror else str(error).splitlines()[0][:200], where=self._out.address)

    def close(self, done: Done) -> None:
        """All files appear, and the part's line in the manifest behind them."""
        for name, keyed in self._keyed.items():
            self._rows[name] = list(keyed.values())
        for name in list(self._rows):
            self._flush(name)
        try:
            for writing, table in self._files.values():
                table.close()
                writing.close()
            for _, (writing, _) in sorted(self._files.items(), key=lambda one: one[0] == CAPTURES):
                writing.name()
            write(marker(self._out, self._split), done.to_json().encode(), self._token)
        except OSError as error:
            raise self._full(error) from None

    def abandon(self) -> None:
        """Removes what was written."""
        for writing, table in self._files.values():
            table.is_open = False  # else it would write its end into the closed file when it is collected
            writing.abandon()

    @property
    def counts(self) -> dict[str, Any]:
        """What came of the part."""
        return {
            "documents": self.rows[DOCUMENTS], "known": self.rows["known"], "claims": self.rows[CLAIMS],
            "notices": self.rows[NOTICES], "refused": dict(sorted(self.refused.items())),
        }  # fmt: skip
