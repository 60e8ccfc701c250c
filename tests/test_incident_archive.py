"""The project's own archive of incidents holds together: quotes, dates, numbers, reprints; and the right answer scores as right."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from rawi.arabic.script import fold
from rawi.cli import main
from rawi.errors import GoldError
from rawi.evaluating import Accuracy, Board, Score, found_of, score_incidents, truth_of
from rawi.evaluating.archives import score_archive
from rawi.lexicon import load
from rawi.lexicon.schema import MODES
from rawi.model import Document
from rawi.pipeline import read_document

HERE = Path(__file__).parent / "incidents"
Json = dict[str, Any]
FIRST, LAST = date(2017, 2, 1), date(2017, 4, 30)
COUNTRIES = {
    "IQ": "العراق", "YE": "اليمن", "SY": "سوريا", "LY": "ليبيا", "SD": "السودان", "LB": "لبنان", "PS": "فلسطين", "EG": "مصر",
    "SO": "الصومال",
}  # fmt: skip
KINDS = {"denial", "toll", "actor", "target", "place", "date", "holder"}


@lru_cache
def articles() -> dict[str, Json]:
    """The articles by id, in order."""
    rows = [json.loads(line) for line in (HERE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row for row in rows}


@lru_cache
def truth() -> Json:
    """truth.json."""
    loaded: Json = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    return loaded


def text(id: str) -> str:
    """What offsets count in."""
    return f"{articles()[id]['title']}\n\n{articles()[id]['text']}"


@lru_cache
def builder() -> ModuleType:
    """build.py."""
    spec = importlib.util.spec_from_file_location("incidents_build", HERE / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["incidents_build"] = module
    spec.loader.exec_module(module)
    return module


def spans() -> list[tuple[str, Json]]:
    """(document, quote) of everything that truth.json points at."""
    out = []
    for incident in truth()["incidents"]:
        for report in incident["reported_by"]:
            out += [(report["document"], q) for q in report["quotes"]]
            out += [(report["document"], q) for origin in report["origins"] for q in origin["quotes"]]
        for c in incident["contradictions"]:
            out += list(zip(c["documents"], c["quotes"], strict=True))
            out += [(report["document"], q) for side in c["sides"] for report in side for q in report["quotes"]]
    return out


def test_files_are_what_the_dossiers_say() -> None:
    for name, content in builder().written().items():
        assert (HERE / name).read_text(encoding="utf-8") == content, f"run tests/incidents/build.py: {name}"


def test_there_is_enough_of_it() -> None:
    incidents = truth()["incidents"]
    contradictions = [c for i in incidents for c in i["contradictions"]]
    told = {r["document"] for i in incidents for r in i["reported_by"]}
    assert len(articles()) >= 75 and told == set(articles())
    assert len(incidents) >= 18 and len({i["country"] for i in incidents}) >= 8
    assert len({a["outlet"] for a in articles().values()}) >= 12
    assert len(truth()["look_alikes"]) >= 6
    assert {c["kind"] for c in contradictions if not c["optional"]} == KINDS
    assert sum(c["revision"] for c in contradictions) >= 3
    assert {r["agency"] for i in incidents for r in i["reported_by"]} >= {"أ ف ب", "رويترز", "سانا", None}
    assert {i["independent_origins"]["count"] for i in incidents} >= {1, 2, 3, 4}


def test_every_quote_is_its_slice() -> None:
    for document, quote in spans():
        assert text(document)[quote["start"] : quote["end"]] == quote["text"] != ""


def test_articles_are_short_and_arabic() -> None:
    for id in articles():
        words = text(id).split()
        assert 60 <= len(words) <= 200, (id, len(words))
        letters = [c for c in text(id) if c.isalpha()]
        assert sum("\u0600" <= c <= "\u06ff" for c in letters) > 0.98 * len(letters), id
        assert not {"{", "}"} & set(text(id)), id


def test_dates_are_sound() -> None:
    for incident in truth()["incidents"]:
        day = date.fromisoformat(incident["date"])
        published = [date.fromisoformat(articles()[r["document"]]["published"]) for r in incident["reported_by"]]
        assert day >= FIRST and max(published) <= LAST, incident["id"]
        assert day - timedelta(days=3) <= min(published), incident["id"]
        assert max(published) - day <= timedelta(days=35), incident["id"]


def test_types_are_those_of_the_lexicon() -> None:
    for incident in truth()["incidents"]:
        assert incident["type"] in MODES and (incident["mode"] is None or incident["mode"] in MODES[incident["type"]]), incident["id"]


def test_places_are_in_the_gazetteer() -> None:
    lexicon = load()
    for incident in truth()["incidents"]:
        sentence = f"وقع انفجار في مدينة {incident['place']} في {COUNTRIES[incident['country']]} أمس."
        found = [e.place for e in read_document(Document(id="x", title=None, text=sentence), lexicon).events if e.place]
        assert any((p.entity or "").startswith(f"{incident['country'].lower()}-") for p in found), incident["place"]


def grams(id: str) -> set[tuple[str, ...]]:
    """Its runs of three words, spelling variants and punctuation aside."""
    words = [fold(w) for w in re.findall(r"[^\W_]+", re.sub("[\u064b-\u0652]", "", articles()[id]["text"]))]
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def test_no_article_copies_another_but_declared_reprints() -> None:
    parent = {r["document"]: r["reprint_of"] for i in truth()["incidents"] for r in i["reported_by"] if r["reprint_of"]}
    assert set(parent.values()) <= set(articles()) and not set(parent.values()) & set(parent)
    family = {id: parent.get(id, id) for id in articles()}
    for a, b in combinations(articles(), 2):
        one, other = grams(a), grams(b)
        share = len(one & other) / min(len(one), len(other))
        if family[a] != family[b]:
            assert share < 0.2, (a, b, share)
        elif parent.get(a) == b or parent.get(b) == a:
            assert share > 0.3, (a, b, share)


def test_a_reprint_has_a_headline_and_an_outlet_of_its_own() -> None:
    for report in (r for i in truth()["incidents"] for r in i["reported_by"] if r["reprint_of"]):
        one, other = articles()[report["document"]], articles()[report["reprint_of"]]
        assert one["title"] != other["title"] and one["outlet"] != other["outlet"] and one["published"] >= other["published"]


def test_counts_are_the_origins_that_add() -> None:
    for incident in truth()["incidents"]:
        independent = incident["independent_origins"]
        none = {x["name"] for x in independent["add_none"]}
        names = {o["name"] for r in incident["reported_by"] for o in r["origins"]}
        assert independent["count"] == len(independent["which"]) == len(names - none), incident["id"]
        assert set(independent["which"]) == names - none and independent["why"], incident["id"]
        assert not [o for r in incident["reported_by"] for o in r["origins"] if o["chain"][-1] != articles()[r["document"]]["outlet"]]


def test_contradictions_are_between_tellings() -> None:
    for incident in truth()["incidents"]:
        told = {(r["document"], q["start"]) for r in incident["reported_by"] for q in r["quotes"]}
        for c in incident["contradictions"]:
            sides = [{(r["document"], q["start"]) for r in side for q in r["quotes"]} for side in c["sides"]]
            assert sides[0] and sides[1] and not sides[0] & sides[1] and sides[0] | sides[1] <= told, incident["id"]
            assert c["revision"] == (c["origins"][0] == c["origins"][1]), incident["id"]


def test_tolls_contradict_each_other_only_without_a_common_number() -> None:
    apart = builder().apart
    inf = float("inf")
    assert apart((12, 12), (15, 15)) and apart((11, inf), (6, 6)) and apart((6, 6), (11, inf))
    assert not apart((12, inf), (15, 15)) and not apart((12, 12), (12, 12)) and not apart((150, 250), (200, 200))
    assert not apart(None, (6, 6))


def perfect() -> list[Json]:
    """The answer that says everything: one telling a quote, one claim pair a contradiction."""
    return [
        {
            "id": i["id"], "independent_origins": i["independent_origins"]["count"],
            "tellings": [{"document": r["document"], **q} for r in i["reported_by"] for q in r["quotes"]],
            "contradictions": [
                {
                    "kind": c["kind"], "revision": c["revision"],
                    "claims": [{"document": side[0]["document"], **side[0]["quotes"][0]} for side in c["sides"]],
                }
                for c in i["contradictions"]
            ],
        }
        for i in truth()["incidents"]
    ]  # fmt: skip


def test_the_right_answer_is_right() -> None:
    board = score_incidents(truth_of(truth()), found_of(perfect()))
    assert {name: figure.value for name, figure in board.figures.items()} == dict.fromkeys(board.figures, 1.0)
    assert not board.mistakes


@pytest.mark.parametrize("pair", range(6))
def test_merging_look_alikes_is_seen(pair: int) -> None:
    one, other = truth()["look_alikes"][pair]
    answer = {i["id"]: i for i in perfect()}
    answer[one]["tellings"] += answer.pop(other)["tellings"]
    board = score_incidents(truth_of(truth()), found_of(list(answer.values())))
    apart = board.figures["look-alikes kept apart"]
    assert isinstance(apart, Accuracy) and apart.accuracy == round(1 - 1 / apart.of, 4)
    assert board.figures["incident pairs"].value < 1 and board.figures["incidents, B-cubed"].value < 1


def test_the_dossiers_tell_every_kind_of_difficulty() -> None:
    reports = [r for i in truth()["incidents"] for r in i["reported_by"]]
    lines = Counter(r["reprint_of"] for r in reports if r["reprint_of"])
    assert lines.most_common(1)[0][1] >= 4, "five papers that print one line"
    assert any(len(o["chain"]) >= 4 for r in reports for o in r["origins"]), "a chain of «نقلا عن»"
    assert any(r["denied"] for r in reports), "a denial of the whole event"
    assert len({d for i in truth()["incidents"] for d in {r["document"] for r in i["reported_by"]}}) < len(reports), "a mention in passing"


FLOORS = {
    "tellings found": 0.99,
    "incident pairs": 0.96,
    "incidents, B-cubed": 0.96,
    "independent origins": 0.88,
    "independent origins, within one": 0.92,
    "look-alikes kept apart": 1.0,
    "contradictions": 0.9,
    "contradictions, any kind": 0.91,
    "contradiction: revision": 0.97,
}
"""What comparing reaches on this archive, F1 or accuracy: these only go up."""


@lru_cache
def board() -> Board:
    """The scores of what is found in the articles."""
    return score_archive(HERE, load())


@pytest.mark.parametrize("name", FLOORS)
def test_comparing_keeps_its_floors(name: str) -> None:
    assert set(board().figures) == set(FLOORS)
    assert board().figures[name].value >= FLOORS[name]


def test_most_contradictions_that_are_named_are_right() -> None:
    named = board().figures["contradictions"]
    assert isinstance(named, Score) and named.precision >= 0.94


def test_the_command_prints_the_board(tmp_path: Path) -> None:
    printed = CliRunner().invoke(main, ["evaluate", str(HERE), "--format", "json"])
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout)["figures"]["incident pairs"]["f1"] == pytest.approx(board().figures["incident pairs"].value, abs=1e-4)
    kept = tmp_path / "incidents.json"
    kept.write_text(json.dumps(perfect()), encoding="utf-8")
    right = CliRunner().invoke(main, ["evaluate", str(HERE), "--output", str(kept), "--format", "json"])
    assert json.loads(right.stdout)["figures"]["incident pairs"]["f1"] == 1.0


@pytest.mark.parametrize("content", ["[", "{}", '[{"id": "x"}]'])
def test_incidents_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    kept = tmp_path / "incidents.json"
    kept.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError):
        score_archive(HERE, load(), kept)
