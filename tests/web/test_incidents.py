"""The incident pages: the list, one incident laid open, its drawings, contradictions, decisions and dossier."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from many import written
from playwright.sync_api import Browser, Page, expect
from serving import made_archive, served

from rawi.archive.opening import open_store
from rawi.cli import main
from rawi.comparing.listing import Asked, as_json, found, total
from rawi.web.incidents.telling import PAGE
from rawi.web.languages import LANGUAGES
from rawi.web.settings import Settings

Open = Callable[..., Page]
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def rows(shared_archive: Path) -> list[dict[str, Any]]:
    with open_store(shared_archive) as store, store.connection() as connection:
        return list(found(connection, Asked()))


@pytest.fixture(scope="module")
def largest(shared_archive: Path, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The incident told by most articles, with all that is known of it."""
    return known(shared_archive, rows[0]["incident_id"])


def known(archive: Path, id: str) -> dict[str, Any]:
    with open_store(archive) as store, store.connection() as connection:
        return next(as_json(connection, [id]))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """A workbench over sixty articles of one incident with hundreds of tellings: its address, the incident, the archive."""
    folder = tmp_path_factory.mktemp("many")
    archive = made_archive(folder / "archive", written(folder, 60))
    with open_store(archive) as store, store.connection() as connection:
        row = next(found(connection, Asked(limit=1)))
    assert row["tellings"] >= 200
    with served(Settings(archive, port=0, person="tester")) as address:
        yield address, row["incident_id"], archive


def test_list(address: str, open_page: Open, rows: list[dict[str, Any]]) -> None:
    page = open_page(f"{address}/incidents", language="en")
    expect(page.locator("table.incidents tbody tr")).to_have_count(50)
    assert f"{len(rows)} incidents" in page.inner_text("main")
    first = page.locator("table.incidents tbody tr").first.inner_text()
    assert rows[0]["incident_id"] in first
    assert f"{rows[0]['documents']} articles" in first
    page.click("a[rel=next]")
    expect(page).to_have_url(f"{address}/incidents?page=2")
    assert rows[50]["incident_id"] in page.locator("table.incidents tbody tr").first.inner_text()


def test_filters(address: str, open_page: Open, shared_archive: Path) -> None:
    page = open_page(f"{address}/incidents", language="en")
    page.select_option("select[name=country]", "IQ")
    page.select_option("select[name=type]", "ASSAULT")
    page.select_option("select[name=sort]", "killed")
    page.fill("input[name=place]", "بعقوبة")
    page.fill("input[name=first]", "2017-03-01")
    page.fill("input[name=last]", "2017-03-31")
    page.fill("input[name=origins]", "2")
    page.check("input[name=contradicted]")
    page.click(".filters button")
    asked = Asked(("ASSAULT",), "IQ", "Baqubah", "2017-03-01", "2017-03-31", 2, True, "killed")
    with open_store(shared_archive) as store, store.connection() as connection:
        expected, count = [r["incident_id"] for r in found(connection, asked)], total(connection, asked)
    assert count >= 1
    expect(page.locator("table.incidents tbody tr")).to_have_count(count)
    shown = re.findall(r"in-[0-9a-f]{16}", page.inner_text("table.incidents tbody"))
    assert shown == expected
    assert page.input_value("input[name=place]") == "بعقوبة"
    link = page.get_attribute("[data-copy]", "data-copy")
    assert link is not None
    again = httpx.get(link, headers=HTML)
    assert all(id in again.text for id in expected)


