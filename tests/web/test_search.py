"""The search page: every filter, pages, keys, permalinks that stay, saved searches; nonsense and hostile text."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from rawi.archive.opening import open_store
from rawi.archive.searching import count
from rawi.cli import main
from rawi.lexicon import load
from rawi.web.app import application
from rawi.web.pages.search.asking import FILTERS, PAGE, asked
from rawi.web.pages.search.looking import permalink
from rawi.web.pages.search.results import sentence
from rawi.web.people import Person, Reader
from rawi.web.settings import Settings

Open = Callable[..., Page]
ENGLISH = {"Accept-Language": "en", "Accept": "text/html"}
SEARCHES = [
    "", "words=الموصل", "type=ASSAULT", "type=ASSAULT&type=CONTROL", "status=negated", "from=2017-03-01&to=2017-03-31",
    "published_from=2016-01-01&published_to=2016-12-31", "country=SY", "place=Mosul", "place=الموصل", "box=35,30,45,38",
    "near=36.34,43.13,100", "actor=داعش", "source=Reuters", "source_kind=agency", "outlet=nowhere", "genre=report", "as_of=2100-01-01",
    "origin=Reuters", "words=الموصل&type=ASSAULT&status=occurred&sort=killed", "sort=published", "sort=id",
]  # fmt: skip

NONSENSE = (
    "'; DROP TABLE claims; --", '"', "%", "_", "*", "[]", "{{7*7}}", "\u202e", "\U0001f4a5", "\\", "NEAR(a b)", "a OR b", "|", "1e999",
    "<b>",
)  # fmt: skip


def total(text: str) -> int:
    """How many claims a page says there are."""
    found = re.search(r"<strong>([\d,]+) claims?</strong>", text)
    return int(found[1].replace(",", "")) if found else 0


def links(text: str) -> list[str]:
    """The claims that a page shows, by their addresses."""
    return re.findall(r'<a href="(/articles/[^"]+)"', text)


def run(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("search", SEARCHES)
def test_every_filter_finds_what_the_archive_finds(address: str, shared_archive: Path, search: str) -> None:
    page = httpx.get(f"{address}/search?{search}", headers=ENGLISH)
    assert page.status_code == 200
    query = asked((k, v) for k, values in parse_qs(search).items() for v in values).query
    with open_store(shared_archive) as store, store.connection() as connection:
        expected = count(connection, query, load())
    assert total(page.text) == expected
    assert len(links(page.text)) == min(PAGE, expected)


def test_pages_hold_every_claim_once(address: str) -> None:
    whole = total(httpx.get(f"{address}/search?type=ASSAULT", headers=ENGLISH).text)
    seen: list[str] = []
    for n in range(1, -(-whole // PAGE) + 1):
        seen += links(httpx.get(f"{address}/search?type=ASSAULT&page={n}", headers=ENGLISH).text)
    assert len(seen) == len(set(seen)) == whole > PAGE
    beyond = httpx.get(f"{address}/search?type=ASSAULT&page=999", headers=ENGLISH)
    assert beyond.status_code == 200
    assert links(beyond.text) == []


@pytest.mark.parametrize(
    ("search", "code"),
    [
        ("page=-1", "E710"), ("page=0", "E710"), ("page=x", "E710"), ("page=99999999999", "E710"), ("page=٣", "E710"), ("sort=x", "E207"),
        ("type=NOTHING", "E207"), ("status=gone", "E207"), ("from=yesterday", "E207"), ("to=2015-02-30", "E207"),
        ("from=2015-02-02&to=2015-02-01", "E207"), ("country=Syria", "E207"), ("box=1,2,3", "E207"), ("box=nan,nan,nan,nan", "E207"),
        ("box=10,10,5,5", "E207"), ("near=91,0,1", "E207"), ("near=0,0,inf", "E207"), ("as_of=then", "E207"), ("genre=poem", "E207"),
        ("source_kind=bird", "E207"), ("nothing=1", "E710"), ("from=2015-01-01&from=2015-01-02", "E710"), ("words=%00", "E207"),
        ("words=%D8%8C", "E207"), (f"words={'a' * 10_000}", "E207"), (f"place={'a' * 301}", "E207"), ("saved=x", "E710"),
        ("saved=99", "E205"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(address: str, search: str, code: str) -> None:
    answer = httpx.get(f"{address}/search?{search}")
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["code"] == code
    assert code in httpx.get(f"{address}/search?{search}", headers=ENGLISH).text


@pytest.mark.parametrize("name", [*FILTERS, "sort", "page", "saved"])
def test_no_value_breaks_the_page(address: str, name: str) -> None:
    for value in NONSENSE:
        answer = httpx.get(f"{address}/search?{urlencode({name: value})}", headers=ENGLISH)
        assert answer.status_code in (200, 404, 422), (name, value)
        assert "<b>" not in answer.text
        assert "49" not in re.findall(r'value="([^"]*)"', answer.text)


@pytest.mark.parametrize(("name", "wild"), [("place", "%"), ("actor", "%"), ("source", "_"), ("outlet", "%"), ("origin", "%")])
def test_wildcards_are_letters(address: str, name: str, wild: str) -> None:
    assert total(httpx.get(f"{address}/search?{urlencode({name: wild})}", headers=ENGLISH).text) == 0


def test_the_sentence_is_cut_around_its_trigger() -> None:
    text = "قال. قال إن قال مات. قال."
    assert sentence("قال إن قال مات.", text, 12, 15) == ("قال إن ", "قال", " مات.")
    assert sentence("قال.", text, 21, 24) == ("", "قال", ".")
    long = "ا" * 900 + "قتل" + "ب" * 900
    before, trigger, after = sentence(long, long, 900, 903)
    assert (before[0], trigger, after[-1]) == ("…", "قتل", "…")
    assert len(before) == len(after) == 401


def test_the_trigger_is_marked(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/search?type=ASSAULT", language="en")
    marks = page.locator(".result mark").all_inner_texts()
    assert len(marks) == PAGE
    assert all(marks)


def test_filters_that_hold_can_be_taken_off(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/search", language="ar")
    page.fill("#words", "الموصل")
    page.click(".choices:has(input[name=type]) summary")
    page.check("input[name=type][value=ASSAULT]")
    page.click(".asking button")
    page.wait_for_url("**/search?*words=*")
    assert parse_qs(urlsplit(page.url).query) == {"words": ["الموصل"], "type": ["ASSAULT"]}
    expect(page.locator(".chips .tag")).to_have_count(2)
    page.locator(".chips .tag", has_text="الموصل").locator("a").click()
    page.wait_for_url("**/search?type=ASSAULT")
    expect(page.locator(".chips .tag")).to_have_count(1)
    expect(page.locator("#words")).to_have_value("")
    page.go_back()
    expect(page.locator(".chips .tag")).to_have_count(2)


def test_keys_move_through_results_and_pages(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/search?type=ASSAULT", language="ar")
    first, second = (page.locator(".result .kind a").nth(n) for n in (0, 1))
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("]")
    page.wait_for_url("**page=2")
    expect(page.locator(".result .kind a").first).to_be_visible()
    page.keyboard.press("[")
    page.wait_for_url("**/search?type=ASSAULT")
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()
    page.locator(".result .kind a").first.focus()
    leads = page.locator(".result .kind a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{leads}")


def test_what_is_refused_is_told_in_the_page(address: str, open_page: Open) -> None:
    page = open_page(f"{address}/search?box=1,1,2,2", language="en")
    page.fill("input[name=box]", "north of here")
    page.click(".asking button")
    expect(page.locator(".fault")).to_contain_text("E207")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible_and_narrow(address: str, open_page: Open, language: str, theme: str) -> None:
    page = open_page(f"{address}/search?words=الموصل&country=IQ&as_of=2100-01-01", language=language, theme=theme, width=360)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "[" not in page.inner_text("main")


# Permalinks

PLACE = (
    "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
    "ye-aden\tAden of ours\tعدن\ttown\tYE\tAden\t\t12.8\t45.0\t1\tours\n"
)
HOSTILE = '<script>document.title="broken"</script>'
ARTICLES = (
    {"id": "a1", "text": "قتل خمسة مدنيين في قصف على عدن أمس.", "published": "2019-03-23", "outlet": "المثال"},
    {"id": "../a 2?#", "title": f"{HOSTILE} \u202eعنوان", "published": "2019-03-24", "outlet": '=cmd|"/c calc"!A1',
     "text": f"{HOSTILE} قتل ثلاثة جنود في صنعاء أمس، قالت وكالة رويترز. \u202e"},
)  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An archive of two articles, one of them hostile."""
    return add(tmp_path / "small", tmp_path, *ARTICLES)


