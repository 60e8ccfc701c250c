"""Claims as Parquet: the columns of the CSV, typed; needs the optional package pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import IO, Any

from rawi.errors import MissingExtra
from rawi.exporting import tables
from rawi.exporting.facts import Row
from rawi.exporting.source import Origin
from rawi.model import Reading

COLUMNS = (*tables.COLUMNS, "document_sha256", "retrieved_at", "archive_uri")
"""The columns of the CSV and what is known of the document's bytes."""
INTEGERS = frozenset(
    {"geo_precision", "killed_min", "killed_max", "injured_min", "injured_max", "trigger_start", "trigger_end", "chain_depth"}
)
FLOATS = frozenset({"latitude", "longitude"})
BATCH = 1000
"""So many rows are held before they are written as a row group."""


def _pyarrow() -> tuple[Any, Any]:
    from importlib import import_module

    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra("Parquet needs the package pyarrow", hint="Install it: pip install 'rawi[parquet]'.") from None


def available() -> None:
    """Raises MissingExtra where pyarrow is not installed."""
    _pyarrow()


def _row(row: Row, source: Origin) -> Row:
    whole = {**row, "document_sha256": source.document_sha256, "retrieved_at": source.retrieved_at, "archive_uri": source.archive_uri}
    return {k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for k, v in whole.items()}


def write(items: Iterable[tuple[Reading, Origin]], out: IO[bytes], done: Callable[[int], None] = lambda _: None) -> int:
    """Writes every claim to `out`, BATCH rows at a time, and returns how many; raises MissingExtra.

    Cells are raw: nothing opens Parquet as a spreadsheet that runs formulas. `done` is told the number of rows after each batch.
    """
    pa, parquet = _pyarrow()
    kinds = {**dict.fromkeys(INTEGERS, pa.int64()), **dict.fromkeys(FLOATS, pa.float64())}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    rows = chain.from_iterable((_row(r, source) for r in tables.records(reading)) for reading, source in items)
    count, batch = 0, list[Row]()
    with parquet.ParquetWriter(out, schema) as writer:
        for row in rows:
            batch.append(row)
            count += 1
            if len(batch) == BATCH:
                writer.write_table(pa.Table.from_pylist(batch, schema=schema))
                batch = []
                done(count)
        if batch:
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
    done(count)
    return count
