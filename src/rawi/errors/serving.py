"""What the workbench refuses: each with the HTTP status of its answer."""

from __future__ import annotations

from rawi.errors.root import RawiError


class ServeError(RawiError):
    """A request that the workbench does not answer as asked, or a workbench that cannot start."""

    exit_code = 69
    status = 400
    """The HTTP status of the answer."""


class ForeignHost(ServeError):
    """The request names a host that this workbench does not serve."""

    code = "E701"
    status = 421
    default_hint = "Open the address that `rawi serve` printed; further names are allowed with --allow-host."


class ForeignOrigin(ServeError):
    """A change, or a part of a page, that another site asks for."""

    code = "E702"
    status = 403
    default_hint = "Open the workbench itself and do it there."


class NotSignedIn(ServeError):
    """Nobody is signed in, or the session is over."""

    code = "E703"
    exit_code = 77
    status = 401
    default_hint = "Sign in first."


class NotPermitted(ServeError):
    """The role does not allow this."""

    code = "E704"
    exit_code = 77
    status = 403
    default_hint = "Ask an admin of this workbench for another role."


class TooMany(ServeError):
    """More requests than one client may make in this time."""

    code = "E705"
    status = 429
    default_hint = "Wait a minute and try again."


class TooLong(ServeError):
    """A request whose body is larger than the workbench takes."""

    code = "E706"
    status = 413
    default_hint = "Send less at once; large files are added with `rawi add`."


class NoSuchPage(ServeError):
    """No page, claim, article or file at this address."""

    code = "E707"
    status = 404
    default_hint = "Start from the search page; what a permalink names stays there unless the archive is another."


class Outdated(ServeError):
    """Somebody else changed this in the meantime."""

    code = "E708"
    status = 409
    default_hint = "Look at what changed, then decide again."


class NotBuilt(ServeError):
    """The workbench's scripts and styles are not there."""

    code = "E709"
    default_hint = "Run scripts/frontend.sh (or `make demo`), which builds them; a released package holds them."


class BadRequest(ServeError):
    """A parameter that is missing, unknown or out of bounds."""

    code = "E710"
    status = 422
    default_hint = "The page's own forms and the API's description at /api/openapi.json say what is allowed."


class NeedsAccounts(ServeError):
    """Serving others is asked for, and nobody has an account."""

    code = "E711"
    exit_code = 78
    default_hint = "Make one with `rawi user add ARCHIVE NAME --role admin`, or leave out --host."


class CannotListen(ServeError):
    """The address or port is taken, not ours, or not to be had."""

    code = "E712"
    default_hint = "Give another --port, or --port 0 for a free one."
