"""The application: pages and API over one archive, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from rawi.errors import NotBuilt
from rawi.version import __version__
from rawi.web.archive import Archive
from rawi.web.faults import handle
from rawi.web.guarding import Guard
from rawi.web.people import require
from rawi.web.settings import Settings
from rawi.web.signing import Limits
from rawi.web.templating import STATIC

PUBLIC = ("home", "accounts")
"""Modules of `rawi.web.pages`, each with a `router`, of which some can be seen before signing in; they guard the others themselves."""
PAGES: tuple[str, ...] = ("api", "article", "incidents", "search", "dashboard", "review", "map", "control", "whereabouts")
"""Those for people who may read."""


def application(settings: Settings) -> FastAPI:
    """The workbench over `settings.archive`; raises what opening an archive raises, and NotBuilt."""
    if not (STATIC / "main.js").exists():
        raise NotBuilt("the workbench's scripts and styles are not there")
    archive = Archive(settings)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        yield
        archive.close()

    app = FastAPI(
        title="Rawi", version=__version__, lifespan=living, docs_url=None, redoc_url=None, openapi_url=None,
        description="Who did what to whom, where, when, and on whose word: an archive of Arabic news.",
    )  # fmt: skip
    app.state.archive = archive
    app.state.limits = Limits()
    for name in PUBLIC:
        app.include_router(import_module(f"rawi.web.pages.{name}").router)
    for name in PAGES:
        app.include_router(import_module(f"rawi.web.pages.{name}").router, dependencies=[Depends(require("reader"))])
    app.mount("/static", Kept(directory=STATIC), name="static")
    handle(app)
    app.add_middleware(Guard, settings=settings)
    return app


class Kept(StaticFiles):
    """Built files: their addresses hold their hashes, so browsers may keep them."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200):  # type: ignore[no-untyped-def]
        """As the base class, with leave to keep it for a year where the address says which version it is."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if scope["query_string"] else "no-cache"
        return response
