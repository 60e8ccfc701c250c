"""The dashboard: every count is what the search behind it finds, the plots say what the tables say, nonsense is refused."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from rawi.archive import tables as t
from rawi.archive.store import Store
from rawi.cli import main
from rawi.web.pages.dashboard.times import Span

Open = Callable[..., Page]
ENGLISH = {"Accept-Language": "en", "Accept": "text/html"}
SPANS = ("", "by=month&from=2015-01-01&to=2017-12-31", "by=week&from=2017-01-10&to=2017-04-19", "by=day&from=2017-03-01&to=2017-03-20")


def counted(text: str) -> dict[str, int]:
    """The number that every link to a search stands on."""
    found = re.findall(r'<a href="(/search\?[^"]*)">[^<]*?([\d,]+)</a>', text)
    kinds = re.findall(r'<a href="(/search\?source_kind=[^"]*)">\s*\S+ ([\d,]+)</a>', text)
    return {html.unescape(link): int(n.replace(",", "")) for link, n in [*found, *kinds]}


def total(address: str, search: str) -> int:
    found = re.search(r"<strong>([\d,]+) claims?</strong>", httpx.get(address + search, headers=ENGLISH).text)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("span", SPANS)
def test_every_count_is_what_the_search_finds(address: str, span: str) -> None:
    page = httpx.get(f"{address}/dashboard?{span}", headers=ENGLISH).text
    counts = counted(page)
    assert len(counts) > 40
    chosen = list(counts)[:: max(1, len(counts) // 40)]
    assert {search: counts[search] for search in chosen} == {search: total(address, search) for search in chosen}


def test_the_plot_says_what_the_table_says(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/dashboard?{SPANS[1]}", language="en")
    data: dict[str, Any] = json.loads(page.inner_text("#plot-data") or page.locator("#plot-data").evaluate("e => e.textContent"))
    page.click("details:has(table.wide) summary")
    cells = [row.locator("td").first.inner_text() for row in page.locator("table.wide tbody tr").all()]
    assert [int(cell.replace(",", "")) for cell in cells] == data["all"]["counts"]
    assert page.locator("[data-plot] g.bar-of").count() == len(data["labels"]) == 36
    assert page.locator("[data-spark] svg").count() == len(data["types"])
    titles = page.locator("[data-plot] g.bar-of title").all_text_contents()
    bars = zip(data["labels"], data["all"]["counts"], data["all"]["within"], strict=True)
    assert titles == [f"{label}: {n:,}, of which {within:,} in this period alone" for label, n, within in bars]
    for one in (data["all"], *data["types"].values()):
        assert all(0 <= within <= n for n, within in zip(one["counts"], one["within"], strict=True))


def test_a_bar_leads_to_its_search(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/dashboard?{SPANS[1]}", language="ar")
    bar = page.locator("[data-plot] g.bar-of:has(rect.alone[height]:not([height='0']))").first
    bar.locator("rect").first.click(force=True)
    page.wait_for_url("**/search?from=*")
    expect(page.locator(".result").first).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible_and_narrow(address: str, open_page: Open, language: str, theme: str) -> None:
    page = open_page(f"{address}/dashboard", language=language, theme=theme, width=360)
    expect(page.locator("[data-plot] svg")).to_be_visible()
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert re.findall(r"\[\w+\.", page.inner_text("main")) == []


@pytest.mark.parametrize(
    "search",
    [
        "by=hour", "from=x", "to=2015-02-30", "from=2016-01-02&to=2016-01-01", "by=day&from=1900-01-01&to=2020-01-01", "x=1",
        "by=day&by=week", "from=0001-01-01&to=9999-12-31", f"by={'d' * 10_000}", "from=%00",
    ],
)  # fmt: skip
def test_nonsense_is_refused(address: str, search: str) -> None:
    answer = httpx.get(f"{address}/dashboard?{search}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "E710"


@pytest.mark.parametrize(
    "search", ["from=9999-12-01&to=9999-12-31&by=week", "from=0001-01-01&to=0001-02-01&by=day", "by=month&to=0001-01-01"]
)
def test_the_ends_of_the_calendar(address: str, search: str) -> None:
    assert httpx.get(f"{address}/dashboard?{search}").status_code == 200


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_buckets_lie_side_by_side(unit: str) -> None:
    buckets = Span(unit, date(2015, 12, 30), date(2016, 3, 2)).buckets()
    assert (buckets[0][0], buckets[-1][1]) == (date(2015, 12, 30), date(2016, 3, 2))
    assert all((b[0] - a[1]).days == 1 for a, b in pairwise(buckets))
    assert all(a <= b for a, b in buckets)
    assert {"day": 64, "week": 10, "month": 4}[unit] == len(buckets)


def test_what_was_refused_and_fetched(own_archive: Path, tmp_path: Path, serve: Callable[..., str], open_page: Open) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", "utf-8")
    english = tmp_path / "<b>english.txt"
    english.write_text("There is no Arabic in this text at all, not a word of it.", "utf-8")
    CliRunner().invoke(main, ["add", str(own_archive), str(empty), str(english), "--quiet"])
    feed = {
        "fetch_id": "f1", "kind": "feed", "address": "https://example.org/\u202e<b>", "failures": 3, "code": "E601", "reason": "no answer",
        "fetched_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    store = Store(own_archive / "store.sqlite")
    with store.connection() as connection:
        connection.execute(insert(t.fetches).values(feed))
    store.close()
    page = open_page(f"{serve()}/dashboard", language="en")
    refused = page.locator("section:has(#refused)")
    assert "E103" in refused.inner_text()
    assert "E101" in refused.inner_text()
    came = page.locator("section:has(#came)").inner_text()
    assert "https://example.org/U+202E<b>" in came
    assert "no answer" in came
    page.locator("section:has(#refused) a").first.click()
    page.wait_for_url("**/dashboard/refused?code=*")
    page.goto(page.url.split("?")[0])
    assert "<b>english.txt" in page.inner_text("main")
    assert "2 inputs" in page.inner_text("main")
    assert axe_faults(page) == []


@pytest.mark.parametrize("search", ["page=0", "page=x", "page=99999999999", "code=a&code=b", "x=1"])
def test_nonsense_of_the_list_is_refused(address: str, search: str) -> None:
    assert httpx.get(f"{address}/dashboard/refused?{search}").json()["error"]["code"] == "E710"
    assert httpx.get(f"{address}/dashboard/refused?code=%25&page=7").status_code == 200


def test_it_follows_what_is_read(own_archive: Path, tmp_path: Path, serve: Callable[..., str]) -> None:
    address = serve()
    before = httpx.get(f"{address}/dashboard", headers=ENGLISH).text
    assert "85 articles compared" in before
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"text": "قتل جنديان في صنعاء أمس.", "published": "2019-03-25", "outlet": "<i>نبأ</i>"}), "utf-8")
    assert CliRunner().invoke(main, ["add", str(own_archive), str(news), "--quiet"]).exit_code == 0
    after = httpx.get(f"{address}/dashboard", headers=ENGLISH).text
    assert "1 not yet" in after
    assert "&lt;i&gt;نبأ" in after
    assert CliRunner().invoke(main, ["compare", str(own_archive)]).exit_code == 0
    assert "86 articles compared" in httpx.get(f"{address}/dashboard", headers=ENGLISH).text


def test_a_broken_ledger_is_told_and_hides_nothing(own_archive: Path, serve: Callable[..., str]) -> None:
    with (own_archive / "ledger.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write("{}\n")
    page = httpx.get(f"{serve()}/dashboard", headers=ENGLISH)
    assert page.status_code == 200
    assert "E506" in page.text or "DamagedLedger" in page.text or re.search(r"E5\d\d", page.text)
    assert "Outlets" in page.text
