"""Reading in parts, without Spark: the function over one part, the process that reads it and who looks after that, the folder."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as datasets
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters import environment
from limited import limited
from rawi.errors import MissingExtra, NoJava, NotOurFolder, PoisonDocument
from rawi.lexicon import load
from rawi.model import Document
from rawi.scaling import datasets as sets
from rawi.scaling import folder, partition, session, storage, supervising
from rawi.scaling.inputs import File, listed
from rawi.scaling.partition import Task, Watch, rows_of
from rawi.scaling.splits import Piece, Split, cut, grouped, newlines, split_of
from rawi.scaling.storage import place, without_secrets
from rawi.scaling.supervising import Job, Reader
from rawi.sources import Given, Refusal, documents
from samples import BODY, PLAIN, write

AT = "2026-01-01T00:00:00Z"
POISON, SLOW = "مقال مسموم", "مقال بطيء"
forks = pytest.mark.skipif("fork" not in __import__("multiprocessing").get_all_start_methods(), reason="needs fork")


def record(n: int, text: str = PLAIN) -> str:
    return json.dumps({"id": f"d{n}", "text": f"{text} وقتل {n + 2} جنود في تعز.", "url": f"https://example.org/{n}"}, ensure_ascii=False)


def lines(path: Path, *texts: str) -> Path:
    return write(path, "".join(f"{text}\n" for text in texts))


def files(*paths: Path) -> list[File]:
    return list(listed(map(str, paths)).files.values())


def task() -> Task:
    return Task(load(), Given(), AT)


def rows(pieces: list[Piece]) -> list[str]:
    return sorted(str(row) for piece in pieces for row in rows_of(piece, task(), Watch()))


def job(out: Path, **changes: Any) -> Job:
    folder.prepare(str(out))
    return replace(Job(str(out), Given(), AT, 60, 0, None, load().version), **changes)


def table(out: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = datasets.dataset(str(out / name), schema=sets.SCHEMAS[name], format="parquet").to_table().to_pylist()
    return found


def whole(path: Path) -> list[Piece]:
    return [Piece(file, 0, file.size) for file in files(path)]


# The function over one part


def test_rows_do_not_depend_on_how_a_file_is_cut(tmp_path: Path) -> None:
    broken = ["{broken", "", json.dumps({"text": ""}), json.dumps({"text": PLAIN})]
    path = lines(tmp_path / "a.jsonl", *(record(n) for n in range(8)), *broken)
    [file] = files(path)
    expected = rows(whole(path))
    assert len(expected) > 40
    for most in (97, 400, 1500):
        pieces = list(cut(Piece(file, 0, file.size), most))
        counted = [replace(p, before=newlines(file, 0, p.start - 1) + 1 if p.start else 0) for p in pieces]
        assert len(pieces) > 1 and rows(counted) == expected


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(1, 50), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_line_is_in_one_stretch(tmp_path_factory: pytest.TempPathFactory, sizes: list[int], most: int, ends: bool) -> None:
    text = "\n".join("x" * size for size in sizes) + ("\n" if ends else "")
    path = write(tmp_path_factory.mktemp("cut") / "a.jsonl", text)
    [file] = files(path)
    found = []
    for piece in cut(Piece(file, 0, file.size), most):
        with path.open("rb") as stream:
            found += list(partition.lines_of(stream, piece))
    assert found == path.read_bytes().splitlines(keepends=True)


def test_what_is_refused_is_what_rawi_read_refuses(tmp_path: Path) -> None:
    """The same names, codes and reasons, file by file."""
    lines(tmp_path / "in/a.jsonl", record(1), "{", '{"text": 5}', "[1]")
    write(tmp_path / "in/empty.jsonl", "")
    write(tmp_path / "in/deep/b.txt", BODY)
    write(tmp_path / "in/deep/none.txt", "")
    write(tmp_path / "in/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\0" * 30)
    write(tmp_path / "in/cut.jsonl.gz", __import__("gzip").compress(record(2).encode() * 50)[:-40])
    write(tmp_path / "in/page.warc", "WARC/1.0\r\nnothing\r\n\r\n")
    ours, names = [], []
    for file in files(tmp_path / "in"):
        for name, row in rows_of(Piece(file, 0, file.size), task(), Watch()):
            if name == sets.REFUSED:
                ours.append((row["name"], row["code"], row["reason"]))
            if name == sets.DOCUMENTS:
                names.append(row["name"])
    theirs = list(documents([str(tmp_path / "in")]))
    assert sorted(ours) == sorted((i.name, i.error.code, i.error.message) for i in theirs if isinstance(i, Refusal))
    assert sorted(names) == sorted(i.id for i in theirs if isinstance(i, Document)) and len(names) >= 2 and len(ours) >= 6


def test_parquet_gives_what_jsonl_gives(tmp_path: Path) -> None:
    records = [json.loads(record(n)) for n in range(30)]
    parquet.write_table(pa.Table.from_pylist([*records, {"id": None, "text": None, "url": None}]), tmp_path / "a.parquet", row_group_size=7)
    [file] = files(tmp_path / "a.parquet")
    pieces = list(cut(Piece(file, 0, file.size), 1500))
    found = [row for piece in pieces for row in rows_of(piece, task(), Watch())]
    claims = [{**row, "name": None} for name, row in found if name == sets.CLAIMS]
    path = lines(tmp_path / "a.jsonl", *map(json.dumps, records))
    of_lines = [row for piece in whole(path) for name, row in rows_of(piece, task(), Watch()) if name == sets.CLAIMS]
    keys = ("claim_key", "reading_id")  # made from the bytes, which are others
    assert len(pieces) > 1 and [{k: v for k, v in row.items() if k not in (*keys, "name")} for row in claims] == [
        {k: v for k, v in row.items() if k not in keys} for row in of_lines
    ]
    assert [row["code"] for name, row in found if name == sets.REFUSED] == ["E104"]
    assert [row["name"] for name, row in found if name == sets.REFUSED] == ["a.parquet:31"]


def test_an_article_of_200_mb_is_refused_in_little_memory(tmp_path: Path) -> None:
    """As a line of JSONL, alone in a stretch; the lines around it are read."""
    path = tmp_path / "big.jsonl"
    with path.open("w", encoding="utf-8") as out:
        out.write(record(1) + "\n" + '{"text": "')
        for _ in range(200):
            out.write("x" * 1_000_000)
        out.write('"}\n' + record(2) + "\n")
    code = """