@pytest.mark.parametrize(
    "asked",
    ["type=NOTHING", "country=Iraq", "origins=many", "first=yesterday", "last=2017-02-31", "sort=name", "page=0", "page=x", "place=%00",
     "place=" + "x" * 300],
)  # fmt: skip
def test_what_cannot_be_asked(address: str, asked: str) -> None:
    answer = httpx.get(f"{address}/incidents?{asked}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "E710"


def test_nothing_found_is_said(address: str) -> None:
    answer = httpx.get(f"{address}/incidents?country=IS&page=900", headers={**HTML, "Accept-Language": "en"})
    assert answer.status_code == 200
    assert "No incident of that kind." in answer.text


@pytest.mark.parametrize("part", ["", "/contradictions", "/reasons", "/dossier"])
def test_unknown_incident(address: str, part: str) -> None:
    answer = httpx.get(f"{address}/incidents/in-%3Cb%3E%00{part}", headers=HTML)
    assert answer.status_code == 404
    assert "E205" in answer.text
    assert "in-<b>" not in answer.text


def test_not_compared_yet(tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(
        json.dumps({"id": "a", "text": "قتل ثلاثة أشخاص في انفجار وسط بعقوبة يوم الاثنين.", "published": "2017-03-06"}), "utf-8"
    )
    done = CliRunner().invoke(main, ["add", str(tmp_path / "archive"), str(path), "--quiet"])
    assert done.exit_code == 0, done.output
    with served(Settings(tmp_path / "archive", port=0)) as address:
        for shown in ("/incidents", "/incidents/in-0123456789abcdef"):
            assert "rawi compare ARCHIVE" in httpx.get(address + shown, headers=HTML).text


def test_one_laid_open(address: str, open_page: Open, largest: dict[str, Any]) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}", language="en")
    killed = page.locator(".range").first.locator("dd").all_inner_texts()
    assert killed == [str(largest["killed"]["lowest"]), str(largest["killed"]["highest"])]
    assert f"{largest['independent_origins']} independent origins" in page.inner_text("section:has(> #why)")
    uncounted = {o["id"] for o in largest["origins"]} - {id for group in largest["groups"] for id in group}
    expect(page.locator("details.group")).to_have_count(len(largest["groups"]) + bool(uncounted))
    under_one_state = [bond for bond in largest["bonds"] if bond["reason"] == "state"]
    assert under_one_state
    assert page.inner_text("section:has(> #why)").count("both hold office under one state") == len(under_one_state)
    claims = page.locator(".telling a[href*='?claim=']")
    assert claims.count() == min(PAGE, len(largest["tellings"]))
    assert claims.first.get_attribute("href") == "/articles/{document_id}?claim={claim}".format(**largest["tellings"][0])


def test_triggers_are_marked(address: str, largest: dict[str, Any]) -> None:
    shown = httpx.get(f"{address}/incidents/{largest['id']}", headers=HTML).text
    for telling in largest["tellings"][:6]:
        at = telling["sentence"]["start"]
        assert f"<mark>{telling['quote'][telling['start'] - at : telling['end'] - at]}</mark>" in shown


def test_reprints_are_folded(address: str, open_page: Open, largest: dict[str, Any]) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}", language="en")
    folded = page.locator("details.reprints")
    expect(folded.locator(".telling").first).not_to_be_visible()
    folded.locator("summary").first.click()
    expect(folded.locator(".telling").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_ways_are_drawn(address: str, open_page: Open, largest: dict[str, Any], language: str) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}", language=language)
    expect(page.locator("#graph svg")).to_be_visible()
    graph = json.loads(page.text_content("#graph-data") or "")
    assert page.locator("#graph .node").count() == len(graph["nodes"])
    assert page.locator("#graph .edge").count() == len(graph["edges"])
    assert page.locator("#graph .frame").count() == len(largest["groups"])
    middle = {kind: page.locator(f"#graph .node.{kind}").first.bounding_box() for kind in ("outlet", "origin")}
    assert (middle["outlet"]["x"] > middle["origin"]["x"]) == (language == "ar")  # type: ignore[index]
    page.click("details.equivalent summary")
    told = page.locator("details.equivalent tbody tr td.number").all_inner_texts()
    assert sum(map(int, told)) == sum(len(o["claims"]) for o in largest["origins"])


def test_tolls_are_plotted(address: str, open_page: Open, largest: dict[str, Any]) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}", language="ar", digits="arab")
    expect(page.locator("#plot svg.plot > g > path.mark")).to_have_count(len(largest["toll_path"]))
    revised = page.locator("section:has(> #tolls) tbody tr", has_text="رقم آخر للمصدر نفسه").count()
    assert page.locator("#plot > svg .revised").count() == revised > 0
    assert set("".join(page.locator("#plot .axis text").all_text_contents())) & set("0123456789") == set()
    assert page.locator("section:has(> #tolls) tbody tr").count() == len(largest["toll_path"])
    bounds = [page.locator("#plot > svg .tick", has_text=f"{day} مارس").bounding_box() for day in ("٦", "٨")]
    assert bounds[0]["x"] > bounds[1]["x"]  # type: ignore[index]


