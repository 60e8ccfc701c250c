"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from rawi.cli import main
from rawi.cli.about import leaves
from rawi.exporting import COLUMNS
from rawi.exporting.safety import columns
from samples import BODY, PLAIN, TITLE, objects, run, write

ROOT = Path(__file__).parent.parent
RAWI = [sys.executable, "-c", "from rawi.cli import main; main()"]
OWN_ACTOR = (
    "id\tenglish\tarabic\tkind\tcountry\taffiliation\tfrom\tto\tsource\n"
    "example-brigade\tExample Brigade\tلواء المثال | كتائب المثال\tarmed_group\tSY\t\t2013\t\tcommon knowledge\n"
)
OWN_EVENT = (
    "concept: own\ntype: ASSAULT\nmode: other\nframe: hit\nentries:\n- {verb: [تشقلب, يتشقلب], example: تشقلب الجنود في القرية}\n"
)


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


COMMANDS = dict(commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0 and "Example" in result.stdout


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_of_every_command_is_documented(path: tuple[str, ...]) -> None:
    documented = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert f"`rawi {' '.join(path)}" in documented
    section = documented.split(f"`rawi {' '.join(path)}", 1)[1].split("\n## ", 1)[0]
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option):
            for name in parameter.opts:
                assert f"`{name}" in section or f"`{name}" in documented.split("## Options that several commands share")[1], name


def test_every_column_is_documented() -> None:
    documented = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert [c for c in COLUMNS if f"`{c}`" not in documented] == []


def test_every_error_is_documented_and_printed() -> None:
    documented = (ROOT / "docs" / "errors.md").read_text("utf-8")
    printed = run("errors").stdout
    kinds = list(leaves())
    assert len({k.code for k in kinds}) == len(kinds) > 10
    for kind in kinds:
        row = next(line for line in documented.splitlines() if line.startswith(f"| {kind.code} "))
        assert f"| {kind.exit_code} |" in row and f"`{kind.__name__}`" in row
        assert f"{kind.code}  exit {kind.exit_code}  {kind.__name__}" in printed and kind.default_hint in printed


def test_version_and_usage() -> None:
    assert run("--version").stdout.startswith("rawi, version ")
    assert run("read").exit_code == 2
    assert run("nothing").exit_code == 2


