"""The archive of evidence: nothing confirmed is lost, nothing changes unseen, and every failure has a name."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rawi.archive as archive
from rawi.archive import PROMISE, Entry, Evidence, Finding, Intake, anchor, open_or_create, verify
from rawi.archive import ledger as ledgers
from rawi.archive.disk import INCOMING
from rawi.archive.lines import FIRST, MAX_LINE, canonical
from rawi.errors import (
    ArchiveFull,
    ArchiveLocked,
    BadEntry,
    BadHash,
    DamagedBlob,
    DamagedLedger,
    MissingBlob,
    NewerArchive,
    NotAnArchive,
    RawiError,
    UnreadableInput,
    UnwritableArchive,
)  # fmt: skip
from samples import run

AT = datetime(2019, 3, 23, 10, 30, tzinfo=UTC)
SAMPLES = ["خبر أول".encode(), b"", b"\x00\xff" * 40, "خبر ثان".encode("windows-1256")]
KILLS = 40
CAPTURING = """
import sys
from datetime import UTC, datetime
from rawi.archive import Evidence, Intake
folder, start = sys.argv[1], int(sys.argv[2])
at = datetime(2019, 3, 23, tzinfo=UTC)
with Evidence.open(folder, who="child", clock=lambda: at, wait=10) as evidence:
    print("ready", flush=True)
    for n in range(start, 10**9):
        data = [b"%d" % n * 3000 + b"%d" % k for k in range(n % 3 + 1)]
        for one in evidence.capture_many([Intake(d, name=str(n)) for d in data], who="child", at=at):
            print(one.seq, one.sha256, flush=True)