def test_without_script_all_is_there(browser: Browser, address: str, largest: dict[str, Any]) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(f"{address}/incidents/{largest['id']}")
    expect(page.locator("details.equivalent table")).to_be_visible()
    expect(page.locator("#graph")).not_to_be_visible()
    expect(page.locator("section:has(> #against) .pair").first).to_be_visible()
    context.close()


def test_enemies_that_agree(address: str, open_page: Open, rows: list[dict[str, Any]]) -> None:
    one = next(row for row in rows if row["corroboration"] == "enemies agree")
    page = open_page(f"{address}/incidents/{one['incident_id']}", language="en")
    assert "Both the side said to have done it and the side that suffered it" in page.inner_text("section:has(> #why)")
    expect(page.locator(".incident-head + p .tag.strongest")).to_be_visible()


def test_neither_place_nor_day(address: str, rows: list[dict[str, Any]]) -> None:
    one = next(row for row in rows if row["first_day"] is None and row["place"] is None and row["country"] is None)
    for part in ("", "/dossier", "/reasons", "/contradictions"):
        answer = httpx.get(f"{address}/incidents/{one['incident_id']}{part}", headers={**HTML, "Accept-Language": "en"})
        assert answer.status_code == 200
        assert "no day is told" in answer.text
        assert "no place is told" in answer.text


def test_every_incident_has_its_pages(address: str, rows: list[dict[str, Any]]) -> None:
    with httpx.Client(base_url=address, headers=HTML, timeout=30) as client:
        for row in rows[:40]:
            for part in ("", "/contradictions", "/reasons", "/dossier"):
                answer = client.get(f"/incidents/{row['incident_id']}{part}")
                assert answer.status_code == 200, (row["incident_id"], part)
                assert "[incidents." not in answer.text


def test_contradictions(address: str, open_page: Open, largest: dict[str, Any]) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}/contradictions", language="en")
    kinds = [one["kind"] for one in largest["contradictions"]]
    for number, kind in enumerate(dict.fromkeys(kinds)):
        section = page.locator("section.kind").nth(number)
        assert str(kinds.count(kind)) in section.locator("h3").inner_text()
        expect(section.locator(".pair")).to_have_count(min(20, kinds.count(kind)))
    first = page.locator(".pair").first
    quotes = first.locator("blockquote").all_inner_texts()
    assert quotes == [claim["quote"] for claim in largest["contradictions"][0]["claims"]]
    sides = first.locator(".value").all_inner_texts()
    assert largest["contradictions"][0]["note"] == f"killed: {re.sub(r'[^0-9]', '', sides[0])} / {re.sub(r'[^0-9]', '', sides[1])}"


def test_reasons(address: str, open_page: Open, largest: dict[str, Any]) -> None:
    page = open_page(f"{address}/incidents/{largest['id']}", language="en")
    page.click("section:has(> #reasons) a")
    expect(page.locator("#joined .ties > li")).to_have_count(len(largest["reasons"]))
    assert "both on 2017-03-06" in page.inner_text("#joined")


def test_two_tellings_are_decided(serve: Callable[..., str], own_archive: Path, open_page: Open, rows: list[dict[str, Any]]) -> None:
    address, id = serve(), rows[0]["incident_id"]
    page = open_page(f"{address}/incidents/{id}", language="en")
    boxes = page.locator("input[name=telling][form=decide-two]:visible")
    boxes.nth(0).check()
    boxes.nth(3).check()
    boxes.nth(6).check()  # a third takes the place of the first
    expect(boxes.nth(0)).not_to_be_checked()
    page.fill("#decide-two textarea", "one car <b>, two papers")
    page.click("#decide-two button[value=not]")
    expect(page).to_have_url(f"{address}/incidents/{id}#decision-1")
    said = page.inner_text("#decision-1")
    assert "not the same" in said
    assert "tester" in said
    assert "pending" in said
    assert "one car <b>, two papers" in said
    assert CliRunner().invoke(main, ["compare", str(own_archive)]).exit_code == 0
    where = next(r for r in _decisions(own_archive))["a"]["incident"]
    assert "pending" not in open_page(f"{address}/incidents/{where}", language="en").inner_text("#decision-1")


