"""The scoreboard: by hand on small gold, and figure by figure against the gold's own scripts where those are at hand."""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rawi.cli.evaluate import evaluate, type_of
from rawi.errors import GoldError, UnreadableInput
from rawi.evaluating import (
    Accuracy,
    Answer,
    Score,
    as_json,
    as_markdown,
    as_text,
    load_answers,
    load_gold,
    read_gold,
    score,
    score_sentences,
)
from rawi.evaluating.matching import coverage_f1, hits, links, pair_up, union
from rawi.lexicon import load
from rawi.model import Span

SHARED = Path(__file__).parent.parent.parent / "shared" / "gold"
Row = dict[str, Any]
TEXT = "قال الوزير إن الجيش قصف المدينة وإن الحركة هاجمت القاعدة أمس"

shared_only = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not here")


def span(words: str, text: str = TEXT) -> Row:
    """The span of `words` in `text`."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def attribution(id: str = "a1", **other: Any) -> Row:
    """An attribution of TEXT, with changes."""
    content = {"start": 14, "end": len(TEXT), "text": TEXT[14:]}
    return {
        "id": id, "source": span("الوزير"), "source_kind": "person_official", "cue": span("قال"), "content": [content],
        "mode": "indirect", "channel": "unspecified", "stance": "asserts", "parent": None, **other,
    }  # fmt: skip


def event(id: str, trigger: str, agent: str | None, target: str | None, **other: Any) -> Row:
    """An ASSAULT of TEXT, with changes."""
    return {
        "id": id, "trigger": span(trigger), "type": "ASSAULT", "mode": "other", "agents": [span(agent)] if agent else [],
        "targets": [span(target)] if target else [], "place": None, "date": None, "killed": None, "injured": None,
        "status": "occurred", "attribution": "a1", "same_event": None, **other,
    }  # fmt: skip


def document(**other: Any) -> Row:
    """Gold of TEXT, with changes."""
    return {
        "id": "d1", "title": None, "text": TEXT, "metadata": {"genre": "report", "agencies": [], "published": "2015-07-20"},
        "attributions": [attribution()],
        "events": [
            event("e1", "قصف", "الجيش", "المدينة"),
            event("e2", "هاجمت", "الحركة", "القاعدة", date={"value": "2015-07-19"}),
        ],
        **other,
    }  # fmt: skip


def board(gold: Row, found: Row) -> dict[str, Score | Accuracy]:
    """The figures of one document."""
    return dict(score({gold["id"]: Answer.of(gold)}, {found["id"]: Answer.of(found)}).figures)


def write(path: Path, rows: list[Row]) -> Path:
    """JSONL."""
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


# --- matching -----------------------------------------------------------------------------------------------------------------


def test_pairs_take_the_largest_overlap_first() -> None:
    gold, found = [Span(0, 4, ""), Span(4, 10, "")], [Span(3, 9, ""), Span(0, 2, "")]
    assert sorted(pair_up(gold, found, lambda s: s)) == [(0, 1), (1, 0)]


def test_touching_spans_do_not_pair() -> None:
    assert pair_up([Span(0, 4, "")], [Span(4, 8, "")], lambda s: s) == []
    assert pair_up([Span(3, 3, "")], [Span(0, 8, "")], lambda s: s) == []


def test_each_found_span_serves_once() -> None:
    assert hits([Span(0, 3, ""), Span(2, 5, "")], [Span(0, 5, "")]) == 1


def test_coverage_merges_overlapping_spans() -> None:
    assert union([Span(5, 9, ""), Span(0, 3, ""), Span(2, 6, ""), Span(7, 7, "")]) == [(0, 9)]
    assert coverage_f1([Span(0, 10, "")], [Span(0, 5, ""), Span(3, 5, "")]) == pytest.approx(10 / 15)
    assert coverage_f1([], [Span(0, 5, "")]) == 0.0


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 15))), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 15))))
def test_coverage_is_what_sets_of_characters_say(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    first, second = ([Span(s, s + n, "") for s, n in spans] for spans in (a, b))
    x, y = ({i for s in spans for i in range(s.start, s.end)} for spans in (first, second))
    assert coverage_f1(first, second) == (2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0)


def test_links_are_pairs_within_a_group() -> None:
    events = Answer.of(document(events=[event(f"e{n}", "قصف", None, None, same_event="c1") for n in range(3)])).events
    assert links(events, lambda n: n) == {frozenset(p) for p in ((0, 1), (0, 2), (1, 2))}
    assert links(events, {0: 5, 2: 7}.get) == {frozenset((5, 7))}


# --- the board of articles ----------------------------------------------------------------------------------------------------


def test_gold_against_itself_is_perfect() -> None:
    assert {f.value for f in board(document(), document()).values() if not (isinstance(f, Score) and f.gold == 0)} == {1.0}


def test_silence_finds_nothing() -> None:
    result = score({"d1": Answer.of(document())}, {})
    assert result.figures["EVENT (trigger + type)"] == Score(0.0, 0.0, 0.0, 2, 0)
    assert result.warnings == ("d1: no output",)
    assert {m.kind for m in result.mistakes} == {"attribution missed", "event missed"}


def test_another_text_is_silence() -> None:
    result = score({"d1": Answer.of(document())}, {"d1": Answer.of(document(text=TEXT + " "))})
    assert result.warnings == ("d1: text differs from the gold text",)
    assert result.figures["attribution cue"].value == 0.0


def test_a_span_that_does_not_hold_its_words_is_named() -> None:
    wrong = attribution(cue={"start": 0, "end": 3, "text": "كال"})
    assert score({"d1": Answer.of(document())}, {"d1": Answer.of(document(attributions=[wrong]))}).warnings == (
        "d1: span 0:3 does not hold 'كال'",
    )


def test_a_wrong_type_is_a_trigger_but_no_event() -> None:
    events = [event("e1", "قصف", "الجيش", "المدينة", type="CONTROL"), document()["events"][1]]
    figures = board(document(), document(events=events))
    assert figures["event trigger"].value == 1.0
    assert figures["EVENT (trigger + type)"].value == 0.5
    assert figures["event type ASSAULT"] == Score(1.0, 0.5, 0.6667, 2, 1)
    assert "event type CONTROL" not in figures


def test_a_claim_needs_every_agent_and_the_innermost_source() -> None:
    claim = "CLAIM (trigger + type + agents + innermost source)"
    first, second = document()["events"]
    assert board(document(), document(events=[{**first, "agents": []}, second]))[claim].value == 0.5
    assert board(document(), document(events=[{**first, "agents": [span("الجيش"), span("الوزير")]}, second]))[claim].value == 0.5
    assert board(document(), document(events=[{**first, "attribution": None}, second]))[claim].value == 0.5


def test_another_cue_of_the_same_speaker_is_the_same_source() -> None:
    again = attribution("a2", cue=span("إن"))
    found = document(attributions=[attribution("a1", cue=span("وإن")), again])
    figures = board(document(attributions=[attribution(), attribution("a9", cue=span("وإن"))]), found)
    assert figures["event: innermost source"] == Accuracy(1.0, 2)


def test_an_unnamed_source_is_only_itself() -> None:
    gold = document(attributions=[attribution(source=None)])
    assert board(gold, gold)["event: innermost source"].value == 1.0
    found = document(attributions=[attribution("a1", source=None, cue=span("أمس"))])
    assert board(gold, found)["event: innermost source"].value == 0.0


def test_whole_chains_count_their_links() -> None:
    outer, inner = attribution("a1"), attribution("a2", cue=span("وإن"), source=span("الحركة"), parent="a1")
    second = event("e2", "هاجمت", "الحركة", "القاعدة", attribution="a2")
    gold = document(attributions=[outer, inner], events=[document()["events"][0], second])
    flat = copy.deepcopy(gold)
    flat["attributions"][1]["parent"] = None
    figures = board(gold, flat)
    assert figures["event: whole chain"] == Accuracy(0.5, 2)
    assert figures["event: whole chain, of those with two links or more"] == Accuracy(0.0, 1)
    assert figures["attribution: parent"] == Accuracy(0.5, 2)


def test_a_circle_of_parents_ends() -> None:
    circle = [attribution("a1", parent="a2"), attribution("a2", cue=span("وإن"), parent="a1")]
    assert board(document(attributions=circle), document(attributions=circle))["event: whole chain"].value == 1.0


def test_dates_and_tolls_count_where_either_states_one() -> None:
    first, second = document()["events"]
    figures = board(document(), document(events=[{**first, "killed": [3, 3]}, {**second, "date": None}]))
    assert figures["event: date value"] == Accuracy(0.0, 1)
    assert figures["event: killed"] == Accuracy(0.0, 1)
    assert "event: injured" not in figures


def test_the_commonest_mistakes_come_first() -> None:
    gold = {f"d{n}": Answer.of(document(id=f"d{n}")) for n in range(3)}
    found = {**gold, "d1": Answer.of(document(id="d1", attributions=[])), "d2": Answer.of(document(id="d2", attributions=[]))}
    assert score(gold, found).commonest(1) == [(2, "attribution missed", "قال", "")]


# --- the sentence sets --------------------------------------------------------------------------------------------------------


def answer(id: str, *events: Row, genre: str = "report") -> Answer:
    """An answer of TEXT."""
    return Answer.of(document(id=id, events=list(events), metadata={"genre": genre}))


def test_gsr_counts_what_happened_only() -> None:
    happened, planned = event("e1", "قصف", None, None), event("e1", "قصف", None, None, status="planned")
    labels = {
        "1": {"accept": 3, "reject": 0, "label": "yes"},
        "2": {"accept": 2, "reject": 1, "label": "maybe"},
        "3": {"accept": 0, "reject": 3, "label": "easy no"},
        "4": {"accept": 1, "reject": 1, "label": "maybe"},
    }
    found = {"1": answer("1", happened), "2": answer("2", planned), "3": answer("3", happened)}
    result = score_sentences("gsr", labels, found, type="ASSAULT")
    assert result.figures["ASSAULT majority vote"] == Score(0.5, 0.5, 0.5, 2, 2)
    assert result.figures["ASSAULT unanimous"] == Score(0.5, 1.0, 0.6667, 1, 2)
    assert result.figures["ASSAULT majority vote: right"] == Accuracy(0.3333, 3)
    assert result.warnings == ("1 sentences have no output; they count as 'no event'",)


def test_spans_need_one_annotator() -> None:
    labels = {
        "1": {
            "codings": [
                {"source_actor": ["الحركة"], "target_actor": []},
                {"source_actor": ["«الجيش»"], "target_actor": ["المدينة"]},
            ]
        },
        "2": {"codings": [{"source_actor": [], "target_actor": ["المدينة"]}]},
        "3": {"codings": [{"source_actor": None, "target_actor": None}]},
    }
    full, bare = event("e1", "قصف", "الجيش", "المدينة"), event("e1", "قصف", None, None)
    result = score_sentences("spans", labels, {"1": answer("1", full), "2": answer("2", full), "3": answer("3", bare)})
    assert result.figures["ASSAULT: right type"] == Accuracy(1.0, 3)
    assert result.figures["ASSAULT: type + source + target, as some annotator marked them"] == Accuracy(0.6667, 3)


def test_genre_takes_the_mean_of_both() -> None:
    labels = {str(n): {"label": label} for n, label in enumerate(("SUBJ", "SUBJ", "OBJ", "OBJ"))}
    found = {"0": answer("0", genre="opinion"), "1": answer("1", genre="feature"), "2": answer("2", genre="statement")}
    figures = score_sentences("genre", labels, found).figures
    assert figures["SUBJ"] == Score(1.0, 0.5, 0.6667, 2, 1)
    assert figures["OBJ"] == Score(0.5, 0.5, 0.5, 2, 2)
    assert figures["macro F1"] == Accuracy(0.5833, 4)


# --- gold from files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "2: not JSON"),
        ("[1]", "2: not an object"),
        ('{"id": "x"}', "2: no string `text`"),
        ('{"id": "x", "text": "y"}', "2: no `attributions`"),
        (json.dumps(document()), "2: id 'd1' stands already in line 1"),
        (json.dumps(document(id="x", events=[{"id": "e1"}])), "2: no `trigger`"),
        (
            json.dumps(document(id="x", events=[{**event("e1", "قصف", None, None), "killed": 3}])),
            "2: `killed` is not [least, most]",
        ),
        (json.dumps(document(id="x", attributions=[{**attribution(), "cue": {"start": 5, "end": 2}}])), "2: `cue` has no good"),
    ],
)
def test_bad_gold_is_named_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(document()) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        load_gold(path).answers()
    assert str(caught.value).startswith(f"{path}:{said}")


def test_gold_that_is_no_gold(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput):
        load_gold(tmp_path / "absent.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(GoldError, match="nothing in it"):
        load_gold(tmp_path / "empty.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(GoldError, match="not UTF-8"):
        load_gold(tmp_path / "latin.jsonl")
    with pytest.raises(GoldError, match="neither articles"):
        load_gold(write(tmp_path / "other.jsonl", [{"id": "1", "text": "نص"}]))
    with pytest.raises(GoldError, match="which the task gsr needs"):
        load_gold(write(tmp_path / "articles.jsonl", [document()]), "gsr")


def test_the_reader_gets_the_body_without_the_title(tmp_path: Path) -> None:
    row = document(
        title="عنوان", text=f"عنوان\n\n{TEXT}", metadata={"genre": "report", "published": "2015-07-20", "outlet": "o", "url": "u"}
    )
    gold = load_gold(write(tmp_path / "gold.jsonl", [row]))
    given = gold.document("d1")
    assert (given.text, given.title, given.full_text) == (TEXT, "عنوان", row["text"])
    assert (given.published, given.outlet, given.url) == ("2015-07-20", "o", "u")
    with pytest.raises(GoldError, match="does not begin with the title"):
        load_gold(write(tmp_path / "gold.jsonl", [{**row, "title": "غيره"}])).document("d1")


def test_sentences_with_a_broken_date_have_none_and_the_last_of_an_id_counts(tmp_path: Path) -> None:
    row = {"id": "1", "text": TEXT, "published": "36--", "codings": []}
    gold = load_gold(write(tmp_path / "gold.jsonl", [{**row, "text": "x"}, row]))
    assert (gold.task, gold.repeated, list(gold.rows)) == ("spans", 1, ["1"])
    assert gold.document("1").published is None
    assert gold.document("1").full_text == TEXT


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "no Arabic here", "label": "OBJ"}, {"id": "2", "text": TEXT, "label": "OBJ"}]
    read = dict(read_gold(load_gold(write(tmp_path / "gold.jsonl", rows)), load()))
    assert read["1"] == "1: hardly any Arabic in this text"
    assert isinstance(read["2"], Answer)
    assert read["2"].text == TEXT


# --- printing and the command -------------------------------------------------------------------------------------------------


def test_the_three_formats_tell_the_same() -> None:
    result = score({"d1": Answer.of(document())}, {"d1": Answer.of(document(events=[]))})
    text, table, data = as_text(result, errors=1), as_markdown(result), json.loads(as_json(result, errors=1, about={"gold": "g"}))
    assert text.startswith("ATTRIBUTION (cue + source + content)")
    assert "event missed: " in text.splitlines()[-1]
    assert set(data["figures"]) == set(result.figures)
    assert data["gold"] == "g"
    assert len(data["errors"]) == 1
    assert table.count("\n") == len(result.figures) + 2
    assert (
        as_markdown(result, only=["attribution cue"]).splitlines()[-1]
        == "| attribution cue | **1.00** | 1.00 | 1.00 | 1 in gold, 1 read |"
    )


def test_the_command(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", [document(id=f"d{n}") for n in range(7)])
    run = CliRunner()
    scored = run.invoke(evaluate, [str(gold), "--output", str(gold), "--format", "json"], catch_exceptions=False)
    assert json.loads(scored.stdout)["figures"]["EVENT (trigger + type)"]["f1"] == 1.0
    assert json.loads(scored.stdout)["documents"] == 7
    read = run.invoke(evaluate, [str(gold), "--errors", "3"], catch_exceptions=False)
    assert "EVENT (trigger + type)" in read.stdout
    table = run.invoke(evaluate, [str(gold), "--output", str(gold), "--format", "markdown"], catch_exceptions=False)
    assert table.stdout.startswith("| figure |")
    assert "Examples:" in run.invoke(evaluate, ["--help"]).stdout


def test_the_command_tells_the_type_from_the_name(tmp_path: Path) -> None:
    assert (type_of(Path("gsr/protest-dev.jsonl")), type_of(Path("x/assault.jsonl")), type_of(Path("x.jsonl"))) == (
        "PROTEST",
        "ASSAULT",
        "ASSAULT",
    )
    gold = write(tmp_path / "protest.jsonl", [{"id": "1", "text": TEXT, "accept": 1, "reject": 0, "label": "yes"}])
    assert "PROTEST majority vote" in CliRunner().invoke(evaluate, [str(gold)], catch_exceptions=False).stdout
    other = CliRunner().invoke(evaluate, [str(gold), "--type", "ASSAULT"], catch_exceptions=False)
    assert "ASSAULT majority vote" in other.stdout


# --- agreement with the gold's own scripts ------------------------------------------------------------------------------------


def script(name: str, *args: str | Path) -> str:
    """What one of the gold's scripts prints."""
    command = [sys.executable, str(SHARED / name), *map(str, args)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, env={"PYTHONIOENCODING": "utf-8"}
    ).stdout


