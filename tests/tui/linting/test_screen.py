"""The list of what lint found, as an annotator has it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown

from annotator.model import Edit, Incoming, Move, Operation, Span, Status, now
from annotator.project import Project
from annotator.text import layout
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.lint_screen import LintScreen
from tests.adding import add_articles
from tests.lint.layers import article
from tests.store.helpers import powerless, unprivileged_folder
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open

ALL = [
    ("two", "other-label", "بغداد"),
    ("two", "unbalanced", "«النهار"),
    ("three", "blank-at-edge", " الوفد"),
    ("three", "other-edges", "وبغداد"),
]


def screen(program: Driven) -> LintScreen:
    assert isinstance(program.app.screen, LintScreen), program.app.screen
    return program.app.screen


def found(program: Driven) -> list[tuple[str, str, str]]:
    """Article, kind and text of each finding that is listed."""
    return [(one.article, one.kind.value, one.text) for one in screen(program).results.findings]


def at(program: Driven) -> tuple[str, str, str]:
    one = screen(program).results.finding
    assert one is not None
    return (one.article, one.kind.value, one.text)


def undirected(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def drawn(text: str) -> str:
    return layout.line(text, 60, rtl=True).text.strip()


async def test_findings_are_listed_in_context_with_what_is_proposed(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l")
        assert found(program) == ALL
        assert "4 findings" in program.status
        assert "1 of 4" in program.lines[0]
        assert "other-label" in program.lines[1]
        assert drawn("إنها ترفض") in program.lines[1]
        assert "Labelled actor once, and elsewhere location 2 times. Proposed: location." in undirected(
            program.text
        )
        await program.press("escape")
        assert program.in_library


async def test_in_an_article_its_first_finding_has_the_cursor_and_escape_comes_back_to_it(
    running: Open,
) -> None:
    async with running("three") as program:
        await program.press("left", "y")
        assert found(program) == ALL
        assert at(program) == ALL[2]
        await program.press("escape")
        assert program.annotating.article.id == "three"


async def test_an_article_without_findings_says_so(running: Open) -> None:
    async with running("one") as program:
        await program.press("y")
        assert "Nothing was found in this article" in program.status


async def test_enter_opens_the_article_at_the_place_and_q_comes_back(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "down", "enter")
        assert program.annotating.article.id == "two"
        assert program.annotating.editor.current is not None
        assert (
            program.annotating.editor.text(
                program.annotating.editor.current.start, program.annotating.editor.current.end
            )
            == "«النهار"
        )
        await program.press("x")
        await program.press("q")
        await program.until(lambda: len(found(program)) == 3, "the list without what was removed")
        assert at(program) == ALL[2]


async def test_a_proposal_is_taken_and_u_in_the_article_undoes_it(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "p")
        await program.until(lambda: found(program) == ALL[1:], "the list without it")
        await program.until_saved()
        assert ("بغداد", "location") in program.stored("two")
        await program.press("enter")
        assert program.annotating.article.id == "two"
        await program.press("u")
        assert ("بغداد", "actor") in program.spans
        await program.until_saved()
        await program.press("q")
        await program.until(lambda: found(program) == ALL, "the list with it")


async def test_proposals_are_taken_one_after_the_other_without_waiting(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "p", "p", "p", "p")
        await program.until_saved()
        await program.until(lambda: found(program) == [], "an empty list")
        assert "Nothing was found" in program.status
        assert program.stored("two") == [("بغداد", "location"), ("النهار", "actor")]
        assert program.stored("three") == [("الوفد", "actor"), ("دمشق", "location"), ("بغداد", "location")]
        await program.press("p", "x", "enter", "down")
        assert len(program.reader.layers.operations("three", "huda")) == 5


async def test_u_takes_back_what_was_taken_last(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "end", "p")
        await program.press("u")
        await program.until_saved()
        await program.until(lambda: found(program) == ALL, "the list as it was")
        assert ("وبغداد", "location") in program.stored("three")
        await program.press("u")
        assert "Nothing that was done here is left" in program.status


async def test_what_is_left_is_not_shown_until_the_list_is_opened_again(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "x")
        assert found(program) == ALL[1:]
        assert "3 findings, 1 left" in program.status
        await program.press("r")
        assert found(program) == ALL[1:]
        await program.press("f3")
        assert found(program) == ALL[1:]
        await program.press("escape", "ctrl+l")
        assert found(program) == ALL


async def test_what_is_not_marked_is_selected_in_the_article_and_marked_by_the_proposal(
    path: Path, running: Open, tmp_path: Path
) -> None:
    made = article("⟦location|غزة⟧ ثم " * 9 + "وصل إلى غزة.", 4)
    with Project.open(path) as project:
        add_articles(project, [Incoming(text=made.text, path=tmp_path / "four.txt", id="four")])
        spans = [Span.new(*mark, "huda") for mark in made.marks]
        project.layers.add("four", "huda", spans, Status.DOING)
    async with running("four") as program:
        await program.press("y")
        assert at(program) == ("four", "unmarked", "غزة")
        await program.press("enter")
        assert program.selected == "غزة"
        assert program.annotating.editor.caret.start == made.text.rindex("غزة")
        await program.press("q", "p")
        await program.until_saved()
        assert program.stored("four") == [("غزة", "location")] * 10
        await program.until(lambda: found(program) == ALL, "the list without it")


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (200, 60), (20, 3)])
async def test_any_size_has_room_for_it(running: Open, size: tuple[int, int]) -> None:
    async with running(size=size) as program:
        await program.press("ctrl+l", "down", "pagedown", "home", "end", "pageup")
        assert found(program) == ALL
        await program.resize(70, 20)
        assert drawn("إنها") in program.text
        await program.press("escape")
        assert program.in_library


async def test_the_help_has_its_keys(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l", "question_mark")
        assert "take the proposal" in program.text


async def test_the_wheel_moves_the_cursor(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l")
        results = screen(program).results
        results.post_message(MouseScrollDown(results, 5, 1, 0, 0, 0, shift=False, meta=False, ctrl=False))
        await program.settle()
        assert at(program) == ALL[3]


async def test_a_layer_that_is_not_there_has_no_findings(running: Open) -> None:
    async with running(name="maryam") as program:
        await program.press("ctrl+l")
        assert found(program) == []
        assert "Nothing was found" in program.status


async def test_a_span_that_was_changed_elsewhere_is_left(path: Path, running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+l")
        with Project.open(path) as other:
            (span, *_) = other.layers.get("two", "huda").spans
            edit = Edit(before=span, after=None)
            other.layers.record(
                Operation(article="two", annotator="huda", when=now(), move=Move.DO, edit=edit)
            )
        await program.press("p")
        assert "not there any more" in program.status
        await program.until(lambda: found(program) == ALL[1:], "the list without it")
        assert ("بغداد", "location") not in program.stored("two")


async def test_a_project_that_can_only_be_read_is_listed_and_not_changed(path: Path) -> None:
    with unprivileged_folder() as folder:
        copy = folder / "annotator.db"
        shutil.copy(path, copy)
        with powerless(copy, folder), Project.open(copy) as reader:
            app = AnnotatorApp(reader, "huda")
            try:
                async with app.run_test(size=(110, 32)) as pilot:
                    program = Driven(app, pilot)
                    await program.press("ctrl+l")
                    assert found(program) == ALL
                    await program.press("p")
                    assert "can only be read" in program.status
                    assert found(program) == ALL
            finally:
                app.close()
