"""The driver in a real pseudo-terminal: what reaches the terminal first and last, whatever ends the program.

The test is the terminal: it answers, and it sees every byte.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
import textual
from textual.drivers import linux_driver

from annotator.tui.terminal.sequences import RESET
from tests.end_to_end.modes import Modes

if TYPE_CHECKING:
    from collections.abc import Callable

APP = str(Path(__file__).with_name("tiny_app.py"))
QUESTION_END = b"\x1b[>c\x1b[c"
VTE = b"\x1b[8;1$y\x1b[>65;7006;1c\x1b[?65;1;9c"
ENTER, LEAVE = b"\x1b[8l", b"\x1b[8h"


@pytest.fixture
def vte(start: Callable[..., Any]) -> Any:
    """The app in a terminal that answers like VTE, up and painted; `seen` is all that it wrote until then."""
    child = start(answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    child.seen = child.before + child.after
    return child


def rest(child: Any) -> bytes:
    """What the app writes until it is gone."""
    child.expect(pexpect.EOF)
    child.close()
    out: bytes = child.before
    return out


def test_the_terminal_is_readied_before_anything_is_painted(vte: Any) -> None:
    assert vte.seen.startswith(ENTER)
    assert vte.seen.count(ENTER) == 1


def test_rows_don_t_wrap_but_in_screen_which_counts_marks_as_columns_then(
    vte: Any, start: Callable[..., Any]
) -> None:
    no_wrapping = b"\x1b[?7l"
    assert no_wrapping in vte.seen
    child = start(TERM="screen-256color", answered=True)
    child.expect_exact(QUESTION_END)
    child.send(b"\x1b[>83;50002;0c\x1b[?1;2c")
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    assert no_wrapping not in child.before
    child.send("q")
    assert no_wrapping not in rest(child)


def test_leaving_puts_the_terminal_back_once_after_everything_else(vte: Any) -> None:
    vte.send("q")
    out = rest(vte)
    assert out.endswith(LEAVE)
    assert out.count(LEAVE) == 1
    assert out.index(b"\x1b[?1049l") < out.index(LEAVE)
    assert vte.exitstatus == 0


def test_a_crash_puts_the_terminal_back(vte: Any) -> None:
    vte.send("b")
    out = rest(vte)
    assert out.count(LEAVE) == 1
    assert out.index(b"\x1b[?1049l") < out.index(LEAVE) < out.index(b"BROKEN")
    assert vte.exitstatus == 1


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_puts_the_terminal_back_and_is_told_by_the_exit_status(
    vte: Any, number: signal.Signals, status: int
) -> None:
    vte.kill(number)
    out = rest(vte)
    assert out.endswith(LEAVE)
    assert out.count(LEAVE) == 1
    assert b"\x1b[?1049l" in out
    assert vte.exitstatus == status


def test_a_program_that_hangs_is_ended_by_a_signal_and_the_terminal_put_back(vte: Any) -> None:
    vte.send("h")
    vte.expect_exact(b"HANGING")
    vte.kill(signal.SIGTERM)
    out = rest(vte)
    assert out.count(LEAVE) == 1
    assert b"\x1b[?1049l" in out
    assert vte.signalstatus == signal.SIGTERM


@pytest.mark.parametrize("hangs", [False, True])
def test_a_second_signal_that_comes_while_the_first_is_handled_ends_the_program_as_soon_as_all_is_kept(
    start: Callable[..., Any], hangs: bool
) -> None:
    child = start(APP, "auto", "interrupted", answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    if hangs:
        child.send("h")
        child.expect_exact(b"HANGING")
    child.kill(signal.SIGTERM)
    out = rest(child)
    assert out.index(b"KEPT") < out.index(LEAVE)
    assert out.count(LEAVE) == 1
    assert b"\x1b[?1049l" in out
    assert child.signalstatus == signal.SIGHUP


@pytest.mark.parametrize("wait", [False, True])
def test_a_second_signal_ends_a_program_that_hangs_at_once_and_puts_the_terminal_back(
    start: Callable[..., Any], wait: bool
) -> None:
    child = start(APP, "auto", "keeping", answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    child.send("h")
    child.expect_exact(b"HANGING")
    child.kill(signal.SIGTERM)
    if wait:
        child.expect_exact(b"HANDLED")
    child.kill(signal.SIGHUP)
    out = rest(child)
    assert out.count(LEAVE) == 1
    assert b"\x1b[?1049l" in out
    assert child.signalstatus in ({signal.SIGHUP} if wait else {signal.SIGTERM, signal.SIGHUP})


def test_a_stop_that_was_not_told_is_gone_on_from(vte: Any) -> None:
    vte.kill(signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(vte.pid, os.WUNTRACED)[1])
    vte.kill(signal.SIGCONT)
    vte.expect_exact(b"\x1b[?1049h")
    vte.expect_exact(b"HELLO")
    vte.send("xyz")
    vte.expect_exact(b"+x")
    vte.expect_exact(b"+y")
    vte.expect_exact(b"+z")
    vte.send("q")
    out = vte.before + rest(vte)
    assert b"+x+x" not in out, "each key is read once"
    assert vte.exitstatus == 0


# --- modes: what is set is taken back, by whatever end ------------------------------------------


def answered(child: Any, until: bytes) -> bytes:
    """What the app writes until it writes `until`, while the terminal says of each mode that it has it."""
    out = b""
    while until not in out:
        child.expect(rb"\x1b\[\?(\d+)\$p|" + re.escape(until))
        out += child.before + child.after
        if child.match[1]:
            child.send(b"\x1b[?%s;2$y" % child.match[1])
    return out


@pytest.fixture
def modern(start: Callable[..., Any]) -> tuple[Any, Modes]:
    """The app in a terminal that has every mode, with the modes that it has set until it is painted anew."""
    child = start(answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    modes = Modes()
    modes.feed(answered(child, b"HELLO"))
    child.send("px")
    modes.feed(answered(child, b"+x"))
    return child, modes


def end_by_leaving(child: Any) -> bytes:
    child.send("q")
    return rest(child)


def end_by_a_fault(child: Any) -> bytes:
    child.send("b")
    return rest(child)


def end_by_a_signal(child: Any) -> bytes:
    child.kill(signal.SIGTERM)
    return rest(child)


def end_by_force(child: Any) -> bytes:
    """Two signals at once, which may be handled in any order, or one in the middle of the other."""
    child.send("h")
    child.expect_exact(b"HANGING")
    before: bytes = child.before
    child.kill(signal.SIGTERM)
    child.kill(signal.SIGHUP)  # two of a kind that come at once are one
    return before + rest(child)


ENDS = [end_by_leaving, end_by_a_fault, end_by_a_signal, end_by_force]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("suspended", [False, True])
def test_every_mode_is_taken_back_at_every_end(
    modern: tuple[Any, Modes], end: Callable[[Any], bytes], suspended: bool
) -> None:
    child, modes = modern
    assert {"1049", "25", "7", "1000", "1006", "2004", "1004", "2026", "keyboard 0", "pointer"} <= modes.seen
    if suspended:
        child.kill(signal.SIGTSTP)
        child.expect_exact(LEAVE)
        modes.feed(child.before + child.after)
        assert os.WIFSTOPPED(os.waitpid(child.pid, os.WUNTRACED)[1])
        assert not modes.left
        child.kill(signal.SIGCONT)
        modes.feed(answered(child, b"HELLO"))
        assert "1049" in modes.left
    modes.feed(end(child))
    assert not modes.left


def test_a_forced_end_takes_back_every_mode_that_textual_could_set() -> None:
    sources = [
        *Path(textual.__file__).parent.glob("*.py"),
        *Path(linux_driver.__file__).parent.glob("linux*.py"),
    ]
    written = "".join(
        ast.literal_eval(node)
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\x1b[" in node.value
    )
    modes = Modes()
    modes.feed(b"".join(re.findall(rb"\x1b\[\?\d+[hl]", written.encode())))
    modes.feed(b"\x1b]22;text\x07\x1b[>1u\x1b[1m")
    could = {"1049", "1000", "1003", "1015", "1006", "1016", "2004", "2048", "2026", "1004", "7", "25"}
    assert could <= modes.seen
    for mode in (modes.seen | {"1002"}) - {"7", "25", "keyboard 0", "pointer", "colours"}:
        modes.feed(f"\x1b[?{mode}h".encode())
    modes.feed(b"\x1b[?7l\x1b[?25l")
    modes.feed(RESET.encode())
    assert not modes.left


def test_of_the_mouse_modes_the_last_is_the_one_for_all_moves_after_the_one_for_drags(vte: Any) -> None:
    modes = re.findall(rb"\x1b\[\?(100[0-3])h", vte.seen)
    assert modes[-2:] == [b"1002", b"1003"], (
        "each takes the place of the one before, if the terminal knows it"
    )


def test_suspending_puts_the_terminal_back_and_continuing_readies_it_again(vte: Any) -> None:
    vte.kill(signal.SIGTSTP)
    vte.expect_exact(LEAVE)
    assert os.WIFSTOPPED(os.waitpid(vte.pid, os.WUNTRACED)[1])

    vte.kill(signal.SIGCONT)
    vte.expect_exact(b"\x1b[?1049h")
    assert vte.before.count(ENTER) == 1
    vte.expect_exact(b"HELLO")

    vte.send("q")
    assert rest(vte).count(LEAVE) == 1


def test_another_program_in_between_has_the_terminal_as_it_was(vte: Any) -> None:
    vte.send("s")
    vte.expect_exact(b"OUTSIDE")
    assert vte.before.count(LEAVE) == 1
    vte.expect_exact(b"\x1b[?1049h")
    assert vte.before.count(ENTER) == 1


def test_keys_typed_while_the_terminal_is_asked_reach_the_program(start: Callable[..., Any]) -> None:
    child = start(answered=True)
    child.expect_exact(QUESTION_END)
    child.send(b"x" + VTE[:7] + b"y" + VTE[7:])
    child.expect_exact(b"HELLO")
    child.expect_exact(b"+x")
    child.expect_exact(b"+y")


def test_answers_that_come_late_are_no_keys(start: Callable[..., Any]) -> None:
    child = start()
    child.expect_exact(b"HELLO")
    child.send(b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\x\x1b[>41;379;0c\x1b[?64;1;2c")
    child.send("z")
    child.expect_exact(b"+x")
    child.expect_exact(b"+z")
    child.send("q")
    out = child.before + rest(child)
    assert b"+" not in out.replace(b"+x", b"").replace(b"+z", b"")


@pytest.mark.parametrize("cut", [0, 9, 30])
def test_a_terminal_that_answers_late_is_drawn_for_from_then_on(start: Callable[..., Any], cut: int) -> None:
    late = b"\x1bP>|foot(1.13.1)\x1b\\\x1b[>1;011301;0c\x1b[?62;4;22c"
    child = start()
    child.expect_exact("مُ\x1b".encode())
    child.send(late[:cut])
    child.send(late[cut:])
    child.expect_exact("م\x1b".encode())
    child.send("x")
    child.expect_exact(b"+x")
    child.send("q")
    assert LEAVE not in rest(child)


def test_so_are_its_keys_read_from_then_on(start: Callable[..., Any]) -> None:
    child = start()
    child.expect_exact(b"HELLO")
    child.send(b"\x1b[>0;136;0c\x1b[?6c")
    child.send("x")
    child.expect_exact(b"+x")
    child.send(b"\x1bOD")
    child.expect_exact(b"+ctrl+left")


def test_one_that_is_who_it_was_thought_to_be_is_not_painted_again(start: Callable[..., Any]) -> None:
    child = start(TERM="foot")
    child.expect_exact("م\x1b".encode())
    child.send("y")
    child.expect_exact(b"+y")
    child.send(b"\x1b[>1;011301;0c\x1b[?62;4;22c")
    child.send("x")
    child.expect_exact(b"+x")
    assert child.before.count("م\x1b".encode()) == 0


def test_a_terminal_that_answers_nothing_is_waited_for_briefly_and_readied(start: Callable[..., Any]) -> None:
    child = start()
    child.expect_exact(b"HELLO")
    assert ENTER in child.before
    child.send("q")
    assert LEAVE not in rest(child), "nobody said that it was set before"


def test_in_logical_order_nothing_is_sent(start: Callable[..., Any]) -> None:
    child = start(APP, "logical", answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    assert ENTER not in child.before
    child.send("q")
    assert LEAVE not in rest(child)


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_through_tmux_the_terminal_outside_is_readied_and_tmux_left_as_it_was(
    start: Callable[..., Any], tmp_path: Path
) -> None:
    socket = str(tmp_path / "tmux")
    inside = (
        f"{sys.executable} {APP}; tmux show-options -pv allow-passthrough | sed s/^/SET-/; echo E''ND; cat"
    )
    child = start(
        *("-S", socket, "-u", "-f", "/dev/null", "new-session", inside), command="tmux", VTE_VERSION="7006"
    )
    try:
        child.expect_exact(b"HELLO")
        assert all(b"\x1b[%dH" % row + ENTER in child.before for row in range(1, 13))
        assert LEAVE not in child.before
        child.send("q")
        child.expect_exact(b"END")
        assert all(b"\x1b[%dH" % row + LEAVE in child.before for row in range(1, 13))
        assert b"SET-" not in child.before
    finally:
        subprocess.run(["tmux", "-S", socket, "kill-server"], check=False, capture_output=True)
