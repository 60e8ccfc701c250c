"""Text as Arabic newsrooms and tools leave it: old encodings, wrong labels, text decoded twice, dates of every calendar, gaps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rawi
from rawi.model import Document
from rawi.sources import Notice, Refusal, documents
from rawi.sources.encodings import decode
from samples import BODY, PAGE, PLAIN, TITLE, objects, run, write
from test_feeds import RSS


@pytest.mark.parametrize("codec", ["cp1256", "iso8859-6", "utf-16", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("label", ["utf-8", "windows-1256", "iso-8859-1", "cp720", "nonsense"])
def test_the_label_of_a_page_is_never_believed(tmp_path: Path, codec: str, label: str) -> None:
    [page] = documents([str(write(tmp_path / "a.html", PAGE.replace("utf-8", label).encode(codec)))])
    assert isinstance(page, Document) and page.title == TITLE and PLAIN in page.text


def test_the_old_code_page_of_dos_is_read_or_refused_by_name(tmp_path: Path) -> None:
    """cp720 (MS-DOS): it must never come out as other Arabic letters without a word."""
    data = (BODY * 3).encode("cp720", "replace")
    [found] = documents([str(write(tmp_path / "a.txt", data))])
    assert isinstance(found, Refusal) or (isinstance(found, Document) and "قصفت" in found.text), found


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1256"])
def test_mojibake_is_put_right(wrong: str, codec: str) -> None:
    try:
        garbled = PLAIN.encode(codec).decode(wrong)
    except UnicodeDecodeError:
        garbled = PLAIN.encode(codec).decode(wrong, "ignore")
        pytest.skip(f"{wrong} cannot hold these bytes: {garbled[:10]!r}")
    assert decode(garbled.encode()).text == PLAIN


def test_references_written_twice_in_a_feed(tmp_path: Path) -> None:
    twice = RSS.replace(PLAIN, f"&amp;laquo;{PLAIN}&amp;raquo; &amp;amp;quot;x&amp;amp;quot;")
    texts = [d.text for d in documents([str(write(tmp_path / "a.rss", twice))]) if isinstance(d, Document)]
    assert texts[1].startswith(f"«{PLAIN}»")


@pytest.mark.parametrize(("text", "code"), [("", "E101"), (" \u200f\u200b\n", "E101"), ("...", "E103"), ("Page not found", "E103")])
def test_an_empty_body_has_a_name(tmp_path: Path, text: str, code: str) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"text": text}))
    [refusal] = documents([str(path)])
    assert isinstance(refusal, Refusal) and refusal.error.code in (code, "E103")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("يوم 23 مارس 2019", "2019-03-23"), ("يوم ٢٣ مارس ٢٠١٩", "2019-03-23"), ("يوم ۲۳ مارس ۲۰۱۹", "2019-03-23"),
        ("يوم 16 رجب 1440 هـ", "2019-03-23"), ("يوم ١٦ رجب ١٤٤٠هـ", "2019-03-23"), ("يوم 23 آذار (مارس) 2019", "2019-03-23"),
    ],
)  # fmt: skip
def test_dates_in_every_script_and_calendar(words: str, day: str) -> None:
    found = rawi.read(f"قصفت الطائرات مواقع المسلحين في عدن {words}.", published="2019-04-02")
    assert day in {e.date.value for e in found.events if e.date}, [e.date for e in found.events]


@pytest.mark.parametrize(("digits", "count"), [("15", 15), ("١٥", 15), ("۱۵", 15), ("خمسة عشر", 15)])
def test_digits_in_every_script(digits: str, count: int) -> None:
    found = rawi.read(f"قتل {digits} مدنيا في قصف على عدن أمس.")
    assert (count, count) in {e.killed for e in found.events}


@pytest.mark.parametrize("published", ["2099-01-01", "1970-01-01", "2019-03-23T10:00:00", "2019-03-23"])
def test_dates_of_publication_that_are_odd_or_have_no_zone_are_kept_as_given(tmp_path: Path, published: str) -> None:
    """Rawi reads no clock, so that it cannot know what lies in the future; a day is a day in the zone in which it was written."""
    [found] = documents([str(write(tmp_path / "a.jsonl", json.dumps({"text": PLAIN, "published": published})))])
    assert isinstance(found, Document) and found.published == published[:10]


@pytest.mark.parametrize("published", ["1440-07-16x", "16 رجب 1440", "0000-00-00", "٢٠١٩-٠٣-٢٣ب", "2019-02-30"])
def test_a_date_of_publication_that_is_none_is_told(tmp_path: Path, published: str) -> None:
    found = list(documents([str(write(tmp_path / "a.jsonl", json.dumps({"text": PLAIN, "published": published})))]))
    notices = [f for f in found if isinstance(f, Notice)]
    document = next(f for f in found if isinstance(f, Document))
    assert (document.published is None and notices) or document.published == "1440-07-16"


def test_a_wire_story_without_a_byline_has_no_author(tmp_path: Path) -> None:
    text = "عدن (رويترز) - قال متحدث عسكري يوم الثلاثاء إن ثلاثة جنود قتلوا في كمين قرب المدينة."
    [found] = objects(run("read", write(tmp_path / "a.txt", text), "--format", "jsonl"))
    assert found["metadata"]["author"] is None and found["metadata"]["byline"] is None and found["events"]