from rawi.lexicon import load
from rawi.scaling.inputs import listed
from rawi.scaling.partition import Task, Watch, rows_of
from rawi.scaling.splits import Piece, cut
from rawi.sources import Given
[file] = listed([sys.argv[1]]).files.values()
for most in (file.size, 50_000_000):
    for piece in cut(Piece(file, 0, file.size), most):
        for name, row in rows_of(piece, Task(load(), Given(), "2026-01-01T00:00:00Z"), Watch()):
            if name in ("documents", "refused"):
                print(name, row["name"], row.get("code"))
"""
    told = limited(code, path, memory=500_000_000, seconds=200).splitlines()
    assert told[:3] == ["documents d1 None", "refused big.jsonl:2 E107", "documents d2 None"]
    assert sorted(line.split()[0] for line in told[3:]) == ["documents", "documents", "refused"]


# The process that reads


def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
    """Reads, except what kills or holds up."""

    def read(document: Document, lexicon: Any) -> Any:
        if POISON in document.text:
            os.kill(os.getpid(), 9)
        if SLOW in document.text:
            while True:
                pass
        return real(document, lexicon)

    return read


@forks
def test_poison_and_what_takes_too_long_are_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "read_safely", deadly(partition.read_safely))
    texts = [PLAIN, POISON, PLAIN, SLOW, POISON, PLAIN]
    path = lines(tmp_path / "a.jsonl", *(record(n, f"{text}. {PLAIN}") for n, text in enumerate(texts)))
    other = lines(tmp_path / "b.jsonl", record(10, POISON), record(11))
    split = split_of(whole(path) + whole(other))
    with Reader(job(tmp_path / "out", seconds=2)) as reader:
        outcome = reader.read(split)
    assert outcome.done is not None and outcome.faults == []
    assert outcome.done.counts["refused"] == {"E802": 3, "E803": 1} and outcome.done.counts["documents"] == 4
    assert sorted((row["name"], row["code"]) for row in table(tmp_path / "out", "refused")) == [
        ("d1", "E802"), ("d10", "E802"), ("d3", "E803"), ("d4", "E802"),
    ]  # fmt: skip
    assert sorted(row["name"] for row in table(tmp_path / "out", "documents")) == ["d0", "d11", "d2", "d5"]
    assert [p.name for p in (tmp_path / "out").rglob("_writing-*")] == []


@forks
def test_a_page_that_ends_its_process_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault may lie in taking a page apart, before there is a document to blame: the record is."""
    from rawi.sources import warc

    def apart(text: str, real: Any = warc.page_of) -> Any:
        if POISON in text:
            os.kill(os.getpid(), 9)
        return real(text)

    monkeypatch.setattr(warc, "page_of", apart)
    page = "<html><body><article><h1>{}</h1><p>{}</p></article></body></html>"
    bodies = [page.format("عنوان", BODY * 3), page.format(POISON, BODY), page.format("خبر", BODY * 2)]
    out = b""
    for n, body in enumerate(bodies):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/{n}\r\nContent-Length: {len(answer)}\r\n\r\n"
        out += head.encode() + answer + b"\r\n\r\n"
    path = write(tmp_path / "a.warc", out)
    with Reader(job(tmp_path / "out")) as reader:
        outcome = reader.read(split_of(whole(path)))
    assert outcome.done is not None and outcome.done.counts["documents"] == 2
    assert [(row["name"], row["code"]) for row in table(tmp_path / "out", "refused")] == [("a.warc:2", "E802")]


