"""What a search shows as a file, in every export format, streamed: the writer waits while the browser takes its time."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

from anyio import CancelScope
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from rawi.archive.searching import Query, conditions
from rawi.errors import BadRequest, RawiError
from rawi.exporting.formats import Options
from rawi.exporting.selected import ALL, PACKED, check_available, write_selected
from rawi.web.archive import Archive, TheArchive
from rawi.web.pages.search.asking import asked

router = APIRouter(include_in_schema=False)
CHUNK = 65_536
_CSV = "text/csv; charset=utf-8"
_JSON_LINES = "application/jsonl"


@dataclass(frozen=True, slots=True)
class Kind:
    """A format as a file: its media type, the end of its name, and the options that it knows besides `coded`."""

    media_type: str
    suffix: str
    options: tuple[str, ...] = ()


KINDS = {
    "csv": Kind(_CSV, "csv", ("hxl", "excel")), "acled": Kind(_CSV, "acled.csv", ("hxl", "excel")),
    "ucdp": Kind(_CSV, "ucdp.csv", ("hxl", "excel")), "geojson": Kind("application/geo+json", "geojson"),
    "geojsonseq": Kind("application/geo+json-seq", "geojsonl", ("separator",)), "plover": Kind(_JSON_LINES, "plover.jsonl"),
    "annotations": Kind(_JSON_LINES, "annotations.jsonl"), "prov": Kind(_JSON_LINES, "prov.jsonl"),
    "ftm": Kind(_CSV, "ftm.csv", ("excel",)), "parquet": Kind("application/vnd.apache.parquet", "parquet"),
    "warc": Kind("application/gzip", "warc.gz"), "wacz": Kind("application/zip", "wacz"),
}  # fmt: skip
FLAGS = ("hxl", "excel", "separator", "coded")
"""Parameters that are 1 or not there. `coded`: leave out what the format has no code for, which otherwise stands there without one."""


@router.get("/search/export")
def export(request: Request, archive: TheArchive) -> Response:
    """The whole result of a search in the format asked for."""
    params = request.query_params
    form = params.get("format") or ""
    if form not in KINDS:
        raise BadRequest(f"format: {form[:40]!r} is no format", hint=f"There are {', '.join(ALL)}.")
    wanted = asked(params.multi_items(), ignored=("format", "saved", *FLAGS))
    options = _options(request, form)
    check_available(form)
    lexicon = archive.lexicon
    with archive.store.connection() as connection:  # what cannot be searched is told before the file begins
        conditions(connection, wanted.query, lexicon)
    kind = KINDS[form]
    name = f"rawi{'-' + ''.join(c for c in wanted.query.as_of if c.isalnum()) if wanted.query.as_of else ''}.{kind.suffix}"
    return Download(
        streamed(partial(_write, archive, form, wanted.query, options)), media_type=kind.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


class Download(StreamingResponse):
    """Pieces of a generator, which is closed when the browser goes away, not whenever it is collected."""

    def __init__(self, pieces: Generator[bytes, None, None], **given: Any) -> None:
        super().__init__(pieces, **given)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, then closes the generator, which ends its writer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self._pieces.close)


def _options(request: Request, form: str) -> Options:
    asked_for = {}
    for flag in FLAGS:
        value = request.query_params.get(flag, "")
        if value not in ("", "1"):
            raise BadRequest(f"{flag}: {value[:40]!r} is not 1")
        asked_for[flag] = value == "1" and (flag == "coded" or flag in KINDS[form].options)
    whole = form not in PACKED and not asked_for.pop("coded")
    return Options(everything=whole, **{flag: asked_for[flag] for flag in FLAGS if flag != "coded"})


def _write(archive: Archive, form: str, query: Query, options: Options, out: IO[bytes]) -> None:
    with archive.store.connection() as connection:
        write_selected(form, archive.settings.archive, connection, query, archive.lexicon, out, options)


def streamed(write: partial[None]) -> Generator[bytes, None, None]:
    """What `write` writes to the stream that it is given, piece by piece as it is taken: it runs in a thread and waits at a pipe.

    An error of `write` is raised when the pieces before it are taken, so that the file is seen to be cut off; whoever stops taking ends it.
    """
    inlet, outlet = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(outlet, "wb", CHUNK) as out:
                write(out)
        except BrokenPipeError:
            logging.getLogger(__name__).info("an export was not taken to its end")
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, name="export", daemon=True)
    thread.start()
    try:
        while piece := os.read(inlet, CHUNK):
            yield piece
        thread.join()
    finally:
        os.close(inlet)
    if failed:
        raise failed[0] if isinstance(failed[0], RawiError) else RawiError("the export was cut off by a fault") from failed[0]
