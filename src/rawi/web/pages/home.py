"""The first page, and what holds for all of them: preferences and health."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from rawi.web.languages import COOKIES
from rawi.web.people import require
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
_YEAR = 365 * 24 * 3600


@router.get("/", dependencies=[Depends(require("reader"))])
def home(request: Request) -> Response:
    """Where to begin."""
    return page(request, "home.html")


@router.get("/health")
def health() -> dict[str, str]:
    """Answers while the workbench runs."""
    return {"status": "ok"}


@router.post("/preferences")
def preferences(
    request: Request,
    language: Annotated[str | None, Form()] = None,
    months: Annotated[str | None, Form()] = None,
    digits: Annotated[str | None, Form()] = None,
    theme: Annotated[str | None, Form()] = None,
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Keeps what is given in cookies and goes back to a page of ours."""
    answer = RedirectResponse(own_path(back), status_code=303)
    for name, value in (("language", language), ("months", months), ("digits", digits), ("theme", theme)):
        if value in COOKIES[name]:
            secure = request.url.scheme == "https"
            answer.set_cookie(f"rawi_{name}", str(value), max_age=_YEAR, httponly=True, samesite="strict", secure=secure)
    return answer


def own_path(address: str) -> str:
    """`address` where it is a path on this workbench, else the first page: nobody is sent elsewhere.

    Browsers read «//host», «/\\host» and addresses with control characters as other sites.
    """
    fine = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable() and address.isascii()
    return address if fine else "/"
