"""What the command line says to a person: one line a message, on standard error."""

from __future__ import annotations

import click

from annotator.cli.output import standard_output
from annotator.text.plain import plain

__all__ = ["answer", "counted", "plain", "say"]


def say(text: str) -> None:
    """Print one line on standard error."""
    click.echo(plain(text), err=True)


def answer(text: str) -> None:
    """Print one line on standard output: what was asked for. Raises OutputError."""
    with standard_output():
        click.echo(plain(text))


def counted(count: float, one: str, many: str = "", *, width: int = 0) -> str:
    """Return a count with its noun, the number right-aligned in `width` columns; `many` is `one` with an s by default."""
    noun = one if count == 1 else many or f"{one}s"
    number = f"{count:,}" if isinstance(count, int) else f"{count:g}"
    return f"{number:>{width}} {noun}"
