"""`rawi add`: articles into an archive."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.fetching import Manners, is_address, manners
from rawi.cli.options import about_the_document, where_the_store_is, with_jobs
from rawi.cli.progress import Line
from rawi.exporting.safety import isolated

if TYPE_CHECKING:
    from rawi.archive.adding import Added, Archive
    from rawi.archive.fetching import Wanted
    from rawi.sources import Given
    from rawi.sources.guard import Network

SOME_REFUSED = 3
SHOWN = 20
EPILOG = """\b
Exit codes: 0 everything was added or was there already; 3 some documents were refused and stand in the quarantine.

\b
Examples:
  rawi add my-archive news.jsonl.gz
  rawi add my-archive page.html folder/ --outlet "Example Daily"
  rawi add my-archive https://example.org/news/1
  rawi add my-archive https://example.org/feed.xml --follow
  rawi add my-archive https://example.org/sitemap.xml --since 2024-05-01 --limit 200
  rawi search my-archive الموصل
  rawi verify my-archive
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="PATH_OR_URL...")
@click.option("--who", metavar="NAME", help="Who captures, for the custody ledger.  [default: the user's name]")
@click.option("--follow", is_flag=True, help="Of a feed's items that hold only a summary or a link, fetch the pages.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N pages of each sitemap, N items of each feed.")
@click.option("--since", metavar="DATE", help="Of sitemaps and feeds, only what is of this day or later (YYYY-MM-DD).")
@click.option("--offline", is_flag=True, help="Open no connection and resolve no name; addresses are refused.")
@manners
@with_jobs
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; refusals are still told.")
@where_the_store_is
@about_the_document
def add(
    archive: Path, paths: tuple[str, ...], who: str | None, follow: bool, limit: int | None, since: str | None, offline: bool, delay: float,
    retries: int, networks: tuple[Network, ...], ports: tuple[int, ...], quiet: bool, store: str | None, published: str | None,
    outlet: str | None, title: str | None, jobs: int | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Keep articles in ARCHIVE (a folder, made where there is none), with what is read from them.

    Files and folders as `rawi read` takes them come first, then what is fetched: the address of an article, a feed or a sitemap, which is
    told by what comes. The bytes are kept by their SHA-256 and never change; who captured them when stands in the custody ledger.

    Adding the same article again adds nothing; a page that has changed is another capture of it; with a newer lexicon it is read again, and
    the older reading is kept. What was fetched before is fetched only if it has changed.
    """
    from rawi.archive.adding import Added, Archive
    from rawi.archive.fetching import Wanted
    from rawi.lexicon import load
    from rawi.pooling import cores, read_many
    from rawi.sources import Given, check_date
    from rawi.sources.files import may_hold_many

    given = Given(published, outlet, title).checked()
    wanted = Wanted(given, follow, limit, check_date(since))
    polite = Manners(delay, retries, networks, ports, offline)
    done = Added()
    progress = Line(shown=not quiet)
    words = load(lexicon)
    reader = partial(read_many, lexicon=words, jobs=(jobs or cores()) if may_hold_many(paths) else 1, folder=lexicon)
    with Archive(archive, words, who=who or user(), store=store, reader=reader) as opened:
        for note in opened.evidence.recovered:
            click.echo(f"put in order after an interruption: {note}", err=True)
        for what in _added(opened, paths, given, wanted, polite, done):
            progress.draw(f"{done.total} documents, {done.claims} claims, {len(done.refused)} refused{what}")
    progress.clear()
    tell(done)
    if not quiet:
        for notice in done.notices[:SHOWN]:
            click.echo(f"note     {notice.name}: {notice.message}", err=True)
        counts = ", ".join(f"{n} {what}" for what, n in done.documents.items() if n)
        click.echo(f"{counts or 'nothing'}; {done.claims} claims read, {len(done.refused)} refused", err=True)
    raise SystemExit(SOME_REFUSED if done.refused else 0)


def _added(archive: Archive, paths: tuple[str, ...], given: Given, wanted: Wanted, polite: Manners, done: Added) -> Iterator[str]:
    """Adds everything to the account; gives what is worked on, to be drawn, after each step."""
    from rawi.archive.fetching import Fetching
    from rawi.sources import documents

    files = [path for path in paths if not is_address(path)]
    if files:
        for _ in archive.add(documents(files, given), done):
            yield ""
    fetching = Fetching(archive, polite.web(), wanted)
    for url in (path for path in paths if is_address(path)):
        yield f"  {url[:60]}"
        for _ in fetching.add(url, done):
            yield f"  {url[:60]}"


def tell(done: Added) -> None:
    """The refusals, on standard error."""
    for refusal in done.refused[:SHOWN]:
        click.echo(f"refused  {isolated(refusal.name)}: {refusal.error.code} {isolated(refusal.error.message)}", err=True)
    if len(done.refused) > SHOWN:
        click.echo(f"… and {len(done.refused) - SHOWN} more; all stand in the table `quarantine`", err=True)


def user() -> str:
    """The name of the user, for the ledger."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
