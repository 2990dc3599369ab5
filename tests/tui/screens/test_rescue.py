"""Changes in rescue files are offered before the first screen, and what becomes of them is told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from annotator.model import Edit, Move, Numbered, Operation, Recorded, Span, Status, StatusSet, TimeAdded, now
from annotator.project import Project
from annotator.store.rescue.writing import RescueFile
from annotator.tui.screens.question import Question
from tests.tui.screens.test_saving import held
from tests.tui.screens.test_trouble import toasts

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from annotator.model import Change
    from tests.tui.conftest import Open

ARTICLE = "barge-strike"


def operation(start: int, end: int, label: str = "actor") -> Operation:
    edit = Edit(before=None, after=Span.new(start, end, label, "huda"))
    return Operation(article=ARTICLE, annotator="huda", when=now(), move=Move.DO, edit=edit)


def keep(path: Path, *changes: Change, person: str = "huda", run: str = "7" * 32) -> Path:
    """Leave a rescue file as a program does that ended."""
    with Project.open(path) as project:
        file = RescueFile(path, project.created, person, run)
        file.keep([Numbered(number=number, change=change) for number, change in enumerate(changes, 1)])
    assert file.path is not None
    assert file._handle is not None
    os.close(file._handle)
    return file.path


def three(start: int = 0) -> tuple[Change, ...]:
    return (
        Recorded(operations=(operation(start, start + 4),)),
        StatusSet(article=ARTICLE, annotator="huda", before=Status.DOING, status=Status.DONE),
        TimeAdded(article=ARTICLE, annotator="huda", seconds=90),
    )


async def test_enter_brings_all_in_before_the_library_opens(path: Path, running: Open) -> None:
    file = keep(path, *three())
    async with running() as program:
        assert isinstance(program.app.screen, Question)
        assert "3 changes of yours" in program.text
        assert file.name in "".join(line.strip() for line in program.lines)
        await program.press("a", "q", "ctrl+n")  # nothing else is an answer
        assert isinstance(program.app.screen, Question)
        await program.press("enter")
        assert program.in_library
        assert "1 of 14 done" in program.status
        assert "3 changes came in." in toasts(program)
    assert not file.exists()
    with Project.open(path) as project:
        assert project.work.progress(ARTICLE, "huda").seconds == 90
        assert [span.end for span in project.layers.get(ARTICLE, "huda").spans] == [4]
    async with running() as program:
        assert program.in_library


async def test_several_files_come_in_oldest_first(path: Path, running: Open) -> None:
    first = operation(0, 4)
    assert first.edit.after is not None
    removal = Operation(
        article=ARTICLE,
        annotator="huda",
        when=now(),
        move=Move.UNDO,
        edit=Edit(before=first.edit.after, after=None),
    )
    keep(path, Recorded(operations=(first,)), run="b" * 32)
    keep(path, Recorded(operations=(removal,)), run="a" * 32)
    async with running("1") as program:
        assert "2 changes of yours" in program.text
        await program.press("enter")
        assert program.spans == []
        assert toasts(program).count("1 change came in.") == 2
    with Project.open(path) as project:
        assert [found.move for found in project.layers.operations(ARTICLE, "huda")] == [Move.DO, Move.UNDO]


async def test_what_does_not_fit_is_told_with_the_file_that_has_it(path: Path, running: Open) -> None:
    keep(path, *three())
    with Project.open(path) as project:
        project.layers.record(operation(0, 4))
    async with running() as program:
        await program.press("enter")
        assert "2 changes came in. 1 does not fit any more" in toasts(program)
        (aside,) = path.parent.glob("*.aside")
        assert str(aside) in toasts(program)


async def test_later_leaves_the_file_and_asks_again(path: Path, running: Open) -> None:
    file = keep(path, *three())
    async with running() as program:
        await program.press("escape")
        assert program.in_library
        assert "0 of 14 done" in program.status
    assert file.exists()
    async with running() as program:
        assert isinstance(program.app.screen, Question)


async def test_a_project_that_is_locked_then_is_told_and_it_can_be_tried_again(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep(path, *three())
    async with running() as program:
        monkeypatch.setattr(program.reader._connection, "busy_seconds", 0.02)
        with held(path):
            await program.press("enter")
            assert isinstance(program.app.screen, Question)
            assert "locked by another program" in " ".join(program.text.split())
            assert file.exists()
        await program.press("enter")
        assert "3 changes came in." in toasts(program)


async def test_other_people_are_not_asked(path: Path, running: Open) -> None:
    keep(path, *three())
    async with running(name="salim") as program:
        assert program.in_library
        assert toasts(program) == ""


async def test_a_file_that_can_not_be_used_is_told_and_stays(path: Path, running: Open) -> None:
    file = path.with_name(f"{path.name}.rescue-huda-x.jsonl")
    file.write_text("بيانات")
    async with running() as program:
        assert program.in_library
        assert "damaged in its first line" in toasts(program)
    assert file.exists()


async def test_changes_of_a_project_that_was_copied_say_where_they_were_made(
    path: Path, running: Open, tmp_path: Path
) -> None:
    file = keep(path, *three())
    text = file.read_text("utf-8").replace(str(path), "/elsewhere/annotator.db", 1)
    file.write_text(text, "utf-8")
    async with running() as program:
        assert "They were made in /elsewhere/annotator.db" in program.text
    assert tmp_path.exists()


async def test_a_project_that_can_only_be_read_says_what_waits(
    path: Path, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep(path, *three())
    monkeypatch.setattr(Project, "writable", property(lambda _: False))
    async with running() as program:
        assert program.in_library
        assert "3 changes of yours from" in toasts(program)
        assert str(file) in toasts(program)
    assert file.exists()