"""


def clock() -> datetime:
    return AT


def made(folder: Path) -> Path:
    """A small archive with captures, one of them twice, and a note."""
    with Evidence.create(folder, who="tester", clock=clock) as evidence:
        for n, data in enumerate(SAMPLES):
            evidence.capture(data, url=f"https://example.org/{n}", media_type="text/html", name=f"{n}", who="tester", at=AT, status=200)
        evidence.capture(SAMPLES[0], who="tester", at=AT)
        evidence.record("note", who="tester", at=AT, text="«ملاحظة»")
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def seen(folder: Path, expected: str | None = None) -> bool:
    """Whether a check of the archive finds anything, or is refused by name."""
    try:
        return list(verify(folder, expected=expected)) != []
    except (NotAnArchive, NewerArchive):
        return True


def kinds(folder: Path, expected: str | None = None) -> set[str]:
    return {finding.kind for finding in verify(folder, expected=expected)}


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


@pytest.fixture(scope="module")
def sound() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield made(Path(folder) / "archive")


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "copy"))


def test_what_is_captured_comes_back(tmp_path: Path) -> None:
    made(tmp_path / "a")
    with Evidence.open(tmp_path / "a", read_only=True) as evidence:
        captures = list(evidence.captures())
        assert [evidence.get(c.sha256) for c in captures] == [*SAMPLES, SAMPLES[0]]
        assert [c.seq for c in captures] == [1, 2, 3, 4, 5] and captures[0].at == "2019-03-23T10:30:00.000000Z"
        assert captures[0].facts == {"status": 200} and captures[0].size == len(SAMPLES[0]) and captures[4].url is None
        assert list(evidence.captures(since=4)) == captures[3:]
        assert list(evidence.blobs) == sorted({c.sha256 for c in captures})
        assert evidence.blobs.contains(captures[0].sha256) and not evidence.blobs.contains("0" * 64)
        path = evidence.blobs.path(captures[0].sha256)
    assert path.read_bytes() == SAMPLES[0] and path.stat().st_mode & 0o777 == 0o444
    check = verify(tmp_path / "a")
    assert list(check) == [] and (check.captures, check.blobs, check.lines, check.state) == (5, 4, 7, "unanchored")
    assert check.head == anchor(tmp_path / "a") == evidence.head()


def test_the_public_names() -> None:
    assert all(hasattr(archive, name) for name in archive.__all__)


def test_the_same_events_give_the_same_bytes(sound: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "b")
    assert [(p.relative_to(other), p.read_bytes()) for p in files(other)] == [(p.relative_to(sound), p.read_bytes()) for p in files(sound)]


def test_the_chain_needs_no_rawi(sound: Path) -> None:
    previous = FIRST
    for seq, line in enumerate((sound / "ledger.jsonl").read_text("utf-8").splitlines()):
        entry = json.loads(line)
        stated = entry.pop("hash")
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == stated and entry["previous"] == previous and entry["seq"] == seq
        previous = stated


def test_every_flipped_byte_is_found(sound: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sound, tmp_path / "copy"))
    for path in files(folder):
        data = path.read_bytes()
        for at in range(len(data)):
            overwrite(path, data[:at] + bytes([data[at] ^ 1 << (at % 8)]) + data[at + 1 :])
            assert seen(folder), (path.name, at)
        overwrite(path, data)
    assert not seen(folder)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_of_any_file_is_found(sound: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(sound, Path(name) / "copy"))
        path = data.draw(st.sampled_from([p for p in files(folder) if p.stat().st_size]))
        old = path.read_bytes()
        start = data.draw(st.integers(0, len(old)))
        new = old[:start] + data.draw(st.binary(max_size=20)) + old[data.draw(st.integers(start, len(old))) :]
        overwrite(path, new)
        assert seen(folder, expected=anchor(sound).hash) == (new != old)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_removed_inserted_or_moved_line_is_found(sound: Path, data: st.DataObject) -> None:
    old = (sound / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    lines = list(old)
    a, b = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["remove", "insert", "swap", "cut"])):
        case "remove":
            del lines[a]
        case "insert":
            lines.insert(b, lines[a])
        case "swap":
            lines[a], lines[b] = lines[b], lines[a]
        case _:
            del lines[a:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(sound, Path(name) / "copy"))
        (folder / "ledger.jsonl").write_bytes(b"".join(lines))
        assert seen(folder, expected=anchor(sound).hash) == (lines != old)


def test_an_edited_line_with_a_new_hash_is_found(folder: Path) -> None:
    path = folder / "ledger.jsonl"
    lines = path.read_bytes().splitlines()
    entry = json.loads(lines[2])
    entry["url"] = "https://example.org/other"
    del entry["hash"]
    entry["hash"] = hashlib.sha256(canonical(entry)).hexdigest()
    lines[2] = canonical(entry)
    path.write_bytes(b"\n".join(lines) + b"\n")
    assert [(f.kind, f.where) for f in verify(folder)] == [("chain", "ledger.jsonl:4")]
    with pytest.raises(DamagedLedger, match=r"ledger\.jsonl:4"):
        Evidence.open(folder)
    with pytest.raises(DamagedLedger):
        anchor(folder)


def test_a_cut_tail_needs_an_anchor(folder: Path) -> None:
    path, head = folder / "ledger.jsonl", anchor(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert kinds(folder) == set()
    assert kinds(folder, expected=head.hash) == {"not-in-chain"}
    early = json.loads(lines[2])["hash"]
    check = verify(folder, expected=early)
    assert list(check) == [] and check.anchored_at == 2 and check.state == "anchored through seq 2 of 5"


def test_missing_extra_and_strange_blobs(folder: Path) -> None:
    gone, *_, last = sorted((folder / "blobs").rglob("*/*"))
    gone.unlink()
    extra = hashlib.sha256(b"extra").hexdigest()
    (folder / "blobs" / extra[:2]).mkdir(exist_ok=True)
    (folder / "blobs" / extra[:2] / extra[2:]).write_bytes(b"extra")
    (folder / "blobs" / "README").write_bytes(b"")
    (last.parent / "notes.txt").write_bytes(b"")
    target = folder / "elsewhere"
    last.rename(target)
    last.symlink_to(target)
    found = {(f.kind, f.where.rpartition("/")[2], f.damage) for f in verify(folder)}
    assert found == {
        ("blob-missing", gone.name, True), ("blob-orphan", extra[2:], False), ("stray", "README", True), ("stray", "notes.txt", True),
        ("stray", last.name, True),
    }  # fmt: skip
    with Evidence.open(folder, read_only=True) as evidence, pytest.raises(MissingBlob):
        evidence.get(gone.parent.name + gone.name)


def test_bytes_are_hashed_on_every_read(folder: Path) -> None:
    sha = hashlib.sha256(SAMPLES[0]).hexdigest()
    overwrite(folder / "blobs" / sha[:2] / sha[2:], b"other")
    with Evidence.open(folder, clock=clock) as evidence:
        with pytest.raises(DamagedBlob):
            evidence.get(sha)
        with pytest.raises(DamagedBlob):
            evidence.capture(SAMPLES[0], who="tester", at=AT)
        for bad in ("../../etc/passwd", sha.upper(), sha[:-1], sha + "\n"):
            with pytest.raises(BadHash):
                evidence.get(bad)


def test_an_orphan_is_told_and_adopted(folder: Path) -> None:
    with Evidence.open(folder, clock=clock) as evidence:
        evidence.blobs.put(b"left by a crash")
        assert [(f.kind, f.damage) for f in verify(folder)] == [("blob-orphan", False)]
        evidence.capture(b"left by a crash", who="tester", at=AT)
    assert kinds(folder) == set()


def test_a_torn_tail_is_set_aside_and_recorded(folder: Path) -> None:
    path = folder / "ledger.jsonl"
    whole = path.read_bytes()
    tail = whole.splitlines(keepends=True)[-1][:50]
    for n in (1, 2):
        path.write_bytes(path.read_bytes() + tail + b"x" * n)
        assert kinds(folder) == {"torn-tail"}
        with Evidence.open(folder, read_only=True) as evidence:
            assert len(list(evidence.captures())) == 5
        assert kinds(folder) == {"torn-tail"}
        with Evidence.open(folder, clock=clock) as evidence:
            assert len(evidence.recovered) == 1 and f"ledger.torn-{n}" in evidence.recovered[0]
        assert (folder / f"ledger.torn-{n}").read_bytes() == tail + b"x" * n
        assert kinds(folder) == set()
    assert path.read_bytes().startswith(whole)
    overwrite(folder / "ledger.torn-1", b"other")
    (folder / "ledger.torn-2").unlink()
    assert [f.where for f in verify(folder)] == ["ledger.torn-1", "ledger.torn-2"]


def test_a_creation_that_was_cut_off_is_finished(tmp_path: Path) -> None:
    made(tmp_path / "a")
    whole = (tmp_path / "a" / "ledger.jsonl").read_bytes()
    for left in (None, b"", whole[:30]):
        folder = tmp_path / f"b{left!r:.5}"
        folder.mkdir()
        shutil.copy(tmp_path / "a" / "rawi-archive.json", folder)
        if left is not None:
            (folder / "ledger.jsonl").write_bytes(left)
        with open_or_create(folder, who="tester", clock=clock) as evidence:
            evidence.capture(b"x", who="tester", at=AT)
        assert kinds(folder) == set()


def test_a_lost_ledger_is_never_begun_anew(folder: Path) -> None:
    (folder / "ledger.jsonl").unlink()
    assert "ledger-missing" in kinds(folder) or "unreadable" in kinds(folder)
    with pytest.raises(DamagedLedger):
        Evidence.open(folder)
    (folder / "ledger.jsonl").write_bytes(b"")
    with pytest.raises(DamagedLedger):
        Evidence.open(folder)


def test_folders_that_are_no_archive(folder: Path, tmp_path: Path) -> None:
    other, file = tmp_path / "other", tmp_path / "file"
    other.mkdir()
    file.write_text("x")
    (other / "thesis.txt").write_text("x")
    for bad in (other, file):
        for attempt in (Evidence.open, verify, lambda f: Evidence.create(f, who="tester"), lambda f: open_or_create(f, who="tester")):
            with pytest.raises(NotAnArchive):
                attempt(bad)
    assert [p.name for p in other.iterdir()] == ["thesis.txt"]
    with pytest.raises(NotAnArchive, match="already"):
        Evidence.create(folder, who="tester")
    with pytest.raises(UnreadableInput):
        Evidence.open(tmp_path / "missing")
    marker = folder / "rawi-archive.json"
    for text, kind in (
        ('{"archive":"rawi","format":2}', NewerArchive),
        ("[]", NotAnArchive),
        ("[" * 3000, NotAnArchive),
        ('{"archive":"rawi","format":true}', NotAnArchive),
    ):
        overwrite(marker, text.encode())
        with pytest.raises(kind):
            Evidence.open(folder)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"x": float("nan")}, AT), ({"x": object()}, AT), ({"x": {1: 2}}, AT), ({"x": "\ud800"}, AT), ({"x": 2**70}, AT),
        ({"x": "x" * MAX_LINE}, AT), ({"hash": "x"}, AT), ({"X": 1}, AT), ({}, AT.replace(tzinfo=None)),
    ],
)  # fmt: skip
def test_what_a_ledger_cannot_hold(folder: Path, fields: dict[str, object], at: datetime) -> None:
    before = [(p, p.read_bytes()) for p in files(folder)]
    with Evidence.open(folder, clock=clock) as evidence:
        with pytest.raises(BadEntry):
            evidence.ledger.append(Entry("note", "tester", "test", at, fields))
        if fields.keys() == {"x"}:
            with pytest.raises(BadEntry):
                evidence.capture(b"never kept", who="tester", at=at, **fields)
        with pytest.raises(BadEntry):
            evidence.record("captured", who="tester", at=AT)
    assert [(p, p.read_bytes()) for p in files(folder)] == before


def test_times_are_utc_and_facts_may_be_named_as_they_are(folder: Path) -> None:
    with Evidence.open(folder, clock=clock) as evidence:
        facts = {"hash": "x", "seq": 1, "nested": [{"ب": None}, 1.5]}
        one = evidence.capture(b"z", who="tester", at=AT.astimezone(timezone(timedelta(hours=3))), **facts)
        assert one.at == "2019-03-23T10:30:00.000000Z" and one.facts == facts
        assert list(evidence.captures())[-1] == one
    assert kinds(folder) == set()


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_forty_kills_lose_nothing_that_was_confirmed(tmp_path: Path) -> None:
    folder, dice, confirmed = tmp_path / "a", random.Random(7), {}
    Evidence.create(folder, who="tester", clock=clock).close()
    begun, told = time.monotonic(), 0
    for kill in range(KILLS):
        process = child(CAPTURING, folder, kill * 100_000)
        assert process.stdout is not None
        opening = kill % 4 == 0  # one in four is killed while it starts and opens, the others while they capture
        assert opening or process.stdout.readline() == "ready\n"
        timer = threading.Timer(dice.uniform(0.1, 0.4) if opening else dice.uniform(0.0, 0.06), process.kill)
        timer.start()
        out, errors = process.communicate()
        timer.join()
        assert process.returncode == -signal.SIGKILL, errors
        for line in out.splitlines(keepends=True):
            if line.endswith("\n") and line != "ready\n":
                seq, sha = line.split()
                confirmed[int(seq)] = sha
        assert all(not f.damage for f in verify(folder))
        with Evidence.open(folder, who="tester", clock=clock) as evidence:
            told += len(evidence.recovered)
            assert confirmed.items() <= {c.seq: c.sha256 for c in evidence.captures()}.items()
        assert kinds(folder) <= {"blob-orphan"}
    with Evidence.open(folder, clock=clock) as evidence:
        assert all(hashlib.sha256(evidence.get(sha)).hexdigest() == sha for sha in confirmed.values())
        for sha in list(evidence.blobs):
            evidence.capture(evidence.get(sha), who="tester", at=AT)
    assert kinds(folder) == set() and len(confirmed) > KILLS
    print(f"{KILLS} kills in {time.monotonic() - begun:.0f} s, {len(confirmed)} confirmed captures, {told} leftovers put in order")


def test_another_is_faster_in_making_it_and_tidies_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the writing of the marker's bytes and its name, another makes the archive and removes what lies in `incoming`."""
    folder, real = tmp_path / "new", os.fsync

    def faster(handle: int) -> None:
        real(handle)
        monkeypatch.setattr(os, "fsync", real)
        with open_or_create(folder, who="faster", clock=clock):
            pass

    monkeypatch.setattr(os, "fsync", faster)
    with Evidence.create(folder, who="slower", clock=clock) as evidence:
        assert next(entry["who"] for entry in evidence.ledger.entries()) == "faster"
    assert [f for f in verify(folder) if f.damage] == []


