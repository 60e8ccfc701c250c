"""Adding to an archive, cut off or hindered in every way, by the command line alone: what was confirmed is there, going on ends well."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samples import PLAIN, run, write
from test_archive_evidence import small_disk  # noqa: F401

ADD = "import sys; from rawi.cli import main; main(sys.argv[1:])"
SOUND = (0, 3)
"""`rawi verify`: nothing is damaged; 3: something was left behind by a crash."""


def rows(count: int) -> str:
    return "".join(json.dumps({"id": f"d{n}", "text": f"{PLAIN} رقم {n}", "published": "2019-03-23"}) + "\n" for n in range(count))


def rawi(*arguments: object, code: str = ADD) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    order = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(order, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def databases_are_whole(folder: Path) -> None:
    for path in folder.glob("*.sqlite"):
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []


def found(folder: Path) -> list[str]:
    """The claims that a search gives, in order of article and place."""
    lines = run("search", folder, "الطائرات", "--format", "jsonl", "--limit", "1000").stdout.splitlines()
    told = [json.loads(line) for line in lines]
    return sorted(json.dumps([r["name"], r["claim_id"], r["type"], r["chain"]], ensure_ascii=False) for r in told)


def test_kill_9_at_any_moment(tmp_path: Path) -> None:
    source, dice = write(tmp_path / "n.jsonl", rows(150)), random.Random(11)
    undisturbed, folder = tmp_path / "undisturbed", tmp_path / "archive"
    began = time.monotonic()
    assert run("add", undisturbed, source).exit_code == 0
    whole = time.monotonic() - began
    killed = 0
    for _ in range(8):
        child = rawi("add", folder, source)
        time.sleep(0.3 + dice.random() * (whole + 0.5))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        killed += child.returncode == -signal.SIGKILL
        databases_are_whole(folder)
        if (folder / "rawi-archive.json").exists():
            assert run("verify", folder).exit_code in SOUND
    assert killed
    assert run("add", folder, source).exit_code == 0
    databases_are_whole(folder)
    assert run("verify", folder).exit_code == 0 and found(folder) == found(undisturbed) and found(folder)


def test_terminated_and_interrupted(tmp_path: Path) -> None:
    source, folder = write(tmp_path / "n.jsonl", rows(300)), tmp_path / "archive"
    for sign in (signal.SIGTERM, signal.SIGINT):
        child = rawi("add", folder, source)
        time.sleep(1.5)
        child.send_signal(sign)
        _, errors = child.communicate()
        assert child.returncode != 0 or "known" in errors or "added" in errors
        assert "Traceback" not in errors, errors[-500:]
        databases_are_whole(folder)
    assert run("add", folder, source).exit_code == 0 and run("verify", folder).exit_code == 0


def test_a_second_writer_is_told_and_harms_nothing(tmp_path: Path) -> None:
    source, folder = write(tmp_path / "n.jsonl", rows(60)), tmp_path / "archive"
    assert run("add", folder, write(tmp_path / "one.jsonl", rows(1))).exit_code == 0
    several = [rawi("add", folder, source) for _ in range(3)]
    ends = [(child.communicate()[1], child.returncode) for child in several]
    assert {code for _, code in ends} <= {0, 75} and 0 in {code for _, code in ends}
    assert all("E504" in errors for errors, code in ends if code == 75) and not any("Traceback" in errors for errors, _ in ends)
    databases_are_whole(folder)
    assert run("add", folder, source).exit_code == 0 and run("verify", folder).exit_code == 0


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:  # noqa: F811
    subprocess.run(["mount", "-o", "remount,size=2m", small_disk], check=True)
    source, folder = write(tmp_path / "n.jsonl", rows(2_000)), small_disk / "archive"
    done = rawi("add", folder, source)
    _, errors = done.communicate(timeout=120)
    assert done.returncode == 74 and ("E505" in errors or "E510" in errors) and "Traceback" not in errors, errors[-800:]
    assert run("verify", folder).exit_code in SOUND
    subprocess.run(["mount", "-o", "remount,size=200m", small_disk], check=True)
    assert run("add", folder, write(tmp_path / "few.jsonl", rows(100))).exit_code == 0
    databases_are_whole(folder)
    assert run("verify", folder).exit_code in SOUND and len(found(folder)) >= 100


def test_a_read_only_disk(small_disk: Path, tmp_path: Path) -> None:  # noqa: F811
    source, folder = write(tmp_path / "n.jsonl", rows(2)), small_disk / "archive"
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    assert run("add", folder, source).exit_code == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = run("add", folder, source)
    assert done.exit_code == 73 and "E503" in done.stderr and run("verify", folder).exit_code == 0
    assert run("add", small_disk / "new", source).exit_code == 73


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    source, folder = write(tmp_path / "n.jsonl", rows(2)), tmp_path / "archive"
    assert run("add", folder, source).exit_code == 0
    folder.chmod(0o555)
    done = run("add", folder, source)
    folder.chmod(0o755)
    assert done.exit_code == 73 and "E503" in done.stderr


JUMPING = """
import sys, itertools
from datetime import UTC, datetime, timedelta
import rawi.archive.evidence as evidence, rawi.archive.adding as adding
jumps = itertools.cycle([0, -86400 * 4000, 86400 * 9000, -1, 0])
class Jumping(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 1, 1, tzinfo=tz) + timedelta(seconds=next(jumps))
evidence.datetime = Jumping
from rawi.cli import main
main(sys.argv[1:])
"""


def test_a_clock_that_jumps_years_to_and_fro(tmp_path: Path) -> None:
    """The order in the ledger is that of its numbers; times are only what the clock said."""
    folder = tmp_path / "archive"
    for count in (1, 3, 5):
        done = rawi("add", folder, write(tmp_path / "n.jsonl", rows(count)), code=JUMPING)
        _, errors = done.communicate()
        assert done.returncode == 0, errors[-500:]
    assert run("verify", folder).exit_code == 0
    times = [json.loads(line)["at"] for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines()]
    assert times != sorted(times) and len({t[:4] for t in times}) > 1
    assert len(found(folder)) >= 5
