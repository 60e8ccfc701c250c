"""Reading on a real Spark: two cores of this machine, and a cluster of a master and two workers of which one is killed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as datasets
import pytest

from clusters import cluster, needs_java, rawi
from rawi.archive import tables
from rawi.lexicon import load
from rawi.scaling import datasets as sets
from rawi.scaling import folder
from rawi.scaling.running import Result, read
from rawi.scaling.session import session
from rawi.scaling.supervising import Job
from rawi.sources import Given
from samples import PLAIN, run, write

pytestmark = needs_java
AT = "2026-01-01T00:00:00Z"
ARTICLES = Path(__file__).parent / "incidents" / "articles.jsonl"
POISON, MURDER = "مقال مسموم", "مقال قاتل"
HOSTILE = f"""
import os, signal
from rawi.scaling import partition
real = partition.read_safely
def read(document, lexicon):
    if {POISON!r} in document.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if {MURDER!r} in document.text:  # and the worker that Spark started too, once
        mark = os.environ["RAWI_TEST_MARK"]
        if not os.path.exists(mark):
            open(mark, "w").close()
            os.kill(os.getppid(), signal.SIGKILL)
    return real(document, lexicon)
partition.read_safely = read
"""
OWN = {
    "documents": {"first_seen_at"}, "captures": {"capture_id", "ledger_seq", "captured_at"},
    "readings": {"reading_id", "capture_id", "read_at", "superseded_at"}, "claims": {"claim_key", "reading_id"},
    "claim_actors": {"claim_key"}, "places": set(),
}  # fmt: skip
"""Columns of numbers that an archive counts, and of times."""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session("local[2]") as running:
        yield running


def records() -> list[dict[str, str]]:
    return [json.loads(line) for line in ARTICLES.read_text("utf-8").splitlines()]


def lines(path: Path, rows: list[dict[str, Any]], *more: str) -> Path:
    return write(path, "".join(f"{line}\n" for line in [*(json.dumps(row, ensure_ascii=False) for row in rows), *more]))


def job(out: Path, **changes: Any) -> Job:
    known: dict[str, Any] = {"out": str(out), "given": Given(), "at": AT, "seconds": 60, "memory": 0, "folder": None}
    return Job(**{**known, "lexicon_version": load().version, **changes})


def scaled(spark: Any, source: Path, out: Path, most: int = 40_000) -> Result:
    return read(lambda: spark, [str(source)], job(out), most=most)


def table(out: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = datasets.dataset(str(out / name), schema=sets.SCHEMAS[name], format="parquet").to_table().to_pylist()
    return found


def rows(out: Path, *names: str) -> dict[str, list[str]]:
    return {name: sorted(map(str, table(out, name))) for name in names or sets.SCHEMAS}


def no_spark() -> Any:
    raise AssertionError("nothing is missing, so that Spark is not asked for")


def test_rows_are_those_of_an_archive(tmp_path: Path, spark: Any) -> None:
    """Articles that stand twice, one that changed, and broken ones among them; a big file cut, small files together."""
    articles, source = records()[:40], tmp_path / "in"
    changed = {**articles[3], "text": articles[3]["text"] + f"\n{PLAIN}"}
    lines(source / "a.jsonl", articles, "{broken", '{"text": 3}')
    lines(source / "b.jsonl", [articles[7], changed], json.dumps({"text": "nothing Arabic in it at all"}))
    write(source / "c/d.txt", articles[20]["text"])
    write(source / "empty.jsonl", "")
    assert run("add", tmp_path / "archive", source, "--quiet").exit_code == 3
    result = scaled(spark, source, tmp_path / "out", most=12_000)
    assert result.parts > 2 and result.refused == {"E104": 2, "E103": 1} and result.faults == []
    database = sqlite3.connect(tmp_path / "archive" / "store.sqlite")
    database.row_factory = sqlite3.Row
    for name, own in OWN.items():
        columns = [c.name for c in tables.metadata.tables[name].columns if c.name not in own]
        theirs = sorted(str([row[c] for c in columns]) for row in database.execute(f"SELECT * FROM {name}"))
        assert sorted(str([row[c] for c in columns]) for row in table(tmp_path / "out", name)) == theirs and theirs, name
    quarantine = sorted(tuple(row) for row in database.execute("SELECT name, code, reason, hint FROM quarantine"))
    assert sorted((r["name"], r["code"], r["reason"], r["hint"]) for r in table(tmp_path / "out", "refused")) == quarantine
    named = {row[0] for row in database.execute("SELECT entity_id FROM entities")}
    assert {r["entity_id"] for r in table(tmp_path / "out", "entities")} == named
    [old] = [r for r in table(tmp_path / "out", "readings") if r["superseded_at"]]
    assert {r["current"] for r in table(tmp_path / "out", "claims") if r["reading_id"] == old["reading_id"]} == {0}


def test_the_same_rows_however_it_is_cut_and_a_rerun_reads_what_is_missing(tmp_path: Path, spark: Any) -> None:
    articles, source, out, other = records()[:30], tmp_path / "in", tmp_path / "out", tmp_path / "other"
    lines(source / "a.jsonl", articles[:20])
    first = scaled(spark, source, out, most=4_000)
    before = {path: path.stat().st_mtime_ns for path in (out / "claims").iterdir()}
    assert first.parts > 4 and first.now["documents"] == 20
    again = read(no_spark, [str(source)], job(out), most=50_000)
    assert again.parts == 0 and again.before["documents"] == 20 and {p: p.stat().st_mtime_ns for p in before} == before
    lines(source / "b.jsonl", articles[20:])
    more = scaled(spark, source, out)
    assert more.now["documents"] == 10 and {p: p.stat().st_mtime_ns for p in before} == before
    scaled(spark, source, other, most=10_000_000)
    assert rows(out) == rows(other)
    lines(source / "a.jsonl", articles[:5])
    fewer = scaled(spark, source, out)
    assert fewer.now["documents"] == 5 and fewer.before["documents"] == 10
    assert len(table(out, "documents")) == 15 and not any(path.exists() for path in before)


def test_what_was_lost_to_a_file_comes_back_when_that_changes(tmp_path: Path, spark: Any) -> None:
    articles, source, out = records()[:3], tmp_path / "in", tmp_path / "out"
    lines(source / "a.jsonl", articles)
    lines(source / "b.jsonl", [articles[1]])
    scaled(spark, source, out, most=2_000)
    assert sorted(r["input"] for r in table(out, "captures")) == ["a.jsonl"] * 3
    lines(source / "a.jsonl", articles[:1])
    scaled(spark, source, out, most=2_000)
    assert sorted(r["input"] for r in table(out, "captures")) == ["a.jsonl", "b.jsonl"]
    assert len(table(out, "documents")) == 2


def test_a_directory_that_vanishes_and_an_article_of_200_mb(tmp_path: Path, spark: Any) -> None:
    articles, source, out = records(), tmp_path / "in", tmp_path / "out"
    lines(source / "a.jsonl", articles[:6])
    lines(source / "gone/b.jsonl", articles[6:9])
    lines(source / "c.jsonl", articles[9:12])
    with (source / "big.jsonl").open("w", encoding="utf-8") as big:
        big.write('{"text": "')
        for _ in range(200):
            big.write("x" * 1_000_000)
        big.write('"}\n' + json.dumps(articles[12]) + "\n")

    def vanish() -> Any:
        shutil.rmtree(source / "gone", ignore_errors=True)  # behind the listing, before it is read
        return spark

    result = read(vanish, [str(source), str(tmp_path / "never")], job(out), most=50_000_000)
    assert {(f.code, Path(f.name).name) for f in result.faults} == {("E105", "b.jsonl"), ("E105", "never")}
    assert result.now["documents"] == 10 and result.refused == {"E105": 2, "E107": 1}
    told = {(Path(r["name"]).name, r["code"]) for r in table(out, "refused")}
    assert told == {("b.jsonl", "E105"), ("never", "E105"), ("big.jsonl:1", "E107")}
    lines(source / "gone/b.jsonl", articles[6:9])
    healed = read(lambda: spark, [str(source)], job(out))
    assert healed.now["documents"] >= 3 and healed.faults == []


def test_poison_and_a_killed_worker_on_two_cores(tmp_path: Path) -> None:
    """What kills the process that reads is refused; what kills Spark's own worker is tried again by Spark. Through the command line."""
    site, mark = tmp_path / "site", tmp_path / "mark"
    write(site / "sitecustomize.py", HOSTILE.replace('os.environ["RAWI_TEST_MARK"]', repr(str(mark))))
    articles = records()[:12]
    poison = {"id": "bad", "text": f"{POISON} {PLAIN}"}
    murder = {"id": "murder", "text": f"{MURDER} {PLAIN}"}
    lines(tmp_path / "in/a.jsonl", [*articles[:6], poison, *articles[6:9]])
    lines(tmp_path / "in/b.jsonl", [*articles[9:], murder])
    out = tmp_path / "out"
    done = rawi("scale", "read", tmp_path / "in", "--out", out, "--master", "local[2]", "--split", "0.012", paths=(site,))
    assert done.returncode == 3 and mark.exists() and "13 documents" in done.stderr and "E802: 1" in done.stderr, done.stderr
    assert [(r["name"], r["code"]) for r in table(out, "refused")] == [("bad", "E802")]
    assert len(table(out, "documents")) == 13 and "murder" in {r["name"] for r in table(out, "documents")}


