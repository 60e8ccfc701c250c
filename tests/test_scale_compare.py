"""Incident comparison on Spark: the same incidents, byte for byte, as one machine makes of the same archive, tables or tellings."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from rawi.archive import tables as t
from rawi.archive.adding import Archive
from rawi.archive.databases import location_of
from rawi.archive.opening import open_store
from rawi.archive.store import Store
from rawi.comparing import judging
from rawi.comparing.comparison import Comparing
from rawi.comparing.decisions import NONE, Verdict
from rawi.comparing.incidents import Edges, all_accounts, clustered, incidents_of
from rawi.comparing.loading import Told
from rawi.comparing.naming import Before, named
from rawi.comparing.tellings import Paper, Telling
from rawi.errors import NotConnected, SparkFailed, UnreadableInput, UnwritableOutput
from rawi.lexicon import load
from rawi.sources import Given, documents
from samples import run, write
from tellings import DAY, telling, where

Json = dict[str, Any]
HERE = Path(__file__).parent / "incidents"
ROWS: list[Json] = [json.loads(line) for line in (HERE / "articles.jsonl").read_text("utf-8").splitlines()]
AT = datetime(2026, 1, 2, tzinfo=UTC)
MISSING = [name for name in ("pyspark", "pyarrow") if find_spec(name) is None]
MISSING += [] if shutil.which("java", path=f"{os.environ['JAVA_HOME']}/bin" if "JAVA_HOME" in os.environ else None) else ["Java"]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)} is missing")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One session on two cores for the whole module."""
    from rawi.scaling.session import session

    few = {"spark.default.parallelism": "2", "spark.sql.shuffle.partitions": "2", "spark.sql.codegen.wholeStage": "false"}
    with session("local[2]", conf=few) as opened:
        yield opened


def added(folder: Path, rows: Iterable[Json]) -> Path:
    source = write(folder.parent / f"{folder.name}.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    with Archive(folder, load(), who="tester", clock=lambda: AT) as archive:
        list(archive.add(documents([str(source)], Given())))
    return folder


def compared(folder: Path) -> list[Json]:
    """What one machine says."""
    with Comparing(folder, clock=lambda: AT) as opened:
        list(opened.run())
    return [_timeless(i) for i in json.loads(run("incidents", folder, "--format", "json").stdout)]


def _timeless(incident: Json) -> Json:
    return {k: v for k, v in incident.items() if k != "since"}


def rows_in(out: Path, name: str) -> list[Json]:
    from pyarrow import dataset

    return list(dataset.dataset(out / name).to_table().to_pylist())


def in_store(folder: Path, table: Any) -> list[Json]:
    with open_store(folder) as store, store.connection() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def as_set(rows: Iterable[Json], names: Iterable[str]) -> Counter[tuple[Any, ...]]:
    columns = tuple(names)
    return Counter(tuple(row[n] for n in columns) for row in rows)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Json]]:
    """The project's own archive, and what one machine makes of it."""
    folder = added(tmp_path_factory.mktemp("plain") / "archive", ROWS)
    return folder, compared(folder)


@pytest.mark.usefixtures("spark")
def test_an_archive_gives_what_one_machine_gives(plain: tuple[Path, list[Json]], tmp_path: Path) -> None:
    folder, alone = plain
    out, listed = tmp_path / "incidents", tmp_path / "incidents.json"
    result = run("scale", "compare", folder, "--out", out, "--json", listed, "--partitions", 2)
    assert result.exit_code == 0 and f"{len(alone)} incidents" in result.stderr, result.stderr
    many = [_timeless(i) for i in json.loads(listed.read_text("utf-8"))]
    assert [json.dumps(i, ensure_ascii=False) for i in many] == [json.dumps(i, ensure_ascii=False) for i in alone]
    claims = ("reading_id", "claim_id", "incident_id", "account_id", "document_id", "trigger_start")
    assert as_set(rows_in(out, "tellings"), claims) == as_set(in_store(folder, t.incident_claims), claims)
    columns = [c.name for c in t.incidents.columns if c.name not in ("current", "since", "until")]
    assert as_set(rows_in(out, "incidents"), columns) == as_set(in_store(folder, t.incidents), columns)
    assert len(rows_in(out, "origins")) == sum(len(i["origins"]) for i in alone)
    assert len(rows_in(out, "contradictions")) == sum(len(i["contradictions"]) for i in alone) > 10
    assert rows_in(out, "notes") == [] and not (out / "_work").exists()
    again = run("scale", "compare", folder, "--out", out)
    assert again.exit_code == UnwritableOutput.exit_code and "--overwrite" in again.stderr


