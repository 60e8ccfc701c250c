"""`rawi scale read`: archives of news in, data sets in the archive's schema out."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.options import about_the_document
from rawi.cli.progress import Line
from rawi.exporting.safety import isolated

if TYPE_CHECKING:
    from rawi.scaling.running import Result

SOME_REFUSED = 3
SHOWN = 20
MEGABYTE = 1_000_000
EPILOG = """\b
Exit codes: 0 everything was read, now or before; 3 some inputs or documents were refused and the rest was read;
otherwise nothing was read, and the code is that of the first refusal (`rawi errors`).

\b
Examples:
  rawi scale read news.jsonl --out read/
  rawi scale read 'crawl/*.warc.gz' --out read/ --master local[8]
  rawi scale read s3a://bucket/news/ --out s3a://bucket/read/ --master spark://head:7077
  rawi scale read dump/ --format parquet --out read/ --conf spark.executor.memory=4g
"""


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """NAME=VALUE as a mapping."""
    out = {}
    for one in given:
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            raise click.BadParameter(f"{one!r} is not NAME=VALUE")
        out[name.strip()] = value
    return out


def on_spark(command: click.decorators.FC) -> click.decorators.FC:
    """--master and --conf."""
    for option in (
        click.option("--conf", multiple=True, metavar="NAME=VALUE", callback=_pairs, help="A setting of Spark's; may be given again."),
        click.option("--master", metavar="URL", help="Spark's master: local[N], spark://host:7077, yarn.  [default: all cores here]"),
    ):
        command = option(command)
    return command


@click.command(epilog=EPILOG)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("--out", required=True, metavar="FOLDER", help="Where the data sets go: a new folder, or one of an earlier run, also s3a://…")
@on_spark
@click.option("--format", "form", type=click.Choice(("auto", "jsonl", "warc", "parquet")), default="auto", show_default=True,
              help="What the files are, where their names do not say it.")  # fmt: skip
@click.option("--split", type=click.FloatRange(min=0.01), default=32, show_default=True, metavar="MB", help="Read so much in one go.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=120, show_default=True, help="Time for one document.")
@click.option("--memory", type=click.IntRange(min=0), default=4000, show_default=True, metavar="MB",
              help="Memory of each process that reads; 0 for no limit.")  # fmt: skip
@click.option("--at", metavar="TIME", help="Put down this time as that of capture and reading (ISO 8601).  [default: now]")
@about_the_document
@click.option("-q", "--quiet", is_flag=True, help="No progress, notes or summary; refusals are still told.")
def read(
    inputs: tuple[str, ...], out: str, master: str | None, conf: dict[str, str], form: str, split: float, seconds: float, memory: int,
    at: str | None, quiet: bool, published: str | None, outlet: str | None, title: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Read files on Apache Spark and write what they tell as Parquet, in the archive's tables.

    INPUT is a file, a folder or a pattern, here or on object storage (s3a://, gs://, hdfs://): JSONL, WARC, Parquet with the columns of
    JSONL, and all else that `rawi read` takes. What is done stays done: the same command again reads only what is missing, new or changed.
    """
    from rawi.lexicon import load
    from rawi.scaling import session
    from rawi.sources import Given

    session.check()
    from rawi.scaling.running import read as read_on
    from rawi.scaling.supervising import Job

    words = load(lexicon)
    given = Given(published, outlet, title).checked()
    folder = str(lexicon.resolve()) if lexicon else None
    job = Job(out, given, _time(at), seconds, memory * MEGABYTE, folder, words.version)
    progress = Line(shown=not quiet)
    with contextlib.ExitStack() as stack:
        connect = cache(lambda: stack.enter_context(session.session(master, conf=conf)))
        try:
            result = read_on(
                connect, inputs, job, form=form, most=int(split * MEGABYTE),
                tell=lambda done, total: progress.share(done, total, "parts of the input"),
            )  # fmt: skip
        finally:
            progress.clear()
    tell(result, quiet=quiet)
    raise SystemExit(exit_code(result))


def _time(at: str | None) -> str:
    """UTC as the archive writes it; raises BadDate."""
    from rawi.archive.history import instant
    from rawi.archive.lines import stamp

    return instant(at) if at else stamp(datetime.now(UTC))


def exit_code(result: Result) -> int:
    """0 all read, 3 some refused, else the first refusal's own."""
    from rawi.cli.about import leaves

    if not result.refused:
        return SOME_REFUSED if result.before["refused"] else 0
    if result.now["documents"] or result.before["documents"] or not result.faults:
        return SOME_REFUSED
    code = result.faults[0].code
    return next((kind.exit_code for kind in leaves() if kind.code == code), SOME_REFUSED)


def tell(result: Result, *, quiet: bool) -> None:
    """What became of the job, on standard error."""
    for notice in result.notices[:SHOWN] if not quiet else ():
        click.echo(f"note: {isolated(notice.name)}: {isolated(notice.message)}", err=True)
    for one in result.faults[:SHOWN]:
        click.echo(f"refused: {isolated(one.name)}: {one.code} {isolated(one.reason)}", err=True)
        click.echo(f"  hint: {one.hint}", err=True)
    if len(result.faults) > SHOWN:
        click.echo(f"refused: and {len(result.faults) - SHOWN} more; all stand in the data set `refused`", err=True)
    if quiet:
        return
    why = ", ".join(f"{code}: {n}" for code, n in sorted(result.refused.items()))
    click.echo(
        f"{result.files} files, {result.parts} parts read now; {result.now['documents']} documents, {result.now['claims']} claims, "
        f"{result.refused.total()} refused{f' ({why})' if why else ''}", err=True,
    )  # fmt: skip
    if before := result.before:
        counts = f"{before['documents']} documents, {before['claims']} claims, {before['refused']} refused"
        click.echo(f"before: {counts}; not read again", err=True)
