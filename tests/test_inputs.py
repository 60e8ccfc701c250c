"""Files, folders, pages, records and standard input to Documents."""

from __future__ import annotations

import gzip
import json
import sys

import pytest

from rawi.errors import BadDate, BrokenRecord
from rawi.model import Document
from rawi.sources import Given, Notice, Refusal, documents
from rawi.sources.html import page_of
from rawi.sources.jsonl import record_of
from samples import BODY, PAGE, PLAIN, TITLE, objects, run, write


def test_a_text_file_is_taken_as_it_is(tmp_path) -> None:
    path = write(tmp_path / "a.txt", BODY)
    given = Given("2019-03-23T08:00", "المثال", TITLE)
    assert list(documents([str(path)], given)) == [Document("a.txt", BODY, TITLE, "2019-03-23", "المثال")]


def test_a_folder_is_read_in_order_with_names_within_it(tmp_path) -> None:
    for name in ("b.txt", "a/z.text", "a/plain", "c.html", ".hidden.txt", "d.jsonl"):
        content = PAGE if name.endswith("html") else json.dumps({"text": PLAIN}) if name.endswith("jsonl") else PLAIN
        write(tmp_path / name, content)
    write(tmp_path / "photo.png", b"\x89PNG")
    found = list(documents([str(tmp_path)]))
    assert [d.id for d in found if isinstance(d, Document)] == ["a/plain", "a/z.text", "b.txt", "c.html", "d.jsonl:1"]
    assert [n.name for n in found if isinstance(n, Notice)] == ["photo.png"]
    assert len(found) == 6


def test_several_paths_keep_their_folders_in_the_ids(tmp_path) -> None:
    paths = [str(write(tmp_path / name / "x.txt", PLAIN)) for name in "ab"]
    assert [d.id for d in documents(paths)] == paths


def test_a_page_gives_its_text_and_metadata() -> None:
    page = page_of(PAGE)
    assert (page.title, page.author, page.published) == (TITLE, "سالم الحداد", "2019-03-23")
    assert (page.outlet, page.url) == ("صحيفة المثال", "https://example.org/1")
    assert page.text.startswith(BODY.splitlines()[0]) and "الرئيسية" not in page.text


def test_linked_data_fills_in() -> None:
    linked = json.dumps({"@graph": [{"headline": TITLE, "datePublished": "2020-01-02", "author": [{"name": "ليلى"}]}]})
    page = page_of(f"<html><head><script type='application/ld+json'>{linked}</script></head><body><p>{BODY}</p></body></html>")
    assert (page.title, page.author, page.published) == (TITLE, "ليلى", "2020-01-02")


def test_a_hijri_date_is_no_publication_date() -> None:
    page = page_of(PAGE.replace("2019-03-23T10:00:00Z", "1440-07-16"))
    assert page.published is None


def test_records_are_streamed_with_their_fields(tmp_path) -> None:
    record = {"id": "n1", "title": TITLE, "text": BODY, "published": "2019-03-23", "outlet": "o", "author": "a", "url": "u"}
    rows = [record, {"text": PLAIN, "title": None, "more": 1}, {"id": 7, "text": PLAIN}]
    data = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
    for name, content in (
        ("r.jsonl", data.encode()),
        ("r.ndjson", data.encode("utf-8-sig")),
        ("r.jsonl.gz", gzip.compress(data.encode())),
        ("16.jsonl", data.encode("utf-16")),
        ("16le.jsonl", data.encode("utf-16-le")),
        ("1256.jsonl", data.encode("cp1256")),
    ):
        found = list(documents([str(write(tmp_path / name, content))], Given(outlet="given")))
        assert found[0] == Document("n1", BODY, TITLE, "2019-03-23", "o", "a", "u"), name
        assert found[1] == Document(f"{name}:2", PLAIN, outlet="given")
        assert found[2] == Document("7", PLAIN, outlet="given")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        ("[]", "a record must be an object, not a list"),
        ('"x"', "a record must be an object, not a string"),
        ("{}", "`text` is missing"),
        ('{"text": 5}', "`text` must be a string, not a number"),
        ('{"text": "x", "title": ["y"]}', "`title` must be a string, not a list"),
        ('{"text": "x", "id": true}', "`id` must be a string, not true or false"),
        ("[" * 100_000, "nested too deep"),
        ('{"text": "x", "n": ' + "9" * 10_000 + "}", "number beyond"),
    ],
)
def test_wrong_records_say_what_is_wrong(line: str, message: str) -> None:
    with pytest.raises(BrokenRecord, match=message):
        record_of(line)


def test_a_broken_date_in_a_record_is_noted_and_the_text_is_read(tmp_path) -> None:
    path = write(tmp_path / "r.jsonl", json.dumps({"id": "x", "text": PLAIN, "published": "2015-02-30"}))
    notice, document = documents([str(path)], Given(published="2019-01-01"))
    assert isinstance(notice, Notice) and "2015-02-30" in notice.message
    assert document == Document("x", PLAIN)


def test_packed_text(tmp_path) -> None:
    path = write(tmp_path / "a.txt.gz", gzip.compress(BODY.encode()))
    assert [d.text for d in documents([str(path)])] == [BODY]


def test_standard_input_is_told_by_its_first_bytes() -> None:
    assert objects(run("read", "-", "--format", "jsonl", stdin=PLAIN))[0]["text"] == PLAIN
    record = json.dumps({"id": "s", "text": PLAIN})
    assert [o["id"] for o in objects(run("read", "-", "--format", "jsonl", stdin=record + "\n" + record))] == ["s", "s"]
    assert objects(run("read", "-", "--format", "jsonl", stdin=PAGE))[0]["title"] == TITLE


def test_a_file_named_on_the_command_line_may_have_any_suffix(tmp_path) -> None:
    assert [d.text for d in documents([str(write(tmp_path / "a.article", PLAIN))])] == [PLAIN]
    assert [d.title for d in documents([str(write(tmp_path / "a.aspx", PAGE))])] == [TITLE]


def test_without_the_extra_a_page_is_refused_by_name(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    [refusal] = documents([str(write(tmp_path / "a.html", PAGE))])
    assert isinstance(refusal, Refusal) and refusal.error.code == "E203"
    assert run("read", tmp_path / "a.html").exit_code == 69


def test_impossible_given_dates_are_errors_at_once() -> None:
    with pytest.raises(BadDate):
        list(documents(["-"], Given(published="2019-02-30")))
