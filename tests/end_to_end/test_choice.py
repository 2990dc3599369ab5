"""From the choice with which the demo begins to the screens that were chosen: the terminal is kept, and reset whatever happens."""

from __future__ import annotations

import os
import signal
import sys
import termios
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.modes import Modes
from tests.end_to_end.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[..., Terminal]

QUESTION = b"\x1b[>c"
INTO, OUT = b"\x1b[?1049h", b"\x1b[?1049l"

INSTEAD = """
import os, time
from annotator import tui
shown = tui.run
def run(*_):
    {}
tui.run = run
from annotator.cli import main
main()
"""
"""The program, with something else in place of the screens that are chosen."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the demo in a terminal, and wait for its question; the first argument is what happens instead of its screens."""
    terminals: list[Terminal] = []

    def start(instead: str = "") -> Terminal:
        code = ("-c", INSTEAD.format(instead)) if instead else ("-m", "annotator")
        terminal = Terminal(
            "demo", folder=tmp_path, size=(80, 24), program=(sys.executable, *code), ANNOTATOR_NAME="layla"
        )
        terminals.append(terminal)
        terminal.until_text("How do you want to begin?", "? help  q leave")
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


def ends_reset(terminal: Terminal) -> int:
    """Return the exit status, after a look whether lines and Ctrl+C are read as before and no mode of the terminal is left."""
    descriptor = os.dup(terminal.child.child_fd)
    try:
        status = terminal.until_ended()
        local = termios.tcgetattr(descriptor)[3]
    finally:
        os.close(descriptor)
    assert local & termios.ICANON
    assert local & termios.ECHO
    assert local & termios.ISIG
    modes = Modes()
    modes.feed(terminal.raw)
    assert not modes.left
    return status


@pytest.mark.parametrize(("key", "shown"), [("h", "8 of 14 done"), ("a", "2 of 7 settled")])
def test_the_terminal_is_asked_once_and_stays_in_the_alternate_screen(
    start: Start, key: str, shown: str
) -> None:
    terminal = start()
    terminal.press(key)
    terminal.until_text(shown)
    assert terminal.raw.count(QUESTION) == 1
    assert (terminal.raw.count(INTO), terminal.raw.count(OUT)) == (1, 0)
    terminal.press("ctrl+q")
    assert ends_reset(terminal) == 0
    assert terminal.raw.count(OUT) == 1


def test_the_first_of_several_keys_counts(start: Start) -> None:
    terminal = start()
    terminal.press("h", "a")
    terminal.until_text("8 of 14 done")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0


def test_enter_that_is_typed_in_between_opens_the_article(start: Start) -> None:
    """The screens wait for a second, in which the key is typed."""
    terminal = start('os.write(1, b"\\x1b]2;BETWEEN\\x07"); time.sleep(1); shown(*_)')
    terminal.press("h")
    terminal.until(lambda: b"BETWEEN" in terminal.raw, "the time between")
    terminal.press("enter")
    terminal.until_text("1 of 14, done, 37 spans, saved")
    assert "? shows what the keys do" not in terminal.text
    assert b"\r\n\r\n" not in terminal.raw[terminal.raw.index(b"BETWEEN") :], "keys are not echoed"
    terminal.press("ctrl+q")
    assert ends_reset(terminal) == 0


def test_who_leaves_gets_the_terminal_back(start: Start) -> None:
    terminal = start()
    terminal.press("q")
    assert ends_reset(terminal) == 0


def test_where_the_screens_don_t_start_a_sentence_stands_on_the_shell_s_screen(start: Start) -> None:
    terminal = start('from annotator.errors import ProjectError; raise ProjectError("It can\'t be opened.")')
    terminal.press("h")
    assert ends_reset(terminal) == 1
    assert "It can't be opened." in terminal.raw.rpartition(OUT)[2].decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_between_ends_the_program_and_resets_the_terminal(start: Start, number: int) -> None:
    terminal = start('os.write(1, b"\\x1b]2;BETWEEN\\x07"); time.sleep(60)')
    terminal.press("h")
    terminal.until(lambda: b"BETWEEN" in terminal.raw, "the time between")
    os.kill(terminal.child.pid, number)
    assert ends_reset(terminal) == (130 if number == signal.SIGINT else -number)
