"""The mouse in an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.events import MouseMove, MouseScrollDown, MouseScrollUp, MouseUp

from annotator.text import segment
from tests.tui.screens.test_jumping import reading

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open
    from tests.tui.driving import Driven


@pytest.fixture(autouse=True)
def _clicks_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clicks on one place be clicks in a row, however slow the machine is."""
    monkeypatch.setattr(App, "CLICK_CHAIN_TIME_THRESHOLD", 1_000.0)


async def drag(
    program: Driven, start: tuple[int, int], end: tuple[int, int], *, meta: bool = False, clicks: int = 1
) -> None:
    """Press the button `clicks` times, and hold it for a drag the last time."""
    if clicks > 1:
        await program.pilot.click("#article", offset=start, times=clicks - 1)
    await program.pilot.mouse_down("#article", offset=start)
    await program.pilot._post_mouse_events([MouseMove], "#article", end, button=1, meta=meta)
    await program.pilot._post_mouse_events([MouseUp], "#article", end, button=1, meta=meta)
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
        assert program.selected == "مرفأ الغضا\n\nشبكة"
        assert program.at == "مرفأ"
        await program.press("shift+left")
        assert program.selected == "الغضا\n\nشبكة"


async def test_a_drag_takes_whole_words_and_with_alt_letters(running: Open) -> None:
    async with running("1") as program:
        column, line = program.find("ناقلة")
        _, end = program.find("خيرة في مرفأ"), program.find("يرة في مرفأ")
        await drag(program, (column - 2, line), end)
        assert program.selected == "ناقلة ذخيرة"
        await drag(program, (column - 2, line), end, meta=True)
        assert program.selected == "قلة ذخي"
        assert program.stale() == []


async def test_alt_may_be_held_for_a_part_of_the_drag(running: Open) -> None:
    async with running("1") as program:
        column, line = program.find("ناقلة")
        pilot = program.pilot
        await pilot.mouse_down("#article", offset=(column - 1, line))
        await pilot.hover("#article", offset=program.find("خيرة في"))
        assert program.selected == "ناقلة ذخيرة"
        await pilot._post_mouse_events([MouseMove], "#article", program.find("خيرة في"), button=1, meta=True)
        assert program.selected == "اقلة ذخ"
        await pilot.hover("#article", offset=program.find("خيرة في"))
        await pilot.mouse_up("#article", offset=program.find("خيرة في"))
        assert program.selected == "ناقلة ذخيرة"


async def test_a_drag_by_words_leaves_blanks_at_its_ends_out(running: Open) -> None:
    async with running("1") as program:
        start, end = program.find(" ناقلة"), program.find(" في مرفأ")
        await drag(program, start, end)
        assert program.selected == "ناقلة ذخيرة"
        await drag(program, end, start)
        assert program.selected == "ناقلة ذخيرة"


async def test_a_click_after_a_drag_drops_the_selection(running: Open) -> None:
    async with running("1") as program:
        await drag(program, program.find("ناقلة"), program.find("ة في مرفأ"))
        await program.pilot.click("#article", offset=program.find("لواء"))
        await program.pilot.pause()
        assert (program.selected, program.at) == (None, "ل")


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


async def test_a_double_click_selects_as_the_key_for_the_sentence_does(running: Open) -> None:
    """Shift with a move goes on from there, and a label's key tags it."""
    async with running("1") as program:
        await program.pilot.double_click("#article", offset=program.find("ناقلة"))
        await program.press("shift+left", "w")
        assert program.spans == [("ناقلة ذخيرة", "weapon")]


async def test_three_clicks_select_the_sentence(running: Open) -> None:
    async with running("1") as program:
        text = program.annotating.article.text
        await program.pilot.triple_click("#article", offset=program.find("طائراته"))
        await program.pilot.pause()
        clicked = program.selected
        start = text.index("طائراته")
        assert clicked is not None
        assert clicked in text
        await program.press("escape")
        program.annotating.editor.go_to_offset(start)
        await program.press("s")
        assert clicked == program.selected
        assert program.stale() == []
        await program.press("c")
        assert program.spans == [(clicked, "claim")]


