"""The first screen is painted once: nothing of it is sent twice, or painted over."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import pyte

from tests.end_to_end.terminal import Terminal
from tests.patience import PATIENCE
from tests.tui import settled

if TYPE_CHECKING:
    from pathlib import Path

QUIET = 1.0
"""Seconds after the first screen in which nothing more may come; the saver opens the project in them."""
ANSWERS = {
    b"\x1b[8$p": b"\x1b[8;1$y",
    b"\x1b[>0q": b"\x1bP>|VTE(7006)\x1b\\",
    b"\x1b[>c": b"\x1b[>65;7006;1c",
    b"\x1b[c": b"\x1b[?65;1;9c",
    b"\x1b[?2026$p": b"\x1b[?2026;0$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
"""What a terminal says that answers at once. The terminal of the other tests says nothing."""
_WAITING = "from functools import partial\nfrom annotator.tui import terminal\nterminal.look = partial(terminal.look, 3600.0)\n"
"""So that the program waits for the terminal's answers for as long as they take."""
_PATIENT = """
from annotator.tui import first_painting
from annotator.tui.screens import listing
first_painting._LONGEST = listing._FIRST_SECONDS = 3600.0
"""
PATIENT = {
    "annotate": _PATIENT,
    "adjudicate": f"{_PATIENT}from annotator.tui.adjudicating import app\napp._COUNT_SECONDS = 3600.0\n",
}
"""So that it waits as long for what is on its first screen: how long is a matter of the machine, that it waits is none."""
_MAIN = "from annotator.cli import main\nmain(prog_name='annotator')\n"
SCREENS = {
    "the library": (["annotate", "--as", "huda"], "Type to filter"),
    "an article": (["annotate", "first", "--as", "huda"], "saved"),
    "the adjudicator's list": (["adjudicate", "--as", "nadia"], "Type to filter"),
    "an article to adjudicate": (["adjudicate", "first", "--as", "nadia"], "saved"),
}


class Paper(pyte.Screen):
    """A screen that counts how often each cell is written to, and keeps those that got another look."""

    def __init__(self, columns: int, lines: int) -> None:
        self.written: Counter[tuple[int, int]] = Counter()
        self.changed: set[tuple[int, int]] = set()
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        for character in data:
            y, x = self.cursor.y, self.cursor.x
            before = self.buffer[y][x]
            super().draw(character)
            if not unicodedata.combining(character):
                self.written[y, x] += 1
                if self.written[y, x] > 1 and self.buffer[y][x] != before:
                    self.changed.add((y, x))


def answer(terminal: Terminal, asked: dict[bytes, bytes]) -> bool:
    """Send the answers to the questions that have come, and take them out of `asked`."""
    for question in [question for question in asked if question in terminal.raw]:
        terminal.child.send(asked.pop(question))
    return True


def first_screen(
    folder: Path,
    arguments: list[str],
    until: str,
    size: tuple[int, int],
    *,
    answers: bool,
    **environment: Any,
) -> Paper:
    """Start the program, wait until its first screen is there and some time more, and return what was painted."""
    settled.make(folder / "annotator.db")
    code = "".join([_WAITING if answers else "", PATIENT[arguments[0]], _MAIN])
    terminal = Terminal(
        *arguments, folder=folder, size=size, program=(sys.executable, "-c", code), **environment
    )
    try:
        asked = dict(ANSWERS) if answers else {}
        shown_at, given_up = 0.0, time.monotonic() + PATIENCE
        while not shown_at or time.monotonic() < shown_at + QUIET:
            terminal.read()
            answer(terminal, asked)
            assert not terminal.ended, terminal.text
            assert time.monotonic() < given_up, terminal.text
            if not shown_at and until in terminal.text:
                shown_at = time.monotonic()
        paper = Paper(*size)
        pyte.ByteStream(paper).feed(terminal.raw)
        return paper
    finally:
        terminal.close()


@pytest.mark.parametrize("answers", [True, False], ids=["a terminal that answers", "one that does not"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 8)], ids=str)
@pytest.mark.parametrize("which", SCREENS)
def test_each_cell_is_painted_once(tmp_path: Path, which: str, size: tuple[int, int], answers: bool) -> None:
    paper = first_screen(tmp_path, *SCREENS[which], size, answers=answers)
    every = {(y, x) for y in range(size[1]) for x in range(size[0])}
    assert every - {*paper.written} == set()
    assert {cell for cell, times in paper.written.items() if times > 1} == set()


def test_a_notice_stands_on_the_first_screen_from_the_start(tmp_path: Path) -> None:
    """A terminal that is not known: the first screen tells of it, and nothing on it changes."""
    (tmp_path / "none.toml").touch()
    arguments, _ = SCREENS["the library"]
    paper = first_screen(
        tmp_path,
        arguments,
        "This terminal",
        (120, 40),
        answers=False,
        ANNOTATOR_CONFIG=str(tmp_path / "none.toml"),
    )
    assert len(paper.written) == 120 * 40
    assert paper.changed == set()


NEVER = (
    "annotator.agreement", "annotator.datasets", "annotator.formats", "configparser", "datasets", "fontTools", "pandas",
    "pyarrow", "sqlite_utils", "tomllib",
)  # fmt: skip
"""What no first screen needs."""
NEEDLESS = {
    "the library": (
        *NEVER, "regex", "annotator.adjudication", "annotator.editing", "annotator.tui.adjudicating", "annotator.tui.screens.article",
        "annotator.tui.screens.commands", "annotator.tui.screens.pager", "annotator.tui.terminal.filters.cells",
    ),
    "the adjudicator's list": (*NEVER, "annotator.tui.annotating", "annotator.tui.screens.article"),
}  # fmt: skip
_LISTING = f"""{_WAITING}
import pathlib, sys
from annotator.cli import main
try:
    main(prog_name="annotator")
finally:
    pathlib.Path("modules").write_text("\\n".join(sys.modules))
"""


@pytest.mark.parametrize("which", NEEDLESS)
def test_what_the_first_screen_does_not_show_is_not_imported(tmp_path: Path, which: str) -> None:
    settled.make(tmp_path / "annotator.db")
    arguments, until = SCREENS[which]
    terminal = Terminal(
        *arguments,
        folder=tmp_path,
        program=(sys.executable, "-c", _LISTING),
        ANNOTATOR_CONFIG=str(tmp_path / "no.toml"),
    )
    try:
        asked = dict(ANSWERS)
        terminal.until(lambda: answer(terminal, asked) and until in terminal.text, until)
        terminal.press("ctrl+q")
        terminal.until_ended()
    finally:
        terminal.close()
    imported = (tmp_path / "modules").read_text().splitlines()
    assert [
        name for name in imported if f"{name}.".startswith(tuple(f"{module}." for module in NEEDLESS[which]))
    ] == []
