"""`rawi compare`: the claims of an archive laid side by side."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.options import where_the_store_is
from rawi.cli.progress import Line

SOME_REFUSED = 3
SHOWN = 20
EPILOG = """\b
Exit codes: 0 everything was compared; 3 some documents could not be, each is named.

\b
Examples:
  rawi compare my-archive
  rawi compare my-archive --all
  rawi add my-archive today.jsonl && rawi compare my-archive
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Also what has been compared.")
@where_the_store_is
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; what was left out is still told.")
def compare(archive: Path, everything: bool, store: str | None, quiet: bool) -> None:
    """Make incidents of the claims of ARCHIVE: what is new, read again or decided since the last time, or --all of it.

    Interrupted, it leaves what the last time made, and goes on there. Decisions of people always hold (rawi decide).
    """
    from rawi.comparing.comparison import Compared, Comparing
    from rawi.exporting.safety import isolated

    done, progress = Compared(), Line(shown=not quiet)
    with Comparing(archive, store=store) as opened:
        for done in opened.run(everything=everything):
            progress.share(done.done, done.total, done.doing or "compared")
    progress.clear()
    for what, noted in (("note", done.notes), ("left out", done.refused)):
        for name, why in noted[:SHOWN]:
            click.echo(f"{what}  {isolated(name)}: {isolated(why)}", err=True)
        if len(noted) > SHOWN:
            click.echo(f"… and {len(noted) - SHOWN} more", err=True)
    for clash in done.clashes[:SHOWN]:
        lost = clash.overruled
        click.echo(isolated(f"decision overruled  «{lost.verdict}» of {lost.user}, {lost.time}: {clash.note}"), err=True)
    if not quiet:
        which = "all" if done.everything else "new or changed"
        changed = f", {done.merged} merged, {done.split} split off" if done.merged or done.split else ""
        click.echo(f"{done.total} documents compared ({which}), {done.incidents} incidents{changed}", err=True)
    raise SystemExit(SOME_REFUSED if done.refused else 0)
