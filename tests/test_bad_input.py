"""The hostile and the broken: each a named error with its exit code, and the rest of the batch goes on."""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from rawi.sources import Refusal, documents
from samples import BODY, PAGE, PLAIN, objects, run, spans, write

BAD_FILES = {
    "empty.txt": (b"", "E101", 65),
    "blank.txt": (b" \n \t\n", "E101", 65),
    "binary.txt": (bytes(range(256)) * 40, "E102", 65),
    "nul.txt": (b"\x00" * 4096, "E102", 65),
    "image.txt": (b"\x89PNG\r\n\x1a\n" + bytes(200), "E102", 65),
    "english.txt": (b"Only English words stand in this file, nothing else.", "E103", 65),
    "broken.jsonl": (b'{"id": "x", "text": "\n', "E104", 65),
    "truncated.html": (PAGE.encode()[:120], "E106", 65),
    "no-text.html": (b"<html><body><div></div></body></html>", "E106", 65),
    "large.txt": ((PLAIN + "\n").encode() * 130_000, "E107", 65),
    "line.jsonl": (b'{"text": "' + b"a" * 50_000_000 + b'"}', "E107", 65),
    "bomb.txt.gz": (gzip.compress(bytes(60_000_000)), "E107", 65),
    "cut.jsonl.gz": (gzip.compress(os.urandom(5000))[:900], "E105", 66),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_each_is_refused_by_name_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    content, code, exit_code = BAD_FILES[name]
    write(tmp_path / name, content)
    alone = run("read", tmp_path / name)
    assert alone.exit_code == exit_code
    assert code in alone.stderr and "hint:" in alone.stderr
    write(tmp_path / "zz-good.txt", PLAIN)
    batch = run("read", tmp_path, "--format", "jsonl")
    assert batch.exit_code == 3
    assert [o["id"] for o in objects(batch)] == ["zz-good.txt"]
    assert f"1 documents read, {len(objects(batch)[0]['events'])} claims, 1 refused ({code}: 1)" in batch.stderr


def test_a_line_of_50_mb_is_refused_quickly_in_bounded_memory(tmp_path: Path) -> None:
    good = json.dumps({"id": "good", "text": PLAIN}).encode()
    path = write(tmp_path / "l.jsonl", good + b'\n{"text": "' + b"a" * 50_000_000 + b'"}\n' + good)
    tracemalloc.start()
    began = time.perf_counter()
    found = list(documents([str(path)]))
    took, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(f).__name__ for f in found] == ["Document", "Refusal", "Document"]
    assert isinstance(found[1], Refusal) and (found[1].name, found[1].error.code) == ("l.jsonl:2", "E107")
    assert took < 5 and peak < 60_000_000


