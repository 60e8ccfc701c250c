"""The fetcher, against a real server on this machine that the guard is opened for here and nowhere else."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from rawi.errors import BadAddress, FetchFailed, ForbiddenAddress, Offline, RobotsForbid, TooLarge, UnknownHost, UnsafeArchive
from rawi.model import Document
from rawi.sources import Refusal
from rawi.sources.guard import Policy
from rawi.sources.web import Fetcher, Limits, items
from samples import PAGE, TITLE

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private\nCrawl-delay: 3\n"),
    "/page": (200, {"Content-Type": "text/html", "ETag": '"a"', "Last-Modified": "Sat, 23 Mar 2019 00:00:00 GMT"}, PAGE.encode()),
    "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(9_000_000))),
    "/big-bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000))),
    "/large": (200, {}, bytes(11_000_000)),
    "/broken": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8bxx"),
    "/moved": (301, {"Location": "/page"}, b""),
    "/loop": (302, {"Location": "/loop"}, b""),
    "/inside": (302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/other-port": (302, {"Location": "http://news.example.org:22/"}, b""),
    "/login": (302, {"Location": "http://user:x@news.example.org/"}, b""),
    "/private-too": (302, {"Location": "/private/x"}, b""),
    "/gone": (404, {}, b""),
    "/empty": (200, {"Content-Type": "text/html"}, b""),
    "/private/x": (200, {}, b""),
}


class Handler(BaseHTTPRequestHandler):
    seen: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        if self.path == "/cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
            return
        if self.path == "/nonsense":
            self.wfile.write(b"\x00\x01\x02\r\n\r\n")
            return
        status, headers, body = PAGES.get(self.path, (404, {}, b""))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[int]:
    Handler.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield httpd.server_port
        httpd.shutdown()
        thread.join()


def fetcher(port: int, **more: Any) -> tuple[Fetcher, list[float]]:
    waits: list[float] = []
    policy = Policy(frozenset({port}), (ipaddress.ip_network("127.0.0.1/32"),))
    own: dict[str, Any] = {"policy": policy, "resolver": lambda *_: ["127.0.0.1"], "clock": lambda: sum(waits), "sleep": waits.append}
    return Fetcher(**(own | more)), waits


def at(port: int, path: str) -> str:
    return f"http://news.example.org:{port}{path}"


@pytest.mark.parametrize("path", ["/page", "/packed", "/moved"])
def test_a_page(server: int, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    found = fetcher(server)[0].fetch(at(server, path))
    [page] = items(found)
    assert isinstance(page, Document) and page.title == TITLE and page.url == found.url and page.published == "2019-03-23"
    headers = Handler.seen[-1][1]
    assert headers["Host"] == f"news.example.org:{server}" and headers["User-Agent"].startswith("rawi/") and "Cookie" not in headers


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/bomb", UnsafeArchive),
        ("/big-bomb", TooLarge),
        ("/large", TooLarge),
        ("/broken", FetchFailed),
        ("/loop", FetchFailed),
        ("/inside", BadAddress),
        ("/file", BadAddress),
        ("/other-port", BadAddress),
        ("/login", BadAddress),
        ("/private/x", RobotsForbid),
        ("/private-too", RobotsForbid),
        ("/gone", FetchFailed),
        ("/cut", FetchFailed),
        ("/nonsense", FetchFailed),
    ],
)
def test_what_is_not_fetched(server: int, path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        fetcher(server)[0].fetch(at(server, path))


def test_a_redirect_into_the_own_network(server: int) -> None:
    policy = Policy(frozenset({server, 80}), (ipaddress.ip_network("127.0.0.1/32"),))
    with pytest.raises(ForbiddenAddress):
        fetcher(server, policy=policy)[0].fetch(at(server, "/inside"))


def test_rebinding_and_names_without_address(server: int) -> None:
    calls = [0]

    def rebinding(_host: str, _port: int) -> list[str]:
        calls[0] += 1
        return ["127.0.0.1"] if calls[0] == 1 else ["127.0.0.2"]

    with pytest.raises(ForbiddenAddress):
        fetcher(server, resolver=rebinding)[0].fetch(at(server, "/page"))
    assert [path for path, _ in Handler.seen] == ["/robots.txt"]
    with pytest.raises(UnknownHost):
        fetcher(server, resolver=lambda *_: [])[0].fetch(at(server, "/page"))


def test_offline_opens_no_socket_and_resolves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, lambda *_a, **_k: pytest.fail("reached the network"))
    with pytest.raises(Offline):
        Fetcher(offline=True).fetch("https://example.org/")


def test_the_local_server_is_forbidden_without_the_test_s_policy(server: int) -> None:
    with pytest.raises(ForbiddenAddress):
        Fetcher(policy=Policy(frozenset({server})), resolver=lambda *_: ["127.0.0.1"]).fetch(at(server, "/page"))
    assert not Handler.seen


def test_what_has_not_changed_is_not_sent_again_and_hosts_are_given_time(server: int) -> None:
    one, waits = fetcher(server)
    first = one.fetch(at(server, "/page"))
    assert (first.etag, first.status) == ('"a"', 200)
    again = one.fetch(at(server, "/page"), etag=first.etag, last_modified=first.last_modified)
    assert (again.status, again.body) == (304, b"") and Handler.seen[-1][1]["If-Modified-Since"] == first.last_modified
    assert waits == [3.0, 3.0] and [p for p, _ in Handler.seen] == ["/robots.txt", "/page", "/page"]


def test_slow_servers_and_closed_ports(server: int) -> None:
    ticks = iter(range(0, 10_000, 30))
    with pytest.raises(FetchFailed, match="longer"):
        fetcher(server, clock=lambda: float(next(ticks)), limits=Limits(delay=0.0))[0].fetch(at(server, "/page"))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(FetchFailed):
        fetcher(port)[0].fetch(at(port, "/page"))


def test_an_empty_page_is_a_refusal(server: int) -> None:
    [refusal] = items(fetcher(server)[0].fetch(at(server, "/empty")))
    assert isinstance(refusal, Refusal) and refusal.error.code == "E101"
