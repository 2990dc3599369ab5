"""The mouse in an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import MouseScrollDown, MouseScrollUp

if TYPE_CHECKING:
    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


async def drag(program: Driven, start: tuple[int, int], end: tuple[int, int]) -> None:
    await program.pilot.mouse_down("#article", offset=start)
    await program.pilot.hover("#article", offset=end)
    await program.pilot.mouse_up("#article", offset=end)
    await program.pilot.pause()


async def test_a_click_puts_the_caret_on_the_letter(running: Open) -> None:
    async with running("1") as program:
        await program.pilot.click("#article", offset=program.find("ناقلة"))
        await program.pilot.pause()
        assert program.at == "ن"
        assert program.selected is None
        await program.press("a")
        assert program.spans == [("ناقلة", "actor")]


async def test_a_click_beside_a_row_puts_the_caret_on_its_nearest_letter(running: Open) -> None:
    async with running("1") as program:
        _, line = program.find("ناقلة")
        await program.pilot.click("#article", offset=(4, line))
        await program.pilot.pause()
        row = program.annotating.editor.layout.row(line)
        assert program.annotating.editor.caret.start == row.glyphs[0].start


async def test_a_drag_selects_what_is_between(running: Open) -> None:
    async with running("1") as program:
        start = program.find("ناقلة")
        await drag(program, start, program.find("ة في مرفأ"))
        assert program.selected == "ناقلة ذخيرة"
        assert program.stale() == []
        await program.press("w")
        assert program.spans == [("ناقلة ذخيرة", "weapon")]


async def test_a_drag_over_rows_and_backwards(running: Open) -> None:
    async with running("1") as program:
        await drag(program, program.find("شبكة ضفاف"), program.find("مرفأ"))
        assert program.selected == "مرفأ الغضا\n\nش"


async def test_after_a_drag_the_mouse_selects_no_more(running: Open) -> None:
    async with running("1") as program:
        await drag(program, program.find("ناقلة"), program.find("ة في مرفأ"))
        await program.pilot.hover("#article", offset=program.find("لواء"))
        await program.pilot.pause()
        assert program.selected == "ناقلة ذخيرة"


async def test_a_double_click_selects_the_word(running: Open) -> None:
    async with running("1") as program:
        column, line = program.find("ناقلة")
        await program.pilot.double_click("#article", offset=(column - 2, line))
        await program.pilot.pause()
        assert program.selected == "ناقلة"


async def test_shift_and_click_selects_from_the_caret(running: Open) -> None:
    async with running("1") as program:
        await program.pilot.click("#article", offset=program.find("ناقلة"))
        await program.pilot.click("#article", offset=program.find("ة في مرفأ"), shift=True)
        await program.pilot.pause()
        assert program.selected == "ناقلة ذخيرة"


async def test_the_wheel_scrolls_and_the_next_key_comes_back_to_the_caret(running: Open) -> None:
    async with running("14", size=(80, 20)) as program:
        before = program.painted()
        for _ in range(5):
            await program.pilot._post_mouse_events([MouseScrollDown], program.view)
        await program.pilot.pause()
        assert program.view.top > 0
        assert program.stale() == []
        assert program.at in program.annotating.article.text.split("\n")[0]
        for _ in range(9):
            await program.pilot._post_mouse_events([MouseScrollUp], program.view)
        await program.pilot.pause()
        assert program.painted() == before
        for _ in range(20):
            await program.pilot._post_mouse_events([MouseScrollDown], program.view)
        await program.press("left")
        assert program.view.top == 0


async def test_with_lanes_and_scrolled_the_mouse_still_hits_what_it_points_at(running: Open) -> None:
    async with running("1", size=(90, 20)) as program:
        await program.press("o", "ctrl+end")
        assert program.view.top > 0
        editor = program.annotating.editor
        last = editor.layout.row_range(editor.layout.row_of(editor.caret.start))[0]
        for place in (last, last + 5, last - 9):
            await program.pilot.click("#article", offset=program.find(place))
            await program.pilot.pause()
            assert editor.caret.start <= place < editor.caret.end


async def test_while_editing_a_click_moves_the_edge(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "e")
        column, line = program.find("ناقلة")
        await program.pilot.click("#article", offset=(column - 4, line))
        await program.press("enter")
        assert program.spans == [("لواء الضفة يعلن إصابة ناقلة", "actor")]


async def test_a_click_below_the_text_or_on_the_panel_changes_nothing(running: Open) -> None:
    async with running("1", size=(150, 60)) as program:
        await program.press("left")
        await program.pilot.click("#article", offset=(20, 55))
        await program.pilot.click("#panel", offset=(5, 1))
        await program.pilot.click("#status")
        assert program.at == "الضفة"
        await program.press("a")
        assert program.spans == [("الضفة", "actor")], "the article still has the keyboard"
