"""What the plots have in common: colours, bars with their figures, and SVG files that are the same for the same results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, OTHER, SECOND = "#1f4e79", "#9aa5b1", "#b5541c"
"""Rawi, what it is compared with, a second scale. Told apart without colour too: by their labels."""
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "rawi",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#e3e6ea",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


def bars(axes: Axes, names: Sequence[str], values: Sequence[float], colours: Sequence[str], label: str, *, origin: float = 0.0) -> None:
    """Horizontal bars from the top down, each from `origin` to its value, with its figure at its end."""
    drawn = axes.barh(range(len(names)), [value - origin for value in values], left=origin, color=colours, height=0.65)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.bar_label(drawn, [label.format(value) for value in values], padding=4)
    axes.margins(x=0.15)


def logarithmic(axes: Axes, ticks: Sequence[float]) -> None:
    """A logarithmic x axis with these ticks, as plain numbers."""
    axes.set_xscale("log")
    axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.set_xticks([], minor=True)


def save(path: Path, draw: Callable[[Figure], None], height: float, about: str) -> None:
    """One SVG, with what was measured on what machine below it."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=(8, height), layout="constrained")
        draw(figure)
        figure.supxlabel(about, fontsize=8, color="#555555", x=0.99, ha="right")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    path.write_text("\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()) + "\n", encoding="utf-8")
