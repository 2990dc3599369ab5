"""tmux and screen: who is outside, and how a sequence gets there."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

from msgspec import structs

from annotator.model import Struct
from annotator.tui.terminal.answers import END_MARKER, SECONDARY
from annotator.tui.terminal.ask import ask
from annotator.tui.terminal.plan import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.tui.terminal.answers import Answers
    from annotator.tui.terminal.plan import Terminal

OPTION = "allow-passthrough"


def tmux(*arguments: str) -> str:
    """Run a tmux command about this pane and return what it prints; empty where it can't be run.

    Without ``TMUX`` none is run: tmux, if it answers, is on another machine, and one on this machine is another.
    """
    if not os.environ.get("TMUX"):
        return ""
    command, *rest = arguments
    target = ["-t", os.environ["TMUX_PANE"]] if os.environ.get("TMUX_PANE") else []
    try:
        run = subprocess.run(
            ["tmux", command, *target, *rest], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip()


class Client(Struct, frozen=True):
    """A terminal that tmux is shown in: its TERM and, where tmux knows it, its XTVERSION."""

    term: str = ""
    version: str = ""


_CLIENT = "#{client_termname}\t#{client_termtype}"


def clients() -> tuple[Client, ...]:
    """Return the terminals that this session of tmux is shown in, the one that was used last first."""
    found = [_client(line) for line in tmux("list-clients", "-F", _CLIENT).splitlines() if line.strip()]
    latest = _client(tmux("display-message", "-p", _CLIENT))
    if latest in found:
        found.remove(latest)
        found.insert(0, latest)
    return tuple(found)


def _client(line: str) -> Client:
    term, _, version = line.partition("\t")
    return Client(term=term.strip(), version=version.strip())


def runs_here() -> bool:
    """Return whether tmux commands can be run: tmux runs on this machine, and its program is there."""
    return bool(tmux("display-message", "-p", "#{pane_id}"))


def in_sight() -> bool:
    """Return whether what the terminals outside answer comes to this pane: it has the keys, and is seen."""
    return tmux("display-message", "-p", "#{pane_active}#{window_active}") == "11"


def ask_outside(wait: float, count: int) -> Answers | None:
    """Ask the `count` terminals outside of tmux for DA2, and tmux for the end marker.

    `ended` of what is returned: as many have answered. Returns None where there is no terminal.
    """

    def answered(answers: Answers) -> int:
        return bool(answers.secondary) + len(answers.others)

    question = wrap(SECONDARY, "tmux").encode() + END_MARKER
    with _passing():
        answers = ask(question, wait, lambda so_far: so_far.ended and answered(so_far) >= count)
    return structs.replace(answers, ended=answered(answers) >= count) if answers else None


def send(terminal: Terminal, write: Callable[[str], object], sequence: str) -> bytes:
    """Write one of the terminal's sequences, through tmux where it is outside; return what was typed meanwhile."""
    if terminal.passthrough and sequence:
        return _send_through_tmux(write, sequence)
    write(sequence)
    return b""


def _send_through_tmux(write: Callable[[str], object], sequence: str) -> bytes:
    """Write `sequence` (wrapped already) while tmux hands such sequences on; return what was typed meanwhile."""
    with _passing() as switched:
        write(sequence)
        answers = ask(END_MARKER) if switched else None
        return answers.typed if answers else b""


@contextlib.contextmanager
def _passing() -> Iterator[bool]:
    """Let tmux pass wrapped sequences on; yield whether its option had to be set.

    The pane's option is to be on only until tmux has read the sequence, which it shows by answering the end marker, so
    that nothing else that is printed can use it.
    """
    if not os.environ.get("TMUX") or tmux("show-options", "-A", "-p", "-v", OPTION).split("*")[0] in (
        "on",
        "all",
    ):
        yield False
        return
    own = tmux("show-options", "-p", "-v", OPTION)
    tmux("set-option", "-p", OPTION, "on")
    try:
        yield True
    finally:
        with contextlib.suppress(OSError):
            tmux("set-option", "-p", *([OPTION, own] if own else ["-u", OPTION]))
