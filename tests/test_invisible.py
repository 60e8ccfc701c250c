"""Characters that reorder, hide or pretend: the bytes are kept, every display shows them as what they are."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path

import pytest

import rawi
from rawi.archive import Evidence
from rawi.exporting.safety import cell, isolated, visible
from samples import PLAIN, objects, run, write

ROOT = Path(__file__).parent.parent
CONTROLS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), 0x061C, 0xFEFF, 0x2028, 0x2029, 0x00AD, 0x180E, 0x2060]
"""Bidi controls, zero-width characters, line and paragraph separators, the soft hyphen."""
JOINERS = (0x200C, 0x200D)
"""Persian and many names need these two; they neither reorder nor hide anything."""
SOURCES = (".py", ".md", ".toml", ".yaml", ".yml", ".tsv", ".sh", ".json", ".jsonl", ".csv", ".txt", ".html", ".js", ".css", "Makefile")
MAY = ("tests/gold/", "tests/golden/", "tests/sets/")
"""Texts of articles and what is made of them, which hold what their writers wrote. Code writes such characters as escapes."""


def hidden(text: str) -> list[str]:
    """Characters of `text` that a terminal would obey or not show, but for the isolates that Rawi itself puts around Arabic."""
    kinds = ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")
    return [f"U+{ord(c):04X}" for c in text if c not in "\n\u2068\u2069" and ord(c) not in JOINERS and unicodedata.category(c) in kinds]


@pytest.mark.parametrize("code", CONTROLS)
def test_shown_as_what_they_are_in_every_field(tmp_path: Path, code: int) -> None:
    char = chr(code)
    row = {"id": f"a{char}b", "title": f"قصف{char} عدن", "outlet": f"صحيفة{char}المثال", "author": f"سالم{char}"}
    row["text"] = PLAIN.replace("الجيش", f"الجيش{char} اليمني")
    path = write(tmp_path / "a.jsonl", json.dumps(row))
    kept = json.loads(run("read", path, "--format", "jsonl").stdout)["text"]  # a reader of JSONL must part lines at newlines only
    assert char in kept and PLAIN[:20] in kept
    for form in ("text", "csv"):
        assert not hidden(run("read", path, "--format", form).stdout), form
    if code not in JOINERS:
        assert f"<U+{code:04X}>" in visible(f"a{char}b") or char in "\u2028\u2029"


@pytest.mark.parametrize("char", ["\ue000", "\U000f0000", "\ufdd0", "\ufffe"])
def test_private_and_no_characters(tmp_path: Path, char: str) -> None:
    path = write(tmp_path / "a.txt", PLAIN + char)
    assert objects(run("read", path, "--format", "jsonl"))[0]["text"] == PLAIN + char
    assert not hidden(run("read", path).stdout) and char not in visible(char)


def test_a_file_name_made_to_deceive(tmp_path: Path) -> None:
    path = write(tmp_path / "a\u202etxt.exe\x1b[31m\n", PLAIN)
    empty, missing = write(tmp_path / "e\u2066.txt", b""), tmp_path / "none\u202e\x1b]0;x\x07.txt"
    for result in (run("read", one) for one in (path, empty, missing)):
        assert not hidden(result.stdout) and not hidden(result.stderr), result.stderr


def test_controls_in_an_archive(tmp_path: Path) -> None:
    row = {"id": "\u202ea\x1b[31m", "title": "قصف\u2066", "outlet": "o\u202e", "text": PLAIN}
    done = run("add", tmp_path / "archive", write(tmp_path / "b.jsonl", json.dumps(row) + '\n{"id": "\u202e"}\n'), "--who", "x\u202e")
    searched = [run("search", tmp_path / "archive", "الطائرات", *more) for more in ((), ("--count",))]
    for result in (done, *searched, run("verify", tmp_path / "archive")):
        assert not hidden(result.stdout), result.stdout[:300]
        assert not hidden(result.stderr), result.stderr[:300]
    with Evidence.open(tmp_path / "archive", read_only=True) as evidence:
        [capture] = evidence.captures()
        assert json.loads(evidence.get(capture.sha256)) == row


@pytest.mark.parametrize(("written", "plain"), [
    ("ﻗﺘﻞ ﺛﻼﺛﺔ ﺟﻨﻮﺩ في عدن", "قتل ثلاثة جنود في عدن"),
    ("قـــتل ثلاثـة جـنود في عـدن", "قتل ثلاثة جنود في عدن"),
    ("قُتِلَ ثلاثةُ جنودٍ في عَدَن", "قتل ثلاثة جنود في عدن"),
    ("قتل ثلاثة جنود فی عدن", "قتل ثلاثة جنود في عدن"),
    ("اغتیال رئیس بلدیة عدن", "اغتيال رئيس بلدية عدن"),
    ("قتل ثلاثة جنود ف\u200cي عدن", "قتل ثلاثة جنود في عدن"),
])  # fmt: skip
def test_the_same_is_read_whatever_letters_it_is_written_in(written: str, plain: str) -> None:
    """Presentation forms, tatweel, vowels, Persian yeh and kaf, joiners; what is pointed at is the text as written."""
    def told(text: str) -> list[object]:
        found = rawi.read(text)
        assert found.text == text
        return [(e.type, e.mode, e.status, e.killed, e.place.entity if e.place else None) for e in found.events]

    assert told(written) == told(plain) and told(plain)


def test_isolates_are_balanced_whatever_is_shown() -> None:
    for text in ("قصف\u2067", "\u2069قصف\u2069\u2069", "a\u202eقصف", "قصف (x"):
        shown = isolated(text)
        assert shown.count("\u2068") == shown.count("\u2069") and not hidden(shown) and not hidden(cell(text))


def _tracked() -> list[Path]:
    order = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(order, cwd=ROOT, capture_output=True, check=False)
    if found.returncode:
        pytest.skip("not a git repository")
    return [ROOT / name for name in found.stdout.decode().split("\0") if name.endswith(SOURCES) and not name.startswith(MAY)]


def test_no_source_of_ours_holds_a_character_that_hides_or_reorders() -> None:
    """What a reviewer sees must be what the machine reads (CVE-2021-42574)."""
    bad = frozenset(map(chr, [*CONTROLS, 0x200E, 0x200F])) - frozenset(map(chr, JOINERS))
    faults = []
    for path in _tracked():
        if path.is_file():
            for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1):
                faults.extend(f"{path.relative_to(ROOT)}:{number}: U+{ord(c):04X}" for c in sorted(bad & set(line)))
    assert faults == []


def test_the_gate_would_notice(tmp_path: Path) -> None:
    assert "\u202e" in frozenset(map(chr, CONTROLS)) and write(tmp_path / "x.py", "a = '\u202e'").suffix in SOURCES
