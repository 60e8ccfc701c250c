"""The map: what it is drawn of, what it refuses, and what a person does with it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from serving import ARTICLES

from rawi.cli import main
from rawi.lexicon import load
from rawi.web.languages import LANGUAGES
from rawi.web.mapping.areas import AREA, CIRCLE, NOWHERE, POINT, Areas, label
from rawi.web.templating import STATIC

Open = Callable[..., Page]
get = partial(httpx.get, timeout=60)  # the first answer waits for the lexicon
MAP = "document.getElementById('incidents-map').map"


@pytest.fixture(scope="module")
def areas() -> Areas:
    return Areas(STATIC / "basemap", load())


def drawn(page: Page) -> None:
    """Waits until the map stands still. Asked from outside: the page's policy lets no text be run."""
    until = time.monotonic() + 60
    while not page.evaluate(f"{MAP}?.loaded() && {MAP}.getSource('points') ? true : false"):
        assert time.monotonic() < until, "the map is not drawn"
        page.wait_for_timeout(100)


def sent(address: str, query: str = "") -> dict[str, Any]:
    answer = get(f"{address}/map/incidents.json{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("id", "kind", "form"),
    [
        ("sy-morek", "town", POINT), ("sy-aleppo-governorate", "province", AREA), ("ye-yemen", "country", AREA),
        ("ly-cyrenaica", "region", CIRCLE),
        ("ye-hadramawt", "province", CIRCLE), ("id-indonesia", "country", AREA),
    ],
)  # fmt: skip
def test_a_place_is_drawn_as_closely_as_it_is_known(areas: Areas, id: str, kind: str, form: str) -> None:
    place = load().catalogue.place(id)
    assert place is not None, id
    extent = areas.extent(id, kind, place.lat, place.lon)
    assert extent.form == form
    if form != AREA:
        assert (extent.latitude, extent.longitude) == (place.lat, place.lon)  # never moved
    assert (extent.area is not None) == (form == AREA)


def test_a_place_without_coordinates_is_nowhere(areas: Areas) -> None:
    assert areas.extent("nobody-knows-it", "town", None, None).form == NOWHERE
    assert areas.extent("nobody-knows-it", "province", 30.0, 40.0).form == CIRCLE
    assert areas.extent("nobody-knows-it", None, 30.0, 40.0).form == POINT


def test_an_area_is_one_place_only(areas: Areas) -> None:
    places = [id for id, row in load().catalogue.data["places"].items() if row[2] in ("province", "country")]
    found = [a for id in places if (a := areas.extent(id, "province", None, None).area)]
    assert len(found) == len(set(found)) > 300


def test_names_on_the_canvas_obey_nothing() -> None:
    assert "\u202e" not in label("a\u202eb\nc")
    assert "<U+202E>" in label("a\u202eb")
    assert len(label("م" * 500)) <= 80


def test_columns(address: str) -> None:
    found = sent(address)
    columns = found["columns"]
    assert {len(values) for values in columns.values()} == {found["total"]} and found["total"] > 200
    placed = [n for n in columns["place"] if n >= 0]
    assert 0 < len(placed) < found["total"]  # those without a place are sent too
    for _, _, form, lon, lat, radius, area in found["places"]:
        assert form in (POINT, AREA, CIRCLE, NOWHERE)
        assert (lon is None) == (form == NOWHERE) and (lat is None) == (form == NOWHERE)
        assert (area is not None) == (form == AREA) and (radius > 0) == (form in (POINT, CIRCLE))
    assert all(a is None or a <= b for a, b in zip(columns["first"], columns["last"], strict=True))


def test_filters(address: str) -> None:
    everything = sent(address)["total"]
    for query in (
        "?country=SY", "?type=ASSAULT", "?type=ASSAULT&type=AID", "?origins=2", "?contradicted=1", "?first=2017-03-20&last=2017-03-25",
        "?actor=syria-army",
    ):  # fmt: skip
        assert 0 < sent(address, query)["total"] < everything, query
    assert sent(address, "?actor=nobody-of-that-name")["total"] == 0
    assert {row[0] for row in sent(address, "?type=AID")["types"]} == {"AID"}
    assert sent(address)["agents"] == [] and sent(address, "?colour=actor")["agents"]


