"""A terminal with a screen tells when its rows were as they stay, and lets the program end by itself."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks import watching
from benchmarks.terminal import SilentError
from benchmarks.watching import Painted, Watched
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"\\x1b[2;1Hrow one\\x1b[5;1Hfacts")
while True:
    key = os.read(0, 1)
    if key == b"\\x11":
        open(sys.argv[1], "w").close()
        break
    if key == b"s":
        continue
    os.write(1, b"\\x1b[2;1Hrow two\\x1b[c")
    while os.read(0, 1) != b"c":
        pass
    os.write(1, b"\\x1b[5;1Hfound (12)")
"""


def program(ended: Path) -> Watched:
    return Watched([sys.executable, "-c", PROGRAM, str(ended)], dict(os.environ), body=slice(1, 4))


def test_rows_stay_before_the_last_byte_and_the_program_ends_by_itself(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with program(ended) as watched:
        watched.started(lambda lines: "facts" in lines[4])
        assert watched.rows[0] == "row one"
        painted = watched.press(b"x", lambda lines: "(12)" in lines[4])
        assert 0 < painted.rows < painted.last
        assert watched.rows[0] == "row two"
        same = watched.press(b"x", lambda lines: "(12)" in lines[4])
        assert same.rows < same.last, "rows that stay as they were are there with the first byte"
        painted = same
        later = watched.later(lambda lines: "(12)" in lines[4], painted, quiet=0.05, limit=1.0)
        assert later.last == painted.last
    assert ended.exists()


def test_what_does_not_come_is_told_with_what_is_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with program(tmp_path / "ended") as watched:
        watched.later(lambda lines: "facts" in lines[4], Painted(0, 0), quiet=0.05, limit=PATIENCE)
        with monkeypatch.context() as patched:
            patched.setattr(watching, "LIMIT", 1.0)
            with pytest.raises(SilentError, match=r"did not come .* on the screen: row one / facts"):
                watched.press(b"s", lambda _: True, quiet=0.05)
