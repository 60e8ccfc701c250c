"""`rawi query`: many searches at once, each a row of a table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.exports import KINDS
from rawi.cli.options import where_the_store_is
from rawi.cli.progress import Line
from rawi.errors import BadQuery, UnreadableInput, UnwritableOutput
from rawi.exporting.safety import cell, isolated

if TYPE_CHECKING:
    from rawi.archive.batches import Row
    from rawi.archive.store import Store
    from rawi.lexicon import Lexicon

SOME_FAULTY = 3
LARGEST = 50_000_000
"""Bytes of a table of searches."""
MANIFEST = "manifest.json"
SUFFIXES = {"jsonl": "jsonl", "csv": "csv", "acled": "csv", "ucdp": "csv", "ftm": "csv", "geojson": "geojson", "geojsonseq": "geojsonl",
            "plover": "jsonl", "annotations": "jsonld", "prov": "json", "parquet": "parquet"}  # fmt: skip
EPILOG = """\b
Exit codes: 0 every row was searched; 3 some rows are faulty, each named with line and column, and the others were searched.

\b
Examples:
  rawi query my-archive --batch terms.csv
  rawi query my-archive --batch terms.csv -o results --claims jsonl
  rawi query my-archive --batch terms.csv --format json
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--batch", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A CSV whose rows are searches.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="How to print the counts.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Write the claims of each row there.")
@click.option("--claims", "kind", type=click.Choice(("jsonl", *KINDS)), default="csv", show_default=True, help="In which format.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def query(archive: Path, batch: Path, form: str, output: Path | None, kind: str, store: str | None, lexicon: Path | None) -> None:
    """Run every row of a table as one search of ARCHIVE and count what is found.

    The columns are named as the filters of `rawi search`: words, type, status, from, to, published_from, published_to, country, place, box,
  XX. Several types, statuses or kinds stand in one cell with | between.
    """
    from rawi.archive.batches import rows
    from rawi.archive.opening import open_store
    from rawi.cli.exports import checked
    from rawi.lexicon import load

    if kind != "jsonl":
        checked(kind, dict.fromkeys(("hxl", "excel", "everything", "separator", "text"), False))
    raw = _read(batch)
    searches = list(rows(raw))
    folder = _made(output)
    known = load(lexicon)
    progress, results = Line(shown=True), []
    with open_store(archive, store) as opened:
        for number, row in enumerate(searches, 1):
            results.append(_searched(opened, row, known, folder, kind))
            progress.share(number, len(searches), "searches")
    progress.clear()
    if folder is not None:
        about = {"table": batch.name, "table_sha256": hashlib.sha256(raw).hexdigest(), "format": kind}
        versions = _versions(known)
        _write(folder / MANIFEST, json.dumps({**about, **versions, "searches": results}, ensure_ascii=False, indent=2).encode() + b"\n")
    _print(form, results)
    faulty = sum(1 for result in results if result["faults"])
    click.echo(f"{len(results) - faulty} searches, {faulty} faulty rows", err=True)
    raise SystemExit(SOME_FAULTY if faulty else 0)


def _versions(lexicon: Lexicon) -> dict[str, str]:
    from rawi.version import __version__

    return {"rawi_version": __version__, "lexicon_version": lexicon.version}


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), where=str(path)) from None
    if len(raw) > LARGEST:
        raise BadQuery(f"a table of more than {LARGEST:,} bytes", hint="Split it.")
    return raw


def _made(folder: Path | None) -> Path | None:
    """The folder to write to, made where there is none; one with a manifest of an earlier run is written over."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = any(folder.iterdir()) and not (folder / MANIFEST).exists()
    except OSError as error:
        raise UnwritableOutput(error.strerror or str(error), where=str(folder)) from None
    if others:
        raise UnwritableOutput("this folder holds other files", where=str(folder), hint="Give a new or empty folder.")
    return folder


def _searched(store: Store, row: Row, lexicon: Lexicon, folder: Path | None, kind: str) -> dict[str, Any]:
    from rawi.archive.searching import count

    result: dict[str, Any] = {"line": row.line, "name": row.name, "search": row.given, "claims": None, "file": None, "faults": []}
    faults = [str(fault) for fault in row.faults]
    if row.query is not None:
        try:
            with store.connection() as connection:
                result["claims"] = count(connection, row.query, lexicon)
                if folder is not None:
                    result |= _written(connection, row, lexicon, folder, kind)
        except BadQuery as error:
            faults.append(f"line {row.line}{', column words' if row.query.words else ''}: {error.message}")
    for fault in faults:
        click.echo(f"faulty  {isolated(fault)}", err=True)
    return {**result, "faults": faults}


def _written(connection: Any, row: Row, lexicon: Lexicon, folder: Path, kind: str) -> dict[str, Any]:
    """The claims of a row in a file of their own: «0003-name.csv» for the row of line 3."""
    from rawi.archive.searching import matched
    from rawi.exporting.formats import Options
    from rawi.exporting.selected import items_of
    from rawi.exporting.writing import write_claims
    from rawi.model.writing import line

    assert row.query is not None
    label = re.sub(r"[^\w]+", "-", row.name).strip("-")[:60]
    path = folder / f"{row.line:04d}-{label}.{SUFFIXES[kind]}"
    found = matched(connection, row.query, lexicon)
    try:
        with path.open("wb") as out:
            if kind == "jsonl":
                for one in found:
                    out.write(line(one.reading).encode("utf-8", "replace") + b"\n")
            else:
                write_claims(kind, items_of(found), out, Options())
        with path.open("rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnwritableOutput(error.strerror or str(error), where=str(path)) from None
    return {"file": path.name, "sha256": sha}


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UnwritableOutput(error.strerror or str(error), where=str(path)) from None


def _print(form: str, results: list[dict[str, Any]]) -> None:
    if form == "json":
        click.echo(json.dumps(results, ensure_ascii=False, indent=2))
        return
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("line", "name", "claims", "fault", "file"))
    for r in results:
        claims = "" if r["claims"] is None else r["claims"]
        writer.writerow([r["line"], cell(r["name"]), claims, cell("; ".join(r["faults"])), cell(r["file"] or "")])
    click.echo(out.getvalue(), nl=False)
