"""Reprints: the same folded words, nearly the same, one within another; the same numbers in every process; kept up as articles come."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from rawi.archive import reprints as linking
from rawi.archive import tables as t
from rawi.archive.adding import Archive
from rawi.archive.databases import STORE
from rawi.archive.rereading import Rereading
from rawi.archive.sketching import NEARLY, SAME, WITHIN, Sketch, compare, sketch
from rawi.archive.store import Store
from rawi.lexicon import load
from rawi.sources import Given, documents
from samples import run, write

TEXT = """
قصفت الطائرات مواقع المسلحين قرب المدينة صباح الثلاثاء بعد اشتباكات عنيفة استمرت ساعات وأعلن الجيش مقتل ثلاثة جنود وإصابة سبعة آخرين
في كمين نصبه مسلحون على الطريق الساحلي فيما نفت مصادر محلية سقوط قتلى بين المدنيين وقالت إن السكان نزحوا إلى القرى المجاورة خشية تجدد القتال
"""
WORDS = TEXT.split()


def article(seed: int, length: int = 120) -> list[str]:
    """Words in an order of their own: two seeds share hardly a run of four."""
    return random.Random(seed).choices(WORDS, k=length)


def body(words: list[str]) -> str:
    return " ".join(words) + "."


def kind(one: str, other: str) -> str | None:
    found = compare(sketch(one), sketch(other))
    return found[0] if found else None


def test_spelling_does_not_matter() -> None:
    text = "أعلن القائد إصابة سبعة جنود في مدينة «الرقة» مساء الأحد 12 مايو."
    loose = "اعلن القائد، اصابة سبعةَ جنود في مدينه الرقة مســاء الأحد ١٢ مايو"
    assert sketch(text) == sketch(loose) and compare(sketch(text), sketch(loose)) == (SAME, 1.0)


def test_kinds() -> None:
    a, b = article(1), article(2)
    assert kind(body(a), body(b)) is None
    changed = [*a[:50], "أمس", *a[51:]]
    assert kind(body(a), body(changed)) == NEARLY
    assert kind(body(a), body([*b, *a, *article(3)])) == WITHIN == kind(body([*b, *a, *article(3)]), body(a))
    assert kind(body(a[:60] + b[:60]), body(a)) is None  # half of it is not a reprint


def test_short_texts() -> None:
    five = "وقع انفجار في وسط العاصمة"
    assert kind(five, five + ".") == SAME
    assert kind("عاجل", "عاجل") is None and kind("", "") is None and kind("...", "؟") is None
    assert kind(five, five + " اليوم") is None
    assert kind(body(article(1, 12)), body(article(1, 12) + article(2))) is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_laws(one: str, other: str) -> None:
    a, b = sketch(one), sketch(other)
    assert compare(a, b) == compare(b, a)
    assert compare(a, a) in ((SAME, 1.0), None)
    assert Sketch.unpacked(a.text_hash, a.words, a.packed()) == a
    assert all(0 <= key < 1 << 29 for key in a.keys)


def test_the_numbers_are_the_same_in_every_process() -> None:
    """Written down once: another value means that archives would have to be sketched again (raise VERSION then)."""
    found = sketch(body(article(1)))
    code = "import sys; from rawi.archive.sketching import sketch; s = sketch(sys.stdin.read()); print(s.text_hash, sum(s.shingles))"
    for seed in ("0", "1"):
        told = subprocess.run(
            [sys.executable, "-c", code], input=body(article(1)), capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}, encoding="utf-8",
        )  # fmt: skip
        assert told.stdout.split() == [found.text_hash, str(sum(found.shingles))]
    assert sketch("قال قائد إن خمسة جنود قتلوا").text_hash == "818e135f540115a13bd44792c2e63db2"
    assert sorted(sketch("قال قائد إن خمسة جنود").shingles) == [1928435101, 2911854817]


ROWS: list[dict[str, Any]] = [
    {"id": "original", "title": "عنوان", "text": body(article(1)), "published": "2020-01-01"},
    {"id": "copy", "title": "عنوان آخر تماما", "text": body(article(1)), "published": "2020-01-03"},
    {"id": "edited", "text": body([*article(1)[:50], "أمس", *article(1)[51:]]), "published": "2020-01-02"},
    {"id": "longer", "text": body(article(9) + article(1) + article(8)), "published": "2020-01-05"},
    {"id": "other", "text": body(article(5)), "published": "2020-01-01"},
    {"id": "undated", "text": body(article(5))},
    {"id": "alone", "text": body(article(7)), "published": "2020-01-01"},
]


def add(folder: Path, rows: list[dict[str, Any]]) -> None:
    source = write(folder.parent / "news.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    with Archive(folder, load(), who="tester") as archive:
        list(archive.add(documents([str(source)], Given())))


def links(folder: Path) -> set[tuple[str, str, str]]:
    later, original = t.documents.alias(), t.documents.alias()
    r = t.reprints.c
    with Store(folder / STORE) as store, store.connection() as connection:
        joined = t.reprints.join(later, later.c.document_id == r.document_id).join(original, original.c.document_id == r.of_document_id)
        return {tuple(row) for row in connection.execute(select(later.c.name, original.c.name, r.kind).select_from(joined))}


EXPECTED = {
    ("copy", "original", "same"), ("edited", "original", "near"), ("copy", "edited", "near"), ("longer", "original", "contained"),
    ("longer", "copy", "contained"), ("longer", "edited", "contained"), ("undated", "other", "same"),
}  # fmt: skip


def test_links_do_not_depend_on_the_order_of_coming(tmp_path: Path) -> None:
    for number in range(3):
        rows = random.Random(number).sample(ROWS[:5], 5) + ROWS[5:]
        add(tmp_path / str(number) / "archive", rows)
        assert links(tmp_path / str(number) / "archive") == EXPECTED


def test_a_changed_page_has_other_links(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    add(archive, ROWS)
    add(archive, [{**ROWS[0], "text": ROWS[6]["text"]}])
    # both of one day: what was captured first is the original
    assert links(archive) == {link for link in EXPECTED if "original" not in link} | {("original", "alone", "same")}


def test_reading_again_makes_what_is_missing_and_repeats_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    add(archive, ROWS)
    with Store(archive / STORE) as store, store.connection() as connection:
        before = {table.name: connection.execute(select(table)).all() for table in (t.sketches, t.sketch_keys)}
        for table in (t.reprints, t.sketch_keys, t.sketches):
            connection.execute(delete(table))
    for _ in range(2):
        with Rereading(archive, load()) as opened:
            list(opened.run(everything=True))
        assert links(archive) == EXPECTED
        with Store(archive / STORE) as store, store.connection() as connection:
            for name, rows in before.items():
                assert sorted(connection.execute(select(t.metadata.tables[name])).all()) == sorted(rows)


def test_a_phrase_that_everybody_uses_costs_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "MOST_ARTICLES", 3)
    add(tmp_path / "archive", [{"id": f"d{n}", "text": body(article(1))} for n in range(8)])
    with Store(tmp_path / "archive" / STORE) as store, store.connection() as connection:
        held = [row.key for row in connection.execute(select(t.sketch_keys.c.key))]
        assert max(map(held.count, held)) == 3
        (group,) = linking.groups(connection)
    assert len(group) == 8 and group[0].of is None and {one.kind for one in group[1:]} == {"same"}


def test_command_line(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    add(archive, ROWS)
    shown = run("reprints", archive)
    assert shown.exit_code == 0 and "2 groups of 6 articles" in shown.stderr and "alone" not in shown.stdout
    groups = [json.loads(line) for line in run("reprints", archive, "--json").stdout.splitlines()]
    assert [one["name"] for one in groups[0]] == ["original", "edited", "copy", "longer"]
    assert [len(group) for group in groups] == [4, 2] and groups[0][0]["of"] is None and groups[0][2]["similarity"] == 1.0
    one = json.loads(run("reprints", archive, "undated", "--json").stdout)
    assert [each["name"] for each in one] == ["other", "undated"]
    assert run("reprints", archive, "alone").stdout == ""
    assert len(run("reprints", archive, "--kind", "contained", "--json").stdout.splitlines()) == 1
    assert run("reprints", archive, "nobody").exit_code == 64
