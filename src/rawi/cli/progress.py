"""A count on standard error for long work, rewritten in place; only on a terminal that shows nothing else."""

from __future__ import annotations

import sys
import time

import click


class Line:
    """One line that is drawn over itself, at most five times a second."""

    EVERY = 0.2
    BAR = 20

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._last = 0.0
        self._drawn = False

    def draw(self, text: str) -> None:
        """Draws `text` in the place of what was drawn before."""
        now = time.monotonic()
        if self._shown and now - self._last > self.EVERY:
            self._last, self._drawn = now, True
            click.echo(f"\r{text}", err=True, nl=False)

    def share(self, done: int, total: int, told: str) -> None:
        """Draws a bar of how much of a known total is done, with a few words on it."""
        filled = self.BAR * done // total if total else self.BAR
        self.draw(f"[{'#' * filled}{'.' * (self.BAR - filled)}] {done} of {total}, {told}")

    def clear(self) -> None:
        """Wipes the line away."""
        if self._drawn:
            click.echo("\r" + " " * 70 + "\r", err=True, nl=False)