def _decisions(archive: Path) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["decisions", str(archive), "--format", "json"])
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_another_incident_is_decided_the_same(
    serve: Callable[..., str], own_archive: Path, open_page: Open, rows: list[dict[str, Any]]
) -> None:
    address, (id, other) = serve(), [row["incident_id"] for row in rows[1:3]]
    page = open_page(f"{address}/incidents/{other}", language="en")
    page.fill("input[name=telling][required]", id)
    page.locator("form.decide").nth(1).locator("button[value=same]").click()
    expect(page.locator("#decision-1")).to_contain_text("the same")
    assert CliRunner().invoke(main, ["compare", str(own_archive)]).exit_code == 0
    ends = [httpx.get(f"{address}/incidents/{name}", headers={**HTML, "Accept-Language": "en"}).text for name in (id, other)]
    gone = [text for text in ends if "This incident is no longer one of its own" in text]
    assert len(gone) == 1
    assert "was merged into" in gone[0]
    page.goto(f"{address}/incidents/{other if gone[0] is ends[1] else id}")
    page.locator("p.card", has_text="was merged into").locator("a").click()
    expect(page.locator("section:has(> #trail)")).to_contain_text("was merged into")
    for part in ("contradictions", "reasons", "dossier"):
        assert httpx.get(f"{address}/incidents/{other if gone[0] is ends[1] else id}/{part}", headers=HTML).status_code == 303


def test_who_saw_less_does_not_decide(serve: Callable[..., str], own_archive: Path, rows: list[dict[str, Any]]) -> None:
    address, (id, other, third) = serve(), [row["incident_id"] for row in rows[:3]]
    said = {"verdict": "unsure", "seen": "0", "telling": [id, other]}
    assert httpx.post(f"{address}/incidents/{id}/decide", data=said).status_code == 303
    again = httpx.post(f"{address}/incidents/{id}/decide", data={**said, "verdict": "same"}, headers=HTML)
    assert again.status_code == 409
    assert "E708" in again.text
    assert (
        httpx.post(f"{address}/incidents/{third}/decide", data={**said, "telling": [third, other]}).status_code == 303
    )  # none on this one yet
    assert [one["verdict"] for one in _decisions(own_archive)] == ["unsure", "unsure"]


def test_what_cannot_be_decided(serve: Callable[..., str], own_archive: Path, rows: list[dict[str, Any]]) -> None:
    address, (id, other, third) = serve(), [row["incident_id"] for row in rows[:3]]
    good = {"verdict": "same", "seen": "0", "telling": [id, other]}
    for change, status, code in (
        ({"verdict": "maybe"}, 422, "E710"), ({"telling": [id]}, 422, "E710"), ({"telling": [id, other, third]}, 422, "E710"),
        ({"telling": [id, id]}, 422, "E207"), ({"telling": [other, third]}, 422, "E710"), ({"telling": [id, "in-nothing"]}, 404, "E205"),
        ({"telling": [id, "nowhere:e1"]}, 404, "E205"), ({"telling": [id, "x"]}, 404, "E202"), ({"seen": "-1"}, 422, "E710"),
        ({"seen": "x"}, 422, "E710"), ({"note": "x" * 1001}, 422, "E710"), ({"note": "a\u202eb"}, 422, "E710"),
    ):  # fmt: skip
        answer = httpx.post(f"{address}/incidents/{id}/decide", data={**good, **change})
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), change
    assert _decisions(own_archive) == []