async def test_a_drag_after_two_clicks_takes_words_and_after_three_sentences(running: Open) -> None:
    async with running("1", size=(110, 50)) as program:
        column, line = program.find("ناقلة")
        await drag(program, (column - 2, line), program.find("خيرة في"), clicks=2)
        assert program.selected == "ناقلة ذخيرة"
        text = program.annotating.article.text
        first, second = text.index("طائراته"), text.index("المتحدث باسم")
        await drag(program, program.find(second), program.find(first), clicks=3)
        selected = program.selected
        assert selected is not None
        start = text.index(selected)
        assert start <= first < second < start + len(selected)
        sentences = list(segment.text_sentences(text))
        assert start in {sentence[0] for sentence in sentences}
        assert start + len(selected) in {sentence[1] for sentence in sentences}


async def test_two_clicks_where_the_first_scrolls_the_text_select_what_was_clicked(running: Open) -> None:
    async with running("14", size=(80, 20)) as program:
        for _ in range(5):
            await program.pilot._post_mouse_events([MouseScrollDown], program.view)
        await program.pilot.pause()
        view, top = program.view, program.view.top
        row = view.editor.layout.row(view.rows_in_sight[0])
        glyph = next(glyph for glyph in row.glyphs if not glyph.text.isspace())
        await program.pilot.double_click("#article", offset=program.find(glyph.start))
        await program.pilot.pause()
        assert view.top < top, "the caret's row has a little before it in sight"
        word = next(
            word
            for word in view.editor.layout.words(view.editor.layout.row_of(glyph.start))
            if word[0] <= glyph.start < word[1]
        )
        assert view.editor.caret.selection == word


async def test_two_clicks_on_different_places_are_two_clicks(running: Open) -> None:
    async with running("1") as program:
        column, line = program.find("ناقلة")
        await program.pilot.click("#article", offset=(column, line))
        await program.pilot.click("#article", offset=(column - 1, line))
        await program.pilot.pause()
        assert (program.selected, program.at) == (None, "ا")


async def test_clicks_far_apart_in_time_are_single_clicks(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(App, "CLICK_CHAIN_TIME_THRESHOLD", -1.0)
    async with running("1") as program:
        await program.pilot.double_click("#article", offset=program.find("ناقلة"))
        await program.pilot.pause()
        assert (program.selected, program.at) == (None, "ن")


async def test_the_mouse_in_an_english_article(tmp_path: Path) -> None:
    async with reading(
        tmp_path, "The convoy of Falcon Group left لواء الضفة at noon. It came back."
    ) as program:
        column, line = program.find("Falcon")
        await program.pilot.double_click("#article", offset=(column + 3, line))
        assert program.selected == "Falcon"
        await drag(program, (column + 2, line), program.find("oup left"))
        assert program.selected == "Falcon Group"
        await drag(program, (column + 3, line), program.find("oup left"), meta=True)
        assert program.selected == "con Gro"
        await drag(program, program.find("left"), program.find("ضفة at"))
        assert program.selected == "left لواء الضفة"
        await program.pilot.triple_click("#article", offset=(column + 3, line))
        assert program.selected == "The convoy of Falcon Group left لواء الضفة at noon."


async def test_while_editing_a_drag_moves_the_edge_by_words(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "e")
        await drag(program, program.find("علن إصابة"), program.find("قلة ذخيرة"))
        await program.press("enter")
        assert program.spans == [("لواء الضفة يعلن إصابة ناقلة", "actor")]


async def test_the_adjudicator_selects_words_and_sentences_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("1") as program:
        editor = program.adjudicating.editor
        start, end = list(segment.words(editor.article.text))[3]
        await program.pilot.double_click("#article", offset=program.find(start + 1))
        await program.pilot.pause()
        assert editor.caret.selection == (start, end)
        assert program.stale() == []


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
