"""`rawi actors`: what the catalogue knows of an actor, and whether the catalogue and a user's additions are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.layout import labelled, table
from rawi.errors import BadDate, LexiconError, UnknownName

if TYPE_CHECKING:
    from rawi.lexicon.directory import Office
    from rawi.lexicon.files import Entries

FOLDER = click.Path(path_type=Path)
LEXICON = click.option("--lexicon", "folder", type=FOLDER, metavar="DIR", help="With a folder of your own entries.")
GROUP_EPILOG = """\b
Examples:
  rawi actors show 'حزب الله'
  rawi actors show 'Adel al-Jubeir' --on 2017-06-05
  rawi actors check my-lexicon
"""
SHOW_EPILOG = """\b
Examples:
  rawi actors show حزب الله
  rawi actors show 'Adel al-Jubeir' --on 2017-06-05
  rawi actors show egypt --on 2013
  rawi actors show reuters --json
"""


@click.group(epilog=GROUP_EPILOG)
def actors() -> None:
    """Look up and check the catalogue of actors."""


def unknown(name: str, near: list[str], what: str) -> UnknownName:
    """The error for a name that nothing bears, with what is spelled nearly so."""
    hint = f"Did you mean {', '.join(f'«{n}»' for n in near)}?" if near else None
    return UnknownName(f"no {what} of the name «{name[:80]}»", hint=hint)


def _record(row: dict[str, str], where: str, entries: Entries, on: str) -> dict[str, Any]:
    """An actor as plain data, as --json prints it."""
    from rawi.lexicon.directory import codes, offices, variants

    sector, acled = codes(entries.tables, row)
    names = variants(row["arabic"])
    english = {r["id"]: r["english"] for _, r in entries.tables["actors"]}
    parent = english.get(row["affiliation"])

    def told(office: Office) -> dict[str, str | None]:
        return {
            "role": office.role, "role_name": office.role_name, "of": office.of, "of_name": english.get(office.of), "holder": office.holder,
            "holder_name": english.get(office.holder), "from": office.start or None, "to": office.end or None, "source": office.source,
            "where": office.where,
        }  # fmt: skip

    return {
        "id": row["id"], "english": row["english"], "arabic": names[0], "aliases": names[1:], "kind": row["kind"],
        "plover_sector": sector or None, "acled_actor_type": acled or None,
        "country": row["country"] or None, "parent": row["affiliation"] or None,
        "parent_name": parent,
        "from": row["from"] or None, "to": row["to"] or None, "source": row["source"], "where": where, "on": on or None,
        "offices": [told(o) for o in offices(entries.tables, row["id"], "holder", on)],
        "held_by": [told(o) for o in offices(entries.tables, row["id"], "of", on)],
    }  # fmt: skip


def _view(found: dict[str, Any], on: str) -> None:
    """An actor for people."""
    click.echo(click.style(found["id"], bold=True))
    years = f"{found['from'] or '…'} to {found['to'] or 'today'}" if found["from"] or found["to"] else ""
    parent = f"{found['parent_name'] or ''} ({found['parent']})" if found["parent"] else ""
    codes = f"{found['kind']} · PLOVER {found['plover_sector'] or 'none'} · ACLED {found['acled_actor_type'] or 'none'}"
    for name, text in (
        ("English", found["english"]), ("Arabic", found["arabic"]), ("aliases", " | ".join(found["aliases"])), ("kind", codes),
        ("country", found["country"] or ""), ("parent", parent), ("years", years), ("source", f"{found['source']} [{found['where']}]"),
    ):  # fmt: skip
        if text:
            click.echo(labelled(name, text))
    header = ("office", "of", "from", "to", "source")
    if found["offices"]:
        rows = [(o["role_name"], o["of_name"] or o["of"], o["from"] or "…", o["to"] or "today", o["source"]) for o in found["offices"]]
        click.echo(f"\n  offices held{f' on {on}' if on else ''}\n" + table(header, rows))
    elif on and found["kind"] == "person":
        click.echo(f"  no office of theirs on {on} is known")
    if found["held_by"] and on:
        held = found["held_by"]
        rows = [(o["role_name"], o["holder_name"] or o["holder"], o["from"] or "…", o["to"] or "today", o["source"]) for o in held]
        click.echo(f"\n  who held its offices on {on}\n" + table(("office", "holder", *header[2:]), rows))
    elif found["held_by"]:
        click.echo(f"  {len(found['held_by'])} terms in its offices are known: --on DATE shows who held them then")


@actors.command(epilog=SHOW_EPILOG)
@click.argument("name", nargs=-1, required=True)
@click.option("--on", metavar="DATE", default="", help="Only offices held then: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, one object for each actor of that name.")
@LEXICON
def show(name: tuple[str, ...], on: str, as_json: bool, folder: Path | None) -> None:
    """Show the actors called NAME: an Arabic or English name or alias in any spelling, or an id."""
    from rawi.lexicon.directory import ACTOR_TABLES, Directory
    from rawi.lexicon.files import read_all
    from rawi.lexicon.offices import bounds

    asked = " ".join(name)
    if on and bounds(on) is None:
        raise BadDate(f"{on[:40]!r} is no date", hint="Give it as YYYY-MM-DD, YYYY-MM or YYYY.")
    entries = read_all(folder, ACTOR_TABLES)
    directory = Directory(entries.tables["actors"])
    records = [_record(row, where, entries, on) for where, row in directory.named(asked)]
    if not records:
        raise unknown(asked, directory.near(asked), "actor")
    if as_json:
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for number, record in enumerate(records):
        if number:
            click.echo()
        _view(record, on)


@actors.command(epilog="\b\nExamples:\n  rawi actors check\n  rawi actors check my-lexicon")
@click.argument("folder", type=FOLDER, required=False, metavar="[DIR]")
@click.pass_context
def check(ctx: click.Context, folder: Path | None) -> None:
    """Name every fault of the actors, roles, offices and sectors of ours and, together with them, of the folder DIR. Exit 78 on faults."""
    from rawi.exporting.safety import isolated
    from rawi.lexicon.directory import ACTOR_TABLES
    from rawi.lexicon.files import read_together

    entries = read_together(folder, ACTOR_TABLES)
    for fault in entries.faults:
        click.echo(isolated(fault))
    counts = ", ".join(f"{len(entries.tables[t]):,} {t}" for t in ACTOR_TABLES)
    click.echo(f"{counts}; {len(entries.faults)} faults", err=True)
    ctx.exit(LexiconError.exit_code if entries.faults else 0)
