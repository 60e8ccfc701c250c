"""Many searches from one table: the same counts as one by one, faults named with line and column, and the rest searched."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from rawi.archive.adding import Archive
from rawi.archive.batches import COLUMNS, rows
from rawi.cli.search import search
from rawi.errors import BadQuery, EmptyInput
from rawi.lexicon import load
from rawi.sources import Given, documents
from samples import run, write

NEWS = [
    {"id": "a1", "text": "قصفت طائرات التحالف العربي مدينة المخا أمس، وقتل خمسة مدنيين.",
     "published": "2015-07-25", "outlet": "صحيفة المثال"},
    {"id": "a2", "text": "اندلعت اشتباكات عنيفة، وبالموصل انفجرت سيارة مفخخة فقتل ثلاثة جنود.",
     "published": "2015-07-26", "outlet": "وكالة"},
]  # fmt: skip
TABLE = """name,words,type,from,to,country,place,actor,source_kind,box
mosul,الموصل,,,,,,,,
yemen,,ASSAULT|CONTROL,2015-07-24,2015-07-24,ye,,,,
coalition,,,,,,,التحالف العربي,,
box,,,,,,,,,"43,13,44,14"
none,,PROTEST,,,,,,,
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("query")
    source = write(folder / "news.jsonl", "".join(json.dumps(row) + "\n" for row in NEWS))
    with Archive(folder / "archive", load(), who="tester") as opened:
        list(opened.add(documents([str(source)], Given())))
    return folder / "archive"


def counted(*args: object) -> tuple[int, dict[str, str], str]:
    result = run("query", *args)
    table = {row["name"]: row["claims"] for row in csv.DictReader(io.StringIO(result.stdout))}
    return result.exit_code, table, result.stderr


def test_counts_are_those_of_single_searches(archive: Path, tmp_path: Path) -> None:
    code, counts, told = counted(archive, "--batch", write(tmp_path / "t.csv", TABLE))
    single = {
        "mosul": ["الموصل"],
        "yemen": ["--type", "ASSAULT", "--type", "CONTROL", "--from", "2015-07-24", "--to", "2015-07-24", "--country", "YE"],
        "coalition": ["--actor", "التحالف العربي"], "box": ["--box", "43,13,44,14"], "none": ["--type", "PROTEST"],
    }  # fmt: skip
    assert code == 0 and "5 searches, 0 faulty rows" in told
    assert counts == {name: run("search", archive, *args, "--count").stdout.strip() for name, args in single.items()}
    assert counts["none"] == "0" and int(counts["mosul"]) > 0 and int(counts["yemen"]) > 0


def test_every_filter_of_search_has_a_column() -> None:
    options = {o.lstrip("-").replace("-", "_") for p in search.params for o in p.opts}
    known = {"words", *(options - {"archive", "sort", "limit", "offset", "count", "format", "lexicon", "store", "words"})}
    assert known <= set(COLUMNS)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("x,,ASSUALT,,,,,,,", "type", "ASSUALT"), ("x,,,2015-13-01,,,,,,", "from", "not a d"),
        ("x,,,2015-07-25T10:00,,,,,,", "from", "day"),
        ("x,,,,,SYR,,,,", "country", "two letters"), ("x,,,,,,,,,\"1,2,3\"", "box", "four numbers"),
        ("x,,,,,,,,,\"50,1,40,2\"", "box", "west"),
        ("x,,,2015-08-01,2015-07-01,,,,,", "to", "before"), ("x,,,,,,,,,", None, "nothing to search by"),
        ("x,y", None, "2 cells under 10 columns"),
        ("x,,,,,,,,rumour,", "source_kind", "rumour"), ("mosul,قصف,,,,,,,,", "name", "earlier row"), ('x,"open,,,,,,,,', None, "not read"),
        ("x,؟!,,,,,,,,", "words", "no word"),
    ],
)  # fmt: skip
def test_faults_are_named_and_stop_nothing_else(archive: Path, tmp_path: Path, row: str, column: str | None, reason: str) -> None:
    code, counts, told = counted(archive, "--batch", write(tmp_path / "t.csv", TABLE + "\n" + row + "\n"))
    fault = next(line for line in told.splitlines() if line.startswith("faulty"))
    assert code == 3 and "line 8" in fault and reason in fault and (f"column {column}:" in fault or column is None)
    assert sum(1 for value in counts.values() if value) >= 4 and "5 searches, 1 faulty rows" in told


def test_what_excel_writes(archive: Path, tmp_path: Path) -> None:
    for content in (TABLE.encode("utf-8-sig"), TABLE.encode("windows-1256"), TABLE.replace("\n", "\r\n").encode("utf-16")):
        assert counted(archive, "--batch", write(tmp_path / "t.csv", content))[0] == 0
    semicolons = "Name;Words;Published-From\nm;الموصل;2015-07-26\n"
    assert counted(archive, "--batch", write(tmp_path / "s.csv", semicolons))[1]["m"] != "0"


@pytest.mark.parametrize("head", ["name,word\nx,y\n", "name,type,type\n", "name\nx\n"])
def test_headers_that_cannot_be(archive: Path, tmp_path: Path, head: str) -> None:
    with pytest.raises(BadQuery):
        rows(head.encode())
    result = run("query", archive, "--batch", write(tmp_path / "t.csv", head))
    assert result.exit_code == 64 and "line 1" in result.stderr
    assert run("query", archive, "--batch", write(tmp_path / "t.csv", "\n")).exit_code == EmptyInput.exit_code


@pytest.mark.parametrize("kind", ["csv", "jsonl", "geojson", "acled"])
def test_claims_and_their_manifest(archive: Path, tmp_path: Path, kind: str) -> None:
    table = write(tmp_path / "t.csv", TABLE + "../../etc,قصف,,,,,,,,\nbad,,NOTHING,,,,,,,\n")
    out = tmp_path / "out"
    for _ in range(2):  # a folder of an earlier run is written over
        result = run("query", archive, "--batch", table, "-o", out, "--claims", kind, "--format", "json")
        assert result.exit_code == 3
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["searches"] == json.loads(result.stdout) and manifest["table_sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    files = {one["file"] for one in manifest["searches"] if one["file"]}
    assert files | {"manifest.json"} == {path.name for path in out.iterdir()} and len(files) == 6
    for one in manifest["searches"]:
        if one["file"]:
            assert hashlib.sha256((out / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    mosul = next(one for one in manifest["searches"] if one["name"] == "mosul")
    if kind == "csv":
        assert len(list(csv.DictReader((out / mosul["file"]).open(encoding="utf-8")))) == mosul["claims"]
    if kind == "jsonl":
        readings = [json.loads(line) for line in (out / mosul["file"]).read_text("utf-8").splitlines()]
        assert sum(len(reading["events"]) for reading in readings) == mosul["claims"]
    assert run("query", archive, "--batch", table, "-o", tmp_path).exit_code == 73


def test_a_thousand_rows(archive: Path, tmp_path: Path) -> None:
    words = ["الموصل", "قصف", "سيارة", "مدنيين"]
    table = "words,country\n" + "".join(f"{words[n % 4]},{['', 'YE', 'IQ'][n % 3]}\n" for n in range(1000))
    code, counts, told = counted(archive, "--batch", write(tmp_path / "t.csv", table))
    assert code == 0 and len(counts) == 1000 and "1000 searches" in told
    assert counts["line 2"] == counts["line 14"]