def add(archive: Path, folder: Path, *articles: dict[str, str]) -> Path:
    news = folder / "news.jsonl"
    news.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), "utf-8")
    run("add", archive, news, "--quiet")
    return archive


def client(archive: Path, person: str = "amal", role: str | None = None, **settings: bool) -> TestClient:
    """A workbench as one person sees it; `role`: as if signed in with that."""
    app = application(Settings(archive, person=person, **settings))
    if role:
        needed = get_args(Reader)[1].dependency
        app.dependency_overrides[needed] = lambda: Person(person, role)
    return TestClient(app, base_url="http://127.0.0.1", headers={"Accept-Language": "en", "Accept": "text/html"}, follow_redirects=False)


def test_a_permalink_waits_until_the_second_is_over() -> None:
    search = asked([("country", "YE")])
    now = datetime.now(UTC)
    assert permalink(search, (now + timedelta(seconds=2)).isoformat()) is None
    assert permalink(search, now.isoformat()) is None
    assert permalink(search, None) is None
    assert permalink(search, "2026-01-01T10:00:00Z") == "/search?country=YE&as_of=2026-01-01T10%3A00%3A00Z"
    earlier = asked([("country", "YE"), ("as_of", "2025-06-01")])
    assert permalink(earlier, now.isoformat()) == "/search?country=YE&as_of=2025-06-01T23%3A59%3A59Z"


