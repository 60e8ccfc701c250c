"""`rawi serve`: the workbench over an archive."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.options import where_the_store_is

EPILOG = """\b
Examples:
  rawi serve my-archive
  rawi serve my-archive --port 9000 --who desk
  rawi serve my-archive --read-only
  rawi serve my-archive --host 0.0.0.0 --allow-host desk.example.org --certificate desk.pem --key desk.key
"""


@click.command(epilog=EPILOG)
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--host", metavar="ADDRESS", help="Serve others too: the address to listen at (0.0.0.0: all). Demands accounts.")
@click.option("--port", type=click.IntRange(0, 65535), default=8484, show_default=True, help="The port; 0 takes a free one.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A further name by which browsers may ask (several times).")
@click.option("--who", metavar="NAME", help="Whose name decisions bear.  [default: the user's name]")
@click.option("--certificate", type=click.Path(path_type=Path), metavar="FILE", help="PEM certificate chain: serve by https.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="The certificate's private key, PEM.")
@click.option("--api-changes", is_flag=True, help="Programs may decide over the API too, not only read.")
@click.option("--read-only", is_flag=True, help="Nothing can be changed.")
@where_the_store_is
@click.option("--lexicon", type=click.Path(path_type=Path), metavar="DIR", help="Your own entries, added to Rawi's.")
def serve(
    archive: Path, host: str | None, port: int, hosts: tuple[str, ...], who: str | None, read_only: bool, api_changes: bool,
    certificate: Path | None, key: Path | None, store: str | None, lexicon: Path | None,
) -> None:  # fmt: skip
    """Open the workbench over ARCHIVE in a browser: read articles, incidents and the map, search, review.

    For this machine only, without signing in, unless --host is given. Ctrl-C ends it. See docs/workbench.md.
    """
    from rawi.cli.add import user
    from rawi.errors import MissingExtra, UnreadableInput

    try:
        from rawi.web.running import run
        from rawi.web.settings import LOCAL, Settings
    except ImportError as error:
        raise MissingExtra(f"the workbench needs {error.name}", hint="Install it: pip install 'rawi[serve]'.") from None
    if certificate is None and key is not None:
        raise click.UsageError("--key needs --certificate")
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise UnreadableInput("no such file", where=str(file))
    settings = Settings(archive, store, host or LOCAL, port, hosts, who or user(), lexicon, read_only, api_changes, certificate, key)
    if not settings.local and certificate is None:
        click.echo("rawi: passwords cross the network unencrypted unless a proxy in front speaks TLS; see --certificate", err=True)
    run(settings, lambda address: click.echo(f"Rawi's workbench: {address}   (Ctrl-C ends it)", err=True))
