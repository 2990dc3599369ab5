"""The concordance as an annotator has it: groups, places, filter, order, opening and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, MouseScrollDown

from annotator.text import layout
from tests.tui.concordance.reading import rows, screen

if TYPE_CHECKING:
    from tests.tui.conftest import Open

ALL = [
    (4, "actor", "أحمد"),
    (2, "location", "حقل العمر"),
    (2, "location", "غزة"),
    (1, "claim", "(...)"),
    (1, "location", "بحقل"),
    (1, "actor", "حقل العمر"),
]


def drawn(text: str) -> str:
    return layout.line(text, 60, rtl=True).text.strip()


async def test_groups_are_listed_with_their_counts_and_the_places_of_the_first_in_context(
    running: Open,
) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        assert rows(program) == ALL
        assert "11 spans in 6 groups" in program.status
        assert drawn("أحمد") in program.lines[1]
        assert "1 of 4, one" in program.text
        for line, said in enumerate(("إن الحريق بدأ", "ذلك", "إلى غزة", "إلى حقل العمر"), 1):
            assert drawn(said) in program.lines[line]


@pytest.mark.parametrize("size", [(60, 15), (200, 60), (20, 3), (96, 10)])
async def test_any_size_has_room_for_it(running: Open, size: tuple[int, int]) -> None:
    async with running(size=size) as program:
        await program.press("ctrl+k", "down", "tab", "down", "ctrl+t", "tab", "pagedown", "home")
        assert rows(program) == ALL
        if size[1] > 9:
            assert drawn("أحمد") in program.text
            assert drawn("الحريق") in program.text
        await program.press("ctrl+e")
        await program.resize(70, 20)
        assert "Relabel" in program.text
        await program.press("escape", "escape", "escape")
        assert program.in_library


async def test_typing_filters_by_the_wide_fold_in_texts_and_labels(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        await program.type("احمد")
        assert rows(program) == [ALL[0]]
        assert "(1)" in program.status
        await program.press("escape")
        await program.type("حقل act")
        assert rows(program) == [ALL[5]]
        await program.press("ctrl+u")
        await program.type("غزه")
        assert rows(program) == [ALL[2]]
        await program.press("escape")
        await program.type("..")
        assert rows(program) == [ALL[3]]
        await program.type("zz")
        assert rows(program) == []
        assert "Esc shows all" in program.status
        await program.press("enter", "delete", "ctrl+e", "ctrl+t", "tab", "down", "end", "escape")
        assert rows(program) == ALL


async def test_letters_of_the_arabic_layout_are_text_too(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        for letter in "غز":
            program.app.post_message(Key("other", letter))
        await program.press()
        assert rows(program) == [ALL[2]]


async def test_it_is_sorted_by_count_label_and_text_and_the_other_way_round(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+o")
        assert [row[1] for row in rows(program)] == ["actor", "actor", "claim", *["location"] * 3]
        assert "▲Label" in program.lines[0]
        await program.press("ctrl+o")
        by_text = [group.key.folded for group in screen(program).list.groups]
        assert by_text == sorted(by_text)
        await program.press("ctrl+r")
        assert [group.key.folded for group in screen(program).list.groups] == by_text[::-1]
        await program.press("ctrl+o")
        assert rows(program) == ALL
        await program.pilot.click("#groups", offset=(4, 0))
        assert [row[0] for row in rows(program)] == [1, 1, 1, 2, 2, 4]


async def test_enter_opens_the_place_with_the_span_current_and_q_comes_back_there(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "tab", "down", "down")
        place = screen(program).places.selected
        await program.press("enter")
        assert program.annotating.article.id == "one"
        current = program.annotating.editor.current
        assert place is not None
        assert current is not None
        assert (current.start, current.end, current.label) == (place.start, place.end, "actor")
        await program.press("q")
        assert screen(program).places.selected == place
        assert screen(program).places.is_active
        await program.press("escape")
        assert program.in_library


async def test_what_is_done_in_the_article_is_seen_when_one_comes_back(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "tab", "down", "enter", "x", "q")
        await program.until_saved()
        await program.settle()
        assert rows(program)[0] == (3, "actor", "أحمد")
        assert "10 spans" in program.status


async def test_it_opens_from_an_article_with_what_was_just_tagged_and_goes_back_to_it(
    running: Open,
) -> None:
    async with running("three") as program:
        await program.press("right", "left", "a", "K")
        await program.until_saved()
        await program.settle()
        assert "12 spans" in program.status
        await program.press("escape")
        assert program.annotating.article.id == "three"
        assert program.annotating.editor.session.count() == 2
        await program.press("u")
        assert program.annotating.editor.session.count() == 1
        await program.press("K")
        await program.until_saved()
        await program.settle()
        assert "11 spans" in program.status
        await program.press("enter", "K")
        assert rows(program) == ALL
        await program.press("enter", "q", "escape", "q")
        assert program.in_library


async def test_the_caret_is_where_it_was_in_the_article_it_was_opened_from(running: Open) -> None:
    async with running("one") as program:
        await program.press("ctrl+end", "left", "left")
        caret = program.annotating.editor.caret
        await program.press("K", "down", "escape")
        assert program.annotating.editor.caret == caret


async def test_another_theme_keeps_filter_order_and_cursor(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "ctrl+o")
        await program.type("حقل")
        await program.press("down", "f3")
        assert screen(program).palette is program.app.palette
        group = screen(program).list.selected
        assert group is not None
        assert group.key.label == "location"
        assert "Filter" in program.status
        await program.press("enter", "f3", "q")
        assert screen(program).palette is program.app.palette


async def test_the_mouse_moves_marks_nothing_and_opens_with_a_double_click(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k")
        await program.pilot.click("#groups", offset=(20, 2))
        await program.settle()
        assert screen(program).list.cursor == 1
        await program.pilot._post_mouse_events([MouseScrollDown], screen(program).list)
        await program.settle()
        assert screen(program).list.cursor == 4
        await program.pilot.click("#groups", offset=(20, 1))
        await program.settle()
        await program.pilot.click("#places", offset=(20, 3))
        assert screen(program).places.cursor == 3
        assert screen(program).places.is_active
        await program.pilot.double_click("#places", offset=(20, 3))
        await program.pilot.pause()
        assert program.annotating.article.id == "two"


async def test_help_and_commands_have_its_keys(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+k", "question_mark")
        assert "Concordance: type to filter" in program.text
        await program.press("escape", "ctrl+p")
        await program.type("take back")
        assert "Ctrl+y" in program.text
        await program.press("escape", "escape")
        assert program.in_library


async def test_a_project_without_spans_says_so(running: Open) -> None:
    async with running(name="salim") as program:
        await program.press("ctrl+k")
        assert "No spans yet" in program.status
        await program.press("down", "enter", "delete", "tab", "ctrl+a", "ctrl+e", "ctrl+y", "escape")
        assert program.in_library
