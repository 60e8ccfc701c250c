"""`rawi reviews`: what people said of claims, how far they agree, and the gold that it makes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is

if TYPE_CHECKING:
    from rawi.reviewing.records import Review

ARCHIVE = click.Path(path_type=Path)
FORMAT = click.Choice(["text", "json"])
EPILOG = """\b
Examples:
  rawi reviews list my-archive
  rawi reviews agreement my-archive
  rawi reviews export my-archive -o gold.jsonl
"""
EPILOG_LIST = """\b
Examples:
  rawi reviews list my-archive
  rawi reviews list my-archive --who desk --format json
"""
EPILOG_AGREEMENT = """\b
Examples:
  rawi reviews agreement my-archive
  rawi reviews agreement my-archive --format json
"""
EPILOG_EXPORT = """\b
Examples:
  rawi reviews export my-archive -o gold.jsonl && rawi evaluate gold.jsonl
  rawi reviews export my-archive --who desk --partial > begun.jsonl
"""


@click.group(epilog=EPILOG)
def reviews() -> None:
    """What people decided of the claims of an archive, in the workbench."""


@reviews.command("list", epilog=EPILOG_LIST)
@click.argument("archive", type=ARCHIVE)
@click.option("--who", metavar="NAME", help="Of this reviewer alone.")
@click.option("--format", "form", type=FORMAT, default="text", show_default=True, help="How to print it.")
@where_the_store_is
def list_(archive: Path, who: str | None, form: str, store: str | None) -> None:
    """All reviews of ARCHIVE, the oldest first: when, who, what of which claim, why, and whether it was taken back."""
    from rawi.archive.opening import open_store
    from rawi.reviewing.standing import reviews_of
    from rawi.reviewing.tables import reviews as rows

    with open_store(archive, store) as opened, opened.connection() as connection:
        found = list(reviews_of(connection, *([rows.c.who == who] if who is not None else [])))
    undone = {one.undoes for one in found}
    told = [{**one.to_json(), "undone": one.number in undone} for one in found]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif found:
        cells = [
            (str(one.number), one.at[:19], one.who, _said(one), f"{one.key.document_id}:{one.seen.claim_id}", one.seen.words,
             "undone" if one.number in undone else "", one.why or "")
            for one in found
        ]  # fmt: skip
        click.echo(table(("", "at", "who", "verdict", "claim", "words", "", "why"), cells))
    click.echo(f"{len(found)} reviews", err=True)


def _said(one: Review) -> str:
    if one.undoes is not None:
        return f"undone {one.undoes}"
    return f"repair {one.field}: {_short(one.old)} -> {_short(one.new)}" if one.field else one.verdict.value


def _short(value: Any) -> str:
    """A value of a field in a few words."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return ", ".join(map(_short, value))
    if isinstance(value, dict):
        return str(value.get("text") or value.get("value") or _short(value.get("cue")))
    return "-" if value is None or value == [] else str(value)


@reviews.command(epilog=EPILOG_AGREEMENT)
@click.argument("archive", type=ARCHIVE)
@click.option("--format", "form", type=FORMAT, default="text", show_default=True, help="How to print it.")
@where_the_store_is
def agreement(archive: Path, form: str, store: str | None) -> None:
    """How far the reviewers of ARCHIVE agree: for every pair, over the claims that both judged, and overall.

    The share that is alike, and Cohen's kappa, which leaves out what chance alone would make alike: 1 always, 0 as chance, below 0 less.
    """
    from rawi.archive.opening import open_store
    from rawi.reviewing.agreement import agreement as counted
    from rawi.reviewing.standing import reviews_of, standings

    with open_store(archive, store) as opened, opened.connection() as connection:
        found = counted(standings(reviews_of(connection)))
    if form == "json":
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    cells = [(one.a, one.b, str(one.claims), str(one.alike), _figure(one.raw), _figure(one.kappa)) for one in found.pairs]
    if cells:
        alike = sum(one.alike for one in found.pairs)
        cells.append(("all", "", str(found.judgements), str(alike), _figure(found.raw), _figure(found.kappa)))
        click.echo(table(("a", "b", "claims", "alike", "agreement", "kappa"), cells))
    click.echo(f"{len(found.pairs)} pairs of reviewers who judged the same claims", err=True)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


@reviews.command(epilog=EPILOG_EXPORT)
@click.argument("archive", type=ARCHIVE)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it; standard output when left out.")
@click.option("--partial", is_flag=True, help="Also articles of which not all claims are settled; what is not is marked in them.")
@click.option("--who", metavar="NAME", help="By the word of this reviewer alone.")
@where_the_store_is
def export(archive: Path, output: Path | None, partial: bool, who: str | None, store: str | None) -> None:
    """Write the reviewed articles of ARCHIVE as gold, which `rawi evaluate` scores a reader by.

    An article is in it when each of its claims was judged right, wrong or repaired, and by all who judged it alike. What is wrong is
    left out, what was repaired stands as repaired. Claims that the reader missed are not known: recall is an upper bound.
    """
    from rawi.archive.opening import open_store
    from rawi.errors import UnwritableOutput
    from rawi.reviewing.gold import exported

    lines: list[str] = []
    left = 0
    with open_store(archive, store) as opened, opened.connection() as connection:
        for one in exported(connection, partial=partial, who=who):
            for fault in one.faults:
                click.echo(f"not applied: {fault}", err=True)
            if one.row is None:
                left += 1
                click.echo(f"left out: {one.name}: {one.decided} of {one.claims} claims are settled", err=True)
            else:
                lines.append(json.dumps(one.row, ensure_ascii=False) + "\n")
    try:
        if output is None:
            sys.stdout.write("".join(lines))
        else:
            output.write_text("".join(lines), "utf-8")
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise UnwritableOutput(error.strerror or "cannot be written", where=str(output)) from None
    click.echo(f"{len(lines)} articles; {left} left out", err=True)
