"""Requests and sessions: whose cookie or token it is, and how often may be asked."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from rawi.errors import TooMany
from rawi.web import accounts
from rawi.web.accounts import Signed
from rawi.web.archive import archive_of
from rawi.web.people import SESSION

REQUESTS = RateLimitItemPerMinute(600)
"""From one address, where others are served."""
ATTEMPTS = RateLimitItemPerMinute(5)
"""To sign in: from one address, and to one account."""


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


class Limits:
    """How often each address asked, and how often signing in failed; in memory, for one server."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def asked(self, address: str) -> None:
        """Counts a request; raises TooMany."""
        if not self._window.hit(REQUESTS, "asked", address):
            raise TooMany(f"more than {REQUESTS.amount} requests in a minute")

    def check_attempts(self, address: str, name: str) -> None:
        """Raises TooMany where signing in failed too often."""
        for who in (f"from {address}", f"as {name.lower()}"):
            if not self._window.test(ATTEMPTS, "failed", who):
                raise TooMany("signing in failed too often")

    def failed(self, address: str, name: str) -> None:
        """Counts an attempt that failed."""
        for who in (f"from {address}", f"as {name.lower()}"):
            self._window.hit(ATTEMPTS, "failed", who)


def address_of(request: Request) -> str:
    """Where the request comes from. What a header says of it is not believed."""
    return request.client.host if request.client else ""


def signed_in(request: Request) -> Signed | None:
    """Who the cookie or the token (`Authorization: Bearer`) says, if the store knows it."""
    archive = archive_of(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    secret, kind = (token.strip(), "token") if scheme.lower() == "bearer" else (request.cookies.get(SESSION, ""), "session")
    if not secret:
        return None
    at = now()
    with archive.store.connection() as connection:
        signed = accounts.whose(connection, secret, kind, at)
    if signed is not None and signed.stale:
        with archive.keeping.connection() as connection:
            accounts.seen(connection, signed.number, at)
    return signed


def keep(request: Request, response: Response, secret: str) -> None:
    """Sets the cookie of a session."""
    response.set_cookie(
        SESSION, secret, max_age=int(accounts.LONGEST.total_seconds()), httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
