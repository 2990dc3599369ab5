"""Faults of the program, full disks and folders that can't be written: what was not saved is in a rescue file, or it is said how much is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import rescuing
from tests.end_to_end.rescuing import (
    NOWHERE,
    Open,
    check_file,
    check_once,
    held,
    kept,
    open_,
    path,
    state,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.tried("signals, closed terminals, faults and full disks with changes not yet saved")

__all__ = ["open_", "path"]

FAULTY = """
import os, sys
from annotator.cli import main
from annotator.tui.program import Program

def stumble(self):
    raise ZeroDivisionError("OUT OF ORDER")

Program.show_guidelines = stumble
main(prog_name="annotator")
"""
POWERLESS = """
import os, sys
program = [sys.executable, *sys.argv[1:]]
if os.geteuid() == 0:
    program = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *program]
os.execvp(program[0], program)
"""
"""A program, bound by permissions also where it is root's."""
LATE = """
from annotator.cli import main
from annotator.tui.saver import Saver
Saver.open = lambda _: None
main(prog_name="annotator")
"""
"""The program, in which the thread that saves opens the project only with the first change."""


@pytest.mark.faults
def test_a_fault_in_the_program_loses_nothing(open_: Open, path: Path) -> None:
    terminal = open_(program=(sys.executable, "-c", FAULTY), COLUMNS="200")
    terminal.until_text("saved")
    with held(path):
        work(terminal)
        terminal.press("f1")
        assert terminal.until_ended() == 1
        assert b"OUT OF ORDER" in terminal.raw
        count, file = kept(terminal)
        check_file(file, count)
    check_once(open_, path, count)


def fill(path: Path) -> None:
    """Write to a file until its disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 512)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system with little room."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.faults
def test_a_full_disk_loses_nothing(open_: Open, tmp_path: Path) -> None:
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here")
    with small_disk(tmp_path / "small") as folder:
        path = rescuing.make(folder / "annotator.db")
        terminal = open_(path)
        terminal.until_text("saved")
        filler = folder / "filler"
        fill(filler)
        work(terminal)
        terminal.press("ctrl+q")
        terminal.until_text("is full", "x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        count, kept_in = kept(terminal)
        # The log is cut after what failed, which may make room for the file.
        assert kept_in.is_relative_to(tmp_path / "state") or kept_in.parent == folder
        check_file(kept_in, count)
        filler.unlink()
        check_once(open_, path, count)


@pytest.mark.faults
@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root is bound by no permission here"
)
def test_a_folder_that_can_not_be_written_any_more_loses_nothing(
    open_: Open, path: Path, tmp_path: Path
) -> None:
    program = (sys.executable, "-c", POWERLESS, "-c", LATE)
    terminal = open_(program=program)
    terminal.until_text("saved")
    files = list(path.parent.iterdir())
    for file in files:
        file.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        work(terminal)
        terminal.press("ctrl+q")
        terminal.until_text("not saved", "x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        count, file = kept(terminal)
        assert file.is_relative_to(tmp_path / "state")
        check_file(file, count)
        reading = open_(program=program)
        reading.until_text("of yours from", "saved")
        reading.press("ctrl+q")
        assert reading.until_ended() == 0
    finally:
        path.parent.chmod(0o755)
        for file in files:
            if file.exists():
                file.chmod(0o644)
    check_once(open_, path, count)


@pytest.mark.faults
@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root is bound by no permission here"
)
def test_what_was_open_before_is_saved_in_such_a_folder(open_: Open, path: Path) -> None:
    terminal = open_(program=(sys.executable, "-c", POWERLESS, "-m", "annotator"))
    terminal.until_text("saved")
    terminal.press("a", "u")
    terminal.until_text("0 spans, saved", "Undone")
    path.parent.chmod(0o555)
    try:
        terminal.press("a")
        terminal.until_text("1 span, saved")
        terminal.press("ctrl+q")
        assert terminal.until_ended() == 0
    finally:
        path.parent.chmod(0o755)
    assert state(path).spans["one"] == [(0, 4, "actor")]


@pytest.mark.faults
def test_when_no_file_can_be_written_it_is_said_how_many_changes_are_lost(open_: Open, path: Path) -> None:
    terminal = open_(program=(sys.executable, *NOWHERE))
    terminal.until_text("saved")
    shutil.rmtree(path.parent)
    terminal.press("a", "left", "l")
    terminal.until_text("2 spans")
    terminal.child.kill(signal.SIGTERM)
    assert terminal.until_ended() == 1
    assert "2 changes were lost, because no rescue file could be written" in terminal.raw.decode(
        "utf-8", "replace"
    )
