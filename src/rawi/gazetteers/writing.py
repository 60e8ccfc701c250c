"""A gazetteer written whole or not at all: checked row by row into a temporary file, which takes its name only at the end."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from rawi.errors import EmptyInput, FaultyRows, TooLarge, UnwritableOutput
from rawi.exporting.safety import cell
from rawi.gazetteers.items import Fault, Found, Item
from rawi.lexicon.cells import cell_faults
from rawi.lexicon.files import MAX_FILE
from rawi.lexicon.folders import REJECTED
from rawi.lexicon.schema import COLUMNS, row_faults

MAX_ROWS = 1_000_000
"""Rows of one gazetteer; every one is kept in memory when the lexicon is used."""
_HEADER = COLUMNS["gazetteer"]
_LONGEST = 4_000
"""Characters of a rejected row that are kept."""


@dataclass(slots=True)
class Report:
    """What became of an import: the file, how many rows were written (and of them without an Arabic name), set aside, and left out why."""

    target: Path
    rejected: Path
    written: int = 0
    without_arabic: int = 0
    faults: int = 0
    replaced: bool = False
    kinds: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


def write(
    items: Iterable[Item],
    target: Path,
    taken: Mapping[str, str],
    *,
    keep_going: bool = False,
    on_fault: Callable[[Fault], None] | None = None,
) -> Report:
    """Writes the good rows of `items` to `target`; `taken` are ids of the user's other gazetteers and where they stand.

    Every fault goes to `on_fault`. With faults nothing is written and FaultyRows is raised, unless `keep_going`: then the bad rows go to
    «NAME.rejected.tsv» with their line and reason. Raises UnwritableOutput, TooLarge, and EmptyInput where there is not one place.
    """
    report = Report(target, target.with_name(target.name.removesuffix(".tsv") + REJECTED), replaced=target.exists())
    ids = dict(taken)
    with _temporary(target) as (good, keep), _temporary(report.rejected) as (bad, keep_bad):
        good.write("\t".join(_HEADER) + "\n")
        bad.write("line\treason\trow\n")
        for item in items:
            if isinstance(item, Found):
                faults = list(_checked(item, ids))
                if not faults:
                    _add(item, good, report)
                    if report.written > MAX_ROWS or (not report.written % 1_000 and good.tell() > MAX_FILE):
                        told = f"more than {MAX_ROWS:,} places, or {MAX_FILE:,} bytes of them"
                        raise TooLarge(told, hint="Import the list of one country, or a part of it.")
            elif isinstance(item, Fault):
                faults = [item]
            else:
                report.left[item.group] += 1
                continue
            for fault in faults:
                if on_fault is not None:
                    on_fault(fault)
            if faults:
                report.faults += 1
                bad.write(f"{faults[0].where}\t{'; '.join(cell(f.reason) for f in faults)}\t{cell(faults[0].raw[:_LONGEST])}\n")
        if report.faults and not keep_going:
            raise FaultyRows(f"{report.faults:,} faulty rows of {report.faults + report.written:,}; nothing was written", where=target.name)
        if not report.written:
            raise EmptyInput("no place in it that can be imported", hint="Check the format (--format) and the file.")
        keep()
        if report.faults:
            keep_bad()
    if not report.faults:
        with contextlib.suppress(OSError):  # an earlier import's rejects are no longer true
            report.rejected.unlink()
    return report


def _checked(item: Found, ids: dict[str, str]) -> Iterator[Fault]:
    """The faults of a row; its id is taken from here on."""
    row = item.row
    for reason in (*row_faults("gazetteer", row), *cell_faults("gazetteer", row)):
        yield Fault(item.where, reason, item.raw)
    if not row["country"]:
        yield Fault(item.where, "no country: give --country", item.raw)
    if row["id"] in ids:
        yield Fault(item.where, f"id {row['id']!r} stands already at {ids[row['id']]}", item.raw)
    else:
        ids[row["id"]] = f"line {item.where}" if item.where.isdigit() else item.where


def _add(item: Found, out: IO[str], report: Report) -> None:
    report.written += 1
    report.without_arabic += not item.row["arabic"]
    report.kinds[item.row["kind"]] += 1
    out.write("\t".join(map(item.row.__getitem__, _HEADER)) + "\n")


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[tuple[IO[str], Callable[[], None]]]:
    """A file beside `target` and what to call so that it takes its place when the block ends well; otherwise it is deleted."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise UnwritableOutput("a folder stands where the file should", where=str(target))
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}-", suffix=".part")
    except (OSError, ValueError) as error:
        raise UnwritableOutput(getattr(error, "strerror", None) or str(error), where=str(target)) from None
    kept: list[bool] = []
    try:
        with open(number, "w", encoding="utf-8", newline="\n", errors="backslashreplace") as out:  # noqa: PTH123 - a descriptor, no path
            yield out, lambda: kept.append(True)
            if kept:
                out.flush()
                os.fsync(out.fileno())
        if kept:
            Path(name).chmod(0o644)
            Path(name).replace(target)
    except OSError as error:
        raise UnwritableOutput(error.strerror or str(error), where=str(target)) from None
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink()