@forks
def test_a_part_full_of_poison_is_given_up_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "read_safely", deadly(partition.read_safely))
    monkeypatch.setattr(supervising, "MOST", 3)
    path = lines(tmp_path / "a.jsonl", *(record(n, POISON) for n in range(6)))
    good = lines(tmp_path / "b.jsonl", record(7))
    with Reader(job(tmp_path / "out")) as reader:
        outcome = reader.read(split_of(whole(path)))
        assert outcome.done is None and [one.code for one in outcome.faults] == ["E802"]
        after = reader.read(split_of(whole(good)))
    assert after.done is not None and after.done.counts["documents"] == 1
    assert len(list((tmp_path / "out").rglob("*.parquet"))) == len(list((tmp_path / "out").rglob(f"{after.done.split}.parquet")))


def test_what_vanishes_or_changes_is_refused_and_the_rest_of_its_part_is_done(tmp_path: Path) -> None:
    for name in ("a/1", "b/1", "b/2", "c/1"):
        lines(tmp_path / f"in/{name}.jsonl", record(hash(name) % 1000))
    split = split_of([Piece(file, 0, file.size) for file in files(tmp_path / "in")])
    __import__("shutil").rmtree(tmp_path / "in/b")
    lines(tmp_path / "in/c/1.jsonl", record(1), record(2))
    with Reader(job(tmp_path / "out")) as reader:
        outcome = reader.read(split)
    assert [(one.name, one.code) for one in outcome.faults] == [("b/1.jsonl", "E105"), ("b/2.jsonl", "E105"), ("c/1.jsonl", "E804")]
    assert outcome.done is not None and [p.file.name for p in outcome.done.pieces] == ["a/1.jsonl"]
    assert [row["input"] for row in table(tmp_path / "out", "captures")] == ["a/1.jsonl"]