def test_two_processes_at_once(folder: Path) -> None:
    first = child(CAPTURING, folder, 0)
    assert first.stdout is not None and first.stdout.readline() == "ready\n"
    with pytest.raises(ArchiveLocked):
        Evidence.open(folder)
    assert all(not f.damage for f in verify(folder))
    with Evidence.open(folder, read_only=True) as reader:
        assert len(list(reader.captures())) >= 5
    threading.Timer(0.3, first.kill).start()
    with Evidence.open(folder, clock=clock, wait=20) as evidence:
        evidence.capture(b"mine", who="tester", at=AT)
    first.communicate()
    assert kinds(folder) <= {"blob-orphan"}


def test_many_processes_take_turns(folder: Path) -> None:
    code = CAPTURING.replace("10**9", "start + 5")
    several = [child(code, folder, n * 1000) for n in range(4)]
    assert [(p.communicate()[1], p.returncode) for p in several] == [("", 0)] * 4
    assert kinds(folder) == set()


def test_threads_do_not_interleave(folder: Path) -> None:
    with Evidence.open(folder, clock=clock) as evidence:
        jobs = [
            threading.Thread(target=lambda n=n: [evidence.capture(b"%d-%d" % (n, k), who="t", at=AT) for k in range(20)]) for n in range(4)
        ]
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
    assert kinds(folder) == set() and verify(folder) is not None and anchor(folder).seq == 6 + 80


