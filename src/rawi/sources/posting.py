"""One request with a body to an address that a user gave, within limits of size and time, and only where the guard lets it go.

It is for services (a time-stamping authority), not for pages: no redirect is followed, nothing is asked of robots, nothing unpacked.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from dataclasses import dataclass

from rawi.errors import FetchFailed, TooLarge
from rawi.sources.guard import STRICT, Policy, Resolver, addresses, check_url, system_resolver
from rawi.sources.web import USER_AGENT, Pinned


@dataclass(frozen=True, slots=True)
class Poster:
    """Sends a body and takes the answer: at most `size` bytes, `silence` seconds without a byte, `whole` seconds in all."""

    policy: Policy = STRICT
    resolver: Resolver = system_resolver
    size: int = 200_000
    silence: float = 15.0
    whole: float = 60.0

    def post(self, url: str, body: bytes, media_type: str, accepted: str) -> bytes:
        """The body of the answer; raises a WebError (any status but 200, another media type than `accepted`), or TooLarge."""
        target = check_url(url, self.policy)
        connection = Pinned(target, addresses(target, self.resolver, self.policy), self.silence, None)
        over = threading.Event()
        begun = time.monotonic()
        port = "" if target.port == {"http": 80, "https": 443}[target.scheme] else f":{target.port}"
        sent = {"Host": target.authority_host + port, "User-Agent": USER_AGENT, "Content-Type": media_type, "Accept": accepted}
        timer: threading.Timer | None = None
        try:
            connection.connect()
            timer = _ending(connection.sock, over, self.whole)
            connection.request("POST", target.path, body, headers={**sent, "Connection": "close"})
            response = connection.getresponse()
            if response.status != 200:
                raise FetchFailed(f"{target.url} answers with status {response.status}")
            kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            if kind != accepted:
                raise FetchFailed(f"{target.url} answers with {kind[:60]!r} and not with {accepted}")
            data = response.read(self.size + 1)
            if len(data) > self.size:
                raise TooLarge(f"the answer of {target.url} has more than {self.size:,} bytes")
            if over.is_set() or response.length:
                raise FetchFailed(f"{target.url}: the answer was cut off after {time.monotonic() - begun:.0f} seconds")
            return data
        except (OSError, http.client.HTTPException, ValueError) as error:
            late = f"no whole answer within {self.whole:g} seconds" if over.is_set() else str(error)[:200] or type(error).__name__
            raise FetchFailed(f"{target.url}: {late}") from None
        finally:
            if timer is not None:
                timer.cancel()
            connection.close()


def _ending(sock: socket.socket, over: threading.Event, seconds: float) -> threading.Timer:
    """Ends the connection after so many seconds: a server that sends one byte at a time must not hold us."""

    def end() -> None:
        over.set()
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer
