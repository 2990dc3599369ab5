"""The status line says whether what is done is saved, on every width, and that a project is only read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from annotator.tui.annotating.open_article import Stopwatch
from tests.tui.screens.test_saving import held, impatient

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open

__all__ = ["impatient"]

WIDTHS = [30, 40, 60, 80, 110]


@pytest.fixture
def read_only(path: Path) -> None:
    os.link(path, path.with_name("other name.db"))


@pytest.mark.parametrize("width", WIDTHS)
async def test_saved_is_never_cut_off(running: Open, width: int) -> None:
    async with running("1", size=(width, 24)) as program:
        await program.press("a", "left", "l", "enter", "<", "down")
        await program.until_saved()
        assert ", saved" in program.status
        await program.press("D", "D")
        await program.until_saved()
        assert ", saved" in program.status


async def test_the_hint_on_a_done_article_is_cut_before_how_it_stands(running: Open) -> None:
    async with running("1", size=(80, 24)) as program:
        await program.press("a", "enter", "<", "left", "l")
        await program.until_saved()
        assert "1 of 14, done, 2 spans, saved" in program.status
        assert "; this article is done" in program.status


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("width", WIDTHS)
async def test_not_saved_is_never_cut_off(path: Path, running: Open, width: int) -> None:
    async with running("1", size=(width, 24)) as program:
        with held(path):
            await program.press("a")
            await program.until(lambda: "NOT SAVED (1)" in program.text, "the warning")


@pytest.mark.usefixtures("read_only")
@pytest.mark.parametrize("width", WIDTHS)
async def test_a_project_that_is_only_read_is_never_called_saved(running: Open, width: int) -> None:
    async with running("1", size=(width, 24)) as program:
        assert "read only" in program.status
        assert " saved" not in program.status
        await program.press("a")
        await program.until(lambda: "NOT SAVED (1), read only" in program.text, "the warning")
        await program.press("q")
        assert "read only" in program.status


@pytest.mark.usefixtures("read_only")
async def test_a_list_says_that_the_project_is_only_read(running: Open) -> None:
    async with running(size=(80, 24)) as program:
        assert "read only" in program.status


async def test_an_adjudicator_is_told_the_same(settling: Path, adjudicating: Adjudicate) -> None:
    os.link(settling, settling.with_name("other name.db"))
    async with adjudicating(size=(80, 24)) as program:
        assert "read only" in program.status
        await program.press("enter")
        assert "read only" in program.status
        assert " saved" not in program.status


async def test_it_is_called_saved_again_once_it_can_be_written(path: Path, running: Open) -> None:
    other = path.with_name("other name.db")
    other.hardlink_to(path)
    async with running("1", size=(110, 24)) as program:
        await program.press("a")
        await program.until(
            lambda: "It is kept, and tried again." in " ".join(program.text.split()), "the warning"
        )
        told = " ".join(program.text.split())
        assert "NOT SAVED (1), read only" in told
        assert told.rindex("It is kept") < told.rindex("annotator backup FILE")
        other.unlink()
        await program.until(lambda: ", saved" in program.text, "saving")
        assert "read only" not in program.text


@pytest.mark.usefixtures("read_only")
async def test_who_leaves_is_told_when_the_changes_can_come_in_and_the_command_last(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stopwatch, "tick", lambda _: None)  # a second of work would be a change, too
    async with running("1", size=(110, 24)) as program:
        assert str(path.parent) not in program.text
        await program.press("a")
        await program.until(lambda: "NOT SAVED (1), read only" in program.text, "the warning")
        program.app.close()
        told = program.app.losses()
    assert "can only be read" in told
    assert "1 change was kept in " in told
    assert "When the project can be written, open it again as huda to bring it in." in told
    assert told.endswith(f"annotator backup FILE --project {path}")
