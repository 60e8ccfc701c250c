"""The workbench as a running server."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from rawi.archive.opening import open_store
from rawi.errors import CannotListen, NeedsAccounts
from rawi.web import accounts
from rawi.web.app import application
from rawi.web.settings import Settings


def run(settings: Settings, ready: Callable[[str], object]) -> None:
    """Serves until interrupted; `ready` is told the address.

    Raises CannotListen, NotBuilt, NeedsAccounts, and what opening an archive raises.
    """
    check(settings)
    listening = listen(settings)
    try:
        host, port = listening.getsockname()[:2]
        app = application(settings)
        ready(f"{'https' if settings.certificate else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/")
        config = uvicorn.Config(
            app, log_level="warning", server_header=False, access_log=False, timeout_keep_alive=30, proxy_headers=False,
            ssl_certfile=settings.certificate, ssl_keyfile=settings.key,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


def check(settings: Settings) -> None:
    """Raises NeedsAccounts where others are to be served and nobody could sign in, and what opening an archive raises."""
    if settings.local:
        return
    with open_store(settings.archive, settings.store) as store, store.connection() as connection:
        if not accounts.exist(connection):
            raise NeedsAccounts("serving others demands accounts, and there is none")


def listen(settings: Settings) -> socket.socket:
    """The socket to listen at; raises CannotListen where the port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except OSError as error:
        made.close()
        raise CannotListen(f"cannot listen at {settings.host}:{settings.port}: {error.strerror}") from None
    return made
