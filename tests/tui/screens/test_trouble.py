"""What goes wrong behind the screens is told where it belongs, and the screens go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.editing import Session
from annotator.errors import ProjectBusyError
from annotator.project import Project
from annotator.store.changes import Changes
from annotator.store.layers import Layers
from annotator.store.library.library import Library
from annotator.tui.screens.question import Question
from tests.tui.annotating.test_screen_library import shown
from tests.tui.screens.test_saving import held

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Numbered
    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


def change_elsewhere(path: Path, program: Driven) -> None:
    """Tag the first word as another program would, at work for the same person."""
    article = program.annotating.article
    with Project.open(path) as elsewhere:
        session = Session(article.id, "huda", len(article.text), elsewhere.layers.get(article.id, "huda"), ())
        elsewhere.layers.record(*session.add(0, 4, "actor"))


def toasts(program: Driven) -> str:
    """Return what the notes in the corner say."""
    return "\n".join(note.message for note in program.app._notifications)


async def test_a_refused_change_is_told_in_the_library(path: Path, running: Open) -> None:
    async with running() as program:
        await program.press("enter")
        change_elsewhere(path, program)
        with held(path) as other:
            await program.press("a", "q")
            other.execute("COMMIT")
        await program.until(lambda: "was not taken" in toasts(program), "the note")
        assert program.in_library
        await program.press("enter")
        assert program.spans == [("لواء", "actor")]


async def test_a_refused_change_is_not_laid_to_the_next_article(path: Path, running: Open) -> None:
    async with running("1") as program:
        change_elsewhere(path, program)
        with held(path) as other:
            await program.press("a", "greater_than_sign")
            other.execute("COMMIT")
        await program.until(lambda: "was not taken" in toasts(program), "the note")
        assert "read again" not in program.status


async def test_a_refused_change_is_told_before_the_program_ends(path: Path, running: Open) -> None:
    async with running("1") as program:
        change_elsewhere(path, program)
        with held(path) as other:
            await program.press("a", "ctrl+q")
            other.execute("COMMIT")
        await program.until(lambda: isinstance(program.app.screen, Question), "the question")
        await program.until(lambda: "was not taken" in program.text, "what it says")
        await program.press("escape")
        assert program.spans == [("لواء", "actor")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_fault_in_saving_is_told_and_nothing_later_is_lost(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = True
    write = Changes.write

    def stumble(self: Changes, run: str, numbered: Numbered) -> None:
        if broken:
            raise SystemExit("out of order")
        write(self, run, numbered)

    monkeypatch.setattr(Changes, "write", stumble)
    async with running("1") as program:
        await program.press("a", "left", "l")
        await program.until(
            lambda: "NOT SAVED (2)" in program.status and "out of order" in program.status, "the warning"
        )
        await program.press("ctrl+q")
        await program.until(lambda: isinstance(program.app.screen, Question), "the question")
        broken = False
        await program.press("enter")
        await program.until(lambda: not program.app.unsaved, "saving")
        assert program.stored("barge-strike") == [("لواء", "actor"), ("الضفة", "location")]


async def test_a_library_that_can_not_be_read_keeps_what_it_had(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise ProjectBusyError("The project is locked.")

    async with running() as program:
        await program.press("enter")
        for method in ("rows", "totals"):
            monkeypatch.setattr(Library, method, busy)
        await program.press("q")
        await program.until(lambda: "locked" in toasts(program), "the note")
        assert len(shown(program)) == 14
        await program.press("down", "end", "enter")
        assert "14 of 14" in program.status


async def test_a_theme_changes_though_the_project_can_not_be_read(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise ProjectBusyError("The project is locked.")

    async with running("1") as program:
        await program.press("a")
        monkeypatch.setattr(Layers, "get", busy)
        await program.press("f3")
        assert not program.app.palette.dark
        assert program.spans == [("لواء", "actor")]


async def test_labels_keys_stand_below_also_where_there_is_no_panel(running: Open) -> None:
    async with running("1", size=(60, 20)) as program:
        assert "a l w c tag" in program.lines[-1]
