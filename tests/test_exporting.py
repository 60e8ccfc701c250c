"""JSON, JSONL, CSV and the schema."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import rawi
from rawi.exporting import COLUMNS, line, lines, rows, schema
from rawi.exporting.safety import MOST_MARKS, cell, columns, isolated, visible
from rawi.lexicon import schema as codes
from rawi.model import Span
from rawi.reading.evidence import Evidence
from samples import BODY, PLAIN, TITLE, objects, run, write

VALIDATOR = jsonschema.Draft202012Validator(schema())


@pytest.fixture(scope="module")
def reading() -> Any:
    return rawi.read(BODY, title=TITLE, published="2019-03-23", outlet="صحيفة المثال")


def test_the_schema_is_a_schema_and_the_command_prints_it() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads(run("schema").stdout) == schema()


def test_the_schema_knows_every_code_and_no_other() -> None:
    defs = schema()["$defs"]
    event, attribution = defs["event"]["properties"], defs["attribution"]["properties"]
    assert set(event["type"]["enum"]) == set(codes.MODES)
    assert set(event["mode"]["enum"]) == {m for modes in codes.MODES.values() for m in modes} | {None}
    assert set(event["status"]["enum"]) == set(codes.STATUSES)
    assert set(attribution["stance"]["enum"]) == set(codes.STANCES)
    assert set(attribution["channel"]["enum"]) == set(codes.CHANNELS)
    assert set(attribution["source_kind"]["enum"]) == set(codes.SOURCE_KINDS)
    assert set(defs["metadata"]["properties"]["genre"]["enum"]) == set(codes.GENRES)


def test_json_and_jsonl_hold_the_same_and_fit_the_schema(tmp_path: Path) -> None:
    record = {
        "id": "1",
        "title": TITLE,
        "text": BODY,
        "published": "2019-03-23",
        "outlet": "o",
        "url": "u",
        "author": "سالم الحداد",
    }
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps(r) for r in (record, {"text": PLAIN})))
    streamed = objects(run("read", path, "--format", "jsonl"))
    assert json.loads(run("read", path, "--format", "json").stdout) == streamed
    assert len(streamed) == 2 and streamed[0]["events"] and streamed[0]["attributions"]
    for found in streamed:
        VALIDATOR.validate(found)


def test_one_article_is_one_object_and_many_are_a_list(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PLAIN)
    assert isinstance(json.loads(run("read", path, "--format", "json").stdout), dict)
    assert isinstance(json.loads(run("read", "-", "--format", "json", stdin=PLAIN).stdout), dict)
    assert len(json.loads(run("read", tmp_path, "--format", "json").stdout)) == 1
    assert json.loads(run("read", write(tmp_path / "e.jsonl", "{}"), "--format", "json").stdout) == []


def test_the_same_bytes_every_time(reading: Any) -> None:
    again = rawi.read(BODY, title=TITLE, published="2019-03-23", outlet="صحيفة المثال")
    assert line(again) == line(reading)
    assert "\\u06" not in line(reading) and "\n" not in line(reading)


def test_the_schema_refuses_what_rawi_does_not_write(reading: Any) -> None:
    good = reading.to_json()
    for path, value in (
        (("events", 0, "type"), "FIGHT"),
        (("events", 0, "trigger", "start"), -1),
        (("extra",), 1),
        (("text",), ""),
    ):
        bad = json.loads(json.dumps(good))
        place = bad
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not VALIDATOR.is_valid(bad), path


def test_a_row_a_claim(reading: Any) -> None:
    table = list(csv.DictReader(io.StringIO(lines([COLUMNS, *rows(reading)]))))
    assert [r["claim_id"] for r in table] == [c.id for c in reading.claims] and table
    for row, claim in zip(table, reading.claims, strict=True):
        assert row["trigger"] == reading.text[int(row["trigger_start"]) : int(row["trigger_end"])] == claim.event.trigger.text
        assert row["trigger"] in row["evidence"] and row["evidence"] in reading.text
        assert row["chain"] == claim.path() and row["origin"] == claim.origin.name
        assert int(row["chain_depth"]) == sum(link.attribution is not None for link in claim.chain)
        assert (row["published"], row["outlet"]) == ("2019-03-23", "صحيفة المثال")


def test_a_table_without_claims_has_its_header(tmp_path: Path) -> None:
    assert run("read", write(tmp_path / "a.txt", "السماء زرقاء"), "--format", "csv").stdout == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n=", "＝", "\u00a0@"])
def test_formulas_are_defused(start: str) -> None:
    assert cell(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_formulas_are_defused_in_the_table(tmp_path: Path) -> None:
    record = {"id": "=1+1", "outlet": "@SUM(A1)", "url": "-2", "text": PLAIN}
    path = write(tmp_path / "a.jsonl", json.dumps(record))
    row = next(csv.DictReader(io.StringIO(run("read", path, "--format", "csv").stdout)))
    assert (row["document_id"], row["outlet"], row["url"]) == ("'=1+1", "'@SUM(A1)", "'-2")


def test_plain_cells_stay_as_they_are() -> None:
    assert [cell(v) for v in ("قصف", 5, None, "a-b", "")] == ["قصف", "5", "", "a-b", ""]


def test_controls_are_shown_and_runs_isolated() -> None:
    assert visible("a\u202eb\x1b[31m\u200f\x00") == "a<U+202E>b<U+001B>[31m<U+200F><U+0000>"
    assert visible("سطر\r\n  ثان\tثالث") == "سطر ثان ثالث"
    assert visible("ب" + "\u064e" * 50) == "ب" + "\u064e" * MOST_MARKS + "<+42 marks>"
    assert isolated("author → وكالة الأنباء (tweet) → قسد") == "author → \u2068وكالة الأنباء\u2069 (tweet) → \u2068قسد\u2069"
    assert columns("\u2068قَصف\u2069") == 3


def test_evidence_is_the_sentence_around() -> None:
    text = "جملة أولى. جملة ثانية هنا.\nسطر آخر"
    start = text.index("ثانية")
    assert Evidence(text).sentence(Span(start, start + 5, "ثانية")) == "جملة ثانية هنا."
