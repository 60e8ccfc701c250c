"""WACZ packages: what is in them is read as WARC; what is missing, altered or unsafe is refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import random
import time
import zipfile
from pathlib import Path

import pytest

from fuzzing import mutated
from rawi.model import Document
from rawi.sources import Notice, Refusal
from samples import objects, run, write
from test_warc import CODES, GOOD, INFO, PLAIN, SMALL, TEXT, outline, packed, read


def wacz(path: Path, files: dict[str, bytes], *, digest: bool = True, listed: dict[str, object] | None = None, **more: object) -> Path:
    """A WACZ of these files; `listed` replaces what is listed for them."""
    rows = [{"name": p, "path": p, "hash": f"sha256:{hashlib.sha256(d).hexdigest()}", "bytes": len(d)} for p, d in files.items()]
    rows = [listed.get(r["path"], r) if listed else r for r in rows]  # type: ignore[misc, call-overload]
    package = json.dumps({"profile": "data-package", "resources": [r for r in rows if r], **more}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**files, "datapackage.json": package}.items():
            archive.writestr(name, data)
        if digest:
            own = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
            archive.writestr("datapackage-digest.json", json.dumps(own))
    return path


PARTS = {"archive/a.warc.gz": packed(INFO, GOOD, TEXT), "pages/pages.jsonl": b"{}\n"}


def test_wacz(tmp_path: Path) -> None:
    found = read(wacz(tmp_path / "a.wacz", PARTS))
    assert outline(found) == ["a.wacz/archive/a.warc.gz:2", "a.wacz/archive/a.warc.gz:3"]
    (tmp_path / "b.dat").write_bytes((tmp_path / "a.wacz").read_bytes())
    assert len(outline(read(tmp_path / "b.dat"))) == 2
    assert len(objects(run("read", "-", "--format", "jsonl", stdin=(tmp_path / "a.wacz").read_bytes()))) == 2


def test_wacz_with_parts_missing_altered_or_added(tmp_path: Path) -> None:
    gone = {"path": "archive/b.warc", "hash": "sha256:0", "bytes": 1}
    index = b'x 2020 {"offset": "999999", "length": "9", "filename": "a.warc.gz"}\n'
    files = {
        **PARTS,
        "extra.txt": b"x",
        "archive/c.warc": TEXT,
        "archive/d.warc": TEXT,
        "archive/e.warc": TEXT,
        "indexes/i.cdxj": index,
        "g": b"",
    }
    listed = {
        "extra.txt": None,
        "archive/c.warc": {"path": "archive/c.warc", "hash": "sha256:" + "0" * 64},
        "archive/d.warc": {"path": "archive/d.warc"},
        "archive/e.warc": {"path": "archive/e.warc", "hash": "sha256:" + hashlib.sha256(TEXT).hexdigest(), "bytes": 7},
        "g": gone,
    }
    found = read(wacz(tmp_path / "a.wacz", files, listed=listed, digest=False))
    assert outline(found) == [
        "a.wacz/archive/a.warc.gz:2",
        "a.wacz/archive/a.warc.gz:3",
        "a.wacz/archive/c.warc E123",
        "a.wacz/archive/d.warc E123",
        "a.wacz/archive/e.warc E123",
        "a.wacz/archive/b.warc E124",
    ]
    told = " ".join(f.message for f in found if isinstance(f, Notice))
    assert "does not list it" in told and "point outside" in told and "nothing vouches" in told


def broken_wacz(path: Path, name: str) -> Path:
    names = {
        "above": "../a.warc",
        "absolute": "/a.warc",
        "of Windows": "C:\\a.warc",
        "twice": "archive/A.warc.gz",
        "encrypted": "x",
        "link": "l",
    }
    if name in names:
        wacz(path, PARTS)
        info = zipfile.ZipInfo(names[name])
        if name == "link":
            info.external_attr = 0o120777 << 16
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(info, b"x")
        if name == "encrypted":
            data = bytearray(path.read_bytes())
            data[data.rindex(b"PK\x01\x02") + 8] |= 1
            path.write_bytes(data)
    elif name == "bomb":
        with zipfile.ZipFile(wacz(path, PARTS), "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("b", bytes(60_000_000))
    elif name == "many":
        wacz(path, {str(n): b"" for n in range(10_001)})
    elif name == "altered list":
        data = wacz(path, PARTS, x="abc").read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
            for info in old.infolist():
                new.writestr(info.filename, old.read(info).replace(b'"abc"', b'"abd"'))
    elif name == "cut":
        path.write_bytes(wacz(path, PARTS).read_bytes()[:-30])
    elif name == "no list":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive/a.warc", GOOD)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("datapackage.json", name)
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *((n, "E109") for n in ("above", "absolute", "of Windows", "twice", "encrypted", "link", "bomb", "many")),
        ("altered list", "E123"),
        ("cut", "E122"),
        ("no list", "E124"),
        ("no json", "E122"),
        ("[]", "E122"),
        ("{}", "E122"),
        ('{"resources": [5]}', "E122"),
        ('{"resources": [{"path": "a"}, {"path": "a"}]}', "E122"),
        ('{"profile": "multi-wacz-package"}', "E122"),
    ],
)
def test_broken_packages(tmp_path: Path, name: str, code: str) -> None:
    found = read(broken_wacz(tmp_path / "a.wacz", name))
    assert [f.error.code for f in found if isinstance(f, Refusal)] == [code]
    assert not [f for f in found if isinstance(f, Document)]


def test_each_flipped_byte_of_a_resource_is_noticed(tmp_path: Path) -> None:
    data = wacz(tmp_path / "a.wacz", PARTS).read_bytes()
    start = data.index(PARTS["archive/a.warc.gz"])
    for at in range(start, start + len(PARTS["archive/a.warc.gz"]), 7):
        changed = bytearray(data)
        changed[at] ^= 1
        found = read(write(tmp_path / "b.wacz", bytes(changed)))
        assert [f.error.code for f in found if isinstance(f, Refusal)] in (["E122"], ["E123"]) and not [
            f for f in found if isinstance(f, Document)
        ]


def test_two_thousand_mutations_of_a_package(tmp_path: Path) -> None:
    data = wacz(tmp_path / "a.wacz", {"archive/a.warc": b"".join(SMALL)}).read_bytes()
    chance = random.Random("wacz")
    for _ in range(2_000):
        write(tmp_path / "b.wacz", mutated(data, chance))
        began = time.perf_counter()
        found = read(tmp_path / "b.wacz")
        assert time.perf_counter() - began < 5
        assert {f.error.code for f in found if isinstance(f, Refusal)} <= CODES
        assert all(f.text == PLAIN for f in found if isinstance(f, Document))
