"""`rawi scale compare`: incidents of all claims at once, made by Spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from rawi.cli.options import where_the_store_is
from rawi.cli.progress import Line
from rawi.cli.read import output_to
from rawi.cli.scale_read import on_spark
from rawi.errors import UnwritableOutput

if TYPE_CHECKING:
    from rawi.scaling.comparison import Done

SOME_REFUSED = 3
SHOWN = 20
GATHERED = "Give a local FOLDER, or compare what `rawi scale read` wrote."
EPILOG = """\b
Exit codes: 0 everything was compared; 3 some documents could not be, each is named (all of them in FOLDER/notes).

\b
Examples:
  rawi scale compare my-archive --out incidents/ --master local[2]
  rawi scale compare read/ --out incidents/ --master local-cluster[2,1,2048] --json incidents.json
  rawi scale compare s3a://bucket/read --out s3a://bucket/incidents --master spark://head:7077
"""


@click.command(epilog=EPILOG)
@click.argument("given", metavar="INPUT")
@click.option("--out", required=True, metavar="FOLDER", help="Where the tables of incidents go, also s3a://… for tables of the like.")
@on_spark
@click.option("--partitions", type=click.IntRange(1, 100_000), metavar="N", help="So many tasks a step.  [default: thrice the cores]")
@click.option("--rounds", type=click.IntRange(1, 10_000), default=60, show_default=True, help="Rounds allowed to connect.")
@click.option("--json", "listed", type=click.Path(path_type=Path), metavar="FILE", help="Also as `rawi incidents --format json` prints it.")
@click.option("--overwrite", is_flag=True, help="Write over what an earlier run left in FOLDER.")
@where_the_store_is
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary; what was left out is still told.")
def compare(
    given: str, out: str, master: str | None, conf: dict[str, str], partitions: int | None, rounds: int, listed: Path | None,
    overwrite: bool, store: str | None, quiet: bool,
) -> None:  # fmt: skip
    """Make incidents of all claims of INPUT on Apache Spark: those that `rawi compare` makes of them, as Parquet.

    INPUT: an archive, or a folder that `rawi scale read` wrote. FOLDER gets incidents, tellings, origins, contradictions and notes.
    Decisions of people in an archive hold. The archive is not changed.
    """
    from rawi.archive.evidence import utc_now
    from rawi.scaling import session

    session.check()
    from rawi.scaling.comparison import WORK, Comparison, check_output, clean, records, settings
    from rawi.scaling.gathering import gather, is_archive

    check_output(out, again=overwrite)
    if is_archive(given) and "://" in out:
        raise UnwritableOutput("an archive is gathered in a folder of this machine", where=out, hint=GATHERED)
    progress = Line(shown=not quiet)
    tables = given
    if is_archive(given):
        progress.draw("reading the archive")
        tables = str(Path(out) / WORK / "tables")
        gather(Path(given), Path(tables), store)
    with session.session(master, name="rawi scale compare", conf={**settings(), **conf}) as spark:
        try:
            session.spread(spark)
            job = Comparison(spark, _address(out), utc_now(), partitions=partitions, rounds=rounds, tell=progress.draw)
            done = job.run(_address(tables))
            if listed is not None:
                with output_to(listed, ()) as file:
                    _write(records(spark, _address(out)), file)
        finally:
            progress.clear()
            clean(spark, out)
    _tell(done, quiet=quiet)
    raise SystemExit(SOME_REFUSED if any(refused for _, _, refused in done.notes) else 0)


def _address(place: str) -> str:
    """What Spark calls a local folder; an address of another kind as it is."""
    return place if "://" in place else f"file://{Path(place).absolute()}"


def _write(records: Iterator[str], out: IO[bytes]) -> None:
    """A list, one incident a line."""
    shown = False
    for record in records:
        out.write(((",\n" if shown else "[\n") + record).encode())
        shown = True
    out.write(b"\n]\n" if shown else b"[]\n")


def _tell(done: Done, *, quiet: bool) -> None:
    """What was left out, and how much there was of everything."""
    from rawi.exporting.safety import isolated

    for document, why, refused in done.notes[:SHOWN]:
        click.echo(f"{'left out' if refused else 'note'}  {isolated(document)}: {isolated(why)}", err=True)
    if len(done.notes) > SHOWN:
        click.echo(f"… and {len(done.notes) - SHOWN} more, in FOLDER/notes", err=True)
    for clash in done.clashes[:SHOWN]:
        lost = clash.overruled
        click.echo(isolated(f"decision overruled  «{lost.verdict}» of {lost.user}, {lost.time}: {clash.note}"), err=True)
    if not quiet:
        counted = f"{done.documents} documents, {done.accounts} accounts, {done.members} places in blocks, {done.pairs} pairs kept"
        click.echo(f"{counted}, {done.rounds} rounds, {done.incidents} incidents", err=True)
        click.echo("seconds: " + ", ".join(f"{name} {spent}" for name, spent in done.seconds.items()), err=True)
