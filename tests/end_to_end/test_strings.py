"""Strings that a real terminal sends, such as its title, change nothing of what a person has; the next key arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.rescuing import annotate, make, state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.terminal import Terminal

STRINGS = [
    "\x1b]l\x07", "\x1b]l title\x1b\\", "\x1b]Local\x1b\\", "\x1b^local\x1b\\", "\x1bXlocal\x1b\\", "\x1b_local\x1b\\",
    "\x1bPlocal\x18", "\x1b]l\x1a", "\x1b]" + "a" * 101 + "\x07", "\x1b]" + "a" * 5001 + "\x07", "\x9dl\x07", "\x90l\x9c",
    "\x98l\x1b\\", "\x9el\x1b\\", "\x9fl\x1b\\", "\x9b27;5;97;3~",
]  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "p.db")


@pytest.fixture
def terminal(tmp_path: Path, path: Path) -> Iterator[Terminal]:
    terminal = annotate(tmp_path, path)
    terminal.until_text("todo, 0 spans, saved")
    yield terminal
    terminal.close()


def test_no_string_is_read_as_keys(terminal: Terminal, path: Path) -> None:
    for string in STRINGS:
        terminal.press(string)
    terminal.press("c")
    terminal.until_text("1 span, saved")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    has = state(path)
    assert has.operations == 1
    ((_, _, label),) = has.spans["one"]
    assert label == "claim"
