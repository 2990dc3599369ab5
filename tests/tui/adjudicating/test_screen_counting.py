"""What the adjudicator's list shows of articles that are not counted yet."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Incoming, Span, Status
from annotator.project import Project
from annotator.store.cases import counting
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.adjudicating.rows import CaseCounter
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate


@pytest.fixture
def no_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nothing counted in the background."""
    monkeypatch.setattr(CaseCounter, "start", lambda _: None)


@pytest.mark.usefixtures("no_counting")
async def test_what_is_not_counted_is_counted_in_sight_and_stands_last(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.layers.add("second", "maryam", [Span.new(0, 4, "claim", "maryam")], Status.DONE)
        assert list(project.cases.count_lacking()) == [2]
        project.work.set_status("first", "huda", Status.TODO)
        project.work.set_status("first", "huda", Status.DONE)
    async with adjudicating() as program:
        assert program.lines[1].split()[0] == "2"
        assert program.lines[2].split()[:2] == ["1", "4"], "counted as it was read"
        assert "1 to be counted" in program.status
        await program.press("down", "enter")
        assert program.adjudicating.article.id == "first"
        await program.press("greater_than_sign")
        assert program.adjudicating.article.id == "second", "it comes first once it is counted"


@pytest.mark.usefixtures("no_counting")
async def test_the_cursor_stays_where_the_list_begins_until_it_is_moved(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        project.layers.add("second", "maryam", [Span.new(0, 4, "claim", "maryam")], Status.DONE)
        assert list(project.cases.count_lacking()) == [2]
        project.work.set_status("first", "huda", Status.TODO)
        project.work.set_status("first", "huda", Status.DONE)
    async with adjudicating() as program:
        assert [line.split()[0] for line in program.lines[1:3]] == ["2", "1"]
        with Project.open(settling) as project:
            assert list(project.cases.count_lacking()) == [1]
        screen = program.app.screen
        assert isinstance(screen, CaseLibraryScreen)
        screen.refill()
        await program.until(lambda: screen.is_settled, "the list is read again")
        assert [line.split()[0] for line in program.lines[1:3]] == ["1", "2"]
        await program.press("enter")
        assert program.adjudicating.article.id == "first"


async def test_what_can_only_be_read_says_so(settling: Path, adjudicating: Adjudicate) -> None:
    os.link(settling, settling.with_name("other name.db"))  # so it is only read
    async with adjudicating() as program:
        assert "2 counted only in sight" in program.status
        assert program.lines[1].split()[:2] == ["1", "4"]


async def test_others_who_finish_meanwhile_are_counted_when_the_list_is_seen_again(
    settling: Path, adjudicating: Adjudicate
) -> None:
    async with adjudicating("first") as program:
        with Project.open(settling) as project:
            add_articles(project, [Incoming(text="نفى المجلس ذلك.", path=settling, id="late")])
            for name in ("huda", "salim"):
                project.layers.add("late", name, [Span.new(0, 3, "claim", name)], Status.DONE)
        await program.press("q")
        await program.until(lambda: "0 of 3 settled" in program.status, "the count")


async def test_the_article_that_is_adjudicated_is_counted_when_it_is_left(
    settling: Path, adjudicating: Adjudicate
) -> None:
    def uncounted() -> int:
        with Project.open(settling) as project:
            row = project._connection.row("SELECT count(*) FROM case_count WHERE layers IS NULL")
        assert row is not None
        return int(row[0])

    async with adjudicating("first") as program:
        await program.until(lambda: not uncounted(), "the first count")
        await program.press("1")
        await program.until_saved()
        assert uncounted() == 1
        await program.press("greater_than_sign")
        assert program.adjudicating.article.id == "second"
        await program.until(lambda: not uncounted(), "the count of what was left")


@pytest.mark.usefixtures("no_counting")
async def test_no_key_waits_for_the_count_of_the_article_that_is_adjudicated(
    settling: Path, adjudicating: Adjudicate, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    count = counting.of_article

    def noted(connection: Any, number: int) -> counting.Count:
        counted.append(number)
        return count(connection, number)

    with Project.open(settling) as project:
        assert list(project.cases.count_lacking()) == [2]
    async with adjudicating("first") as program:
        monkeypatch.setattr(counting, "of_article", noted)
        for _ in range(4):
            await program.press("1")
        await program.until_saved()
        assert program.adjudicating.program.unsettled() == 1
        await program.press("enter")
        assert program.adjudicating.article.id == "second"
    assert counted == []
