"""`rawi read`: articles in, claims out, and at the end what was refused and why."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import click

from rawi.cli.exports import KINDS, checked, how_to_export, told, write
from rawi.cli.options import about_the_document, with_jobs
from rawi.cli.progress import Line
from rawi.errors import RawiError, UnwritableOutput
from rawi.model import Document, Reading
from rawi.sources import Given, Item, Notice, Refusal, documents
from rawi.sources.files import may_hold_many

Reader = Callable[[Iterator[Item]], Iterator[tuple[Document, Any] | Refusal | Notice]]
SOME_REFUSED = 3
SHOWN = 20
"""So many refusals are listed one by one; the counts by code follow for all."""
FORMATS = ("text", "json", "jsonl", *KINDS)
EPILOG = """\b
Exit codes: 0 everything was read; 3 some documents were refused and the rest was read;
otherwise nothing was read, and the code is that of the first refusal (`rawi errors`).

\b
Examples:
  rawi read article.txt --published 2019-03-23
  rawi read page.html --format json
  rawi read news.jsonl.gz --format csv -o claims.csv --jobs 4
  rawi read folder/ --format acled --excel -o for-excel.csv
  rawi read folder/ --format geojson -o map.geojson
  rawi read folder/ --lexicon my-lexicon --quiet --format jsonl
  cat article.txt | rawi read -
"""


@dataclass(slots=True)
class Tally:
    """What became of a batch."""

    documents: int = 0
    claims: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def exit_code(self) -> int:
        """0 all read, 3 some refused, else the first refusal's own."""
        if not self.refused:
            return 0
        return SOME_REFUSED if self.documents else self.refused[0].error.exit_code


@dataclass(frozen=True, slots=True)
class Written:
    """One reading as it is written, made where it was read; `events` is how many claims it has."""

    text: str
    events: int


def lined(reading: Reading) -> Written:
    """As a line of JSONL."""
    from rawi.model.writing import line

    return Written(line(reading), len(reading.events))


def indented(reading: Reading) -> Written:
    """As an object of JSON."""
    from rawi.model.writing import indented

    return Written(indented(reading), len(reading.events))


WRITTEN = {"jsonl": lined, "json": indented}
"""Formats of which each reading can be written without the others."""


class Progress(Line):
    """A count of what was read, for batches."""

    AFTER = 5

    def update(self, tally: Tally) -> None:
        """Draws the count."""
        done = tally.documents + len(tally.refused)
        if done > self.AFTER:
            self.draw(f"{done} documents, {tally.claims} claims, {len(tally.refused)} refused")


class Writer:
    """Readings in one format to one stream of bytes, each as soon as it is read."""

    def __init__(self, out: IO[bytes], form: str, *, many: bool, colour: bool) -> None:
        self._out, self._form, self._many, self._colour = out, form, many, colour
        self._count = 0

    def _write(self, text: str) -> None:
        self._out.write(text.encode("utf-8", "replace"))

    def begin(self) -> None:
        """The bracket of a list."""
        if self._form == "json" and self._many:
            self._write("[")

    def add(self, reading: Reading | Written) -> None:
        """One reading."""
        if isinstance(reading, Reading):
            from rawi.cli import view

            text = "\n".join(view.lines(reading)) + "\n"
            self._write(text if self._colour else click.unstyle(text))
        elif self._form == "json" and self._many:
            self._write((",\n" if self._count else "\n") + reading.text)
        else:
            self._write(reading.text + "\n")
        self._count += 1
        if self._form == "text":
            self._out.flush()

    def end(self) -> None:
        """The closing bracket; everything out."""
        if self._form == "json" and self._many:
            self._write("\n]\n" if self._count else "]\n")
        self._out.flush()

    def all(self, readings: Iterator[Reading | Written]) -> None:
        """Everything that is read, from the first byte to the last."""
        self.begin()
        for reading in readings:
            self.add(reading)
        self.end()


