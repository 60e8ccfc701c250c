"""Signing in and out, one's own password and tokens, and the accounts of others (admin). Only where others are served."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from rawi.errors import BadRequest, NoSuchPage, NotSignedIn
from rawi.web import accounts
from rawi.web.archive import Archive, TheArchive
from rawi.web.pages.home import own_path
from rawi.web.people import ROLES, SESSION, Reader, require
from rawi.web.signing import Limits, address_of, keep, now, signed_in
from rawi.web.templating import page

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=2000)]
MANAGES = [Depends(require("admin"))]


def _served(archive: Archive) -> None:
    """Raises NoSuchPage where nobody needs to sign in."""
    if archive.settings.local:
        raise NoSuchPage("nobody signs in to a workbench of this machine only")


@router.get("/sign-in")
def sign_in_form(request: Request, archive: TheArchive, back: str = "/") -> Response:
    """The form."""
    _served(archive)
    return page(request, "sign-in.html", back=own_path(back), wrong=False)


@router.post("/sign-in")
def sign_in(request: Request, archive: TheArchive, name: Field, password: Field, back: Field = "/") -> Response:
    """Signs in and goes back; after five failures from one address or to one account within a minute E705."""
    _served(archive)
    limits: Limits = request.app.state.limits
    limits.check_attempts(address_of(request), name)
    with archive.keeping.connection() as connection:
        right = accounts.right_password(connection, name, password)
        secret = accounts.begin(connection, name, now()) if right else None
    if secret is None:
        limits.failed(address_of(request), name)
        return page(request, "sign-in.html", 401, back=own_path(back), wrong=True)
    answer = RedirectResponse(own_path(back), status_code=303)
    keep(request, answer, secret)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, archive: TheArchive) -> Response:
    """Ends the session."""
    _served(archive)
    signed = signed_in(request)
    if signed is not None:
        with archive.keeping.connection() as connection:
            accounts.end(connection, signed.number, signed.person.name)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(SESSION)
    return answer


@router.get("/account")
def own_account(request: Request, archive: TheArchive, person: Reader) -> Response:
    """One's own account."""
    return _account(request, archive, person.name)


def _account(request: Request, archive: Archive, name: str, *, secret: str | None = None, wrong: bool = False) -> Response:
    _served(archive)
    with archive.store.connection() as connection:
        tokens = accounts.tokens(connection, name)
    return page(request, "account.html", 422 if wrong else 200, tokens=tokens, secret=secret, wrong=wrong, least=accounts.LEAST)


@router.post("/account/password")
def change_password(request: Request, archive: TheArchive, person: Reader, old: Field, new: Field) -> Response:
    """A new password; everybody signed in by the old one is out, and this browser is in again."""
    _served(archive)
    limits: Limits = request.app.state.limits
    limits.check_attempts(address_of(request), person.name)
    with archive.keeping.connection() as connection:
        right = accounts.right_password(connection, person.name, old)
        if right:
            accounts.set_password(connection, person.name, new)
            secret = accounts.begin(connection, person.name, now())
    if not right:
        limits.failed(address_of(request), person.name)
        return _account(request, archive, person.name, wrong=True)
    answer = RedirectResponse("/account", status_code=303)
    keep(request, answer, secret)
    return answer


@router.post("/account/tokens")
def make_token(request: Request, archive: TheArchive, person: Reader, label: Annotated[str, Form(max_length=100)]) -> Response:
    """A token for a program; shown this once."""
    _served(archive)
    if signed_by_token(request):
        raise NotSignedIn("a token makes no tokens")
    with archive.keeping.connection() as connection:
        if len(accounts.tokens(connection, person.name)) >= 20:
            raise BadRequest("twenty tokens are enough", hint="End one that is not used.")
        secret = accounts.begin(connection, person.name, now(), kind="token", label=label.strip() or None)
    return _account(request, archive, person.name, secret=secret)


def signed_by_token(request: Request) -> bool:
    """Whether a program asks, not somebody who signed in."""
    return "authorization" in request.headers


@router.post("/account/tokens/{number}/end")
def end_token(archive: TheArchive, person: Reader, number: int) -> Response:
    """Ends a token of one's own."""
    _served(archive)
    with archive.keeping.connection() as connection:
        accounts.end(connection, number, person.name)
    return RedirectResponse("/account", status_code=303)


@router.get("/users", dependencies=MANAGES)
def users(request: Request, archive: TheArchive) -> Response:
    """All accounts."""
    _served(archive)
    with archive.store.connection() as connection:
        found = accounts.listed(connection)
    return page(request, "users.html", users=found, roles=ROLES, least=accounts.LEAST)


@router.post("/users", dependencies=MANAGES)
def add_user(archive: TheArchive, name: Field, password: Field, role: Field) -> Response:
    """Makes an account."""
    _served(archive)
    with archive.keeping.connection() as connection:
        accounts.add(connection, name.strip(), password, role, now())
    return RedirectResponse("/users", status_code=303)


@router.post("/users/change", dependencies=MANAGES)
def change_user(
    archive: TheArchive, name: Field, role: Annotated[str | None, Form()] = None, shut: Annotated[bool | None, Form()] = None
) -> Response:
    """Another role, or shut out, or let in again."""
    _served(archive)
    with archive.keeping.connection() as connection:
        accounts.change(connection, name, now(), role=role, disabled=shut)
    return RedirectResponse("/users", status_code=303)
