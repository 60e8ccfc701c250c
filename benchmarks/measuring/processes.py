"""Each measurement in a process of its own: begun here, bound to one core or not, its memory watched, its machine told."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import click

ENTRY = Path(__file__).resolve().parents[1] / "bench.py"
_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes of a unit of ru_maxrss: getrusage(2)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is measured."""

    articles: int = 1500
    beside: int = 200
    """Articles that Rawi and the alternatives read side by side."""
    budget: float = 60.0
    """Seconds after which an alternative reads no further article."""
    growth: int = 100_000
    """The largest number of recombined articles."""
    corpus: str | None = None

    @property
    def path(self) -> Path | None:
        """The corpus that was named."""
        return Path(self.corpus) if self.corpus else None

    def options(self) -> str:
        """As bench.py takes them."""
        named = f" --corpus {Path(self.corpus).name}" if self.corpus else ""
        return f"--articles {self.articles} --beside {self.beside} --budget {self.budget:g} --growth-up-to {self.growth}{named}"

    @classmethod
    def of(cls, given: dict[str, Any]) -> Settings:
        """Back from `asdict`."""
        return cls(**given)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_core() -> None:
    """Binds this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def machine() -> dict[str, str]:
    """What it runs on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8", errors="replace"))
        model = named[1] if named else model
    return {"machine": model, "cores": str(cores()), "system": platform.platform(), "python": platform.python_version()}


def alone(function: str, settings: Settings, path: Path | None = None, **given: Any) -> Any:
    """What `module:function` of this package gives in a new process, called with the settings and what else is given (as JSON).

    `path`: a folder with another build of Rawi that the process uses.
    """
    call = json.dumps({"function": function, "settings": asdict(settings), "given": given})
    env = {**os.environ, "PYTHONPATH": str(path)} if path is not None else None
    run = subprocess.run([sys.executable, str(ENTRY), "--child", call], stdout=subprocess.PIPE, text=True, env=env)
    if run.returncode:
        raise SystemExit(f"{function} failed with exit code {run.returncode}; see above")
    return json.loads(run.stdout)


def called(call: str) -> Any:
    """The other side of `alone`."""
    wanted = json.loads(call)
    module, _, name = wanted["function"].partition(":")
    return getattr(import_module(f"measuring.{module}"), name)(Settings.of(wanted["settings"]), **wanted["given"])


@contextlib.contextmanager
def bar(length: int, label: str) -> Iterator[Any]:
    """A progress bar on standard error; where that is no terminal, only its label."""
    stream: TextIO = sys.stderr
    with click.progressbar(length=length, label=f"{label:<32}", file=stream, update_min_steps=max(1, length // 200)) as shown:
        yield shown


# --- memory -------------------------------------------------------------------------------------------------------------------


def peak_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 1e6, 1)


def resident_mb() -> float:
    """The memory that this process holds now; where the system does not say, the most it has held."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak_mb()
    return round(pages * resource.getpagesize() / 1e6, 1)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        found += map(int, path.read_text(encoding="ascii").split())
    return found


def _shared_out_kb(process: int) -> int:
    """Proportional set size: a page that n processes share counts for a n-th in each (proc(5))."""
    held = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"), re.M)
    return int(held[1]) if held else 0


class Family(threading.Thread):
    """Watches the memory of this process and its children together, every `EVERY` seconds; `peak_mb` is the most it saw."""

    EVERY = 0.5

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self.seen_mb = 0.0

    def _look(self) -> None:
        total, waiting = 0, [os.getpid()]
        while waiting:
            process = waiting.pop()
            with contextlib.suppress(OSError):  # it may have ended since
                total += _shared_out_kb(process)
                waiting += _children(process)
        self.seen_mb = max(self.seen_mb, total * 1024 / 1e6)

    def run(self) -> None:
        """Looks until it is told to stop."""
        while not self._over.wait(self.EVERY):
            self._look()

    def __enter__(self) -> Family:
        self._look()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    @property
    def peak_mb(self) -> float:
        """Megabytes, shared pages once; elsewhere than on Linux this process's and its largest child's peak together."""
        if self.seen_mb:
            return round(self.seen_mb, 1)
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT / 1e6
        return round(peak_mb() + children, 1)
