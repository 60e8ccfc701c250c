"""What `kill -9`, a full disk, a read-only folder and a database server that vanishes leave of an archive: all that was confirmed, once.

Forty kills a run; `RAWI_KILLS=200` makes it as many as that.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from rawi.archive.adding import Archive
from rawi.archive.opening import open_store
from rawi.archive.verifying import verify
from rawi.errors import RawiError, StoreError
from rawi.lexicon import load
from rawi.sources import Given, documents
from samples import run, write
from servers import Server

KILLS = int(os.environ.get("RAWI_KILLS", "40"))
STATED = "قصفت طائرات التحالف العربي مدينة المخا أمس، وقتل خمسة مدنيين، بحسب مصدر طبي. الخبر رقم"
TABLES = ("documents", "captures", "readings", "claims", "claim_actors", "search", "quarantine")
SAME = (
    "SELECT document_id, claim_id, type, killed_min, chain FROM claims ORDER BY 1, 2",
    "SELECT document_id, sha256, size FROM captures ORDER BY 1, 2",
    "SELECT sha256, reading, superseded_at FROM readings JOIN captures USING (capture_id) ORDER BY 1",
    "SELECT entity_id, name FROM entities ORDER BY 1",
)
CHILD = """
import sys
from pathlib import Path
import rawi.archive.adding as adding
from rawi.lexicon import load
from rawi.sources import Given, documents
adding.BATCH = 2
with adding.Archive(Path(sys.argv[1]), load(), who="child", store=sys.argv[3] or None) as archive:
    for done in archive.add(documents([sys.argv[2]], Given())):
        print(done.total, flush=True)
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    rows = [{"id": f"d{n}", "text": f"{STATED} {n}", "published": "2015-07-25"} for n in range(24)]
    return write(tmp_path / "many.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def add(folder: Path, source: Path, store: str | None = None) -> None:
    with Archive(folder, load(), who="tester", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), store=store) as archive:
        list(archive.add(documents([str(source)], Given())))


def told(folder: Path, question: str) -> list[tuple[Any, ...]]:
    with open_store(folder) as store, store.connection() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def assert_same(one: Path, two: Path) -> None:
    """Both archives are sound and tell the same, nothing twice."""
    assert [f for f in verify(one) if f.damage] == []
    for table in TABLES:
        assert told(one, f"SELECT count(*) FROM {table}") == told(two, f"SELECT count(*) FROM {table}"), table
    for question in SAME:
        assert told(one, question) == told(two, question)
    with Archive(one, load(), who="tester") as a, Archive(two, load(), who="tester") as b:
        assert sorted(c.sha256 for c in a.evidence.captures()) == sorted(c.sha256 for c in b.evidence.captures())


def test_kill_at_any_moment_loses_nothing_confirmed(tmp_path: Path, many: Path, database: Callable[[], str | None]) -> None:
    """`kill -9` at random points: what was confirmed is there, nothing stands twice, and going on ends where an undisturbed run does."""
    dice = random.Random(1)
    add(tmp_path / "undisturbed", many, database())
    left, number = KILLS // 2, 0
    while left > 0:
        number += 1
        archive, address, confirmed, ended = tmp_path / f"archive{number}", database(), 0, False
        while left > 0 and not ended:
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(archive), str(many), address or ""], stdout=subprocess.PIPE, text=True
            )
            assert child.stdout is not None
            for _ in range(dice.randint(0, 3)):
                if not (line := child.stdout.readline()):
                    ended = True
                    break
                confirmed = max(confirmed, int(line))
            time.sleep(dice.random() * 0.02)
            child.kill()
            child.wait()
            left -= 1
            if confirmed:
                assert told(archive, "SELECT count(*) FROM documents")[0][0] >= confirmed
                if address is None:
                    assert told(archive, "PRAGMA integrity_check") == [("ok",)]
        add(archive, many, address)
        assert_same(archive, tmp_path / "undisturbed")