def test_decisions_reprints_and_notes(spark: Any, plain: tuple[Path, list[Json]], tmp_path: Path) -> None:
    from rawi.scaling.comparison import Comparison, records
    from rawi.scaling.gathering import gather

    together = next(i for i in plain[1] if len({x["document_id"] for x in i["tellings"]}) > 3)
    one, two = together["tellings"][0], next(x for x in together["tellings"] if x["document"] != together["tellings"][0]["document"])
    far = next(i for i in reversed(plain[1]) if i["type"] != together["type"])["tellings"][0]
    again = {"outlet": "صحيفة أخرى"}
    reprinted = [{**row, **again, "id": f"{row['id']}-again", "url": f"https://example.org/{n}"} for n, row in enumerate(ROWS[:9])]
    late = {**ROWS[0], "id": "late", "url": "https://example.org/late", "published": "2031-01-01"}
    told = {x["document"] for x in (one, two, far)}
    folder = added(tmp_path / "archive", [*(row for n, row in enumerate(ROWS) if n < 36 or row["id"] in told), *reprinted, late])
    with Store(location_of(folder)) as store, store.connection() as connection:
        for verdict, a, b in ((Verdict.NOT, one, two), (Verdict.SAME, one, far)):
            judging.decide(connection, verdict, (a["document_id"], a["start"]), (b["document_id"], b["start"]), who="desk", at=AT)
    alone = compared(folder)
    assert [i["id"] for i in alone] != [i["id"] for i in plain[1]]
    gather(folder, tmp_path / "tables")
    shutil.rmtree(tmp_path / "tables" / "reprints")  # as `rawi scale read` leaves them: they are found again
    out = f"file://{tmp_path}/out"
    done = Comparison(spark, out, AT, partitions=2).run(f"file://{tmp_path}/tables")
    assert [_timeless(json.loads(line)) for line in records(spark, out)] == alone
    links = as_set(rows_in(tmp_path / "out" / "_work" / "reprints", "found"), ("document_id", "of_document_id"))
    kept = as_set(in_store(folder, t.reprints), ("document_id", "of_document_id"))
    assert {frozenset(pair) for pair in links} == {frozenset(pair) for pair in kept} and len(kept) >= 9
    assert [(why.split(":")[0], refused) for _, why, refused in done.notes] == [("published 2031-01-01", False)]


def crowd(count: int, seed: int = 3) -> list[Telling]:
    """Tellings of one town on few days, more than a block compares whole; some articles tell two things."""
    chance = random.Random(seed)
    out = []
    for n in range(count):
        day, dead = DAY + chance.randrange(3), chance.randrange(1, 40)
        paper = Paper(f"d{n // 2 if n % 5 == 0 else n:03}", f"paper{n}", (), DAY + 3, "report", frozenset())
        words = frozenset(chance.randrange(60) for _ in range(12))
        out.append(
            telling(paper.document, 10 + 40 * (n % 2), first_day=day, last_day=day, killed=(dead, dead), words=words, paper=paper,
                    where=where(chance.choice(("sirte", "misrata", "derna"))), mode=chance.choice(("explosives", "firearms")))
        )  # fmt: skip
    papers = {x.document: x.paper for x in out}
    return list({x.key: replace(x, paper=papers[x.document]) for x in out}.values())


def test_crowded_blocks_give_the_pairs_of_one_machine(spark: Any, tmp_path: Path) -> None:
    from rawi.scaling import accounts, pairs
    from rawi.scaling.batches import columns_of

    told = crowd(220)
    alone = all_accounts(told)
    edges = Edges(alone)
    edges.all()
    by_document: dict[str, list[Telling]] = {}
    for x in told:
        by_document.setdefault(x.document, []).append(x)
    rows = [row for d, its in by_document.items() for row in accounts.rows_of(Told(d, 1, its[0].paper, tuple(its)), None, NONE)]
    shape = columns_of(accounts.COLUMNS)
    frame = spark.createDataFrame([tuple(row.get(n) for n in shape.names) for row in rows], shape)
    found = accounts.numbered(frame, 3, f"file://{tmp_path}/accounts")
    assert [row.document_id for row in found.orderBy("account").collect()] == [a.paper.document for a in alone]
    density = spark.sparkContext.broadcast(accounts.density_of(found))
    standing = pairs.members(found).cache()
    assert standing.where("not whole").count() > 200
    made = Counter((r.a - 1, r.b - 1, r.points) for r in pairs.edges(found, standing, density, 3).collect())
    assert made == Counter((a, b, array("f", [p])[0]) for a, b, p in edges) and len(made) > 1000


