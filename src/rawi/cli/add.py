"""`rawi add`: articles into an archive."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from rawi.cli.options import about_the_document, where_the_store_is
from rawi.cli.progress import Line

SOME_REFUSED = 3
SHOWN = 20
EPILOG = """\b
Exit codes: 0 everything was added or was there already; 3 some documents were refused and stand in the quarantine.

\b
Examples:
  rawi add my-archive news.jsonl.gz
  rawi add my-archive page.html folder/ --outlet "Example Daily"
  rawi search my-archive الموصل
  rawi verify my-archive
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--who", metavar="NAME", help="Who captures, for the custody ledger.  [default: the user's name]")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; refusals are still told.")
@where_the_store_is
@about_the_document
def add(
    archive: Path, paths: tuple[str, ...], who: str | None, quiet: bool, store: str | None, published: str | None, outlet: str | None,
    title: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Keep articles in ARCHIVE (a folder, made where there is none), with what is read from them.

    The bytes are kept by their SHA-256 and never change; who captured them when stands in the custody ledger. Adding the same article again
    adds nothing; a page that has changed is another capture of it; with a newer lexicon it is read again, and the older reading is kept.
    """
    from rawi.archive.adding import Added, Archive
    from rawi.lexicon import load
    from rawi.sources import Given, documents

    given = Given(published, outlet, title).checked()
    done = Added()
    progress = Line(shown=not quiet)
    with Archive(archive, load(lexicon), who=who or _user(), store=store) as opened:
        for note in opened.evidence.recovered:
            click.echo(f"put in order after an interruption: {note}", err=True)
        for done in opened.add(documents(paths, given)):
            progress.draw(f"{done.total} documents, {done.claims} claims, {len(done.refused)} refused")
    progress.clear()
    for refusal in done.refused[:SHOWN]:
        click.echo(f"refused  {refusal.name}: {refusal.error.code} {refusal.error.message}", err=True)
    if len(done.refused) > SHOWN:
        click.echo(f"… and {len(done.refused) - SHOWN} more; all stand in the table `quarantine`", err=True)
    if not quiet:
        counts = ", ".join(f"{n} {what}" for what, n in done.documents.items() if n)
        click.echo(f"{counts or 'nothing'}; {done.claims} claims read, {len(done.refused)} refused", err=True)
    raise SystemExit(SOME_REFUSED if done.refused else 0)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
