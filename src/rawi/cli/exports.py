"""The export formats on the command line: their options, and readings written out in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING

import click

from rawi.cli.options import Command
from rawi.model import Reading

if TYPE_CHECKING:
    from rawi.exporting.formats import Count, Options

TAGGED = ("csv", "acled", "ucdp")
TABLES = (*TAGGED, "ftm")
CHOOSY = ("acled", "ucdp", "geojson", "geojsonseq", "plover", "ftm", "warc", "wacz")
"""The formats that leave claims out."""
KINDS = {
    "csv": "rows", "acled": "rows", "ucdp": "rows", "geojson": "features", "geojsonseq": "features", "plover": "records",
    "annotations": "annotations", "prov": "objects", "ftm": "statements", "parquet": "rows",
}  # fmt: skip
"""Every export format and what its units are called."""
PACKED = {"warc": "captures", "wacz": "captures"}
"""The formats of `rawi export` that hold the raw bytes, and what their units are called."""
_FLAGS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "--hxl": ("hxl", TAGGED, "A second row of HXL tags behind the header."),
    "--excel": ("excel", TABLES, "For Excel: UTF-8 with a byte order mark, lines ended by CRLF."),
    "--all": ("everything", CHOOSY, "Also the claims that the format has no code for, or every capture."),
    "--record-separator": ("separator", ("geojsonseq",), "Put RFC 8142's record separator before every feature."),
    "--full-text": ("text", ("plover",), "With the article's full text: only if you hold the rights."),
}


def how_to_export(command: Command) -> Command:
    """--hxl, --excel, --all, --record-separator and --full-text."""
    for flag, (name, formats, text) in reversed(_FLAGS.items()):
        command = click.option(flag, name, is_flag=True, help=f"{text} With: {', '.join(formats)}.")(command)
    return command


def checked(form: str, asked: Mapping[str, bool]) -> Options:
    """What was asked for, by the names in _FLAGS; raises click.UsageError for a flag that the format does not know, MissingExtra."""
    from rawi.exporting.formats import Options

    for flag, (name, formats, _) in _FLAGS.items():
        if asked[name] and form not in formats:
            raise click.UsageError(f"{flag} goes with --format {', '.join(formats)}, not with {form}")
    if form == "parquet" or form in PACKED:
        from rawi.exporting.selected import check_available

        check_available(form)
    return Options(**asked)


def write(form: str, readings: Iterator[Reading], out: IO[bytes], options: Options) -> Count:
    """Writes every claim to `out`, one document at a time, and says how many rows there were."""
    from rawi.exporting.source import UNKNOWN
    from rawi.exporting.writing import write_claims

    return write_claims(form, ((reading, UNKNOWN) for reading in readings), out, options)


def told(form: str, count: Count, one: str | None = None) -> str:
    """One line on what was written and what was left out; `one`: what a row is, where it may be a claim or an incident."""
    units = PACKED.get(form)
    kinds = units or ("incidents" if one == "incident" else "claims")
    left = f", {count.left_out} {kinds} left out (--all keeps them)" if count.left_out else ""
    what = f", one {one} a row" if one == "incident" else ""
    return f"{count.rows} {units or KINDS[form]} written{what}{left}"
