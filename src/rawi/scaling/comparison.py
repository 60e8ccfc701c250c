"""Incident comparison as Spark jobs: accounts, blocks, pairs, components, incidents.

The method is that of `rawi.comparing`, whose functions decide everything; Spark brings together what they need at once.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import rawi
from rawi.archive.lines import stamp
from rawi.comparing.decisions import Clash, Ruling
from rawi.comparing.naming import free
from rawi.comparing.scoring import JOIN
from rawi.errors import UnwritableOutput
from rawi.scaling import accounts, incidents, pairs, reprints
from rawi.scaling.batches import columns_of, kept
from rawi.scaling.components import ROUNDS, components
from rawi.scaling.failures import failures
from rawi.scaling.gathering import Tables, opened

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

WORK = "_work"
"""Within the output: what each step leaves for the next; taken away at the end."""
ROWS = "500"
"""So many rows stand in one batch between Spark and Python: a row may hold a whole reading."""
RESULTS = ("incidents", "tellings", "origins", "contradictions", "notes")


@dataclass(slots=True)
class Done:
    """What became of it: how many of what, `seconds` of each step, what is to be said of documents, and overruled decisions."""

    documents: int = 0
    accounts: int = 0
    members: int = 0
    pairs: int = 0
    rounds: int = 0
    incidents: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[tuple[str, str, bool]] = field(default_factory=list)
    clashes: tuple[Clash, ...] = ()


T = TypeVar("T")
Tell = Callable[[str], None]


class Comparison:
    """One comparison of all that a folder of tables holds, into a folder of results."""

    def __init__(
        self, spark: SparkSession, out: str, at: datetime, *, partitions: int | None = None, rounds: int = ROUNDS,
        tell: Tell = lambda _: None,
    ) -> None:  # fmt: skip
        """`out`: an address for Spark; `at`: the time that incidents are given as `since`. `partitions`: so many tasks a step, None: thrice
        the cores. `tell` is told each step's name as it begins."""
        self.spark, self.out, self.at, self.rounds, self._tell = spark, out.rstrip("/"), stamp(at), rounds, tell
        self.partitions = partitions or 3 * spark.sparkContext.defaultParallelism
        self.work = f"{self.out}/{WORK}"
        spark.conf.set("spark.sql.shuffle.partitions", str(self.partitions))
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS)
        self.done = Done()

    def run(self, tables: str) -> Done:
        """Compares the tables of a folder (see `gathering`). Raises UnreadableInput, NotConnected, SparkFailed."""
        with failures():
            given = opened(self.spark, tables)
            self.done.clashes = given.ruling.clashes
            self.done.documents = given.readings.count()
            told = self._step("accounts", lambda: kept(accounts.told(given.readings, given.ruling), f"{self.work}/told"))
            about = self._step("reprints", lambda: self._printed(given))
            self.done.notes = list(accounts.notes(told))
            self.group(told, about, given.ruling)
            notes = told.where("note is not null").select("document_id", "reading_id", "note", "refused")
            notes.write.mode("overwrite").parquet(f"{self.out}/notes")
            return self.done

    def group(self, told: DataFrame, about: DataFrame, decided: Ruling) -> Done:
        """Makes incidents of accounts. `told`: as `accounts.told` gives them; `about`: the documents, as `reprints.printed` gives them."""
        found = self._step("numbers", lambda: accounts.numbered(told, self.partitions, f"{self.work}/accounts"))
        density = self.spark.sparkContext.broadcast(self._step("density", lambda: accounts.density_of(found)))
        ruling = self.spark.sparkContext.broadcast(decided)
        standing = self._step("blocks", lambda: kept(pairs.members(found), f"{self.work}/members"))
        edges = self._step("pairs", lambda: kept(pairs.edges(found, standing, density, self.partitions), f"{self.work}/edges"))
        self.done.accounts, self.done.members, self.done.pairs = found.count(), standing.count(), edges.count()
        least, self.done.rounds = self._step("components", lambda: self._components(found, edges))
        made = self._step("incidents", lambda: kept(
            incidents.grouped(found, edges, about, least, ruling, density, self.at, self.partitions), f"{self.work}/made"
        ))  # fmt: skip
        self._step("results", lambda: self._write(_named(made)))
        return self.done

    def _step(self, name: str, work: Callable[[], T]) -> T:
        """Does it, and notes the seconds."""
        self._tell(name)
        started = time.perf_counter()
        made = work()
        self.done.seconds[name] = round(time.perf_counter() - started, 1)
        return made

    def _components(self, found: DataFrame, edges: DataFrame) -> tuple[DataFrame, int]:
        """What strong pairs and decisions connect."""
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        strong = edges.where(f.col("points") >= JOIN).select("a", "b")
        decided = found.where(f.col("root_document").isNotNull())
        first = f.min("account").over(Window.partitionBy("root_document", "root_start"))
        links = strong.union(decided.select(f.col("account").alias("a"), first.alias("b")))
        return components(links, f"{self.work}/components", self.rounds)

    def _printed(self, given: Tables) -> DataFrame:
        """The documents with what is known of their reprints."""
        path = f"{self.work}/reprints"
        links = given.reprints if given.reprints is not None else kept(reprints.found(given.readings, path), f"{path}/found")
        return reprints.printed(given.documents, links, path, self.rounds)

    def _write(self, made: DataFrame) -> None:
        """The results, each a table of Parquet."""
        from pyspark.sql import functions as f

        tables = {"incidents": made.select(*columns_of(incidents.SUMMARY).names, "record")}
        for name in ("tellings", "origins", "contradictions"):
            tables[name] = made.select("incident_id", f.explode(f"of_{name}").alias("one")).select("incident_id", "one.*")
        for name, table in tables.items():
            table.write.mode("overwrite").parquet(f"{self.out}/{name}")
        self.done.incidents = self.spark.read.parquet(f"{self.out}/incidents").count()


