"""Comparing on Spark against one machine, on the made-up claims of `incidents_scale.py`: the same incidents, and how long each takes.

    python benchmarks/scale_compare.py 10000 --master local[2]

Prints both sides' accounts, pairs and incidents, how many differ, and seconds of wall and CPU; Spark's are those of the JVM and all Python
workers where the master is local, and are spent on all that is told of an incident as well. Exits with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import dataset, parquet

from incidents_scale import tellings
from rawi.comparing.decisions import NONE
from rawi.comparing.incidents import Edges, all_accounts, clustered
from rawi.comparing.loading import Told

_TEXTS = ("document_id", "name", "url", "title", "outlet", "published", "printed")
DOCUMENT = ", ".join(f"{name} string" for name in _TEXTS) + ", reprints array<string>"
CHUNK = 5_000


def written(rows: Iterable[dict[str, Any]], schema: pa.Schema, folder: Path) -> str:
    """Rows as Parquet, a few thousand a file."""
    folder.mkdir()
    ahead, number = iter(rows), 0
    while some := list(islice(ahead, CHUNK)):
        parquet.write_table(pa.Table.from_pylist(some, schema=schema), folder / f"{number:05}.parquet")
        number += 1
    return f"file://{folder}"


def used() -> float:
    """CPU seconds of this process and all that it started, as far as Linux tells."""
    times: dict[int, tuple[int, float]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        times[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    ours = {os.getpid()}
    while more := {pid for pid, (parent, _) in times.items() if parent in ours} - ours:
        ours |= more
    return sum(times[pid][1] for pid in ours if pid in times)


def alone(count: int) -> tuple[dict[str, frozenset[str]], set[tuple[int, int, float]]]:
    """One machine: incidents with their documents, and the kept pairs."""
    wall, cpu = time.perf_counter(), time.process_time()
    accounts = all_accounts(tellings(count))
    edges = Edges(accounts)
    edges.all()
    made = {i.id: frozenset(i.documents) for i in clustered(accounts, edges, NONE)}
    spent = f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s of CPU"
    print(f"one machine: {len(accounts)} accounts, {len(edges.a)} pairs kept, {len(made)} incidents; {spent}", flush=True)
    return made, {(a + 1, b + 1, p) for a, b, p in edges}


def on_spark(count: int, master: str, folder: Path) -> tuple[dict[str, frozenset[str]], set[tuple[int, int, float]]]:
    """The same by Spark, all that is told of each incident included."""
    from pyspark.sql.pandas.types import to_arrow_schema

    from rawi.scaling import accounts
    from rawi.scaling.batches import columns_of
    from rawi.scaling.comparison import Comparison, settings
    from rawi.scaling.session import session

    with session(master, name="scale_compare", conf=settings()) as spark:
        rows = (row for x in tellings(count) for row in accounts.rows_of(Told(x.document, 1, x.paper, (x,)), None, NONE))
        told = written(rows, to_arrow_schema(columns_of(accounts.COLUMNS)), folder / "told")
        known: Iterator[dict[str, Any]] = ({"document_id": x.document, "name": x.document} for x in tellings(count))
        about = written(known, to_arrow_schema(columns_of(DOCUMENT)), folder / "documents")
        wall, cpu = time.perf_counter(), used()
        job = Comparison(spark, f"file://{folder}/out", datetime.now(UTC))
        read = spark.read
        done = job.group(read.schema(columns_of(accounts.COLUMNS)).parquet(told), read.schema(columns_of(DOCUMENT)).parquet(about), NONE)
        spent, cpu = time.perf_counter() - wall, used() - cpu
    print(f"Spark, {master}: {done.accounts} accounts, {done.pairs} pairs kept, {done.incidents} incidents; {spent:.1f} s, "
          f"{cpu:.1f} s of CPU; {done.seconds}", flush=True)  # fmt: skip
    made: dict[str, set[str]] = {}
    for row in dataset.dataset(folder / "out" / "tellings").to_table(columns=["incident_id", "document_id"]).to_pylist():
        made.setdefault(row["incident_id"], set()).add(row["document_id"])
    edges = dataset.dataset(folder / "out" / "_work" / "edges").to_table().to_pylist()
    return {i: frozenset(d) for i, d in made.items()}, {(e["a"], e["b"], array("f", [e["points"]])[0]) for e in edges}


def main() -> int:
    """Both, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--master", default="local[2]")
    asked = parser.parse_args()
    incidents, pairs = alone(asked.count)
    with tempfile.TemporaryDirectory() as folder:
        many, theirs = on_spark(asked.count, asked.master, Path(folder))
    differ = len(incidents.items() ^ many.items()), len(pairs ^ theirs)
    print(f"differences: {differ[0]} incidents, {differ[1]} pairs")
    return int(any(differ))


if __name__ == "__main__":
    sys.exit(main())
