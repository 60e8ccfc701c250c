"""`rawi evaluate`: the scoreboard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.evaluating import (
    Answer,
    Board,
    GoldFile,
    as_json,
    as_markdown,
    as_text,
    load_answers,
    load_gold,
    read_gold,
    score,
    score_names,
    score_sentences,
)
from rawi.version import __version__

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon

MANY = 5
EXAMPLES = """\b
Examples:
  rawi evaluate tests/gold/articles.jsonl
  rawi evaluate tests/gold/sentences.jsonl --errors 20
  rawi evaluate tests/incidents
  rawi evaluate gsr/protest-dev.jsonl --task gsr --type PROTEST
  rawi evaluate gold.jsonl --output read-before.jsonl --format json
  rawi evaluate gold.jsonl --lexicon my-lexicon --format markdown
"""


@click.command(epilog=EXAMPLES)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Score this output instead of reading the texts."
)
@click.option(
    "--task",
    type=click.Choice(["articles", "gsr", "spans", "genre", "incidents"]),
    help="What GOLD holds: articles; is there an event; its source and target; opinion or report; incidents. Left out: told from GOLD.",
)
@click.option(
    "--type",
    "kind",
    type=click.Choice(["ASSAULT", "PROTEST"]),
    help="The event type of gsr and spans. Left out: told from GOLD's name.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--errors", type=click.IntRange(min=0), default=0, metavar="N", help="Also print the N commonest mistakes (text and json)."
)
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def evaluate(
    gold: Path, output: Path | None, task: str | None, kind: str | None, form: str, errors: int, lexicon: Path | None
) -> None:
    """Read the texts of GOLD and print how well they were read.

    GOLD is JSONL in the shape of `rawi read --format jsonl`, with the answers; or one of the public sentence sets.
    A folder with articles.jsonl and truth.json is an archive of incidents: its articles are read and compared.
    Precision, recall and F1 are of things that may be missed or invented; an accuracy is of what was found.
    """
    from rawi.lexicon import load

    if task == "incidents" or (task is None and gold.is_dir()):
        _incidents(gold, output, form, errors, load(lexicon))
        return
    given = load_gold(gold, task)
    refused: list[str] = []
    about: dict[str, object] = {"gold": gold.name, "task": given.task, "documents": len(given.rows), "rawi_version": __version__}
    known = load(lexicon)
    if output is not None:
        found = load_answers(output)
    else:
        about["lexicon_version"] = known.version
        found = _read(given, known, refused)
    if given.task in ("gsr", "spans"):
        about["type"] = kind = kind or type_of(gold)
    board = _board(given, found, kind or "")
    names = score_names(given.answers(), found, known.catalogue.country_names()) if given.task == "articles" else None
    warnings = [*refused, *board.warnings]
    if given.repeated:
        warnings.append(f"{given.repeated} ids stand more than once in {gold.name}; the last row of each counts")
    board = Board(board.figures, board.mistakes, tuple(warnings))
    if form == "json":
        click.echo(as_json(board, errors=errors, about=about, names=names), nl=False)
        return
    for warning in warnings:
        click.echo(warning, err=True)
    click.echo(as_markdown(board) if form == "markdown" else as_text(board, errors=errors), nl=False)
    if names is not None and names.figures:
        click.echo("\nNames of what was found, against the gold's (a lower bound: free English names are compared by their words)\n")
        click.echo(as_markdown(names) if form == "markdown" else as_text(names, errors=errors), nl=False)


def _incidents(folder: Path, output: Path | None, form: str, errors: int, lexicon: Lexicon) -> None:
    """The board of an archive of incidents."""
    from rawi.evaluating.archives import score_archive

    board = score_archive(folder, lexicon, output)
    about: dict[str, object] = {
        "gold": folder.name, "task": "incidents", "rawi_version": __version__, "lexicon_version": lexicon.version,
    }  # fmt: skip
    if form == "json":
        click.echo(as_json(board, errors=errors, about=about, names=None), nl=False)
        return
    for warning in board.warnings:
        click.echo(warning, err=True)
    click.echo(as_markdown(board) if form == "markdown" else as_text(board, errors=errors), nl=False)


def type_of(gold: Path) -> str:
    """The event type that a sentence set's name tells: protest-dev.jsonl holds PROTEST."""
    return "PROTEST" if "protest" in gold.name.lower() else "ASSAULT"


def _board(gold: GoldFile, found: dict[str, Answer], kind: str) -> Board:
    if gold.task == "articles":
        return score(gold.answers(), found)
    return score_sentences(gold.task, gold.rows, found, type=kind)


def _read(gold: GoldFile, lexicon: Lexicon, refused: list[str]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}

    def keep(id: str, answer: Answer | str) -> None:
        if isinstance(answer, str):
            refused.append(answer)
        else:
            found[id] = answer

    pairs = read_gold(gold, lexicon)
    if len(gold.rows) > MANY and sys.stderr.isatty():
        with click.progressbar(pairs, length=len(gold.rows), label=f"Reading {gold.path.name}", file=sys.stderr) as bar:
            for id, answer in bar:
                keep(id, answer)
    else:
        for id, answer in pairs:
            keep(id, answer)
    return found