@pytest.mark.parametrize(
    "query",
    [
        "first=yesterday", "first=2017-02-30", "first=2017-03-02&last=2017-03-01", "country=Syria", "country=%C3%A9s", "type=a%27b",
        "origins=0", "origins=x", "origins=%D9%A3", "contradicted=perhaps", "colour=red", "view=1,2", "view=200,0,3", "view=nan,0,3",
        "since=0000-00-00", "until=2017-1-1",
    ],
)  # fmt: skip
def test_nonsense_is_refused(address: str, query: str) -> None:
    for path in ("/map", "/map/incidents.json"):
        answer = get(f"{address}{path}?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["error"]["code"] == "E710"
    assert "E710" in get(f"{address}/map?{query}", headers={"Accept": "text/html"}).text


def test_an_archive_that_was_not_compared(tmp_path: Path, serve: Callable[..., str], open_page: Open) -> None:
    folder = tmp_path / "new"
    assert CliRunner().invoke(main, ["add", str(folder), str(ARTICLES), "--quiet"]).exit_code == 0
    address = serve(archive=folder)
    page = open_page(address + "/map", language="en")
    expect(page.get_by_text("rawi compare")).to_be_visible()
    assert get(address + "/map/incidents.json").json()["error"]["code"] == "E207"


def test_the_map_is_drawn_beside_the_page(address: str, open_page: Open) -> None:
    page = open_page(address + "/map", language="en")
    drawn(page)
    assert page.workers and all(w.url.startswith(address + "/static/mapworker.js") for w in page.workers)
    assert page.locator("canvas").count() == 1
    assert page.evaluate("document.querySelectorAll('*').length") < 2500
    names = page.evaluate(f"{MAP}.queryRenderedFeatures(undefined, {{layers: ['names-country']}}).map(f => f.properties.name)")
    assert names


def test_nothing_is_dropped(address: str, open_page: Open) -> None:
    page = open_page(address + "/map?view=20,20,1", language="en")
    drawn(page)
    expect(page.locator("#in-view-count")).to_contain_text("in view")
    shown, unplaced = (int(page.locator(at).inner_text().split()[0].replace(",", "")) for at in ("#in-view-count", "#unplaced-count"))
    assert shown + unplaced == sent(address)["total"]
    page.locator("summary", has_text="without a place").click()
    expect(page.locator("#unplaced li a").first).to_be_visible()
    assert page.locator("#unplaced li a").first.get_attribute("href").startswith("/incidents/in-")  # type: ignore[union-attr]


def test_several_on_one_point_open_a_list(address: str, open_page: Open) -> None:
    found = sent(address)
    counts: dict[int, int] = {}
    for at in found["columns"]["place"]:
        counts[at] = counts.get(at, 0) + 1
    points = [n for n, row in enumerate(found["places"]) if row[2] == POINT]
    most = max(points, key=lambda n: counts.get(n, 0))
    assert counts[most] > 1
    _, _, _, lon, lat, _, _ = found["places"][most]
    page = open_page(f"{address}/map?view={lon},{lat},13.5", language="ar")
    drawn(page)
    page.wait_for_timeout(300)
    at = page.evaluate(f"{MAP}.project([{lon}, {lat}])")
    page.locator("canvas").click(position={"x": at["x"], "y": at["y"]})
    expect(page.locator("#chosen")).to_be_visible()
    expect(page.locator("#chosen-title")).to_be_focused()
    assert page.locator("#chosen-rows li a").count() >= counts[most]
    page.keyboard.press("Escape")
    expect(page.locator("#chosen")).not_to_be_visible()


def test_days_by_keyboard_and_the_address_says_what_is_seen(address: str, open_page: Open) -> None:
    page = open_page(address + "/map?view=20,20,1", language="en")
    drawn(page)
    before = page.locator("#in-view-count").inner_text()
    slider = page.locator("input[name=since]")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("#in-view-count")).not_to_have_text(before)
    after = page.locator("#in-view-count").inner_text()
    assert slider.get_attribute("aria-valuetext")
    page.wait_for_timeout(500)
    assert "since=" in page.url and "until=" in page.url and "view=20" in page.url
    again = open_page(page.url, language="en")
    drawn(again)
    expect(again.locator("#in-view-count")).to_have_text(after)
    assert again.locator("input[name=since]").input_value() == slider.input_value()
    expect(again.locator("[data-play]")).to_be_hidden()  # less motion is asked for
    again.locator("[data-all]").click()
    expect(again.locator("#in-view-count")).to_have_text(before)
    again.locator("[data-on]").click()
    expect(again.locator("#in-view-count")).not_to_have_text(before)


def test_colours_have_letters(address: str, open_page: Open) -> None:
    page = open_page(address + "/map", language="ar")
    drawn(page)
    for colour in ("actor", "origins", "type"):
        page.select_option("#colour", colour)
        page.wait_for_timeout(400)
        drawn(page)
        signs = page.locator("#legend .sign:not(.mixed):not(.hatched)").all_inner_texts()
        assert signs and len(signs) == len(set(signs)) <= 9


def test_without_drawing_there_is_the_list(address: str, open_page: Open) -> None:
    page = open_page(address + "/health")
    page.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(address + "/map")
    expect(page.locator("#no-drawing")).to_be_visible()
    expect(page.locator("#in-view li a").first).to_be_visible()


def test_hostile_names_are_text(own_archive: Path, serve: Callable[..., str], open_page: Open) -> None:
    store = sqlite3.connect(own_archive / "store.sqlite")
    store.execute("UPDATE places SET name = ?, arabic = ?", ("<img src=x onerror=alert(1)>\u202e", "</script><b>\u202eمكان"))
    store.execute("UPDATE incidents SET place = ?", ("</script><img src=x onerror=alert(1)>",))
    store.commit()
    store.close()
    address = serve()
    assert "\u202e" not in get(address + "/map/incidents.json").text
    page = open_page(address + "/map?view=20,20,1", language="ar")
    drawn(page)
    expect(page.locator("#in-view")).to_contain_text("</script><b><U+202E>مكان")
    assert page.locator("main img, main b").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_is_accessible(address: str, open_page: Open, language: str, theme: str) -> None:
    page = open_page(address + "/map", language=language, theme=theme, width=360)
    drawn(page)
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "[map." not in page.content()