def test_the_text_view(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", BODY)
    result = run("read", path, "--title", TITLE, "--outlet", "صحيفة المثال", "--published", "2019-03-23")
    assert result.exit_code == 0
    shown = result.stdout
    assert all(word in shown for word in ("━━ a.txt", TITLE, "صحيفة المثال", "2019-03-23", "[e1] ASSAULT", "said by", "→"))
    assert "\x1b[" not in shown
    assert all(columns(line) <= 80 for line in shown.splitlines())
    for line in shown.splitlines():
        depth = 0
        for char in line:
            depth += (char == "\u2068") - (char == "\u2069")
            assert depth in (0, 1)
            assert depth or not "\u0620" <= char <= "\u064a", line
        assert depth == 0
    assert "1 documents read" in result.stderr and "documents read" not in shown


def test_quiet_tells_refusals_only(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", PLAIN)
    assert run("read", tmp_path, "-q").stderr == ""
    write(tmp_path / "b.txt", "")
    assert "E101" in run("read", tmp_path, "--quiet").stderr


def test_output_to_a_file(tmp_path: Path) -> None:
    path, out = write(tmp_path / "a.txt", PLAIN), tmp_path / "out.jsonl"
    result = run("read", path, "--format", "jsonl", "-o", out)
    assert result.exit_code == 0 and result.stdout == ""
    assert json.loads(out.read_text("utf-8"))["id"] == "a.txt"


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", PLAIN)
    for out in (tmp_path / "no" / "out", tmp_path, path):
        result = run("read", path, "-o", out)
        assert result.exit_code == 73 and "E204" in result.stderr
    assert path.read_text("utf-8") == PLAIN


def test_exit_codes_of_a_batch(tmp_path: Path) -> None:
    good, empty = write(tmp_path / "g.txt", PLAIN), write(tmp_path / "e.txt", "")
    assert run("read", good, good).exit_code == 0
    assert run("read", good, empty).exit_code == 3
    assert run("read", tmp_path / "missing", empty).exit_code == 66
    assert run("read", empty, tmp_path / "missing").exit_code == 65


def test_explain_a_claim_and_a_word(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", BODY)
    overview = run("explain", path)
    assert overview.exit_code == 0 and "e1" in overview.stdout and "--claim" in overview.stdout
    claim = run("explain", path, "--claim", "e1").stdout
    assert all(
        w in claim for w in ("trigger", "events/", ".yaml:", "frame", "chain", "cue", "content", "words of the sentence", "> ")
    )
    at = BODY.index("المتحدث")
    word = run("explain", path, "--offset", at).stdout
    assert "المتحدث" in word and "words of the sentence" in word
    for offset in (0, BODY.index("\n"), BODY.index("رويترز"), len(BODY) - 1):
        assert run("explain", path, "--offset", offset).exit_code == 0


def test_explain_one_document_of_many(tmp_path: Path) -> None:
    rows = [{"id": "x", "text": PLAIN}, {"id": "y", "text": BODY}]
    path = write(tmp_path / "a.jsonl", "\n".join(json.dumps(r) for r in rows))
    assert "━━ x " in run("explain", path).stdout
    assert "━━ y " in run("explain", path, "--document", "y").stdout
    assert run("explain", path, "--document", "z").exit_code == 64


@pytest.mark.parametrize("option", [("--claim", "e99"), ("--claim", "\u202e"), ("--offset", "99999"), ("--offset", "-1")])
def test_explain_what_is_not_there(tmp_path: Path, option: tuple[str, str]) -> None:
    result = run("explain", write(tmp_path / "a.txt", PLAIN), *option)
    assert result.exit_code == 64 and "E202" in result.stderr


def test_a_fault_of_our_own_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rawi.cli.explain.overview", lambda *_: 1 / 0)
    result = run("explain", write(tmp_path / "a.txt", PLAIN))
    assert result.exit_code == 70 and "E000" in result.stderr and "ZeroDivisionError" in result.stderr


def test_explain_a_refused_input(tmp_path: Path) -> None:
    assert run("explain", write(tmp_path / "a.txt", "")).exit_code == 65
    assert run("explain", tmp_path / "none").exit_code == 66


def test_lexicon_stats() -> None:
    found = json.loads(run("lexicon", "stats", "--format", "json").stdout)
    assert found["cues"]["lemmas_and_phrases"] >= 400 and found["events"]["lemmas_and_phrases"] >= 1200
    assert found["actors"]["entries"] >= 1500 and found["titles"]["entries"] >= 400 and found["places"]["entries"] >= 2000
    assert found["generated"]["forms"] > 10_000
    assert "actors: entries" in run("lexicon", "stats").stdout


def test_lexicon_show() -> None:
    shown = run("lexicon", "show", "وسيقصفون").stdout
    assert "ASSAULT" in shown and "events/" in shown
    assert "not in the lexicon" in run("lexicon", "show", "ظظظظظ").stdout
    assert run("lexicon", "show", " ").exit_code == 2


def test_own_entries_are_checked_and_used(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    write(folder / "actors" / "mine.tsv", OWN_ACTOR)
    write(folder / "events" / "mine.yaml", OWN_EVENT)
    assert run("lexicon", "check", folder).exit_code == 0
    text = "قصف لواء المثال القرية أمس."
    result = run("read", "-", "--lexicon", folder, "--format", "jsonl", stdin=text)
    assert "Example Brigade" in result.stdout
    assert "Example Brigade" in run("lexicon", "show", "لواء المثال", "--lexicon", folder).stdout


def test_every_fault_of_own_entries_has_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    write(folder / "actors" / "mine.tsv", OWN_ACTOR + "x\tX\tس\tdragon\n")
    write(folder / "events" / "mine.yaml", OWN_EVENT + "- {verb: [قصف], type: FIGHT}\n")
    result = run("lexicon", "check", folder)
    assert result.exit_code == 78
    assert "own/actors/mine.tsv:3: unknown kind 'dragon'" in result.stdout
    assert "own/events/mine.yaml:7: unknown type 'FIGHT'" in result.stdout
    used = run("read", "-", "--lexicon", folder, stdin=PLAIN)
    assert used.exit_code == 78 and "E301" in used.stderr and "dragon" in used.stderr
    assert run("lexicon", "check", tmp_path / "none").exit_code == 78


def test_an_example_that_is_not_found_is_a_fault(tmp_path: Path) -> None:
    event = OWN_EVENT.replace("تشقلب الجنود في القرية", "قال الوزير إن الجو جميل")
    write(tmp_path / "own" / "events" / "mine.yaml", event)
    result = run("lexicon", "check", tmp_path / "own")
    assert result.exit_code == 78 and "own/events/mine.yaml:6" in result.stdout and "not found" in result.stdout
    assert run("lexicon", "check", tmp_path / "own", "--no-examples").exit_code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0 and "_RAWI_COMPLETE" in result.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, rawi.cli; rawi.cli.main(['--help'], standalone_mode=False); print([m for m in HEAVY if m in sys.modules])"
    code = f"HEAVY = ['yaml', 'rich', 'trafilatura', 'lxml', 'charset_normalizer', 'rawi.reading.pipeline']\n{code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_as_a_program_with_pipes() -> None:
    done = subprocess.run([*RAWI, "read", "-", "--format", "jsonl"], input=PLAIN.encode(), capture_output=True, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["text"] == PLAIN and b"1 documents read" in done.stderr
    latin = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run([*RAWI, "read", "-"], input=PLAIN.encode(), capture_output=True, check=False, env=latin)
    assert done.returncode == 0 and "قصفت" in done.stdout.decode()


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    row = json.dumps({"text": PLAIN}) + "\n"
    path = write(tmp_path / "a.jsonl", row * 300)
    program = subprocess.Popen([*RAWI, "read", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout is not None and program.stderr is not None
    program.stdout.readline()
    program.stdout.close()
    error = program.stderr.read()
    assert program.wait(20) == 141 and b"Traceback" not in error and b"Exception" not in error


def test_ctrl_c_is_no_traceback(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.txt")
    program = subprocess.Popen(
        [*RAWI, "read", str(tmp_path / "never.txt")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a shell's background jobs inherit that it is ignored
    )  # fmt: skip
    writer = os.open(tmp_path / "never.txt", os.O_WRONLY)  # returns when the program has opened it for reading
    time.sleep(0.3)
    program.send_signal(signal.SIGINT)
    _, error = program.communicate(timeout=60)
    os.close(writer)
    assert program.returncode == 130 and b"interrupted" in error and b"Traceback" not in error


def test_terminal_colours_and_none_in_a_pipe(tmp_path: Path) -> None:
    assert "\x1b[" not in run("read", write(tmp_path / "a.txt", PLAIN)).stdout
    assert objects(run("read", tmp_path / "a.txt", "--format", "jsonl"))
