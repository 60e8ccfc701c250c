"""`rawi search`: claims of an archive by words, dates, place, actor, type and status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from rawi.cli.filters import filters, query_of
from rawi.cli.layout import labelled
from rawi.cli.options import where_the_store_is
from rawi.exporting.safety import isolated, visible

EPILOG = """\b
Examples:
  rawi search my-archive الموصل
  rawi search my-archive --type ASSAULT --country SY --from 2015-07-01 --to 2015-07-31
  rawi search my-archive --actor isis --status occurred --sort killed --limit 10
  rawi search my-archive --box 35,32,43,38 --format jsonl
  rawi search my-archive قصف --count
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("words", required=False)
@filters
@click.option("--sort", type=click.Choice(["date", "published", "killed", "id"]), default="date", show_default=True, help="The order.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Claims on a page.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Claims to skip.")
@click.option("--count", "only_count", is_flag=True, help="Only say how many there are.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True, help="How to print them.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def search(archive: Path, words: str | None, only_count: bool, form: str, store: str | None, lexicon: Path | None, **given: Any) -> None:
    """Find claims in ARCHIVE. WORDS are looked for in the articles, whatever clitics they bear: «الموصل» finds «وبالموصل»."""
    from rawi.archive.opening import open_store
    from rawi.archive.searching import count, find
    from rawi.lexicon import load

    query = query_of(words, given)
    known = load(lexicon)
    with open_store(archive, store) as opened, opened.connection() as connection:
        total = count(connection, query, known)
        if only_count:
            click.echo(str(total))
            return
        shown = 0
        for row in find(connection, query, known):
            shown += 1
            click.echo(json.dumps(row, ensure_ascii=False) if form == "jsonl" else "\n".join(_lines(row)))
    click.echo(f"{shown} of {total} claims", err=True)


def _lines(row: dict[str, Any]) -> Iterator[str]:
    """One claim for people."""
    kind = f"{row['type']}/{row['mode']}" if row["mode"] else row["type"]
    where = ", ".join(str(x) for x in (row["place"], row["admin1"], row["country"]) if x)
    yield f"{click.style(isolated(row['name']), dim=True)} [{row['claim_id']}] {click.style(kind, bold=True)} · {row['status']}"
    if row["date_start"]:
        same = row["date_end"] == row["date_start"]
        yield labelled("when", row["date_start"] if same else f"{row['date_start']} to {row['date_end']}")
    if where:
        yield labelled("where", isolated(where))
    yield labelled("words", visible(row["evidence"]), prose=True)
    yield labelled("said by", row["chain"])
    yield ""
