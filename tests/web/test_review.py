"""Review in a browser: every key, repair without a mouse, undo, two reviewers, a conflict, hostile text, readers who may only look."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from browsing import axe_faults
from click.testing import CliRunner
from fastapi import Request
from playwright.sync_api import Page, expect
from sqlalchemy import select

from rawi.archive import tables as t
from rawi.archive.databases import location_of
from rawi.archive.store import Store
from rawi.cli import main
from rawi.comparing import judging
from rawi.reviewing import queue
from rawi.reviewing.claimed import claim_of
from rawi.reviewing.keeping import judge
from rawi.reviewing.records import Person, Verdict
from rawi.reviewing.standing import reviews_of
from rawi.web.app import application
from rawi.web.languages import LANGUAGES
from rawi.web.settings import Settings
from rawi.web.templating import render

Open = Callable[..., Page]
Serve = Callable[..., str]
OTHER = Person("maha", "reviewer")
HTML = {"Accept": "text/html"}
HOSTILE = "\u202e<img src=x onerror=alert(1)>"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def hidden_in(page: str) -> dict[str, str]:
    """What the form of decisions sends beside the decision."""
    return dict(HIDDEN.findall(page.split('id="decide"')[1].split("</form>")[0]))


def names_of(claim: Any) -> dict[str, Any]:
    """A claim as other pages know it."""
    return {"document_id": claim.key.document_id, "claim_id": claim.seen.claim_id, "trigger_start": claim.key.start,
            "trigger_end": claim.key.end}  # fmt: skip


def told(folder: Path) -> list[Any]:
    """All reviews in the archive."""
    with Store(location_of(folder)) as store, store.connection() as connection:
        return list(reviews_of(connection))


def first(folder: Path, **asked: Any) -> Any:
    """The first claim of the tester's queue."""
    with Store(location_of(folder)) as store, store.connection() as connection:
        key = queue.claim_at(connection, queue.Asked("tester", **asked))
        assert key is not None
        return claim_of(connection, key)


def by_other(folder: Path, claim: Any, verdict: Verdict, why: str | None = None) -> None:
    """Another reviewer decides in the meantime."""
    with Store(location_of(folder)) as store, store.connection() as connection:
        last = claim_of(connection, claim.key).last
        judge(connection, claim.seen, verdict, OTHER, at=datetime.now(UTC), last=last, why=why)


def press(page: Page, key: str) -> None:
    """A key whose answer is another claim: waits for it."""
    follow(page, lambda: page.keyboard.press(key))


def follow(page: Page, act: Callable[[], object]) -> None:
    """Does what another claim comes after, and waits until it is there with the focus."""
    page.locator("#claim").evaluate("one => { one.dataset.old = '' }")
    act()
    expect(page.locator("#claim:not([data-old])")).to_be_focused()


