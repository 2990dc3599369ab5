"""The screens, when the files of their project are removed, renamed or replaced: keys that were told as saved are in a file."""

from __future__ import annotations

import re
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.project import Project
from tests.end_to_end.displacing import ALL, BESIDE, IN_PLACE, KINDS, drop
from tests.end_to_end.rescuing import NOWHERE, WIDE, Open, opening, path, rescue_files, state
from tests.end_to_end.terminal import Terminal
from tests.store.logs import beside
from tests.tui import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tried("files removed, renamed or replaced while programs have them open")

__all__ = ["path"]

KEYS = ["a", "left", "l", "left", "w", "left", "c", "left", "a", "left"]
"""Five words of the first article are tagged one after the other."""


@pytest.fixture
def open_(tmp_path: Path, path: Path) -> Iterator[Open]:
    with opening(tmp_path, path, WIDE) as open_:
        yield open_


def words(terminal: Terminal) -> str:
    """Return what is on the screen in one line, paths that were broken put together."""
    return re.sub(r"[\s▌┃│]+", "", terminal.text)


def until_told(terminal: Terminal, sentence: str) -> None:
    bare = re.sub(r"\s+", "", sentence)
    terminal.until(lambda: bare in words(terminal), sentence)


def named(path: Path, what: str) -> Path:
    """Return the file in which all is to be."""
    if what in IN_PLACE:
        return path
    if what in BESIDE:
        return beside(path, ".kept-1")
    return path.parent.parent / "state" / "annotator" / "rescue" / f"{path.name}.kept-1"


@pytest.mark.parametrize("what", KINDS)
def test_keys_told_as_saved_are_in_the_file_that_is_named(open_: Open, path: Path, what: str) -> None:
    terminal = open_()
    terminal.until_text("saved")
    terminal.press(*KEYS[:4])
    terminal.until_text("2 spans, saved")
    ALL[what](path)
    terminal.press(*KEYS[4:])
    terminal.until_text("5 spans, saved")
    until_told(terminal, "what you do now is saved there")
    terminal.child.kill(signal.SIGKILL)
    terminal.until_ended()
    assert len(state(named(path, what)).spans["one"]) == 5
    assert rescue_files(path.parent.parent) == []


@pytest.mark.parametrize("what", ["log removed", pytest.param("folder removed", marks=pytest.mark.faults)])
def test_what_was_saved_is_brought_out_when_nothing_is_done(open_: Open, path: Path, what: str) -> None:
    terminal = open_()
    terminal.until_text("saved")
    terminal.press(*KEYS)
    terminal.until_text("5 spans, saved")
    ALL[what](path)
    until_told(terminal, f"Everything that was saved is in {named(path, what).name}")
    terminal.child.kill(signal.SIGKILL)
    terminal.until_ended()
    assert len(state(named(path, what)).spans["one"]) == 5


def test_the_notice_is_said_again_at_the_end_and_the_list_shows_what_was_done(
    open_: Open, path: Path
) -> None:
    terminal = open_()
    terminal.until_text("saved")
    terminal.press(*KEYS[:4])
    terminal.until_text("2 spans, saved")
    drop("-wal")(path)
    terminal.press(*KEYS[4:], "enter")
    terminal.until_text("2 of 2")
    terminal.press("q")
    terminal.until_text("1 of 2 done")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    told = terminal.raw.decode("utf-8", "replace").rpartition("\x1b")[2]
    assert f"{path}-wal was removed or renamed while the project was open" in told
    assert state(path).statuses["one"] == ("done", "")
    assert len(state(path).spans["one"]) == 5


def test_two_people_go_on_in_one_file(open_: Open, path: Path) -> None:
    huda, salim = open_(), open_(name="salim")
    for terminal in (huda, salim):
        terminal.until_text("saved")
        terminal.press(*KEYS[:4])
        terminal.until_text("2 spans, saved")
    drop("-wal", "-shm")(path)
    for terminal in (huda, salim):
        terminal.press(*KEYS[4:])
        terminal.until_text("5 spans, saved")
        until_told(terminal, "what you do now is saved there")
    for terminal in (huda, salim):
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    for person in ("huda", "salim"):
        assert len(state(path, person).spans["one"]) == 5
    assert not list(path.parent.glob("*.kept-*"))


def test_what_is_beside_can_be_merged_as_it_is_told(open_: Open, path: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copy(path, tmp_path / "backup.db"))
    terminal = open_()
    terminal.until_text("saved")
    terminal.press(*KEYS[:2])
    terminal.until_text("1 span, saved")
    backup.replace(path)
    terminal.press(*KEYS[2:])
    terminal.until_text("5 spans, saved")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    told = re.search(r"with: annotator (merge \S+ --project \S+)", terminal.raw.decode("utf-8", "replace"))
    assert told is not None
    merging = Terminal(*told[1].split(), folder=tmp_path)
    assert merging.until_ended() == 0
    assert len(state(path).spans["one"]) == 5


def test_an_adjudicator_goes_on_too(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    path = settled.make(tmp_path / "work" / "settling.db")
    terminal = Terminal(
        "--project", str(path), "adjudicate", "first", "--as", "nadia", folder=tmp_path, size=(200, 40)
    )
    try:
        terminal.until_text("4 open", "saved")
        terminal.press("1")
        terminal.until_text("of 3 open, 1 article left, saved")
        drop("-wal", "-shm")(path)
        terminal.press("1")
        terminal.until_text("of 2 open, 1 article left, saved")
        until_told(terminal, "what you do now is saved there")
        terminal.child.kill(signal.SIGKILL)
        terminal.until_ended()
    finally:
        terminal.close()
    with Project.open(path) as project:
        assert len(project.gold.steps("first")) == 2


def test_where_nothing_can_be_written_it_is_not_told_as_saved(open_: Open, path: Path) -> None:
    terminal = open_(program=(sys.executable, *NOWHERE))
    terminal.until_text("saved")
    terminal.press("a", "left")
    terminal.until_text("1 span, saved")
    shutil.rmtree(path.parent)
    terminal.press("a")
    terminal.until_text("NOT SAVED (1)")
    until_told(terminal, "nothing can be written in its place")
    terminal.press("ctrl+q")
    terminal.until_text("x: leave")
    terminal.press("x")
    assert terminal.until_ended() == 1
    assert "1 change was lost, because no rescue file could be written" in terminal.raw.decode(
        "utf-8", "replace"
    )
