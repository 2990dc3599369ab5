"""The command that tells what is known of the terminal, and lets the user say which drawing is right."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click

from annotator import config
from annotator.cli.options import open_project, project_option
from annotator.cli.say import answer, show
from annotator.errors import InputError, ProjectError
from annotator.reasons import reason
from annotator.typed import typed

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.tui.terminal import Seen, Terminal
    from annotator.tui.terminal.card import Way

PATIENCE = 2.0
"""Seconds to wait for the terminal's answers: nobody waits for the first screen here, and a line may be slow."""

INDENT = 3
LONG = 100


@click.command("doctor", epilog="Example: annotator doctor --no-ask")
@project_option
@click.option("--no-ask", is_flag=True, help="Print and ask nothing.")
def command(project: Path, no_ask: bool) -> None:
    """Tell what is known of this terminal, show the test card, and look at the project.

    The card draws one sentence in every way the program knows. Say which line reads right, and it is drawn so from
    then on in this kind of terminal.
    """
    from annotator.tui.terminal import look

    seen = look(PATIENCE)
    settings = _settings()
    terminal = seen.plan("auto", settings)
    _tell_terminal(terminal, settings.bidi.get(terminal.name))
    _tell_colors()
    _tell_fonts()
    _tell_project(project)
    click.echo()
    _show_card(seen, ask=not no_ask and sys.stdin.isatty() and sys.stdout.isatty())


def _settings() -> config.Settings:
    """Return the settings. A doctor has to talk to the patient: settings that make no sense are told of."""
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
    show(f"{what + ':':<11} {value}")


def _tell_terminal(terminal: Terminal, stored: str | None) -> None:
    inside = f", inside {terminal.multiplexer}" if terminal.multiplexer else ""
    _tell("terminal", " ".join(filter(None, [terminal.name, terminal.version])) + inside)
    _tell("known by", ", ".join(terminal.evidence) or f"nothing; TERM={os.environ.get('TERM', '')}")
    _tell("drawn as", terminal.mode + (", as you answered" if stored else ""))
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
    names = ("TERM", "COLORTERM", "NO_COLOR")
    _tell(
        "colours", " ".join(f"{name}={os.environ[name]}" for name in names if name in os.environ) or "unknown"
    )
    size = shutil.get_terminal_size()
    _tell("size", f"{size.columns} columns, {size.lines} rows")


def _tell_fonts() -> None:
    fonts = _arabic_fonts()
    if fonts is not None:
        hint = "none; install one that has Arabic letters, such as DejaVu Sans Mono"
        _tell("fonts", f"{fonts} with Arabic letters" if fonts else hint)


def _arabic_fonts() -> int | None:
    """Return how many fonts on this machine have Arabic letters, None where that can't be told."""
    if "SSH_CONNECTION" in os.environ or not shutil.which("fc-list"):
        return None
    try:
        run = subprocess.run(
            ["fc-list", ":lang=ar", "family"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return len(set(run.stdout.splitlines()))


def _tell_project(path: Path) -> None:
    try:
        there = path.exists() or path.is_symlink()  # one that leads nowhere is told of by whoever opens it
    except OSError as error:
        _tell("project", f"{path} can't be opened: {reason(error)}")
        return
    if not there:
        _tell("project", f"{path} is not there; make one with: {typed('init', project=path)}")
        return
    try:
        with open_project(path) as project:
            people = len(project.annotators())
            state = "can be written" if project.writable else "can only be read"
            _tell("project", f"{path}: {path.stat().st_size:,} bytes, {state}, annotators: {people}")
    except ProjectError as error:
        _tell("project", str(error))


def _show_card(seen: Seen, *, ask: bool) -> None:
    from annotator.tui.terminal.card import MEANING, card
    from annotator.tui.terminal.multiplexer import send

    terminal = seen.plan("visual", config.Settings())
    live = sys.stdout.isatty()
    color = live and not os.environ.get("NO_COLOR") and os.environ.get("COLORTERM") in ("truecolor", "24bit")
    color = color and terminal.multiplexer != "screen"  # which knows no such colours before version 5
    # In what way kitty is served depends on its version, which the plan for "visual" does not tell.
    lines = card(
        seen.plan("kitty", config.Settings()), shutil.get_terminal_size().columns - INDENT, color=color
    )
    click.echo(f"The test card. Read from the right, it should say: {MEANING}")
    for way in lines:
        if not way.readied:
            _show(way)
    if not live:
        click.echo("\nThe other ways can be shown on a terminal only.")
        return
    send(terminal, _write, terminal.enter)
    try:
        for way in lines:
            if way.readied:
                _show(way)
        if ask:
            _ask(terminal.name, lines)
    finally:
        send(terminal, _write, terminal.leave)


def _show(way: Way) -> None:
    click.echo(f"\n{way.number}  ({way.title})\n{' ' * INDENT}", nl=False)
    _write(way.text + "\n")


def _write(data: str) -> None:
    """Write as it is: nobody else is to lay it out, or to take the colours out."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data.encode(sys.stdout.encoding, "backslashreplace"))
    sys.stdout.buffer.flush()


def _ask(name: str, lines: tuple[Way, ...]) -> None:
    click.echo()
    numbers = [str(way.number) for way in lines]
    chosen = click.prompt(
        f"Which line is the first that reads right? {numbers[0]} to {numbers[-1]}, 0: none, Enter: leave all as it is",
        type=click.Choice(["", "0", *numbers]),
        default="",
        show_choices=False,
        show_default=False,
    )
    if chosen == "0":
        click.echo(
            "Nothing is changed. Another terminal may do better: docs/terminals.md lists those that do."
        )
    elif chosen:
        way = lines[int(chosen) - 1]
        config.save(config.load().with_bidi(name, way.bidi))
        answer(f"From now on --bidi {way.bidi} in {name}; kept in {config.path()}.")
