"""docs/bad-input.md tells the truth about where each case is tested."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
TABLE = (TESTS.parent / "docs" / "bad-input.md").read_text("utf-8")


def defined(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`((?:web/)?test_\w+\.py)(?:::(test_\w+))?`", TABLE)
    assert len(named) > 50
    missing = [f"{file}::{name}" for file, name in named if not (TESTS / file).exists() or (name and name not in defined(TESTS / file))]
    assert missing == []


def test_every_case_has_an_outcome_and_a_test() -> None:
    rows = [line.strip("|").split(" | ") for line in TABLE.splitlines() if line.startswith("|") and not line.startswith(("| case", "|---"))]
    assert len(rows) > 45 and all(len(row) == 3 and "test_" in row[2] for row in rows), [r for r in rows if len(r) != 3]


def test_every_part_of_the_catalogue_is_there() -> None:
    assert re.findall(r"^## ([A-K])\. ", TABLE, re.M) == list("ABCDEFGHIJK")


def test_every_code_in_the_table_is_an_error_of_ours() -> None:
    errors = (TESTS.parent / "docs" / "errors.md").read_text("utf-8")
    assert all(f"| {code} |" in errors for code in set(re.findall(r"\bE\d{3}\b", TABLE)))