def test_a_cluster_of_two_workers_of_which_one_is_killed(tmp_path: Path, spark: Any) -> None:
    articles, source, out, alone = records()[:60], tmp_path / "in", tmp_path / "out", tmp_path / "alone"
    for n in range(2):
        lines(source / f"{n}.jsonl", [{**a, "id": f"{n}-{a['id']}"} for a in articles])
    killed: list[int] = []
    with cluster(tmp_path) as two:

        def kill() -> None:
            end = time.monotonic() + 200
            while time.monotonic() < end and len(list((out / folder.MANIFEST).glob("*.json"))) < 2:
                time.sleep(0.05)
            killed.append(two.kill(0))

        watch = threading.Thread(target=kill)
        watch.start()
        done = rawi("scale", "read", source, "--out", out, "--master", two.url, "--split", "0.02", "--at", AT)
        watch.join()
    assert done.returncode == 0 and killed == [2], done.stderr
    assert f"{2 * len(articles)} documents" in done.stderr
    scaled(spark, source, alone, most=1_000_000)
    assert rows(out) == rows(alone)


def test_a_master_that_is_not_there(tmp_path: Path) -> None:
    lines(tmp_path / "a.jsonl", records()[:2])
    done = rawi("scale", "read", tmp_path / "a.jsonl", "--out", tmp_path / "out", "--master", "nonsense://x")
    assert done.returncode == 69 and "E808" in done.stderr and "Traceback" not in done.stderr
