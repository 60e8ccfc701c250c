"""The project's own test sets in `tests/sets`: tables of expressions with what they mean, and the rows known to fail, with reasons."""

from __future__ import annotations

from pathlib import Path

SETS = Path(__file__).parent / "sets"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `tests/sets/NAME.tsv` as mappings; every row must have every column."""
    head, *lines = (SETS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns = head.split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines if line]


def known_failures(name: str) -> dict[str, str]:
    """Key of each row known to fail -> why, from `tests/sets/NAME-known-failures.txt` (`key<TAB>reason`, `#` for remarks)."""
    path = SETS / f"{name}-known-failures.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split("\t", 1) for line in lines if line.strip() and not line.startswith("#"))


def compare(failed: dict[str, str], known: dict[str, str]) -> str:
    """What to say when rows fail that are not listed, or listed ones pass; empty when all is as listed. Keys to reasons."""
    new = [f"fails: {key}: {why}" for key, why in failed.items() if key not in known]
    mended = [f"passes now, take it off the list: {key}" for key in known if key not in failed]
    return "\n".join(new + mended)
