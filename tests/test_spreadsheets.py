"""Tables in and out: byte order marks, formulas, newlines and quotation marks in Arabic, HXL rows, and nothing cut in silence."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from rawi.exporting import COLUMNS
from rawi.gazetteers import Order, import_places
from rawi.model import Document
from rawi.sources import documents
from samples import PLAIN, run, write

TABLE = "ADM1_EN,ADM1_AR,ADM1_PCODE,lat,lon\n#adm1+name,,#adm1+code,#geo+lat,#geo+lon\nMithal,محافظة المثال,YE99,15.0,44.0\n"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_mark_at_the_beginning_of_an_input_is_no_text(tmp_path: Path, mark: str) -> None:
    row = json.dumps({"id": "x", "text": PLAIN}, ensure_ascii=False)
    for name, content in (("a.txt", PLAIN), ("a.jsonl", row), ("b.jsonl", f"{row}\n{mark}{row}")):
        found = [d for d in documents([str(write(tmp_path / name, mark + content))]) if isinstance(d, Document)]
        assert {d.text for d in found} == {PLAIN}


def test_a_mark_and_a_row_of_tags_in_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "adm.csv", ("\ufeff" + TABLE).replace("\n", "\r\n"))
    report = import_places(Order(path, tmp_path / "own"))
    assert report.written == 1 and "row of HXL tags" in str(report)


def test_a_mark_out_for_excel_and_none_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PLAIN)
    plain, excel = (run("read", path, "--format", "csv", "--hxl", *more).stdout_bytes for more in ((), ("--excel",)))
    assert not plain.startswith(b"\xef\xbb\xbf") and b"\r" not in plain
    assert excel.startswith(b"\xef\xbb\xbf") and excel.count(b"\r\n") == excel.count(b"\n") == plain.count(b"\n")
    header, tags, *rows = csv.reader(io.StringIO(excel.decode("utf-8-sig")))
    assert tuple(header) == COLUMNS and len(tags) == len(header) and sum(t.startswith("#") for t in tags) > 20 and rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n@", " +", "\u200f=", "\ufeff=", "\u202e=", "＝"])
def test_no_cell_of_any_table_begins_as_a_formula(tmp_path: Path, start: str) -> None:
    row = {"id": f"{start}1+1", "outlet": f"{start}HYPERLINK(1)", "url": f"{start}2", "text": PLAIN, "author": f"{start}x"}
    path = write(tmp_path / "a.jsonl", json.dumps(row))
    for form in ("csv", "acled", "ucdp", "ftm"):
        for cells in csv.reader(io.StringIO(run("read", path, "--format", form, "--all" if form != "csv" else "--quiet").stdout)):
            assert not any(c.lstrip(" \u00a0").startswith(("=", "+", "@", "\t", "\r")) for c in cells), cells
            assert not any(c.startswith("-") and not c[1:].replace(".", "").isdigit() for c in cells), cells


def test_newlines_and_quotation_marks_in_arabic_stay_in_their_cell(tmp_path: Path) -> None:
    text = 'قال المتحدث: "قصفت الطائرات، مواقع ""المسلحين"" في عدن";\nوقتل «خمسة»\r\nجنود.'
    path = write(tmp_path / "a.jsonl", json.dumps({"id": 'x"y\nz', "outlet": 'صحيفة "المثال"\n،', "text": text}))
    table = list(csv.DictReader(io.StringIO(run("read", path, "--format", "csv").stdout)))
    assert table and all(None not in row and row["outlet"] == 'صحيفة "المثال" ،' and row["document_id"] == 'x"y z' for row in table)


def test_no_row_is_cut_off_in_silence(tmp_path: Path) -> None:
    """There is no greatest number of rows; how many were written is said."""
    rows = "\n".join(json.dumps({"id": str(n), "text": PLAIN}) for n in range(300))
    done = run("read", write(tmp_path / "a.jsonl", rows), "--format", "acled")
    written = len(list(csv.DictReader(io.StringIO(done.stdout))))
    assert written >= 600 and f"{written} rows written" in done.stderr
