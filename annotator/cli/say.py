"""Messages of the command line: one line each, on standard error.

Where that is a terminal, the stream lays out what has Arabic letters (`terminal_stream`).
"""

from __future__ import annotations

import sys

import click

from annotator.cli import progress
from annotator.cli.output import ClosedOutputError, StandardOutputError, give_up, standard_output
from annotator.cli.terminal_stream import TerminalStream
from annotator.text.plain import plain

__all__ = ["NOTHING_CHANGED", "answer", "counted", "plain", "say", "show", "show_lines"]


NOTHING_CHANGED = "This is what would be done; with --dry-run nothing was changed."


def say(text: str) -> None:
    """Print one line on standard error; nothing where that can't be written."""
    progress.clear()
    try:
        click.echo(plain(text), err=True)
    except OSError:
        give_up(sys.stderr)


def show(text: str) -> None:
    """Print a result on standard output, as one line. Raises OutputError, also if standard output is closed."""
    with standard_output():
        click.echo(plain(text))


def show_lines(text: str) -> None:
    """Print lines on standard output that are safe already, in UTF-8 whatever the locale. Raises OutputError."""
    with standard_output() as out:
        if isinstance(sys.stdout, TerminalStream):
            sys.stdout.write(text)
        else:
            out.write(text.encode())


def answer(text: str) -> None:
    """Print one line on standard output about work that is done.

    Nothing is printed if it is closed or its reader is gone. If it can't be written, this is reported once, and it is given
    up.
    """
    try:
        show(text)
    except BrokenPipeError:
        give_up(sys.stdout)
    except StandardOutputError as error:
        say(f"It was done, but what was done can't be printed: {error.why}.")
    except ClosedOutputError:
        pass


def counted(count: float, one: str, many: str = "", *, width: int = 0) -> str:
    """Return a count with its noun, the number right-aligned in `width` columns; `many` is `one` with an s by default."""
    noun = one if count == 1 else many or f"{one}s"
    number = f"{count:,}" if isinstance(count, int) else f"{count:g}"
    return f"{number:>{width}} {noun}"
