"""Every span points at its exact words, whatever stands before it; and the arithmetic to other counts of characters."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

import rawi
from rawi.exporting.annotations import records
from samples import BODY, PAGE, PLAIN, TITLE, objects, run, spans, write

BEFORE = {
    "emoji": "😀🇸🇾👨‍👩‍👧 ", "diacritics": "قُصِفَتِ الـمَدِينَةُ. ", "joiners": "می\u200cخواهم\u200d ", "windows lines": "سطر أول\r\nسطر ثان\r\n",
    "composed": unicodedata.normalize("NFC", "آأإؤئ "), "decomposed": unicodedata.normalize("NFD", "آأإؤئ "),
    "presentation forms": "ﷲ ﷺ ﻻ ", "compatible": unicodedata.normalize("NFKC", "ﷺ ﻻ "), "marks": "ب" + "\u064e" * 300 + " ",
    "bidi": "\u202eعكس\u202c \u2066x\u2069 ", "entities": "&amp; &lt;b&gt; &#1593; ", "tabs": "\t\u00a0\u2003 ", "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("name", BEFORE)
@pytest.mark.parametrize("form", ["txt", "jsonl"])
def test_spans_are_exact(tmp_path: Path, name: str, form: str) -> None:
    text = BEFORE[name] + BODY + "\n" + BEFORE[name] + PLAIN
    content = text.encode() if form == "txt" else json.dumps({"title": BEFORE[name] + TITLE, "text": text}).encode()
    [found] = objects(run("read", write(tmp_path / f"a.{form}", content), "--format", "jsonl"))
    everywhere = spans(found)
    assert len(everywhere) > 20 and found["text"].endswith(text.strip() if form == "txt" else text)
    for span in everywhere:
        exact = found["text"][span["start"] : span["end"]]
        assert exact == span["text"] and found["text"].find(exact, span["start"]) == span["start"]
    data = found["text"].encode()
    for span in everywhere:
        assert data[utf8_offset(found["text"], span["start"]) : utf8_offset(found["text"], span["end"])].decode() == span["text"]
        assert sliced_as_javascript(found["text"], span["start"], span["end"]) == span["text"]


def utf8_offset(text: str, offset: int) -> int:
    """Code points to bytes of UTF-8, as docs/exports.md has it."""
    return len(text[:offset].encode())


def utf16_offset(text: str, offset: int) -> int:
    """Code points to JavaScript's units of UTF-16."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def sliced_as_javascript(text: str, start: int, end: int) -> str:
    """`text.slice(start, end)` of JavaScript, after the offsets were turned into its units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * utf16_offset(text, start) : 2 * utf16_offset(text, end)].decode("utf-16-le", "surrogatepass")


def test_the_three_counts_differ() -> None:
    text = "😀 قال إن الجيش قصف المدينة"
    at = text.index("قصف")
    assert (at, utf16_offset(text, at), utf8_offset(text, at)) == (15, 16, 28)
    assert text[at : at + 3] == sliced_as_javascript(text, at, at + 3) == text.encode()[28:34].decode() == "قصف"


def test_counting_back_from_javascript_is_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "exports.md").read_text("utf-8")
    assert "UTF-16" in told and "[...text.slice(0, unit)].length" in told and "Array.from(text)" in told


@pytest.mark.parametrize("name", [n for n in BEFORE if n != "entities"])
def test_a_quotation_is_unique_where_it_is_said_to_stand(name: str) -> None:
    """Prefix, exact words and suffix of an annotation stand at the position given; the same sentence twice is told apart by position."""
    text = BEFORE[name] + BODY + "\n\n" + BODY
    found = rawi.read(text)
    several = [a["target"]["selector"] for a in records(found)]
    assert len(several) > 3
    for position, quote in several:
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"] and text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
    assert len({(p["start"], p["end"]) for p, _ in several}) >= 2


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_normal_forms_are_kept_as_they_come(form: str) -> None:
    text = unicodedata.normalize(form, "أعلن الأمين العام للأمم المتحدة مقتل آلاف المدنيين في إدلب، وأدان الهجوم.")
    found = rawi.read(text).to_json()
    assert found["text"] == text and found["events"]
    assert all(text[s["start"] : s["end"]] == s["text"] for s in spans(found))


def test_references_in_a_page_are_resolved_before_anything_is_counted(tmp_path: Path) -> None:
    """Also those that were written twice over («&amp;amp;»)."""
    page = PAGE.replace("الطائرات قصفت", "&laquo;الطائرات&raquo;&nbsp;&#x642;&#1589;&#x641;&#1578; &amp;amp; قصفت")
    [found] = objects(run("read", write(tmp_path / "a.html", page), "--format", "jsonl"))
    assert "«الطائرات»" in found["text"] and "قصفت & قصفت" in found["text"]
    assert all(found["text"][s["start"] : s["end"]] == s["text"] for s in spans(found))


def test_lone_surrogates_before_a_span(tmp_path: Path) -> None:
    line = '{"title": "\\ud83d قصف", "text": "\\udc00\\ud83d\\ude00 \\ud800' + PLAIN + '"}'
    [found] = objects(run("read", write(tmp_path / "a.jsonl", line), "--format", "jsonl"))
    assert found["text"] == f"\ufffd قصف\n\n\ufffd😀 \ufffd{PLAIN}"
    assert spans(found) and all(found["text"][s["start"] : s["end"]] == s["text"] for s in spans(found))
