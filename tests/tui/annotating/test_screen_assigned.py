"""What is assigned and what is handed out, as its annotator has it on the screens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from annotator.errors import ProjectBusyError
from annotator.model import Span, Status
from annotator.project import Project
from annotator.store.assigning.pool import Pool
from tests.patience import PATIENCE
from tests.store.listing import listed
from tests.tui.annotating.test_screen_library import cursor, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    """What others do to the project meanwhile."""
    with Project.open(path) as project:
        yield project


def ids(project: Project, *numbers: int) -> list[str]:
    return [project.articles.get(str(number)).id for number in numbers]


def assign(project: Project, name: str, *numbers: int) -> None:
    project.assignments.assign([name], per_article=1, articles=ids(project, *numbers))


def article(program: Driven) -> str:
    return program.annotating.article.id


def told(program: Driven) -> str:
    """The sentences that were shown beside the screen."""
    return "\n".join(note.message for note in program.app._notifications)


async def opened(program: Driven, project: Project, number: int) -> None:
    """Wait until the article with this number is on the screen."""
    (expected,) = ids(project, number)
    await program.until(lambda: not program.in_library and article(program) == expected, f"article {number}")
    await program.until(lambda: program.status, "its status")


# --- what is assigned -----------------------------------------------------------------------------


async def test_the_library_has_what_is_assigned_and_begins_with_what_is_next(
    project: Project, running: Open
) -> None:
    assign(project, "huda", 2, 5, 9)
    assign(project, "salim", 1, 3)
    project.work.set_status(project.articles.get("2").id, "huda", Status.DONE)
    async with running() as program:
        assert shown(program) == ["2", "5", "9"]
        assert [line.split()[1:3] for line in program.lines[1:4]] == [
            ["✓", "done"],
            ["▸", "todo"],
            ["·", "todo"],
        ]
        assert cursor(program) == 5
        words = [listed(project, "huda")[place].words for place in range(3)]
        assert f"1 of 3 done, {words[0]:,} of {sum(words):,} words" in program.status


async def test_enter_goes_through_ones_own_and_says_when_there_are_no_more(
    project: Project, running: Open
) -> None:
    assign(project, "huda", 2, 5, 9)
    async with running() as program:
        await program.press("down", "enter")
        assert "2 of 3, todo" in program.status
        for number in (9, 2):
            await program.press("enter")
            assert article(program) == ids(project, number)[0]
        await program.press("enter")
        await program.until(lambda: "No other article is open" in program.status, "the end")
        assert article(program) == ids(project, 2)[0]
        await program.press("q")
        assert "3 of 3 done" in program.status
        assert "▸" not in program.text


async def test_ctrl_n_opens_what_is_next(project: Project, running: Open) -> None:
    assign(project, "huda", 2, 5, 9)
    project.work.set_status(project.articles.get("2").id, "huda", Status.FLAGGED, "مكرر")
    async with running() as program:
        assert "1 flagged" in program.status
        await program.press("end", "ctrl+n")
        assert article(program) == ids(project, 5)[0]
        await program.press(
            "enter", "enter"
        )  # what is typed while the next one is asked for is meant for that
        await program.until(lambda: "No other article is open" in program.status, "the end")
        await program.press("q", "ctrl+n")
        await program.until(lambda: "No article is open for you" in told(program), "the sentence")
        assert program.in_library


async def test_who_has_nothing_is_told_so(project: Project, running: Open) -> None:
    assign(project, "salim", 1)
    async with running() as program:
        assert shown(program) == []
        assert "Nothing is assigned to huda." in program.status
        await program.press("enter", "ctrl+n")
        await program.until(lambda: "No article is open for you" in told(program), "the sentence")
        assign(project, "huda", 4)
        await program.press("ctrl+n")
        await opened(program, project, 4)


async def test_what_is_assigned_meanwhile_comes_next(project: Project, running: Open) -> None:
    assign(project, "huda", 2)
    async with running() as program:
        await program.press("enter")
        assign(project, "huda", 7)
        await program.press("enter")
        assert article(program) == ids(project, 7)[0]


async def test_an_article_that_is_not_ones_own_says_so(project: Project, running: Open) -> None:
    assign(project, "huda", 2)
    async with running("4") as program:
        assert "not assigned to you, todo, 0 spans" in program.status
        await program.press("a", "q")
        assert shown(program) == ["2", "4"]
        assert "0 of 1 done" in program.status
        await program.press("ctrl+n")
        assert article(program) == ids(project, 2)[0]


async def test_without_assignments_everything_is_everyones(project: Project, running: Open) -> None:
    async with running() as program:
        assert len(shown(program)) == 14
        assert "▸" not in program.text
        assert "words" not in program.status
        assert cursor(program) == 1
        project.work.set_status(project.articles.get("1").id, "huda", Status.DONE)
        await program.press("ctrl+n")
        assert article(program) == ids(project, 2)[0]


# --- nothing of others ----------------------------------------------------------------------------


async def test_nothing_of_others_is_on_the_screens(project: Project, running: Open) -> None:
    project.assignments.assign(["huda", "salim"], per_article=2)
    first, second = project.articles.get("1"), project.articles.get("2")
    end = first.text.index(" ")
    project.layers.add(first.id, "salim", [Span.new(0, end, "weapon", "salim")], Status.DONE)
    project.work.set_status(second.id, "salim", Status.FLAGGED, "ملاحظة سرية")
    async with running(size=(140, 40)) as program:
        assert "salim" not in program.text
        assert "done" not in program.lines[1]
        assert "flagged" not in program.text
        await program.type("سرية")
        assert shown(program) == []
        await program.press("escape", "home", "enter", "o")
        assert program.spans == []
        assert "1 of 14, todo, 0 spans" in program.status
        before = program.painted()
        await program.press("tab")
        assert "salim" not in program.text
        # The article looks as it does to somebody in whose project nobody has marked anything.
        project.layers.add(first.id, "maryam", [Span.new(0, end, "claim", "maryam")], Status.DONE)
        await program.press("q", "enter", "o")
        assert program.painted() == before
        assert program.spans == []
        await program.press("U", "u", "x", "delete")
        await program.until_saved()
    assert [span.label for span in project.layers.get(first.id, "salim").spans] == ["weapon"]
    assert project.work.progress(first.id, "salim").status is Status.DONE


# --- what is handed out ---------------------------------------------------------------------------


async def test_an_empty_library_leads_to_the_first_article(project: Project, running: Open) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4, 6))
    async with running() as program:
        assert "Nothing is handed out to huda yet. Ctrl+n: the first of 3" in program.status
        await program.press("ctrl+n")
        await opened(program, project, 3)
        assert "1 of 1, todo" in program.status
        await program.press("q")
        assert shown(program) == ["3"]
        assert "▸ todo" in program.lines[1]


async def test_enter_goes_on_with_what_is_handed_out(project: Project, running: Open) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4, 6))
    async with running() as program:
        await program.press("ctrl+n")
        await opened(program, project, 3)
        assert project.pool.next_article("salim") == ids(project, 4)[0]
        await program.press("a", "enter")
        await opened(program, project, 6)
        assert "Handed out to you. Done:" in program.status
        assert program.stored(ids(project, 3)[0])
        await program.press("enter")
        await program.until(lambda: "No other article is open" in program.status, "the end")
        await program.press("q")
        assert shown(program) == ["3", "6"]
        assert "2 of 2 done" in program.status
    assert [row.status for row in listed(project, "huda")] == [Status.DONE] * 2


async def test_the_library_says_that_more_is_to_be_had(project: Project, running: Open) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4, 6))
    project.work.set_status(project.pool.next_article("huda") or "", "huda", Status.DONE)
    async with running() as program:
        assert "1 of 1 done" in program.status
        assert "Ctrl+n: the next of 2" in program.status
        await program.press("ctrl+n")
        await opened(program, project, 4)


async def test_keys_typed_ahead_are_for_the_article_that_comes(project: Project, running: Open) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4))
    async with running() as program:
        await program.press("ctrl+n")
        await opened(program, project, 3)
        for key in ("enter", "a", "l"):
            program.app.post_message(Key(key, key if len(key) == 1 else None))
        await opened(program, project, 4)
        await program.until(lambda: len(program.spans) == 2, "the spans")
        await program.until_saved()
        assert project.layers.get(ids(project, 3)[0], "huda").spans == ()
        assert len(program.stored()) == 2


async def test_the_screen_does_not_wait_for_what_is_handed_out(
    project: Project, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4))
    async with running() as program:
        await program.press("ctrl+n")
        await opened(program, project, 3)
        held, original = threading.Event(), Pool.next_article

        def slow(self: Pool, name: str, after: str | None = None) -> str | None:
            assert held.wait(PATIENCE)
            return original(self, name, after)

        monkeypatch.setattr(Pool, "next_article", slow)
        await program.press("enter")
        assert "Asking for the next article" in program.status
        await program.press("a")  # waits
        assert program.spans == []
        await program.press("escape", "q")  # gives up waiting
        assert program.in_library
        held.set()
        await program.until(lambda: "was handed out to you" in told(program), "the sentence")
        await program.until(lambda: shown(program) == ["3", "4"], "the article in the library")
        assert program.in_library
        await program.press("ctrl+n")
        assert article(program) == ids(project, 4)[0]
        assert program.spans == []


async def test_a_busy_project_is_told_and_what_it_hands_out_later_is_in_the_library(
    project: Project, running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.pool.open(per_article=1, articles=ids(project, 3, 4))
    monkeypatch.setattr("annotator.tui.saver.RETRY_SECONDS", 0.05)
    async with running() as program:
        await program.press("ctrl+n")
        await opened(program, project, 3)
        busy, original = threading.Event(), Pool.next_article

        def refusing(self: Pool, name: str, after: str | None = None) -> str | None:
            if not busy.is_set():
                raise ProjectBusyError("The project is busy. Try again.")
            return original(self, name, after)

        monkeypatch.setattr(Pool, "next_article", refusing)
        await program.press("enter")
        await program.until(lambda: "The project is busy" in program.status, "the reason")
        await program.press("left", "a")  # the article can be worked on
        assert len(program.spans) == 1
        busy.set()
        await program.until(lambda: "was handed out to you" in told(program), "the sentence")
        assert article(program) == ids(project, 3)[0]
        await program.until_saved()
        await program.press("q")
        assert shown(program) == ["3", "4"]
