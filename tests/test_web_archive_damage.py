"""What is wrong with web archives in practice, beyond test_warc and test_wacz: each named with its byte, or told in a notice."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from rawi.model import Document
from rawi.sources import Notice, Refusal
from samples import PAGE, PLAIN, write
from test_wacz import PARTS, broken_wacz, wacz
from test_warc import DAMAGED, GOOD, INFO, TEXT, http, outline, read, record

BYTE = re.compile(r"at byte [\d,]+")


def told(found: list[object]) -> str:
    return " ".join(f.message for f in found if isinstance(f, Notice))


@pytest.mark.parametrize("name", ["above", "absolute", "of Windows", "twice", "encrypted", "link", "bomb", "many", "altered list", "cut",
                                  "no list", "no json", "[]", "{}", '{"resources": [5]}'])  # fmt: skip
def test_every_error_of_a_package_names_a_byte(tmp_path: Path, name: str) -> None:
    path = broken_wacz(tmp_path / "a.wacz", name)
    [refusal] = [f for f in read(path) if isinstance(f, Refusal)]
    found = BYTE.search(refusal.error.message)
    assert found is not None, refusal.error.message
    assert int(found.group()[8:].replace(",", "")) <= path.stat().st_size


def test_the_byte_is_that_of_the_file_concerned(tmp_path: Path) -> None:
    listed = {"archive/b.warc": {"path": "archive/b.warc", "hash": "md5:0"}}
    path = wacz(tmp_path / "a.wacz", {**PARTS, "archive/b.warc": TEXT}, listed=listed)
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("archive/b.warc").header_offset
    [refusal] = [f for f in read(path) if isinstance(f, Refusal)]
    assert refusal.error.code == "E123" and f"(at byte {at:,})" in refusal.error.message


@pytest.mark.parametrize("name", DAMAGED)
def test_every_damage_at_the_end_of_a_file_is_told_too(tmp_path: Path, name: str) -> None:
    bad, code = DAMAGED[name]
    found = read(write(tmp_path / "a.warc", GOOD + bad))
    [refusal] = [f for f in found if isinstance(f, Refusal)]
    assert refusal.error.code == code and f"at byte {len(GOOD):,}" in refusal.error.message


def test_an_arc_file_is_refused_by_name_with_its_byte(tmp_path: Path) -> None:
    arc = b"filedesc://x.arc 0.0.0.0 20200101000000 text/plain 20\n1 0 Example\n\n\n"
    arc += b"http://example.org/ 127.0.0.1 20200101000000 text/html 5\nhello\n"
    for data in (arc, gzip.compress(arc)):
        [refusal] = read(write(tmp_path / "a.warc", data))
        assert isinstance(refusal, Refusal) and refusal.error.code == "E122" and "at byte 0" in refusal.error.message


def test_a_gzip_of_the_whole_file_names_the_member(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(INFO + GOOD + TEXT))
    assert outline(read(write(tmp_path / "a.warc.gz", bytes(data)))) == ["a.warc.gz:2", "a.warc.gz:3"]
    del data[-30:]
    refusals = [f for f in read(write(tmp_path / "b.warc.gz", bytes(data))) if isinstance(f, Refusal)]
    assert refusals and all("at byte 0" in f.error.message for f in refusals)


def test_one_archive_in_many_encodings(tmp_path: Path) -> None:
    codecs = ("utf-8", "cp1256", "iso8859-6", "utf-16", "utf-16-le")
    found = read(write(tmp_path / "a.warc", b"".join(record(http(PLAIN.encode(c), "text/plain; charset=utf-8")) for c in codecs)))
    assert [d.text for d in found if isinstance(d, Document)] == [PLAIN] * len(codecs)


def test_a_revisit_without_its_original_is_counted(tmp_path: Path) -> None:
    revisit = record(b"HTTP/1.1 200 OK\r\n\r\n", "revisit", WARC_Refers_To="<urn:uuid:none>")
    found = read(write(tmp_path / "a.warc", revisit + TEXT))
    assert outline(found) == ["a.warc:2"] and "1 revisit" in told(found)


def test_a_record_id_given_twice_is_told_with_its_byte(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.warc", GOOD + GOOD))
    assert len(outline(found)) == 2 and f"record 2 at byte {len(GOOD):,}" in told(found)


def test_zip64(tmp_path: Path) -> None:
    source, path = wacz(tmp_path / "a.wacz", PARTS), tmp_path / "b.wacz"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            with new.open(info.filename, "w", force_zip64=True) as member:
                member.write(old.read(info))
    assert outline(read(path)) == ["b.wacz/archive/a.warc.gz:2", "b.wacz/archive/a.warc.gz:3"]


def test_a_zip64_that_lies_about_its_size(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("datapackage.json", "w", force_zip64=True) as member:
        member.write(b"{}")
    data = out.getvalue()
    at = data.index(b"\x01\x00\x10\x00") + 4
    found = read(write(tmp_path / "a.wacz", data[:at] + b"\xff" * 16 + data[at + 16 :]))
    assert [f.error.code for f in found if isinstance(f, Refusal)] == ["E122"] and not [f for f in found if isinstance(f, Document)]


def test_a_package_within_a_package_is_told(tmp_path: Path) -> None:
    inner = wacz(tmp_path / "i.wacz", PARTS).read_bytes()
    found = read(wacz(tmp_path / "a.wacz", {**PARTS, "archive/inner.wacz": inner}))
    assert len(outline(found)) == 2 and "within a package" in told(found)


def test_an_index_that_points_beyond_the_file_is_told(tmp_path: Path) -> None:
    row = json.dumps({"offset": str(2**63), "length": "1", "filename": "a.warc.gz"})
    found = read(wacz(tmp_path / "a.wacz", {**PARTS, "indexes/index.cdxj": f"org,example)/1 2020 {row}\n".encode()}))
    assert len(outline(found)) == 2 and "line 1" in told(found)


def test_a_page_that_says_it_is_whole_and_is_not(tmp_path: Path) -> None:
    """The Content-Length of the HTTP head is the server's word; the record's length counts, and the text that is there is read."""
    [page] = read(write(tmp_path / "a.warc", record(http(PAGE.encode(), Content_Length="99999999"))))
    assert isinstance(page, Document)
