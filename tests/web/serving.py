"""A workbench made and served for tests."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from click.testing import CliRunner

from rawi.cli import main
from rawi.web.app import application
from rawi.web.running import listen
from rawi.web.settings import Settings

ARTICLES = Path(__file__).parents[1] / "incidents" / "articles.jsonl"


def made_archive(folder: Path, *articles: Path) -> Path:
    """An archive of these articles, compared."""
    for command in (["add", str(folder), *map(str, articles), "--quiet"], ["compare", str(folder)]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    return folder


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """A running workbench; gives its address without the last slash."""
    listening: socket.socket = listen(settings)
    server = uvicorn.Server(uvicorn.Config(application(settings), log_level="warning", server_header=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the workbench did not start"
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
