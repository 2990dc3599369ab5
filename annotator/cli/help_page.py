"""The page that `annotator --help` prints, made of the list of commands alone, because click takes long to import."""

from __future__ import annotations

import os
from textwrap import wrap

from annotator.cli.commands import COMMANDS, DEFAULT, HEADINGS

WIDEST = 100
NARROWEST = 50

ABOUT = (
    "Read Arabic news in the terminal and tag who did what, where and with what.",
    "Begin with: annotator init, annotator import PATH, annotator. Or look around with: annotator demo.",
)
OPTIONS = {"--version": "Show the version and exit.", "-h, --help": "Show this message and exit."}
NOTES = (
    f"Without a command: {DEFAULT}. What a command takes: annotator help COMMAND.",
    "Tab completes words after: annotator completion bash, zsh or fish tells how.",
)


def page(columns: int) -> str:
    """Return the page for a terminal with that many columns."""
    width = max(min(columns, WIDEST) - 2, NARROWEST)
    lines = ["Usage: annotator [COMMAND] [OPTIONS]"]
    for paragraph in ABOUT:
        lines += ["", *wrap(paragraph, width, initial_indent="  ", subsequent_indent="  ")]
    first = max(len(entry.name) for entry in COMMANDS) + 4
    for heading, entries in HEADINGS.items():
        lines += ["", f"{heading}:"]
        for entry in entries:
            lines += _row(entry.name, entry.summary, first, width)
    lines += ["", "Options:"]
    for names, what in OPTIONS.items():
        lines += _row(names, what, first, width)
    lines.append("")
    for note in NOTES:
        lines += wrap(note, width)
    return "\n".join(lines) + "\n"


def _row(name: str, what: str, first: int, width: int) -> list[str]:
    return wrap(what, width, initial_indent=f"  {name}".ljust(first), subsequent_indent=" " * first)


def columns() -> int:
    """Return the columns of the terminal that standard output is, 80 where it is none."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80