def rawi_output(path: Path) -> list[Row]:
    """What Rawi makes of the texts of a file of gold, as JSON."""
    from rawi.pipeline import read_document

    gold, lexicon = load_gold(path), load()
    return [read_document(gold.document(id), lexicon).to_json() for id in gold.rows]


@pytest.fixture(scope="module")
def dev_output() -> list[Row]:
    return rawi_output(SHARED / "dev.jsonl")


def nudge(value: Row | None, dice: random.Random) -> Row | None:
    """A span moved, shortened or taken away."""
    if value is None or dice.random() > 0.3:
        return value
    start = max(0, value["start"] + dice.randint(-6, 6))
    return {"start": start, "end": start + dice.randint(0, 25)}


def perturbed(rows: list[Row], dice: random.Random) -> list[Row]:
    """The same documents with much of everything changed, some missing, some with another text."""
    out = []
    for row in copy.deepcopy(rows):
        if dice.random() < 0.05:
            continue
        if dice.random() < 0.05:
            row["text"] += " "
        ids = [a["id"] for a in row["attributions"]] + [None, "nowhere"]
        row["attributions"] = [a for a in row["attributions"] if dice.random() < 0.9]
        row["events"] = [e for e in row["events"] if dice.random() < 0.9]
        for a in row["attributions"]:
            cue, content = nudge(a["cue"], dice), [nudge(c, dice) for c in a["content"]]
            a |= {"cue": cue, "content": content, "source": nudge(a["source"], dice) if dice.random() < 0.9 else None}
            if dice.random() < 0.3:
                a |= {"parent": dice.choice(ids), "stance": "denies", "channel": "tv", "mode": None, "source_kind": None}
        for e in row["events"]:
            e |= {
                "trigger": nudge(e["trigger"], dice),
                "place": nudge(e["place"], dice),
                "agents": [nudge(s, dice) for s in e["agents"]],
            }
            if dice.random() < 0.3:
                e |= {"type": dice.choice(["ASSAULT", "CONTROL", "NONE"]), "status": "negated", "attribution": dice.choice(ids)}
            if dice.random() < 0.3:
                e |= {"killed": [2, None], "date": {"value": "2015-07-01"}, "same_event": dice.choice(["c1", "c2", None])}
        row["metadata"] = {"genre": dice.choice(["report", "opinion"]), "agencies": [{"start": 0, "end": dice.randint(0, 90)}]}
        out.append(row)
    return out


