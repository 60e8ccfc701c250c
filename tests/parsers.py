"""Everything that Rawi parses, for fuzzing: what runs each parser, and the sound inputs to start from."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fuzzing import Target
from rawi.sources.items import Given, Item, Refusal

# What runs each parser.


def _of(items: Iterable[Item]) -> str:
    """The outcome of what a source gave: «read» where there was a Document, else the code of the first Refusal, else «nothing»."""
    codes, read = [], False
    for item in items:
        if isinstance(item, Refusal):
            codes.append(item.error.code)
        elif not hasattr(item, "message"):
            read = True
    return "read" if read else codes[0] if codes else "nothing"


def _text(data: bytes) -> str:
    from rawi.sources.encodings import decode
    from rawi.sources.items import build

    return _of(build("x", Given(), decode(data).text))


def _page(data: bytes) -> str:
    from rawi.sources.warc import body_items

    return _of(body_items(data, "text/html", "x", Given()))


def _records(data: bytes) -> str:
    from rawi.sources import jsonl

    return _of(jsonl.items(io.BytesIO(data), "x", Given(), data[:64]))


def _feed(data: bytes) -> str:
    from rawi.sources import feeds
    from rawi.sources.encodings import decode

    return _of(feeds.items(decode(data).text, "x", Given()))


def _warc(data: bytes) -> str:
    from rawi.sources import warc

    found = list(warc.items(io.BytesIO(data), "x", Given()))
    for item in found:
        if isinstance(item, Refusal):
            assert re.search(r"\(record [\d,]+ at byte [\d,]+\)", item.error.message), f"no place is told: {item.error.message}"
    assert found or not data.strip(), "lost in silence"
    return _of(found)


def _wacz(data: bytes) -> str:
    from rawi.sources import wacz

    return _of(wacz.items(io.BytesIO(data), "x", Given()))


def _named(name: str) -> Callable[[bytes], str]:
    """Through the front door, as a file of that name."""

    def run(data: bytes) -> str:
        from rawi.sources import documents

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            return _of(documents([str(path)]))

    return run


def _places(form: str) -> Callable[[bytes], str]:
    def run(data: bytes) -> str:
        from rawi.gazetteers import Order, import_places

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"list.{form}.txt" if form != "osm" else "list.osm")
            path.write_bytes(data)
            own = Path(folder, "own")
            report = import_places(Order(path, own, format=form, country="YE" if form == "osm" else "", keep_going=True))
            return "read" if report is not None else "nothing"

    return run


def _lexicon(folder: str, name: str) -> Callable[[bytes], str]:
    def run(data: bytes) -> str:
        from rawi.lexicon.files import read_folder

        with tempfile.TemporaryDirectory() as own:
            path = Path(own, folder, name)
            path.parent.mkdir()
            path.write_bytes(data)
            entries = read_folder(Path(own))
        assert all(re.match(rf"{folder}/{re.escape(name)}", fault) for fault in entries.faults), entries.faults[:3]
        return "E301" if entries.faults else "read"

    return run


def _reading(data: bytes) -> str:
    """A stored reading; the loader promises KeyError, TypeError or ValueError for what is none."""
    from rawi.model.loading import reading_from_json

    try:
        row = json.loads(data)
    except (ValueError, RecursionError):
        return "not JSON"
    try:
        reading_from_json(row)
    except (KeyError, TypeError, ValueError) as error:
        return type(error).__name__
    return "read"


def _ledger(data: bytes) -> str:
    from rawi.archive.lines import parse

    outcomes = [parse(line)[1] for line in data.splitlines(keepends=True)[:50]]
    return "damaged" if any(outcomes) else "read"


def _whole(data: bytes) -> str:
    """The whole way from bytes to a reading; every span is true."""
    import rawi
    from rawi.sources.encodings import decode

    found = rawi.read(decode(data).text, published="2019-03-23").to_json()
    stack: list[Any] = [found]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if {"start", "end", "text"} <= set(value):
                assert found["text"][value["start"] : value["end"]] == value["text"], value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return "read"


# What they start from.


def repacked(data: bytes) -> bytes:
    """The zip in `data` with its files packed and its list's digests made right, so that what is in it is reached; else `data`."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            files = {i.filename: old.read(i) for i in old.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, UnicodeError, OSError):
        return data
    rows = [{"path": p, "hash": f"sha256:{hashlib.sha256(d).hexdigest()}"} for p, d in files.items() if not p.startswith("datapackage")]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in {**files, "datapackage.json": json.dumps({"resources": rows}).encode()}.items():
            if name != "datapackage-digest.json":
                new.writestr(name, content)
    return out.getvalue()


