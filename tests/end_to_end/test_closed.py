"""A terminal that is closed ends the program at once: nothing is lost, and nothing of Python's own is printed."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.patience import PATIENCE

if os.name != "posix":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import fcntl
import pty
import termios

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tried("terminals closed while the program runs")

TEXT = "قصف الجيش مدينة حلب."


@pytest.mark.parametrize("controlling", [True, False], ids=["with a signal", "without"])
def test_a_closed_terminal_ends_the_program_without_a_word_of_python(
    tmp_path: Path, controlling: bool
) -> None:
    (tmp_path / "x1.txt").write_text(TEXT, encoding="utf-8")
    for args in (["init"], ["import", "x1.txt"]):
        subprocess.run(
            [sys.executable, "-m", "annotator", *args], cwd=tmp_path, check=True, capture_output=True
        )
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        if controlling:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "annotator", "annotate", "x1", "--as", "huda"],
            cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=said, start_new_session=True,
            preexec_fn=take_terminal, env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
    os.close(theirs)
    try:
        read_until(ours, b"saved")
        os.write(ours, b"a")
        read_until(ours, b"1 span, saved")
        os.close(ours)
        assert process.wait(PATIENCE) == 129
    finally:
        process.kill()
    assert (tmp_path / "said").read_text(encoding="utf-8") == ""
    with Project.open(tmp_path / "annotator.db") as project:
        assert [(span.start, span.end) for span in project.layers.get("x1", "huda").spans] == [(0, 3)]


def read_until(terminal: int, words: bytes) -> None:
    """Read what is painted until these words are."""
    seen, until = b"", time.monotonic() + PATIENCE
    while words not in seen:
        assert time.monotonic() < until, seen[-500:]
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536)
