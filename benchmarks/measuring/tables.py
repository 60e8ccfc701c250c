"""Tables, for a terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of text; the first column is named, the others are numbers unless `left` names their heads."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    left: tuple[str, ...] = ()

    def _is_left(self, n: int) -> bool:
        return n == 0 or self.heads[n] in self.left

    def aligned(self) -> str:
        """For a terminal."""
        cells = [self.heads, *self.rows]
        widths = [max(len(row[n]) for row in cells) for n in range(len(self.heads))]

        def line(row: tuple[str, ...]) -> str:
            return "  ".join(
                cell.ljust(w) if self._is_left(n) else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
            )

        return "\n".join([self.title, *(f"  {line(row)}".rstrip() for row in cells), ""])

    def markdown(self) -> str:
        """For the docs."""
        rule = ("---" if self._is_left(n) else "--:" for n in range(len(self.heads)))
        lines = (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in (self.heads, tuple(rule), *self.rows))
        return "\n".join([f"{self.title}:", "", *lines, ""])
