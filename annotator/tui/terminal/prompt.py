"""Which terminal the shell's prompt is in. It is asked only where that disturbs nobody."""

from __future__ import annotations

import contextlib
import os
import select
import stat
import sys
from typing import TYPE_CHECKING

from annotator import config
from annotator.errors import InputError
from annotator.tui.terminal import NOT_ASKED, look
from annotator.tui.terminal.answers import Answers
from annotator.tui.terminal.detect import UNKNOWN, Detected, detect, multiplexer
from annotator.tui.terminal.known import KNOWN
from annotator.tui.terminal.lines import for_lines
from annotator.tui.terminal.plan import plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.tui.terminal.plan import Terminal

if sys.platform != "win32":
    import fcntl
    import termios
    import tty

WAIT = 1.0
"""Seconds without a byte after which no answer is waited for. One that came later would stand at the shell's prompt."""


def at_prompt(descriptor: int) -> Terminal:
    """Return what is done for lines in the terminal that is open as `descriptor`.

    A terminal that is not known, or did not answer, gets the text as it is stored unless the user answered for it. Settings that can't be read
    are as none: whoever prints has something else to tell.
    """
    try:
        settings = config.load()
    except InputError:
        settings = config.Settings()
    environment = os.environ
    named = _named(environment)
    if named is None and may_be_asked(descriptor, environment):
        seen = look(WAIT, mode=False)
        if seen.answers is not None:
            _give_back(descriptor, seen.answers.typed)
            if seen.answers.ended:
                return for_lines(seen.plan("auto", settings))
    found = named or _guess(environment)
    known = found.name in settings.bidi or (found.name in KNOWN and found.name != UNKNOWN)
    return for_lines(plan(found, choice="auto" if known else "logical", settings=settings))


def _named(environment: Mapping[str, str]) -> Detected | None:
    """Return the terminal where TERM names it, which each sets for itself. How kitty is served is a matter of its version."""
    found = _guess(environment)
    certain = any(each.startswith("TERM=") for each in found.evidence) and found.name != "kitty"
    return found if certain else None


def _guess(environment: Mapping[str, str]) -> Detected:
    """Return the terminal that the environment tells of; none where it may tell of the one outside a multiplexer."""
    return Detected() if multiplexer(Answers(), environment) else detect(Answers(), environment)


def may_be_asked(descriptor: int, environment: Mapping[str, str]) -> bool:
    """Whether asking the terminal that is open as `descriptor` stops no job and takes nothing from anybody.

    It must be ours, and we in its foreground; nobody else may read from it, as a pager behind a pipe does; and nothing
    may wait there that was typed ahead.
    """
    if sys.platform == "win32" or environment.get("TERM", "") in NOT_ASKED or "INSIDE_EMACS" in environment:
        return False
    try:
        if any(stat.S_ISFIFO(os.fstat(number).st_mode) for number in (0, 1, 2)):
            return False
        if any(os.tcgetpgrp(number) != os.getpgrp() for number in (0, descriptor)):
            return False
        return not _is_typed_ahead(0)
    except (OSError, termios.error):
        return False


def _is_typed_ahead(descriptor: int) -> bool:
    """Whether keys wait to be read, also on a line that is not complete. They go on waiting."""
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor, termios.TCSANOW)
    try:
        return bool(select.select([descriptor], [], [], 0)[0])
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


def _give_back(descriptor: int, typed: bytes) -> None:
    """Put back what was typed while the terminal was asked, for the shell, where the system lets us.

    What has an escape in it may be an answer of a kind that we don't know, and is nothing for a shell.
    """
    if sys.platform == "win32" or b"\x1b" in typed:
        return
    with contextlib.suppress(OSError):
        for number in typed:
            fcntl.ioctl(descriptor, termios.TIOCSTI, bytes([number]))
