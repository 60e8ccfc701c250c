"""The board as people and machines read it: a plain table, JSON, and a Markdown table for the README."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rawi.evaluating.scoreboard import Accuracy, Board, Figure, Score

WIDTH = 78


def in_order(board: Board) -> list[tuple[str, Figure]]:
    """The figures, those in capitals first, then by name."""
    return sorted(board.figures.items(), key=lambda kv: (not kv[0][0].isupper(), kv[0]))


def _line(name: str, figure: Figure) -> str:
    if isinstance(figure, Accuracy):
        return f"{name:<{WIDTH}}accuracy {figure.accuracy:.3f}  (of {figure.of})"
    return (
        f"{name:<{WIDTH}}P {figure.precision:.3f}  R {figure.recall:.3f}  F1 {figure.f1:.3f}"
        f"  (gold {figure.gold}, output {figure.system})"
    )


def as_text(board: Board, *, errors: int = 0) -> str:
    """One line a figure, then the `errors` commonest mistakes; ends with a newline."""
    lines = [_line(name, figure) for name, figure in in_order(board)]
    lines += [f"{n:4}  {kind}: {text}  {note}".rstrip() for n, kind, text, note in board.commonest(errors)]
    return "\n".join(lines) + "\n"


def as_json(board: Board, *, errors: int = 0, about: Mapping[str, Any] | None = None, names: Board | None = None) -> str:
    """`about` (what was scored), the figures under the names of `score.py`, those of `names`, mistakes, warnings; ends with a newline."""
    out: dict[str, Any] = {**(about or {}), "figures": {name: figure.to_json() for name, figure in in_order(board)}}
    if names is not None:
        out["names"] = {name: figure.to_json() for name, figure in in_order(names)}
    if errors:
        out["errors"] = [
            {"times": n, "kind": kind, "text": text, "note": note} for n, kind, text, note in board.commonest(errors)
        ]
    out["warnings"] = list(board.warnings)
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def _cells(name: str, figure: Figure) -> tuple[str, ...]:
    if isinstance(figure, Score):
        of = f"{figure.gold} in gold, {figure.system} read"
        return name, f"**{figure.f1:.2f}**", f"{figure.precision:.2f}", f"{figure.recall:.2f}", of
    return name, f"**{figure.accuracy:.2f}**", "", "", str(figure.of)


def as_markdown(board: Board, *, only: Iterable[str] | None = None) -> str:
    """A Markdown table of all figures, or of those named in `only`, in that order; ends with a newline."""
    chosen = in_order(board) if only is None else [(name, board.figures[name]) for name in only if name in board.figures]
    rows: list[tuple[str, ...]] = [("figure", "F1 or share", "precision", "recall", "of"), ("---", "--:", "--:", "--:", "---")]
    rows += [tuple(c.replace("|", "\\|") for c in _cells(name, figure)) for name, figure in chosen]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
