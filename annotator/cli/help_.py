"""The command that shows the help of another one."""

from __future__ import annotations

import click

from annotator.errors import UsageError
from annotator.text.plain import plain


@click.command("help", epilog="Example: annotator help export")
@click.argument("words", nargs=-1, metavar="[COMMAND]")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of COMMAND; without it, all commands."""
    shown = ctx.find_root()
    for word in words:
        group = shown.command
        if not isinstance(group, click.Group):
            raise UsageError(f"{shown.command_path} has no commands of its own: leave out {plain(word)}.")
        under = group.get_command(shown, word)
        if under is None:
            raise UsageError(_no_command(shown, group, word))
        shown = click.Context(under, parent=shown, info_name=word)
    click.echo(shown.get_help().rstrip("\n"))


def _no_command(ctx: click.Context, group: click.Group, word: str) -> str:
    from annotator.cli.mistyped import no_command, no_command_of

    if ctx.parent is None:
        return no_command(word)
    return no_command_of(ctx.info_name or "", word, group.list_commands(ctx))
