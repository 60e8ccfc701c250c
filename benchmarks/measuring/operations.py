"""How many operations one reading of a fixed article takes: counted, not timed, so that a busy machine changes nothing.

Two counts, since neither sees everything:

- *bytecodes*: the instructions of the Python virtual machine, by a tracer. The same to the last one for one minor version of
  Python, on every machine, whatever the hash seed. What a single call does in C (a regular expression, a sort, a slice) is one
  of them, however long it takes.
- *instructions*: those of the processor, by valgrind's callgrind, the work in C among them. The same to a hundred-thousandth for
  one build of Python; another build of the same version differs by a tenth and more, so they are kept by build, and only where
  valgrind is there.

The articles that stand before it in the file are read first: loading the lexicon, imports, and patterns compiled at first use are no part
of the count.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "tests" / "gold" / "articles.jsonl"
FIXED = "a18-town-rival-claims"
"""The article that is counted; those that stand before it in the file are read before it."""
RECORDED = ROOT / "tests" / "operations.json"
SCRIPT = ROOT / "benchmarks" / "operations.py"
LIMIT = 0.10
"""The share by which a count may grow or shrink."""
READINGS = 3
"""How often callgrind sees the article read."""
_REFS = re.compile(r"refs:\s+([\d,]+)")
Counts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One count against the recorded one: `change` is the share by which it grew."""

    name: str
    counted: float
    recorded: float

    @property
    def change(self) -> float:
        """0.1 is ten percent more."""
        return self.counted / self.recorded - 1

    @property
    def grown(self) -> bool:
        """Whether it grew by the limit or more."""
        return self.change >= LIMIT

    @property
    def shrunk(self) -> bool:
        """Whether it shrank by the limit or more, so that the recorded count no longer guards anything."""
        return self.change <= -LIMIT

    def __str__(self) -> str:
        return f"{self.name}: {self.counted:,.0f}, recorded {self.recorded:,.0f} ({self.change:+.1%})"


def _rows() -> list[dict[str, Any]]:
    """The articles up to the fixed one, which is the last."""
    with ARTICLES.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return rows[: [row["id"] for row in rows].index(FIXED) + 1]


def fingerprint() -> str:
    """Of the texts that are read: where they change, the counts must be recorded anew."""
    return hashlib.sha256("".join(row["text"] for row in _rows()).encode()).hexdigest()[:16]


def prepared() -> Callable[[], object]:
    """Reads the articles that stand before the fixed one and gives what reads that one."""
    from rawi.lexicon import load
    from rawi.pipeline import read_document
    from rawi.sources.documents import document_of

    lexicon, documents = load(), []
    for row in _rows():
        title = row["title"] or ""
        text = row["text"].removeprefix(f"{title}\n\n")
        documents.append(document_of(text, id=row["id"], title=title, published=row["metadata"]["published"]))
    fixed = documents.pop()
    for document in documents:
        read_document(document, lexicon)
    return lambda: read_document(fixed, lexicon)


def bytecodes(work: Callable[[], object]) -> int:
    """The instructions of Python's virtual machine that `work` takes in this thread."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if event == "opcode":
            count += 1
        else:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return trace

    before, collected = sys.gettrace(), gc.isenabled()
    gc.collect()
    gc.disable()  # what the collector finalises would be counted, and when it comes depends on what was read before
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        if collected:
            gc.enable()
    return count


def counted_here() -> Counts:
    """Bytecodes of the first reading, in which the article's own words are new, and of the second."""
    work = prepared()
    return {"bytecodes, words new": bytecodes(work), "bytecodes, words known": bytecodes(work)}


def instrumented() -> None:
    """Run under callgrind: prepares unseen, then reads the article while it counts, and ends at once."""
    work = prepared()
    work()
    gc.collect()
    gc.disable()
    subprocess.run(["callgrind_control", "--instr=on", str(os.getpid())], check=True, stdout=subprocess.DEVNULL)
    for _ in range(READINGS):
        work()
    os._exit(0)


def _command(*options: str) -> list[str]:
    return [sys.executable, str(SCRIPT), *options]


def _environment() -> dict[str, str]:
    paths = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths)}


def counts(hash_seed: str = "0") -> Counts:
    """The bytecodes, counted in a new process."""
    environment = {**_environment(), "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(_command("--count"), check=True, stdout=subprocess.PIPE, text=True, env=environment)
    counted: Counts = json.loads(run.stdout)
    return counted


def has_valgrind() -> bool:
    """Whether instructions can be counted here."""
    return shutil.which("valgrind") is not None and shutil.which("callgrind_control") is not None


def instructions() -> Counts:
    """The processor's instructions for one reading, every word known; raises RuntimeError where callgrind does not say."""
    with tempfile.TemporaryDirectory() as folder:
        tool = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/out"]
        run = subprocess.run([*tool, *_command("--instrumented")], capture_output=True, text=True, env=_environment(), timeout=600)
    refs = _REFS.search(run.stderr)
    if run.returncode or refs is None:
        raise RuntimeError(f"callgrind failed ({run.returncode}): {run.stderr[-500:]}")
    return {"instructions, words known": int(refs[1].replace(",", "")) // READINGS}


def version() -> str:
    """What bytecodes depend on."""
    return f"{platform.python_implementation()} {sys.version_info[0]}.{sys.version_info[1]}"


def build() -> str:
    """What the processor's instructions depend on."""
    number, made = platform.python_build()
    named = f"{platform.python_implementation()} {platform.python_version()} ({number}, {' '.join(made.split())})"
    return f"{named} {platform.python_compiler()} {platform.machine()}"


def recorded() -> dict[str, Any]:
    """What tests/operations.json holds: the article's fingerprint, and counts by version and by build."""
    if not RECORDED.exists():
        return {"article": FIXED, "fingerprint": fingerprint(), "versions": {}, "builds": {}}
    kept: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return kept


def record() -> str:
    """Counts here and keeps it; counts of other versions and builds stay, unless the article changed. Returns what changed, as lines."""
    kept = recorded()
    if kept["fingerprint"] != fingerprint():
        kept = {"article": FIXED, "fingerprint": fingerprint(), "versions": {}, "builds": {}}
    before: Counts = {**kept["versions"].get(version(), {}), **kept["builds"].get(build(), {})}
    kept["versions"][version()] = counts()
    if has_valgrind():
        kept["builds"][build()] = instructions()
    RECORDED.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    now: Counts = {**kept["versions"][version()], **kept["builds"].get(build(), {})}
    lines = [str(Verdict(name, value, before[name])) if name in before else f"{name}: {value:,.0f}, new" for name, value in now.items()]
    if not has_valgrind():
        lines.append("valgrind is not here: no instructions were counted")
    return "\n".join(lines)


def verdicts(counted: Counts, kept: Counts) -> list[Verdict]:
    """Each count that is recorded against it."""
    return [Verdict(name, counted[name], value) for name, value in kept.items()]
