"""What can keep a page from being fetched."""

from __future__ import annotations

from rawi.errors.root import RawiError


class WebError(RawiError):
    """Something that was to be fetched from the web."""

    exit_code = 69


class BadAddress(WebError):
    """Not an address that Rawi fetches: its form, scheme or port."""

    code = "E601"
    exit_code = 64
    default_hint = "Give the article's address as http:// or https://, without name and password, on a usual port."


class ForbiddenAddress(WebError):
    """An address of this machine, of a private network, or of nobody."""

    code = "E602"
    exit_code = 77
    default_hint = "Rawi fetches from public addresses only; save the page and read the file."


class UnknownHost(WebError):
    """The name has no address."""

    code = "E603"
    exit_code = 68
    default_hint = "Check the spelling and your connection."


class Offline(WebError):
    """Fetching was asked for and is switched off."""

    code = "E604"
    default_hint = "Leave out --offline, or read a saved file."


class FetchFailed(WebError):
    """No answer in time, a broken one, or one that says no."""

    code = "E605"
    default_hint = "Try again later, or save the page in a browser and read the file."
    transient = False
    """Whether it may pass by itself: no answer, a broken one, or a status that says «later» (429, 5xx)."""
    retry_after: float | None = None
    """Seconds that the server asks to be left alone, where it says so."""


class RobotsForbid(WebError):
    """The site's robots.txt asks robots to stay away from this page."""

    code = "E606"
    exit_code = 77
    default_hint = "Save the page in a browser and read the file."