def _named(made: DataFrame) -> DataFrame:
    """The incidents under their ids: where two are founded by claims of one trigger and type, the later has another, as on one machine."""
    from pyspark.sql import functions as f

    twice = made.groupBy("incident_id").count().where("count > 1").select("incident_id")
    ordered = made.join(f.broadcast(twice), "incident_id", "left_semi").select("incident_id", "component", "ordinal")
    rows = ordered.orderBy("component", "ordinal").collect()
    if not rows:
        return made
    used: set[str] = set()
    names = []
    for row in rows:
        name = free(row.incident_id, used)
        used.add(name)
        names.append((row.component, row.ordinal, name))
    given = made.sparkSession.createDataFrame(names, "component long, ordinal int, given string")
    joined = made.join(f.broadcast(given), ["component", "ordinal"], "left")
    start = len('{"id": "') + 1
    record = f.when(f.col("given").isNotNull(), f.overlay("record", "given", start)).otherwise(f.col("record"))
    return joined.withColumn("record", record).withColumn("incident_id", f.coalesce("given", "incident_id")).drop("given")


def settings() -> dict[str, str]:
    """What a session needs where nothing else is asked for: workers of a local cluster find this Rawi."""
    home = str(Path(rawi.__file__).resolve().parent.parent)
    return {"spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH", ""))))}


def check_output(out: str, *, again: bool) -> None:
    """Raises UnwritableOutput where a local folder holds anything that is not a result of this, or results and not `again`."""
    if "://" in out:
        return
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UnwritableOutput("not a folder", where=out)
    there = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    if there - {*RESULTS, WORK}:
        raise UnwritableOutput(f"the folder holds something else ({min(there - {*RESULTS, WORK})})", where=out)
    if there - {WORK} and not again:
        raise UnwritableOutput("the folder holds results already", where=out, hint="Give another folder, or --overwrite.")


def clean(spark: SparkSession, out: str) -> None:
    """Takes away what the steps left for each other."""
    work = f"{out.rstrip('/')}/{WORK}"
    if "://" not in out:
        shutil.rmtree(work, ignore_errors=True)
        return
    with suppress(Exception):  # what is left there is in nobody's way, and an error before this tells more
        _remove(spark, work)


def _remove(spark: SparkSession, work: str) -> None:
    jvm = spark.sparkContext._jvm
    assert jvm is not None  # there is one while the session lives
    path = jvm.org.apache.hadoop.fs.Path(work)
    path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration()).delete(path, True)


def records(spark: SparkSession, out: str) -> Iterator[str]:
    """The incidents as `rawi incidents --format json` gives them, one JSON object each, those told most often first."""
    from pyspark.sql import functions as f

    found = spark.read.parquet(f"{out.rstrip('/')}/incidents").orderBy(f.desc("documents"), "incident_id")
    for row in found.select("record").toLocalIterator():
        yield row.record
