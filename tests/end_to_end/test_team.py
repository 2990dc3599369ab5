"""A team in a real pseudo-terminal: from the disagreements of a project to the gold that is exported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pexpect", reason="pexpect is not installed")
pytest.importorskip("pyte", reason="pyte is not installed")
if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Terminal
from tests.tui.settled import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    make(tmp_path / "team.db")
    terminal = Terminal(
        "adjudicate", "--project", "team.db", "--as", "nadia", folder=tmp_path, size=(120, 32)
    )
    yield terminal
    terminal.close()


def annotator(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *arguments, "--project", "team.db"],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def none_is_left(terminal: Terminal) -> bool:
    """Look whether it is said that no article is left to settle; press Enter, as it is said, while that is being counted."""
    if "still being counted: Enter goes on" in terminal.text:
        terminal.press("enter")
    return "No other article is left to settle" in terminal.text


def test_from_disagreements_to_gold(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until_text("0 of 2 settled, 5 open")
    terminal.press("enter")
    terminal.until_text("first, 1 of 4 open, 1 article left, saved", "The edges differ", "huda, maryam")
    terminal.until_arabic("قال قائد الحرس نادر السنبلاني إن طائرة مسيّرة")
    terminal.press("1", "x", "tab", "e", "tab", "ctrl+left", "enter")
    terminal.until_text("first, 1 of 1 open, 1 article left, saved")
    terminal.press("1", "enter")
    terminal.until_text("second, 1 of 1 open, saved")
    terminal.press("2", "enter")
    terminal.until(lambda: none_is_left(terminal), "that nothing is left")
    terminal.press("ctrl+q")
    terminal.until_ended()

    done = annotator(tmp_path, "export")
    assert done.returncode == 0, done.stderr
    articles = {article["id"]: article for article in map(json.loads, done.stdout.splitlines())}
    told = [
        (span["text"], span["label"], span["source"], span["decision"], span["annotators"])
        for span in articles["first"]["spans"]
    ]
    everybody = ["huda", "maryam", "salim"]
    assert told == [
        ("قائد الحرس نادر السنبلاني", "actor", "decided", "taken", ["huda", "maryam"]),
        ("طائرة مسيّرة", "weapon", "unanimous", "taken", everybody),
        ("ميناء الغضا", "location", "unanimous", "taken", everybody),
        ("جلس المنارة", "location", "decided", "edited", []),
        ("حقل", "location", "decided", "taken", ["huda", "maryam"]),
    ]
    assert [span["text"] for span in articles["second"]["spans"]] == ["الهلال الأبيض"]
    assert {span["adjudicator"] for span in articles["second"]["spans"]} == {"nadia"}


def test_what_was_decided_before_a_kill_is_there_after_it(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until_text("0 of 2 settled, 5 open")
    terminal.press("enter")
    terminal.until_text("first, 1 of 4 open, 1 article left, saved")
    terminal.press("1", "x")
    terminal.until_text("of 2 open, 1 article left, saved")
    os.kill(terminal.child.pid, signal.SIGKILL)
    terminal.child.wait()
    again = Terminal(
        "adjudicate", "first", "--project", "team.db", "--as", "nadia", folder=tmp_path, size=(120, 32)
    )
    try:
        again.until_text("of 2 open, 1 article left, saved")
        again.press("u", "u")
        again.until_text("first, 1 of 4 open, 1 article left, saved")
    finally:
        again.close()
