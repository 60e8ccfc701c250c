"""The workbench as a running server."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from rawi.errors import CannotListen, NeedsAccounts
from rawi.web.app import application
from rawi.web.settings import Settings


def run(settings: Settings, ready: Callable[[str], object]) -> None:
    """Serves until interrupted; `ready` is told the address.

    Raises CannotListen, NotBuilt, NeedsAccounts, and what opening an archive raises.
    """
    if not settings.local:
        raise NeedsAccounts("serving others demands accounts")
    listening = listen(settings)
    try:
        host, port = listening.getsockname()[:2]
        app = application(settings)
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        config = uvicorn.Config(app, log_level="warning", server_header=False, date_header=True, access_log=False, timeout_keep_alive=30)
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()


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
