"""Every command of the program, and command lines read as the program reads them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from annotator.cli.commands import COMMANDS, DEFAULT
from annotator.cli.group import program

if TYPE_CHECKING:
    from collections.abc import Iterator


def every_command() -> Iterator[tuple[str, click.Command]]:
    for entry in COMMANDS:
        command = program.get_command(click.Context(program), entry.name)
        assert command is not None
        yield entry.name, command
        if isinstance(command, click.Group):
            yield from ((f"{entry.name} {name}", under) for name, under in command.commands.items())


EVERY = dict(every_command())


def parsed(line: str) -> click.Context:
    """Read a command line of the program without running it; it fails where the line makes no sense."""
    name, *words = shlex.split(line)
    assert name == "annotator"
    if not words or words[0] not in {entry.name for entry in COMMANDS}:
        words.insert(0, DEFAULT)
    command: click.Command = EVERY[words[0]]
    # As the group hands it down: a command keeps the help option that it was asked for first.
    settings = {"help_option_names": program.context_settings["help_option_names"]}
    ctx = command.make_context(words[0], words[1:], **settings)
    under = [*ctx._protected_args, *ctx.args] if isinstance(command, click.Group) else []
    return EVERY[f"{words[0]} {under[0]}"].make_context(under[0], under[1:], **settings) if under else ctx
