"""`rawi watch`: against a real server on this machine, ended in every way."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rawi.archive.adding import ADDED, Archive
from rawi.archive.databases import STORE
from rawi.archive.fetching import Fetching, Wanted
from rawi.archive.verifying import verify
from rawi.archive.watching import AT_A_TIME, FAILED, MET, MORE, NOT_CHANGED, TRIES, Pace, Polled, Stopped, Watch
from rawi.errors import BrokenList, UnsafeXml
from rawi.lexicon import load
from rawi.sources.opml import feed_list
from rawi.sources.retrying import Patience, Retrying
from rawi.sources.web import Fetcher, Limits
from samples import run, write
from sites import CUT, Answer, Site, page, rss, serving

RAWI = [sys.executable, "-c", "from rawi.cli import main; main()"]
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.routes |= {f"/a/{n}": Answer(page(n), headers={"ETag": f'"{n}"'}) for n in range(200)}
        yield found


def documents(folder: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / STORE) as plain:
        return plain.execute(
            "SELECT d.url, d.title, d.published, c.sha256 FROM documents d JOIN captures c USING (document_id) ORDER BY d.url, c.sha256"
        ).fetchall()


class Times:
    """A clock that moves when somebody sleeps, and ends the watch at a time."""

    def __init__(self, hours: float = 0.0) -> None:
        self.now, self.end = START, START + timedelta(hours=hours)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        if self.now > self.end:
            raise Stopped


def watched(folder: Path, site: Site, *paths: str, times: Times | None = None, once: bool = False, **more: Any) -> list[Polled]:
    times = times or Times()
    fetcher = Fetcher(site.policy, Limits(delay=0.0), sleep=times.sleep, now=lambda: times.now)
    with Archive(folder, load(), who="tester", clock=lambda: times.now) as archive:
        fetching = Fetching(archive, Retrying(fetcher, Patience(0)), Wanted(follow=more.pop("follow", True)))
        watch = Watch(fetching, times.sleep, chance=lambda: 0.0, **more)
        return list(watch.run([site.at(p) for p in paths], once=once))


def test_once_twice_adds_nothing_the_second_time(site: Site, tmp_path: Path) -> None:
    site.routes["/feed"] = rss(site, [1, 2, 3])
    feeds = write(
        tmp_path / "feeds.opml",
        f"<opml version='2.0'><body><outline text='x'><outline xmlUrl='{site.at('/feed')}'/></outline></body></opml>",
    )
    folder = tmp_path / "archive"
    first = run("watch", folder, feeds, "--once", "--every", "1", *site.options)
    assert first.exit_code == 0 and "3 added" in first.stderr, first.stderr
    before = documents(folder), (folder / "ledger.jsonl").read_bytes()
    assert len(before[0]) == 3
    time.sleep(1.6)
    again = run("watch", folder, feeds, "--once", "--every", "1", *site.options)
    assert again.exit_code == 0 and "not changed: nothing new" in again.stderr, again.stderr
    assert (documents(folder), (folder / "ledger.jsonl").read_bytes()) == before and site.asked.count("/feed") == 2
    not_due = run("watch", folder, feeds, "--once", *site.options)
    assert not_due.exit_code == 0 and site.asked.count("/feed") == 2


def test_new_and_edited_items_are_added_and_each_page_is_asked_for_once(site: Site, tmp_path: Path) -> None:
    feed = [rss(site, [1, 2])]
    site.routes["/feed"] = lambda: feed[0]
    times = Times(0.1)
    assert [p.done.documents[ADDED] for p in watched(tmp_path / "a", site, "/feed", times=times)] == [2]
    feed[0] = rss(site, [1, 2, 3])
    times.end = times.now + timedelta(minutes=10)
    assert [p.done.documents[ADDED] for p in watched(tmp_path / "a", site, "/feed", times=times)] == [1]
    assert site.asked == ["/feed", "/a/1", "/a/2", "/feed", "/a/3"]
    edited = rss(site, [1, 2, 3])
    assert isinstance(edited.body, str)
    feed[0] = Answer(edited.body.replace("خبر رقم 2", "تصحيح: خبر رقم 2"), edited.kind)
    site.routes["/a/2"] = Answer(page(2, text="\n".join([f"قتل سبعة مدنيين في قصف على بلدة المثال رقم {n}." for n in range(9)])))
    times.end = times.now + timedelta(hours=1)
    done = watched(tmp_path / "a", site, "/feed", times=times)[0].done
    assert done.documents["changed"] == 1 and site.asked[5:7] == ["/feed", "/a/2"]


def test_the_pace_adapts_and_keeps_to_what_servers_ask(site: Site, tmp_path: Path) -> None:
    pace = Pace(900, 86_400)
    assert pace.after(None, 5, 0) == 900 and pace.after(3_600, 1, 0) == 1_800 and pace.after(3_600, 0, 0) == 5_400
    assert pace.after(80_000, 0, 0) == 86_400 and pace.after(900, 1, 7_200) == 7_200 and pace.after(900, 1, 9e9) == 86_400
    assert pace.after_failure(1, 0) == 1_800 and pace.after_failure(50, 0) == 86_400 and pace.after_failure(1, 200_000) == 200_000
    site.routes |= {"/ttl": rss(site, [1], ttl="120"), "/age": Answer(rss(site, [2]).body, headers={"Cache-Control": "max-age=10800"}),
                    "/later": Answer(status=429, headers={"Retry-After": "40000"})}  # fmt: skip
    due = {p.feed: (p.due - START).total_seconds() for p in watched(tmp_path / "a", site, "/ttl", "/age", "/later", once=True)}
    assert due == {site.at("/ttl"): 7_200, site.at("/age"): 10_800, site.at("/later"): 40_000}


def test_a_feed_that_breaks_stands_in_quarantine_while_the_others_go_on(site: Site, tmp_path: Path) -> None:
    state = [rss(site, [1])]
    site.routes |= {"/feed": lambda: state[0], "/other": rss(site, [2])}
    times = Times(0.2)
    watched(tmp_path / "a", site, "/feed", "/other", times=times)
    state[0] = Answer("<html><body>login</body></html>")
    times.end = times.now + timedelta(hours=3)
    polled = watched(tmp_path / "a", site, "/feed", "/other", times=times)
    broken = [p for p in polled if p.feed == site.at("/feed")]
    assert {p.outcome for p in broken} == {FAILED} and len(broken) == 3  # after 15, 15 + 30 and 45 + 60 minutes
    assert {p.outcome for p in polled if p.feed == site.at("/other")} == {NOT_CHANGED}
    with sqlite3.connect(tmp_path / "a" / STORE) as plain:
        assert plain.execute("SELECT name, code FROM quarantine").fetchall() == [(site.at("/feed"), "E120")]
        assert plain.execute("SELECT failures, code FROM fetches WHERE address = ?", (site.at("/feed"),)).fetchall() == [(3, "E120")]
    state[0] = rss(site, [1, 3])
    times.end = times.now + timedelta(hours=3)
    assert sum(p.done.documents[ADDED] for p in watched(tmp_path / "a", site, "/feed", times=times)) == 1
    with sqlite3.connect(tmp_path / "a" / STORE) as plain:
        assert plain.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)


def test_a_page_that_fails_is_tried_again_and_given_up_at_last(site: Site, tmp_path: Path) -> None:
    site.routes |= {
        "/feed": rss(site, [1, 2, 3]),
        "/a/1": Answer(page(1), status=CUT),
        "/a/2": Answer(page(2, title="404", text="الصفحة غير موجودة")),
    }
    polled = watched(tmp_path / "a", site, "/feed", times=Times(30))
    assert [p.outcome for p in polled[: TRIES + 1]] == [MET] * TRIES + [NOT_CHANGED]
    assert site.asked.count("/a/1") == TRIES and site.asked.count("/a/2") == site.asked.count("/a/3") == 1
    with sqlite3.connect(tmp_path / "a" / STORE) as plain:
        quarantined = dict(plain.execute("SELECT name, code FROM quarantine").fetchall())
    assert quarantined == {site.at("/a/1"): "E605", site.at("/a/2"): "E125"}
    assert [d[0] for d in documents(tmp_path / "a")] == [site.at(f"/a/{n}") for n in (1, 2, 3)]  # the items' own texts, where no page came


def test_a_long_feed_does_not_keep_the_others_waiting(site: Site, tmp_path: Path) -> None:
    site.routes |= {"/long": rss(site, list(range(AT_A_TIME + 20))), "/short": rss(site, [150])}
    polled = watched(tmp_path / "a", site, "/long", "/short", times=Times(0.1), follow=False)
    assert [(p.feed.rpartition("/")[2], p.outcome) for p in polled] == [("long", MORE), ("short", MET), ("long", MET)]
    assert [p.done.documents[ADDED] for p in polled] == [AT_A_TIME, 1, 20]


def test_a_site_that_asks_to_be_left_alone_is_until_then(site: Site, tmp_path: Path) -> None:
    site.routes |= {f"/a/{n}": Answer(status=429, headers={"Retry-After": "9000"}) for n in (1, 2, 3)} | {"/feed": rss(site, [1, 2, 3])}
    [polled] = watched(tmp_path / "a", site, "/feed", once=True)
    assert site.asked == ["/feed", "/a/1"] and (polled.due - START).total_seconds() == 9_000 and polled.done.documents[ADDED] == 0
    site.routes |= {f"/a/{n}": Answer(page(n)) for n in (1, 2, 3)}
    times = Times(3)
    times.now += timedelta(hours=2.6)
    assert next(p.done.documents[ADDED] for p in watched(tmp_path / "a", site, "/feed", times=times)) == 3


def test_items_that_share_one_id_are_each_met_once(site: Site, tmp_path: Path) -> None:
    feed = rss(site, [1, 2])
    assert isinstance(feed.body, str)
    site.routes["/feed"] = Answer(feed.body.replace("g1", "g").replace("g2", "g"), feed.kind)
    polled = watched(tmp_path / "a", site, "/feed", times=Times(1))
    assert [p.done.documents[ADDED] for p in polled] == [2, 0, 0] and site.asked.count("/a/1") == 1


def slow(number: int) -> Any:
    def answer() -> Answer:
        time.sleep(0.05)
        return Answer(page(number))

    return answer


def start(folder: Path, site: Site, *more: str) -> subprocess.Popen[bytes]:
    command = [*RAWI, "watch", str(folder), site.at("/feed"), *site.options, *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"})


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_and_gone_on_gives_the_same_documents(site: Site, tmp_path: Path, seed: int) -> None:
    site.routes |= {f"/a/{n}": slow(n) for n in range(12)} | {"/feed": rss(site, list(range(12)))}
    assert start(tmp_path / "whole", site, "--once").wait(120) == 0
    site.seen.clear()
    process = start(tmp_path / "killed", site)
    until = time.monotonic() + 60
    while len(site.asked) < 4 + 2 * seed and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(random.Random(seed).random() * 0.1)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    some = len(documents(tmp_path / "killed"))
    assert 0 < some < 12
    last = start(tmp_path / "killed", site, "--once")
    _, told = last.communicate(timeout=120)
    assert last.returncode == 0, told
    assert documents(tmp_path / "killed") == documents(tmp_path / "whole") and len(documents(tmp_path / "whole")) == 12
    assert not [f for f in verify(tmp_path / "killed") if f.damage]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_after_the_current_document(site: Site, tmp_path: Path, number: signal.Signals) -> None:
    site.routes |= {f"/a/{n}": slow(n) for n in range(60)} | {"/feed": rss(site, list(range(60)))}
    process = start(tmp_path / "a", site)
    until = time.monotonic() + 60
    while len(site.asked) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 0 and b"ended as asked" in told, told
    found = documents(tmp_path / "a")
    assert len(found) == len(site.asked) - 1 < 60  # all that was asked for is there
    assert list(verify(tmp_path / "a")) == []


def test_a_sleeping_watch_ends_at_once(site: Site, tmp_path: Path) -> None:
    site.routes["/feed"] = rss(site, [1])
    process = start(tmp_path / "a", site)
    assert process.stderr is not None and b"due again" in process.stderr.readline()
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 0 and time.monotonic() - asked < 5


def test_lists_of_feeds() -> None:
    nested = "<outline text='دول'>" * 100 + "<outline text='أخبار' XMLURL='https://example.org/f'/>" + "</outline>" * 100
    assert [(f.url, f.title) for f in feed_list(f"<?xml version='1.0'?><opml><body>{nested}</body></opml>").feeds] == [
        ("https://example.org/f", "أخبار")
    ]
    many = "".join(f"<outline type='rss' xmlUrl='https://example.org/{n}?a=1&b=2'/>" for n in range(10_000))
    assert len(feed_list(f"<opml><body>{many * 2}</body></opml>").feeds) == 10_000
    odd = feed_list("<opml><body><outline xmlUrl='file:///etc/passwd'/><outline xmlUrl='http://example.org/'/></body></opml>")
    assert len(odd.feeds) == 1 and "file:" in odd.left_out[0]
    assert [f.url for f in feed_list("\ufeff# أخبار\n\nhttps://example.org/1\n https://example.org/2 \nhttps://example.org/1\n").feeds] == [
        "https://example.org/1", "https://example.org/2"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<opml><body><outline xmlUrl='https://example.org/'/></body>", BrokenList),
        ("<opml><body/></opml>", BrokenList),
        ("<rss/>", BrokenList),
        ("<opml>" + "<outline>" * 300, BrokenList),
        ("https://example.org/1\nexample\n", BrokenList),
        ("# nothing\n", BrokenList),
        ("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml><body><outline xmlUrl='http://example.org/&a;'/></body></opml>", UnsafeXml),
        ("<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml>&a;</opml>", UnsafeXml),
    ],
)
def test_faulty_lists_of_feeds(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        feed_list(text)


def test_a_faulty_list_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    result = run("watch", tmp_path / "archive", write(tmp_path / "feeds.opml", "<opml><body>"), "--once")
    assert result.exit_code == 65 and "E126" in result.stderr and "feeds.opml" in result.stderr and not (tmp_path / "archive").exists()
    assert run("watch", tmp_path / "archive", tmp_path / "missing.opml").exit_code == 66
    assert run("watch", tmp_path / "archive", "https://example.org/", "--every", "soon").exit_code == 2
