"""Who holds what, on whose word; and who was where."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest
from browsing import axe_faults
from playwright.sync_api import Page, expect

from rawi.archive.opening import open_store
from rawi.comparing.standing import held_on, summary
from rawi.web.languages import LANGUAGES
from rawi.web.mapping.holders import Kept, Told
from rawi.web.mapping.timelines import Axis, axis_of, chart, colours_of

Open = Callable[..., Page]
get = partial(httpx.get, timeout=60)  # the first answer waits for the lexicon
MAP = "document.getElementById('places-map').map"
PAGES = ("/control", "/control?place=sy-morek&on=2017-03-21", "/control?place=zzz", "/whereabouts", "/whereabouts?name=syria-army")


@pytest.fixture(scope="module")
def told(shared_archive: Path) -> Told:
    with open_store(shared_archive) as store, store.connection() as connection:
        return Kept(store.connection).told(connection)


def test_segments_say_what_the_summary_says(told: Told) -> None:
    looked_at = 0
    for id, claims in told.by_site.items():
        for segment in told.segments(id):
            for day in {segment.first, segment.last or segment.first + 30}:
                meant = summary(held_on(claims, told.sites[id], day))
                assert segment.kind == meant.kind
                looked_at += 1
    assert looked_at > 5
    assert "disputed" in {s.kind for s in told.segments("sy-morek")}


def test_one_voice_alone_does_not_dispute(told: Told) -> None:
    voices = [v.key for v, _ in told.voices]
    assert {s.kind for v in voices for s in told.segments("sy-morek", v)} <= {"one origin", "denied", "unclear"}


def test_claims_are_read_once(shared_archive: Path) -> None:
    with open_store(shared_archive) as store, store.connection() as connection:
        kept = Kept(store.connection)
        assert kept.told(connection) is kept.told(connection)


def test_a_large_archive_is_gone_through_beside_the_request(shared_archive: Path, told: Told) -> None:
    with open_store(shared_archive) as store, store.connection() as connection:
        kept = Kept(store.connection, at_once=0)
        some = kept.told(connection)
        assert some.missing > 0
        until = time.monotonic() + 60
        while some.missing:
            assert time.monotonic() < until
            time.sleep(0.05)
            some = kept.told(connection)
        assert {id: set(claims) for id, claims in some.by_site.items()} == {id: set(claims) for id, claims in told.by_site.items()}


def test_an_axis_runs_with_the_script() -> None:
    left, right = Axis(100, 199, rtl=False), Axis(100, 199, rtl=True)
    assert left.at(100) == 0 and right.at(100) == 100
    assert left.stretch(100, 149) == (0, 50) and right.stretch(100, 149) == (50, 50)
    assert left.stretch(120, 120)[1] >= 0.4


def test_bars_stay_on_the_axis_and_off_each_other(told: Told) -> None:
    for id in told.by_site:
        line = told.line(id)
        axis = axis_of([line], rtl=True)
        for row in chart(line, axis, colours_of(s.holders for s in line.spans)).rows:
            for bar in row.bars:
                for left, width in (bar.sure, *((bar.open,) if bar.open else ()), *bar.disputed):
                    assert left >= -0.001 and left + width <= 100.5
            assert len(row.told) == sum(s.voice.key == row.voice.key for s in (*line.spans, *line.marks))


@pytest.mark.parametrize("query", ["on=2017-13-01", "on=soon", "country=SYR", "country=1x"])
def test_nonsense_is_refused(address: str, query: str) -> None:
    for path in ("/control", "/control/places.json"):
        answer = get(f"{address}{path}?{query}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "E710")


def test_a_place_that_nobody_speaks_of(address: str) -> None:
    answer = get(address + "/control", params={"place": "<b>لا مكان"})
    assert answer.status_code == 404
    assert "&lt;b&gt;" in answer.text and "<b>لا" not in answer.text


def test_a_place_is_found_by_any_name(address: str) -> None:
    for name in ("sy-morek", "Morek", "مورك"):
        assert "sy-morek</bdi>" in get(address + "/control", params={"place": name}).text, name


def test_the_day_on_the_map(address: str, open_page: Open) -> None:
    page = open_page(address + "/control?country=SY&on=2017-03-21", language="en")
    expect(page.locator("#places li")).to_contain_text("disputed")
    until = time.monotonic() + 60
    while not page.evaluate(f"Boolean({MAP}?.loaded() && {MAP}.getSource('held'))"):
        assert time.monotonic() < until
        page.wait_for_timeout(100)
    icons = page.evaluate(f"{MAP}.queryRenderedFeatures(undefined, {{layers: ['held']}}).map(f => f.properties.icon)")
    assert icons and icons[0].startswith("disc-disputed-")
    page.locator("#day [data-on]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#places li")).to_contain_text("agreed")
    assert "on=2017-03-22" in page.url
    page.locator("#places li a").first.click()
    expect(page.locator("h1")).to_contain_text("Morek")


def test_a_bar_leads_to_what_was_said(address: str, open_page: Open) -> None:
    page = open_page(address + "/control?place=sy-morek", language="ar")
    bar = page.locator(".bars a").first
    assert "مورك" in (bar.locator("title").text_content() or "")
    bar.focus()
    page.keyboard.press("Enter")
    entry = page.locator(".told:target")
    expect(entry).to_be_visible()
    assert entry.locator("blockquote a").first.get_attribute("href").startswith("/articles/")  # type: ignore[union-attr]
    assert page.locator(".disputed").count() > 0


def test_one_voice(address: str) -> None:
    text = get(address + "/control", params={"place": "sy-morek", "voice": "jaysh-al-izza"}).text
    assert text.count('class="voice"') == 1


def test_whereabouts(address: str, shared_archive: Path, open_page: Open) -> None:
    with open_store(shared_archive) as store, store.connection() as connection:
        ids = [id for (id,) in connection.exec_driver_sql("SELECT DISTINCT a.entity_id FROM claim_actors a JOIN claims USING (claim_key) "
               "WHERE type IN ('RETREAT', 'CONSULT', 'ASSAULT') AND a.entity_id NOT LIKE 'generic:%'")]  # fmt: skip
    pages = {id: get(address + "/whereabouts", params={"name": id}) for id in ids}
    assert {answer.status_code for answer in pages.values()} == {200}
    told = [id for id, answer in pages.items() if "places-map" in answer.text]
    assert told
    page = open_page(f"{address}/whereabouts?name={told[0]}", language="en")
    expect(page.locator("ol.rows li blockquote").first).to_be_visible()
    assert get(address + "/whereabouts", params={"name": "لا أحد"}).status_code == 404


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_accessible(address: str, open_page: Open, path: str, language: str, theme: str) -> None:
    page = open_page(address + path, language=language, theme=theme, width=360)
    page.wait_for_timeout(300)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "[control." not in page.content() and "[whereabouts." not in page.content()
