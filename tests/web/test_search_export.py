"""What a search shows as a file: every format, exactly the claims shown, safe cells, a missing package by name, nothing held in memory."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import httpx
import pytest
from click.testing import CliRunner

from rawi.archive.opening import open_store
from rawi.archive.searching import Query, matched
from rawi.cli import main
from rawi.errors import RawiError, StoreError
from rawi.exporting.selected import ALL
from rawi.lexicon import load
from rawi.web.pages.search.exports import KINDS, streamed

SEARCH = "type=ASSAULT&country=SY"
QUERY = Query(types=("ASSAULT",), country="SY")


def shown(address: str) -> int:
    page = httpx.get(f"{address}/search?{SEARCH}", headers={"Accept-Language": "en"}).text
    found = re.search(r"<strong>([\d,]+) claims?</strong>", page)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_every_format_is_offered(address: str) -> None:
    page = httpx.get(f"{address}/search?{SEARCH}").text
    assert set(KINDS) == set(ALL) == set(re.findall(r'<option value="(\w+)"', page.split('name="format"')[1].split("</select>")[0]))


@pytest.mark.parametrize("form", ALL)
def test_it_holds_what_is_shown(address: str, shared_archive: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    answer = httpx.get(f"{address}/search/export?format={form}&{SEARCH}", timeout=60)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == KINDS[form].media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="rawi.{KINDS[form].suffix}"'
    with open_store(shared_archive) as store, store.connection() as connection:
        claims = {(one.reading.id, event.id) for one in matched(connection, QUERY, load()) for event in one.reading.events}
    assert len(claims) == shown(address)
    assert found_in(form, answer.content) == (len(claims) if form not in ("warc", "wacz") else len({document for document, _ in claims}))


def found_in(form: str, data: bytes) -> int:
    """How many claims (captures) a file holds."""
    if form == "parquet":
        from pyarrow import parquet

        return int(parquet.read_table(io.BytesIO(data)).num_rows)
    if form in ("warc", "wacz"):
        packed = zipfile.ZipFile(io.BytesIO(data)).read("archive/data.warc.gz") if form == "wacz" else data
        return gzip.decompress(packed).count(b"WARC-Type: resource")
    text = data.decode()
    if form == "geojson":
        return len(json.loads(text)["features"])
    if form == "ftm":
        return len({row["canonical_id"] for row in csv.DictReader(io.StringIO(text)) if row["schema"] == "Event"})
    if form in ("csv", "acled", "ucdp"):
        return len(list(csv.DictReader(io.StringIO(text))))
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    return sum("status" in node for line in lines for node in line["@graph"]) if form == "prov" else len(lines)


def test_it_is_what_the_command_line_gives(address: str, shared_archive: Path) -> None:
    ours = httpx.get(f"{address}/search/export?format=csv&{SEARCH}").content
    theirs = CliRunner().invoke(main, ["export", str(shared_archive), "--format", "csv", "--type", "ASSAULT", "--country", "SY"])
    assert ours == theirs.stdout_bytes


@pytest.mark.parametrize(("flag", "form"), [("excel", "csv"), ("hxl", "acled"), ("separator", "geojsonseq"), ("coded", "acled")])
def test_options(address: str, form: str, flag: str) -> None:
    plain = httpx.get(f"{address}/search/export?format={form}&type=CONSULT&type=ASSAULT").content
    other = httpx.get(f"{address}/search/export?format={form}&type=CONSULT&type=ASSAULT&{flag}=1").content
    assert plain != other
    beginning = {"excel": b"\xef\xbb\xbf", "separator": b"\x1e"}.get(flag, b"")
    assert other.startswith(beginning)
    if flag == "coded":
        assert 0 < other.count(b"\n") < plain.count(b"\n")


@pytest.mark.parametrize(
    ("search", "code"),
    [
        ("", "E710"), ("format=docx", "E710"), ("format=csv&hxl=yes", "E710"), ("format=csv&type=NOTHING", "E207"),
        ("format=csv&nothing=1", "E710"),
        ("format=csv&words=%D8%8C", "E207"), ("format=csv&box=10,10,5,5", "E207"), ("format=csv&near=1,2,3,4", "E207"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_before_the_file_begins(address: str, search: str, code: str) -> None:
    answer = httpx.get(f"{address}/search/export?{search}")
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize(("form", "package"), [("parquet", "pyarrow"), ("warc", "warcio.warcwriter"), ("wacz", "warcio.warcwriter")])
def test_a_missing_package_is_told(address: str, monkeypatch: pytest.MonkeyPatch, form: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as Python itself remembers that there is none
    answer = httpx.get(f"{address}/search/export?format={form}")
    assert answer.json()["error"]["code"] == "E203"


def test_cells_are_safe(tmp_path: Path, serve: Callable[..., str]) -> None:
    article = {"id": "=1+1", "text": "قتل ثلاثة جنود في صنعاء أمس.", "outlet": '=cmd|"/c calc"!A1', "published": "2019-03-24"}
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps(article, ensure_ascii=False), "utf-8")
    assert CliRunner().invoke(main, ["add", str(tmp_path / "a"), str(news), "--quiet"]).exit_code == 0
    text = httpx.get(f"{serve(archive=tmp_path / 'a')}/search/export?format=csv").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["document_id"] == "'=1+1"
    assert row["outlet"].startswith("'=")


def test_the_writer_waits_and_ends_when_nobody_reads() -> None:
    written = 0

    def endless(out: IO[bytes]) -> None:
        nonlocal written
        while True:
            out.write(b"x" * 65_536)
            written += 65_536

    pieces = streamed(partial(endless))
    assert next(pieces)
    time.sleep(0.3)
    assert 0 < written < 2_000_000
    pieces.close()  # type: ignore[attr-defined]
    no_writer_is_left()


def test_a_download_that_is_broken_off_ends_its_writer(address: str) -> None:
    with httpx.stream("GET", f"{address}/search/export?format=prov") as answer:
        assert next(answer.iter_raw())
    no_writer_is_left()


def no_writer_is_left() -> None:
    until = time.monotonic() + 30
    while any(thread.name == "export" for thread in threading.enumerate()):
        assert time.monotonic() < until, "the writer goes on though nobody reads"
        time.sleep(0.01)


@pytest.mark.parametrize(("fault", "raised"), [(StoreError("gone"), StoreError), (ValueError("x"), RawiError)])
def test_a_fault_in_the_middle_is_no_end(fault: Exception, raised: type[RawiError]) -> None:
    def broken(out: IO[bytes]) -> None:
        out.write(b"half")
        raise fault

    pieces = streamed(partial(broken))
    assert next(pieces) == b"half"
    with pytest.raises(raised):
        next(pieces)
