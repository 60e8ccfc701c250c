"""Every export format by name, and how its records become a stream of text: one document at a time, nothing kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rawi.exporting import acled, ftm, geojson, plover, prov, tables, ucdp
from rawi.exporting import annotations as web
from rawi.exporting.safety import cell
from rawi.exporting.source import Origin
from rawi.model import Reading

BOM = "\ufeff"
Item = tuple[Reading, Origin]


@dataclass(frozen=True, slots=True)
class Options:
    """What may be asked of a format.

    `hxl`: a second row of HXL tags (csv, acled, ucdp). `excel`: a byte order mark and CRLF (tables). `everything`: also the claims that the
    format has no code for. `separator`: RFC 8142's record separator (geojsonseq). `text`: the article's full text (plover), only for who
    holds the rights.
    """

    hxl: bool = False
    excel: bool = False
    everything: bool = False
    separator: bool = False
    text: bool = False


@dataclass(slots=True)
class Count:
    """How many rows (or features, records, statements) were written, and how many claims were left out."""

    rows: int = 0
    left_out: int = 0


Records = Callable[[Reading, Origin, Options], Iterator[Mapping[str, Any] | None]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `records` yields None for a claim that is left out; a table has `columns`, and `hxl` where HXL tags make sense."""

    records: Records
    columns: tuple[str, ...] = ()
    hxl: Mapping[str, str] | None = None


def _plover(reading: Reading, source: Origin, options: Options) -> Iterator[Mapping[str, Any] | None]:
    return plover.records(reading, source, everything=options.everything, text=options.text)


def _features(reading: Reading, source: Origin, options: Options) -> Iterator[Mapping[str, Any] | None]:
    return geojson.features(reading, source, everything=options.everything)


FORMATS: dict[str, Format] = {
    "csv": Format(lambda reading, _, __: tables.records(reading), tables.COLUMNS, tables.HXL),
    "acled": Format(lambda r, s, o: acled.records(r, s, everything=o.everything), acled.COLUMNS, acled.HXL),
    "ucdp": Format(lambda r, s, o: ucdp.records(r, s, everything=o.everything), ucdp.COLUMNS, ucdp.HXL),
    "geojson": Format(_features),
    "geojsonseq": Format(_features),
    "plover": Format(_plover),
    "annotations": Format(lambda r, s, _: web.records(r, s)),
    "prov": Format(lambda r, s, _: prov.records(r, s)),
    "ftm": Format(lambda r, s, o: ftm.records(r, s, everything=o.everything), ftm.COLUMNS),
}
"""The formats that are text; Parquet is bytes and stands in `rawi.exporting.parquet`."""


def _kept(form: Format, items: Iterable[Item], options: Options, count: Count) -> Iterator[Mapping[str, Any]]:
    """The records of every document in turn, counted."""
    for reading, source in items:
        for record in form.records(reading, source, options):
            if record is None:
                count.left_out += 1
            else:
                count.rows += 1
                yield record


def _line(cells: Iterable[str], ending: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=ending).writerow(cells)
    return out.getvalue()


def table(
    columns: tuple[str, ...], hxl: Mapping[str, str] | None, records: Iterable[Mapping[str, Any]], options: Options
) -> Iterator[str]:  # fmt: skip
    """Records as lines of CSV, one at a time, under the header and where asked for the HXL tags."""
    ending = "\r\n" if options.excel else "\n"
    yield (BOM if options.excel else "") + _line(columns, ending)
    if options.hxl and hxl is not None:
        yield _line((hxl.get(name, "") for name in columns), ending)
    for record in records:
        # FollowTheMoney's values were made safe before they were hashed; a second time would add nothing but an apostrophe.
        yield _line((str(record[n]) if columns == ftm.COLUMNS and n == "value" else cell(record[n]) for n in columns), ending)


def compact(value: object) -> str:
    """JSON on one line; NUL and other control characters are escaped, Arabic is not."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def export(name: str, items: Iterable[Item], options: Options, count: Count) -> Iterator[str]:
    """The pieces of text of the export `name` (a key of FORMATS), in order; `count` is right once all are taken.

    The same items and options give the same text. `items` is taken one at a time and each is let go before the next.
    """
    form = FORMATS[name]
    if form.columns:
        yield from table(form.columns, form.hxl, _kept(form, items, options, count), options)
    elif name == "geojson":
        yield geojson.OPENING
        for n, record in enumerate(_kept(form, items, options, count)):
            yield (",\n" if n else "\n") + compact(record)
        yield "\n" + geojson.CLOSING + "\n"
    else:
        start = geojson.RECORD_SEPARATOR if options.separator and name == "geojsonseq" else ""
        for record in _kept(form, items, options, count):
            yield f"{start}{compact(record)}\n"