def test_truncated_html_with_text_in_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "cut.html", PAGE.encode()[: len(PAGE.encode()) * 3 // 4])
    result = run("read", path, "--format", "jsonl")
    assert result.exit_code == 0 and "قصفت" in objects(result)[0]["text"]


@pytest.mark.parametrize(
    "body",
    ["<div>" * 100_000 + PLAIN, "<p " + "a='1' " * 100_000 + f">{PLAIN}</p>", "<table><tr><td>" * 5_000 + PLAIN, "<!--" * 50_000],
)
def test_hostile_pages_end_by_name_and_soon(tmp_path: Path, body: str) -> None:
    path = write(tmp_path / "a.html", f"<html><body>{body}")
    began = time.perf_counter()
    assert run("read", path).exit_code in (0, 65)
    assert time.perf_counter() - began < 10


def test_a_hundred_thousand_marks_on_one_letter(tmp_path: Path) -> None:
    text = PLAIN[:4] + "\u064e" * 100_000 + PLAIN[4:] + "\n" + PLAIN
    began = time.perf_counter()
    result = run("read", write(tmp_path / "a.txt", text), "--format", "jsonl")
    assert result.exit_code == 0 and time.perf_counter() - began < 10
    [found] = objects(result)
    assert found["text"] == text and found["events"]
    shown = run("read", tmp_path / "a.txt")
    assert shown.exit_code == 0 and len(shown.stdout) < 20_000 and "marks>" in shown.stdout


def test_lone_surrogates_are_replaced_and_offsets_stay_true(tmp_path: Path) -> None:
    line = '{"id": "s\\udc00", "title": "\\ud800 قصف", "outlet": "\\ud800", "text": "' + PLAIN + ' \\ud800 \\udfff"}'
    result = run("read", write(tmp_path / "a.jsonl", line), "--format", "jsonl")
    assert result.exit_code == 0
    [found] = objects(result)
    assert found["text"] == f"\ufffd قصف\n\n{PLAIN} \ufffd \ufffd"
    assert all(found["text"][s["start"] : s["end"]] == s["text"] for s in spans(found))
    for form in ("text", "csv", "json"):
        assert run("read", tmp_path / "a.jsonl", "--format", form).exit_code == 0


def test_nul_bytes_within_a_text(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PLAIN[:10] + "\x00" + PLAIN[10:])
    write(tmp_path / "b.jsonl", json.dumps({"text": PLAIN + "\x00"}))
    result = run("read", tmp_path, "--format", "jsonl")
    assert result.exit_code == 0 and "\\u0000" not in result.stdout
    assert len(objects(result)[0]["text"]) == len(PLAIN) + 1


def test_bidi_controls_are_kept_in_the_text_and_escaped_on_screen(tmp_path: Path) -> None:
    text = PLAIN.replace("مواقع", "\u202eمواقع\u202c \u2066x\u2069")
    path = write(tmp_path / "a.txt", text)
    assert objects(run("read", path, "--format", "jsonl"))[0]["text"] == text
    shown = run("read", path).stdout
    assert "<U+202E>" in shown and "\u202e" not in shown and "\u2066" not in shown
    assert shown.count("\u2068") == shown.count("\u2069")
    table = run("read", path, "--format", "csv").stdout
    assert "\u202e" not in table and "\u2066" not in table


def test_broken_lines_are_refused_alone_with_their_numbers(tmp_path: Path) -> None:
    good = json.dumps({"text": PLAIN})
    lines = [good, "{", "", '{"text": 1}', '{"text": ""}', good, '{"text": "' + PLAIN]
    result = run("read", write(tmp_path / "a.jsonl", "\n".join(lines)), "--format", "jsonl")
    assert result.exit_code == 3
    assert [o["id"] for o in objects(result)] == ["a.jsonl:1", "a.jsonl:6"]
    assert "(E101: 1, E104: 3)" in result.stderr
    assert all(f"a.jsonl:{n}: E10" in result.stderr for n in (2, 4, 5, 7))


def test_a_folder_with_what_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PLAIN)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    write(tmp_path / "folder.txt" / "in.txt", BODY)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    result = run("read", tmp_path, "--format", "jsonl")
    assert result.exit_code == 3
    assert [o["id"] for o in objects(result)] == ["a.txt", "folder.txt/in.txt"]
    assert "2 refused (E105: 2)" in result.stderr
    assert "loop" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PLAIN).chmod(0)
    assert run("read", tmp_path / "a.txt").exit_code == 66


def test_a_named_pipe_on_the_command_line_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(PLAIN.encode(),))
    writer.start()
    result = run("read", tmp_path / "pipe", "--format", "jsonl")
    writer.join()
    assert result.exit_code == 0 and objects(result)[0]["text"] == PLAIN


@pytest.mark.parametrize("day", ["2019-02-30", "yesterday", "23/03/2019", "2019", "٢٠١٩-٠٣-٢٣x", "0000-00-00"])
def test_an_impossible_publication_date(tmp_path: Path, day: str) -> None:
    result = run("read", write(tmp_path / "a.txt", PLAIN), "--published", day)
    assert result.exit_code == 64 and "E201" in result.stderr and "YYYY-MM-DD" in result.stderr


@pytest.mark.parametrize("path", ["missing.txt", "\x00", "a" * 5000, "missing.jsonl.gz"])
def test_what_is_not_there(path: str) -> None:
    result = run("read", path)
    assert result.exit_code == 66 and "E105" in result.stderr


def test_nothing_in_a_folder(tmp_path: Path) -> None:
    result = run("read", tmp_path)
    assert result.exit_code == 65 and "E101" in result.stderr


def test_a_damaged_end_of_packed_records_loses_only_what_is_damaged(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": PLAIN, "id": str(n), "noise": os.urandom(300).hex()}) for n in range(400)).encode()
    packed = gzip.compress(lines)
    found = list(documents([str(write(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]))]))
    assert len(found) > 50 and isinstance(found[-1], Refusal) and found[-1].error.code == "E105"


def test_a_fault_of_our_own_is_named_and_the_batch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rawi import pipeline

    real = pipeline.read_document

    def faulty(document, lexicon):  # type: ignore[no-untyped-def]
        if document.id == "a.txt":
            raise RecursionError("too deep")
        return real(document, lexicon)

    monkeypatch.setattr(pipeline, "read_document", faulty)
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, PLAIN)
    result = run("read", tmp_path, "--format", "jsonl")
    assert result.exit_code == 3 and "E000" in result.stderr and [o["id"] for o in objects(result)] == ["b.txt"]
