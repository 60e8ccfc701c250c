"""The root of all errors."""

from __future__ import annotations


class RawiError(Exception):
    """The root of all errors of Rawi.

    `code` is stable and documented; `exit_code` is what the command line ends with; `hint` says what to do next.
    """

    code = "E000"
    exit_code = 70
    default_hint = "Please report this with the input that caused it."

    def __init__(self, message: str, *, hint: str | None = None, where: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message
