"""Plain text for terminals and pipes: columns, wrapped lines with Arabic isolated, excerpts with a word marked."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence

from rawi.exporting.safety import columns, isolated, visible, whole

LEAST, MOST = 40, 110


def width() -> int:
    """Columns to fill: the terminal's within bounds, 80 when there is none."""
    if not sys.stdout.isatty():
        return 80
    return max(LEAST, min(MOST, shutil.get_terminal_size((80, 24)).columns))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns two blanks apart under a header; the last column is not padded. Cells are shown isolated."""
    shown = [[isolated(cell) for cell in row] for row in [header, *rows]]
    widths = [max(columns(row[n]) for row in shown) for n in range(len(header))]
    lines = []
    for row in shown:
        padded = [cell + " " * (w - columns(cell)) for cell, w in zip(row[:-1], widths[:-1], strict=True)]
        lines.append("  ".join([*padded, row[-1]]).rstrip())
    lines.insert(1, "  ".join("-" * w for w in widths))
    return "\n".join(lines)


def wrapped(text: str, room: int) -> list[str]:
    """Words of `text`, already visible, in lines of at most `room` columns (a longer word stands alone)."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = columns(word)
        if line and used + 1 + size > room:
            lines.append(line)
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line] if line else lines


def labelled(label: str, text: str, *, indent: int = 2, label_width: int = 9, prose: bool = False) -> str:
    """`label` and `text` wrapped beside it; each line is isolated by itself, as one run when it is `prose`."""
    start = " " * indent + label.ljust(label_width) + " "
    lines = wrapped(visible(text), width() - len(start)) or [""]
    close = whole if prose else isolated
    return "\n".join((start if n == 0 else " " * len(start)) + close(line) for n, line in enumerate(lines))


def excerpt(text: str, bounds: tuple[int, int], mark: tuple[int, int], *, around: int = 160) -> str:
    """The sentence `bounds` of `text` with the words at `mark` in brackets, at most `around` characters to either side."""
    start, end = bounds
    left, right = max(start, mark[0] - around), min(end, mark[1] + around)
    if left > start:
        left = text.find(" ", left, mark[0]) + 1 or left
    if right < end:
        cut = text.rfind(" ", mark[1], right)
        right = cut if cut > 0 else right
    before, after = "…" if left > start else "", "…" if right < end else ""
    return before + text[left : mark[0]] + "[" + text[mark[0] : mark[1]] + "]" + text[mark[1] : right] + after
