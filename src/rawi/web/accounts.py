"""Accounts: people with a role and a password, who is signed in, and which programs may ask.

Passwords are kept as Argon2id hashes with the parameters that argon2-cffi advises (RFC 9106). A session or token is a random secret of
256 bits; the store holds only its SHA-256.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from rawi.archive.lines import stamp
from rawi.errors import BadRequest, NotSignedIn, UnknownName
from rawi.web import tables as t
from rawi.web.people import ROLES, Person

LEAST, MOST = 12, 1000
"""Characters of a password; more than MOST would only cost time."""
IDLE = timedelta(hours=12)
"""A session ends when nothing has been asked for so long."""
LONGEST = timedelta(days=7)
TOKEN_LASTS = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=5)
"""`seen_at` is written no more often than this."""
_NAME = re.compile(r"[\w][\w .@-]{0,63}")
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody's password")


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody signed in: the session's number and who it is; `stale`: `seen_at` should be written again."""

    number: int
    person: Person
    stale: bool


def exist(connection: Connection) -> bool:
    """Whether anybody may sign in."""
    u = t.users.c
    return connection.execute(select(func.count()).select_from(t.users).where(u.disabled_at.is_(None))).scalar_one() > 0


def add(connection: Connection, name: str, password: str, role: str, at: datetime) -> None:
    """Makes an account; raises BadRequest for a name, password or role that will not do, or a name that is taken."""
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise BadRequest(f"{name[:80]!r} is no name for an account", hint="1 to 64 letters, digits, spaces and . @ - _")
    _check(password, name)
    _known(role)
    if connection.execute(select(t.users.c.name).where(func.lower(t.users.c.name) == name.lower())).first():
        raise BadRequest(f"there is a {name!r} already", hint="Take another name, or give that account a new password.")
    row = {"name": name, "hash": _HASHER.hash(password), "role": role, "created_at": stamp(at), "disabled_at": None}
    connection.execute(insert(t.users).values(row))


def _check(password: str, name: str) -> None:
    if not LEAST <= len(password) <= MOST or len(set(password)) < 5 or name.lower() in (password.lower(), password.lower()[::-1]):
        hint = f"Take {LEAST} to {MOST} characters, not the name, not one letter again and again."
        raise BadRequest("this password will not do", hint=hint)


def _known(role: str) -> None:
    if role not in ROLES:
        raise BadRequest(f"{role[:40]!r} is no role", hint=f"One of {', '.join(ROLES)}.")


def listed(connection: Connection) -> list[dict[str, Any]]:
    """All accounts by name, without their hashes, with the time they were last seen."""
    u, s = t.users.c, t.sessions.c
    seen = select(func.max(s.seen_at)).where(s.name == u.name).scalar_subquery().label("seen_at")
    asked = select(u.name, u.role, u.created_at, u.disabled_at, seen).order_by(u.name)
    return [dict(row) for row in connection.execute(asked).mappings()]


def change(connection: Connection, name: str, at: datetime, *, role: str | None = None, disabled: bool | None = None) -> None:
    """Gives another role, or shuts out or lets in again; all sessions of that account end. The last admin stays. Raises BadRequest."""
    u = t.users.c
    row = connection.execute(select(u.role, u.disabled_at).where(u.name == name)).first()
    if row is None:
        raise UnknownName(f"no account {name[:80]!r}")
    new_role = role or row.role
    _known(new_role)
    shut = row.disabled_at if disabled is None else (stamp(at) if disabled else None)
    connection.execute(update(t.users).where(u.name == name).values(role=new_role, disabled_at=shut))
    admins = select(func.count()).select_from(t.users).where(u.role == "admin", u.disabled_at.is_(None))
    if connection.execute(admins).scalar_one() == 0:
        raise BadRequest("somebody must be admin", hint="Make another admin first.")
    connection.execute(delete(t.sessions).where(t.sessions.c.name == name))


def set_password(connection: Connection, name: str, password: str) -> None:
    """A new password; all sessions and tokens of that account end. Raises BadRequest, UnknownName."""
    _check(password, name)
    done = connection.execute(update(t.users).where(t.users.c.name == name).values(hash=_HASHER.hash(password)))
    if done.rowcount != 1:
        raise UnknownName(f"no account {name[:80]!r}")
    connection.execute(delete(t.sessions).where(t.sessions.c.name == name))


def right_password(connection: Connection, name: str, password: str) -> bool:
    """Whether it is; takes as long for a name that nobody has, so that names cannot be found out."""
    u = t.users.c
    row = connection.execute(select(u.hash).where(u.name == name, u.disabled_at.is_(None))).first()
    try:
        return _HASHER.verify(row.hash if row else _NOBODY, password[:MOST]) and row is not None
    except (VerificationError, InvalidHashError):
        return False


def begin(connection: Connection, name: str, at: datetime, *, kind: str = "session", label: str | None = None) -> str:
    """A new session or token: gives the secret, which is not kept. What is long over is removed."""
    secret = secrets.token_urlsafe(32)
    connection.execute(delete(t.sessions).where(t.sessions.c.expires_at < stamp(at)))
    lasts = LONGEST if kind == "session" else TOKEN_LASTS
    row = {"token_hash": _hashed(secret), "name": name, "kind": kind, "label": label, "created_at": stamp(at), "seen_at": stamp(at),
           "expires_at": stamp(at + lasts)}  # fmt: skip
    connection.execute(insert(t.sessions).values(row))
    return secret


def whose(connection: Connection, secret: str, kind: str, at: datetime) -> Signed | None:
    """Whose session or token it is; None for none, one that is over, or an account that is shut out."""
    s, u = t.sessions.c, t.users.c
    joined = t.sessions.join(t.users, s.name == u.name)
    asked = select(s.session_id, s.seen_at, s.expires_at, u.name, u.role).select_from(joined)
    row = connection.execute(asked.where(s.token_hash == _hashed(secret), s.kind == kind, u.disabled_at.is_(None))).first()
    if row is None or row.expires_at <= stamp(at) or (kind == "session" and row.seen_at <= stamp(at - IDLE)):
        return None
    return Signed(row.session_id, Person(row.name, row.role), row.seen_at <= stamp(at - SEEN_EVERY))


def seen(connection: Connection, number: int, at: datetime) -> None:
    """Notes that a session or token was used."""
    connection.execute(update(t.sessions).where(t.sessions.c.session_id == number).values(seen_at=stamp(at)))


def end(connection: Connection, number: int, name: str) -> None:
    """Ends a session or token of that person; raises NotSignedIn where it is nobody's or another's."""
    s = t.sessions.c
    if connection.execute(delete(t.sessions).where(s.session_id == number, s.name == name)).rowcount != 1:
        raise NotSignedIn("no such session")


def tokens(connection: Connection, name: str) -> list[dict[str, Any]]:
    """The tokens of that person: number, label, when made, used, and until when."""
    s = t.sessions.c
    asked = select(s.session_id, s.label, s.created_at, s.seen_at, s.expires_at).where(s.name == name, s.kind == "token")
    return [dict(row) for row in connection.execute(asked.order_by(s.session_id)).mappings()]


def _hashed(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
