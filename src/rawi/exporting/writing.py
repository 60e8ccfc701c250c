"""Readings written to a stream of bytes in any format that has rows, features or records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from rawi.exporting import parquet
from rawi.exporting.formats import Count, Item, Options, export


def write_claims(form: str, items: Iterable[Item], out: IO[bytes], options: Options) -> Count:
    """Writes every claim of the readings, one document in memory at a time; says how many rows there were and how many were left out.

    `form`: a key of `formats.FORMATS`, or parquet. Raises MissingExtra.
    """
    count = Count()
    if form == "parquet":
        count.rows = parquet.write(items, out)
    else:
        for piece in export(form, items, options, count):
            out.write(piece.encode("utf-8", "replace"))
    out.flush()
    return count