@contextlib.contextmanager
def output_to(path: Path | None, inputs: tuple[str, ...]) -> Iterator[IO[bytes]]:
    """Standard output, or a new file that is none of the inputs; raises UnwritableOutput."""
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        return
    with contextlib.suppress(OSError, ValueError):
        if path.exists() and any(i != "-" and path.samefile(i) for i in inputs):
            raise UnwritableOutput("the output would overwrite an input", where=str(path))
    try:
        file = path.open("wb")
    except (OSError, ValueError) as error:
        raise UnwritableOutput(getattr(error, "strerror", None) or str(error), where=str(path)) from None
    with file:
        yield file


def _readings(items: Iterator[Item], reader: Reader, tally: Tally, progress: Progress) -> Iterator[Any]:
    """Every document's reading in turn; what was refused goes to the tally."""
    for item in reader(items):
        if isinstance(item, tuple):
            document, outcome = item
            if isinstance(outcome, RawiError):
                tally.refused.append(Refusal(document.id, outcome))
                continue
            yield outcome
            tally.documents += 1
            tally.claims += outcome.events if isinstance(outcome, Written) else len(outcome.events)
        elif isinstance(item, Refusal):
            tally.refused.append(item)
        else:
            tally.notices.append(item)
        progress.update(tally)


def summarise(tally: Tally, *, quiet: bool) -> None:
    """What was read, what was refused and why, on standard error."""
    from rawi.exporting.safety import isolated

    for notice in tally.notices[:SHOWN] if not quiet else ():
        click.echo(f"note: {isolated(notice.name)}: {isolated(notice.message)}", err=True)
    for refusal in tally.refused[:SHOWN]:
        click.echo(f"refused: {isolated(refusal.name)}: {refusal.error.code} {isolated(str(refusal.error))}", err=True)
        click.echo(f"  hint: {refusal.error.hint}", err=True)
    if len(tally.refused) > SHOWN:
        click.echo(f"refused: and {len(tally.refused) - SHOWN} more", err=True)
    if quiet:
        return
    codes = Counter(r.error.code for r in tally.refused)
    why = " (" + ", ".join(f"{code}: {n}" for code, n in sorted(codes.items())) + ")" if codes else ""
    click.echo(f"{tally.documents} documents read, {tally.claims} claims, {len(tally.refused)} refused{why}", err=True)


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print the claims.")
@how_to_export
@about_the_document
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE instead of standard output.")
@with_jobs
@click.option("-q", "--quiet", is_flag=True, help="No progress, notes or summary; refusals are still told.")
@click.pass_context
def read(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    published: str | None,
    outlet: str | None,
    title: str | None,
    lexicon: Path | None,
    output: Path | None,
    jobs: int | None,
    quiet: bool,
    **asked: bool,
) -> None:
    """Read articles and print every claim with its chain of sources.

    PATH is a text file, an HTML page, a JSONL file (each also as .gz), a folder, or - for standard input.
    """
    from rawi.lexicon import load
    from rawi.pooling import cores, read_many

    options, count = checked(form, asked), None
    given = Given(published, outlet, title).checked()
    loaded = load(lexicon)
    tally = Tally()
    progress = Progress(shown=not quiet and (output is not None or not sys.stdout.isatty()))
    with output_to(output, paths) as out:
        many = may_hold_many(paths)
        reader = partial(read_many, lexicon=loaded, jobs=(jobs or cores()) if many else 1, folder=lexicon, make=WRITTEN.get(form))
        readings = _readings(documents(paths, given), reader, tally, progress)
        try:
            if form in KINDS:
                count = write(form, readings, out, options)
            else:
                writer = Writer(out, form, many=many, colour=output is None and sys.stdout.isatty())
                writer.all(readings)
        finally:
            progress.clear()
    summarise(tally, quiet=quiet)
    if count is not None and not quiet:
        click.echo(told(form, count), err=True)
    ctx.exit(tally.exit_code())
