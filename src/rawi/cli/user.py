"""`rawi user`: accounts of a workbench that serves others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is
from rawi.errors import MissingExtra

if TYPE_CHECKING:
    from sqlalchemy import Connection

ARCHIVE = click.argument("archive", type=click.Path(path_type=Path))
ROLE = click.option(
    "--role", type=click.Choice(["reader", "reviewer", "admin"]),
    help="reader: looks; reviewer: decides and corrects; admin: manages accounts.",
)  # fmt: skip
PASSWORD = click.option(
    "--password-stdin", is_flag=True, help="Take the password from standard input (one line) instead of asking for it twice."
)
EPILOG = """\b
Examples:
  rawi user add my-archive layla --role admin
  rawi user add my-archive desk --role reviewer --password-stdin < secret.txt
  rawi user list my-archive
  rawi user shut my-archive layla
"""
ADD = """\b
Examples:
  rawi user add my-archive layla --role admin
  rawi user add my-archive desk --role reviewer --password-stdin < secret.txt
"""


@click.group(epilog=EPILOG)
def user() -> None:
    """Accounts of a workbench that serves others (`rawi serve --host`)."""


@contextmanager
def _changing(archive: Path, store: str | None) -> Iterator[Connection]:
    from rawi.archive.databases import location_of
    from rawi.archive.opening import open_store
    from rawi.archive.store import Store

    try:
        import argon2  # noqa: F401
    except ImportError:
        raise MissingExtra("accounts need argon2-cffi", hint="Install it: pip install 'rawi[serve]'.") from None
    open_store(archive, store).close()
    with Store(location_of(archive, store)) as opened, opened.connection() as connection:
        yield connection


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    told: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return told


@user.command(epilog=ADD)
@ARCHIVE
@click.argument("name")
@ROLE
@PASSWORD
@where_the_store_is
def add(archive: Path, name: str, role: str | None, password_stdin: bool, store: str | None) -> None:
    """Make the account NAME; a reader unless --role says otherwise."""
    secret = _password(password_stdin)
    with _changing(archive, store) as connection:
        from rawi.web import accounts

        accounts.add(connection, name, secret, role or "reader", datetime.now(UTC))
    click.echo(f"{name}: {role or 'reader'}", err=True)


@user.command("list", epilog="\b\nExamples:\n  rawi user list my-archive\n")
@ARCHIVE
@where_the_store_is
def all_users(archive: Path, store: str | None) -> None:
    """All accounts, their roles, and when they were last seen."""
    with _changing(archive, store) as connection:
        from rawi.web import accounts

        rows = accounts.listed(connection)
    cells = [(r["name"], r["role"], r["created_at"], r["seen_at"] or "", "shut out" if r["disabled_at"] else "") for r in rows]
    if cells:
        click.echo(table(("name", "role", "made", "last seen", ""), cells))


@user.command(epilog="\b\nExamples:\n  rawi user password my-archive layla\n")
@ARCHIVE
@click.argument("name")
@PASSWORD
@where_the_store_is
def password(archive: Path, name: str, password_stdin: bool, store: str | None) -> None:
    """Give NAME a new password; everybody signed in by that account is out."""
    secret = _password(password_stdin)
    with _changing(archive, store) as connection:
        from rawi.web import accounts

        accounts.set_password(connection, name, secret)


@user.command("role", epilog="\b\nExamples:\n  rawi user role my-archive desk reviewer\n")
@ARCHIVE
@click.argument("name")
@click.argument("role", type=click.Choice(["reader", "reviewer", "admin"]))
@where_the_store_is
def change_role(archive: Path, name: str, role: str, store: str | None) -> None:
    """Give NAME another role."""
    with _changing(archive, store) as connection:
        from rawi.web import accounts

        accounts.change(connection, name, datetime.now(UTC), role=role)


@user.command(epilog="\b\nExamples:\n  rawi user shut my-archive layla\n  rawi user shut my-archive layla --undo\n")
@ARCHIVE
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let the account in again.")
@where_the_store_is
def shut(archive: Path, name: str, undo: bool, store: str | None) -> None:
    """Shut NAME out: nobody can sign in by that account, and whoever is, is out. What it decided stays."""
    with _changing(archive, store) as connection:
        from rawi.web import accounts

        accounts.change(connection, name, datetime.now(UTC), disabled=not undo)
