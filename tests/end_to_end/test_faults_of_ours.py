"""A fault of our own ends the program: after the work is saved, with the terminal given back, in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from annotator.project import Project
from tests.end_to_end.modes import Modes
from tests.end_to_end.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tried("faults of the program's own put into it")

FAULTY = {
    "an action": """
from annotator.tui.screens.article import ArticleScreen
def fault(self):
    raise ZeroDivisionError("of ours")
ArticleScreen.toggle_invisible = fault
""",
    "a painting": """
from annotator.tui.widgets.article_view import ArticleView
from annotator.tui.screens.article import ArticleScreen
def fault(self, y):
    raise ZeroDivisionError("of ours")
def paint(self):
    ArticleView.render_line = fault
    self.view.refresh()
ArticleScreen.toggle_invisible = paint
""",
    "the thread that reads keys": """
from textual.events import Key
from annotator.tui.terminal.driver import TerminalDriver
handed_on = TerminalDriver.process_message
def fault(self, message):
    if isinstance(message, Key) and message.key == "i":
        raise ZeroDivisionError("of ours")
    handed_on(self, message)
TerminalDriver.process_message = fault
""",
}
RUN = "\nfrom annotator.cli import main\nmain()\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    subprocess.run(
        [sys.executable, "-m", "annotator", "demo", "--dir", str(folder), "--no-open"],
        capture_output=True, check=True,
    )  # fmt: skip
    return folder / "annotator.db"


@pytest.fixture(params=FAULTY)
def faulty(request: pytest.FixtureRequest, made: Path, tmp_path: Path) -> Iterator[Terminal]:
    """The program on the first article, which ends by a fault when i is pressed."""
    (tmp_path / "annotator.db").write_bytes(made.read_bytes())
    terminal = Terminal(
        *("annotate", "1", "--as", "layla"),
        folder=tmp_path,
        program=(sys.executable, "-c", FAULTY[request.param] + RUN),
    )
    terminal.until_text("1 of 14")
    yield terminal
    terminal.close()


def test_a_fault_of_ours_ends_the_program_after_the_work_is_saved(faulty: Terminal, tmp_path: Path) -> None:
    faulty.press(
        *["left", "right"] * 20, "a", "left", "l", "left", "w", "i"
    )  # a burst: read before it is dealt with
    assert faulty.until_ended() == 1
    with Project.open(tmp_path / "annotator.db") as project:
        spans = project.layers.get(project.articles.get("1").id, "layla").spans
    assert sorted(span.label for span in spans) == ["actor", "location", "weapon"]

    modes = Modes()
    modes.feed(faulty.raw)
    assert not modes.left
    said = " ".join(faulty.raw.rpartition(b"\x1b")[2].decode().split())
    assert "This is a fault in annotator: ZeroDivisionError: of ours. What was saved is safe." in said
    assert b"Traceback" not in faulty.raw
    assert b"not saved" not in faulty.raw

    (log,) = (tmp_path / "state").rglob("annotator.log")
    noted = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError: of ours" in noted
    assert "Traceback" in noted


def test_with_the_variable_for_it_the_fault_is_shown_with_its_place(made: Path, tmp_path: Path) -> None:
    (tmp_path / "annotator.db").write_bytes(made.read_bytes())
    terminal = Terminal(
        *("annotate", "1", "--as", "layla"),
        folder=tmp_path,
        program=(sys.executable, "-c", FAULTY["an action"] + RUN),
        ANNOTATOR_DEBUG="1",
    )
    terminal.until_text("1 of 14")
    terminal.press("i")
    assert terminal.until_ended() == 1
    assert b"Traceback" in terminal.raw
    assert b"ZeroDivisionError: of ours" in terminal.raw
