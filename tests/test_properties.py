"""Laws that hold for any text: spans are true, and the same text gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import rawi
from rawi.errors import EmptyInput, InputError, NotArabic
from rawi.exporting import COLUMNS, line, lines, rows
from rawi.exporting.safety import isolated, visible
from rawi.model import Reading
from rawi.model.loading import reading_from_json
from rawi.sources.encodings import decode
from rawi.sources.jsonl import record_of
from samples import spans

WORDS = """
قال وقال أعلن وأضاف نفى بحسب وفقا لـ رويترز مصادر إن أن لم لن قد عن في على من بين الذي الجيش القوات داعش
الطائرات قصفت قتل مقتل قتلت هجوم انفجار اعتقال سيطر انسحب وأدان طالب يوم الثلاثاء أمس خمسة جنود عدن الموصل
وزير الخارجية «داعش» المتحدث باسم قُتِلَ ﻗﺘﻞ قـــتل کرکوک
"""
PIECES = st.one_of(
    st.sampled_from(WORDS.split()),
    st.sampled_from(["،", ".", ":", "؟", "«", "»", '"', "(", ")", "-", "\n", "\n\n", "\r\n", "\t", "…", "/"]),
    st.text("\u064b\u064e\u0651\u0670\u0640\u0301\u20dd", min_size=1, max_size=6),
    st.sampled_from(
        [
            "5",
            "١٢",
            "۱۲",
            "3,000",
            "2015/7/20",
            "AFP",
            "@user",
            "https://example.org/a",
            "😀",
            "👨‍👩‍👧",
            "\u202e",
            "\u2066",
            "\x00",
            "\u200f",
        ]
    ),
    st.text(max_size=8),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", " ", ""])), min_size=1, max_size=60).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
INCIDENTS = Path(__file__).parent / "incidents" / "articles.jsonl"
SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _in_a_circle(reading: Reading) -> list[str]:
    """The attributions that, followed from parent to parent, come back to themselves."""
    parents = {a.id: a.parent for a in reading.attributions}
    assert all(p is None or p in parents for p in parents.values())
    out = []
    for id in parents:
        at, steps = parents[id], 0
        while at is not None and at != id and steps <= len(parents):
            at, steps = parents[at], steps + 1
        if at is not None:
            out.append(id)
    return out


@pytest.mark.parametrize(
    "sentence",
    [
        "قال سكان إن الضابط قتل الأحد كما جاء في البيان الرسمي.",
        "ذكرت صحيفة الحياة أن الجيش قصف البلدة، بحسب شهود عيان.",
        "قال شاهد إن الجنود انسحبوا وأضاف أنهم عادوا بحسب ما أعلنه القائد كما قال مصدر أمني وفقا لوكالة رويترز.",
    ],
)
def test_nobody_stands_within_his_own_words(sentence: str) -> None:
    assert not _in_a_circle(rawi.read(sentence))


def test_attributions_of_the_invented_articles_are_forests() -> None:
    rows = [json.loads(row) for row in INCIDENTS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 50
    assert not {row["id"]: bad for row in rows if (bad := _in_a_circle(rawi.read(row["text"], title=row["title"])))}


SAYING = st.sampled_from(
    [
        *("قال", "ذكرت", "أعلن", "نفى", "وأضاف", "إن", "أن", "بحسب", "كما جاء في", "وفق ما أفاد", "على حد تعبيره", "نقلا عن"),
        *("سكان", "البيان", "الجيش", "رويترز", "المتحدث", "قصف", "مقتل", "،", ":", "«", "»", "."),
    ]
)


@SLOW
@given(st.lists(SAYING, min_size=4, max_size=40).map(" ".join))
def test_attributions_are_forests(text: str) -> None:
    try:
        found = rawi.read(text)
    except (EmptyInput, NotArabic):
        return
    assert not _in_a_circle(found)


def test_a_chain_ends_even_where_a_kept_reading_goes_in_a_circle() -> None:
    row = rawi.read("قال سكان إن الضابط قتل الأحد كما جاء في البيان الرسمي.").to_json()
    row["attributions"][0]["parent"] = row["attributions"][1]["id"]
    found = reading_from_json(row)
    assert len([link for link in found.claims[0].chain if link.role == "source"]) == 2


@SLOW
@given(TEXTS, st.one_of(st.none(), TEXTS), st.sampled_from([None, "2015-07-21"]))
@example("قال : « ", None, None)
def test_spans_are_true_and_readings_repeat(text: str, title: str | None, published: str | None) -> None:
    try:
        first = rawi.read(text, title=title, published=published)
    except (EmptyInput, NotArabic):
        return
    found = first.to_json()
    assert len(found["text"]) == len(f"{title}\n\n{text}" if title else text)
    for span in spans(found):
        assert found["text"][span["start"] : span["end"]] == span["text"]
        assert span["start"] < span["end"]
    assert line(first).encode() == line(rawi.read(text, title=title, published=published)).encode()
    ids = {a["id"] for a in found["attributions"]}
    assert all(e["attribution"] is None or e["attribution"] in ids for e in found["events"])
    assert not _in_a_circle(first)
    table = list(csv.reader(io.StringIO(lines(rows(first)))))
    assert all(len(row) == len(COLUMNS) for row in table) and len(table) == len(first.events)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_named_error(data: bytes) -> None:
    try:
        found = decode(data)
    except InputError:
        return
    found.text.encode()
    assert "\x00" not in found.text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_arabic_in_utf8_comes_back_as_it_was(text: str) -> None:
    text = "قصف " * 20 + text
    assert decode(text.encode()).text == text


@given(st.text())
def test_any_line_is_a_record_or_a_named_error(line: str) -> None:
    try:
        record_of(line)
    except InputError:
        return


@given(st.text())
def test_nothing_shown_can_reorder_or_control(text: str) -> None:
    shown = visible(text)
    assert not any(c in shown for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200e\u200f\x1b\n\r\x00")
    framed = isolated(text)
    assert framed.count("\u2068") == framed.count("\u2069")
    assert framed.replace("\u2068", "").replace("\u2069", "") == shown
