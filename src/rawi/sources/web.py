"""One page from the web, politely, and only from addresses that the guard lets through.

The connection goes to the very addresses that were checked, each redirect is checked anew, proxies of the environment are not used (a
proxy would resolve the name again), and size, time and unpacking are limited. What the site asks of robots is done. Offline means that
no socket is opened and no name resolved.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from rawi.errors import BrokenArchive, FetchFailed, Offline, RawiError, RobotsForbid, TooLarge
from rawi.sources.guard import STRICT, Address, Policy, Resolver, Target, addresses, check_url, system_resolver
from rawi.sources.items import Given, Item, Refusal
from rawi.sources.payloads import codings_of, unpacked
from rawi.version import __version__

USER_AGENT = f"rawi/{__version__} (reads Arabic news; one page at a time)"
ROBOT = "rawi"
MAX_REDIRECTS = 5
MAX_ROBOTS = 500_000
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body (packed and unpacked), seconds of silence and for the whole, seconds between two requests to a host."""

    size: int = 10_000_000
    silence: float = 15.0
    whole: float = 60.0
    delay: float = 2.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the last address, status (200, or 304: not changed), unpacked body, media type, and what to ask with next time."""

    url: str
    status: int
    body: bytes
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Fetcher:
    """Fetches one address after another. All that reaches outside (clock, sleep, resolver) is passed in, so that it can be tested."""

    policy: Policy = STRICT
    limits: Limits = field(default_factory=Limits)
    offline: bool = False
    resolver: Resolver = system_resolver
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    robots: bool = True
    tls: ssl.SSLContext | None = None
    _robots: dict[tuple[str, str, int], RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """The page at `url`; raises a WebError, or TooLarge or UnsafeArchive of the body.

        With `etag` or `last_modified` of an earlier answer, a page that has not changed comes back as status 304 without a body.
        """
        if self.offline:
            raise Offline(f"{url[:200]} was not fetched")
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        deadline = self.clock() + self.limits.whole
        target = check_url(url, self.policy)
        for _ in range(MAX_REDIRECTS + 1):
            delay = self._allowed(target, deadline) if self.robots else self.limits.delay
            status, answer, body = self._ask(target, headers, deadline, delay, self.limits.size)
            if status in _MOVED and answer.get("location"):
                target = self._next(target, answer["location"])
                continue
            if status not in (200, 304):
                raise FetchFailed(f"{target.url} answers with status {status}")
            kind = answer.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(target.url, status, body, kind, answer.get("etag"), answer.get("last-modified"))
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects")

    def _next(self, target: Target, location: str) -> Target:
        """Where a redirect leads, checked like an address given by hand; a secure page must not lead to an insecure one."""
        found = check_url(urljoin(target.url, location), self.policy)
        if target.scheme == "https" and found.scheme == "http":
            raise FetchFailed(f"{target.url} leads from https to http")
        return found

    def _allowed(self, target: Target, deadline: float) -> float:
        """Raises RobotsForbid; the delay that the site asks for, or ours if that is longer.

        After RFC 9309: no robots.txt (4xx) allows everything, a server in trouble (5xx, no answer) nothing.
        """
        key = (target.scheme, target.host, target.port)
        if key not in self._robots:
            self._robots[key] = self._robots_of(target, deadline)
        rules = self._robots[key]
        if not rules.can_fetch(ROBOT, target.url):
            raise RobotsForbid(f"the robots.txt of {target.host} asks robots to stay away from {target.path[:200]}")
        asked = rules.crawl_delay(ROBOT)
        return min(max(self.limits.delay, float(asked or 0)), 60.0)

    def _robots_of(self, target: Target, deadline: float) -> RobotFileParser:
        rules = RobotFileParser()
        at = Target(target.scheme, target.host, target.port, "/robots.txt", target.literal)
        for _ in range(MAX_REDIRECTS + 1):
            status, answer, body = self._ask(at, {}, deadline, 0.0, MAX_ROBOTS)
            if status in _MOVED and answer.get("location"):
                at = self._next(at, answer["location"])
                continue
            if status == 200:
                rules.parse(body.decode("utf-8", "replace").lstrip("\ufeff").splitlines())
            else:
                rules.parse(["User-agent: *", "Disallow: /"] if status >= 500 else [])
            return rules
        rules.parse([])
        return rules

    def _wait(self, host: str, delay: float) -> None:
        if host in self._last and (left := self._last[host] + delay - self.clock()) > 0:
            self.sleep(left)
        self._last[host] = self.clock()

    def _ask(self, target: Target, headers: dict[str, str], deadline: float, delay: float, limit: int) -> tuple[int, dict[str, str], bytes]:
        """(status, headers by lower-case name, unpacked body) of one request."""
        self._wait(target.host, delay)
        found = addresses(target, self.resolver, self.policy)
        connection = _Pinned(target, found, self.limits.silence, self.tls)
        port = "" if target.port == {"http": 80, "https": 443}[target.scheme] else f":{target.port}"
        sent = {"Host": target.authority_host + port, "User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Accept": "text/html, */*;q=0.5"}
        try:
            connection.request("GET", target.path, headers={**sent, **headers, "Connection": "close"})
            response = connection.getresponse()
            answer = {k.lower(): v for k, v in response.getheaders()}
            body = b"".join(self._body(response, deadline, limit)) if response.status == 200 else b""
            return response.status, answer, unpacked(body, codings_of(answer.get("content-encoding", "")), limit)
        except BrokenArchive as error:
            raise FetchFailed(f"{target.url}: {error.message}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchFailed(f"{target.url}: {str(error)[:200] or type(error).__name__}") from None
        finally:
            connection.close()

    def _body(self, response: http.client.HTTPResponse, deadline: float, limit: int) -> Iterator[bytes]:
        """The body as sent, piece by piece: a server that sends one byte at a time must not hold us beyond the whole time."""
        size = 0
        while chunk := response.read1(65_536):
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"the page has more than {limit:,} bytes")
            if self.clock() > deadline:
                raise FetchFailed(f"the page took longer than {self.limits.whole:g} seconds")
            yield chunk
        if response.length:
            raise FetchFailed(f"the page was cut off; {response.length:,} bytes are missing")


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were checked, never to the name; TLS still checks the certificate of the name."""

    def __init__(self, target: Target, found: Iterable[Address], silence: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=silence)
        self._target, self._found, self._tls = target, tuple(found), tls

    def connect(self) -> None:
        """Tries each address in turn; raises the last OSError."""
        last: OSError | None = None
        for address in self._found:
            try:
                self.sock = socket.create_connection((str(address), self._target.port), self.timeout)
                break
            except OSError as error:
                last = error
        else:
            raise last or OSError("no address")
        if self._target.scheme == "https":
            context = self._tls or ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)


def items(found: Fetched, given: Given | None = None) -> Iterator[Item]:
    """The Documents of a fetched page, text or feed; `captured` is not set here, as nothing in reading looks at the clock."""
    from rawi.sources.warc import body_items

    given = (given or Given()).checked()
    try:
        yield from body_items(found.body, found.media_type, found.url, given, url=found.url)
    except RawiError as error:
        yield Refusal(found.url, error)
