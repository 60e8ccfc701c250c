"""Small inputs that would take much: each is refused by name or read, in a process that may take 400 MB, and in linear time."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

import rawi
from limited import limited
from rawi.errors import RawiError, TooLarge
from rawi.lexicon.files import read_folder
from rawi.sources.markup import MAX_ATTRIBUTES, check_markup
from samples import BODY, PLAIN, write
from test_feeds import LOL, RSS
from test_wacz import PARTS, wacz
from test_warc import GOOD, http, record

PLENTY = 60_000_000


def nested(data: bytes, layers: int) -> bytes:
    for _ in range(layers):
        data = gzip.compress(data, mtime=0)
    return data


def deflated(size: int) -> bytes:
    squeeze = zlib.compressobj(9)
    return squeeze.compress(bytes(size)) + squeeze.flush()


BROTLI = bytes.fromhex("5bffffff7f60")
"""The beginning of a brotli stream; what stands behind does not matter, as it is never unpacked."""
ZSTD = bytes.fromhex("28b52ffd")
FILES: dict[str, tuple[str, Any, str]] = {
    "gzip a thousand to one": ("a.txt.gz", lambda: gzip.compress(bytes(PLENTY)), "E107"),
    "ten layers of gzip": ("a.txt.gz", lambda: nested(PLAIN.encode(), 10), "E102"),
    "a gzip of gzips of a bomb": ("a.jsonl.gz", lambda: nested(bytes(PLENTY), 3), "E102"),
    "a WARC in ten layers": ("a.warc.gz", lambda: nested(GOOD, 10), "E122"),
    "gzip in a WARC": ("a.warc", lambda: record(http(gzip.compress(bytes(PLENTY)), Content_Encoding="gzip")), "E107"),
    "deflate in a WARC": ("a.warc", lambda: record(http(deflated(PLENTY), Content_Encoding="deflate")), "E107"),
    "brotli in a WARC": ("a.warc", lambda: record(http(BROTLI + bytes(60_000), Content_Encoding="br")), "E122"),
    "zstd in a WARC": ("a.warc", lambda: record(http(ZSTD + bytes(60_000), Content_Encoding="zstd")), "E122"),
    "ten encodings in a WARC": ("a.warc", lambda: record(http(nested(b"x", 10), Content_Encoding="gzip, " * 10)), "E109"),
    "a page a million deep": ("a.html", lambda: f"<html><body>{'<div>' * 1_000_000}{PLAIN}".encode(), "E107"),
    "a million attributes": ("a.html", lambda: f"<html><body><p {' '.join(f'a{n}=1' for n in range(10**6))}>{PLAIN}".encode(), "E107"),
    "attributes on every tag": ("a.html", lambda: b"<html><body>" + (b"<p " + b"a b c d e f g h " * 25 + b">") * 5_000, "E107"),
    "entities in a page": ("a.html", lambda: (LOL.replace("rss", "html") + f"<html><body><p>{PLAIN} &i;</p></body></html>").encode(), ""),
    "a line of 50 MB": ("a.txt", lambda: "قصف ".encode() * 7_000_000, "E107"),
    "a record of 50 MB": ("a.jsonl", lambda: b'{"text": "' + b"a" * 50_000_000 + b'"}', "E107"),
    "numbers without end": ("a.jsonl", lambda: b'{"text": "x", "n": ' + b"9" * 5_000_000 + b"}", "E104"),
    "a hundred thousand marks": ("a.txt", lambda: (PLAIN + "ب" + "\u064e" * 100_000).encode(), ""),
    "billion laughs": ("a.rss", lambda: (LOL + RSS[39:].replace(PLAIN, "&i;")).encode(), "E121"),
    "external entity": ("a.rss", lambda: ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS[39:]).encode(), "E121"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_bombs_end_by_name_in_little_memory(tmp_path: Path, name: str) -> None:
    file, content, code = FILES[name]
    path = write(tmp_path / file, content())
    out = limited("began = time.process_time(); print(json.dumps(outcomes(sys.argv[1]))); print(time.process_time() - began)", path)
    found, took = out.splitlines()
    ends = [entry for entry in json.loads(found) if " E" in entry or not code]
    assert ends and (all(e.endswith(code) for e in ends) if code else not any(" E" in e for e in ends)), found
    assert float(took) < 15


def test_a_package_with_a_bomb_or_a_package_in_it(tmp_path: Path) -> None:
    inner = wacz(tmp_path / "inner.wacz", PARTS).read_bytes()
    path = wacz(tmp_path / "outer.wacz", {**PARTS, "archive/inner.wacz": inner})
    bomb = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(wacz(bomb, PARTS), "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b", bytes(PLENTY))
    out = limited("print(json.dumps([outcomes(p) for p in sys.argv[1:]]))", path, bomb)
    first, second = json.loads(out)
    assert first[-1] == "outer.wacz/archive/inner.wacz" and sum(":" in name for name in first) == 2  # the last is told to be left out
    assert second == ["bomb.wacz E109"]


def test_one_attribute_more_than_is_read() -> None:
    tag = "<p " + " ".join(f"a{n}" for n in range(MAX_ATTRIBUTES))
    assert check_markup(tag + ">") and check_markup(f"<script>i<b {tag[3:] * 4}</script><!-- {tag * 9} -->")
    for sign in (" x>", "/x>", '="a>b" x>', "='a' x>", ' "x>', "\tx"):
        with pytest.raises(TooLarge):
            check_markup(tag + sign)
    # Nothing that only looks like a tag hides one.
    for inside in ('<!-- <p a=" -->', "<script>'<p a=\"'</script>", "<title><p a='</title>"):
        with pytest.raises(TooLarge):
            check_markup(f"{inside}{tag} x>")


def _work(text: str) -> float:
    """Seconds of this process, the better of two."""
    took = []
    for _ in range(2):
        began = time.process_time()
        with contextlib.suppress(RawiError):
            rawi.read(text)
        took.append(time.process_time() - began)
    return min(took)


REPEATED = (
    " ", "ـ", "\u064e", "«", "»", '"', "(", "،", ".", "…", "١", "2015/", "3,", "ا ", "و", "ال", "بن ", "قال إن ", "قال: «قصف» ",
    "نقلت رويترز عن مصدر أن ", "قتل خمسة في ", "وزير الخارجية ", "بين عدن و", "ثلاثة وعشرين ألفا و", "الثلاثاء 3 مارس ", "لم ", "https://a.b/",
    "a@b.", "-", "\u200c", "\u202e", "😀", "\r", "\t ", "وقصف وقتل ",
)  # fmt: skip


@pytest.mark.parametrize("piece", REPEATED)
def test_reading_takes_linear_time(piece: str) -> None:
    """Four times the text may take some six times as long, never the sixteen of what is quadratic."""
    rawi.read(BODY)
    small, large = (f"{PLAIN} {piece * (size // len(piece))}" for size in (3_000, 12_000))
    first, second = _work(small), _work(large)
    assert second < max(0.25, 8 * first), f"{first:.3f} s for 3,000 characters, {second:.3f} s for 12,000"


def test_word_lists_are_read_in_linear_time(tmp_path: Path) -> None:
    """A lexicon is data, not patterns: what looks like a hostile expression is a word like any other, or a fault with its line."""
    rows = "".join(f"- {{verb: [قصف{'ا' * (n % 9)}(a+)+$, يقصف{n}], example: قصفت الطائرات المدينة}}\n" for n in range(2_000))
    write(tmp_path / "events" / "own.yaml", f"concept: x\ntype: ASSAULT\nmode: aerial\nframe: hit\nentries:\n{rows}")
    began = time.process_time()
    entries = read_folder(tmp_path)
    assert time.process_time() - began < 10 and (len(entries.events) == 2_000 or len(entries.faults) >= 1_000)


def test_a_zip_within_a_zip_is_never_unpacked(tmp_path: Path) -> None:
    data = bytes(PLENTY)
    for n in range(10):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{n}.zip", data)
        data = out.getvalue()
    path = write(tmp_path / "a.wacz", data)
    assert json.loads(limited("print(json.dumps(outcomes(sys.argv[1])))", path)) == ["a.wacz E124"]
