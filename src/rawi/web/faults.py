"""Errors as answers: one shape of JSON for programs, a page for people, the same code in both."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from rawi.errors import (
    ArchiveFull,
    ArchiveLocked,
    BadRequest,
    InputError,
    NoSuchPage,
    NotSignedIn,
    RawiError,
    ServeError,
    StoreError,
    UnknownClaim,
    UnknownName,
    UsageError,
    WebError,
)
from rawi.exporting.safety import visible

STATUS: tuple[tuple[type[RawiError], int], ...] = (
    (UnknownName, 404), (UnknownClaim, 404), (UsageError, 422), (InputError, 422), (ArchiveLocked, 423), (ArchiveFull, 507),
    (StoreError, 503), (WebError, 502),
)  # fmt: skip
"""The HTTP status of errors that are not the workbench's own; the first that fits."""


def status_of(error: RawiError) -> int:
    """The HTTP status that an error is answered with."""
    if isinstance(error, ServeError):
        return error.status
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def as_json(error: RawiError) -> dict[str, Any]:
    """`{"error": {"code", "name", "message", "hint"}}`."""
    return {
        "error": {"code": error.code, "name": type(error).__name__, "message": visible(str(error))[:500], "hint": visible(error.hint)[:500]}
    }


def answer(request: Request, error: RawiError) -> Response:
    """The answer to a request that ended in an error: a page where a browser asks for one, else JSON."""
    status = status_of(error)
    headers = {"Retry-After": "60"} if status in (423, 429, 503) else {}
    if _wants_page(request) and isinstance(error, NotSignedIn):
        return _to_sign_in(request)
    if _wants_page(request):
        from rawi.web.templating import fault_page

        return fault_page(request, error, status, headers)
    return JSONResponse(as_json(error), status, headers)


def _to_sign_in(request: Request) -> Response:
    """To the form, and back to the page afterwards; a part of a page that htmx asks for makes the whole page go there."""
    where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    form = "/sign-in" if request.method not in ("GET", "HEAD") else f"/sign-in?{urlencode({'back': where})}"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(form, status_code=303)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def handle(app: FastAPI) -> None:
    """Makes every error of the application end in an answer of `answer`."""

    async def ours(request: Request, error: Exception) -> Response:
        return answer(request, error if isinstance(error, RawiError) else RawiError("a fault in Rawi itself"))

    async def invalid(request: Request, error: Exception) -> Response:
        faults = error.errors() if isinstance(error, RequestValidationError) else []
        said = "; ".join(f"{'.'.join(str(p) for p in f['loc'][1:])}: {f['msg']}" for f in faults[:5])
        return answer(request, BadRequest(said or "a request that cannot be read"))

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404:
            return answer(request, NoSuchPage("there is nothing here"))
        fault = BadRequest(str(getattr(error, "detail", "")) or "a request that cannot be answered")
        found = answer(request, fault)
        found.status_code = status
        for name, value in (getattr(error, "headers", None) or {}).items():
            found.headers[name] = value
        return found

    app.add_exception_handler(RawiError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, ours)
