"""What `rawi control` and `rawi whereabouts` share: names looked up, days checked, voices chosen, tables written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.actors import unknown
from rawi.cli.options import Command, where_the_store_is
from rawi.exporting.safety import cell

if TYPE_CHECKING:
    from rawi.comparing.holding import Voice
    from rawi.comparing.saying import Party
    from rawi.comparing.sites import Site
    from rawi.comparing.sources import Source

_OPTIONS = (
    click.option("--on", metavar="DATE", help="What is said of this day (YYYY-MM-DD), and how old that is."),
    click.option("--from", "first", metavar="DATE", help="Show nothing that was over before this day."),
    click.option("--to", "last", metavar="DATE", help="Show nothing that began after this day."),
    click.option("--according-to", metavar="NAME", help="Only what this voice says: an id, or part of its name."),
    click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="The form."),
    where_the_store_is,
    click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's."),
)


def accounts(command: Command) -> Command:
    """The options of both commands."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def ordinal_of(text: str | None) -> int | None:
    """The ordinal of a day that a user gave; raises BadDate."""
    from rawi.sources import check_date

    checked = check_date(text)
    return date.fromisoformat(checked).toordinal() if checked else None


def sites_named(name: str, folder: Path | None) -> list[Site]:
    """The places of that name or id, the most important first; raises UnknownName."""
    from rawi.comparing.sites import site_of_row
    from rawi.lexicon.directory import PLACE_TABLES, Directory, by_importance
    from rawi.lexicon.files import read_all

    tables = read_all(folder, PLACE_TABLES).tables
    directory = Directory([row for table in PLACE_TABLES for row in tables[table]])
    found = [site_of_row(row) for _, row in by_importance(directory.named(name))]
    if not found:
        raise unknown(name, directory.near(name), "place")
    return list({site.id: site for site in found}.values())


def actors_named(name: str, folder: Path | None) -> list[tuple[str, str]]:
    """Ids and English names of the actors of that name or id; an id made for a name that the catalogue lacks («u-…») stands for itself."""
    from rawi.lexicon.directory import ACTOR_TABLES, Directory
    from rawi.lexicon.files import read_all

    if name.startswith("u-") and name.isascii():
        return [(name, name)]
    directory = Directory(read_all(folder, ACTOR_TABLES).tables["actors"])
    found = [(row["id"], row["english"]) for _, row in directory.named(name)]
    if not found:
        raise unknown(name, directory.near(name), "actor")
    return found


class Chosen:
    """The voices that `--according-to` asks for: by id, by a name that the catalogue knows, or by words of the name."""

    def __init__(self, name: str | None, folder: Path | None) -> None:
        from rawi.lexicon.directory import ACTOR_TABLES, Directory
        from rawi.lexicon.files import read_all

        self.words = name.casefold() if name else ""
        rows = Directory(read_all(folder, ACTOR_TABLES).tables["actors"]).named(name) if name else []
        self.ids = frozenset(row["id"] for _, row in rows)

    def __call__(self, source: Source, speaker: Party, voice: Voice) -> bool:
        """Whether a voice is asked for."""
        if not self.words:
            return True
        known = {source.id, source.body, voice.key, *speaker.ids}
        return bool(self.ids & known) or self.words in known or any(self.words in n.casefold() for n in (source.name, voice.name))


def days_apart(age: int) -> str:
    """How long before the day asked about something was said; a negative age is later."""
    if age == 0:
        return "that day"
    return f"{abs(age)} day{'s' if abs(age) > 1 else ''} {'before' if age > 0 else 'later'}"


def written(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A CSV table whose cells are safe in a spreadsheet; true and false as 1 and 0."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([int(v) if isinstance(v, bool) else cell(v) for v in row])
    return out.getvalue()
