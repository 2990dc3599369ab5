"""What the command line says to a person: one line a message, on standard error."""

from __future__ import annotations

import click

from annotator.text.plain import plain

__all__ = ["answer", "plain", "say"]


def say(text: str) -> None:
    """Print one line on standard error."""
    click.echo(plain(text), err=True)


def answer(text: str) -> None:
    """Print one line on standard output: what was asked for."""
    click.echo(plain(text))