def test_components_are_those_of_a_union(spark: Any, tmp_path: Path) -> None:
    from rawi.scaling.components import components

    chance = random.Random(5)
    links = [(n, n + 1) for n in range(1000, 1300)] + [(chance.randrange(400), chance.randrange(400)) for _ in range(260)]
    least: dict[int, int] = {}
    for _ in range(400):
        before = dict(least)
        for a, b in links:
            least[a] = least[b] = min(least.get(a, a), least.get(b, b))
        if before == least:
            break
    frame = spark.createDataFrame(links, "a long, b long")
    found, rounds = components(frame, f"file://{tmp_path}/components")
    assert {row.member: row.least for row in found.collect()} == {n: first for n, first in least.items() if n != first}
    assert rounds <= 12  # a path of 300
    with pytest.raises(NotConnected, match="in 1 rounds"):
        components(frame, f"file://{tmp_path}/few", rounds=1)


def test_two_founded_by_one_trigger_have_two_ids(spark: Any) -> None:
    from rawi.scaling.comparison import _named

    other = telling("b", claim="e1", first_day=DAY - 90, last_day=DAY - 90)
    told = [telling("a", claim="e1"), telling("a", claim="e2", status="planned"), other]
    accounts = all_accounts(told)
    edges = Edges(accounts)
    edges.all()
    clusters = list(clustered(accounts, edges, NONE))
    assert len({c.id for c in clusters}) < len(clusters) == 3
    rows = [(n, 0, c.id, json.dumps({"id": c.id, "type": "ASSAULT"})) for n, c in enumerate(clusters)]
    frame = spark.createDataFrame(rows, "component long, ordinal int, incident_id string, record string")
    made = {row.component: (row.incident_id, json.loads(row.record)["id"]) for row in _named(frame).collect()}
    alone, _ = named(clusters, Before.made([]))
    assert [made[n] for n in range(3)] == [(i.id, i.id) for i in alone]
    assert incidents_of(told)


def test_what_cannot_be_compared_is_named(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    from rawi.scaling.comparison import check_output
    from rawi.scaling.gathering import opened

    with pytest.raises(UnreadableInput, match="no table `readings`"):
        opened(spark, f"file://{tmp_path}")
    (tmp_path / "readings").mkdir()
    parquet.write_table(pa.table({"reading_id": [1]}), tmp_path / "readings" / "0.parquet")
    with pytest.raises(UnreadableInput, match="no column capture_id, reading, superseded_at"):
        opened(spark, f"file://{tmp_path}")
    with pytest.raises(UnwritableOutput, match="holds something else"):
        check_output(str(tmp_path), again=True)
    result = run("scale", "compare", tmp_path, "--out", tmp_path / "out", "--conf", "nothing")
    assert result.exit_code == 2 and "NAME=VALUE" in result.stderr


def test_a_job_that_fails_says_why(spark: Any) -> None:
    from rawi.scaling.batches import mapped
    from rawi.scaling.failures import failures

    def broken(rows: Iterator[Json]) -> Iterator[Json]:
        raise ValueError(f"no such luck {len(list(rows))}")

    with pytest.raises(SparkFailed, match="ValueError: no such luck 3"), failures():
        mapped(spark.range(3).coalesce(1), broken, "id long").collect()


@pytest.mark.slow
def test_a_cluster_of_two_workers(plain: tuple[Path, list[Json]], tmp_path: Path) -> None:
    folder, alone = plain
    out, listed = tmp_path / "incidents", tmp_path / "incidents.json"
    command = [sys.executable, "-c", "from rawi.cli import main; main()", "scale", "compare", str(folder), "--out", str(out)]
    command += ["--json", str(listed), "--partitions", "2", "--master", "local-cluster[2,1,1024]"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert [_timeless(i) for i in json.loads(listed.read_text("utf-8"))] == alone
