"""What the command line says to a person: one line a message, on standard error."""

from __future__ import annotations

import click

from annotator.cli.output import standard_output
from annotator.text.plain import plain

__all__ = ["answer", "plain", "say"]


def say(text: str) -> None:
    """Print one line on standard error."""
    click.echo(plain(text), err=True)


def answer(text: str) -> None:
    """Print one line on standard output: what was asked for. Raises OutputError."""
    with standard_output():
        click.echo(plain(text))
