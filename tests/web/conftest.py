"""A workbench over the project's own archive of incidents, and a real browser to look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import ARTICLES, made_archive, served

from rawi.web.settings import Settings

expect.set_options(timeout=20_000)  # the machine may be busy
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--font-render-hinting=none",
)  # fmt: skip


@pytest.fixture(scope="session")
def shared_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 85 articles of the project's own archive of incidents, compared. Tests that change something take `own_archive`."""
    return made_archive(tmp_path_factory.mktemp("shared") / "archive", ARTICLES)


@pytest.fixture
def own_archive(shared_archive: Path, tmp_path: Path) -> Path:
    """A copy for one test to change."""
    return Path(shutil.copytree(shared_archive, tmp_path / "archive"))


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one module: while it runs, nothing else in this process can have an event loop."""
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