def pin_of(web: TestClient, search: str) -> str:
    """The permalink that a page offers, as soon as it does."""
    until = time.monotonic() + 20
    while True:
        if found := re.search(r'<p class="row"><a href="(/search\?[^"]*as_of[^"]*)"', web.get(search).text):
            return html.unescape(found[1])
        assert time.monotonic() < until, "no permalink is offered"
        time.sleep(0.3)


def test_a_permalink_gives_the_same_after_another_lexicon(small: Path, tmp_path: Path) -> None:
    with client(small) as before:
        pinned = pin_of(before, "/search?country=YE")
        page = before.get("/search?country=YE").text
        then = before.get(pinned).text
        assert links(page) == [link.split("&amp;as_of")[0] for link in links(then)]
        assert "Aden" in then
        assert "These results are as they were at" in then
        exported = before.get(f"/search/export?format=csv&{urlsplit(pinned).query}").text
    own = tmp_path / "own" / "places"
    own.mkdir(parents=True)
    (own / "p.tsv").write_text(PLACE, "utf-8")
    assert "read again" in CliRunner().invoke(main, ["reread", str(small), "--lexicon", str(own.parent)]).stderr
    with client(small) as after:
        now = after.get("/search?country=YE").text
        assert "Aden of ours" in now
        assert "as they were at" not in now
        again = after.get(pinned).text
        assert "Aden of ours" not in again
        assert links(again) == links(then)
        assert re.findall(r"<p class=\"quote.*?</article>", again, re.S) == re.findall(r"<p class=\"quote.*?</article>", then, re.S)
        assert after.get(f"/search/export?format=csv&{urlsplit(pinned).query}").text == exported


def test_hostile_text_is_shown_as_text(small: Path, serve: Callable[..., str], open_page: Open) -> None:
    page = open_page(f"{serve(archive=small)}/search?words=صنعاء", language="en")
    expect(page.locator(".result")).not_to_have_count(0)
    assert "<script>" in page.inner_text(".results")
    assert "U+202E" in page.inner_text(".results")
    assert page.title() != "broken"
    address = page.locator(".result .kind a").first.get_attribute("href")
    assert address is not None
    assert address.startswith("/articles/")
    assert axe_faults(page) == []
    outlet = quote(ARTICLES[1]["outlet"])
    page.goto(f"{page.url.split('/search')[0]}/search?outlet={outlet}")
    expect(page.locator(".chips .tag")).to_have_count(1)
    expect(page.locator(".result")).not_to_have_count(0)


# Saved searches


def test_a_saved_search_tells_what_is_new(small: Path, tmp_path: Path) -> None:
    with client(small) as web:
        answer = web.post("/search/saved", data={"name": "  اليمن  كله ", "asked": "country=YE"})
        assert answer.status_code == 303
        opened = answer.headers["location"]
        assert opened == "/search?country=YE&saved=1"
        page = web.get(opened).text
        assert "اليمن كله" in page
        assert 'class="tag new"' not in page
        in_yemen = {"id": "a3", "text": "قتل جنديان في صنعاء أمس.", "published": "2019-03-25"}
        add(small, tmp_path, in_yemen, {"id": "a4", "text": "قتل اثنان في دمشق."})
        page = web.get("/search").text
        assert "1 new" in page
        page = web.get(opened).text
        assert page.count('<span class="tag new">New</span>') == 1
        capture = re.search(r'name="capture" value="(\d+)"', page)
        assert capture is not None
        assert web.post("/search/saved/1/looked", data={"capture": capture[1]}).status_code == 303
        assert "1 new" not in web.get("/search").text
        run("reread", small, "--all")
        assert "new</span>" not in web.get("/search").text
        assert web.post("/search/saved/1/name", data={"name": "Yemen"}).status_code == 303
        assert "Yemen" in web.get("/search").text
        assert web.post("/search/saved/1/delete").headers["location"] == "/search"
        assert "Yemen</bdi>" not in web.get("/search").text
        assert web.get(opened).status_code == 404


