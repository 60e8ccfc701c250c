"""Web archives: WARC and WACZ to Documents; every kind of damage by name, with record and byte, and the rest goes on."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import subprocess
import sys
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest

from fuzzing import mutated
from rawi.errors import RawiError
from rawi.model import Document
from rawi.sources import Given, Notice, Refusal, documents, warc
from samples import BODY, PAGE, PLAIN, TITLE, objects, run, write
from test_feeds import RSS

URL = "https://example.org/1"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(block: bytes, type: str = "response", **headers: object) -> bytes:
    """One record; `headers` replace or (None) take out those that it has anyway."""
    own: dict[str, object] = {
        "WARC-Type": type,
        "WARC-Record-ID": f"<urn:uuid:{random.getrandbits(64)}>",
        "WARC-Date": "2020-05-06T07:08:09Z",
        "WARC-Target-URI": URL,
        "Content-Type": "application/http; msgtype=response",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": len(block),
    }
    version = headers.pop("version", "WARC/1.0")
    own |= {k.replace("_", "-"): v for k, v in headers.items()}
    lines = [str(version), *(f"{k}: {v}" for k, v in own.items() if v is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


GOOD = record(http(PAGE.encode()))
INFO = record(b"software: x\r\n", "warcinfo", Content_Type="application/warc-fields")
TEXT = record(PLAIN.encode(), "resource", Content_Type="text/plain", version="WARC/1.1")


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def read(path: Path) -> list[object]:
    return list(documents([str(path)]))


def outline(found: list[object]) -> list[str]:
    """Ids of documents, «name CODE» of refusals; notices left out."""
    return [f.id if isinstance(f, Document) else f"{f.name} {f.error.code}" for f in found if isinstance(f, Document | Refusal)]


@pytest.mark.parametrize("form", ["plain", "per record", "one member"])
def test_pages_and_texts(tmp_path: Path, form: str) -> None:
    rows = [INFO, GOOD, record(b"GET / HTTP/1.1\r\n\r\n", "request"), record(b"", "revisit"), record(b"a: b", "metadata"), TEXT]
    data = b"".join(rows) if form == "plain" else packed(*rows) if form == "per record" else gzip.compress(b"".join(rows))
    page, text, notice = read(write(tmp_path / ("a.warc" if form == "plain" else "a.warc.gz"), data))
    assert isinstance(page, Document) and page.id.endswith(":2") and (page.title, page.url) == (TITLE, URL)
    assert (page.published, page.captured, page.outlet) == ("2019-03-23", "2020-05-06T07:08:09Z", "صحيفة المثال")  # type: ignore[attr-defined]
    assert isinstance(text, Document) and text.text == PLAIN and text.captured and text.published is None
    assert isinstance(notice, Notice) and "1 metadata, 1 request, 1 revisit, 1 warcinfo" in notice.message
    assert [d.text for d in read(write(tmp_path / "b.dat", data)) if isinstance(d, Document)] == [page.text, PLAIN]  # type: ignore[attr-defined]
    result = run("read", "-", "--format", "jsonl", stdin=data)
    assert result.exit_code == 0 and len(objects(result)) == 2


def test_bodies_in_every_wrapping(tmp_path: Path) -> None:
    page = PAGE.encode()
    raw = zlib.compressobj(wbits=-15)
    bodies = [
        http(chunked(page), Transfer_Encoding="chunked"),
        http(gzip.compress(page), Content_Encoding="gzip"),
        http(zlib.compress(page), Content_Encoding="deflate"),
        http(raw.compress(page) + raw.flush(), Content_Encoding="deflate"),
        http(chunked(gzip.compress(page)), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        http(gzip.compress(gzip.compress(page)), Content_Encoding="gzip, gzip"),
        http(PAGE.encode("cp1256", "replace"), "text/html"),
        http(page, ""),
        http(page, Transfer_Encoding="chunked"),
        http(page, Content_Encoding="br"),
        http(RSS.encode(), "application/rss+xml"),
    ]
    found = read(write(tmp_path / "a.warc.gz", packed(*map(record, bodies))))
    assert not [f for f in found if isinstance(f, Refusal)]
    assert [d.title for d in found if isinstance(d, Document)][:10] == [TITLE] * 10
    assert len([d for d in found if isinstance(d, Document)]) == 12
    assert [f.name for f in found if isinstance(f, Notice)] == ["a.warc.gz:9", "a.warc.gz:10"]


def test_payload_digests_of_both_kinds(tmp_path: Path) -> None:
    page = PAGE.encode()
    block = http(chunked(page), Transfer_Encoding="chunked")
    rows = [
        record(block, WARC_Payload_Digest=sha1(chunked(page))),
        record(block, WARC_Payload_Digest=sha1(page)),
        record(block, WARC_Payload_Digest="sha256:" + hashlib.sha256(page).hexdigest().upper(), WARC_Block_Digest=None),
        record(block, WARC_Payload_Digest="blake9:x"),
        record(block, WARC_Payload_Digest=sha1(b"other")),
    ]
    found = read(write(tmp_path / "a.warc", b"".join(rows)))
    assert outline(found) == ["a.warc:1", "a.warc:2", "a.warc:3", "a.warc:4", "a.warc:5 E123"]
    assert any(isinstance(f, Notice) and "blake9" in f.message for f in found)


DAMAGED = {
    "cut header": (GOOD[:60], "E122"),
    "header cut behind a line": (GOOD[: GOOD.index(b"WARC-Date")], "E122"),
    "cut body": (GOOD[:-200], "E122"),
    "no version": (b"HTTP/1.1 200 OK\r\n\r\n", "E122"),
    "old version": (record(b"", version="WARC/0.18"), "E122"),
    "no length": (record(b"x", Content_Length=None), "E122"),
    "two lengths": (record(b"x").replace(b"Content-Length", b"Content-Length: 1\r\nContent-Length"), "E122"),
    "length of letters": (record(b"x", Content_Length="x"), "E122"),
    "negative length": (record(b"x", Content_Length=-1), "E122"),
    "Arabic length": (record(b"x", Content_Length="٣"), "E122"),
    "length too short": (record(http(PAGE.encode()), Content_Length=50), "E122"),
    "length too long": (record(http(PAGE.encode()), Content_Length=len(http(PAGE.encode())) + 30), "E122"),
    "length far too long": (record(http(PAGE.encode()), Content_Length=10**12), "E122"),
    "no type": (record(b"x", WARC_Type=None), "E122"),
    "no header line": (record(b"x").replace(b"WARC-Type: ", b"WARC-Type "), "E122"),
    "long header": (record(b"x", Long="x" * 70_000), "E122"),
    "block digest": (record(http(PAGE.encode()), WARC_Block_Digest=sha1(b"x")), "E123"),
    "payload digest": (record(http(PAGE.encode()), WARC_Payload_Digest=sha1(b"x")), "E123"),
    "cut chunk": (record(http(chunked(PAGE.encode())[:-50], Transfer_Encoding="chunked")), "E122"),
    "wrong chunk": (record(http(chunked(PAGE.encode()).replace(b"64\r\n", b"63\r\n", 2), Transfer_Encoding="chunked")), "E122"),
    "cut body gzip": (record(http(gzip.compress(PAGE.encode())[:-30], Content_Encoding="gzip")), "E122"),
    "body no gzip": (record(http(b"\x00" + PAGE.encode(), Content_Encoding="gzip")), "E122"),
    "unknown coding": (record(http(b"\x01" + PAGE.encode(), Content_Encoding="zstd")), "E122"),
    "no http": (record(PAGE.encode()), "E122"),
    "http cut": (record(b"HTTP/1.1 200 OK\r\nA: b"), "E122"),
    "segment": (record(http(PAGE.encode()), WARC_Segment_Number=1), "E122"),
    "packed thrice": (record(http(b"\x1f\x8bx", Content_Encoding="gzip, gzip, gzip")), "E109"),
    "no text": (record(http(b"<html></html>")), "E106"),
    "English": (record(http(b"just English words here", "text/plain")), "E103"),
    "binary": (record(http(bytes(range(256)) * 20)), "E102"),
    "a bomb": (record(http(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")), "E107"),
    "a nested bomb": (record(http(gzip.compress(gzip.compress(bytes(500_000_000))), Content_Encoding="gzip, gzip")), "E107"),
    "a small bomb": (record(http(gzip.compress(b"<p>" * 1_000_000), Content_Encoding="gzip")), "E109"),
    "tags": (record(http(b"<p>a" * 1_000_000)), "E107"),
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("form", ["plain", "per record"])
def test_each_damage_is_named_with_its_place_and_the_rest_is_read(tmp_path: Path, name: str, form: str) -> None:
    bad, code = DAMAGED[name]
    rows = [GOOD, bad, TEXT]
    data, place = (b"".join(rows), len(GOOD)) if form == "plain" else (packed(*rows), len(packed(GOOD)))
    began = time.perf_counter()
    found = read(write(tmp_path / "a.warc", data))
    assert time.perf_counter() - began < 5
    [refusal] = [f for f in found if isinstance(f, Refusal)]
    assert refusal.name == "a.warc:2" and refusal.error.code == code, outline(found)
    assert f"(record 2 at byte {place:,})" in refusal.error.message
    assert outline(found) == ["a.warc:1", f"a.warc:2 {code}", "a.warc:3"]


def test_other_records_of_the_same_file_are_not_lost_to_a_length_that_swallows_them(tmp_path: Path) -> None:
    swallowing = record(http(PAGE.encode()), Content_Length=len(http(PAGE.encode())) + 4 + len(GOOD) + 20)
    for data in (swallowing + GOOD + TEXT, gzip.compress(swallowing + GOOD + TEXT)):
        assert outline(read(write(tmp_path / "a.warc", data))) == ["a.warc:1 E122", "a.warc:2", "a.warc:3"]


def test_damaged_members(tmp_path: Path) -> None:
    good, text, bad = packed(GOOD), packed(TEXT), bytearray(packed(GOOD))
    bad[len(bad) // 2] ^= 0xFF
    checksum = bytearray(packed(GOOD))
    checksum[-6] ^= 0xFF
    cases = {
        "flipped": good + bytes(bad) + text,
        "checksum": good + bytes(checksum) + text,
        "cut within": good + good[:-200] + text,
        "cut at once": good + good[:3] + text,
        "bomb": good + gzip.compress(INFO[:-4] + bytes(200_000_000)) + text,
    }
    for name, data in cases.items():
        found = read(write(tmp_path / "a.warc.gz", data))
        assert outline(found)[:1] == ["a.warc.gz:1"] and outline(found)[-1].startswith("a.warc.gz:"), name
        codes = [f.error.code for f in found if isinstance(f, Refusal)]
        assert codes in (["E122"], ["E109"]) and sum(isinstance(f, Document) for f in found) == 2, (name, outline(found))
        assert f"at byte {len(good):,}" in next(f.error.message for f in found if isinstance(f, Refusal))
    for data in (good + b"garbage" * 20 + text, good + bytes(600) + text):
        assert outline(read(write(tmp_path / "a.warc.gz", data))) == ["a.warc.gz:1", "a.warc.gz:2 E122", "a.warc.gz:3"]
    assert outline(read(write(tmp_path / "a.warc.gz", good + text[:-4]))) == ["a.warc.gz:1", "a.warc.gz:2 E122"]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    rows = [
        record(http(PAGE.encode(), status="404 Not Found")),
        record(http(b"\x89PNG", "image/png")),
        record(http(b"<a/>", "text/xml")),
        record(b"x", "conversion"),
        record(b"x", "response", WARC_Target_URI="dns:example.org", Content_Type="text/dns"),
        record(b"x" * 25_000_000),
        GOOD,
        GOOD,
        record(http(PAGE.encode()[:1_500]), WARC_Truncated="length"),
    ]
    found = read(write(tmp_path / "a.warc", b"".join(rows)))
    assert outline(found) == ["a.warc:7", "a.warc:8", "a.warc:9"]
    told = " ".join(f.message for f in found if isinstance(f, Notice))
    for part in (
        "1 with another status",
        "1 of another kind",
        "1 of XML",
        "1 conversion",
        "1 from elsewhere",
        "1 of more than",
        "given to a record before",
        "cut when",
    ):
        assert part in told, part


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"filedesc://x.arc 0.0.0.0 20200101 text/plain 9\n1 0 x\n", b"nonsense", b"\x1f\x8b\x08", b"WARC/1.0"]
)
def test_what_is_no_warc(tmp_path: Path, data: bytes) -> None:
    [refusal] = read(write(tmp_path / "a.warc", data))
    assert isinstance(refusal, Refusal) and refusal.error.code in ("E101", "E122")
    assert run("read", tmp_path / "a.warc").exit_code == 65


def test_overlapping_damage_is_given_up_in_time() -> None:
    for data in (
        b"".join(b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 9000000\r\n\r\n\r\n" for _ in range(200_000)),
        b"WARC/1.0\r\n" * 500_000,
        b"\x1f\x8b\x08" * 2_000_000,
        packed(GOOD)[:40] * 100_000,
    ):
        began = time.perf_counter()
        found = list(warc.items(io.BytesIO(data), "x", Given()))
        assert time.perf_counter() - began < 8 and len(found) <= 1_002
        assert isinstance(found[-1], Refusal)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_bombs_take_little_memory(tmp_path: Path) -> None:
    """In a process of its own, whose peak is measured."""
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = http(b"".join([*(bomb.compress(bytes(10_000_000)) for _ in range(100)), bomb.flush()]), Content_Encoding="gzip")
    path = write(tmp_path / "a.warc.gz", packed(record(block), record(http(b"<p>a" * 5_000_000)), GOOD))
    code = f"from rawi.sources import documents; list(documents([{str(path)!r}])); print(open('/proc/self/status').read())"
    status = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    peak = int(status.split("VmHWM:")[1].split()[0]) * 1024
    assert peak < 400_000_000


def test_a_large_archive_is_streamed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", packed(record(http(bytes(20_000_000), "video/mp4"))) * 8 + packed(TEXT))
    tracemalloc.start()
    assert sum(isinstance(f, Document) for f in read(path)) == 1
    assert tracemalloc.get_traced_memory()[1] < 120_000_000
    tracemalloc.stop()


SMALL = [
    INFO,
    record(http(chunked(PLAIN.encode()), "text/plain", Transfer_Encoding="chunked"), WARC_Payload_Digest=sha1(PLAIN.encode())),
    TEXT,
    record(http(gzip.compress(PLAIN.encode()), "text/plain", Content_Encoding="gzip")),
    TEXT,
]
CODES = {"E101", "E102", "E103", "E106", "E107", "E109", "E120", "E121", "E122", "E123", "E124"}


@pytest.mark.parametrize("form", ["plain", "per record", "one member"])
def test_two_thousand_mutations(form: str) -> None:
    data = b"".join(SMALL) if form == "plain" else packed(*SMALL) if form == "per record" else gzip.compress(b"".join(SMALL))
    chance, slowest, whole = random.Random(form), 0.0, 0
    for _ in range(2_000):
        began = time.perf_counter()
        try:
            found = list(warc.items(io.BytesIO(mutated(data, chance)), "x", Given()))
        except RawiError as error:
            assert error.code == "E101"
            continue
        slowest = max(slowest, time.perf_counter() - began)
        assert {f.error.code for f in found if isinstance(f, Refusal)} <= CODES
        # Nothing is lost in silence: what is not a whole Document is a refusal, or was left out with its count.
        texts = [f.text for f in found if isinstance(f, Document)]
        whole += all(t == PLAIN for t in texts)
        assert len(texts) >= 4 or any(isinstance(f, Refusal | Notice) for f in found)
    assert slowest < 5 and (form == "plain" or whole == 2_000)


def test_the_body_of_a_page_is_as_from_a_file(tmp_path: Path) -> None:
    write(tmp_path / "a.html", PAGE)
    [page] = read(tmp_path / "a.html")
    [archived] = read(write(tmp_path / "a.warc", GOOD))
    assert (
        isinstance(page, Document) and isinstance(archived, Document) and page.text == archived.text and BODY.splitlines()[0] in page.text
    )
