"""Options and steps that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.errors import RawiError
from rawi.model import Document, Reading

if TYPE_CHECKING:
    from rawi.lexicon import Lexicon

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


def reading_of(document: Document, lexicon: Lexicon) -> Reading:
    """The reading of a Document; a fault of Rawi's own becomes a RawiError (RAWI_DEBUG shows it), so that a batch goes on."""
    from rawi.pipeline import read_document

    try:
        return read_document(document, lexicon)
    except RawiError:
        raise
    except (Exception, RecursionError, MemoryError) as error:
        if os.environ.get("RAWI_DEBUG"):
            raise
        raise RawiError(f"a fault in Rawi itself ({type(error).__name__}: {error})") from error
