"""A workbench over the project's own archive of incidents, and a real browser to look at it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rawi.cli import main
from rawi.web.app import application
from rawi.web.running import listen
from rawi.web.settings import Settings

ARTICLES = Path(__file__).parents[1] / "incidents" / "articles.jsonl"
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--font-render-hinting=none",
)  # fmt: skip


def made_archive(folder: Path, *articles: Path) -> Path:
    """An archive of these articles, compared."""
    for command in (["add", str(folder), *map(str, articles), "--quiet"], ["compare", str(folder)]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def shared_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 85 articles of the project's own archive of incidents, compared. Tests that change something take `own_archive`."""
    return made_archive(tmp_path_factory.mktemp("shared") / "archive", ARTICLES)


@pytest.fixture
def own_archive(shared_archive: Path, tmp_path: Path) -> Path:
    """A copy for one test to change."""
    return Path(shutil.copytree(shared_archive, tmp_path / "archive"))


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


@pytest.fixture(scope="session")
def address(shared_archive: Path) -> Iterator[str]:
    """A workbench over the shared archive, for tests that only look."""
    with served(Settings(shared_archive, port=0, person="tester")) as found:
        yield found


@pytest.fixture
def serve(own_archive: Path) -> Iterator[Callable[..., str]]:
    """`serve(read_only=True, …)`: a workbench over an archive of the test's own."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(served(Settings(given.pop("archive", own_archive), port=0, person="tester", **given)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium, which is not here")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(url, language="en", width=1280, theme="light")`: a page in a browser of its own, which may ask nobody but the workbench.

    The test fails where a script fails, the page's policy is broken, or a request to another host is made.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(url: str, *, language: str = "ar", width: int = 1280, height: int = 900, theme: str = "light", **cookies: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce")
        contexts.append(context)
        host = url.split("/")[2]
        chosen = {"language": language, "theme": theme, **cookies}
        context.add_cookies([{"name": f"rawi_{k}", "value": v, "domain": host.split(":")[0], "path": "/"} for k, v in chosen.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda said: faults.append(f"console: {said.text}") if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: _note(asked.url, host, faults))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def _note(url: str, host: str, faults: list[str]) -> None:
    if url.split(":")[0] in ("http", "https", "ws", "wss") and url.split("/")[2] != host:
        faults.append(f"asks elsewhere: {url}")