def test_a_worker_of_another_version_does_nothing(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", record(1))
    with Reader(job(tmp_path / "out", lexicon_version="another")) as reader:
        outcome = reader.read(split_of(whole(path)))
    assert outcome.done is None and [one.code for one in outcome.faults] == ["E809"]


# The disk and the folder


def test_a_file_that_cannot_grow_leaves_no_half_of_it(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: the first write beyond it fails."""
    path = lines(tmp_path / "a.jsonl", *(record(n, PLAIN * 10) for n in range(60)))
    small = lines(tmp_path / "b.jsonl", record(1000))
    with Reader(job(tmp_path / "out")) as reader:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        try:
            outcome, after = reader.read(split_of(whole(path))), reader.read(split_of(whole(small)))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert outcome.done is None and [one.code for one in outcome.faults] == ["E805"]
        assert after.done is not None
    assert {p.stem for p in (tmp_path / "out").rglob("*.parquet")} == {after.done.split}
    with Reader(job(tmp_path / "out")) as reader:
        assert reader.read(split_of(whole(path))).done is not None


def test_a_full_disk(tmp_path: Path) -> None:
    """A disk of its own with eight megabytes, where one may be mounted."""
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", tmp_path], check=False).returncode:
        pytest.skip("needs leave to mount a small disk")
    try:
        source = tmp_path.parent / "full-disk-input"
        big = lines(source / "a.jsonl", *(record(n, PLAIN * 60) for n in range(60)))
        small = lines(source / "b.jsonl", record(1000))
        with Reader(job(tmp_path / "out")) as reader:
            (tmp_path / "ballast").write_bytes(bytes(8_200_000))
            outcome, after = reader.read(split_of(whole(big))), reader.read(split_of(whole(small)))
            assert [one.code for one in outcome.faults] == ["E805"] and "space" in outcome.faults[0].reason
            assert after.done is not None and {p.stem for p in (tmp_path / "out").rglob("*.parquet")} == {after.done.split}
            (tmp_path / "ballast").unlink()
            assert reader.read(split_of(whole(big))).done is not None
    finally:
        subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.parametrize(
    ("done", "missing"),
    [([], [(0, 100)]), ([(0, 40), (60, 100)], [(40, 60)]), ([(10, 100)], [(0, 10)]), ([(0, 100)], []), ([(0, 60), (30, 80)], [(80, 100)])],
)
def test_what_is_missing_is_what_no_part_holds(done: list[tuple[int, int]], missing: list[tuple[int, int]]) -> None:
    assert folder.gaps(100, done) == missing


def test_an_empty_file_is_done_once() -> None:
    assert folder.gaps(0, None) == [(0, 0)] and folder.gaps(0, [(0, 0)]) == []


def done_of(files_: list[File], lost_to: tuple[str, ...] = (), **how: Any) -> folder.Done:
    split = split_of([Piece(file, 0, file.size) for file in files_])
    return folder.Done(split.id, split.pieces, {"v": 1, **how}, {"documents": 1}, lost_to)


def test_only_what_is_new_changed_or_read_otherwise_is_read_again(tmp_path: Path) -> None:
    for name in "abc":
        lines(tmp_path / f"{name}.jsonl", record(ord(name)))
    a, b, c = files(tmp_path)
    kept = {one.split: one for one in (done_of([a]), done_of([b]))}
    plan = folder.plan([a, b, c], kept, {"v": 1})
    assert [p.file.name for p in plan.missing] == ["c.jsonl"] and plan.stale == []
    assert [p.file.name for p in folder.plan([replace(a, size=9), b], kept, {"v": 1}).missing] == ["a.jsonl"]
    assert [p.file.name for p in folder.plan([a, b], kept, {"v": 2}).missing] == ["a.jsonl", "b.jsonl"]
    assert folder.plan([b], kept, {"v": 1}).missing == []


def test_what_lost_rows_to_a_part_that_is_gone_is_read_again(tmp_path: Path) -> None:
    for name in "ab":
        lines(tmp_path / f"{name}.jsonl", record(1))
    a, b = files(tmp_path)
    first = done_of([a])
    kept = {one.split: one for one in (first, done_of([b], (first.split,)))}
    plan = folder.plan([replace(a, time=1)], kept, {"v": 1})
    assert [p.file.name for p in plan.missing] == ["a.jsonl", "b.jsonl"] and plan.done == {}


def test_folders_of_something_else_and_of_another_job(tmp_path: Path) -> None:
    write(tmp_path / "mine/letter.txt", "x")
    write(tmp_path / "file", "x")
    for name in ("mine", "file"):
        with pytest.raises(NotOurFolder):
            folder.prepare(str(tmp_path / name))
    out = folder.prepare(str(tmp_path / "out"))
    with folder.held(out), pytest.raises(NotOurFolder, match="another job"), folder.held(out):
        pass
    with folder.held(out):
        pass


def test_what_no_line_of_the_manifest_tells_of_is_swept_away(tmp_path: Path) -> None:
    out = folder.prepare(str(tmp_path))
    for name in ("claims/good.parquet", "claims/torn.parquet", "claims/_writing-1-good.parquet", "_places/torn.parquet"):
        write(tmp_path / name, "x")
    folder.sweep(out, ["good"])
    assert [p.name for p in tmp_path.rglob("*.parquet")] == ["good.parquet"]


def test_a_damaged_line_of_the_manifest_counts_as_not_there(tmp_path: Path) -> None:
    out = folder.prepare(str(tmp_path / "out"))
    write(tmp_path / "out/manifest/x.json", '{"split": "x", "pie')
    assert folder.manifest(out) == {}


# What is listed


def names(*inputs: object, form: str = "auto") -> Iterator[str]:
    return iter(sorted(file.name for file in listed(map(str, inputs), form).files.values()))


def test_files_are_called_what_rawi_read_calls_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("x/b/1.jsonl", "x/a.txt", "x/.hidden.jsonl", "x/p.parquet", "x/k.bin", "y.jsonl", "x/_SUCCESS"):
        write(tmp_path / name, record(1))
    (tmp_path / "x/loop").symlink_to(tmp_path / "x")
    monkeypatch.chdir(tmp_path)
    assert list(names("x")) == ["a.txt", "b/1.jsonl", "p.parquet"]
    assert list(names("y.jsonl")) == ["y.jsonl"]
    assert list(names("x", "y.jsonl")) == ["x/a.txt", "x/b/1.jsonl", "x/p.parquet", "y.jsonl"]
    assert list(names("x/b/*.jsonl", "y.jsonl", "y.jsonl")) == ["x/b/1.jsonl", "y.jsonl"]
    assert list(names("x", form="jsonl")) == ["a.txt", "b/1.jsonl", "k.bin", "p.parquet"]
    found = listed(["x"])
    assert sorted(n.name for n in found.notices) == ["k.bin", "loop"]


def test_what_cannot_be_listed_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    found = listed([str(tmp_path / "none"), str(tmp_path / "empty"), str(tmp_path / "pipe.jsonl"), "nosuch://x/y", "a\0b"])
    assert [r.error.code for r in found.refused] == ["E105", "E101", "E105", "E105", "E105"] and not found.files


def test_small_files_share_a_part_and_its_id_says_what_it_is(tmp_path: Path) -> None:
    for n in range(10):
        lines(tmp_path / f"{n}.jsonl", record(n))
    pieces = whole(tmp_path)
    splits = list(grouped(pieces, 1000))
    assert 1 < len(splits) < 10 and [p for s in splits for p in s.pieces] == pieces
    assert [Split.from_json(s.to_json()) for s in splits] == splits and len({s.id for s in splits}) == len(splits)


def test_secrets_of_an_address_are_not_written_down() -> None:
    at = place("s3://key:secret@bucket/folder?region=eu-west-1&scheme=https")
    assert at.address == "s3://bucket/folder" and at.within("x").address == "s3://bucket/folder/x"
    assert without_secrets("s3a://key:secret@bucket/a?region=eu-west-1") == "s3a://bucket/a?region=eu-west-1"
    assert without_secrets("/a/b@c") == "/a/b@c"


@pytest.mark.parametrize("at_once", [False, True])
def test_a_filesystem_that_is_none_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    """Reached through fsspec, with names given by renaming, and as in a store where an object appears when it is whole."""
    pytest.importorskip("fsspec")
    for name in ("a.jsonl", "deep/b.jsonl", ".hidden.jsonl"):
        lines(tmp_path / f"in/{name}", record(len(name)), record(len(name) + 50))
    far, out = f"local://{tmp_path}/in", f"local://{tmp_path}/out"
    if at_once:
        monkeypatch.setattr(storage, "WHOLE_AT_ONCE", (place(far).fs.type_name,))
    found = listed([far])
    assert sorted(file.name for file in found.files.values()) == ["a.jsonl", "deep/b.jsonl"] and not found.refused
    assert [file.name for file in listed([f"{far}/deep/*.jsonl"]).files.values()] == ["b.jsonl"]
    assert [r.error.code for r in listed([f"{far}/none"]).refused] == ["E105"]
    pieces = [one for file in found.files.values() for one in cut(Piece(file, 0, file.size), file.size // 2)]
    folder.prepare(out)
    with Reader(Job(out, Given(), AT, 60, 0, None, load().version)) as reader:
        outcome = reader.read(split_of(pieces))
    assert outcome.done is not None and outcome.done.counts["documents"] == 4, outcome.faults
    assert folder.manifest(place(out)) == {outcome.done.split: outcome.done}
    assert len(table(tmp_path / "out", "documents")) == 4 and not list(tmp_path.rglob("_writing-*"))


# Before Spark starts


def test_without_java_or_pyspark_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pyspark" else object())
    with pytest.raises(MissingExtra, match="pyspark"):
        session.check()
    monkeypatch.undo()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(NoJava, match="no Java"):
        session.check()
    old = write(tmp_path / "bin/java", "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o755)
    with pytest.raises(NoJava, match="version 11"):
        session.check()


def test_masters_on_one_machine_try_again() -> None:
    """Spark would give a job up at the first lost worker where it runs on one machine."""
    assert session.master_of("local[2]") == "local[2,4]" and session.master_of("local[*]") == "local[*,4]"
    assert session.master_of("local") == "local[1,4]" and session.master_of("local[3,1]") == "local[3,1]"
    assert session.master_of("spark://a:7077") == "spark://a:7077"


def test_the_command_line_without_java(tmp_path: Path) -> None:
    order = [sys.executable, "-c", "from rawi.cli import main; main()", "scale", "read", "x", "--out", str(tmp_path / "out")]
    done = subprocess.run(order, capture_output=True, text=True, check=False, env={**environment(), "JAVA_HOME": str(tmp_path)})
    assert done.returncode == 69 and "E801" in done.stderr and not (tmp_path / "out").exists()


def test_errors_of_reading_on_spark_are_told_apart() -> None:
    assert PoisonDocument("x").exit_code == 65 and "rawi read" in PoisonDocument("x").hint
