"""Tampering, one by one and without chance: every byte, every line, every blob; and what only a published hash shows.

Time stamps, which show the latter too, are in tests/test_anchors.py; changes by chance in tests/test_archive_evidence.py.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rawi.archive import Evidence, anchor, verify
from rawi.archive.lines import FIRST, canonical, line_hash
from rawi.errors import NewerArchive, NotAnArchive
from samples import run

AT = datetime(2019, 3, 23, 10, 30, tzinfo=UTC)
NUMBER = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Evidence.create(tmp_path / "a", who="tester", clock=lambda: AT) as evidence:
        for n in range(NUMBER - 2):
            evidence.capture(f"خبر {n}".encode(), url=f"https://example.org/{n}", who="tester", at=AT)
        evidence.record("note", who="tester", at=AT, text="ملاحظة")
    return tmp_path / "a"


def found(folder: Path, expected: str | None = None) -> list[tuple[str, bool]]:
    """Kinds of all findings and whether they are damage; a marker that is refused outright counts as damage."""
    try:
        return sorted((f.kind, f.damage) for f in verify(folder, expected=expected))
    except (NotAnArchive, NewerArchive) as error:
        return [(error.code, True)]


def damaged(folder: Path) -> bool:
    return any(damage for _, damage in found(folder))


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("flip", [0x20, pytest.param(0x80, marks=pytest.mark.slow), pytest.param(0xFF, marks=pytest.mark.slow)])
def test_every_byte_of_every_file_flipped_is_found(folder: Path, flip: int) -> None:
    """0x20 turns capitals and small letters, 0x80 makes UTF-8 of what was none and the other way round."""
    done = 0
    for path in files(folder):
        data = path.read_bytes()
        for at in range(len(data)):
            overwrite(path, data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :])
            last = path.name == "ledger.jsonl" and at == len(data) - 1
            assert damaged(folder) != last and found(folder), (path.name, at)  # without its newline the last line is torn, as by a crash
            done += 1
        overwrite(path, data)
    assert done == sum(p.stat().st_size for p in files(folder)) and found(folder) == []


def lines_of(folder: Path) -> list[bytes]:
    return (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)


def changes(lines: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """Every deletion, duplication, exchange, move, and every line put in a second time elsewhere; the tail is left to another test."""
    places = range(len(lines))
    for a in places:
        if a < len(lines) - 1:
            yield f"delete {a}", lines[:a] + lines[a + 1 :]
        yield f"twice {a}", [*lines[: a + 1], lines[a], *lines[a + 1 :]]
        for b in places:
            if a < b:
                exchanged = list(lines)
                exchanged[a], exchanged[b] = lines[b], lines[a]
                yield f"exchange {a} {b}", exchanged
            rest = lines[:a] + lines[a + 1 :]
            moved = [*rest[:b], lines[a], *rest[b:]]
            if moved != lines:
                yield f"move {a} {b}", moved
            yield f"insert {a} {b}", [*lines[:b], lines[a], *lines[b:]]
    yield "reverse", lines[::-1]
    yield "nothing", []


def test_every_removed_inserted_moved_or_doubled_line_is_found(folder: Path) -> None:
    lines, done = lines_of(folder), 0
    assert len(lines) == NUMBER
    for name, changed in changes(lines):
        (folder / "ledger.jsonl").write_bytes(b"".join(changed))
        assert damaged(folder), name
        done += 1
    assert done > 80


@pytest.mark.parametrize("forged", ["note", "captured", "created"])
def test_a_forged_line_at_every_place_is_found(folder: Path, forged: str) -> None:
    """Its own hash fits and it follows the line before it; what stands behind it then does not follow."""
    lines = lines_of(folder)
    entries = [json.loads(line) for line in lines]
    for at in range(1, len(lines)):
        fields = {**entries[1 if forged == "captured" else 0], "what": forged, "seq": at, "previous": entries[at - 1]["hash"]}
        fields["hash"] = line_hash(fields)
        (folder / "ledger.jsonl").write_bytes(b"".join([*lines[:at], canonical(fields) + b"\n", *lines[at:]]))
        assert damaged(folder), at


def test_a_tail_cut_off_needs_a_published_hash(folder: Path) -> None:
    """Whole lines cut off leave a chain that fits; what was captured in them is left behind as orphans, which are no damage."""
    head, lines = anchor(folder).hash, lines_of(folder)
    for left in range(1, NUMBER):
        (folder / "ledger.jsonl").write_bytes(b"".join(lines[:left]))
        assert found(folder) == [("blob-orphan", False)] * max(0, NUMBER - 1 - left)
        assert ("not-in-chain", True) in found(folder, expected=head)


def test_a_ledger_cut_at_any_byte(folder: Path) -> None:
    head, data = anchor(folder).hash, (folder / "ledger.jsonl").read_bytes()
    ends = {at + 1 for at, byte in enumerate(data) if byte == 10}
    for at in range(len(data)):
        (folder / "ledger.jsonl").write_bytes(data[:at])
        assert (("torn-tail", False) in found(folder)) == (at not in ends and at > 0), at
        assert ("not-in-chain", True) in found(folder, expected=head), at


def rewritten(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """The whole chain computed anew after a change."""
    entries = [json.loads(line) for line in lines_of(folder)]
    change(entries)
    previous = FIRST
    for seq, entry in enumerate(entries):
        entry |= {"seq": seq, "previous": previous}
        entry["hash"] = previous = line_hash(entry)
    (folder / "ledger.jsonl").write_bytes(b"".join(canonical(entry) + b"\n" for entry in entries))


@pytest.mark.parametrize("at", range(NUMBER))
def test_a_chain_computed_anew_needs_a_published_hash(folder: Path, at: int) -> None:
    """Also the hash of a line before the change still fits: everything up to there is as it was."""
    hashes = [json.loads(line)["hash"] for line in lines_of(folder)]

    def backdate(entries: list[dict[str, Any]]) -> None:
        entries[at]["at"] = "2001-01-01T00:00:00.000000Z"

    rewritten(folder, backdate)
    assert found(folder) == []
    for published, digest in enumerate(hashes):
        assert (("not-in-chain", True) in found(folder, expected=digest)) == (published >= at), published
    result = run("verify", folder, "--expect", hashes[-1])
    assert result.exit_code == 65 and "not anchored" in result.stdout


def test_blobs_exchanged_emptied_cut_lengthened_deleted_added(folder: Path) -> None:
    blobs = sorted((folder / "blobs").rglob("*/*"))
    whole = {path: path.read_bytes() for path in blobs}
    for path, data in whole.items():
        for changed in (b"", data[:-1], data[1:], data + b"\x00", data[::-1], data * 2):
            overwrite(path, changed)
            assert found(folder) == [("blob-damaged", True)]
        path.unlink()
        assert found(folder) == [("blob-missing", True)]
        path.symlink_to(blobs[0] if path != blobs[0] else blobs[1])
        assert ("stray", True) in found(folder)
        path.unlink()
        path.write_bytes(data)
    for one, two in pairwise(blobs):
        overwrite(one, whole[two])
        overwrite(two, whole[one])
        assert found(folder) == [("blob-damaged", True)] * 2
        overwrite(one, whole[one])
        overwrite(two, whole[two])
    shutil.copy(blobs[0], blobs[0].parent / blobs[1].name)
    assert found(folder) == [("blob-damaged", True)]


def test_a_capture_made_of_another_blob_needs_a_published_hash(folder: Path) -> None:
    """A capture's bytes replaced together with its line and all lines behind it: the strongest forgery that leaves no trace by itself."""
    head = anchor(folder).hash
    with Evidence.open(folder, who="tester", clock=lambda: AT) as evidence:
        sha = evidence.blobs.put("خبر مزور".encode())

    def forge(entries: list[dict[str, Any]]) -> None:
        old = entries[2]["sha256"]
        (folder / "blobs" / old[:2] / old[2:]).unlink()
        entries[2] |= {"sha256": sha, "size": len("خبر مزور".encode())}

    rewritten(folder, forge)
    assert found(folder) == [] and found(folder, expected=head) == [("not-in-chain", True)]


def test_the_marker_and_the_ledger_gone(folder: Path) -> None:
    marker, ledger = (folder / "rawi-archive.json"), (folder / "ledger.jsonl")
    data = marker.read_bytes()
    marker.unlink()
    assert found(folder) == [("marker", True)]
    marker.write_bytes(data)
    ledger.unlink()
    assert damaged(folder)
    ledger.mkdir()
    assert ("ledger-missing", True) in found(folder)