@shared_only
@pytest.mark.parametrize("seed", [None, "gold", *range(6)])
def test_agrees_with_the_script_on_articles(dev_output: list[Row], tmp_path: Path, seed: int | str | None) -> None:
    rows = dev_output
    if seed is not None:
        base = [json.loads(line) for line in (SHARED / "dev.jsonl").read_text("utf-8").splitlines()]
        rows = base if seed == "gold" else perturbed(base if int(seed) % 2 else dev_output, random.Random(seed))
    output = write(tmp_path / "out.jsonl", rows)
    result = score(load_gold(SHARED / "dev.jsonl").answers(), load_answers(output))
    ours = {name: figure.to_json() for name, figure in result.figures.items()}
    assert ours == json.loads(script("score.py", SHARED / "dev.jsonl", output, "--json"))
    printed = script("score.py", SHARED / "dev.jsonl", output, "--errors", "500").splitlines()
    assert [line.rstrip() for line in as_text(result, errors=500).splitlines()] == [line.rstrip() for line in printed]


def shuffled(rows: list[Row], dice: random.Random) -> list[Row]:
    """Sentences answered with other events, statuses, roles and genres; some not at all."""
    out = []
    for row in copy.deepcopy(rows):
        if dice.random() < 0.1:
            continue
        for e in row["events"]:
            if dice.random() < 0.4:
                e["type"], e["status"] = dice.choice(["ASSAULT", "PROTEST"]), dice.choice(["occurred", "planned"])
            if dice.random() < 0.4:
                e["agents"], e["targets"] = e["targets"], e["agents"]
        if dice.random() < 0.5:
            row["metadata"]["genre"] = dice.choice(["opinion", "report", "statement", "feature"])
        out.append(row)
    return out


