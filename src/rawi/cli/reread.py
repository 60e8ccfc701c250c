"""`rawi reread`: what an archive holds, read again from its bytes."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.options import where_the_store_is
from rawi.cli.progress import Line

SOME_REFUSED = 3
SHOWN = 20
EPILOG = """\b
Exit codes: 0 everything was read again; 3 some documents could not be, and what was said of them before still is.

\b
Examples:
  rawi reread my-archive
  rawi reread my-archive --lexicon my-lexicon --outlet "Example Daily"
  rawi reread my-archive --all --limit 1000
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also what this version and lexicon have read.")
@click.option("--outlet", metavar="NAME", help="Only articles of this outlet.")
@click.option("--published-from", metavar="DATE", help="Only articles published on this day at the earliest.")
@click.option("--published-to", metavar="DATE", help="Only articles published on this day at the latest.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only articles with a claim of this type (several times).")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many documents at most.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="A folder of your own lexicon entries.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; refusals are still told.")
def reread(
    archive: Path, everything: bool, outlet: str | None, published_from: str | None, published_to: str | None, types: tuple[str, ...],
    limit: int | None, store: str | None, lexicon: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Read again what ARCHIVE holds, from its bytes, wherever another version of Rawi or of the lexicon has read it.

    Older readings stay, with the time until which they were what we said. Interrupted, it goes on where it stopped.
    """
    from rawi.archive.rereading import Reread, Rereading, narrowed
    from rawi.exporting.safety import isolated
    from rawi.lexicon import load
    from rawi.sources import check_date

    conditions = narrowed(
        outlet=outlet, published_from=check_date(published_from), published_to=check_date(published_to), types=types
    )  # fmt: skip
    done, progress = Reread(), Line(shown=not quiet)
    with Rereading(archive, load(lexicon), store=store) as opened:
        for done in opened.run(everything=everything, conditions=conditions, limit=limit):
            progress.share(done.done, done.total, f"{done.claims} claims, {len(done.refused)} refused")
    progress.clear()
    for refusal in done.refused[:SHOWN]:
        click.echo(f"refused  {isolated(refusal.name)}: {refusal.error.code} {isolated(refusal.error.message)}", err=True)
    if len(done.refused) > SHOWN:
        click.echo(f"… and {len(done.refused) - SHOWN} more", err=True)
    if not quiet:
        unchanged = f"{done.same} came out as they stood, " if done.same else ""
        told = f"{done.stored} documents read again, {unchanged}{done.claims} claims, {len(done.refused)} refused"
        click.echo(told, err=True)
    raise SystemExit(SOME_REFUSED if done.refused else 0)
