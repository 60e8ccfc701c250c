"""What was asked for cannot be done, or a lexicon has faults."""

from __future__ import annotations

from rawi.errors.root import RawiError


class UsageError(RawiError):
    """What was asked for makes no sense."""

    exit_code = 64


class BadDate(UsageError):
    """Not a date of the calendar in the form YYYY-MM-DD."""

    code = "E201"
    default_hint = "Give the publication date as YYYY-MM-DD, for instance 2019-03-23."


class UnknownClaim(UsageError):
    """No such claim, or an offset outside the text."""

    code = "E202"
    default_hint = "`rawi read` lists the claims with their ids."


class MissingExtra(UsageError):
    """An optional package is needed and not installed."""

    code = "E203"
    exit_code = 69
    default_hint = "Install it: pip install 'rawi[html]'."


class UnwritableOutput(UsageError):
    """The output cannot be written where it was asked for."""

    code = "E204"
    exit_code = 73
    default_hint = "Choose another file or folder that you may write to, and none of the inputs."


class UnknownName(UsageError):
    """No actor or place of that name or id."""

    code = "E205"
    default_hint = "Try another spelling, the English name or the id; --lexicon DIR adds a folder of your own."


class LexiconError(RawiError):
    """A lexicon folder has faults; `faults` lists them all as `file:line: what`."""

    code = "E301"
    exit_code = 78
    default_hint = "Mend the entries named above; docs/lexicon.md describes the format."

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults[:3]) + (f"; and {len(faults) - 3} more" if len(faults) > 3 else ""))
        self.faults = faults


class BadHash(UsageError):
    """Not a SHA-256 in 64 lower-case hexadecimal digits."""

    code = "E206"
    default_hint = "Give all 64 digits, as `rawi verify --anchor` or sha256sum print them."


class BadQuery(UsageError):
    """A search that cannot be run as it was given."""

    code = "E207"


class BadStore(UsageError):
    """Not the address of a store that Rawi can use for this archive."""

    code = "E208"
    default_hint = "Give a PostgreSQL database as postgresql://user@host:5432/database, or leave --store out for a file in the archive."
