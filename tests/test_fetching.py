"""`rawi add` of addresses, against a real server on this machine."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rawi.archive.adding import ADDED, CHANGED, KNOWN, Added, Archive
from rawi.archive.databases import STORE
from rawi.archive.fetching import Fetching, Wanted
from rawi.archive.verifying import verify
from rawi.errors import FetchFailed
from rawi.lexicon import load
from rawi.sources.retrying import Patience, Retrying
from rawi.sources.web import Fetcher, Limits, seconds_of
from samples import run, write
from sites import CUT, Answer, Site, page, rss, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / STORE) as plain:
        return plain.execute(query).fetchall()


def captures(folder: Path) -> list[dict[str, Any]]:
    return [e for line in (folder / "ledger.jsonl").read_text("utf-8").splitlines() if (e := json.loads(line))["what"] == "captured"]


def retrying(site: Site, retries: int = 3, **more: Any) -> tuple[Retrying, list[float]]:
    waits: list[float] = []
    fetcher = Fetcher(site.policy, Limits(delay=0.0), sleep=waits.append, **more)
    return Retrying(fetcher, Patience(retries), chance=lambda: 1.0), waits


def fetched(folder: Path, site: Site, *paths: str, **wanted: Any) -> Added:
    done = Added()
    with Archive(folder, load(), who="tester") as archive:
        fetching = Fetching(archive, retrying(site, 0)[0], Wanted(**wanted))
        for path in paths:
            for _ in fetching.add(site.at(path), done):
                pass
    return done


def test_a_page_by_the_command_line_and_again(site: Site, tmp_path: Path) -> None:
    body = page(1).encode()
    site.routes["/a"] = Answer(body, headers={"ETag": '"one"', "Last-Modified": "Sat, 23 Mar 2019 00:00:00 GMT"})
    folder = tmp_path / "archive"
    result = run("add", folder, site.at("/a"), write(tmp_path / "b.txt", "قصفت الطائرات مواقع المسلحين في عدن."), *site.options)
    assert result.exit_code == 0 and "2 added" in result.stderr, result.stderr
    [capture] = [c for c in captures(folder) if c["url"]]
    assert (capture["url"], capture["media_type"], capture["facts"]["etag"]) == (site.at("/a"), "text/html", '"one"')
    assert datetime.fromisoformat(capture["facts"]["fetched_at"]).tzinfo is not None and capture["facts"]["charset"] == "utf-8"
    assert (folder / "blobs" / capture["sha256"][:2] / capture["sha256"][2:]).read_bytes() == body
    ledger = (folder / "ledger.jsonl").read_bytes()
    again = run("add", folder, site.at("/a"), *site.options)
    assert again.exit_code == 0 and "1 known" in again.stderr and (folder / "ledger.jsonl").read_bytes() == ledger
    headers = site.seen[-1][1]
    assert headers["If-None-Match"] == '"one"' and headers["If-Modified-Since"] == "Sat, 23 Mar 2019 00:00:00 GMT"
    site.routes["/a"] = Answer(page(2), headers={"ETag": '"two"'})
    assert fetched(folder, site, "/a").documents[CHANGED] == 1 and list(verify(folder)) == []


def test_offline_opens_no_socket_and_resolves_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[str] = []
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, lambda *_a, n=name, **_k: touched.append(n) or pytest.fail("reached the network"))
    article = write(tmp_path / "b.txt", "قصفت الطائرات مواقع المسلحين في عدن.")
    result = run("add", tmp_path / "archive", "--offline", "https://example.org/1", "https://example.org/2", article)
    assert result.exit_code == 3 and result.stderr.count("E604") == 2 and "1 added" in result.stderr and touched == []
    assert rows(tmp_path / "archive", "SELECT * FROM quarantine") == [] == rows(tmp_path / "archive", "SELECT * FROM fetches")


def test_a_feed_with_and_without_its_pages(site: Site, tmp_path: Path) -> None:
    site.routes |= {"/feed": rss(site, [1, 2, 3])} | {f"/a/{n}": Answer(page(n), headers={"ETag": '"x"'}) for n in (1, 2, 3)}
    short = fetched(tmp_path / "short", site, "/feed")
    assert short.documents[ADDED] == 3 and site.asked == ["/feed"] and "--follow" in short.notices[0].message
    site.seen.clear()
    folder = tmp_path / "whole"
    done = fetched(folder, site, "/feed", follow=True)
    assert done.documents[ADDED] == 3 and not done.refused and site.asked == ["/feed", "/a/3", "/a/2", "/a/1"]
    assert {c["media_type"] for c in captures(folder)} == {"text/html", "application/rss+xml"}
    found = rows(folder, "SELECT url, outlet, published FROM documents ORDER BY url")
    assert found[0] == (site.at("/a/1"), "صحيفة المثال", "2015-07-21")
    assert fetched(folder, site, "/feed", follow=True).total == 0 and site.asked[-1] == "/feed"  # 304
    again = fetched(folder, site, "/feed", follow=True, limit=2)  # gone through in another way: asked for anew, its pages conditionally
    assert again.documents == {ADDED: 0, CHANGED: 0, "read again": 0, KNOWN: 2}


def test_an_item_whose_page_is_gone_keeps_its_own_text_and_whole_items_are_not_followed(site: Site, tmp_path: Path) -> None:
    site.routes["/feed"] = rss(site, [1], text="قتل خمسة مدنيين في قصف على بلدة المثال أمس. " * 40)
    assert fetched(tmp_path / "a", site, "/feed", follow=True).documents[ADDED] == 1 and site.asked == ["/feed"]
    site.routes["/feed"] = rss(site, [2])
    done = fetched(tmp_path / "b", site, "/feed", follow=True)
    assert done.documents[ADDED] == 1 and [r.error.code for r in done.refused] == ["E605"]
    site.routes["/feed"] = rss(site, [3])
    site.routes["/a/3"] = Answer("", status=503)
    done = fetched(tmp_path / "c", site, "/feed", follow=True)  # it may come yet
    assert done.documents[ADDED] == 0 and rows(tmp_path / "c", "SELECT etag FROM fetches WHERE kind = 'feed'") == [(None,)]


def test_sitemaps(site: Site, tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    index = "".join(
        f"<sitemap><loc>{site.at(f'/{n}')}</loc><lastmod>{d}</lastmod></sitemap>"
        for n, d in (("old.xml", "2014-01-01"), ("new.xml.gz", "2015-07-30"))
    )
    news = (
        f"<url><loc>{site.at('/a/1')}</loc><n:news><n:publication><n:name>جريدة المثال</n:name><n:language>ar</n:language></n:publication>"
        "<n:publication_date>2015-07-20T10:00:00Z</n:publication_date><n:title>عنوان</n:title></n:news></url>"
        + "".join(f"<url><loc>{site.at(f'/a/{n}')}</loc><lastmod>2015-07-2{n}</lastmod></url>" for n in (2, 3))
        + f"<url><loc>{site.at('/a/4')}</loc></url>"
    )
    site.routes |= {
        "/sitemap.xml": Answer(f"<?xml version='1.0'?><sitemapindex {space}>{index}</sitemapindex>", "text/xml"),
        "/new.xml.gz": Answer(gzip.compress(f"<urlset {space}>{news}</urlset>".encode()), "application/gzip"),
        "/old.xml": Answer(f"<urlset {space}><url><loc>{site.at('/a/5')}</loc><lastmod>2014-01-01</lastmod></url></urlset>", "text/xml"),
    }
    site.routes |= {f"/a/{n}": Answer(page(n), headers={"ETag": '"x"'}) for n in range(1, 6)}
    folder = tmp_path / "archive"
    done = fetched(folder, site, "/sitemap.xml", since="2015-07-20")
    assert done.documents[ADDED] == 3 and site.asked == ["/sitemap.xml", "/new.xml.gz", "/a/3", "/a/2", "/a/1"]
    assert rows(folder, "SELECT outlet, published FROM documents WHERE url LIKE '%/a/1'") == [("جريدة المثال", "2015-07-20")]
    assert any("1 addresses are older" in n.message for n in done.notices)
    site.seen.clear()
    done = fetched(folder, site, "/sitemap.xml", limit=2)  # what came since its last change is not asked for and does not count
    assert (done.documents[KNOWN], done.documents[ADDED]) == (3, 1) and site.asked == ["/sitemap.xml", "/new.xml.gz", "/a/1", "/a/4"]
    assert fetched(folder, site, "/sitemap.xml").documents[ADDED] == 1


@pytest.mark.parametrize("body", ["<urlset></urlset>", "<urlset><url><loc>x", "<sitemapindex><sitemap><loc>file:///etc/passwd</loc></sitemap></sitemapindex>",
                                  "<opml><body/></opml>"])  # fmt: skip
def test_lists_that_are_none(site: Site, tmp_path: Path, body: str) -> None:
    site.routes["/sitemap.xml"] = Answer(body, "text/xml")
    assert [r.error.code for r in fetched(tmp_path / "archive", site, "/sitemap.xml").refused] == ["E126"]


def test_a_sitemap_that_names_itself_ends(site: Site, tmp_path: Path) -> None:
    site.routes["/sitemap.xml"] = Answer(
        f"<sitemapindex><sitemap><loc>{site.at('/sitemap.xml')}</loc></sitemap></sitemapindex>", "text/xml"
    )
    done = fetched(tmp_path / "archive", site, "/sitemap.xml")
    assert done.refused[0].error.code == "E126" and len(site.asked) == 4


def answers(*given: Answer) -> Any:
    left = list(given)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_later_and_then_fine(site: Site) -> None:
    site.routes["/a"] = answers(
        Answer(status=503), Answer(page(1), status=CUT), Answer(status=429, headers={"Retry-After": "7"}), Answer(page(1))
    )
    web, waits = retrying(site)
    assert web.fetch(site.at("/a")).status == 200 and waits == [2.0, 4.0, 8.0]
    site.routes["/b"] = answers(Answer(status=429, headers={"Retry-After": "30"}), Answer(page(1)))
    web, waits = retrying(site)
    assert web.fetch(site.at("/b")).status == 200 and waits == [30.0]


def test_what_does_not_pass_is_asked_for_once_and_patience_ends(site: Site) -> None:
    site.routes["/busy"] = Answer(status=503)
    site.routes["/long"] = Answer(status=429, headers={"Retry-After": "100000"})
    for path, times, waited in (("/gone", 1, []), ("/busy", 4, [2.0, 4.0, 8.0]), ("/long", 1, [])):
        site.seen.clear()
        web, waits = retrying(site)
        with pytest.raises(FetchFailed) as raised:
            web.fetch(site.at(path))
        assert (len(site.asked), waits) == (times, waited)
    assert raised.value.retry_after == 100_000.0


def test_jitter_spreads_the_pauses(site: Site) -> None:
    site.routes["/busy"] = Answer(status=503)
    waits: list[float] = []
    fetcher = Fetcher(site.policy, Limits(delay=0.0), sleep=waits.append)
    with pytest.raises(FetchFailed):
        Retrying(fetcher, Patience(2), chance=iter((0.0, 0.5)).__next__).fetch(site.at("/busy"))
    assert waits == [1.0, 3.0]


def test_robots_in_trouble_are_asked_again_and_a_rule_holds_for_a_day(site: Site, tmp_path: Path) -> None:
    site.routes |= {
        "/robots.txt": answers(Answer(status=503), Answer("User-agent: *\nDisallow: /no")),
        "/no": Answer(page(1)),
        "/a": Answer(page(1)),
    }
    web, waits = retrying(site)
    assert web.fetch(site.at("/a")).status == 200 and waits == [2.0]
    assert [r.error.code for r in fetched(tmp_path / "archive", site, "/no").refused] == ["E606"]
    ticks = [0.0]
    fetcher = Fetcher(site.policy, Limits(delay=0.0), clock=lambda: ticks[0])
    site.seen.clear()
    for ticks[0] in (0.0, 3_600.0, 90_000.0):
        fetcher.fetch(site.at("/a"))
    assert [path for path, _ in site.seen].count("/robots.txt") == 2


def test_retry_after() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for written, seconds in (
        ("120", 120.0),
        ("Thu, 01 Jan 2026 12:01:00 GMT", 60.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ):
        assert seconds_of(written, now) == seconds


def test_a_redirect_and_one_within(site: Site, tmp_path: Path) -> None:
    site.routes |= {"/old": Answer(status=301, headers={"Location": "/new"}), "/new": Answer(page(1)),
                    "/evil": Answer(status=302, headers={"Location": f"http://127.0.0.2:{site.port}/"})}  # fmt: skip
    assert fetched(tmp_path / "archive", site, "/old").documents[ADDED] == 1
    assert rows(tmp_path / "archive", "SELECT url FROM documents") == [(site.at("/new"),)]
    assert [r.error.code for r in fetched(tmp_path / "archive", site, "/evil").refused] == ["E602"]


def test_the_declared_charset_decides_and_a_wrong_one_does_not(site: Site, tmp_path: Path) -> None:
    for n, (encoding, label) in enumerate([("windows-1256", "windows-1256"), ("utf-8", "windows-1256"), ("iso-8859-6", "iso-8859-6"),
                                           ("windows-1256", "utf-8"), ("mac-arabic", "x-mac-arabic")]):  # fmt: skip
        site.routes[f"/{n}"] = Answer(page(n).encode(encoding), f"text/html; charset={label}")
        done = fetched(tmp_path / "archive", site, f"/{n}")
        assert done.documents[ADDED] == 1, (encoding, label, done.refused)
    titles = [title for (title,) in rows(tmp_path / "archive", "SELECT title FROM documents ORDER BY url")]
    assert titles == [f"قصف على بلدة المثال رقم {n}" for n in range(5)]


def test_pages_in_an_article_s_place_are_refused_and_stand_in_quarantine(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = Answer(page(0, title="404", text="عذرا، الصفحة التي تبحث عنها غير موجودة."))
    done = fetched(tmp_path / "archive", site, "/a")
    assert done.total == 0 and rows(tmp_path / "archive", "SELECT name, code FROM quarantine") == [(site.at("/a"), "E125")]
    site.routes["/a"] = Answer(page(1))
    assert fetched(tmp_path / "archive", site, "/a").documents[ADDED] == 1 and rows(tmp_path / "archive", "SELECT * FROM quarantine") == []


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://0177.0.0.1/", "http://localhost./", "file:///etc/passwd", "gopher://example.org/",
                                 "http://user@example.org/", "http://[::ffff:10.0.0.1]/", "http://example.org:22/"])  # fmt: skip
def test_what_the_guard_refuses_is_refused_by_name(tmp_path: Path, url: str) -> None:
    result = run("add", tmp_path / "archive", url)
    assert result.exit_code == 3 and ("E601" in result.stderr or "E602" in result.stderr)


@pytest.mark.parametrize(("answer", "asked"), [(Answer(status=429, headers={"Retry-After": "5000"}), 1), (Answer(status=503), 5)])
def test_a_site_that_wants_to_be_left_alone_is(site: Site, tmp_path: Path, answer: Answer, asked: int) -> None:
    places = "".join(f"<url><loc>{site.at(f'/a/{n}')}</loc></url>" for n in range(20))
    site.routes |= {f"/a/{n}": answer for n in range(20)} | {"/sitemap.xml": Answer(f"<urlset>{places}</urlset>", "text/xml")}
    done = fetched(tmp_path / "archive", site, "/sitemap.xml")
    assert len(done.refused) == asked == len(site.asked) - 1 and "another time" in done.notices[-1].message
    site.routes |= {f"/a/{n}": Answer(page(n)) for n in range(20)}
    assert fetched(tmp_path / "archive", site, "/sitemap.xml").documents[ADDED] == 20
    assert rows(tmp_path / "archive", "SELECT * FROM quarantine") == []


def test_a_fault_of_ours_in_one_document_does_not_end_the_rest(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rawi import pipeline

    real = pipeline.read_document

    def faulty(document: Any, lexicon: Any) -> Any:
        if document.url and document.url.endswith("/1"):
            raise ZeroDivisionError("x")
        return real(document, lexicon)

    monkeypatch.setattr(pipeline, "read_document", faulty)
    site.routes |= {f"/a/{n}": Answer(page(n)) for n in (1, 2)}
    done = fetched(tmp_path / "archive", site, "/a/1", "/a/2")
    assert done.documents[ADDED] == 1 and [r.error.code for r in done.refused] == ["E000"]
