"""What another lexicon changes: exactly the claims that it adds, removes or reads otherwise, with their reasons."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rawi
from rawi.archive.adding import Archive
from rawi.archive.databases import STORE
from rawi.archive.differences import ADDED, CHANGED, REMOVED, differences
from rawi.archive.diffing import Diffing, Scope
from rawi.errors import BadQuery
from rawi.lexicon import load
from rawi.model import Reading
from rawi.sources import Given, documents
from samples import run, write

ACTORS = (
    "id\tenglish\tarabic\tkind\tcountry\taffiliation\tfrom\tto\tsource\n"
    "example-brigade\tExample Brigade\tلواء المثال | كتائب المثال\tarmed_group\tSY\t\t2013\t\tcommon knowledge\n"
)
EVENTS = "concept: own\ntype: ASSAULT\nmode: other\nframe: hit\nentries:\n- {verb: [تشقلب, يتشقلب], example: تشقلب الجنود في القرية}\n"
WITH_ACTOR = "قصف لواء المثال مواقع الجيش في حلب أمس، وقتل خمسة جنود."
WITH_EVENT = "تشقلب الجنود في قرية قرب حلب. وقتل ثلاثة مدنيين في انفجار."
ROWS = [
    {"id": "actor", "text": WITH_ACTOR, "published": "2015-07-25"},
    {"id": "event", "text": WITH_EVENT, "published": "2015-07-25", "outlet": "وكالة المثال"},
    {"id": "neither", "text": "تظاهر مئات السكان في صنعاء أمس.", "published": "2015-07-25"},
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    source = write(tmp_path / "news.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS))
    with Archive(tmp_path / "archive", load(), who="tester") as opened:
        list(opened.add(documents([str(source)], Given())))
    return tmp_path / "archive"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    write(tmp_path / "own" / "actors" / "a.tsv", ACTORS)
    write(tmp_path / "own" / "events" / "e.yaml", EVENTS)
    return tmp_path / "own"


def told(*args: object) -> dict[str, Any]:
    result = run("diff", *args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_exactly_what_the_entries_change(archive: Path, own: Path) -> None:
    found = told(archive, "--lexicon", own)
    by_document: dict[str, list[dict[str, Any]]] = {}
    for one in found["differences"]:
        by_document.setdefault(one["document"], []).append(one)
    assert set(by_document) == {"actor", "event"}
    assert [one["trigger"] for one in by_document["actor"]] == ["قصف", "وقتل"]
    for changed in by_document["actor"]:
        assert changed["kind"] == CHANGED and set(changed["changes"]) == {"agents"}
        old, new = changed["changes"]["agents"]
        assert "example-brigade" in new and "example-brigade" not in old
        assert changed["words"][changed["within"] :].startswith(changed["trigger"])
        assert any("own/actors/a.tsv" in why for why in changed["why_after"]) and "own/" not in str(changed["why_before"])
    (added,) = by_document["event"]
    assert (added["kind"], added["type"], added["trigger"], added["before"]) == (ADDED, "ASSAULT", "تشقلب", None)
    assert any("own/events/e.yaml" in why for why in added["why_after"]) and added["why_before"] == []
    counts = found["counts"]
    assert counts["kinds"] == {CHANGED: 2, ADDED: 1} and counts["fields"] == {"agents": 2}
    assert (counts["documents"], counts["changed_documents"], counts["refused"]) == (3, 2, 0)
    assert counts["claims_after"] == counts["claims_before"] + 1


def test_nothing_is_stored(archive: Path, own: Path) -> None:
    before = (archive / "ledger.jsonl").read_bytes()
    with sqlite3.connect(archive / STORE) as plain:
        rows = plain.execute("SELECT * FROM readings").fetchall()
    told(archive, "--lexicon", own)
    with sqlite3.connect(archive / STORE) as plain:
        assert plain.execute("SELECT * FROM readings").fetchall() == rows
    assert (archive / "ledger.jsonl").read_bytes() == before
    assert told(archive)["differences"] == []


def test_stored_versions_say_the_same_as_reading_did(archive: Path, own: Path) -> None:
    without_storing = told(archive, "--lexicon", own)["differences"]
    assert run("reread", archive, "--lexicon", own).exit_code == 0
    old, new = load().version, load(own).version
    assert told(archive, "--from", old[:8], "--to", f"0.1.0/{new[:8]}")["differences"] == without_storing
    back = told(archive, "--from", new, "--to", old)
    assert sorted(one["kind"] for one in back["differences"]) == [CHANGED, CHANGED, REMOVED]
    (removed,) = (one for one in back["differences"] if one["kind"] == REMOVED)
    assert removed["after"] is None and removed["why_before"] and not removed["why_after"]
    for wrong in ("0.1.0", "ffffffff", "", old[:3]):
        result = run("diff", archive, "--from", wrong, "--to", new)
        assert result.exit_code == BadQuery.exit_code and old[:8] in result.stderr


def test_filters_limits_and_samples(archive: Path, own: Path) -> None:
    assert {d["document"] for d in told(archive, "--lexicon", own, "--outlet", "وكالة المثال")["differences"]} == {"event"}
    assert told(archive, "--lexicon", own, "--type", "PROTEST")["differences"] == []
    limited = told(archive, "--lexicon", own, "--limit", 1)
    assert len(limited["differences"]) == 1 and sum(limited["counts"]["kinds"].values()) == 3
    drawn = [told(archive, "--lexicon", own, "--sample", 1, "--seed", seed) for seed in (1, 1, *range(2, 12))]
    assert drawn[0] == drawn[1] and all(d["counts"]["documents"] == 1 for d in drawn)
    assert len({json.dumps(d) for d in drawn}) > 1
    assert told(archive, "--lexicon", own, "--sample", 99) == told(archive, "--lexicon", own)


def test_the_other_formats(archive: Path, own: Path) -> None:
    text = run("diff", archive, "--lexicon", own).stdout
    assert text.startswith("2 of 3 documents differ") and "[تشقلب]" in text and "why now" in text and "example-brigade" in text
    result = run("diff", archive, "--lexicon", own, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["kind"] for row in rows} == {ADDED, CHANGED} and "2 of 3 documents differ" in result.stderr
    assert [row["field"] for row in rows if row["kind"] == CHANGED] == ["agents"] * 2
    assert run("diff", archive, "--from", "x").exit_code == 2
    assert run("diff", archive, "--from", "x", "--to", "y", "--lexicon", own).exit_code == 2


def test_what_cannot_be_read_is_told(archive: Path) -> None:
    with sqlite3.connect(archive / STORE) as plain:
        (sha,) = plain.execute("SELECT sha256 FROM captures LIMIT 1").fetchone()
    (archive / "blobs" / sha[:2] / sha[2:]).unlink()
    result = run("diff", archive)
    assert result.exit_code == 3 and "E506" in result.stderr and "0 of 2 documents differ" in result.stdout


def other(reading: Reading, **event: Any) -> Reading:
    """The reading with its first event changed."""
    return replace(reading, events=(replace(reading.events[0], **event), *reading.events[1:]), _claims=[])


def test_matching() -> None:
    reading = rawi.read(WITH_ACTOR, published="2015-07-25")
    first = reading.events[0]
    assert list(differences(reading, reading, "d")) == []
    for field, value in (("type", "COERCE"), ("status", "negated"), ("mode", "shell"), ("killed", (9, None)), ("place", None)):
        if getattr(first, field) == value:
            continue
        (one,) = differences(reading, other(reading, **{field: value}), "d")
        assert one.kind == CHANGED and field in one.changes and (one.before, one.after) == (first.id, first.id)
    longer = replace(first.trigger, end=first.trigger.end + 2, text=reading.text[first.trigger.start : first.trigger.end + 2])
    (one,) = differences(reading, other(reading, trigger=longer, type="COERCE"), "d")
    assert one.kind == CHANGED and set(one.changes) == {"trigger", "type"} and one.types == {"COERCE", first.type}
    away = replace(first.trigger, start=0, end=0, text="")
    assert [d.kind for d in differences(reading, other(reading, trigger=away), "d")] == [ADDED, REMOVED]
    fewer = replace(reading, events=reading.events[1:], _claims=[])
    assert [(d.kind, d.before) for d in differences(reading, fewer, "d")] == [(REMOVED, first.id)]
    assert [(d.kind, d.after) for d in differences(fewer, reading, "d")] == [(ADDED, first.id)]


def test_two_claims_of_one_trigger_are_told_apart_by_type() -> None:
    reading = rawi.read(WITH_ACTOR, published="2015-07-25")
    first = reading.events[0]
    twin = replace(first, id="twin", type="COERCE")
    both = replace(reading, events=(first, twin), _claims=[])
    turned = replace(reading, events=(replace(twin, id="e1"), replace(first, id="e2")), _claims=[])
    assert list(differences(both, turned, "d")) == []


def test_from_python(archive: Path, own: Path) -> None:
    with Diffing(archive, Scope(types=frozenset({"ASSAULT"}))) as run_:
        found = [one for some in run_.with_lexicon(load(own)) for one in some]
        assert run_.account.total == 3 == run_.account.documents and len(found) == 3
