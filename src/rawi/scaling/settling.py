"""After reading: of an article that stood in several places one row, of one that changed the newest in force, of names one list.

Parts are read apart, so that only now all captures of an article are seen together. What holds is what `rawi add` would have kept of the
inputs in the order of their names: the first of equal bytes, and in force what comes last. The files of parts with rows that do not hold
are written anew, each whole; everything else is left as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from functools import partial
from typing import Any
from uuid import uuid4

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as compute  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]
from pyspark.errors import PySparkException

from rawi.errors import RawiError, SparkFailed, UnwritablePart
from rawi.scaling.datasets import ACTORS, CAPTURES, CLAIMS, DOCUMENTS, KEYS, READINGS, SCHEMAS, STANDS
from rawi.scaling.folder import Done, marker, merged, part
from rawi.scaling.session import reason, spread
from rawi.scaling.storage import Place, Writing, place, read, write
from rawi.scaling.supervising import Fault, fault
from rawi.sources.items import unreadable

TASKS = 4
"""For each core of the cluster: reading a few columns of a part takes little."""
SETTLED = "settled.json"
"""A hash of which parts were last laid side by side."""
ORDER = (DOCUMENTS, ACTORS, CLAIMS, READINGS, CAPTURES)
"""The order in which the files of a part are replaced: while the last are the old ones, the work counts as not done."""
SPARK_TYPES = {"string": "string", "double": "double", "int64": "long"}
COLUMNS = "split string, document_id string, capture_id long, captured_at string, place array<string>, position long"


def settle(connect: Any, out: Place, kept: dict[str, Done]) -> list[Fault]:
    """Settles a folder of which `kept` is the manifest; gives what could not be done, which the next run does.

    `connect` gives the session, if it is needed.
    """
    stamp = hashlib.sha256(json.dumps(sorted(kept)).encode()).hexdigest()
    if _settled(out) == stamp:
        return []
    faults: list[Fault] = []
    try:
        if kept:
            spread(connect())
            faults = _captures(connect, out, kept)
        for name in KEYS:
            _merge(connect, out, name, sorted(kept))
        if not faults:
            write(out.within(SETTLED), json.dumps({"parts": stamp}).encode(), "settled")
    except OSError as error:
        faults.append(fault(SETTLED, out.address, UnwritablePart(unreadable(error).message)))
    except PySparkException as error:
        faults.append(fault(SETTLED, out.address, SparkFailed(f"what was read could not be settled: {reason(error)}")))
    return faults


def _settled(out: Place) -> str | None:
    try:
        return str(json.loads(read(out.within(SETTLED)))["parts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _over(spark: Any, splits: list[str], function: Any, schema: str) -> Any:
    tasks = min(len(splits), TASKS * spark.sparkContext.defaultParallelism)
    return spark.range(0, len(splits), 1, tasks).mapInArrow(function, schema)


def _captures(connect: Any, out: Place, kept: dict[str, Done]) -> list[Fault]:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    splits, root = sorted(kept), out.root
    rows = _over(connect(), splits, partial(captures_of, splits=tuple(splits), root=root), COLUMNS)
    article = Window.partitionBy("document_id")
    rows = rows.withColumn("n", f.count("*").over(article)).where("n > 1")
    bytes_ = Window.partitionBy("document_id", "capture_id").orderBy("place", "position")
    rows = rows.withColumn("nth", f.row_number().over(bytes_)).withColumn("first", f.first("split").over(bytes_))
    newest = article.orderBy((f.col("nth") > 1).asc(), f.col("place").desc(), f.col("position").desc())
    rows = rows.withColumn("rank", f.row_number().over(newest))
    rows = rows.withColumn("winner", f.first("split").over(newest)).withColumn("since", f.first("captured_at").over(newest))
    verdicts = rows.where("rank > 1").select(
        "split", "capture_id", f.when(f.col("nth") == 1, f.col("since")).alias("since"),
        f.when(f.col("nth") > 1, f.col("first")).otherwise(f.col("winner")).alias("by"),
    )  # fmt: skip
    told = verdicts.groupBy("split").applyInArrow(lambda table: applied(table, root), "fault string")  # a lambda: Spark reads type hints
    return [Fault(**json.loads(row.fault)) for row in told.collect()]


def captures_of(batches: Iterable[Any], splits: tuple[str, ...], root: str) -> Iterator[Any]:
    """The captures of the parts whose numbers come in, with what orders them."""
    out = place(root)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            table = _table(out, CAPTURES, splits[number], ["document_id", "capture_id", "captured_at", "input", "position"])
            if table is None:
                continue
            places = pa.array([name.split("/") for name in table["input"].to_pylist()], pa.list_(pa.string()))
            split = pa.array([splits[number]] * table.num_rows, pa.string())
            arrays = [split, *(table[c].combine_chunks() for c in ("document_id", "capture_id", "captured_at")), places]
            whole = pa.table([*arrays, table["position"].combine_chunks()],
                             names=["split", "document_id", "capture_id", "captured_at", "place", "position"])  # fmt: skip
            yield from whole.to_batches()


def _table(out: Place, name: str, split: str, columns: list[str] | None = None) -> Any:
    """A part of a data set; None where it has no rows."""
    at = part(out, name, split)
    try:
        with at.fs.open_input_file(at.path) as file:
            return parquet.read_table(file, columns=columns)
    except FileNotFoundError:
        return None


def applied(table: Any, root: str) -> Any:
    """Takes the rows of one part that do not hold out of its files; gives a row where they cannot be written."""
    out, rows = place(root), table.to_pylist()
    split = rows[0]["split"]
    again = {row["capture_id"] for row in rows if row["since"] is None}
    older = {row["capture_id"]: row["since"] for row in rows if row["since"] is not None}
    faults: list[str] = []
    try:
        _rewrite(out, split, again, older, {row["by"] for row in rows})
    except OSError as error:
        wrong: RawiError = UnwritablePart(unreadable(error).message if error.strerror else str(error).splitlines()[0][:200])
        faults.append(json.dumps(asdict(fault(split, out.address, wrong))))
    return pa.table({"fault": pa.array(faults, pa.string())})


def _within(column: Any, values: Iterable[int]) -> Any:
    return compute.is_in(column, value_set=pa.array(sorted(values), pa.int64()))


def _rewrite(out: Place, split: str, again: set[int], older: dict[int, str], by: set[str]) -> None:
    tables = {name: _table(out, name, split) for name in ORDER}
    readings = tables[READINGS]
    old = readings.filter(_within(readings["capture_id"], older))
    if not again and old["superseded_at"].null_count == 0:
        return  # an earlier run did it
    gone = set(readings.filter(_within(readings["capture_id"], again))["reading_id"].to_pylist())
    past = set(old["reading_id"].to_pylist())
    new: dict[str, Any] = {}
    leaving = {DOCUMENTS: again | set(older), CAPTURES: again, READINGS: again, CLAIMS: gone}
    for name, out_of in leaving.items():
        key = "reading_id" if name == CLAIMS else "capture_id"
        if tables[name] is not None:
            new[name] = tables[name].filter(compute.invert(_within(tables[name][key], out_of)))
    new[READINGS] = _put(new[READINGS], "superseded_at", [
        since or older.get(capture)
        for since, capture in zip(new[READINGS]["superseded_at"].to_pylist(), new[READINGS]["capture_id"].to_pylist(), strict=True)
    ])  # fmt: skip
    if CLAIMS in new:
        pairs = zip(new[CLAIMS]["reading_id"].to_pylist(), new[CLAIMS]["current"].to_pylist(), strict=True)
        new[CLAIMS] = _put(new[CLAIMS], "current", [0 if reading in past else current for reading, current in pairs])
        if tables[ACTORS] is not None:
            new[ACTORS] = tables[ACTORS].filter(_within(tables[ACTORS]["claim_key"], new[CLAIMS]["claim_key"].to_pylist()))
    _replace(out, split, new)
    done = Done.from_json(read(marker(out, split)))
    claims = new[CLAIMS].num_rows if CLAIMS in new else 0
    known = done.counts["known"] + len(again)
    counts = {**done.counts, "documents": done.counts["documents"] - len(again), "known": known, "claims": claims}
    lost = tuple(sorted({*done.lost_to, *by} - {split}))
    write(marker(out, split), replace(done, counts=counts, lost_to=lost).to_json().encode(), uuid4().hex[:12])


def _put(table: Any, name: str, values: list[Any]) -> Any:
    n = table.schema.get_field_index(name)
    return table.set_column(n, table.schema.field(n), pa.array(values, table.schema.field(n).type))


def _replace(out: Place, split: str, tables: dict[str, Any]) -> None:
    """Puts the files of a part in the place of what was there: all are written before the first is replaced."""
    token = uuid4().hex[:12]
    files: list[Writing] = []
    try:
        for name in ORDER:
            if name in tables:
                files.append(Writing(part(out, name, split), token))
                parquet.write_table(tables[name], files[-1].out, compression="zstd")
                files[-1].close()
        for writing in files:
            writing.name()
    except BaseException:
        for writing in files:
            writing.abandon()
        raise


def rows_of_names(batches: Iterable[Any], splits: tuple[str, ...], root: str, name: str) -> Iterator[Any]:
    """The rows of `entities` or `places` of the parts whose numbers come in."""
    out = place(root)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            table = _table(out, name, splits[number])
            if table is not None:
                yield from table.to_batches()


def _merge(connect: Any, out: Place, name: str, splits: list[str]) -> None:
    """One list of the names of all parts, each id once, as it was resolved last."""
    from pyspark.sql import functions as f

    schema = pa.schema([field for field in SCHEMAS[name] if field.name not in STANDS])
    table = schema.empty_table()
    if splits:
        spark_type = ", ".join(f"{c.name} {SPARK_TYPES[str(c.type)]}" for c in SCHEMAS[name])
        rows = _over(connect(), splits, partial(rows_of_names, splits=tuple(splits), root=out.root, name=name), spark_type)
        last = f.max_by(f.struct(*schema.names), f.struct(f.split("input", "/"), "position", *schema.names))
        one = rows.groupBy(KEYS[name]).agg(last.alias("row")).select("row.*").orderBy(KEYS[name])
        table = one.toArrow().select(schema.names).cast(schema)
    writing = Writing(merged(out, name), uuid4().hex[:12])
    try:
        parquet.write_table(table, writing.out)
        writing.close()
        writing.name()
    except BaseException:
        writing.abandon()
        raise