def test_each_key_decides_and_the_next_claim_has_the_focus(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    seen = [page.locator("#claim").inner_html()]
    for key, verdict in (("y", "right"), ("n", "wrong"), ("u", "unsure")):
        press(page, key)
        assert told(own_archive)[-1].verdict == verdict
        assert told(own_archive)[-1].who == "tester"
        expect(page.locator(".said")).not_to_be_empty()
        seen.append(page.locator("#claim").inner_html())
    assert len(set(seen)) == 4
    token = page.locator("#claim input[name=claim]").first.input_value()
    press(page, "Space")
    assert len(told(own_archive)) == 3, "who skips decides nothing"
    assert page.locator("#claim input[name=claim]").first.input_value() != token
    expect(page.locator("#done")).to_have_attribute("value", "3")


def test_a_note_goes_with_the_decision_and_keys_are_letters_in_it(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    page.keyboard.press("w")
    expect(page.locator("#why")).to_be_focused()
    page.keyboard.type("yes, n and u")
    assert told(own_archive) == []
    page.keyboard.press("Escape")
    press(page, "n")
    (one,) = told(own_archive)
    assert (one.verdict, one.why) == ("wrong", "yes, n and u")


def test_g_and_a_letter_goes_elsewhere_and_decides_nothing(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/dashboard")
    with Store(location_of(own_archive)) as store, store.connection() as connection:
        assert judging.listed(connection) == []
    assert told(own_archive) == []


def test_undo_goes_back_step_by_step(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    places = []
    for key in ("y", "n", "u"):
        places.append(page.locator("#decide input[name=trigger_start]").input_value())
        press(page, key)
    for place in reversed(places):
        press(page, "z")
        assert page.locator("#decide input[name=trigger_start]").input_value() == place
    found = told(own_archive)
    assert [one.undoes for one in found[3:]] == [found[2].number, found[1].number, found[0].number]
    expect(page.locator("#claim [data-key=z]")).to_have_count(0)


def test_a_key_in_the_moment_the_next_claim_appears_stays_on_the_page(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    page.evaluate(
        """() => {
            window.stayed = true;
            const at = new MutationObserver(() => {
                const undo = document.querySelector('#claim [data-key="z"]');
                if (undo) { at.disconnect(); document.getElementById("claim").dataset.old = ""; undo.click(); }
            });
            at.observe(document.body, { childList: true, subtree: true });
        }"""
    )
    page.keyboard.press("y")
    expect(page.locator("#claim:not([data-old])")).to_be_focused()
    expect(page.locator("#claim [data-key=z]")).to_have_count(0)
    assert page.evaluate("window.stayed"), "the form was sent by the browser, and the page was loaded anew"
    assert [one.undoes for one in told(own_archive)] == [None, 1]


def test_the_same_incident_or_another(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review")
    form = page.locator(".telling form")
    title = form.inner_html()
    token = page.locator("#claim input[name=claim]").first.input_value()
    press(page, "s")
    assert page.locator("#claim input[name=claim]").first.input_value() == token, "the claim stays"
    assert form.inner_html() != title, "the next telling is asked about"
    press(page, "d")
    with Store(location_of(own_archive)) as store, store.connection() as connection:
        made = judging.listed(connection)
    assert [(one.decision.user, one.decision.verdict.value) for one in made] == [("tester", "same"), ("tester", "not")]
    assert token.startswith(f"{made[0].decision.a[0]}:{made[0].decision.a[1]}:")


def test_repair_without_a_mouse(serve: Serve, own_archive: Path, open_page: Open) -> None:
    claim = first(own_archive)
    page = open_page(serve() + "/review")
    page.keyboard.press("e")
    expect(page.locator("#sentence")).to_be_focused()
    words = page.locator("#sentence .w")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    start = int(words.nth(1).get_attribute("data-start") or 0)
    end = int(words.nth(2).get_attribute("data-end") or 0)
    expect(page.locator("#sentence .marked")).to_have_count(2)
    page.keyboard.press("1")
    assert page.locator("#field-agents").input_value() == f"[{start}-{end}]"
    page.keyboard.press("t")
    page.keyboard.press("2")
    assert page.locator("#field-targets").input_value() == f"[{start + 1}-{end}]"
    page.locator("[name=status]").focus()
    page.locator("[name=status]").select_option("possible")
    page.locator("[name=killed_low]").fill("4")
    page.locator("[name=date]").fill("2017-03-06")
    page.locator("#repair button:not([type])").focus()
    press(page, "Enter")
    made = {one.field: one for one in told(own_archive)}
    text = claim.reading.text
    assert made["agents"].new == [{"start": start, "end": end, "text": text[start:end]}]
    assert made["targets"].new[0]["start"] == start + 1 and made["targets"].old == claim.event["targets"]
    assert made["status"].new == "possible" and made["killed"].new == [4, None] and made["date"].new == {"value": "2017-03-06"}
    assert {one.key for one in made.values()} == {claim.key} and set(made) == {"agents", "targets", "status", "killed", "date"}
    press(page, "z")
    assert len(told(own_archive)) == 10, "the five fields are taken back together"


def test_repair_with_the_mouse_and_names_looked_up(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review", language="en")
    page.locator("#repair summary").click()
    words = page.locator("#sentence .w")
    words.nth(1).click()
    words.nth(3).click(modifiers=["Shift"])
    expect(page.locator("#sentence .marked")).to_have_count(3)
    page.locator("label:has(#field-place) .use kbd").click()
    page.locator("[data-seek=place]").press_sequentially("الموصل")
    page.locator("[data-found=place] button").first.click()
    expect(page.locator("#field-place")).to_have_value(re.compile(r"^\[\d+-\d+\] = iq-mosul$"))
    page.locator("#field-type").select_option("PROTEST")
    expect(page.locator("#field-mode")).to_have_value("")
    follow(page, page.locator("#repair button:not([type])").click)
    made = {one.field: one.new for one in told(own_archive)}
    assert made["place"]["entity"] == "iq-mosul" and made["place"]["name"] == "Mosul"
    assert made["type"] == "PROTEST" and made["mode"] is None


def test_a_repair_that_cannot_be_is_told_and_nothing_is_kept(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review", language="en")
    page.keyboard.press("e")
    for field, value, said in (
        ("[name=date]", "soon", "no day"), ("#field-place", "[5-999999]", "outside the text"),
        ("#field-agents", "كلمات ليست هنا", "does not say"), ("#field-place", "x = no-such-id", "no-such-id"),
    ):  # fmt: skip
        page.locator("#repair").evaluate("one => { one.open = true }")
        page.locator(field).fill(value)
        follow(page, page.locator("#repair button:not([type])").click)
        expect(page.locator(".said")).to_contain_text(said)
    page.locator("#repair").evaluate("one => { one.open = true }")
    follow(page, page.locator("#repair button:not([type])").click)
    expect(page.locator(".said")).to_contain_text("nothing was changed")
    assert told(own_archive) == []


def test_who_was_faster_is_told_before_one_decides_again(serve: Serve, own_archive: Path, open_page: Open) -> None:
    page = open_page(serve() + "/review", language="en")
    claim = first(own_archive)
    by_other(own_archive, claim, Verdict.WRONG, HOSTILE)
    press(page, "y")
    expect(page.locator(".said")).to_contain_text("E708")
    expect(page.locator(".said")).to_contain_text("maha said wrong")
    expect(page.locator(".facts")).to_contain_text("maha: wrong")
    assert len(told(own_archive)) == 1
    press(page, "y")
    assert [(one.who, one.verdict.value) for one in told(own_archive)] == [("maha", "wrong"), ("tester", "right")]
    page.goto(page.url.split("/review")[0] + "/review?sort=disputed&scope=all")
    expect(page.locator(".facts .warn")).to_have_text("Disputed")
    expect(page.locator(".facts .flag").first).to_have_text("U+202E")
    expect(page.locator("#claim img")).to_have_count(0)


def test_history_tells_everything_and_hostile_notes_are_text(serve: Serve, own_archive: Path, open_page: Open) -> None:
    address = serve()
    claim = first(own_archive)
    by_other(own_archive, claim, Verdict.RIGHT)
    page = open_page(address + "/review?scope=all", language="en")
    page.locator("#why").fill(HOSTILE)
    follow(page, page.locator("[data-key=n]").click)
    press(page, "z")
    page.goto(address + "/review/history")
    expect(page.locator(".history tbody tr")).to_have_count(3)
    expect(page.locator(".history tr.undone")).to_have_count(1)
    expect(page.locator(".history")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".history .flag").first).to_have_text("U+202E")
    expect(page.locator(".history img")).to_have_count(0)
    page.goto(address + "/review/history?agreed=1")
    expect(page.locator("main")).to_contain_text("No two reviewers")
    by_other(own_archive, claim, Verdict.RIGHT)
    page.goto(address + "/review?scope=all")
    press(page, "n")
    page.goto(address + "/review/history?agreed=1")
    expect(page.locator(".agreement tbody tr").first).to_contain_text("maha")
    page.goto(address + "/review/history")
    page.locator(".history a[href*='who=maha']").first.click()
    expect(page.locator(".history tbody tr")).to_have_count(2)
    page.locator(".history a[href*='claim=']").first.click()
    expect(page.locator(".history tbody tr")).to_have_count(5)


def test_without_script_forms_do_it_all(serve: Serve, own_archive: Path) -> None:
    address = serve()
    with httpx.Client(base_url=address, headers=HTML, follow_redirects=True) as client:
        shown = client.get("/review").text
        hidden = hidden_in(shown)
        kept = client.post("/review/claims", data={**hidden, "verdict": "right", "why": "plain"})
        assert kept.status_code == 200 and kept.url.path == "/review"
        words = first(own_archive).reading.text.split()[0]
        after = hidden_in(kept.text)
        client.post("/review/claims", data={**after, "verdict": "repair", "agents": words, "status": "planned"})
        made = told(own_archive)
        assert [one.verdict.value for one in made] == ["right", "repair", "repair"]
        assert {one.field: one.new for one in made[1:]}["agents"][0]["text"] == words
        back = client.post("/review/undo", data={"queue": ""})
        assert "claim=" in str(back.url) and len(told(own_archive)) == 5
        faulty = client.post("/review/claims", data={**after, "verdict": "repair", "date": "soon"})
        assert faulty.status_code == 422 and "E207" in faulty.text and 'id="claim"' in faulty.text
        assert client.post("/review/claims", data={"verdict": "right", "queue": ""}).status_code == 422


def test_readers_look_and_decide_nothing(serve: Serve, own_archive: Path, open_page: Open) -> None:
    address = serve(read_only=True)
    page = open_page(address + "/review", language="en")
    expect(page.locator("#sentence")).to_be_visible()
    expect(page.locator("#claim button[data-key], #repair, #decide")).to_have_count(0)
    page.keyboard.press("y")
    claim = first(own_archive)
    names = names_of(claim)
    posts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/review/claims", {**names, "verdict": "right"}), ("/review/undo", {}),
        ("/review/tellings", {"claim": "x:1:2:ASSAULT", "other": "x", "start": 1, "verdict": "same"}),
    )  # fmt: skip
    for path, data in posts:
        answer = httpx.post(address + path, data=data)
        assert answer.status_code == 403 and answer.json()["error"]["code"] == "E704", path
    controls = httpx.get(address + "/review/controls", params=names)
    assert controls.status_code == 200 and "<form" not in controls.text
    assert told(own_archive) == []


def test_controls_of_another_page(serve: Serve, own_archive: Path) -> None:
    address, claim = serve(), first(own_archive)
    names = names_of(claim)
    by_other(own_archive, claim, Verdict.RIGHT, "clear")
    blind = httpx.post(address + "/review/claims", data={**names, "verdict": "wrong", "back": "/articles/x"})
    assert blind.status_code == 409 and blind.json()["error"]["code"] == "E708"
    shown = httpx.get(address + "/review/controls", params=names).text
    assert "maha" in shown and "clear" in shown
    hidden = dict(HIDDEN.findall(shown))
    back = httpx.post(address + "/review/claims", data={**hidden, "verdict": "wrong", "back": "//evil.example"})
    assert back.status_code == 303 and back.headers["location"] == "/"
    assert [one.verdict.value for one in told(own_archive)] == ["right", "wrong"]
    assert httpx.get(address + "/review", params=names, headers=HTML).text.count(f'value="{claim.key.start}"') > 0


def test_what_another_page_includes(own_archive: Path) -> None:
    """The buttons as they stand in a page, before a script has asked what was said."""
    settings = Settings(own_archive, person="tester")
    app, claim = application(settings), first(own_archive)
    scope = {"type": "http", "method": "GET", "app": app, "path": "/articles/x", "query_string": b"claim=e1", "headers": [],
             "server": ("127.0.0.1", 80), "scheme": "http"}  # fmt: skip
    shown = render(Request(scope), "review_controls.html", **names_of(claim))
    app.state.archive.close()
    sent = dict(HIDDEN.findall(shown))
    assert sent["back"] == "/articles/x?claim=e1" and sent["last"] == "0"
    assert [sent[name] for name in names_of(claim)] == [str(value) for value in names_of(claim).values()]
    assert shown.count('name="verdict"') == 3 and "style=" not in shown


def test_gold_is_downloaded(serve: Serve, own_archive: Path, tmp_path: Path) -> None:
    address = serve()
    with Store(location_of(own_archive)) as store, store.connection() as connection:
        document = connection.execute(select(t.claims.c.document_id).where(t.claims.c.current == 1).limit(1)).scalar_one()
        asked = select(t.claims.c.claim_key).where(t.claims.c.document_id == document, t.claims.c.current == 1)
        keys = connection.execute(asked).scalars().all()
        for key in keys:
            claim = claim_of(connection, queue.key_of(connection, key))
            judge(connection, claim.seen, Verdict.RIGHT, OTHER, at=datetime.now(UTC), last=0)
    answer = httpx.get(address + "/review/export")
    (row,) = [json.loads(line) for line in answer.text.splitlines()]
    assert len(row["events"]) == len(keys) and "attachment" in answer.headers["content-disposition"]
    gold = tmp_path / "gold.jsonl"
    gold.write_text(answer.text, "utf-8")
    done = CliRunner().invoke(main, ["evaluate", str(gold), "--format", "json"])
    assert json.loads(done.stdout)["figures"]["CLAIM (trigger + type + agents + innermost source)"]["f1"] == 1.0


def test_every_claim_can_be_shown(address: str, shared_archive: Path) -> None:
    """Claims lack all kinds of things: a name, a place, a day, a source; each is shown, in every order."""
    with Store(location_of(shared_archive)) as store, store.connection() as connection:
        claims = queue.progress(connection, queue.Asked("x")).claims
    with httpx.Client(base_url=address, headers={"HX-Request": "true"}) as client:
        for n in range(0, claims, 9):
            for sort in ("told", "doubt", "newest"):
                answer = client.get(f"/review?sort={sort}&at={n}")
                assert answer.status_code == 200 and 'id="decide"' in answer.text, (sort, n)
        assert 'id="decide"' not in client.get(f"/review?at={claims}").text


def test_what_cannot_be_asked_is_refused(address: str) -> None:
    for path, status in (
        ("/review?sort=best", 422), ("/review?claim=x", 422), ("/review?claim=x:1:2:ASSAULT", 404),
        ("/review/suggest?kind=thing&q=abc", 422),
        ("/review/history?claim=:::", 422), ("/review?at=999999999999", 200), ("/review?at=-1", 200), ("/review?outlet=%00", 200),
    ):  # fmt: skip
        assert httpx.get(address + path).status_code == status, path
    names = httpx.get(address + "/review/suggest", params={"kind": "place", "q": "بعقوبة"}).json()
    assert names[0]["id"] == "iq-baqubah"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_review_is_accessible_and_narrow(serve: Serve, own_archive: Path, open_page: Open, language: str, theme: str) -> None:
    by_other(own_archive, first(own_archive), Verdict.WRONG, "x" * 200)
    address = serve()
    page = open_page(address + "/review?sort=doubt&scope=all", language=language, theme=theme, width=360)
    page.locator("details").evaluate_all("all => all.filter(one => !one.closest('.bar')).forEach(one => { one.open = true })")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(address + "/review/history")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
