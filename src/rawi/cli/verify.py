"""`rawi verify`: whether an archive is still what was captured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from rawi.cli.progress import Line
from rawi.errors import DamagedLedger

LEFT_BEHIND = 3
"""The exit code when nothing is damaged and something was left behind by a crash."""
EPILOG = """\b
Examples:
  rawi verify my-archive
  rawi verify my-archive --anchor > head.txt
  rawi verify my-archive --expect "$(cat head.txt)"
  rawi verify my-archive --tsa-roots authority.pem
  rawi verify my-archive --json
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--anchor", is_flag=True, help="Print only the head hash, to publish it; nothing when there is damage.")
@click.option("--expect", metavar="HASH", help="A head hash published earlier, which the chain must hold.")
@click.option("--tsa-roots", type=click.Path(path_type=Path), metavar="FILE.pem", help="Certificates by which time stamps are trusted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def verify(ctx: click.Context, archive: Path, anchor: bool, expect: str | None, tsa_roots: Path | None, as_json: bool) -> None:
    """Hash every captured byte and every line of the ledger of ARCHIVE anew and tell all that is not as it was captured.

    Exit 0: all is sound; 3: nothing is damaged, and something was left behind by a crash; 65: damage.
    """
    from rawi.archive import PROMISE
    from rawi.archive import verify as verification
    from rawi.exporting.safety import isolated

    if anchor and as_json:
        raise click.UsageError("--anchor and --json exclude each other; the JSON holds the head")
    roots = []
    if tsa_roots is not None:
        from rawi.archive.stamps import trusted

        roots = trusted(tsa_roots)
    line = Line(shown=True)
    run = verification(
        archive,
        expected=expect,
        roots=roots,
        progress=lambda what, count, size: line.draw(f"{count:,} {what}, {size / 1e6:,.0f} MB hashed"),
    )
    told = []
    for finding in run:
        line.clear()
        if as_json:
            told.append(finding.to_json())
        else:
            mark = "DAMAGE" if finding.damage else "note"
            click.echo(isolated(f"{mark} {finding.kind} {finding.where}: {finding.message}"), err=anchor)
    line.clear()
    head = {"seq": run.head.seq, "hash": run.head.hash}
    if as_json:
        counts = {"captures": run.captures, "blobs": run.blobs, "bytes": run.bytes, "lines": run.lines}
        anchors = [asdict(one) for one in run.anchors]
        state = {"head": head, "expected": run.expected, "anchored_at": run.anchored_at, "state": run.state, "anchors": anchors}
        whole = {**counts, **state, "damaged": run.damages > 0, "findings": told, "promise": PROMISE}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        counted = f"{run.captures} captures, {run.blobs} blobs, {run.findings} findings"
        click.echo(isolated(f"{counted}; head {run.head.seq} {run.head.hash}; {run.state}"), err=anchor)
        click.echo(PROMISE, err=anchor)
    if anchor and not run.damages:
        click.echo(run.head.hash)
    ctx.exit(DamagedLedger.exit_code if run.damages else LEFT_BEHIND if run.findings else 0)
