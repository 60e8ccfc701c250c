"""One page from the web, politely, and only from addresses that the guard lets through.

The connection goes to the very addresses that were checked, each redirect is checked anew, proxies of the environment are not used (a
proxy would resolve the name again), and size, time and unpacking are limited. What the site asks of robots is done. Offline means that
no socket is opened and no name resolved.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from rawi.errors import BrokenArchive, FetchFailed, Offline, RawiError, RobotsForbid, TooLarge
from rawi.sources.guard import STRICT, Address, Policy, Resolver, Target, addresses, check_url, system_resolver
from rawi.sources.items import Given, Item, Refusal
from rawi.sources.payloads import codings_of, unpacked
from rawi.version import __version__

K = TypeVar("K")
V = TypeVar("V")
USER_AGENT = f"rawi/{__version__} (reads Arabic news; one page at a time)"
ROBOT = "rawi"
MAX_REDIRECTS = 5
MAX_ROBOTS = 500_000
MOST_HOSTS = 5_000
"""So many hosts are remembered (their robots.txt, when they were asked last), to keep memory bounded."""
ROBOTS_FOR = 86_400.0
"""Seconds for which a robots.txt holds (RFC 9309: at most a day)."""
_MOVED = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
"""Statuses that may pass by themselves; those from 520 on are what proxies say of the server behind them."""
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.I)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.I)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body (packed and unpacked), seconds of silence and for the whole, seconds between two requests to a host."""

    size: int = 10_000_000
    silence: float = 15.0
    whole: float = 60.0
    delay: float = 2.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the last address, status (200, or 304: not changed), unpacked body, media type, and what to ask with next time.

    `charset` is the one that the server declares; `max_age` the seconds for which it says that its answer holds (Cache-Control).
    """

    url: str
    status: int
    body: bytes
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    charset: str | None = None
    max_age: int | None = None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Fetcher:
    """Fetches one address after another. All that reaches outside (clocks, sleep, resolver) is passed in, so that it can be tested."""

    policy: Policy = STRICT
    limits: Limits = field(default_factory=Limits)
    offline: bool = False
    resolver: Resolver = system_resolver
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now
    robots: bool = True
    tls: ssl.SSLContext | None = None
    _robots: dict[tuple[str, str, int], tuple[float, RobotFileParser]] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None, size: int | None = None) -> Fetched:
        """The page at `url`; raises a WebError, or TooLarge or UnsafeArchive of the body.

        With `etag` or `last_modified` of an earlier answer, a page that has not changed comes back as status 304 without a body.
        `size`: another limit in bytes than that of `limits`.
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
            status, answer, body = self._ask(target, headers, deadline, delay, size or self.limits.size)
            if status in _MOVED and answer.get("location"):
                target = self._next(target, answer["location"])
                continue
            if status not in (200, 304):
                raise self._refused(target, status, answer)
            return _fetched(target.url, status, answer, body)
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects")

    def _refused(self, target: Target, status: int, answer: dict[str, str]) -> FetchFailed:
        """What a status other than «here it is» comes to; with what the server says of when to come again."""
        error = FetchFailed(f"{target.url} answers with status {status}")
        error.transient = status in _LATER
        error.retry_after = seconds_of(answer.get("retry-after", ""), self.now())
        return error

    def _next(self, target: Target, location: str) -> Target:
        """Where a redirect leads, checked like an address given by hand; a secure page must not lead to an insecure one."""
        found = check_url(urljoin(target.url, location), self.policy)
        if target.scheme == "https" and found.scheme == "http":
            raise FetchFailed(f"{target.url} leads from https to http")
        return found

    def _allowed(self, target: Target, deadline: float) -> float:
        """Raises RobotsForbid; the delay that the site asks for, or ours if that is longer.

        After RFC 9309: no robots.txt (4xx) allows everything, a server in trouble (5xx, 429, no answer) nothing for now: FetchFailed.
        """
        key = (target.scheme, target.host, target.port)
        until, rules = self._robots.get(key, (0.0, None))
        if rules is None or self.clock() >= until:
            rules = self._robots_of(target, deadline)
            _remember(self._robots, key, (self.clock() + ROBOTS_FOR, rules))
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
            if status >= 500 or status in _LATER:
                raise self._refused(at, status, answer)
            rules.parse(body.decode("utf-8", "replace").lstrip("\ufeff").splitlines() if status == 200 else [])
            return rules
        rules.parse([])
        return rules

    def _wait(self, host: str, delay: float) -> None:
        if host in self._last and (left := self._last[host] + delay - self.clock()) > 0:
            self.sleep(left)
        _remember(self._last, host, self.clock())

    def _ask(self, target: Target, headers: dict[str, str], deadline: float, delay: float, limit: int) -> tuple[int, dict[str, str], bytes]:
        """(status, headers by lower-case name, unpacked body) of one request."""
        self._wait(target.host, delay)
        found = addresses(target, self.resolver, self.policy)
        connection = Pinned(target, found, self.limits.silence, self.tls)
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
            failed = FetchFailed(f"{target.url}: {str(error)[:200] or type(error).__name__}")
            failed.transient = not isinstance(error, (ValueError, ssl.SSLCertVerificationError))
            raise failed from None
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
                raise _passing(f"the page took longer than {self.limits.whole:g} seconds")
            yield chunk
        if response.length:
            raise _passing(f"the page was cut off; {response.length:,} bytes are missing")


class Pinned(http.client.HTTPConnection):
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


def _passing(message: str) -> FetchFailed:
    """A failure that may pass by itself."""
    error = FetchFailed(message)
    error.transient = True
    return error


def _fetched(url: str, status: int, answer: dict[str, str], body: bytes) -> Fetched:
    written = answer.get("content-type", "")
    charset, age = _CHARSET.search(written), _MAX_AGE.search(answer.get("cache-control", ""))
    return Fetched(
        url, status, body, written.partition(";")[0].strip().lower(), answer.get("etag"), answer.get("last-modified"),
        charset.group(1) if charset else None, int(age.group(1)) if age else None,
    )  # fmt: skip


def _remember(known: dict[K, V], key: K, value: V) -> None:
    """Puts `value` last, and forgets the oldest where there are too many."""
    known.pop(key, None)
    known[key] = value
    while len(known) > MOST_HOSTS:
        del known[next(iter(known))]


def seconds_of(retry_after: str, now: datetime) -> float | None:
    """A Retry-After, in seconds or as a date, as seconds from `now`; None for neither. Never negative."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def items(found: Fetched, given: Given | None = None, *, captured: str | None = None) -> Iterator[Item]:
    """The Documents of a fetched page, text or feed. `captured`: when it was fetched, if it is to be said (ISO 8601)."""
    from rawi.sources.warc import body_items

    given = (given or Given()).checked()
    try:
        yield from body_items(found.body, found.media_type, found.url, given, url=found.url, captured=captured, charset=found.charset)
    except RawiError as error:
        yield Refusal(found.url, error)
