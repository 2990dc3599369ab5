"""Which rescue files are offered to whom, and what becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import rescuing
from tests.end_to_end.rescuing import (
    PATIENT,
    UNTIMED,
    Open,
    changes,
    count_in,
    held,
    open_,
    path,
    state,
    wait_for_file,
)

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.tried("signals, closed terminals, faults and full disks with changes not yet saved")

__all__ = ["open_", "path"]


def test_what_is_set_aside_is_not_offered_again_and_can_be_put_back(open_: Open, path: Path) -> None:
    terminal = open_(program=PATIENT)
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    count = count_in(file)
    later = open_()
    later.until_text(f"{changes(count)} of yours", "Esc: later")
    later.press("escape")
    later.until_text("0 spans, saved")
    later.press("ctrl+q")
    assert later.until_ended() == 0
    aside = open_()
    aside.until_text(f"{changes(count)} of yours")
    aside.press("x")
    aside.until_text("Set aside", "0 spans, saved")
    aside.press("ctrl+q")
    assert aside.until_ended() == 0
    (renamed,) = path.parent.glob("*.aside")
    rescuing.check_nothing_offered(open_())
    renamed.rename(file)
    rescuing.bring_in(open_(), count)
    assert state(path).spans["one"] == [(0, 4, "actor")]


def test_the_file_of_a_program_that_is_alive_is_not_offered(open_: Open, path: Path) -> None:
    terminal = open_(program=PATIENT)
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGSTOP)  # however long the other one takes to begin, it is alive
        second = open_(program=UNTIMED)
        rescuing.check_nothing_offered(second)
        assert file.exists()
    terminal.child.kill(signal.SIGCONT)
    terminal.until_ended()
    assert not file.exists()
    assert state(path).spans["one"] == [(0, 4, "actor")]


def test_status_tells_of_rescue_files(open_: Open, path: Path) -> None:
    terminal = open_(program=PATIENT)
    terminal.until_text("saved")
    with held(path):
        terminal.press("a")
        terminal.until_text("1 span")
        terminal.child.kill(signal.SIGTERM)
        file = wait_for_file(path.parent)
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "status", "--project", str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "XDG_STATE_HOME": str(path.parent)},
    )  # fmt: skip
    count = count_in(file)
    assert f"{changes(count)} of huda {'waits' if count == 1 else 'wait'} in {file}" in done.stderr
