"""`rawi diff`: what another lexicon or version says otherwise of an archive."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from rawi.cli.layout import excerpt, labelled
from rawi.cli.options import where_the_store_is
from rawi.cli.progress import Line
from rawi.exporting.safety import cell, isolated

if TYPE_CHECKING:
    from rawi.archive.diffing import Compared, Diffing

SOME_REFUSED = 3
SHOWN = 20
COLUMNS = ("kind", "document_id", "document", "type", "before", "after", "trigger", "start", "field", "old", "new", "words",
           "why_before", "why_after")  # fmt: skip
EPILOG = """\b
Exit codes: 0 everything was compared, whether anything differs or not; 3 some documents could not be read.

\b
Examples:
  rawi diff my-archive --lexicon my-lexicon
  rawi diff my-archive --lexicon my-lexicon --sample 200 --seed 7 --format csv > changes.csv
  rawi diff my-archive --from 0.1.0/604b160b --to 0.1.0/77aa01fe --type ASSAULT
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Read with these entries too; nothing is stored.")
@click.option("--from", "old", metavar="VERSION", help="Compare stored readings: those by this version of Rawi or the lexicon …")
@click.option("--to", "new", metavar="VERSION", help="… with those by this one.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only claims of this type, before or after (several times).")
@click.option("--outlet", metavar="NAME", help="Only articles of this outlet.")
@click.option("--published-from", metavar="DATE", help="Only articles published on this day at the earliest.")
@click.option("--published-to", metavar="DATE", help="Only articles published on this day at the latest.")
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N documents, drawn by lot.")
@click.option("--seed", type=int, default=0, show_default=True, help="The lot: the same seed draws the same documents.")
@click.option("--limit", type=click.IntRange(0), metavar="N", help="Print N differences at most; the counts are of all.")
@where_the_store_is
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="How to print them.")
def diff(
    archive: Path, lexicon: Path | None, old: str | None, new: str | None, types: tuple[str, ...], outlet: str | None,
    published_from: str | None, published_to: str | None, sample: int | None, seed: int, limit: int | None, store: str | None,
    form: str,
) -> None:  # fmt: skip
    """What changes in the claims of ARCHIVE, read with another lexicon or by another version.

    Without --from and --to, every article is read again from its bytes by this version of Rawi, with --lexicon or Rawi's own, and compared
    with what stands in the archive; nothing is stored. With them, two stored readings of each capture are compared.
    """
    from rawi.archive.diffing import Diffing, Scope
    from rawi.archive.rereading import narrowed
    from rawi.sources import check_date

    if (old is None) != (new is None) or (old is not None and lexicon is not None):
        raise click.UsageError("give either --lexicon, or both --from and --to")
    first, last = check_date(published_from), check_date(published_to)
    scope = Scope(tuple(narrowed(outlet=outlet, published_from=first, published_to=last)), frozenset(types), sample, seed)
    line = Line(shown=True)
    with Diffing(archive, scope, store) as run, tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as spool:
        kept = 0
        for found in _run(run, lexicon, old, new):
            for one in found[: None if limit is None else max(0, limit - kept)]:
                kept += 1
                spool.write(json.dumps(one.to_json(), ensure_ascii=False) + "\n")
            line.share(run.account.documents + len(run.account.refused), run.account.total, f"{run.account.kinds.total()} differences")
        line.clear()
        spool.seek(0)
        _print(form, run.account, spool)
    _complain(run.account)
    raise SystemExit(SOME_REFUSED if run.account.refused else 0)


def _run(run: Diffing, lexicon: Path | None, old: str | None, new: str | None) -> Iterator[list[Any]]:
    from rawi.lexicon import load

    return run.between(old, new) if old is not None and new is not None else run.with_lexicon(load(lexicon))


def _complain(account: Compared) -> None:
    for refusal in account.refused[:SHOWN]:
        click.echo(f"refused  {isolated(refusal.name)}: {refusal.error.code} {isolated(refusal.error.message)}", err=True)
    if len(account.refused) > SHOWN:
        click.echo(f"… and {len(account.refused) - SHOWN} more", err=True)


def _print(form: str, account: Compared, spool: IO[str]) -> None:
    """The counts, then the differences, one in memory at a time."""
    if form == "json":
        click.echo(f'{{"counts": {json.dumps(account.to_json(), ensure_ascii=False)}, "differences": [', nl=False)
        for number, row in enumerate(spool):
            click.echo((",\n" if number else "\n") + row.rstrip("\n"), nl=False)
        click.echo("\n]}")
        return
    for told in _counts(account):
        click.echo(told, err=form == "csv")
    if form == "csv":
        click.echo(_row(COLUMNS), nl=False)
    for row in spool:
        difference = json.loads(row)
        if form == "text":
            click.echo("\n".join(_lines(difference)))
            continue
        for name, (was, now) in difference["changes"].items():
            values = {**difference, "field": name, "old": was, "new": now}
            values |= {why: " | ".join(difference[why]) for why in ("why_before", "why_after")}
            click.echo(_row([cell("" if values[c] is None else values[c]) for c in COLUMNS]), nl=False)


def _row(cells: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _counts(account: Compared) -> Iterator[str]:
    changed = f"{account.changed_documents} of {account.documents} documents differ"
    yield f"{changed}; claims {account.claims_before} before, {account.claims_after} after"
    for label, counts in (("claims", account.kinds), ("changed in", account.fields), ("types", account.types)):
        if counts:
            yield f"{label:<11}{', '.join(f'{name} {n}' for name, n in counts.most_common())}"
    yield ""


def _lines(one: dict[str, Any]) -> Iterator[str]:
    """One difference for people."""
    mark, colour = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}[one["kind"]]
    ids = " → ".join(id for id in (one["before"], one["after"]) if id)
    head = click.style(f"{mark} {one['kind']}", fg=colour, bold=True)
    yield f"{head} {one['type']} · {isolated(one['document'])} [{ids}]"
    bounds = one["within"], one["within"] + len(one["trigger"])
    yield labelled("words", excerpt(one["words"], (0, len(one["words"])), bounds), prose=True)
    for name, (was, now) in one["changes"].items():
        value = f"{was or '-'} → {now or '-'}" if one["kind"] == "changed" else was or now
        yield labelled(name, value)
    for label, why in (("why then", one["why_before"]), ("why now", one["why_after"])):
        if why:
            yield labelled(label, "; ".join(why))
    yield ""