def test_without_locks_a_second_writer_is_still_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "fcntl", None)
    with Evidence.open(folder, clock=clock) as one, Evidence.open(folder, clock=clock) as two:
        assert not one.ledger.locked
        two.capture(b"two", who="tester", at=AT)
        with pytest.raises(ArchiveLocked):
            one.capture(b"one", who="tester", at=AT)
    assert kinds(folder) == {"blob-orphan"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A filesystem of 400 kB; needs root."""
    place = tmp_path / "small"
    place.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], capture_output=True).returncode
    ):
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    folder, confirmed = small_disk / "a", []
    (small_disk / "reserve").write_bytes(b"x" * 50_000)
    with Evidence.create(folder, who="tester", clock=clock) as evidence:
        with pytest.raises(ArchiveFull) as caught:
            for n in range(1000):
                confirmed += [evidence.capture(b"%d" % n * 5000, who="tester", at=AT)]
        assert caught.value.exit_code == 74
        # There was no room for a blob; now there is none for a line either.
        with pytest.raises(ArchiveFull):
            for _ in range(2000):
                evidence.record("note", who="tester", at=AT, text="x" * 500)
        assert kinds(folder) <= {"blob-orphan"}
        (small_disk / "reserve").unlink()
        confirmed.append(evidence.capture(b"again", who="tester", at=AT))
        assert list(evidence.captures()) == confirmed
    assert kinds(folder) <= {"blob-orphan"} and not list((folder / INCOMING).iterdir())
    with Evidence.open(folder, clock=clock) as evidence:
        assert evidence.recovered == ()


def test_a_disk_mounted_read_only(small_disk: Path) -> None:
    made(small_disk / "a")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(UnwritableArchive):
        Evidence.open(small_disk / "a")
    with pytest.raises(UnwritableArchive):
        Evidence.create(small_disk / "b", who="tester")
    assert kinds(small_disk / "a") == set()
    with Evidence.open(small_disk / "a", read_only=True) as evidence:
        assert len(list(evidence.captures())) == 5
        with pytest.raises(UnwritableArchive):
            evidence.record("note", who="tester", at=AT)


def test_a_read_only_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.chmod(0o555)
    try:
        if os.geteuid() == 0:  # root may write anywhere; ask as anybody else would be answered
            monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(UnwritableArchive):
            Evidence.open(folder)
    finally:
        folder.chmod(0o755)
    assert kinds(folder) == set()


def test_a_failing_disk_leaves_no_half_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Evidence.open(folder, clock=clock) as evidence:
        before = (folder / "ledger.jsonl").read_bytes()

        def fail(_: int) -> None:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(UnwritableArchive):
                evidence.record("note", who="tester", at=AT)
        assert (folder / "ledger.jsonl").read_bytes() == before
        with pytest.raises(UnwritableArchive, match="opened again"):
            evidence.record("note", who="tester", at=AT)
    with Evidence.open(folder, clock=clock) as evidence:
        evidence.record("note", who="tester", at=AT)
    assert kinds(folder) == set()


def test_the_command(folder: Path) -> None:
    head = anchor(folder)
    result = run("verify", folder)
    assert result.exit_code == 0 and PROMISE in result.stdout
    assert f"5 captures, 4 blobs, 0 findings; head 6 {head.hash}; unanchored" in result.stdout
    assert run("verify", folder, "--anchor").stdout == f"{head.hash}\n"
    assert "anchored through seq 6 of 6" in run("verify", folder, "--expect", head.hash).stdout
    assert run("verify", folder, "--expect", "beef").exit_code == BadHash.exit_code
    assert run("verify", folder, "--anchor", "--json").exit_code == 2
    assert run("verify", folder.parent).exit_code == NotAnArchive.exit_code
    assert run("verify", folder.parent / "missing").exit_code == UnreadableInput.exit_code
    wrong = run("verify", folder, "--expect", "0" * 64)
    assert wrong.exit_code == 65 and "not-in-chain" in wrong.stdout and "not anchored" in wrong.stdout
    with Evidence.open(folder, clock=clock) as evidence:
        evidence.blobs.put(b"orphan")
    assert run("verify", folder).exit_code == 3
    assert run("verify", folder, "--anchor").stdout == f"{head.hash}\n"
    blob = next((folder / "blobs").rglob("*/*"))
    overwrite(blob, b"other")
    told = json.loads(run("verify", folder, "--json").stdout)
    assert told["damaged"] and told["captures"] == 5 and told["state"] == "unanchored" and told["head"]["seq"] == 6
    assert {f["kind"] for f in told["findings"]} == {"blob-damaged", "blob-orphan"}
    result = run("verify", folder, "--anchor")
    assert result.exit_code == 65 and result.stdout == "" and "blob-damaged" in result.stderr


def test_hostile_text_in_findings_is_harmless(folder: Path) -> None:
    (folder / "blobs" / "a\u202eb\x1b[31m").write_bytes(b"")
    shown = run("verify", folder).stdout
    assert "<U+202E>" in shown and "\x1b" not in shown
    assert Finding("stray", "x", "y").to_json() == {"kind": "stray", "where": "x", "message": "y", "damage": True}


def test_progress_and_batches(tmp_path: Path) -> None:
    with Evidence.create(tmp_path / "a", who="tester", clock=clock) as evidence:
        batch = [Intake(b"%d" % (n % 50), name=f"{n}") for n in range(100)]
        assert [c.seq for c in evidence.capture_many(iter(batch), who="tester", at=AT)] == list(range(1, 101))
        assert evidence.capture_many([], who="tester", at=AT) == []
    calls: list[tuple[str, int, int]] = []
    check = verify(tmp_path / "a", progress=lambda *call: calls.append(call))
    assert list(check) == [] and (check.captures, check.blobs) == (100, 50)
    assert calls[100] == ("lines", 101, (tmp_path / "a" / "ledger.jsonl").stat().st_size) and calls[-1] == ("blobs", 50, 90)


def test_errors_have_their_own_codes() -> None:
    found = [ArchiveFull, ArchiveLocked, BadEntry, DamagedBlob, DamagedLedger, MissingBlob, NewerArchive, NotAnArchive, UnwritableArchive]
    assert len({kind.code for kind in found}) == len(found) and all(issubclass(kind, RawiError) for kind in found)


def test_the_checks_without_rawi_in_the_docs_work(folder: Path) -> None:
    documented = (Path(__file__).parent.parent / "docs" / "archive.md").read_text("utf-8")
    shell, chain = (documented.split(f"```{kind}\n")[1].split("```")[0] for kind in ("sh", "python"))
    folder = folder.rename(folder.parent / "my-archive")

    def checks() -> list[int]:
        commands = (["sh", "-c", shell], [sys.executable, "-c", chain])
        return [subprocess.run(command, cwd=folder.parent, capture_output=True).returncode for command in commands]

    assert checks() == [0, 0]
    overwrite(next((folder / "blobs").rglob("*/*")), b"other")
    (folder / "ledger.jsonl").write_bytes((folder / "ledger.jsonl").read_bytes().replace(b"tester", b"TESTER", 1))
    assert all(checks())
