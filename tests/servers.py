"""A real PostgreSQL server for the tests: in a temporary folder, on a free port of this machine alone, started and killed at will."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

USER, PASSWORD = "rawi", "s3cret@:/"


def binaries() -> Path | None:
    """The folder of the newest server's programs, in PATH or where Debian puts them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def _lives(pid: int) -> bool:
    """Whether a process runs: one that is dead and not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Server:
    """One server with its own data folder; whoever starts it as root runs it as `postgres`, since the server refuses to be root."""

    def __init__(self, programs: Path) -> None:
        """In a folder of its own, since those of pytest may be entered by their owner only."""
        self.folder, self.programs, self.made = Path(tempfile.mkdtemp(prefix="rawi-postgres-")), programs, 0
        self.owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
        folder = self.folder
        shutil.chown(folder, self.owner)
        secret = folder / "secret"
        secret.write_text(PASSWORD + "\n")
        shutil.chown(secret, self.owner)
        self._run("initdb", "-D", str(folder / "data"), "-U", USER, f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", self.owner, "--", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Starts it, after a kill with recovery."""
        asked = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} -c max_connections=40"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "-t", "60", "-o", asked, "start")

    def kill(self) -> None:
        """`kill -9` of the server with all of its processes, as a power cut would end it."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True).stdout.split()
        pids = (postmaster, *map(int, children))
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for _ in range(400):
            if not any(_lives(pid) for pid in pids):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("the server lives on")
        # Where nobody waits for orphans (a container without init) the dead keep their numbers, and the next server takes them for living.
        for lock in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def stop(self) -> None:
        """Ends it."""
        with contextlib.suppress(AssertionError):
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """The address of a new, empty database, without its password."""
        from sqlalchemy import create_engine, text

        self.made += 1
        name = f"archive{self.made}"
        url = f"postgresql+pg8000://{USER}:s3cret%40%3A%2F@127.0.0.1:{self.port}/postgres"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A running server; skips the test, saying so, where PostgreSQL is not installed."""
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    pytest.importorskip("pg8000", reason="pg8000 is not installed here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PGPASSWORD", PASSWORD)
        running = Server(programs)
        try:
            yield running
        finally:
            running.stop()
