"""What a comparison needs of an archive, as Parquet tables in the archive's own schema; and such tables opened in Spark.

A folder of tables has `documents`, `captures` and `readings`, and may have `reprints` and `decisions`: columns as in docs/archive.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from rawi.archive import tables as t
from rawi.archive.opening import open_store
from rawi.archive.rereading import in_force
from rawi.comparing.decisions import Decision, Ruling, Verdict, rule
from rawi.errors import UnreadableInput

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyspark.sql import DataFrame, SparkSession

MARKER = "rawi-archive.json"
FILE_ROWS = {"readings": 500}
ROWS = 20_000
"""So many rows a file, where no other number stands in FILE_ROWS: one task of Spark reads one or more files."""
TABLES = {
    "documents": ("document_id", "name", "url", "title", "outlet", "published"),
    "captures": ("capture_id", "document_id", "captured_at", "ledger_seq"),
    "readings": ("reading_id", "capture_id", "superseded_at", "reading"),
    "reprints": ("document_id", "of_document_id"),
    "decisions": ("at", "who", "verdict", "a_document_id", "a_start", "b_document_id", "b_start"),
}
"""The tables, with the columns that are read."""
OPTIONAL = frozenset({"reprints", "decisions"})
_NUMBERS = frozenset({"capture_id", "ledger_seq", "reading_id", "a_start", "b_start"})


@dataclass(frozen=True, slots=True)
class Tables:
    """What is compared, a row a document.

    `readings`: document_id, reading_id, captured_at, reading, and by what captures are ordered: ledger_seq, input, position. `documents`:
    as in TABLES. `reprints`: document_id and of_document_id, None where the folder has none. `ruling`: what people decided.
    """

    readings: DataFrame
    documents: DataFrame
    reprints: DataFrame | None
    ruling: Ruling


def is_archive(place: str) -> bool:
    """Whether it is the folder of an archive, and not one of tables."""
    return (Path(place) / MARKER).is_file()


def gather(folder: Path, out: Path, store: str | None = None) -> None:
    """Writes the tables of an archive's readings in force to `out`, a few rows in memory at a time. Raises as `open_store` does."""
    with open_store(folder, store) as opened, opened.connection() as connection:
        for name in TABLES:
            _write(name, _rows(connection, name), out / name)


def _rows(connection: Connection, name: str) -> Iterator[dict[str, Any]]:
    columns = [t.metadata.tables[name].c[column] for column in TABLES[name]]
    asked: Select[Any] = in_force(*columns) if name == "readings" else select(*columns)
    for row in connection.execute(asked.execution_options(yield_per=200)).mappings():
        yield dict(row)


def _schema(name: str) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(column, pa.int64() if column in _NUMBERS else pa.string()) for column in TABLES[name]])


def _write(name: str, rows: Iterable[dict[str, Any]], folder: Path) -> None:
    """One or more files of Parquet, one of no rows where there are none."""
    import pyarrow as pa
    from pyarrow import parquet

    folder.mkdir(parents=True, exist_ok=True)
    ahead, number = iter(rows), 0
    while (some := list(islice(ahead, FILE_ROWS.get(name, ROWS)))) or number == 0:
        parquet.write_table(pa.Table.from_pylist(some, schema=_schema(name)), folder / f"{number:06}.parquet")
        number += 1


def opened(spark: SparkSession, place: str) -> Tables:
    """The tables of a folder, which may be an address that Spark knows (`hdfs://`, `s3a://` …). Raises UnreadableInput."""
    from pyspark.sql import functions as f

    readings, captures, documents = (_needed(spark, place, name) for name in ("readings", "captures", "documents"))
    reprints, decided = _table(spark, place, "reprints"), _table(spark, place, "decisions")
    current = readings.where(f.col("superseded_at").isNull()).select("reading_id", "capture_id", "reading")
    last = _last(current.select("reading_id", "capture_id").join(captures, "capture_id"))
    if "of_capture" in documents.columns:
        documents = documents.join(last.select("capture_id"), f.col("of_capture") == f.col("capture_id"), "left_semi").drop("of_capture")
    decisions = decided.collect() if decided is not None else []
    ruling = rule(
        Decision(d.at, d.who, Verdict(d.verdict), (d.a_document_id, int(d.a_start)), (d.b_document_id, int(d.b_start))) for d in decisions
    )
    told = current.drop("capture_id").join(last, "reading_id")
    return Tables(told, documents.dropDuplicates(["document_id"]), reprints, ruling)


def _last(read: DataFrame) -> DataFrame:
    """Of each document the reading in force of its last capture: by place in the ledger, else in the input."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    order = (f.desc_nulls_last("ledger_seq"), f.desc_nulls_last("input"), f.desc_nulls_last("position"), f.desc("reading_id"))
    place = f.row_number().over(Window.partitionBy("document_id").orderBy(*order))
    return read.withColumn("place", place).where("place = 1").drop("place")


def _needed(spark: SparkSession, place: str, name: str) -> DataFrame:
    found = _table(spark, place, name)
    assert found is not None  # it is not one of OPTIONAL
    return found


def _table(spark: SparkSession, place: str, name: str) -> DataFrame | None:
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as f

    path = f"{place.rstrip('/')}/{name}"
    try:
        found = spark.read.parquet(path)
    except AnalysisException as error:
        if name in OPTIONAL and "PATH_NOT_FOUND" in str(error):
            return None
        raise UnreadableInput(f"no table `{name}` of Parquet", where=path, hint=_HINT) from error
    missing = sorted(set(TABLES[name]) - set(found.columns))
    if missing:
        raise UnreadableInput(f"table `{name}` has no column {', '.join(missing)}", where=path, hint=_HINT)
    columns = [f.col(c) for c in TABLES[name]]
    columns += [f.col(c) if c in found.columns else f.lit(None).alias(c) for c in (("input", "position") if name == "captures" else ())]
    columns += [f.col("capture_id").alias("of_capture")] if name == "documents" and "capture_id" in found.columns else []
    return found.select(*columns)


_HINT = "Give the folder of an archive, or one of tables as docs/scale-compare.md names them."
