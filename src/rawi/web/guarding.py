"""What stands before every page: whose name was asked for, which site asks, how much is sent, and what a browser may do with the answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rawi.errors import ForeignHost, ForeignOrigin, RawiError, TooLong
from rawi.web.faults import answer
from rawi.web.settings import MOST_BODY, Settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'",
        "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'",
        "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
"""Nothing from elsewhere, nothing inline, no frames, no forms to elsewhere. Pictures from memory are what the map draws its icons with."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow",
}
"""With every answer. `same-origin` rather than no referrer: without one, browsers send a form's Origin as null."""


class Guard:
    """ASGI middleware; refuses with E701, E702, E705 and E706 before a page is reached, and sets the headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = names_served(settings)
        self.local = settings.local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            check_host(headers, self.names)
            check_origin(headers, scope["method"])
            if not self.local:
                scope["app"].state.limits.asked((scope.get("client") or ("",))[0])
            within = await _whole(headers, receive) if scope["method"] not in SAFE else receive
        except RawiError as error:
            await answer(Request(scope), error)(scope, receive, with_headers)
            return
        await self.app(scope, within, with_headers)


def names_served(settings: Settings) -> frozenset[str]:
    """The host names, without port, in lower case, by which the workbench may be asked."""
    own = LOOPBACK if settings.local or settings.host in ("0.0.0.0", "::") else frozenset({settings.host.lower()})
    return own | {name.lower() for name in settings.hosts}


def check_host(headers: Headers, names: frozenset[str]) -> None:
    """Raises ForeignHost: a page elsewhere whose name was made to point here (DNS rebinding) must not read the archive."""
    name = host_name(headers.get("host", ""))
    if name is None or name not in names:
        raise ForeignHost(f"this workbench is not {headers.get('host', '')[:100]!r}")


def host_name(host: str) -> str | None:
    """`example.org:8000` -> `example.org`, in lower case; None for what is none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number of a port
    except ValueError:
        return None
    return parts.hostname if parts.username is None and not parts.path else None


def check_origin(headers: Headers, method: str) -> None:
    """Raises ForeignOrigin where a browser says that another site asks for a change, or for anything but a page to look at."""
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if method in SAFE:
        visiting = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site in ("cross-site", "same-site") and not visiting:
            raise ForeignOrigin("another site asks for a part of a page")
        return
    if site is not None and site not in ("same-origin", "none"):
        raise ForeignOrigin("another site asks for a change")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise ForeignOrigin("another site asks for a change")


async def _whole(headers: Headers, receive: Receive) -> Receive:
    """The request's body, taken in before the page is asked; raises TooLong, at once where the header says so."""
    told = headers.get("content-length", "0")
    if not told.isascii() or not told.isdigit() or int(told[:20]) > MOST_BODY:
        raise TooLong(f"a request may hold {MOST_BODY:,} bytes")
    messages: list[Message] = []
    seen, more = 0, True
    while more:
        message = await receive()
        messages.append(message)
        seen += len(message.get("body", b""))
        more = bool(message.get("more_body", False))
        if seen > MOST_BODY:
            raise TooLong(f"a request may hold {MOST_BODY:,} bytes")

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again
