"""The compiled reader reads as the Python one does, to the letter; wheels carry it when asked; what is broken says what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "compiled"
READ = """
import hashlib, json, sys
from pathlib import Path
import rawi.reading.events
from rawi.errors import InputError
from rawi.lexicon import load
from rawi.pipeline import read_document
from rawi.sources.documents import document_of
kind = "Python" if rawi.reading.events.__file__.endswith(".py") else "compiled"
lexicon, total, number = load(), hashlib.sha256(), 0
for folder in sys.argv[1:]:
    for line in Path(folder).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        try:
            document = document_of(row["text"], id=row["id"], published=(row.get("metadata") or {}).get("published"))
        except InputError as error:
            total.update(str(error).encode())
            continue
        total.update(repr(read_document(document, lexicon)).encode())
        number += 1
print(kind, number, total.hexdigest())
"""
GOLD = [str(ROOT / "tests" / "gold" / name) for name in ("articles.jsonl", "sentences.jsonl")]
TOOLS = shutil.which("gcc") or shutil.which("cc")


@pytest.fixture(scope="module")
def compiled() -> Path:
    """The compiled package, made once and kept in build/ until a source changes."""
    if TOOLS is None:
        pytest.skip("no C compiler here")
    run = subprocess.run([sys.executable, "scripts/compiling.py", str(BUILD)], cwd=ROOT, capture_output=True, text=True, check=False)
    if "Python.h" in run.stderr:
        pytest.skip("no headers of Python here")
    assert run.returncode == 0, run.stderr
    return BUILD


def read(path: Path) -> list[str]:
    """(Python or compiled, documents, digest of all readings) of the package in `path`."""
    env = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    out = subprocess.run([sys.executable, "-c", READ, *GOLD], env=env, capture_output=True, text=True, check=True)
    return out.stdout.split()


def test_the_compiled_reader_reads_the_same(compiled: Path) -> None:
    kind, number, digest = read(compiled)
    assert kind == "compiled"
    assert int(number) > 200
    assert read(ROOT / "src") == ["Python", number, digest]


def test_several_processes_read_with_it(compiled: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rawi", "read", GOLD[0], "--format", "jsonl", "--jobs"]
    outputs = []
    for path, jobs in ((compiled, "2"), (ROOT / "src", "1")):
        env = {**os.environ, "PYTHONPATH": str(path)}
        run = subprocess.run([*command, jobs], env=env, capture_output=True, cwd=tmp_path, check=False)
        outputs.append((run.returncode, run.stdout))
    assert outputs[0] == outputs[1]
    assert outputs[0][1].count(b"\n") > 10


def test_a_wheel_carries_it_when_asked(compiled: Path, tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    assert (compiled / "compiled-from").exists()
    names = {}
    for asked in ("1", ""):
        env = {**os.environ, "RAWI_COMPILE": asked}
        target = tmp_path / f"wheel{asked}"
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--no-build-isolation", "--quiet", "-w", str(target)],
            cwd=ROOT, env=env, check=True, capture_output=True,
        )  # fmt: skip
        (wheel,) = target.iterdir()
        with zipfile.ZipFile(wheel) as archive:
            names[wheel.name.endswith("-none-any.whl")] = [n for n in archive.namelist() if n.endswith((".so", ".pyd"))]
    assert names[True] == [], "a build that nobody asked to compile is pure"
    assert any(n.startswith("rawi/reading/events.") for n in names[False])
    assert any(n.startswith("rawi__mypyc.") for n in names[False])


def test_without_a_compiler_it_says_what_is_missing(tmp_path: Path) -> None:
    env = {**os.environ, "CC": "/nowhere/cc", "PATH": str(tmp_path)}
    env["PATH"] = str(Path(sys.executable).parent)
    run = subprocess.run(
        [sys.executable, "scripts/compiling.py", str(tmp_path / "out")], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "C compiler" in run.stderr
    assert not (tmp_path / "out" / "compiled-from").exists()
