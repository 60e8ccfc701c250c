"""Rows in and out of Python on Spark's workers, a batch at a time; and what was worked out, kept as Parquet for the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

Row = dict[str, Any]
Work = Callable[[Iterator[Row]], Iterable[Row]]
"""Makes rows of the rows of one partition, in their order, with none of them kept longer than it needs them."""
WRITTEN = 1_000
"""So many rows go back to Spark together."""


def mapped(frame: DataFrame, work: Work, columns: str) -> DataFrame:
    """`work` on every partition of a frame. `columns`: those of its rows, in Spark's DDL."""
    from pyspark.sql.pandas.types import to_arrow_schema

    shape = columns_of(columns)
    return frame.mapInArrow(_on_batches(work, to_arrow_schema(shape)), shape)


def columns_of(ddl: str) -> StructType:
    """Columns in Spark's DDL as its type of a row."""
    from pyspark.sql.types import StructType

    return cast(StructType, StructType.fromDDL(ddl))


def _on_batches(work: Work, schema: pa.Schema) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """`work` as Spark calls it, with Arrow's batches on both sides."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        made: list[Row] = []
        for row in work(row for batch in batches for row in batch.to_pylist()):
            made.append(row)
            if len(made) == WRITTEN:
                yield pa.RecordBatch.from_pylist(made, schema=schema)
                made = []
        if made:
            yield pa.RecordBatch.from_pylist(made, schema=schema)

    return run


def kept(frame: DataFrame, path: str) -> DataFrame:
    """The frame written to a folder of Parquet and read from there: worked out once, and its history forgotten."""
    frame.write.mode("overwrite").parquet(path)
    return frame.sparkSession.read.schema(frame.schema).parquet(path)
