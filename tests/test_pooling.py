"""Reading on several cores gives the very bytes that one gives, and survives a document that ends its process."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from rawi import pooling
from rawi.cli import main
from rawi.errors import EmptyInput, RawiError
from rawi.lexicon import Lexicon, load
from rawi.model import Document, Reading
from rawi.model.writing import line
from rawi.pooling import read_many
from rawi.sources import Refusal

ARTICLES = Path(__file__).parent / "incidents" / "articles.jsonl"
POISON = "مقال مسموم"


def some(count: int) -> Iterator[Document | Refusal]:
    for n in range(count):
        if n % 7 == 3:
            yield Refusal(f"r{n}", EmptyInput("nothing in it"))
        else:
            text = f"قتل {n + 2} جنود في انفجار قرب مدينة الرمادي، بحسب ما أعلنت وزارة الدفاع العراقية."
            yield Document(id=f"d{n}", text=text, title=None)


@pytest.mark.parametrize("form", ["jsonl", "json", "csv"])
def test_bytes_do_not_depend_on_the_number_of_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(pooling, "BUNDLE", 4)
    outputs, summaries = [], set()
    for jobs in ("1", "2", "3"):
        out = tmp_path / f"{jobs}.{form}"
        done = CliRunner().invoke(main, ["read", str(ARTICLES), "--format", form, "-o", str(out), "--jobs", jobs])
        assert done.exit_code == 0, done.output
        outputs.append(out.read_bytes())
        summaries.add(next(line for line in done.output.splitlines() if "documents read" in line))
    assert len(summaries) == 1 and summaries.pop().startswith("85 documents read")
    if form != "csv":
        read = [json.loads(line) for line in outputs[0].splitlines()] if form == "jsonl" else json.loads(outputs[0])
        assert len(read) == 85
    assert outputs[0] == outputs[1] == outputs[2]


def test_what_is_made_of_a_reading_comes_in_its_place() -> None:
    for jobs in (1, 2):
        made = [x for x in read_many(some(12), load(), jobs, make=line) if isinstance(x, tuple)]
        assert [json.loads(text)["id"] for _, text in made] == [document.id for document, _ in made]


def test_everything_comes_out_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "BUNDLE", 5)
    lexicon = load()
    items = list(some(60))
    for jobs in (1, 2):
        found = list(read_many(iter(items), lexicon, jobs))
        assert [x[0] if isinstance(x, tuple) else x for x in found] == items
        assert all(isinstance(x[1], Reading) and x[1].id == x[0].id for x in found if isinstance(x, tuple))


def test_no_more_is_taken_in_than_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "BUNDLE", 2)
    taken = 0

    def counted() -> Iterator[Document | Refusal]:
        nonlocal taken
        for item in some(200):
            taken += 1
            yield item

    reading = read_many(counted(), load(), 2)
    next(reading)
    assert taken <= 2 * (2 * pooling.AHEAD + 2)
    reading.close()  # type: ignore[attr-defined]


@pytest.mark.skipif("fork" not in __import__("multiprocessing").get_all_start_methods(), reason="needs fork")
def test_a_document_that_ends_its_process_is_refused_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pooling.read_safely

    def deadly(document: Document, lexicon: Lexicon) -> Reading:
        if POISON in document.text:
            os.kill(os.getpid(), 9)
        return real(document, lexicon)

    monkeypatch.setattr(pooling, "read_safely", deadly)
    monkeypatch.setattr(pooling, "BUNDLE", 3)
    items = [d for d in some(40) if isinstance(d, Document)]
    items.insert(5, Document(id="poison-1", text=f"{POISON} في مدينة حلب.", title=None))
    items.insert(20, Document(id="poison-2", text=f"{POISON} في مدينة حمص.", title=None))
    found = list(read_many(iter(items), load(), 2))
    assert [document for document, _ in found] == items
    refused = {document.id for document, outcome in found if isinstance(outcome, RawiError)}
    assert refused == {"poison-1", "poison-2"}
