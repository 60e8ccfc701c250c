"""`rawi schema`, `rawi errors`, `rawi completion`: what Rawi says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

from rawi import errors as tree


@click.command(epilog="\b\nExamples:\n  rawi schema > reading.schema.json")
def schema() -> None:
    """Print the JSON Schema of the output."""
    from rawi.exporting.schema import schema_text

    click.echo(schema_text(), nl=False)


def leaves(root: type[tree.RawiError] = tree.RawiError) -> Iterator[type[tree.RawiError]]:
    """Every error class with a code of its own, in the order of the codes."""
    found: list[type[tree.RawiError]] = []
    todo = [root]
    while todo:
        kind = todo.pop()
        todo.extend(kind.__subclasses__())
        if "code" in vars(kind):
            found.append(kind)
    yield from sorted(found, key=lambda k: k.code)


@click.command(epilog="\b\nExamples:\n  rawi errors")
def errors() -> None:
    """Print every error code with its exit code and hint."""
    for kind in leaves():
        click.echo(f"{kind.code}  exit {kind.exit_code}  {kind.__name__}")
        click.echo(f"      {(kind.__doc__ or '').splitlines()[0]}")
        click.echo(f"      hint: {kind.default_hint}")


@click.command(
    epilog="\b\nExamples:\n  rawi completion bash >> ~/.bashrc\n  rawi completion fish > ~/.config/fish/completions/rawi.fish"
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell."""
    from click.shell_completion import get_completion_class

    from rawi.cli import main

    kind = get_completion_class(shell)
    assert kind is not None
    complete = kind(main, {}, "rawi", "_RAWI_COMPLETE")
    click.echo(complete.source_template % complete.source_vars())
