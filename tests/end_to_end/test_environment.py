"""What the environment says does not get in the way: the terminal's size is the terminal's, keys are the person's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator import labels, resources
from annotator.project import Project
from tests.end_to_end.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[..., Terminal]

pytestmark = pytest.mark.tried("screens with LINES, COLUMNS and the variables of Textual set")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Open the list of articles, or the article that is named, in a terminal."""
    with Project.create(tmp_path / "annotator.db", labels.default()) as project:
        assert not project.imports.add_files([resources.sample_data() / "articles.jsonl"]).refused
    terminals: list[Terminal] = []

    def start(*article: str, **more: Any) -> Terminal:
        terminals.append(Terminal("annotate", *article, "--as", "layla", folder=tmp_path, **more))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def last_row(terminal: Terminal) -> bool:
    """Whether the keys stand in the last row of the screen."""
    return "Ctrl+q quit" in terminal.lines[-1] or "? help  q back" in terminal.lines[-1]


@pytest.mark.parametrize(
    "environment",
    [
        {"LINES": "20"}, {"COLUMNS": "40"}, {"LINES": "20", "COLUMNS": "40"}, {"LINES": "0", "COLUMNS": "-1"},
        {"LINES": "", "COLUMNS": ""}, {"LINES": "many", "COLUMNS": "99999999999"}, {"TERM": "dumb"},
    ],
    ids=str,
)  # fmt: skip
def test_the_screen_is_as_large_as_the_terminal_and_follows_it(
    start: Start, environment: dict[str, str]
) -> None:
    terminal = start(size=(100, 30), **environment)
    for size in ((100, 30), (90, 16), (120, 40)):
        terminal.resize(*size)
        terminal.until(lambda: last_row(terminal), f"keys in row {size[1]}")
        terminal.until(lambda: terminal.lines[0].endswith("Title"), "the heading")
    terminal.press("enter")
    terminal.until_text("1 of 14")
    for size in ((80, 12), (110, 35)):
        terminal.resize(*size)
        terminal.until(lambda: last_row(terminal), f"keys in row {size[1]}")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0


def test_where_the_terminal_does_not_tell_the_environment_does(start: Start) -> None:
    terminal = start(size=(100, 30), LINES="12", COLUMNS="70")
    terminal.until(lambda: last_row(terminal), "the keys")
    terminal.child.setwinsize(0, 0)
    terminal.until(lambda: "Ctrl+n next" in terminal.lines[11], "keys in row 12")
    terminal.resize(100, 25)
    terminal.until(lambda: last_row(terminal), "keys in row 25")


@pytest.mark.parametrize(
    "environment",
    [
        {"TEXTUAL_PRESS": "a,l,q"}, {"TEXTUAL_SCREENSHOT": "0"}, {"TEXTUAL_DRIVER": "nothing:Nothing"},
        {"TEXTUAL_COLOR_SYSTEM": "many"}, {"TEXTUAL_COLOR_SYSTEM": ""}, {"TEXTUAL_DEBUG": "1"},
        {"TEXTUAL": "devtools,debug"}, {"TEXTUAL_LOG": "textual.log"}, {"TEXTUAL_FPS": "1"},
        {"TEXTUAL_THEME": "none"}, {"TEXTUAL_FILTERS": "dim"}, {"TEXTUAL_SHOW_RETURN": "1"},
        {"TEXTUAL_ALLOW_SIGNALS": "1"}, {"TEXTUAL_SMOOTH_SCROLL": "1"}, {"TEXTUAL_ANIMATIONS": "?"},
    ],
    ids=str,
)  # fmt: skip
def test_variables_of_textual_change_nothing(
    start: Start, tmp_path: Path, environment: dict[str, str]
) -> None:
    terminal = start("1", **environment)
    terminal.until_text("1 of 14, todo, 0 spans, saved")
    terminal.press("\x03", "left", "a")
    terminal.until_text("1 span, saved")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    assert {path.name for path in tmp_path.iterdir()} <= {
        *("annotator.db", "annotator.db-wal", "annotator.db-shm", "settings.toml", "state")
    }