def test_read_only_decides_nothing(serve: Callable[..., str], rows: list[dict[str, Any]]) -> None:
    address, id = serve(read_only=True), rows[0]["incident_id"]
    assert "/decide" not in httpx.get(f"{address}/incidents/{id}", headers=HTML).text
    answer = httpx.post(f"{address}/incidents/{id}/decide", data={"verdict": "same", "seen": "0", "telling": [id, rows[1]["incident_id"]]})
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "E704"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dossier(
    address: str, open_page: Open, shared_archive: Path, rows: list[dict[str, Any]], largest: dict[str, Any], language: str
) -> None:
    five = min(rows, key=lambda row: (abs(row["documents"] - 5), row["incident_id"]))
    for id, most in ((five["incident_id"], 2), (largest["id"], 4)):
        page = open_page(f"{address}/incidents/{id}/dossier", language=language)
        pages = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))
        assert 1 <= pages <= most
        page.emulate_media(media="print")
        for element in ("header.bar", "footer.foot", "nav", "button", ".skip"):
            for one in page.locator(element).all():
                expect(one).not_to_be_visible()
        said = page.inner_text(".dossier")
        assert id in said
        assert re.search(r"[0-9]\.[0-9]", said.splitlines()[-1])
        with open_store(shared_archive) as store, store.connection() as connection:
            hashes = connection.exec_driver_sql("SELECT document_id, sha256 FROM captures").all()
        told = {article["document_id"] for article in known(shared_archive, id)["articles"]}
        assert all(sha256 in said for document, sha256 in hashes if document in told)


def test_large_incidents_come_in_pages(many: tuple[str, str, Path], open_page: Open) -> None:
    address, id, archive = many
    one = known(archive, id)
    page = open_page(f"{address}/incidents/{id}", language="en")
    seen: list[str] = []
    while True:
        claims = [a.get_attribute("href") or "" for a in page.locator(".telling a[href*='?claim=']").all()]
        assert len(claims) <= PAGE
        seen += claims
        if page.locator("a[rel=next]").count() == 0:
            break
        page.locator("a[rel=next]").first.click()
    assert sorted(seen) == sorted("/articles/{document_id}?claim={claim}".format(**telling) for telling in one["tellings"])
    expect(page.locator("section:has(> #against) .pair").first).to_be_visible()  # comes after the page
    assert axe_faults(page) == []
    page.click("section:has(> #against) a[href*='kind=']")
    shown = 0
    while True:
        expect(page.locator(".pair").first).to_be_visible()
        assert page.locator(".pair").count() <= 20
        shown += page.locator(".pair").count()
        if page.locator("a[rel=next]").count() == 0:
            break
        page.click("a[rel=next]")
    kinds = Counter(c["kind"] for c in one["contradictions"])
    assert shown == kinds[parse_qs(urlsplit(page.url).query)["kind"][0]] > 0
    graph = json.loads(httpx.get(f"{address}/incidents/{id}", headers=HTML).text.split('id="graph-data">')[1].split("</script>")[0])
    assert len(graph["nodes"]) < 60


HOSTILE = "<script>alert(1)</script>'\"\u202eقتل\u202c {{ 7*7 }}"


def test_hostile_words(tmp_path: Path, open_page: Open) -> None:
    lines = [
        {"id": f"h{n}<i>", "title": f"مقتل {n} أشخاص {HOSTILE}", "outlet": f"{HOSTILE} {n}", "published": "2017-03-06", "language": "ar",
         "url": None, "text": f"قتل {n} أشخاص في انفجار سيارة مفخخة وسط بعقوبة {HOSTILE} الاثنين، بحسب ما أفاد مصدر في الشرطة."}
        for n in (3, 5)
    ]  # fmt: skip
    path = tmp_path / "hostile.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    archive = made_archive(tmp_path / "archive", path)
    with open_store(archive) as store, store.connection() as connection:
        id = next(found(connection, Asked(limit=1)))["incident_id"]
    with served(Settings(archive, port=0)) as address:
        for part in ("", "/contradictions", "/reasons", "/dossier"):
            page = open_page(f"{address}/incidents/{id}{part}", language="ar")
            shown = page.content()
            assert "<script>alert" not in shown
            assert "\u202e" not in re.sub(r'<script type="application/json".*?</script>', "", shown, flags=re.S)
            if part in ("", "/dossier"):
                assert "{{ 7*7 }}" in page.inner_text("main")
        page = open_page(f"{address}/incidents/{id}", language="ar")
        assert "\u202e" not in page.inner_html("#graph")
        assert "U+202E" in page.inner_text("section:has(> #tellings)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(address: str, open_page: Open, largest: dict[str, Any], language: str, theme: str) -> None:
    one = f"/incidents/{largest['id']}"
    for path in ("/incidents", one, f"{one}/contradictions", f"{one}/reasons", f"{one}/dossier"):
        page = open_page(address + path, language=language, theme=theme, width=360)
        assert axe_faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