def test_a_server_that_vanishes_in_the_middle(tmp_path: Path, many: Path, postgres: Server) -> None:
    """The server is killed while articles are added: a named error, a sound archive, and going on gives what an undisturbed run gives."""
    dice = random.Random(2)
    add(tmp_path / "undisturbed", many, postgres.database())
    archive, address = tmp_path / "archive", postgres.database()
    errors: list[str] = []
    for _ in range(max(4, KILLS // 20)):
        child = subprocess.Popen(
            [sys.executable, "-m", "rawi", "add", str(archive), str(many), "--store", address, "-q"], stderr=subprocess.PIPE, text=True,
            env=os.environ | {"RAWI_DEBUG": ""},
        )  # fmt: skip
        time.sleep(dice.uniform(0.6, 1.6))
        postgres.kill()
        _, said = child.communicate(timeout=60)
        errors.append(f"{child.returncode} {said}")
        postgres.start()
        assert not list(archive.glob("store.sqlite")), "it must not go on in another store"
        assert not archive.exists() or [f for f in verify(archive) if f.damage] == []
    assert all("Traceback" not in said for said in errors), errors
    assert any(said.startswith("74 ") for said in errors), errors  # it was met at work, not before or after
    add(archive, many, address)
    assert_same(archive, tmp_path / "undisturbed")


def test_a_connection_that_is_cut_within_a_transaction(tmp_path: Path, many: Path, postgres: Server) -> None:
    archive, address = tmp_path / "archive", postgres.database()
    add(archive, write(tmp_path / "one.jsonl", many.read_text("utf-8").splitlines()[0]), address)
    before = told(archive, "SELECT count(*) FROM claims")
    with Archive(archive, load(), who="tester", store=address) as opened:
        added = opened.store.add

        def cut(connection: Any, batch: Any, at: str) -> None:
            added(connection, batch, at)  # all is written, nothing is committed
            postgres.kill()
            postgres.start()

        opened.store.add = cut  # type: ignore[method-assign]
        with pytest.raises(StoreError) as caught:
            list(opened.add(documents([str(many)], Given())))
        assert caught.value.exit_code == 74 and "same command" in (caught.value.hint or "") and "s3cret" not in str(caught.value)
    assert told(archive, "SELECT count(*) FROM claims") == before
    add(archive, many, address)
    add(tmp_path / "undisturbed", many, postgres.database())
    assert_same(archive, tmp_path / "undisturbed")


def test_two_writers_at_once(tmp_path: Path, many: Path, database: Callable[[], str | None]) -> None:
    """The second is turned away by name, or comes after the first; nothing stands twice."""
    archive, address = tmp_path / "archive", database()
    outcomes: list[str] = []

    def writer() -> None:
        try:
            add(archive, many, address)
            outcomes.append("added")
        except RawiError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=writer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "added" in outcomes and set(outcomes) <= {"added", "E504", "E501"}
    add(tmp_path / "undisturbed", many, database())
    assert_same(archive, tmp_path / "undisturbed")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_under_the_store(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        big = write(tmp_path / "big.jsonl", "".join(
            json.dumps({"id": f"b{n}", "text": f"{STATED} {n}. " * 40}, ensure_ascii=False) + "\n" for n in range(60)
        ))  # fmt: skip
        with pytest.raises(RawiError) as caught:
            add(disk / "archive", big)
        assert caught.value.code in ("E505", "E510") and caught.value.exit_code == 74
        assert [f for f in verify(disk / "archive") if f.damage] == []
        subprocess.run(["mount", "-o", "remount,size=64M", str(disk)], check=True)
        add(disk / "archive", big)
        add(tmp_path / "undisturbed", big)
        assert_same(disk / "archive", tmp_path / "undisturbed")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="root is needed to become somebody who may not write")
def test_a_folder_that_cannot_be_written(many: Path) -> None:
    """Adding ends by name; searching and exporting go on."""
    with tempfile.TemporaryDirectory() as folder:  # not one of pytest's, which their owner alone may enter
        Path(folder).chmod(0o755)
        archive, source = Path(folder) / "archive", write(Path(folder) / "many.jsonl", many.read_bytes())
        add(archive, source)
        archive.chmod(0o555)
        _as_nobody(archive, source)


def _as_nobody(archive: Path, many: Path) -> None:
    as_nobody = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable, "-m", "rawi")  # root without root's rights
    home = str(archive.parent / "home")  # root without its rights still owns /, and would make a home that is not there
    environment = os.environ | {"HOME": home, "XDG_CACHE_HOME": home}
    if subprocess.run([*as_nobody, "--version"], capture_output=True, env=environment).returncode:
        pytest.skip("nobody may not run this Python")
    adding = subprocess.run([*as_nobody, "add", str(archive), str(many)], capture_output=True, text=True, env=environment)
    assert adding.returncode == 73 and "E503" in adding.stderr and "Traceback" not in adding.stderr
    found = subprocess.run([*as_nobody, "search", str(archive), "المخا", "--count"], capture_output=True, text=True, env=environment)
    assert found.stdout.strip() == str(told(archive, "SELECT count(*) FROM claims")[0][0]), found.stderr
    table = subprocess.run([*as_nobody, "export", str(archive)], capture_output=True, text=True, env=environment)
    assert table.returncode == 0 and len(table.stdout.splitlines()) > 24


def test_the_password_stays_out(tmp_path: Path, many: Path, postgres: Server) -> None:
    archive, address = tmp_path / "archive", postgres.database().replace("rawi@", "rawi:s3cret%40%3A%2F@")
    assert run("add", archive, many, "--store", address).exit_code == 0
    kept = "".join(path.read_text("utf-8", "replace") for path in archive.rglob("*") if path.is_file())
    assert "s3cret" not in kept
    found = run("search", archive, "--count")  # the folder remembers its store, the environment knows the password
    assert found.exit_code == 0, found.output
    wrong = run("add", archive, many, "--store", address.replace("s3cret", "wrong"))
    assert wrong.exit_code == 74 and "wrong" not in wrong.output and "E510" in wrong.output
    nobody = run("add", tmp_path / "other", many, "--store", "postgresql://rawi@127.0.0.1:1/none")
    assert nobody.exit_code == 74 and "E510" in nobody.output


@pytest.mark.parametrize("address", ["mysql://a@b/c", "postgresql://rawi@localhost", "postgresql://a:secret@b:port/c", "nonsense",
                                     "postgresql://a@b/c?sslmode=maybe", "postgresql://a@b/c?options=x"])  # fmt: skip
def test_bad_addresses_are_named(tmp_path: Path, many: Path, address: str) -> None:
    done = run("add", tmp_path / "archive", many, "--store", address)
    assert done.exit_code == 64 and "E208" in done.output and "secret" not in done.output
    assert not (tmp_path / "archive").exists()


def test_an_archive_keeps_its_store(tmp_path: Path, many: Path) -> None:
    add(tmp_path / "archive", many)
    done = run("add", tmp_path / "archive", many, "--store", "postgresql://rawi@127.0.0.1:1/none")
    assert done.exit_code == 64 and "E208" in done.output
