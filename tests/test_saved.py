"""Saved searches and what the workbench counts, in both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rawi.archive import saved
from rawi.archive.adding import Archive
from rawi.archive.opening import open_store
from rawi.archive.searching import Query
from rawi.archive.store import Store
from rawi.comparing.comparison import Comparing
from rawi.errors import BadRequest, NotPermitted, UnknownName
from rawi.lexicon import load
from rawi.sources import Given, documents

NOW = "2026-01-05T00:00:00Z"
TEXTS = ("قال مصدر طبي إن خمسة مدنيين قتلوا في عدن أمس.", "ذكرت وكالة رويترز أن ثلاثة جنود قتلوا في صنعاء أمس.")


def clock() -> Iterator[datetime]:
    n = 0
    while True:
        n += 1
        yield datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)


def add(folder: Path, address: str | None, name: str, text: str) -> None:
    news = folder.parent / f"{name}.jsonl"
    news.write_text(json.dumps({"id": name, "text": text, "published": "2015-07-25", "outlet": "المثال"}, ensure_ascii=False), "utf-8")
    ticks = clock()
    with Archive(folder, load(), who="tester", store=address, clock=lambda: next(ticks)) as archive:
        list(archive.add(documents([str(news)], Given())))


@pytest.fixture
def archive(tmp_path: Path, database: Callable[[], str | None]) -> tuple[Path, str | None]:
    address = database()
    for n, text in enumerate(TEXTS):
        add(tmp_path / "archive", address, f"a{n}", text)
    return tmp_path / "archive", address


def test_kept_renamed_looked_at_and_deleted(archive: tuple[Path, str | None]) -> None:
    folder, address = archive
    lexicon = load()
    with open_store(folder, address) as read_only, Store(read_only.location) as store:
        with store.connection() as connection:
            one = saved.save(connection, " in  Yemen ", "amal", "country=YE", NOW)
            other = saved.save(connection, "in Yemen", "basim", "country=YE", NOW)
            assert (one.name, one.owner, one.seen_capture, one.looked_at) == ("in Yemen", "amal", 2, NOW)
            with pytest.raises(BadRequest):
                saved.save(connection, "in Yemen", "amal", "", NOW)
            assert saved.listed(connection) == [one, other]
            assert saved.new_since(connection, Query(country="YE"), lexicon, one.seen_capture) == 0
        add(folder, address, "a9", "قتل جنديان في صنعاء أمس.")
        with store.connection() as connection:
            assert saved.new_since(connection, Query(country="YE"), lexicon, one.seen_capture) == 1
            assert saved.new_since(connection, Query(country="SY"), lexicon, one.seen_capture) == 0
            assert saved.new_since(connection, Query(country="YE", as_of=NOW), lexicon, one.seen_capture) == 0
            assert saved.looked(connection, one.search_id, 10**9, NOW, who="amal").seen_capture == 3
            assert saved.looked(connection, one.search_id, 0, NOW, who="amal").seen_capture == 3
            for change in (
                lambda: saved.rename(connection, one.search_id, "x", who="basim", admin=False),
                lambda: saved.remove(connection, one.search_id, who="basim", admin=False),
                lambda: saved.looked(connection, one.search_id, 1, NOW, who="basim"),
            ):
                with pytest.raises(NotPermitted):
                    change()
            assert saved.rename(connection, other.search_id, "theirs", who="amal", admin=True).name == "theirs"
            with pytest.raises(BadRequest):
                saved.rename(connection, one.search_id, "\n", who="amal", admin=False)
            saved.remove(connection, one.search_id, who="amal", admin=False)
            with pytest.raises(UnknownName):
                saved.one(connection, one.search_id)
            assert [s.name for s in saved.listed(connection)] == ["theirs"]


def test_nobody_keeps_too_many(archive: tuple[Path, str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    folder, address = archive
    with open_store(folder, address) as read_only, Store(read_only.location) as store, store.connection() as connection:
        for name in ("a", "b"):
            saved.save(connection, name, "amal", "", NOW)
        with pytest.raises(BadRequest):
            saved.save(connection, "c", "amal", "", NOW)
        saved.save(connection, "c", "basim", "", NOW)


def test_what_the_dashboard_counts(archive: tuple[Path, str | None]) -> None:
    pytest.importorskip("fastapi", reason="the workbench's packages are not installed here")
    from rawi.web.pages.dashboard import figures, overview, times
    from rawi.web.pages.search.results import page_of

    folder, address = archive
    with open_store(folder, address) as store:
        with store.connection() as connection:
            assert figures.compared(connection) is None
        with Comparing(folder, store=address) as comparing:
            list(comparing.run())
        with store.connection() as connection:
            whole = figures.whole(connection)
            assert (whole.totals["articles"], whole.totals["captures"], whole.outlet_count) == (2, 2, 1)
            assert [(row["day"], row["captures"], row["new"]) for row in whole.captured] == [("2026-01-01", 2, 2)]
            assert whole.outlets == [
                {"outlet": "المثال", "articles": 2, "first": "2015-07-25", "last": "2015-07-25", "claims": whole.totals["claims"]}
            ]
            assert sum(row["claims"] for row in whole.origin_kinds) == whole.totals["claims"] > 1
            assert "Reuters" in {row["origin"] for row in whole.origins}
            state = figures.compared(connection)
            assert state is not None
            assert (state["articles"], state["waiting"]) == (2, 0)
            assert figures.comparison(connection) == figures.comparison(connection)
            assert figures.refused(connection) == figures.fetched(connection)[0] == []
            span = times.span_of(connection, "day", None, None)
            found = times.series(connection, span)
            assert found.buckets[-1] == (date(2015, 7, 25), date(2015, 7, 25))
            assert found.totals["ASSAULT"] == found.within["ASSAULT"][-2] >= 2
            assert dict(overview.sizes(connection, folder))["store"] > 10_000
            shown = page_of(connection, Query(types=("ASSAULT",)), load(), seen=1)
            assert {claim.sentence[1] for claim in shown.claims} == {"قتلوا"}
            assert {claim.origin.arabic for claim in shown.claims if claim.origin} == {"مصدر طبي", "وكالة رويترز"}
            assert {claim.new for claim in shown.claims} == {True, False}
