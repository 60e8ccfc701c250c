"""`rawi watch`: feeds into an archive, for as long as one likes."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from rawi.cli.add import tell, user
from rawi.cli.fetching import Manners, duration, is_address, manners
from rawi.cli.options import about_the_document, where_the_store_is
from rawi.cli.progress import Line
from rawi.errors import RawiError

if TYPE_CHECKING:
    from rawi.archive.watching import Polled
    from rawi.sources.guard import Network

SOME_FAILED = 3
STEP = 0.2
"""Seconds after which a sleeping watch looks whether it is to end."""
EPILOG = """\\b
Exit codes: 0 ended by Ctrl-C or SIGTERM, or with --once everything went well; 3 with --once, when a feed or page failed.

\\b
Examples:
  rawi watch my-archive feeds.opml
  rawi watch my-archive https://example.org/feed.xml --every 10m
  rawi watch my-archive feeds.txt --once          # from cron or a systemd timer
"""


class _Ending:
    """Whether the user asked for the end: the first Ctrl-C or SIGTERM asks, the second does not wait."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def sleep(self, seconds: float) -> None:
        """Sleeps; raises Stopped as soon as the end is asked for."""
        from rawi.archive.watching import Stopped

        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(STEP, left))
        if self.asked:
            raise Stopped

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Takes the two signals while it lasts."""
        before = {number: signal.signal(number, self) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.argument("feeds", nargs=-1, required=True, metavar="LIST_OR_URL...")
@click.option("--once", is_flag=True, help="Poll each feed that is due once, and end.")
@click.option("--every", type=duration, metavar="TIME", default="15m", show_default=True, help="The shortest pause of a feed.")
@click.option("--slowest", type=duration, metavar="TIME", default="1d", show_default=True, help="The longest pause of a feed.")
@click.option("--no-follow", is_flag=True, help="Keep the items' own texts; do not fetch the pages that they link to.")
@click.option("--who", metavar="NAME", help="Who captures, for the custody ledger.  [default: the user's name]")
@manners
@click.option("-q", "--quiet", is_flag=True, help="Tell only what failed.")
@where_the_store_is
@about_the_document
def watch(
    archive: Path, feeds: tuple[str, ...], once: bool, every: float, slowest: float, no_follow: bool, who: str | None, delay: float,
    retries: int, networks: tuple[Network, ...], ports: tuple[int, ...], quiet: bool, store: str | None,
    published: str | None, outlet: str | None, title: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Watch feeds and keep what is new in ARCHIVE, until Ctrl-C.

    LIST is an OPML file or a text file with one address a line; feeds' addresses can be given too. Each feed is polled at its own pace:
    more often while it has news, more seldom while not, and as seldom as its server asks. Whatever ends a run, the next goes on from there.
    """
    from rawi.archive.adding import Archive
    from rawi.archive.fetching import Fetching, Wanted
    from rawi.archive.watching import Pace, Watch
    from rawi.lexicon import load
    from rawi.sources import Given

    given = Given(published, outlet, title).checked()
    addresses = list(_addresses(feeds, quiet))
    ending, progress = _Ending(), Line(shown=not quiet)
    failed = False
    with ending.listening(), Archive(archive, load(lexicon), who=who or user(), store=store) as opened:
        for note in opened.evidence.recovered:
            click.echo(f"put in order after an interruption: {note}", err=True)
        fetching = Fetching(opened, Manners(delay, retries, networks, ports).web(ending.sleep), Wanted(given, follow=not no_follow))
        watching = Watch(fetching, ending.sleep, Pace(every, slowest), lambda: ending.asked, progress=progress.draw)
        for polled in watching.run(addresses, once=once):
            progress.clear()
            failed |= bool(polled.error or polled.done.refused)
            _tell(polled, quiet)
    if ending.asked and not quiet:
        click.echo("ended as asked; everything told above is safe", err=True)
    raise SystemExit(SOME_FAILED if once and failed and not ending.asked else 0)


def _addresses(given: tuple[str, ...], quiet: bool) -> Iterator[str]:
    """The feeds of lists and arguments, in order; raises an InputError for a list that is none."""
    from rawi.sources.files import whole_text
    from rawi.sources.opml import feed_list

    for one in given:
        if is_address(one):
            yield one
            continue
        try:
            listed = feed_list(whole_text(Path(one)))
        except RawiError as error:
            error.where = one
            raise
        if not quiet:
            for left_out in listed.left_out:
                click.echo(f"note     {one}: {left_out}", err=True)
        yield from (feed.url for feed in listed.feeds)


def _tell(polled: Polled, quiet: bool) -> None:
    tell(polled.done)
    if quiet:
        return
    for notice in polled.done.notices:
        click.echo(f"note     {notice.name}: {notice.message}", err=True)
    counts = ", ".join(f"{n} {what}" for what, n in polled.done.documents.items() if n)
    due = polled.due.strftime("%Y-%m-%d %H:%M:%S")
    click.echo(f"{polled.outcome}: {counts or 'nothing new'}; due again {due}Z  {polled.feed}", err=True)