def test_each_has_their_own_of_a_name(small: Path) -> None:
    with client(small, "amal") as amal, client(small, "basim", "reader") as basim:
        assert amal.post("/search/saved", data={"name": "Aden", "asked": "place=Aden"}).status_code == 303
        assert basim.post("/search/saved", data={"name": "Aden", "asked": "words=عدن"}).status_code == 303
        again = amal.post("/search/saved", data={"name": "Aden ", "asked": ""}, headers={"Accept": "*/*"})
        assert again.status_code == 422
        assert again.json()["error"]["code"] == "E710"
        for path, data in (("name", {"name": "mine"}), ("delete", {}), ("looked", {"capture": "1"})):
            refused = basim.post(f"/search/saved/1/{path}", data=data, headers={"Accept": "*/*"})
            assert refused.status_code == 403, path
            assert refused.json()["error"]["code"] == "E704"
        assert amal.post("/search/saved/2/name", data={"name": "of an admin"}).status_code == 303
        assert "of an admin" in basim.get("/search").text
        assert amal.post("/search/saved/2/delete").status_code == 303


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("", {"name": "", "asked": ""}, 422), ("", {"name": "x" * 101, "asked": ""}, 422), ("", {"name": "a\u202eb", "asked": ""}, 422),
        ("", {"name": "x", "asked": "type=NOTHING"}, 422), ("", {"name": "x", "asked": "x" * 9_000}, 422), ("", {}, 422),
        ("/99/delete", {}, 404), ("/x/delete", {}, 422), ("/99/name", {"name": "x"}, 404), ("/99/looked", {"capture": "-1"}, 422),
        ("/99/looked", {"capture": "9" * 30}, 422), (f"/{'9' * 30}/delete", {}, 422),
    ],
)  # fmt: skip
def test_nonsense_is_not_saved(small: Path, path: str, data: dict[str, str], status: int) -> None:
    with client(small) as web:
        assert web.post(f"/search/saved{path}", data=data).status_code == status
        assert "None yet" in web.get("/search").text


def test_many_saved_searches_have_a_page_of_their_own(small: Path) -> None:
    with client(small) as web:
        for n in range(53):
            assert web.post("/search/saved", data={"name": f"search {n:02}", "asked": "country=YE"}).status_code == 303
        page = web.get("/search").text
        assert page.count("saved=") == 20
        assert "All saved searches (53)" in page
        pages = [web.get(f"/search/saved?page={n}").text for n in (1, 2, 3)]
        assert [text.count("saved=") for text in pages] == [50, 3, 0]
        for wrong in ("page=0", "page=x", "x=1", "page=1&page=2"):
            assert web.get(f"/search/saved?{wrong}").status_code == 422


def test_a_time_to_come_is_no_permalink(small: Path) -> None:
    with client(small) as web:
        assert "is still to come" in web.get("/search?as_of=2999-01-01").text
        pin = pin_of(web, "/search?as_of=2999-01-01")
        assert "2999" not in pin
        assert "as they were at" in web.get(pin).text


def test_a_workbench_that_is_read_only_saves_nothing(small: Path) -> None:
    with client(small, read_only=True) as web:
        refused = web.post("/search/saved", data={"name": "x", "asked": ""}, headers={"Accept": "*/*"})
        assert refused.json()["error"]["code"] == "E704"


def test_saving_in_the_browser(serve: Callable[..., str], open_page: Open) -> None:
    page = open_page(f"{serve()}/search?type=ASSAULT", language="ar")
    page.fill(".keep input[name=name]", "هجمات")
    page.click(".keep:has(input[name=asked]) button")
    page.wait_for_url("**saved=1")
    expect(page.locator(".chosen h2")).to_have_text("هجمات")
    expect(page.locator(".kept li")).to_have_count(1)
    assert axe_faults(page) == []
    page.fill("#rename", "هجمات أخرى")
    page.click(".chosen form[action$=name] button")
    expect(page.locator(".kept a")).to_have_text("هجمات أخرى")
    page.goto(page.url.split("/search")[0] + "/search/saved")
    assert axe_faults(page) == []
    page.click(".kept a")
    page.click(".chosen form[action$=delete] button")
    expect(page.locator(".kept")).to_have_count(0)
