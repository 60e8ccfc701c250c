"""The command line: thin modules that parse, call and print. A command's module is imported only when it is asked for."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from rawi.errors import LexiconError, RawiError
from rawi.version import __version__

INTERRUPTED, BROKEN_PIPE = 130, 141
SHOWN = 30
COMMANDS = {
    "read": "rawi.cli.read",
    "explain": "rawi.cli.explain",
    "add": "rawi.cli.add",
    "watch": "rawi.cli.watch",
    "search": "rawi.cli.search",
    "export": "rawi.cli.export",
    "query": "rawi.cli.query",
    "control": "rawi.cli.control",
    "whereabouts": "rawi.cli.whereabouts",
    "reread": "rawi.cli.reread",
    "diff": "rawi.cli.diff",
    "history": "rawi.cli.history",
    "reprints": "rawi.cli.reprints",
    "compare": "rawi.cli.compare",
    "incidents": "rawi.cli.incidents",
    "incident": "rawi.cli.incident",
    "decide": "rawi.cli.deciding",
    "decisions": "rawi.cli.deciding",
    "reviews": "rawi.cli.reviews",
    "serve": "rawi.cli.serve",
    "user": "rawi.cli.user",
    "scale": "rawi.cli.scale",
    "evaluate": "rawi.cli.evaluate",
    "lexicon": "rawi.cli.lexicon",
    "actors": "rawi.cli.actors",
    "places": "rawi.cli.places",
    "verify": "rawi.cli.verify",
    "anchor": "rawi.cli.anchor",
    "schema": "rawi.cli.about",
    "errors": "rawi.cli.about",
    "completion": "rawi.cli.about",
}
"""Every command and the module that holds it under its own name; a module that is not there yet has no command."""
EPILOG = """\b
Examples:
  rawi read article.txt
  rawi read folder/ --format csv -o claims.csv
  curl -s https://example.org/article | rawi read - --published 2019-03-23
  rawi explain article.txt --claim e3
"""


def complain(error: RawiError) -> None:
    """An error with its code and hint, on standard error."""
    from rawi.exporting.safety import isolated

    faults = error.faults if isinstance(error, LexiconError) and len(error.faults) > 1 else []
    message = f"{len(faults)} faults in the lexicon" if faults else str(error)
    click.echo(f"rawi: {error.code} {isolated(message)}", err=True)
    for fault in faults[:SHOWN]:
        click.echo(f"  {isolated(fault)}", err=True)
    if len(faults) > SHOWN:
        click.echo(f"  and {len(faults) - SHOWN} more", err=True)
    click.echo(f"  hint: {error.hint}", err=True)


def _drop_output() -> None:
    """Whoever read our output is gone: what is still buffered goes nowhere, quietly."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return


class Commands(click.Group):
    """A group whose commands are imported when they are asked for, and whose errors end in their documented exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands whose modules are there, in their order."""
        return [name for name, module in COMMANDS.items() if find_spec(module) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, or None."""
        module = COMMANDS.get(cmd_name)
        if module is None or find_spec(module) is None:
            return None
        found: click.Command | None = getattr(import_module(module), cmd_name, None)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; errors of ours, Ctrl-C and a closed pipe end without a traceback."""
        try:
            return super().invoke(ctx)
        except RawiError as error:
            complain(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("rawi: interrupted", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _drop_output()
            ctx.exit(BROKEN_PIPE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # a fault of ours; a user gets a name for it, not a traceback
            if os.environ.get("RAWI_DEBUG"):
                raise
            complain(RawiError(f"a fault in Rawi itself ({type(error).__name__}: {error})"))
            ctx.exit(RawiError.exit_code)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rawi")
def main() -> None:
    """Read Arabic news of conflict: who did what to whom, and on whose word."""
