"""`rawi decide` and `rawi decisions`: what people decide of tellings and incidents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.add import user
from rawi.cli.layout import table
from rawi.cli.options import where_the_store_is

if TYPE_CHECKING:
    from sqlalchemy import Connection

EPILOG = """\b
Examples:
  rawi decide my-archive same article-1:e3 article-9:e1 --who desk --note "same car, same street"
  rawi decide my-archive not in-0123456789abcdef in-fedcba9876543210
"""
EPILOG_LIST = """\b
Examples:
  rawi decisions my-archive
  rawi decisions my-archive --format json
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("verdict", type=click.Choice(["same", "not", "unsure"]))
@click.argument("a")
@click.argument("b")
@click.option("--who", metavar="NAME", help="Who decides.  [default: the user's name]")
@click.option("--note", metavar="TEXT", help="Why.")
@where_the_store_is
def decide(archive: Path, verdict: str, a: str, b: str, who: str | None, note: str | None, store: str | None) -> None:
    """Decide whether A and B tell of the same incident. Each is DOCUMENT:CLAIM, or an incident's id, which stands for its first telling.

    «same»: they are joined; «not»: they are kept apart; «unsure»: the machine may not join them. It is dated, never overwritten, and holds
    from the next `rawi compare` on. A later decision overrules an earlier one that it contradicts.
    """
    from rawi.archive.databases import location_of
    from rawi.archive.evidence import utc_now
    from rawi.archive.opening import open_store
    from rawi.archive.store import Store
    from rawi.comparing import judging
    from rawi.comparing.decisions import Verdict

    open_store(archive, store).close()
    with Store(location_of(archive, store)) as opened, opened.connection() as connection:
        pair = judging.telling_named(connection, a), judging.telling_named(connection, b)
        number = judging.decide(connection, Verdict(verdict), *pair, who=who or user(), at=utc_now(), note=note)
    click.echo(f"decision {number}: {verdict}; `rawi compare` follows it", err=True)


@click.command(epilog=EPILOG_LIST)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it.")
@where_the_store_is
def decisions(archive: Path, form: str, store: str | None) -> None:
    """All decisions of ARCHIVE, the oldest first: when, who, what of which two tellings, and whether a later one overrules it."""
    from rawi.archive.opening import open_store
    from rawi.comparing.judging import listed

    with open_store(archive, store) as opened, opened.connection() as connection:
        rows: list[dict[str, Any]] = [
            {"number": one.number, "at": one.decision.time, "who": one.decision.user, "verdict": one.decision.verdict.value,
             "a": _told(connection, one.decision.a), "b": _told(connection, one.decision.b), "note": one.note, "holds": one.holds}
            for one in listed(connection)
        ]  # fmt: skip
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif rows:
        cells = [
            (str(r["number"]), r["at"][:19], r["who"], r["verdict"], _shown(r["a"]), _shown(r["b"]), "" if r["holds"] else "overruled",
             r["note"] or "")
            for r in rows
        ]  # fmt: skip
        click.echo(table(("", "at", "who", "verdict", "a", "b", "", "note"), cells))
    click.echo(f"{len(rows)} decisions", err=True)


def _told(connection: Connection, key: tuple[str, int]) -> dict[str, Any]:
    """A telling as people know it: article and claim (None where the article, as it is now, tells nothing there), and its incident."""
    from sqlalchemy import select

    from rawi.archive import tables as t

    d, c, i = t.documents.c, t.claims.c, t.incident_claims.c
    name = connection.execute(select(d.name).where(d.document_id == key[0])).scalar()
    claim = connection.execute(select(c.claim_id).where(c.document_id == key[0], c.trigger_start == key[1], c.current == 1)).scalar()
    incident = connection.execute(select(i.incident_id).where(i.document_id == key[0], i.trigger_start == key[1])).scalar()
    return {"document": name, "document_id": key[0], "start": key[1], "claim": claim, "incident": incident}


def _shown(telling: dict[str, Any]) -> str:
    return f"{telling['document']}:{telling['claim'] or '(no longer told)'}"
