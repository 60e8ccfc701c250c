"""Options and steps that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    pass

Command = Callable[..., Any]


def about_the_document(command: Command) -> Command:
    """--published, --outlet, --title and --lexicon."""
    for option in (
        click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="A folder of your own lexicon entries."),
        click.option("--title", help="The headline, where the input does not say it."),
        click.option("--outlet", help="The newspaper or site, where the input does not say it."),
        click.option("--published", metavar="YYYY-MM-DD", help="The publication date, where the input does not say it."),
    ):
        command = option(command)
    return command


def where_the_store_is(command: Command) -> Command:
    """--store."""
    text = "PostgreSQL database of this archive: postgresql://user@host/database (the folder remembers it)."
    return click.option("--store", envvar="RAWI_STORE", metavar="URL", show_envvar=True, help=text)(command)


def with_jobs(command: Command) -> Command:
    """--jobs."""
    text = "Read on so many cores at once; the output is the same.  [default: all]"
    return click.option("-j", "--jobs", type=click.IntRange(1, 1024), metavar="N", help=text)(command)
