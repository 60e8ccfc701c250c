"""Who asks, and what a role may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from rawi.errors import NotPermitted, NotSignedIn

ROLES = ("reader", "reviewer", "admin")
"""Each may do what those before it may: read; decide and correct; manage accounts."""
SESSION = "rawi_session"
"""The cookie of who is signed in."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the workbench: the name that decisions bear, and one of ROLES."""

    name: str
    role: str

    def may(self, role: str) -> bool:
        """Whether this person may do what that role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


def person_of(request: Request) -> Person | None:
    """Who asks; on a workbench for this machine only, whoever started it. None: nobody signed in. Asked of the store once a request."""
    archive = request.app.state.archive
    settings = archive.settings
    if settings.local:
        return Person(settings.person, "reader" if settings.read_only else "admin")
    if not hasattr(request.state, "person"):
        from rawi.web.signing import signed_in

        signed = signed_in(request)
        request.state.person = signed.person if signed else None
    found: Person | None = request.state.person
    if found is not None and settings.read_only:
        return Person(found.name, "reader")
    return found


def require(role: str) -> Callable[[Request], Person]:
    """A dependency that gives the person who asks; raises NotSignedIn, NotPermitted."""

    def needed(request: Request) -> Person:
        person = person_of(request)
        if person is None:
            raise NotSignedIn("nobody is signed in")
        if not person.may(role):
            raise NotPermitted(f"this is for the role {role!r}")
        return person

    return needed


Reader = Annotated[Person, Depends(require("reader"))]
Reviewer = Annotated[Person, Depends(require("reviewer"))]
Admin = Annotated[Person, Depends(require("admin"))]
