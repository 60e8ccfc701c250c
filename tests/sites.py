"""A real web server on this machine for tests of fetching: its answers are set by path and can change between two requests."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rawi.sources.guard import Policy
from samples import PLAIN

LOOPBACK = ipaddress.ip_network("127.0.0.1/32")
CUT = "cut"


@dataclass(slots=True)
class Answer:
    """What a path is answered with; `status` CUT breaks the connection within the body."""

    body: str | bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int | str = 200
    headers: dict[str, str] = field(default_factory=dict)


Route = Answer | Callable[[], Answer]


@dataclass(slots=True)
class Site:
    """Answers by path (or a function that gives them), and all that was asked for: (path, headers)."""

    routes: dict[str, Route] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        return [path for path, _ in self.seen if path != "/robots.txt"]

    @property
    def policy(self) -> Policy:
        """A policy that lets this site and no other of this machine through."""
        return Policy(frozenset({self.port}), (LOOPBACK,))

    @property
    def options(self) -> list[str]:
        """The same for the command line."""
        return ["--allow-network", "127.0.0.1/32", "--allow-port", str(self.port), "--delay", "0"]


def page(number: int, *, title: str = "", text: str = "") -> str:
    """An article's page."""
    title = title or f"قصف على بلدة المثال رقم {number}"
    text = text or "\n".join([f"قتل {number} مدنيين في قصف على بلدة المثال، بحسب مصادر محلية."] + [PLAIN] * 3)
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{lines}</article></body></html>"


def rss(site: Site, numbers: list[int], *, ttl: str = "", text: str = "خبر قصير عن القصف …") -> Answer:
    """A feed of these articles, the newest first, with summaries only."""
    items = "".join(
        f"<item><guid>g{n}</guid><title>خبر رقم {n}</title><link>{site.at(f'/a/{n}')}</link><description>{text}</description>"
        f"<pubDate>Mon, 2{n % 8} Jul 2015 10:00:00 GMT</pubDate></item>"
        for n in sorted(numbers, reverse=True)
    )
    body = f"<rss version='2.0'><channel><title>صحيفة المثال</title>{ttl and f'<ttl>{ttl}</ttl>'}{items}</channel></rss>"
    return Answer(body, "application/rss+xml", headers={"ETag": f'"{len(numbers)}"'})


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.seen.append((self.path, dict(self.headers)))
            route = site.routes.get(self.path, Answer("", status=404))
            answer = route() if callable(route) else route
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            etag = answer.headers.get("ETag")
            same = etag is not None and self.headers.get("If-None-Match") == etag
            self.send_response(200 if answer.status == CUT else 304 if same else int(answer.status))
            for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
                self.send_header(name, value)
            if not same:
                self.send_header("Content-Length", str(len(body) + (1_000 if answer.status == CUT else 0)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        site.port = httpd.server_port
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield site
        httpd.shutdown()
        thread.join()
