"""The command that shows what is known of the terminal, and asks the user which drawing is right."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from annotator import config
from annotator.cli.fonts import fonts_summary
from annotator.cli.options import open_project, project_option
from annotator.cli.say import show
from annotator.cli.testcard import show_card
from annotator.command_line import command_line
from annotator.errors import InputError, ProjectError
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.tui.terminal import Terminal

PATIENCE = 2.0
"""Seconds to wait for the terminal's answers: longer than before the first screen, as a line may be slow."""

LONG = 100
HANGING = 12


@click.command("doctor", epilog="Example: annotator doctor --no-ask")
@project_option
@click.option("--no-ask", is_flag=True, help="Print and ask nothing.")
def command(project: Path, no_ask: bool) -> None:
    """Tell what is known of this terminal, show the test card, and look at the project.

    The card draws short texts in every way the program knows: the order of the letters, marks, flags. Say which is
    right, and it is drawn so from then on in this kind of terminal.
    """
    from annotator.tui.terminal import look

    seen = look(PATIENCE)
    settings = _settings()
    terminal = seen.plan("auto", settings)
    _tell_terminal(terminal, settings)
    _tell_colors()
    _tell("fonts", fonts_summary())
    _tell_project(project)
    click.echo()
    show_card(seen, settings, ask=not no_ask and sys.stdin.isatty())


def _settings() -> config.Settings:
    """Return the settings; where they make no sense, print why and return the defaults."""
    try:
        settings = config.load()
    except InputError as error:
        _tell("settings", str(error))
        return config.Settings()
    path = config.path()
    if path is None:
        _tell(
            "settings", "none, because your home folder is not known; ANNOTATOR_CONFIG names a file for them"
        )
    else:
        _tell("settings", f"{path}{'' if os.path.exists(path) else ' (not there yet)'}")  # noqa: PTH110
    return settings


def _tell(what: str, value: str) -> None:
    lines = [value]
    if sys.stdout.isatty():
        room = max(shutil.get_terminal_size().columns - HANGING, HANGING)
        lines = textwrap.wrap(value, room, break_long_words=False, break_on_hyphens=False) or [""]
    for at, line in enumerate(lines):
        show(f"{'' if at else what + ':':<{HANGING - 1}} {line}")


_ORDER = {
    "visual": "each letter is put in its place, and the terminal leaves it there",
    "words": "the words are put in their places, and the terminal turns each of them round",
    "kitty": "each letter is sent so that the terminal takes it for a text of its own",
    "dither": "each second letter has a style of its own, so that the terminal turns nothing round",
    "logical": "the text is sent as it is stored, and the terminal orders it",
}
_MARKS = {
    "kept": "sent after their letters",
    "left": "each sent after the cell to the left of its letter, where the terminal draws it right",
    "none": "left out, because the terminal does not draw letters and marks right",
    "bare": "left out, also the tanwin on an alef, because the terminal draws none",
}
_WIDE = {
    "counted": "flags and faces take two columns, as the terminal counts them",
    "placed": "the column is sent after each flag or face, because the terminal may count others",
}


def _tell_terminal(terminal: Terminal, settings: config.Settings) -> None:
    def described(words: Mapping[str, str], value: str, answers: Mapping[str, str]) -> str:
        return f"{words[value]} ({value}{', as you answered' if terminal.name in answers else ''})"

    inside = f", inside {terminal.multiplexer}" if terminal.multiplexer else ""
    _tell("terminal", " ".join(filter(None, [terminal.name, terminal.version])) + inside)
    _tell("known by", ", ".join(terminal.evidence) or f"nothing; TERM={os.environ.get('TERM', '')}")
    _tell("order", described(_ORDER, terminal.mode, settings.bidi))
    _tell("marks", described(_MARKS, terminal.marks, settings.marks))
    _tell("wide cells", described(_WIDE, terminal.wide, settings.wide))
    _tell("sent first", readable(terminal.enter))
    _tell("sent last", readable(terminal.leave))
    if terminal.filter != "none":
        _tell("filter", terminal.filter)
    if terminal.advice:
        _tell("advice", terminal.advice)


def readable(sequence: str) -> str:
    """Return a sequence with its control characters spelled out."""
    names = {"\x1b": " ESC ", "\x07": " BEL"}
    shown = "".join(names.get(char, char) for char in sequence).strip() or "nothing"
    return (
        shown if len(shown) <= LONG else f"{shown[:LONG]}... and so on, for each row of the terminal outside"
    )


def _tell_colors() -> None:
    from annotator.tui.terminal.size import terminal_size

    names = ("TERM", "COLORTERM", "NO_COLOR")
    _tell(
        "colours", " ".join(f"{name}={os.environ[name]}" for name in names if name in os.environ) or "unknown"
    )
    columns, rows = terminal_size((1, 0, 2))  # any that is the terminal: what is printed may go into a file
    _tell("size", f"{columns} columns, {rows} rows")


def _tell_project(path: Path) -> None:
    try:
        there = path.exists() or path.is_symlink()  # one that leads nowhere is told of by whoever opens it
    except OSError as error:
        _tell("project", f"{path} can't be opened: {reason(error)}")
        return
    if not there:
        _tell("project", f"{path} is not there; make one with: {command_line('init', project=path)}")
        return
    try:
        with open_project(path) as project:
            people = len(project.people.names())
            state = "can be written" if project.writable else "can only be read"
            _tell("project", f"{path}: {path.stat().st_size:,} bytes, {state}, annotators: {people}")
    except ProjectError as error:
        _tell("project", str(error))
