"""Real Spark for the tests: a session on this machine, and a cluster of a master and two workers, each a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"
needs_java = pytest.mark.skipif(
    shutil.which("java") is None and not os.environ.get("JAVA_HOME"), reason="needs a Java runtime, which is not here"
)


def environment(*paths: Path) -> dict[str, str]:
    """The environment of processes that import Rawi from here, and `paths` before it."""
    path = os.pathsep.join(map(str, (*paths, SOURCE)))
    return {**os.environ, "PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def rawi(*args: object, paths: tuple[Path, ...] = (), seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """`rawi ARGS` in a process of its own."""
    order = [sys.executable, "-c", "from rawi.cli import main; main()", *map(str, args)]
    return subprocess.run(order, capture_output=True, text=True, env=environment(*paths), timeout=seconds, check=False)


@dataclass
class Cluster:
    """A cluster: its address, and the processes of its two workers."""

    url: str
    workers: list[subprocess.Popen[bytes]]

    def executors(self, worker: int) -> list[int]:
        """The processes in which a worker runs what it is given."""
        return children(self.workers[worker].pid)

    def kill(self, worker: int) -> int:
        """`kill -9` of a worker and of all that it runs; how many processes that were."""
        pids = [*self.executors(worker), self.workers[worker].pid]
        for pid in pids:
            os.kill(pid, 9)
        return len(pids)


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


@contextlib.contextmanager
def cluster(folder: Path, *paths: Path) -> Iterator[Cluster]:
    """A master and two workers of one core each; they end with the block."""
    import pyspark

    script = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    deploy, common = "org.apache.spark.deploy", {"env": environment(*paths), "stdout": subprocess.DEVNULL}
    log = folder / "master.log"
    started: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("wb") as out:
            order = [script, f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
            started.append(subprocess.Popen(order, stderr=out, **common))  # type: ignore[call-overload]
        url = _said(log, r"Starting Spark master at (spark://\S+)", 1)[0]
        for n in range(2):
            order = [script, f"{deploy}.worker.Worker", url, "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0",
                     "--work-dir", str(folder / f"work-{n}")]  # fmt: skip
            started.append(subprocess.Popen(order, stderr=subprocess.DEVNULL, **common))  # type: ignore[call-overload]
        _said(log, r"Registering worker \S+", 2)
        yield Cluster(url, started[1:])
    finally:
        for process in reversed(started):
            for pid in children(process.pid):
                with contextlib.suppress(OSError):
                    os.kill(pid, 9)
            process.kill()
            process.wait()


def _said(log: Path, pattern: str, times: int) -> list[str]:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = re.findall(pattern, log.read_text("utf-8", "replace"))
        if len(found) >= times:
            return found
        time.sleep(0.2)
    raise TimeoutError(f"{log.read_text('utf-8', 'replace')[-2000:]}")
