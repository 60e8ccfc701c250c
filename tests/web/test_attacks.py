"""Titles, authors, outlets, addresses and texts that attack whoever looks at them: shown as text on every page, and nothing runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page
from serving import made_archive, served
from sqlalchemy import select

from rawi.archive import tables as t
from rawi.archive.opening import open_store
from rawi.web.settings import Settings

CALL = "http://127.0.0.1:9/called"
"""Where a page would call if anything ran; the fixture fails on any request to another host."""
MARKUP = [
    f"<script>fetch('{CALL}');document.title='ran'</script>",
    f'<img src="{CALL}" onerror="document.title=\'ran\'">',
    f'<svg onload="document.title=\'ran\'"><image href="{CALL}"/></svg>',
    "<math><mi xlink:href=\"javascript:document.title='ran'\">x</mi></math>",
    f"<style>@import '{CALL}'; * {{ display: none }} body {{ background: url({CALL}) }}</style>",
    f'<link rel="stylesheet" href="{CALL}"><link rel="dns-prefetch" href="//called.example">',
    f'<meta http-equiv="refresh" content="0;url={CALL}">',
    f'<base href="{CALL}"><iframe src="{CALL}"></iframe><object data="{CALL}"></object>',
    f'<form action="{CALL}"><input autofocus onfocus="document.title=\'ran\'"></form>',
    "javascript:document.title='ran'",
    "\"><script>document.title='ran'</script>",
    "' onmouseover='document.title=`ran`' x='",
    "{{ 7*7 }}${7*7}#{7*7}<%= 7*7 %>",
    "</script><script>document.title='ran'</script>",
    "--><script>document.title='ran'</script><!--",
    "]]><script>document.title='ran'</script>",
]
HIDDEN = "\u202eقلب\u202c \u2067عزل\u2069 \u200bصفر\u200f \u061cعلامة \ufeffباء \ue000خاص"
BODY = "قتل {n} مدنيين في قصف على مدينة حلب يوم الاثنين، بحسب ما أعلن المتحدث باسم الدفاع المدني {attack} في بيان. وأصيب عشرة آخرون."


def hostile(folder: Path) -> Path:
    """A file of articles, one for each attack, in every field."""
    file = folder / "hostile.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for n, attack in enumerate([*MARKUP, HIDDEN]):
            record = {
                "id": f"h{n}{attack}", "title": f"قصف حلب {attack}", "text": BODY.format(n=n + 3, attack=attack),
                "author": f"كاتب {attack}", "outlet": f"صحيفة {attack}", "published": "2016-04-26", "url": f"http://example.org/{n}?{quote(attack)}",
            }  # fmt: skip
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return file


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str], list[str]]]:
    """A workbench over hostile articles; the ids of its articles and incidents."""
    folder = tmp_path_factory.mktemp("hostile")
    archive = made_archive(folder / "archive", hostile(folder))
    with open_store(archive) as store, store.connection() as connection:
        documents = [str(row) for row in connection.execute(select(t.documents.c.document_id)).scalars()]
        incidents = [str(row) for row in connection.execute(select(t.incidents.c.incident_id)).scalars()]
    with served(Settings(archive, port=0, person="<script>document.title='ran'</script>")) as address:
        yield address, documents, incidents


def harmless(page: Page) -> None:
    """Nothing ran, nothing of the articles became an element, and no control reached the page."""
    page.wait_for_timeout(150)
    assert "ran" not in page.title().split()
    assert page.locator("iframe, object, embed, base, meta[http-equiv], img[onerror], svg[onload], link[rel=dns-prefetch]").count() == 0
    assert page.locator("script:not([src]):not([type='application/json'])").count() == 0
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    shown = page.evaluate("document.body.innerText")
    assert not set("\u202e\u202c\u2067\u200b\u061c\ufeff\ue000") & set(shown)
    assert page.locator("a[href^='javascript:'], a[href^='data:'], a[href*='9/called']").count() == 0


def test_every_page_shows_it_as_text(attacked: tuple[str, list[str], list[str]], open_page: Callable[..., Page]) -> None:
    address, documents, incidents = attacked
    assert len(documents) == len(MARKUP) + 1
    page = open_page(address + "/")
    harmless(page)
    for path in (
        "/search", "/search?words=%D8%AD%D9%84%D8%A8", "/incidents", "/map", "/control", "/whereabouts", "/review", "/review/history",
        "/dashboard", "/dashboard/refused",
        *(f"/articles/{quote(d, safe='')}" for d in documents), *(f"/incidents/{i}" for i in incidents[:4]),
        *(f"/incidents/{i}/dossier" for i in incidents[:2]),
    ):  # fmt: skip
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status == 200, path
        harmless(page)


def test_nonsense_in_addresses(attacked: tuple[str, list[str], list[str]], open_page: Callable[..., Page]) -> None:
    address, _, _ = attacked
    page = open_page(address + "/")
    for attack in (*MARKUP, HIDDEN, "%00", "../../etc/passwd", "a" * 5000):
        whole = quote(attack, safe="")
        for path in (f"/search?words={whole}", f"/articles/{whole}", f"/incidents?place={whole}", f"/nowhere/{whole}"):
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status < 500, path
            harmless(page)
