"""`rawi anchor`: the head of an archive's ledger stamped by a time-stamping authority."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.add import user
from rawi.sources.guard import STRICT

POLICY = STRICT
"""Which addresses an authority may have."""
EPILOG = """\b
Examples:
  rawi anchor my-archive --tsa https://tsa.example.org
  rawi anchor my-archive --tsa https://tsa.example.org --tsa-roots authority.pem
  rawi verify my-archive --tsa-roots authority.pem
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--tsa", required=True, metavar="URL", help="The authority's address (RFC 3161 over HTTP).")
@click.option("--tsa-roots", type=click.Path(path_type=Path), metavar="FILE.pem", help="Certificates that the authority must lead to.")
@click.option("--who", metavar="NAME", help="On whose behalf, for the custody ledger.  [default: the user's name]")
def anchor(archive: Path, tsa: str, tsa_roots: Path | None, who: str | None) -> None:
    """Ask an authority for a time stamp over the head of ARCHIVE's ledger, keep it in the archive and record it.

    It goes out as a hash; nothing else leaves the machine. Without an answer, or with a bad one, nothing is recorded (exit code 69 or 65).
    """
    from rawi.archive.anchoring import stamp_head
    from rawi.archive.stamps import trusted
    from rawi.exporting.safety import isolated
    from rawi.sources.posting import Poster

    roots = trusted(tsa_roots) if tsa_roots is not None else []
    kept = stamp_head(archive, tsa, who=who or user(), roots=roots, poster=Poster(POLICY))
    checked = "trusted" if roots else "its signature fits, the authority was not checked"
    when = f"{kept.stamp.time:%Y-%m-%dT%H:%M:%SZ}"
    click.echo(isolated(f"seq {kept.seq} {kept.hash} stamped at {when} by {kept.stamp.authority} ({checked})"))
    click.echo(isolated(f"kept as {kept.file}; keep a copy of it elsewhere"), err=True)
