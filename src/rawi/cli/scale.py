"""`rawi scale`: reading, and what follows it, on Apache Spark. Each command's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

COMMANDS = {"read": "rawi.cli.scale_read", "compare": "rawi.cli.scale_compare"}
"""The commands of the group and their modules; a module that is not there yet has no command."""
EPILOG = """\b
Examples:
  rawi scale read news/ --out read/
  rawi scale read news/ --out read/ --master spark://head:7077
"""


class Group(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands whose modules are there, in their order."""
        return [name for name, module in COMMANDS.items() if find_spec(module) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command | None = getattr(import_module(COMMANDS[cmd_name]), cmd_name, None)
        return found


@click.group(cls=Group, epilog=EPILOG)
def scale() -> None:
    """Read on Apache Spark: on this machine's cores or a cluster's, from disks or object storage."""
