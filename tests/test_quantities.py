"""Quantities: every expression of `tests/sets/numbers.tsv`, and sentences in which nothing is counted.

A quantity beyond those listed in a sentence is no fault, except where the set says that nothing is counted. What is not read right yet
is listed with its reason in `tests/sets/numbers-known-failures.txt`, and must really fail, so that the list cannot go stale.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

import pytest

from rawi.lexicon import load
from rawi.model import Document, Quantity
from rawi.reading.pipeline import prepare
from rawi.resolving.quantities import quantities

SETS = Path(__file__).parent / "sets"
MOST_FAILURES = 11
Row = tuple[str, ...]


def rows(name: str) -> list[Row]:
    with (SETS / name).open(encoding="utf8", newline="") as file:
        return [tuple(row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row]


ROWS = rows("numbers.tsv")[1:]
KNOWN = {(sentence, words): reason for sentence, words, reason in rows("numbers-known-failures.txt")}


@lru_cache(maxsize=1000)
def read(sentence: str) -> tuple[Quantity, ...]:
    return quantities(prepare(Document("test", sentence), load()), frozenset())


def number(n: float | int | None) -> str:
    return "" if n is None else f"{n:g}" if isinstance(n, float) else str(n)


def answer(q: Quantity) -> Row:
    return number(q.least), number(q.most), q.counts or "", q.of or "", q.unit or ""


def is_right(sentence: str, words: str, wanted: Row) -> bool:
    found = read(sentence)
    return not found if not words else any(q.text == words and answer(q) == wanted for q in found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}|{row[1]}")
def test_quantity(row: Row) -> None:
    sentence, words, *wanted = row
    right = is_right(sentence, words, tuple(wanted))
    if (sentence, words) in KNOWN:
        assert not right, "a known failure is read right: take it off the list"
    else:
        assert right, [(q.text, *answer(q)) for q in read(sentence)]


def test_known_failures_are_few_and_of_the_set() -> None:
    assert len(KNOWN) <= MOST_FAILURES
    assert set(KNOWN) <= {row[:2] for row in ROWS}
    assert all(KNOWN.values())


def test_offsets_point_at_the_words() -> None:
    for sentence, words in {row[:2] for row in ROWS}:
        for q in read(sentence):
            assert sentence[q.start : q.end] == q.text, words


# Rules that the set does not show: what each sentence must give, as (words, least, most, counts, of, unit) or nothing at all.
MORE: list[tuple[str, list[Row]]] = [
    ("قتل 21 سائحا وشرطي في الهجوم", [("21", "21", "21", "killed", "", ""), ("شرطي", "1", "1", "killed", "police", "")]),
    ("شارك 220 رجلا وامرأة في الحفل", [("220", "220", "220", "people", "men", "")]),
    ("سقط 250 شخصا بين قتيل وجريح", [("250", "250", "250", "people", "", "")]),
    ("فقد تسعة صحافيين حياتهم في القصف", [("تسعة", "9", "9", "killed", "journalists", "")]),
    ("قتل أربعة عناصر من الجيش", [("أربعة", "4", "4", "killed", "soldiers", "")]),
    ("قتل مدني على يد ثلاثة مسلحين", [("مدني", "1", "1", "killed", "civilians", ""), ("ثلاثة", "3", "3", "people", "fighters", "")]),
    ("استقبلت المدينة 300 نازح", [("300", "300", "300", "people", "", "")]),
    ("أصابت الغارة ثلاثة منازل", [("ثلاثة", "3", "3", "things", "", "")]),
    ("خلال السنوات الخمس الماضية", [("الخمس", "5", "5", "", "", "year")]),
    ("صرفت مئات الملايين من الدولارات", [("مئات الملايين", "200000000", "999999999", "", "", "dollar")]),
    ("انتهت المهلة بعد يوم واحد", [("يوم واحد", "1", "1", "", "", "day")]),
    ("نزح 1 250 000 شخص", [("1 250 000", "1250000", "1250000", "displaced", "", "")]),
    ("ألقى الوزير كلمة أمام عشرة نواب", [("عشرة", "10", "10", "people", "", "")]),
]
NOTHING = [
    "ولد في عام 1985 بدمشق",
    "وقع الانفجار في 12 يوليو",
    "وصل الوفد عند 12:30",
    "فاز الفريق 2-1 على ضيفه",
    "للاتصال هاتف 0096611234567",
    "تلقى خادم الحرمين اتصالا",
    "استقبل رئيس الوزراء وفدا",
    "وهو واحد من أفضل الأفلام",
    "في نهاية القرن التاسع عشر",
    "قمة مجموعة العشرين في بروكسل",
    "وقال مدعي عام باريس فرانسوا مولان",
]


@pytest.mark.parametrize(("sentence", "wanted"), MORE, ids=[s for s, _ in MORE])
def test_rules(sentence: str, wanted: list[Row]) -> None:
    assert [(q.text, *answer(q)) for q in read(sentence)] == wanted


@pytest.mark.parametrize("sentence", NOTHING)
def test_nothing_is_counted(sentence: str) -> None:
    assert read(sentence) == ()
