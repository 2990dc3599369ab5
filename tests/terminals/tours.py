"""The tour in one terminal: a folder of pictures, and what is told of it on the page."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.terminals import browser, display, emulators, packages, steps
from tests.terminals.emulators import EMULATORS, Emulator
from tests.terminals.steps import Session, Shot

QUIET = 0.7
"""Seconds without output after which a terminal has drawn what it was sent."""

Opener = Callable[[Path, list[str]], Session]
FAULTS = (display.DisplayError, browser.BrowserError, steps.SilentError, OSError, subprocess.SubprocessError)


class Terminal(NamedTuple):
    """A terminal that the tour can be made in: `xterm`, or `konsole-tmux` for Konsole with tmux in it.

    `open` starts it with a folder for its files and the command to run in it.
    """

    name: str
    version: str
    packages: tuple[str, ...]
    open: Opener


class Tour(NamedTuple):
    """What came of it. `known` is what the program found out about the terminal; `fault` says why pictures are missing."""

    terminal: Terminal
    shots: tuple[Shot, ...]
    columns: int
    known: str
    seconds: float
    fault: str = ""


def terminals(modules: Path) -> list[Terminal]:
    """Return every terminal of the tour. `modules` is where xterm.js is installed."""
    found = []
    for emulator in EMULATORS:
        version = packages.version(emulator.package)
        needed = (*emulators.NEEDED, emulator.package, *emulator.more_packages)
        found.append(Terminal(emulator.name, version, needed, _in_window(emulator, "")))
        for inside in emulator.inside:
            shown = f"{version}, {inside} {packages.version(inside)}"
            opener = _in_window(emulator, inside)
            found.append(Terminal(f"{emulator.name}-{inside}", shown, (*needed, inside), opener))
    version = browser.MODULES[1].rpartition("@")[2]
    found += [
        Terminal(f"xterm.js-{renderer}", version, browser.PACKAGES, _in_browser(renderer, modules))
        for renderer in browser.RENDERERS
    ]
    return found


def make(terminal: Terminal, folder: Path) -> Tour:
    """Make the tour, with pictures in `folder`. What goes wrong is told in `fault`; the pictures before it are kept."""
    began = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shots: list[Shot] = []
    fault = ""
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        work = Path(name)
        steps.write_commands(work)
        try:
            session = terminal.open(work, steps.command(work))
            try:
                for shot in steps.walk(session, work, steps.STEPS, ".png", QUIET):
                    kept = folder / shot.path.name
                    shutil.move(shot.path, kept)
                    shots.append(shot._replace(path=kept))
            finally:
                session.close()
        except FAULTS as error:
            fault = f"{type(error).__name__}: {error}"
        sent = _read(work / steps.LOG)
        columns = _read(work / steps.SIZE).split()[1:]
        (folder / "sent.txt").write_text(sent, encoding="utf-8", errors="replace")
    return Tour(
        terminal,
        tuple(shots),
        int(columns[0]) if columns else 0,
        _known(sent),
        time.monotonic() - began,
        fault,
    )


def _in_window(emulator: Emulator, multiplexer: str) -> Opener:
    return lambda folder, command: display.Window.open(emulator, multiplexer, folder, command)


def _in_browser(renderer: str, modules: Path) -> Opener:
    return lambda _, command: browser.Browser.open(renderer, modules, command)


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace") if path.exists() else ""


def _known(sent: str) -> str:
    """Return what `annotator doctor` said of the terminal."""
    lines = re.findall(r"^(terminal|known by|order|marks|wide cells|filter): +(.*?)\r?$", sent, re.MULTILINE)
    return "; ".join(dict.fromkeys(f"{name} {value}" for name, value in lines))
