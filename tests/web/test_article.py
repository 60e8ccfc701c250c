"""The article: every mark at its exact words, letters that stay joined, hostile texts, the panel, the chain, why, and the table."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from articles import EMPTY, HOSTILE, UNSEEN, VOICED, long_article
from browsing import axe_faults
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Browser, Page, expect

from rawi.cli import main
from rawi.exporting.safety import CONTROL
from rawi.lexicon.schema import ACTOR_KINDS, CHANNELS, GENRES, MODES, PLACE_KINDS, SOURCE_KINDS, STANCES, STATUSES
from rawi.web.languages import LANGUAGES, messages
from rawi.web.pages.article.drawing import Drawing
from rawi.web.pages.article.marks import CONTENT, CUE, PART, SOURCE, TRIGGER, Mark, lines_of
from rawi.web.templating import environment

Open = Callable[..., Page]
Serve = Callable[..., str]


def added(folder: Path, *articles: dict[str, Any], compared: bool = True) -> Path:
    given_ = folder.parent / f"{folder.name}.jsonl"
    given_.write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")
    for command in (["add", str(folder), str(given_), "--quiet"], *([["compare", str(folder)]] if compared else [])):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return added(tmp_path_factory.mktemp("articles") / "archive", HOSTILE, UNSEEN, VOICED, EMPTY)


@pytest.fixture
def made_address(made: Path, serve: Serve) -> str:
    return serve(archive=made)


def ids(archive: Path) -> dict[str, str]:
    """Name -> document id."""
    with sqlite3.connect(archive / "store.sqlite") as connection:
        return dict(connection.execute("SELECT name, document_id FROM documents"))


def reading(archive: Path, name: str) -> dict[str, Any]:
    with sqlite3.connect(archive / "store.sqlite") as connection:
        asked = "SELECT reading FROM readings JOIN captures USING (capture_id) JOIN documents USING (document_id) WHERE name = ?"
        return dict(json.loads(connection.execute(asked, (name,)).fetchone()[0]))


def claim_of(read: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    """The first event with these values; `word`: in its trigger."""
    word = wanted.pop("word", "")
    return next(e for e in read["events"] if word in e["trigger"]["text"] and all(e[k] == v for k, v in wanted.items()))


# Pieces

HIDDEN = "\u202e\u2066\u200f\u200b\u200c\u200d\x00\ue123\ufeff"
LETTERS = st.text(alphabet=f"سلام وقالت\u064e{HIDDEN}<>&\"'a1\r\n\t\U0001f525", max_size=60)
KINDS = st.sampled_from([TRIGGER, CUE, SOURCE, CONTENT, PART])


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(LETTERS)
    ends = st.integers(0, len(text))
    drawn = draw(st.lists(st.tuples(ends, ends, KINDS, st.sampled_from(["e1", "e2", "a1", "a2"])), max_size=8))
    marks = {Mark(min(a, b), max(a, b), kind, id) for a, b, kind, id in drawn if a != b}
    return text, sorted(marks, key=lambda m: (m.start, -m.end))


@given(marked())
def test_pieces_have_exactly_the_marks_that_cover_them(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    at = 0
    for line in lines_of(text, marks):
        assert set(text[at : line.start]) <= {"\r", "\n"}
        assert not set(text[line.start : line.end]) & {"\r", "\n"}
        here = line.start
        for piece in line.pieces:
            assert piece.start == here < piece.end
            assert set(piece.marks) == {m for m in marks if m.start <= piece.start and piece.end <= m.end}
            assert not any(piece.start < edge < piece.end for m in marks for edge in (m.start, m.end))
            here = piece.end
        at = here
        assert here == line.end
    assert set(text[at:]) <= {"\r", "\n"}


@given(marked())
@settings(max_examples=300)
def test_what_is_drawn_is_the_text_without_what_cannot_be_seen(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    voices = dict.fromkeys(("e1", "e2", "a1", "a2"), ("quoted", 1))
    drawing = Drawing(text, voices, lambda id: f'"{id}<', lambda id: f"?claim={id}", frozenset({"e1"}))
    html = "\n".join(drawing.line(line) for line in lines_of(text, marks))
    assert not CONTROL.search(html.replace("\n", ""))
    shown = re.sub("\u064e+", "\u064e", unescape(re.sub(r"<[^>]*>", "", html)))  # piles of marks are cut
    seen = re.sub("[\u200c\u200d\r\n]", "", CONTROL.sub(lambda m: " " if m.group() == "\t" else "", re.sub(r"[\r\n]", "", text)))
    assert re.sub("[\u200c\u200d\n]", "", shown) == re.sub("\u064e+", "\u064e", seen)
    flags = sum(drawing.hidden.values())
    assert html.count('class="flag') == flags
    assert len(CONTROL.findall(re.sub(r"[\r\n\t]", "", text))) <= flags


# The text in the browser

PIECES = """() => [...document.querySelectorAll("#text [data-at]")].map((piece) => [Number(piece.dataset.at), piece.textContent])"""
BARE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#text, #text * { background: none !important; text-decoration: none !important; box-shadow: none !important;
    outline: none !important; color: #000 !important; font-size: 62.5px !important; line-height: 125px !important; }
    .lines p { content-visibility: visible !important; } .unseen { visibility: hidden; } .padded { padding-inline: 1px; }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNMARKED = """() => {
  for (const line of document.querySelectorAll("#text h1, .lines p")) {
    for (const one of [...line.querySelectorAll("a.m, [data-at]")]) one.replaceWith(...one.childNodes);
    line.normalize();
  }
  return document.querySelectorAll("#text [data-at]").length;
}"""


@pytest.mark.parametrize("name", ["unseen", "hostile"])
@pytest.mark.parametrize("width", [360, 1280])
def test_letters_stay_joined(made: Path, made_address: str, open_page: Open, name: str, width: int) -> None:
    """With lines and grounds off, the marked text is drawn with the very same pixels as without marks.

    Noto Naskh has 1,000 units an em: at 62.5 px each is 1/16 px, so that no rounding of a piece's place can stand for a difference.
    """
    page = open_page(f"{made_address}/articles/{ids(made)[name]}", width=width)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(BARE)
    text = page.locator("#text")
    with_marks = text.screenshot()
    page.evaluate("document.querySelector('#text p [data-at]').classList.add('padded')")
    assert text.screenshot() != with_marks, "the comparison sees nothing"
    page.evaluate("document.querySelector('#text .padded').classList.remove('padded')")
    assert page.evaluate(UNMARKED) == 0
    assert text.screenshot() == with_marks


def test_a_mark_may_begin_inside_a_word(made: Path, made_address: str, open_page: Open) -> None:
    """«وقالت» holds the conjunction and the cue: cut there, both halves are drawn as in the whole word."""
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate(BARE)
    text = page.locator("#text .lines p").first
    cut = """(parts) => { const p = document.querySelector("#text .lines p"); p.replaceChildren(...parts.map((part) => {
      const one = document.createElement("span"); one.className = "c"; one.dataset.at = "0"; one.textContent = part; return one; })); }"""
    page.evaluate(cut, ["وقالت فلسطين"])
    whole = text.screenshot()
    for parts in (["و", "قالت فلسطين"], ["وق", "الت فلسطين"], ["وقالت فلس", "طين"], list("وقالت فلسطين")):
        page.evaluate(cut, parts)
        assert text.screenshot() == whole, parts
    page.evaluate(cut, ["وقالت فلس", "\u200c", "طين"])
    assert text.screenshot() != whole, "the comparison sees no joining"


@pytest.mark.parametrize("name", ["unseen", "hostile", "voiced"])
def test_every_mark_stands_at_its_words(made: Path, made_address: str, open_page: Open, name: str) -> None:
    """Emoji, digits, Latin, diacritics, CRLF and hidden characters before a mark do not move it."""
    read = reading(made, name)
    page = open_page(f"{made_address}/articles/{ids(made)[name]}")
    pieces = page.evaluate(PIECES)
    spans = [e["trigger"] for e in read["events"]] + [a["cue"] for a in read["attributions"]]
    spans += [s for e in read["events"] for s in (*e["agents"], *e["targets"], e["place"], (e["date"] or {}).get("span")) if s]
    spans += [s for a in read["attributions"] for s in (a["source"], *a["content"]) if s]
    assert len(spans) > 10
    clean = lambda text: re.sub("[\u200c\u200d\r\n]|\u0651+", "", CONTROL.sub("", text))  # noqa: E731
    for span in spans:
        shown = "".join(text for at, text in pieces if span["start"] <= at < span["end"])
        assert clean(shown) == clean(span["text"]), span
        assert read["text"][span["start"] : span["end"]] == span["text"]


def test_nothing_of_a_hostile_article_runs(made: Path, made_address: str, open_page: Open) -> None:
    page = open_page(f"{made_address}/articles/{ids(made)['hostile']}?claim=e1")
    expect(page.locator("#panel .shown")).to_be_visible()
    assert page.evaluate("window.harmed") is None
    assert page.locator("main script, main svg, main img, main style, main iframe").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert "<script>window.harmed=1</script>" in page.locator("#text h1").text_content()
    assert "{{7*7}}" in page.locator("#text").text_content()
    assert page.title().startswith("قصف طيران مجهول")


def test_controls_are_flags_and_turn_nothing_round(made: Path, made_address: str, open_page: Open) -> None:
    page = open_page(f"{made_address}/articles/{ids(made)['unseen']}")
    assert not CONTROL.search(re.sub(r"[\n\t]", "", page.locator("#text").text_content()))
    codes = page.eval_on_selector_all("#text .unseen", "all => all.map((one) => one.dataset.code)")
    assert {"U+202E", "U+202C", "U+2067", "U+2069", "U+200F", "U+200B", "U+E123", "U+200C", "U+200D", "+22"} <= set(codes)
    order = page.evaluate("""() => {
      const line = document.querySelector(".lines p"), out = [];
      const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) for (const found of walk.currentNode.data.matchAll(/وزارة|الدفاع|الطيران/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, found.index);
        range.setEnd(walk.currentNode, found.index + found[0].length);
        out.push([found[0], range.getBoundingClientRect().right]);
      }
      return out;
    }""")
    assert [word for word, _ in sorted(order, key=lambda o: -o[1])] == ["وزارة", "الدفاع", "الطيران"], "read from the right"
    expect(page.locator("#text .unseen").first).to_be_visible()
    page.uncheck("#unseen")
    expect(page.locator("#text .unseen").first).not_to_be_visible()


def test_lines_go_their_own_way(made: Path, made_address: str, open_page: Open) -> None:
    page = open_page(f"{made_address}/articles/{ids(made)['unseen']}", language="en")
    assert page.get_attribute("#text", "dir") == "rtl"
    ways = page.eval_on_selector_all(".lines p", "all => all.map((p) => getComputedStyle(p).direction)")
    assert ways == ["rtl", "rtl", "rtl", "ltr", "rtl"]


# Voices

def test_voices_are_told_apart_by_more_than_colour(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}", language="en")
    style = lambda name: page.locator(f".legend .v-{name}").evaluate("e => getComputedStyle(e).textDecorationStyle")  # noqa: E731
    assert len({style("quoted"), style("agency"), style("unknown")}) == 3
    inside = {"سيطرت": "v-quoted", "انسحب": "v-unknown", "مقتل": "v-quoted"}
    for word, voice in inside.items():
        at = claim_of(read, word=word)["trigger"]["start"]
        assert voice in page.get_attribute(f'#text [data-at="{at}"]', "class"), word
    told = claim_of(read, word="قصف")
    assert "v-" not in page.get_attribute(f'#text [data-at="{told["trigger"]["start"]}"]', "class")
    assert "the author's voice" in page.get_attribute(f"#text #{told['id']}", "title")
    assert "a voice without a name" in page.get_attribute(f"#text #{claim_of(read, word='انسحب')['id']}", "title")


# The panel

def test_pointing_at_a_mark_opens_its_claim(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    event = claim_of(read, word="سيطرت")
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}", language="en")
    page.hover(f"#text #{event['id']}")
    panel = page.locator("#panel .shown")
    expect(panel).to_have_attribute("data-mark", event["id"])
    expect(panel).to_contain_text("Control of territory")
    expect(panel).to_contain_text("الرستن")
    assert "claim=" not in page.url
    page.click(f"#text #{event['id']}")
    expect(page).to_have_url(re.compile(rf"\?claim={event['id']}$"))
    other = claim_of(read, word="انسحب")["id"]
    page.hover(f"#text #{other}")
    page.wait_for_timeout(400)
    expect(panel).to_have_attribute("data-mark", event["id"])  # what was clicked stays
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert "claim=" not in page.url


def test_the_chain_is_a_path_whose_links_light_their_words(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    event = claim_of(read, word="سيطرت")
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}?claim={event['id']}", language="en")
    steps = page.locator("#panel .chain .step")
    by_id = {a["id"]: a for a in read["attributions"]}
    inner = by_id[event["attribution"]]
    assert steps.count() >= 2
    expect(steps.first).to_contain_text("سالم الحداد")
    steps.last.hover()
    lit = page.eval_on_selector_all("#text .pointed-source", "all => all.map((p) => p.textContent).join('')")
    assert lit == inner["source"]["text"]
    assert page.eval_on_selector_all("#text .pointed-cue", "all => all.map((p) => p.textContent).join('')") == inner["cue"]["text"]
    page.hover("#claims-title")
    assert page.locator("#text .pointed").count() == 0
    said = page.eval_on_selector_all("#text .lit-trigger", "all => all.map((p) => p.textContent).join('')")
    assert said == event["trigger"]["text"]


def test_a_place_has_its_coordinates(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    event = next(e for e in read["events"] if e["place"] and e["place"].get("entity"))
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}?claim={event['id']}")
    place = next(p for p in read["locations"] if p["id"] == event["place"]["entity"])
    expect(page.locator("#panel bdi[dir=ltr] code")).to_have_text(f"{place['latitude']:.4f}, {place['longitude']:.4f}")


def test_keys_go_from_claim_to_claim(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    order = [e["id"] for e in sorted(read["events"], key=lambda e: e["trigger"]["start"])]
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}")
    here = "document.activeElement.dataset.mark"
    page.keyboard.press("n")
    assert page.evaluate(here) == order[0]
    page.keyboard.press("n")
    assert page.evaluate(here) == order[1]
    expect(page.locator("#panel .shown")).to_have_attribute("data-mark", order[1])
    page.keyboard.press("p")
    assert page.evaluate(here) == order[0]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"claim={order[0]}"))
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(here) == order[0]
    page.keyboard.press("j")
    assert page.evaluate(here) not in (None, order[0])
    assert page.locator('#text a.m[tabindex="0"]').count() == 1


def test_on_a_narrow_screen_the_claim_lies_below_the_text(made: Path, made_address: str, open_page: Open) -> None:
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}", width=360, height=700)
    expect(page.locator("#panel")).not_to_be_visible()
    page.click("#text #e2")
    expect(page.locator("#panel-title")).to_be_in_viewport()
    expect(page.locator("#text #e2")).to_be_in_viewport()
    mark, panel = page.locator("#text #e2").bounding_box(), page.locator("#panel").bounding_box()
    assert mark is not None and panel is not None and mark["y"] + mark["height"] <= panel["y"]
    page.click("#panel [data-shut]")
    expect(page.locator("#panel")).not_to_be_visible()


def test_an_attribution_opens_too(made: Path, made_address: str, open_page: Open) -> None:
    read = reading(made, "voiced")
    one = next(a for a in read["attributions"] if a["source_kind"] == "anonymous")
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}?attribution={one['id']}", language="en")
    expect(page.locator("#panel")).to_contain_text("a voice without a name")
    inside = next(e for e in read["events"] if e["attribution"] == one["id"])
    page.click(f"#panel [data-open='{inside['id']}']")
    expect(page.locator("#panel .shown")).to_have_attribute("data-mark", inside["id"])


def test_why_names_the_rule_and_the_line_of_the_lexicon(made: Path, made_address: str, open_page: Open) -> None:
    event = claim_of(reading(made, "voiced"), word="سيطرت")
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}?claim={event['id']}")
    page.click("#panel a[hx-get$='/why']")
    why = page.locator("#why")
    expect(why).to_contain_text("status: perfect")
    entry = next(w["entry"] for w in event["why"] if w["rule"] == "trigger").split("#")[0]
    expect(why).to_contain_text(re.compile(rf"{re.escape(entry)}:\d+"))
    expect(why.locator("tr.here th")).to_contain_text("سيطرت")
    assert "claim=" in page.url


def test_a_hash_and_a_link_open_a_claim_with_and_without_scripts(made: Path, made_address: str, open_page: Open, browser: Browser) -> None:
    path = f"{made_address}/articles/{ids(made)['voiced']}"
    page = open_page(f"{path}#e2")
    expect(page.locator("#panel .shown")).to_have_attribute("data-mark", "e2")
    context = browser.new_context(java_script_enabled=False)
    try:
        plain = context.new_page()
        plain.goto(path)
        plain.click("#text #e2")
        expect(plain.locator("#panel .shown")).to_have_attribute("data-mark", "e2")
        plain.click("#panel a[href*='why=yes']")
        expect(plain.locator("#why table")).to_be_visible()
        plain.select_option("#claims select[name=status]", "negated")
        plain.click("#claims form button")
        assert plain.locator("#claims tbody tr").count() == sum(e["status"] == "negated" for e in reading(made, "voiced")["events"])
    finally:
        context.close()
    part = httpx.get(f"{path}/claims/e2", follow_redirects=False)
    assert (part.status_code, part.headers["location"]) == (303, f"/articles/{ids(made)['voiced']}?claim=e2")


def test_the_table_is_filtered(made: Path, made_address: str, open_page: Open) -> None:
    events = reading(made, "voiced")["events"]
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}", language="en")
    rows = page.locator("#claims tbody tr")
    expect(rows).to_have_count(len(events))
    page.select_option("#claims select[name=type]", "CONTROL")
    expect(rows).to_have_count(sum(e["type"] == "CONTROL" for e in events))
    page.select_option("#claims select[name=type]", "")
    page.select_option("#claims select[name=status]", "negated")
    expect(rows).to_have_count(sum(e["status"] == "negated" for e in events))
    page.locator("#claims tbody a").first.click()
    expect(page.locator("#panel .shown")).to_be_visible()


def test_a_claim_leads_to_its_incident(address: str, shared_archive: Path, open_page: Open) -> None:
    with sqlite3.connect(shared_archive / "store.sqlite") as connection:
        document, claim, incident = connection.execute("SELECT document_id, claim_id, incident_id FROM incident_claims LIMIT 1").fetchone()
    page = open_page(f"{address}/articles/{document}?claim={claim}")
    assert page.locator(f"#panel a[href='/incidents/{incident}']").count() == 1
    assert page.locator(f"#claims a[href='/incidents/{incident}']").count() >= 1


def test_reprints_and_provenance(address: str, shared_archive: Path, open_page: Open) -> None:
    with sqlite3.connect(shared_archive / "store.sqlite") as connection:
        asked = "SELECT document_id, of_document_id FROM reprints LIMIT 1"
        later, original = connection.execute(asked).fetchone()
        (sha256,) = connection.execute("SELECT sha256 FROM captures WHERE document_id = ?", (later,)).fetchone()
    page = open_page(f"{address}/articles/{later}")
    assert page.locator(f".about a[href='/articles/{original}']").count() == 1
    assert sha256 in page.locator(".about").text_content()


def test_the_controls_of_review_are_told_which_claim(made: Path, made_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "{{ document_id }}|{{ claim_id }}|{{ trigger_start }}|{{ trigger_end }}"
    loader = environment().loader
    assert loader is not None
    monkeypatch.setattr(environment(), "loader", ChoiceLoader([DictLoader({"review_controls.html": f"<p id='review'>{told}</p>"}), loader]))
    event = reading(made, "voiced")["events"][0]
    path = f"{made_address}/articles/{ids(made)['voiced']}"
    wanted = f"{ids(made)['voiced']}|{event['id']}|{event['trigger']['start']}|{event['trigger']['end']}"
    assert wanted in httpx.get(f"{path}?claim={event['id']}").text
    assert wanted in httpx.get(f"{path}/claims/{event['id']}", headers={"HX-Request": "true"}).text


# What is not there, what was before, and what is long

def test_what_is_not_there(made: Path, made_address: str, open_page: Open) -> None:
    own = f"/articles/{ids(made)['voiced']}"
    for path in ("/articles/nothing", f"{own}/claims/e999", f"{own}/claims/e999/why", f"{own}/attributions/a999"):
        answer = httpx.get(made_address + path, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "E707"), path
    assert httpx.get(f"{made_address}/articles/{ids(made)['voiced']}?as_of=1999-01-01").json()["error"]["code"] == "E707"
    assert httpx.get(f"{made_address}/articles/{ids(made)['voiced']}?as_of=yesterday").status_code == 422
    page = open_page(f"{made_address}/articles/{ids(made)['voiced']}?claim=e999", language="en")
    expect(page.locator("#panel")).to_contain_text("e999")


def test_an_article_without_claims(made: Path, made_address: str, open_page: Open) -> None:
    page = open_page(f"{made_address}/articles/{ids(made)['empty']}", language="en")
    expect(page.locator("#panel")).to_contain_text("No claims")
    page.keyboard.press("n")
    assert page.locator("#text a.m").count() == 0
    assert axe_faults(page) == []


def test_older_readings(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    archive = added(tmp_path / "again", VOICED)
    before = reading(archive, "voiced")
    own = tmp_path / "own"
    (own / "places").mkdir(parents=True)
    time.sleep(1.1)  # readings are told apart by the second
    head = "id\tenglish\tarabic\tkind\tcountry\tadmin1\tadmin2\tlat\tlon\tprecision_km\tsource\n"
    row = "ye-nakheel\tNakheel of ours\tالنخيل\ttown\tYE\tAden\t\t12.8\t45.0\t1\tours\n"
    (own / "places" / "p.tsv").write_text(head + row, "utf-8")
    done = CliRunner().invoke(main, ["reread", str(archive), "--lexicon", str(own)])
    assert done.exit_code == 0, done.output
    address = serve(archive=archive)
    event = claim_of(before, word="قصف")
    page = open_page(f"{address}/articles/{ids(archive)['voiced']}?claim={event['id']}", language="en")
    expect(page.locator("#panel")).to_contain_text("Nakheel of ours")
    page.select_option("select[name=as_of]", index=1)
    page.click(".about form button")
    expect(page.locator("main > .tag.warn")).to_contain_text("earlier reading")
    page.click(f"#text #{event['id']}")
    expect(page.locator("#panel .shown")).to_be_visible()
    expect(page.locator("#panel")).not_to_contain_text("Nakheel of ours")
    page.click("#panel a[hx-get*='/why']")
    expect(page.locator("#why")).not_to_contain_text("was read with lexicon")  # the workbench has the older lexicon
    lasting = page.get_attribute("#panel button[data-copy]", "data-copy")
    page.goto(str(lasting))
    expect(page.locator("#panel .shown")).to_have_attribute("data-mark", event["id"])
    expect(page.locator("main > .tag.warn")).to_be_visible()


@contextmanager
def cpu() -> Iterator[list[float]]:
    """The seconds of processor time, which other programs of the machine do not lengthen."""
    out: list[float] = []
    start = time.process_time()
    yield out
    out.append(time.process_time() - start)


@pytest.mark.slow
def test_half_a_megabyte(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    archive = added(tmp_path / "long", long_article(500_000), compared=False)
    path = f"{serve(archive=archive)}/articles/{ids(archive)['long']}"
    httpx.get(path, timeout=60)
    with cpu() as taken:
        answer = httpx.get(path, timeout=60)
    assert answer.status_code == 200
    assert taken[0] < 1.0
    page = open_page(path)
    expect(page.locator("#claims tbody tr")).to_have_count(50)
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("#panel .shown")).to_be_visible()
    last = reading(archive, "long")["events"][-1]["id"]
    page.goto(f"{path}?claim={last}")
    expect(page.locator(f"#text #{last}")).to_be_in_viewport()


# For everybody

@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_article_is_accessible(made: Path, made_address: str, open_page: Open, language: str, theme: str, width: int) -> None:
    event = claim_of(reading(made, "voiced"), word="سيطرت")
    for name, more in (("voiced", f"?claim={event['id']}&why=yes"), ("unseen", "")):
        page = open_page(f"{made_address}/articles/{ids(made)[name]}{more}", language=language, theme=theme, width=width)
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not re.search(r"\[(article|type|mode|status|role)\.", page.content())


def test_every_code_has_a_name() -> None:
    wanted = {f"type.{t}" for t in MODES} | {f"mode.{m}" for modes in MODES.values() for m in modes}
    for prefix, codes in (
        ("status", STATUSES), ("sourcekind", SOURCE_KINDS), ("genre", GENRES), ("channel", CHANNELS), ("stance", STANCES),
        ("kind", ACTOR_KINDS), ("placekind", PLACE_KINDS), ("role", ("author", "outlet", "agency", "source")),
        ("contradiction", ("toll", "actor", "target", "place", "date", "holder", "denial", "responsibility")),
        ("corroboration", ("enemies agree", "several", "one")), ("speech", ("direct", "indirect", "mixed")),
    ):  # fmt: skip
        wanted |= {f"{prefix}.{code}" for code in codes}
    assert wanted - messages().keys() == set()
