"""tmux and screen: who is outside, and how a sequence gets there."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

from annotator.tui.terminal.answers import END_MARKER
from annotator.tui.terminal.ask import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.terminal.plan import Terminal

OPTION = "allow-passthrough"


def tmux(*arguments: str) -> str:
    """Run a tmux command about this pane and return what it prints; empty where it can't be run."""
    command, *rest = arguments
    target = ["-t", os.environ["TMUX_PANE"]] if os.environ.get("TMUX_PANE") else []
    try:
        run = subprocess.run(
            ["tmux", command, *target, *rest], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()


def outside_tmux() -> tuple[str, str]:
    """Return the TERM and the XTVERSION of the terminal that tmux is shown in, as tmux knows them."""
    name, _, version = tmux("display-message", "-p", "#{client_termname}\t#{client_termtype}").partition("\t")
    return name, version


def send(terminal: Terminal, write: Callable[[str], object], sequence: str) -> bytes:
    """Write one of the terminal's sequences, through tmux where it is outside; return what was typed meanwhile."""
    if terminal.passthrough and sequence:
        return _send_through_tmux(write, sequence)
    write(sequence)
    return b""


def _send_through_tmux(write: Callable[[str], object], sequence: str) -> bytes:
    """Write `sequence` (wrapped already) while tmux hands such sequences on; return what was typed meanwhile.

    The pane's option is switched on only until tmux has read the sequence, which it shows by answering the end
    marker, so that nothing else that is printed can use it.
    """
    if tmux("show-options", "-A", "-p", "-v", OPTION).split("*")[0] in ("on", "all"):
        write(sequence)
        return b""
    own = tmux("show-options", "-p", "-v", OPTION)
    tmux("set-option", "-p", OPTION, "on")
    try:
        write(sequence)
        answers = ask(END_MARKER)
        return answers.typed if answers else b""
    finally:
        with contextlib.suppress(OSError):
            tmux("set-option", "-p", *([OPTION, own] if own else ["-u", OPTION]))