def by_record(data: bytes) -> bytes:
    """A WARC with each record in a gzip member of its own."""
    parts = re.split(rb"(?<=\r\n\r\n)(?=WARC/1)", data)
    return b"".join(gzip.compress(p, 1, mtime=0) for p in parts)


def _zipped(data: bytes) -> bytes:
    """`data` as the WARC of a sound WACZ."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/a.warc", data)
        archive.writestr("datapackage.json", "{}")
    return repacked(out.getvalue())


def targets() -> dict[str, Target]:
    """Every parser by name; built on demand, as the seeds come from the tests of each."""
    import test_feeds as feeds
    import test_warc as warcs
    from frozen import GOLDEN
    from samples import BODY, PAGE, PLAIN, TITLE
    from test_cli_catalogue import place

    record = {"id": "1", "title": TITLE, "text": BODY, "published": "2019-03-23", "outlet": "o", "author": "a", "url": "u"}
    lines = "\n".join(json.dumps(r, ensure_ascii=a) for r, a in ((record, False), ({"text": PLAIN}, True), (record, True))).encode()
    small = tuple(warcs.SMALL)
    warc = b"".join(small)
    dump = "".join(place(n, others=PLAIN[:20]) for n in range(3)).encode()
    table = (
        'ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,lat,lon\nAden,عدن,YE24,"Crater, Old",كريتر,YE2401,12.78,45.03\n'
        "#adm1+name,,#adm1+code,,,,#geo+lat,#geo+lon\nAden,عدن,YE24,Mualla,المعلا,YE2402,12.79,45.01\n"
    ).encode()
    osm = (
        '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="12.8" lon="45.0" version="1"><tag k="place" v="town"/>'
        '<tag k="name:ar" v="المثال"/><tag k="name:en" v="Al Mithal"/></node></osm>'
    ).encode()
    data = Path(__file__).parent.parent / "src" / "rawi" / "lexicon" / "data"
    heads = [p.read_bytes()[:3_000] for p in sorted((data / "events").glob("*.yaml"))[:4]]
    yaml = [head.rpartition(b"\n")[0].rpartition(b"\n- ")[0] for head in heads]
    tsv = [b"\n".join(p.read_bytes().split(b"\n")[:6]) for p in sorted((data / "actors").glob("*.tsv"))[:4]]
    readings = tuple(line.encode() for line in (GOLDEN / "readings.jsonl").read_text("utf-8").splitlines()[:6])
    return {
        "text": Target((BODY.encode(), PLAIN.encode("cp1256"), BODY.encode("utf-16"), PLAIN.encode("iso8859-6")), _text, share=12),
        "html": Target((PAGE.encode(), feeds.HTML.encode(), PAGE.encode("cp1256")), _page, share=6),
        "jsonl": Target((lines, lines.decode().encode("utf-16")), _records, share=10),
        "records": Target(tuple(lines.splitlines()), _records, share=6, askew=True),
        "jsonfeed": Target((feeds.JSON.encode(),), _feed, share=6, askew=True),
        "feeds": Target(tuple(f.encode() for f in feeds.FEEDS.values()), _feed, share=14),
        "warc": Target((warc, *small), _warc, (by_record, gzip.compress), share=16),
        "wacz": Target((_zipped(warc),), _wacz, (repacked,), share=5),
        "inside": Target((warc,), _wacz, (_zipped,), share=5),
        "front": Target((warc, lines, feeds.RSS.encode(), BODY.encode(), _zipped(warc)), _named("a.dat"), share=6),
        "packed": Target((lines, feeds.RSS.encode()), _named("a.jsonl.gz"), (gzip.compress,), share=4),
        "geonames": Target((dump,), _places("geonames"), (gzip.compress,), share=2),
        "ocha": Target((table, table.decode().encode("cp1256")), _places("ocha"), share=2),
        "osm": Target((osm,), _places("osm"), share=1),
        "yaml": Target(tuple(yaml), _lexicon("events", "own.yaml"), share=3),
        "tsv": Target(tuple(tsv), _lexicon("actors", "own.tsv"), share=8),
        "readings": Target(readings, _reading, share=10, askew=True),
        "ledger": Target(_entries(), _ledger, share=12),
        "whole": Target((BODY.encode(), PLAIN.encode()), _whole, share=4),
    }


def _entries() -> tuple[bytes, ...]:
    from datetime import UTC, datetime

    from rawi.archive.lines import FIRST, Entry, compose

    at, out, previous = datetime(2026, 1, 1, tzinfo=UTC), [], FIRST
    for seq, fields in enumerate(({"format": 1}, {"sha256": "a" * 64, "size": 3, "facts": {"document_id": "x"}, "name": "خبر"})):
        line, made = compose(Entry("captured" if seq else "created", "desk", "rawi 0", at, fields), seq, previous)
        previous = made["hash"]
        out.append(line)
    return (b"".join(out), *out)
