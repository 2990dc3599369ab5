"""What is saved is said to be saved, and not before; nothing is lost while the project can't be written."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from annotator.editing import Session
from annotator.model import Move, Status
from annotator.project import Project
from annotator.tui import saver
from annotator.tui.annotating.open_article import Stopwatch
from annotator.tui.screens.question import Question
from tests.store.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


@contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program is writing to the project, and does not end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let writing fail soon, and be tried again soon."""

    def reopen(reader: Project, *, writing: bool = False, moves: bool = False) -> Project:  # noqa: ARG001
        return Project.open(reader.path, writing=writing, busy_seconds=0.02)

    monkeypatch.setattr(Project, "reopen", reopen)
    monkeypatch.setattr(saver, "RETRY_SECONDS", 0.02)


async def test_saved_is_said_only_after_the_change_is_in_the_project(path: Path, running: Open) -> None:
    async with running("1") as program:
        assert " saved" in program.status
        with held(path) as other:
            await program.press("a")
            assert "saving" in program.status
            assert " saved" not in program.status
            assert program.spans == [("لواء", "actor")]
            assert program.stored() == []
            other.execute("COMMIT")
            await program.until_saved()
            assert program.stored() == [("لواء", "actor")]


@pytest.mark.usefixtures("impatient")
async def test_what_can_not_be_saved_is_kept_and_saved_later_in_order(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("a", "left", "l", "u")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            assert "NOT SAVED (3)" in program.status
            await program.press("left", "c", "e", "left", "enter")
            await program.until(lambda: "NOT SAVED (5)" in program.status, "the count")
            assert program.stored() == []
            seen = program.spans
            other.execute("ROLLBACK")
            await program.until_saved()
        assert "NOT SAVED" not in program.status
        assert program.stored() == program.spans == seen
        article = program.annotating.article.id
        history = program.reader.layers.operations(article, "huda")
        assert [operation.move for operation in history] == [Move.DO, Move.DO, Move.UNDO, Move.DO, Move.DO]


@pytest.mark.usefixtures("impatient")
async def test_the_warning_says_why(path: Path, running: Open) -> None:
    async with running("1", size=(200, 20)) as program:
        with held(path):
            await program.press("a")
            await program.until(
                lambda: "NOT SAVED" in program.status and "locked by another program" in program.status, "why"
            )


@pytest.mark.usefixtures("impatient")
async def test_leaving_with_unsaved_changes_is_asked_about(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("a")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            await program.press("ctrl+q")
            assert isinstance(program.app.screen, Question)
            assert any(told in program.text for told in ("1 change is", "2 changes are")), (
                "the time counts as one"
            )
            await program.press("escape")
            assert program.spans == [("لواء", "actor")]
            assert program.app.is_running
            other.execute("COMMIT")
            await program.until_saved()
        assert program.stored() == [("لواء", "actor")]


@pytest.mark.usefixtures("impatient")
async def test_leaving_without_the_changes_is_possible_when_one_says_so(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path):
            await program.press("a")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            await program.press("ctrl+q", "x")
            await program.until(lambda: program.app._exit, "the end")
    with Project.open(path) as project:
        assert project.layers.get(project.articles.get("1").id, "huda").spans == ()


async def left(program: Driven, what: str) -> None:
    await program.until(lambda: program.app._exit, what)


@pytest.mark.parametrize("key", ["ctrl+q", "f10"])
async def test_two_keys_leave_the_program_from_everywhere(running: Open, key: str) -> None:
    for place in ((), ("q",), ("question_mark",), ("slash",)):
        async with running("1") as program:
            await program.press(*place, key)
            await left(program, f"the end after {place}")


@pytest.mark.usefixtures("impatient")
async def test_leaving_is_asked_about_also_where_it_comes_before_the_failure(
    path: Path, running: Open
) -> None:
    async with running("1") as program:
        with held(path):
            await program.press("a", "ctrl+q")
            await program.until(lambda: isinstance(program.app.screen, Question), "the question")
            assert not program.app._exit
            await program.press("x")
            await program.until(lambda: program.app._exit, "the end")


async def test_leaving_while_a_change_is_being_saved_waits_for_it(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("a", "ctrl+q")
            assert not program.app._exit
            other.execute("COMMIT")
            await program.until(lambda: program.app._exit, "the end")
    with Project.open(path) as project:
        assert len(project.layers.get(project.articles.get("1").id, "huda").spans) == 1


@pytest.mark.usefixtures("impatient")
async def test_when_it_could_be_saved_after_all_the_program_is_left(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("a")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            await program.press("ctrl+q")
            other.execute("COMMIT")
            await program.press("enter")
            await program.until(lambda: program.app._exit, "the end")
    with Project.open(path) as project:
        assert len(project.layers.get(project.articles.get("1").id, "huda").spans) == 1


@pytest.mark.usefixtures("impatient")
async def test_what_is_not_saved_yet_is_still_there_after_going_elsewhere(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("a")
            await program.until(lambda: "NOT SAVED" in program.status, "the warning")
            await program.press("greater_than_sign")
            assert program.spans == []
            assert "NOT SAVED" in program.status
            await program.press("less_than_sign")
            assert program.spans == [("لواء", "actor")]
            assert "1 span" in program.status
            assert "doing" in program.status
            await program.press("q")
            assert program.in_library
            assert "NOT SAVED" in program.status
            assert "doing" in program.lines[1]
            await program.press("enter")
            assert program.spans == [("لواء", "actor")]
            await program.press("u")
            assert program.spans == []
            other.execute("COMMIT")
            await program.until_saved()
        assert program.stored() == []


@pytest.mark.usefixtures("impatient")
async def test_a_status_that_is_not_saved_yet_is_kept_too(path: Path, running: Open) -> None:
    async with running("1") as program:
        with held(path) as other:
            await program.press("enter")
            assert "2 of 14" in program.status
            await program.press("less_than_sign")
            assert "1 of 14, done" in program.status
            await program.press("q")
            assert "done" in program.lines[1]
            assert "1 of 14 done" in program.status
            other.execute("COMMIT")
            await program.until(lambda: not program.app.unsaved, "saving")
        assert "done" in program.lines[1]
    with Project.open(path) as project:
        assert listed(project, "huda")[0].status is Status.DONE


async def test_a_layer_that_was_changed_elsewhere_is_read_again(path: Path, running: Open) -> None:
    async with running("1") as program:
        article = program.annotating.article.id
        with Project.open(path) as elsewhere:
            length = len(program.annotating.article.text)
            session = Session(article, "huda", length, elsewhere.layers.get(article, "huda"), ())
            elsewhere.layers.record(*session.add(0, 4, "actor"))
        await program.press("a")
        await program.until(lambda: "read again" in program.status, "the message")
        assert program.spans == program.stored() == [("لواء", "actor")]
        await program.press("left", "l")
        await program.until_saved()
        assert program.stored() == [("لواء", "actor"), ("الضفة", "location")]


async def test_time_spent_is_saved_on_the_way_out(running: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(
        "annotator.tui.annotating.open_article.Stopwatch", lambda: Stopwatch(lambda: clock[0])
    )
    async with running("1") as program:
        for seconds in (10, 20, 3600):
            clock[0] += seconds
            await program.press("left")
        await program.press("q")
        await program.until(lambda: not program.app.unsaved, "saving")
        article = program.reader.articles.get("1").id
        assert program.reader.work.progress(article, "huda").seconds == pytest.approx(90), (
            "a break counts as a minute"
        )
