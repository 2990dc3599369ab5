"""The driver inside GNU screen, and what screen makes of keys."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.terminal.test_driver import APP, QUESTION_END, VTE, rest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOUSE = re.compile(rb"\x1b\[\?(?:9|100[012356]|1015|1016)h")


def test_the_mouse_is_on(start: Callable[..., Any]) -> None:
    child = start(answered=True)
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    seen = child.before
    child.send("a")
    child.expect_exact(b"+a")
    assert MOUSE.search(seen + child.before)


def test_the_mouse_is_left_off_in_screen(start: Callable[..., Any]) -> None:
    child = start(TERM="screen-256color", answered=True)
    child.expect_exact(QUESTION_END)
    child.send(b"\x1b[>83;40900;0c\x1b[?1;2c")
    child.expect_exact(QUESTION_END)
    child.send(VTE)
    child.expect_exact(b"HELLO")
    seen = child.before
    child.send("a")
    child.expect_exact(b"+a")
    seen += child.before
    child.send("q")
    assert not MOUSE.search(seen + rest(child))


@pytest.mark.skipif(shutil.which("screen") is None, reason="needs screen")
def test_escape_arrives_by_itself_in_a_real_screen(start: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "screens"
    folder.mkdir(mode=0o700)
    config = tmp_path / "screenrc"
    config.write_text("startup_message off\n", "utf-8")
    child = start(
        *("-c", str(config), "-T", "screen-256color", sys.executable, APP),
        command="screen",
        SCREENDIR=str(folder),
    )
    child.expect_exact(b"HELLO")
    child.send("a")
    child.expect_exact(b"+a")
    child.send("\x1b")
    child.expect_exact(b"+escape")  # before any other key is pressed
    child.send("i")
    child.expect_exact(b"+i")
    child.send("q")
    rest(child)