def numbers(text: str) -> list[str]:
    """The figures in what the sentence script prints, apart from how many have no output."""
    return re.findall(r"\d+(?:\.\d+)?", "\n".join(x for x in text.splitlines() if "have no output" not in x).replace("F1", ""))


def shown(task: str, labels: Path, output: Path, kind: str) -> list[str]:
    """Our figures in the order and rounding of the script's print."""
    found = score_sentences(task, load_gold(labels, task).rows, load_answers(output), type=kind).figures
    out: list[str] = []
    for name, figure in found.items():
        if isinstance(figure, Score):
            out += [f"{v:.3f}" for v in (figure.precision, figure.recall, figure.f1)]
        elif task == "gsr":
            yes = found[name.removesuffix(": right")]
            assert isinstance(yes, Score)
            out += [f"{figure.accuracy:.3f}", str(yes.gold), str(figure.of - yes.gold)]
        elif task == "spans":
            out += [str(round(figure.accuracy * figure.of)), str(figure.of), f"{figure.accuracy:.3f}"]
        else:
            out.append(f"{figure.accuracy:.3f}")
    return out


CASES = [
    ("gsr", "gsr/assault-dev.jsonl", "ASSAULT"),
    ("gsr", "gsr/protest-dev.jsonl", "PROTEST"),
    ("spans", "gsr/assault-spans-dev.jsonl", "ASSAULT"),
    ("spans", "gsr/protest-spans-dev.jsonl", "PROTEST"),
    ("genre", "subjectivity/dev.jsonl", "ASSAULT"),
]


@shared_only
@pytest.mark.parametrize(("task", "name", "kind"), CASES)
def test_agrees_with_the_script_on_sentences(task: str, name: str, kind: str, tmp_path: Path) -> None:
    rows = rawi_output(SHARED / name)
    for seed in (None, 1, 2, 3):
        output = write(tmp_path / "out.jsonl", rows if seed is None else shuffled(rows, random.Random(seed)))
        theirs = numbers(script("score_sentences.py", task, SHARED / name, output, "--type", kind))
        ours = shown(task, SHARED / name, output, kind)
        # ours are rounded to four decimals first: the last of three may differ by one
        assert len(ours) == len(theirs)
        assert all(float(a) == pytest.approx(float(b), abs=0.00101) for a, b in zip(ours, theirs, strict=True)), (ours, theirs)
