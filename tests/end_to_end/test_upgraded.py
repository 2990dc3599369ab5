"""A project of an older version in real programs: the screens say that it was brought up to date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from annotator.store.file.migrations import STEPS
from tests.end_to_end.rescuing import WIDE, Open, opening, path, state
from tests.end_to_end.terminal import Terminal
from tests.store.older import older_version
from tests.tui import settled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["path"]

COPY = f"backup-{STEPS[-1].__name__}"


@pytest.fixture
def open_(tmp_path: Path, path: Path) -> Iterator[Open]:
    with opening(tmp_path, path, WIDE) as open_:
        yield open_


def until_shown(terminal: Terminal, sentence: str) -> None:
    bare = re.sub(r"\s+", "", sentence)
    terminal.until(lambda: bare in re.sub(r"[\s▌┃│]+", "", terminal.text), sentence)


def test_the_screens_show_that_a_project_was_brought_up_to_date(open_: Open, path: Path) -> None:
    older_version(path, len(STEPS) - 1)
    terminal = open_()
    until_shown(
        terminal,
        f"{path.name} was brought up to date, so an older annotator can't open it any more; a copy from before is at "
        f"{path.name}.{COPY}.",
    )
    terminal.press("a")
    terminal.until_text("1 span, saved")
    terminal.press("ctrl+q")
    assert terminal.until_ended() == 0
    assert f"at {path}.{COPY}." in re.sub(r"\s+", " ", terminal.raw.decode("utf-8", "replace"))
    assert len(state(path).spans["one"]) == 1
    again = open_()
    again.until_text("1 span, saved")
    assert "up to date" not in again.text


def test_an_adjudicator_is_shown_it_too(tmp_path: Path) -> None:
    path = settled.make(tmp_path / "settling.db")
    older_version(path, len(STEPS) - 1)
    terminal = Terminal(
        "--project", str(path), "adjudicate", "first", "--as", "nadia", folder=tmp_path, size=(200, 40)
    )
    try:
        until_shown(terminal, f"a copy from before is at {path.name}.{COPY}.")
    finally:
        terminal.close()
