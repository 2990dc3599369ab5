"""The library: finding an article by typing, opening it, and how far the annotator is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, MouseScrollDown

from annotator import labels
from annotator.model import Incoming, Status
from annotator.project import Project
from annotator.text import layout
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.table import ArticleTable
from tests.adding import add_articles
from tests.store.listing import listed
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Open


def shown(program: Driven) -> list[str]:
    """Numbers of the articles in the table."""
    return [line.split()[0] for line in program.lines[1:] if line[1:4].strip().isdigit()]


def cursor(program: Driven) -> int:
    selected = program.app.screen.query_one(ArticleTable).selected
    assert selected is not None
    return selected.number


async def test_every_article_has_its_line_the_title_at_the_right(path: Path, running: Open) -> None:
    async with running() as program:
        assert shown(program) == [str(number) for number in range(1, 15)]
        with Project.open(path) as project:
            rows = listed(project, "huda")
        for line, row in zip(program.lines[1:], rows, strict=False):
            title = layout.line(row.title, 68).text
            assert line.rstrip().endswith(title)
            assert f"{row.words:,}" in line
            assert (row.date or "") in line
        arabic = program.lines[1]
        assert arabic.endswith(f"{layout.line(rows[0].title, 68).text} "), (
            "an Arabic title begins at the right"
        )
        assert "0 of 14 done" in program.status


async def test_one_types_and_the_table_shows_what_matches(running: Open) -> None:
    async with running() as program:
        await program.type("ناقلة")
        assert shown(program) == ["1"]
        assert "(1)" in program.status
        await program.press("escape")
        assert len(shown(program)) == 14
        assert "Type to filter" in program.status


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("قواعد", "10"),
        ("الالغام", "10"),  # الألغام
        ("هجوم حاجز", "6"),  # هجـوم, with a tatweel
        ("المسيرة", "4"),  # المسيّرة
        ("ceasefire", "7"),
        ("2026-01-22", "9"),
        ("٢٠٢٦-٠١-٢٢", "9"),
        ("barge-strike", "1"),
    ],
)
async def test_the_filter_does_not_mind_harakat_tatweel_alef_digits_and_capitals(
    running: Open, typed: str, found: str
) -> None:
    async with running() as program:
        await program.type(typed)
        assert found in shown(program)
        assert len(shown(program)) < 14


async def test_letters_of_commands_are_letters_here(running: Open) -> None:
    async with running() as program:
        await program.type("quxnao")
        assert program.in_library
        assert "Filter: quxnao (0)" in program.status
        assert shown(program) == []
        await program.press("enter")
        assert program.in_library
        await program.press("backspace", "ctrl+u")
        assert len(shown(program)) == 14


async def test_the_filter_is_edited_by_letters_and_words(running: Open) -> None:
    async with running() as program:
        await program.type("لواء الضفةx")
        await program.press("backspace")
        assert shown(program) == ["1"]
        await program.press("ctrl+w")
        await program.type("زز")
        assert shown(program) == []


async def test_enter_opens_what_is_under_the_cursor_and_q_comes_back_to_it(running: Open) -> None:
    async with running() as program:
        await program.press("down", "down", "down", "up", "enter")
        assert "3 of 14" in program.status
        await program.press("q")
        assert program.in_library
        assert cursor(program) == 3


async def test_one_comes_back_to_the_article_that_was_left_last(running: Open) -> None:
    async with running() as program:
        await program.press("down", "enter", "greater_than_sign", "enter", "q")
        assert cursor(program) == 4
        await program.press("up", "question_mark", "escape")
        assert cursor(program) == 3
    async with running("5") as program:
        await program.press("greater_than_sign", "q")
        assert cursor(program) == 6


async def test_another_theme_is_another_theme_here_too_and_filter_and_cursor_stay(running: Open) -> None:
    async with running() as program:
        await program.type("الوادي")
        await program.press("end")
        number, filtered = cursor(program), shown(program)
        assert number != int(filtered[0])
        for keys in (["f3"], ["enter", "f3", "q"]):
            await program.press(*keys)
            assert program.in_library
            assert (cursor(program), shown(program)) == (number, filtered)
            table = program.app.screen.query_one(ArticleTable)
            assert table.palette is program.app.palette
            await program.press("up", "down")


async def test_a_change_that_is_saved_while_the_library_opens(running: Open) -> None:
    async with running("1") as program:
        for key in ("a", "q"):
            program.app.post_message(Key(key, key))
        await program.until(lambda: program.in_library and "doing" in program.lines[1], "the library")
        await program.until(lambda: not program.app.unsaved, "saving")
        assert "Type to filter" in program.status


async def test_arrows_stop_at_the_ends(running: Open) -> None:
    async with running(size=(80, 10)) as program:
        await program.press("up")
        assert cursor(program) == 1
        await program.press("end")
        assert cursor(program) == 14
        assert "14" in shown(program)
        await program.press("down", "pagedown")
        assert cursor(program) == 14
        await program.press("pageup")
        assert cursor(program) == 7
        await program.press("home")
        assert cursor(program) == 1
        assert shown(program)[0] == "1"


async def test_a_filter_keeps_the_cursor_on_its_article_where_it_is_still_there(running: Open) -> None:
    async with running() as program:
        await program.press("end")
        await program.type("الوادي")
        assert cursor(program) == 14
        await program.press("escape")
        assert cursor(program) == 14


async def test_status_spans_and_progress_are_counted(running: Open) -> None:
    async with running() as program:
        await program.press("enter", "a", "left", "l", "enter", "f")
        await program.type("?")
        await program.press("enter", "q")
        assert program.lines[1].split()[:4] == ["1", "✓", "done", "2"]
        assert program.lines[2].split()[:3] == ["2", "!", "flagged"]
        assert "1 of 14 done, 1 flagged" in program.status


async def test_a_status_or_a_note_can_be_filtered_for(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        project.work.set_status(project.articles.get("5").id, "huda", Status.FLAGGED, "أين المصدر؟")
        project.work.set_status(project.articles.get("9").id, "huda", Status.DONE)
    async with running() as program:
        await program.type("flagged")
        assert shown(program) == ["5"]
        await program.press("escape")
        await program.type("المصدر")
        assert "5" in shown(program)


async def test_what_others_bring_in_is_there_when_one_comes_back(path: Path, running: Open) -> None:
    async with running() as program:
        await program.press("enter")
        with Project.open(path) as other:
            add_articles(other, [Incoming(text="خبر جديد لم يره أحد", path=path, id="new")])
        await program.press("q")
        assert len(shown(program)) == 15
        assert "0 of 15" in program.status


async def test_a_double_click_opens(running: Open) -> None:
    async with running() as program:
        await program.pilot.click("#table", offset=(20, 4))
        assert cursor(program) == 4
        await program.pilot.double_click("#table", offset=(20, 6))
        await program.pilot.pause()
        assert "6 of 14" in program.status


async def test_the_wheel_moves_the_cursor(running: Open) -> None:
    async with running(size=(80, 12)) as program:
        table = program.app.screen.query_one(ArticleTable)
        await program.pilot._post_mouse_events([MouseScrollDown], table)
        assert cursor(program) == 4


async def test_a_project_without_articles_says_how_to_bring_some_in(tmp_path: Path) -> None:
    with Project.create(tmp_path / "empty.db", labels.default()) as reader:
        app = AnnotatorApp(reader, "huda")
        async with app.run_test(size=(90, 12)) as pilot:
            await pilot.pause()
            program = Driven(app, pilot)
            assert "annotator import" in program.status
            await program.press("enter", "down", "end", "pageup", "escape")
            assert program.in_library
        app.close()


async def test_a_number_that_is_typed_leads_to_its_article(running: Open) -> None:
    async with running() as program:
        await program.press("end", "up")
        await program.type("2")
        await program.press("enter")
        assert "2 of 14" in program.status
