"""Captures out as WARC and WACZ: read back by other people's readers and by our own, the same bytes each time, nothing made up."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sqlite3
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rawi.archive.databases import STORE
from rawi.archive.evidence import Evidence
from rawi.exporting import wacz, warc
from rawi.sources import Given, documents
from rawi.sources.records import Damage, Record, records
from samples import BODY, PAGE, PLAIN, TITLE, run, write

pytest.importorskip("warcio")
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>وكالة المثال</title><item><title>{TITLE}</title>
<link>https://example.org/feed/1</link><description>{PLAIN}</description><author>سالم الحداد</author></item></channel></rss>"""
RECORD = {"id": "j1", "text": PLAIN, "title": TITLE, "published": "2019-03-23", "outlet": "صحيفة المثال", "url": "https://example.org/خبر?b=1&a=2"}
CLAIMLESS = "هذا نص قصير عن الطقس الجميل في المدينة القديمة والحدائق الواسعة."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages, texts, records and a feed, one page in two states, and one text that holds no claim."""
    folder = tmp_path_factory.mktemp("out")
    inputs = folder / "in"
    write(inputs / "page.html", PAGE)
    write(inputs / "old.html", PAGE.replace("utf-8", "windows-1256").replace("example.org/1", "example.org/2").encode("windows-1256"))
    write(inputs / "body.txt", BODY)
    write(inputs / "news.jsonl", json.dumps(RECORD, ensure_ascii=False) + "\n" + json.dumps({"id": "j2", "text": BODY}) + "\n")
    write(inputs / "feed.xml", FEED)
    write(folder / "plain.txt", PLAIN)
    write(folder / "weather.txt", CLAIMLESS)
    write(folder / "later" / "page.html", PAGE.replace("خمسة", "سبعة"))
    for arguments in ((inputs,), (folder / "plain.txt", "--published", "2019-03-25", "--outlet", "جريدة\nالمثال", "--title", "عنوان"),
                      (folder / "weather.txt",), (folder / "later",)):  # fmt: skip
        done = run("add", folder / "archive", *arguments, "--who", "tester")
        assert done.exit_code == 0, done.stderr
    return folder / "archive"


def out(archive: Path, form: str, path: Path, *options: object) -> Path:
    result = run("export", archive, "--format", form, "-o", path, *options)
    assert result.exit_code == 0, result.stderr
    return path


def bodies(archive: Path) -> list[tuple[str, bytes]]:
    with Evidence.open(archive, read_only=True) as evidence:
        return [(c.sha256, evidence.get(c.sha256)) for c in evidence.captures()]


def told(archive: Path) -> list[Any]:
    """What the store holds of documents and claims, without what differs from archive to archive."""
    with sqlite3.connect(archive / STORE) as plain:
        about = plain.execute("SELECT document_id, name, url, title, outlet, author, published FROM documents ORDER BY 1").fetchall()
        columns = "document_id, claim_id, type, date_start, place, chain, evidence, current"
        claims = plain.execute(f"SELECT {columns} FROM claims ORDER BY 1, 2, 8, 7")
        return [about, claims.fetchall()]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_adding_the_export_gives_the_same_documents(archive: Path, tmp_path: Path, form: str) -> None:
    path = out(archive, form, tmp_path / ("out.warc.gz" if form == "warc" else "out.wacz"), "--all")
    done = run("add", tmp_path / "other", path)
    assert done.exit_code == 0, done.stderr
    assert told(tmp_path / "other") == told(archive)
    assert bodies(tmp_path / "other") == bodies(archive)


def test_our_strict_reader_finds_no_fault(archive: Path, tmp_path: Path) -> None:
    path = out(archive, "warc", tmp_path / "out.warc.gz", "--all")
    with path.open("rb") as file:
        found = [r for r in records(file) if isinstance(r, Record)]
        assert not any(isinstance(r, Damage) for r in records(file))
    assert [(r.block or b"") for r in found[1:]] == [data for _, data in bodies(archive)]
    first, *rest = (r.headers for r in found)
    with Evidence.open(archive, read_only=True) as evidence:
        head, captures = evidence.head(), list(evidence.captures())
    assert f"rawi-ledger-head: {head.seq} {head.hash}" in (found[0].block or b"").decode() and first["warc-type"] == "warcinfo"
    assert [h["warc-date"] for h in rest] == [c.at for c in captures] and {h["warc-type"] for h in rest} == {"resource"}
    assert {h["content-type"] for h in rest} == {warc.UNKNOWN}  # nobody recorded another
    assert {h["warc-identified-payload-type"] for h in rest} == {"text/html", "text/plain", "application/json"}
    assert len({h["warc-record-id"] for h in (first, *rest)}) == len(found)
    nameless = [h for h, c in zip(rest, captures, strict=True) if c.url is None]
    assert nameless and all(h["warc-target-uri"].startswith("urn:sha256:") for h in nameless)
    assert all(line.isascii() for h in rest for line in h.values())
    documented = (Path(__file__).parent.parent / "docs" / "exports.md").read_text("utf-8")
    assert {name.lower() for name in warc.FIELDS} == {n for h in rest for n in h if n.startswith("rawi-")}
    assert all(f"`{name}`" in documented for name in warc.FIELDS)
    assert b"HTTP/" not in gzip.decompress(path.read_bytes())


def test_fastwarc_reads_and_checks_them(archive: Path, tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc")
    path = out(archive, "warc", tmp_path / "out.warc.gz", "--all")
    found = []
    with path.open("rb") as file:
        for record in fastwarc.ArchiveIterator(file, parse_http=False):
            assert record.verify_block_digest()
            if record.record_type == fastwarc.WarcRecordType.resource:
                found.append((record.headers["WARC-Block-Digest"].removeprefix("sha256:"), record.reader.read()))
    assert found == bodies(archive)


def test_warcio_checks_them(archive: Path, tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    path = out(archive, "warc", tmp_path / "out.warc.gz", "--all")
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file):
            found.append(record.content_stream().read())
            assert record.rec_headers.protocol == "WARC/1.1"
    assert found[1:] == [data for _, data in bodies(archive)]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_the_same_archive_gives_the_same_bytes(archive: Path, tmp_path: Path, form: str) -> None:
    one, two = (out(archive, form, tmp_path / name, "--all").read_bytes() for name in ("1", "2"))
    assert one == two


def test_filters_choose_articles_with_all_their_states(archive: Path, tmp_path: Path) -> None:
    def urls(*options: object) -> list[str]:
        with out(archive, "warc", tmp_path / "x.warc.gz", *options).open("rb") as file:
            return [r.headers.get("warc-target-uri", "") for r in records(file) if isinstance(r, Record)][1:]

    everything, usual = urls("--all"), urls()
    weather = f"urn:sha256:{hashlib.sha256(CLAIMLESS.encode()).hexdigest()}"
    assert weather in everything and usual == [u for u in everything if u != weather]
    assert usual.count("https://example.org/1") == 2
    assert urls("--outlet", "جريدة\nالمثال") == [f"urn:sha256:{hashlib.sha256(PLAIN.encode()).hexdigest()}"]
    assert urls("--country", "FR") == []
    result = run("export", archive, "--format", "warc", "-o", tmp_path / "y")
    assert f"{len(usual)} captures written, 1 captures left out (--all keeps them)" in result.stderr


def test_a_package_is_as_the_standard_says(archive: Path, tmp_path: Path) -> None:
    path = out(archive, "wacz", tmp_path / "out.wacz", "--all")
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert package.namelist() == [wacz.DATA, wacz.INDEX, wacz.PAGES, wacz.PACKAGE, wacz.DIGEST]
        assert package.getinfo(wacz.DATA).compress_type == zipfile.ZIP_STORED
        parts = {name: package.read(name) for name in package.namelist()}
    described, vouched = json.loads(parts[wacz.PACKAGE]), json.loads(parts[wacz.DIGEST])
    assert described["profile"] == "data-package" and described["wacz_version"] == "1.1.1"
    assert vouched == {"path": wacz.PACKAGE, "hash": f"sha256:{hashlib.sha256(parts[wacz.PACKAGE]).hexdigest()}"}
    for resource in described["resources"]:
        data = parts[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}" and resource["bytes"] == len(data)
    assert {r["path"] for r in described["resources"]} == {wacz.DATA, wacz.INDEX, wacz.PAGES}
    head, *pages = (json.loads(line) for line in parts[wacz.PAGES].splitlines())
    assert head["format"] == "json-pages-1.0" and len(pages) == len(bodies(archive)) and all(p["url"] and p["ts"] for p in pages)
    index = parts[wacz.INDEX].splitlines()
    assert index == sorted(index) and len(index) == len(pages)
    hashes = [hashlib.sha256(data).hexdigest() for _, data in bodies(archive)]
    for line in index:
        row = json.loads(line[line.index(b"{") :])
        start = int(row["offset"])
        record = gzip.decompress(parts[wacz.DATA][start : start + int(row["length"])])
        body = record.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
        assert hashlib.sha256(body).hexdigest() == row["digest"].removeprefix("sha256:") and row["url"].encode() in record
        hashes.remove(hashlib.sha256(body).hexdigest())
    assert hashes == []
    refused = [item for item in documents([str(path)], Given()) if type(item).__name__ != "Document"]
    assert [type(item).__name__ for item in refused] == ["Notice"] and "warcinfo" in refused[0].message  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=2&a=1#x", "org,example)/a?a=1&b=2"), ("http://example.org", "org,example)/"),
        ("https://example.org:8443/x", "org,example:8443)/x"), ("urn:sha256:00", "urn:sha256:00"), ("http://[bad/", "http://[bad/"),
    ],
)  # fmt: skip
def test_keys_of_the_index(url: str, key: str) -> None:
    assert wacz.key(url) == key


def test_what_is_refused(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for options in (("--hxl",), ("--excel",), ("--all", "--country", "YE"), ("--all", "الموصل")):
        result = run("export", archive, "--format", "warc", "-o", tmp_path / "x", *options)
        assert result.exit_code == 2 and not (tmp_path / "x").exists()
    monkeypatch.setitem(sys.modules, "warcio.warcwriter", None)
    result = run("export", archive, "--format", "wacz", "-o", tmp_path / "x")
    assert result.exit_code == 69 and "rawi[warc]" in result.stderr and not (tmp_path / "x").exists()


def test_damaged_bytes_are_not_exported(archive: Path, tmp_path: Path) -> None:
    import shutil

    copy = Path(shutil.copytree(archive, tmp_path / "copy"))
    blob = sorted((copy / "blobs").rglob("*/*"))[0]
    blob.chmod(0o644)
    blob.write_bytes(b"other")
    result = run("export", copy, "--format", "warc", "--all", "-o", tmp_path / "x")
    assert result.exit_code == 65 and "E507" in result.stderr


@pytest.mark.slow
def test_memory_stays_flat(tmp_path: Path) -> None:
    """Captures of 40 MB in all, written through a pipe that keeps nothing."""
    import tracemalloc

    from rawi.archive.evidence import Capture
    from rawi.archive.selection import Kept

    def made(number: int) -> int:
        data = os.urandom(20_000)
        sha = hashlib.sha256(data).hexdigest()
        at, urls = "2019-03-23T10:30:00.000000Z", (f"https://example.org/{n}" for n in range(number))
        captures = (Kept(Capture(sha, len(data), n, at, f"{n}", url, "text/html")) for n, url in enumerate(urls))
        tracemalloc.start()
        try:
            with (tmp_path / "x").open("wb") as file:
                wacz.write(captures, lambda _: data, io.BufferedWriter(file.raw), warc.Made("2019-03-23T10:30:00.000000Z", 1, "0" * 64))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert made(2_000) < made(100) + 1_000_000
