"""Asking the terminal: the one place here that reads from it."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from typing import TYPE_CHECKING

from annotator.tui.terminal.answers import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.tui.terminal.answers import Answers

if sys.platform != "win32":
    import termios
    import tty

WAIT = 0.3
"""Seconds without a byte after which no further answer is waited for."""

LONGEST = 1.5
"""The longest wait for answers in seconds, unless one answer may take longer."""


@contextlib.contextmanager
def terminal() -> Iterator[int | None]:
    """Open the controlling terminal for reading and writing; None where there is none."""
    try:
        fd = os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0))
    except OSError:
        yield None
        return
    try:
        yield fd
    finally:
        os.close(fd)


def _ended(answers: Answers) -> bool:
    return answers.ended


def ask(questions: bytes, wait: float = WAIT, enough: Callable[[Answers], bool] = _ended) -> Answers | None:
    """Send `questions` to the terminal and return what it answers until that is `enough`: until the end marker.

    Returns None where there is no terminal, and what there is when the time is over.
    """
    if sys.platform == "win32":
        return None
    with terminal() as fd:
        if fd is None:
            return None
        try:
            before = termios.tcgetattr(fd)
            # cbreak, not raw: Ctrl+C must go on working while we wait.
            tty.setcbreak(fd, termios.TCSANOW)
        except termios.error:
            return None
        try:
            return parse(_exchange(fd, questions, wait, enough))
        except OSError:
            return None
        finally:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(fd, termios.TCSANOW, before)


def _exchange(fd: int, questions: bytes, wait: float, enough: Callable[[Answers], bool]) -> bytes:
    sent = questions
    while sent:
        sent = sent[os.write(fd, sent) :]
    data = b""
    last_chance = time.monotonic() + max(LONGEST, wait)
    while not enough(parse(data)) and time.monotonic() < last_chance:
        if not select.select([fd], [], [], wait)[0]:
            break
        received = os.read(fd, 4096)
        if not received:
            break
        data += received
    return data
