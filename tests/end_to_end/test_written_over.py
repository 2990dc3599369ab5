"""Something else is written over a project in place while screens have it open: nothing is told as saved that is nowhere."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.end_to_end import rescuing
from tests.end_to_end.displacing import import_meanwhile
from tests.end_to_end.rescuing import WIDE, Open, kept, opening, path, rescue_files, state
from tests.store.helpers import TEXT, make
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.terminal import Terminal

pytestmark = pytest.mark.tried("files removed, renamed or replaced while programs have them open")

__all__ = ["path"]

CONTENTS = ["another project", "nothing", "a text", "another database"]


@pytest.fixture
def other(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Make what is written over the project."""
    file = tmp_path / "other"
    match getattr(request, "param", CONTENTS[0]):
        case "another project":
            make(file, TEXT).close()
        case "nothing":
            file.touch()
        case "a text":
            file.write_text("notes\n" * 5000)
        case _:
            with closing(sqlite3.connect(file)) as database:
                database.execute("CREATE TABLE project (created)")
    return file


@pytest.fixture
def open_(tmp_path: Path, path: Path) -> Iterator[Open]:
    with opening(tmp_path, path, WIDE) as open_:
        yield open_


def write_over(path: Path, other: Path) -> None:
    inode = path.stat().st_ino
    subprocess.run(["cp", other, path], check=True)
    assert path.stat().st_ino == inode


def check_untouched(path: Path, other: Path) -> None:
    """Look whether what was put there is as it was, with no file beside it that claims to hold the project."""
    assert path.read_bytes() == other.read_bytes()
    assert not list(path.parent.parent.rglob("*.kept-*"))
    assert not path.with_name(f"{path.name}-wal").exists()
    assert path.with_name(f"{path.name}-wal.aside").stat().st_size


def told_at_end(terminal: Terminal) -> str:
    return re.sub(r"\s+", " ", terminal.raw.decode("utf-8", "replace").rpartition("\x1b")[2])


@pytest.mark.parametrize("other", CONTENTS, indirect=True)
def test_all_of_this_run_is_kept_and_nothing_is_written_there(
    open_: Open, path: Path, other: Path, tmp_path: Path
) -> None:
    backup = Path(shutil.copy(path, tmp_path / "backup.db"))
    terminal = open_()
    terminal.until_text("saved")
    terminal.press("a", "left", "l", "left")
    terminal.until_text("2 spans, saved")
    write_over(path, other)
    terminal.press("w", "left")
    terminal.until_text("NOT SAVED (", "changes of yours are kept in")
    check_untouched(path, other)
    terminal.press("ctrl+q")
    terminal.until_text("x: leave")
    terminal.press("x")
    assert terminal.until_ended() == 1
    told = told_at_end(terminal)
    assert told.count("was written over while the project was open") == 1
    assert "nothing was changed" not in told
    assert f"{path}-wal.aside" in told
    assert "no such table" not in terminal.raw.decode("utf-8", "replace")
    count, file = kept(terminal)
    assert count >= 3
    rescuing.check_file(file, count)
    check_untouched(path, other)
    shutil.copy(backup, path)
    again = open_()
    rescuing.bring_in(again, count)
    assert len(state(path).spans["one"]) == 3


def test_it_is_told_when_nothing_is_done_and_the_other_project_is_not_offered_the_changes(
    open_: Open, path: Path, other: Path
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    terminal.press("a", "left", "l", "left")
    terminal.until_text("2 spans, saved")
    write_over(path, other)
    terminal.until_text("NOT SAVED (2)")
    (file,) = rescue_files(path.parent)
    before = file.read_bytes()
    terminal.child.kill(9)
    terminal.until_ended()
    check_untouched(path, other)
    status = subprocess.run(
        [sys.executable, "-m", "annotator", "--project", path, "status"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{file}: this rescue file is of another project or person; it was left alone." in status.stderr
    assert file.read_bytes() == before


def test_each_of_two_people_keeps_their_own(open_: Open, path: Path, other: Path) -> None:
    screens = {name: open_(name=name) for name in ("huda", "salim")}
    for terminal in screens.values():
        terminal.until_text("saved")
        terminal.press("a", "left", "l", "left")
        terminal.until_text("2 spans, saved")
    write_over(path, other)
    for terminal in screens.values():
        terminal.until_text("NOT SAVED (2)")
    for terminal in screens.values():
        terminal.press("ctrl+q")
        terminal.until_text("x: leave")
        terminal.press("x")
        assert terminal.until_ended() == 1
        assert f"{path}-wal.aside" in told_at_end(terminal)
    assert len(rescue_files(path.parent)) == 2
    check_untouched(path, other)
    with Project.open(path) as project:
        assert [row.id for row in listed(project, "huda")] == ["1.txt"]
        assert project.people.names() == []


def test_no_article_of_the_other_project_is_shown_as_one_of_this(
    open_: Open, path: Path, other: Path
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    write_over(path, other)
    terminal.until_text("was written over")
    terminal.press(">", "a")
    terminal.until_text("NOT SAVED (", "1 of 2")


def test_it_is_found_at_the_latest_when_the_program_ends(open_: Open, path: Path, other: Path) -> None:
    terminal = open_()
    terminal.until_text("saved")
    terminal.press("a", "left", "l", "left")
    terminal.until_text("2 spans, saved")
    os.kill(terminal.child.pid, signal.SIGSTOP)
    write_over(path, other)
    terminal.child.kill(signal.SIGTERM)
    os.kill(terminal.child.pid, signal.SIGCONT)
    assert terminal.until_ended() != 0
    count, file = kept(terminal)
    assert count >= 2
    rescuing.check_file(file, count)
    check_untouched(path, other)


def test_a_command_that_writes_leaves_the_other_project_alone(
    path: Path, other: Path, tmp_path: Path
) -> None:
    status, out, err = import_meanwhile(path, tmp_path, partial(write_over, other=other))
    assert status == 1
    assert out == ""
    assert "was written over while the project was open: what is there now is another project." in err
    assert path.read_bytes() == other.read_bytes()
