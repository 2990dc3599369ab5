"""Jump labels in an article: what they look like, where they lead, and what ends them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from annotator import labels
from annotator.keys import ARABIC_LAYOUT
from annotator.model import Incoming
from annotator.project import Project
from annotator.text import jumps, segment
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.screens.jumping import PROMPT
from annotator.tui.screens.pager import Pager
from tests.adding import add_articles
from tests.tui.driving import Driven

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open


def label_of(program: Driven, words: str) -> str:
    """The letters on the word that begins where `words` do, or holds their beginning."""
    start = program.view.editor.article.text.index(words)
    return next(code for word, code in program.view.jump.items() if word[0] <= start < word[1])


async def jump(program: Driven, words: str, *, shift: bool = False) -> None:
    """Press the key and then the letters that stand on a word."""
    await program.press("J")
    code = label_of(program, words)
    await program.press(*code[:-1], code[-1].upper() if shift else code[-1])


@asynccontextmanager
async def reading(folder: Path, text: str, size: tuple[int, int] = (100, 20)) -> AsyncIterator[Driven]:
    path = folder / "annotator.db"
    with Project.create(path, labels.default()) as project:
        add_articles(project, [Incoming(text=text, path=path, id="1", title="1")])
    with Project.open(path) as reader:
        app = AnnotatorApp(reader, "huda", article="1")
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                yield Driven(app, pilot)
        finally:
            app.close()


async def test_a_letter_goes_to_its_word(running: Open) -> None:
    async with running("1") as program:
        before = program.painted()
        await jump(program, "مرفأ")
        assert program.at == "مرفأ"
        assert program.selected is None
        assert program.view.jump == {}
        assert program.painted() == before
        assert program.stale() == []
        await program.press("l")
        assert program.spans == [("مرفأ", "location")]


def in_cells(row: str) -> list[str]:
    """What each cell has, marks with their letters."""
    return [row[start:end] for start, end in segment.graphemes(row)]


async def test_backspace_leads_back_from_a_jump_and_on_again_and_not_from_a_selection(running: Open) -> None:
    async with running("1") as program:
        await program.press("left")
        await jump(program, "مرفأ")
        await program.press("backspace")
        assert program.at == "الضفة"
        await program.press("backspace")
        assert program.at == "مرفأ"
        await jump(program, "الغضا", shift=True)
        assert program.selected == "مرفأ الغضا"
        await program.press("escape", "backspace")
        assert program.at == "الضفة"


async def test_every_word_in_sight_has_letters_over_its_first_cells_and_nothing_else_moves(
    running: Open,
) -> None:
    async with running("14", size=(80, 20)) as program:
        before = program.painted()
        await program.press("J")
        shown = program.painted()
        editor = program.view.editor
        expected = jumps.words_in_sight(editor.layout, program.view.rows_in_sight)
        assert list(program.view.jump) == expected
        assert len(expected) > 100
        under: dict[tuple[int, int], str] = {}  # what is painted where nothing else than letters is to be
        for (start, end), code in program.view.jump.items():
            line = program.view.line_map.line_of(editor.layout.row_of(start)) - program.view.top
            columns = jumps.first_cells(
                editor.layout.row(editor.layout.row_of(start)), (start, end), len(code)
            )
            under |= {(line, column): letter for column, letter in zip(columns, code, strict=False)}
        for line, (row, painted) in enumerate(zip(before, shown, strict=True)):
            was, now = in_cells(row), in_cells(painted)
            assert now == [under.get((line, column), cell) for column, cell in enumerate(was)]
        assert PROMPT[:30] in program.status


async def test_shift_and_the_last_letter_selects_from_the_caret_up_to_there(running: Open) -> None:
    async with running("1") as program:
        await program.press("J", *label_of_after(program, "ناقلة"))
        await jump(program, "ذخيرة", shift=True)
        assert program.selected == "ناقلة ذخيرة"
        await program.press("w")
        assert program.spans == [("ناقلة ذخيرة", "weapon")]


def label_of_after(program: Driven, words: str) -> str:
    """The letters that a word will have once the key is pressed."""
    view = program.view
    found = jumps.assigned(
        jumps.words_in_sight(view.editor.layout, view.rows_in_sight), view.editor.caret.start
    )
    start = view.editor.article.text.index(words)
    return next(code for word, code in found.items() if word[0] == start)


async def test_shift_goes_on_from_what_is_selected_onwards_and_back(running: Open) -> None:
    async with running("1") as program:
        await program.press("s")
        text = program.annotating.article.text
        sentence = program.selected
        assert sentence is not None
        await jump(program, "طائراته", shift=True)
        assert program.selected == text[: text.index("طائراته") + len("طائراته")]
        await jump(program, "ناقلة", shift=True)
        assert program.selected == text[: text.index("ناقلة") + len("ناقلة")]


async def test_while_selecting_with_v_the_letter_alone_selects(running: Open) -> None:
    async with running("1") as program:
        await program.press("v")
        await jump(program, "إصابة")
        assert program.selected == "لواء الضفة يعلن إصابة"
        await program.press("v")
        await jump(program, "مرفأ")
        assert program.selected is None


async def test_while_editing_the_letter_moves_the_edge(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "e")
        await jump(program, "الضفة")
        await program.press("enter")
        assert program.spans == [("لواء الضفة", "actor")]
        await program.press("e", "tab")
        await jump(program, "الضفة")
        await program.press("enter")
        assert program.spans == [("الضفة", "actor")]
        await program.press("u", "u")
        assert program.spans == [("لواء", "actor")]


@pytest.mark.parametrize("key", ["escape", "left", "enter", "3", "b", "slash"])
async def test_any_other_key_takes_the_labels_away_and_does_nothing_else(running: Open, key: str) -> None:
    async with running("1") as program:
        before, at = program.painted(), program.at
        await program.press("J", key)
        assert program.view.jump == {}
        assert (program.painted(), program.at, program.selected, program.spans) == (before, at, None, [])
        assert PROMPT[:30] not in program.status
        assert program.stale() == []


async def test_of_two_letters_the_first_leaves_those_that_begin_with_it(running: Open) -> None:
    async with running("14", size=(80, 20)) as program:
        await program.press("J")
        word, code = next((word, code) for word, code in program.view.jump.items() if len(code) == 2)
        alike = [other for other, its in program.view.jump.items() if its[0] == code[0]]
        await program.press(code[0])
        assert list(program.view.jump) == alike
        painted = "".join(program.painted())
        assert sum(letter.isascii() and letter.isalpha() for letter in painted) == len(alike)
        await program.press(code[1])
        caret = program.annotating.editor.caret
        assert (caret.start, caret.end) == word


async def test_a_letter_that_no_label_has_is_told_and_tags_nothing(running: Open) -> None:
    async with running("1") as program:
        await program.press("J", "b")
        assert "No word has the letter b." in program.status
        await program.press("a")
        assert program.spans == [("لواء", "actor")]


@pytest.mark.parametrize("on_layout", [lambda key: key, lambda key: ARABIC_LAYOUT.get(key, key)])
async def test_the_letters_are_those_of_the_keys_in_both_layouts(
    running: Open, on_layout: Callable[[str], str]
) -> None:
    async with running("14", size=(80, 20)) as program:
        view = program.view
        await program.press("J")
        for letter in jumps.LETTERS:
            found = next((word, code) for word, code in view.jump.items() if code[-1] == letter)
            for code in (found[1], found[1].upper()):
                await program.press("escape", "ctrl+home", on_layout("J"))
                word, again = next((word, its) for word, its in view.jump.items() if its == code.lower())
                await program.press(*map(on_layout, code))
                caret = program.annotating.editor.caret
                assert (caret.start, caret.end) == word, again
                assert (caret.anchor is not None) == code.isupper()
            await program.press("escape", "escape", "ctrl+home", "J")


async def test_english_words_in_arabic_lines_and_arabic_ones_in_english_lines(tmp_path: Path) -> None:
    text = "قال متحدث باسم Falcon Group إن طائرة MX-4 وصلت\nThe convoy of لواء الضفة left"
    async with reading(tmp_path, text) as program:
        for word in ("Group", "MX-4", "convoy", "الضفة", "left", "طائرة"):
            await program.press("J")
            code = label_of(program, word)
            column, line = program.find(word)
            start = column if word.isascii() else column + 1 - len(code)
            painted = program.painted()[line]
            assert painted[start - 2 : start - 2 + len(code)] == code, (word, painted)
            await program.press(*code)
            assert program.at == word


async def test_words_of_one_cell_can_be_told_from_their_neighbours(tmp_path: Path) -> None:
    text = " ".join("و لا ي ب ٣ قد" for _ in range(120))
    async with reading(tmp_path, text, (70, 24)) as program:
        before = program.painted()
        await program.press("J")
        assert any(len(code) == 2 for code in program.view.jump.values())
        for row, painted in zip(before, program.painted(), strict=True):
            assert [one == " " for one in row] == [one == " " for one in painted], "blanks stay blanks"
        for word in list(program.view.jump)[20::40]:
            code = program.view.jump[word]
            await program.press(*code)
            caret = program.annotating.editor.caret
            assert (caret.start, caret.end) == word
            await program.press("J")


async def test_a_lam_alef_stays_as_it_is_drawn(tmp_path: Path) -> None:
    async with reading(tmp_path, "السلام سلاماً لاحقاً لا الإعلان") as program:
        before = program.painted()[0]
        await program.press("J")
        shown = program.painted()[0]
        assert len(shown) == len(before)
        assert sum(a != b for a, b in zip(before, shown, strict=True)) == 5
        await program.press(label_of(program, "لا الإ"))
        assert program.at == "لا"


@pytest.mark.parametrize("size", [(40, 12), (20, 6), (8, 3), (200, 50)])
async def test_narrow_and_wide_screens(running: Open, size: tuple[int, int]) -> None:
    async with running("14", size=size) as program:
        await program.press("J")
        word, code = list(program.view.jump.items())[-1]
        await program.press(*code)
        caret = program.annotating.editor.caret
        assert (caret.start, caret.end) == word
        assert program.stale() == []


async def test_with_lanes_the_words_of_rows_that_are_in_sight_have_labels(running: Open) -> None:
    async with running("14", size=(80, 20)) as program:
        await program.press("a", "o", "J")
        view = program.view
        assert view.lanes > 0
        rows = {view.editor.layout.row_of(start) for start, _ in view.jump}
        assert all(0 <= view.line_map.line_of(row) - view.top < view.size.height for row in rows)
        lines = [line for line in program.painted() if "─" in line]
        assert any("a" in line for line in lines), "the bars stay as they are"


async def test_the_wheel_puts_labels_on_what_comes_into_sight(running: Open) -> None:
    async with running("14", size=(80, 20)) as program:
        await program.press("J")
        before = dict(program.view.jump)
        await program.pilot._post_mouse_events([MouseScrollDown], program.view)
        await program.pilot.pause()
        assert set(program.view.jump) - set(before)
        assert program.stale() == []
        word, code = list(program.view.jump.items())[-1]
        await program.press(*code)
        caret = program.annotating.editor.caret
        assert (caret.start, caret.end) == word
        await program.pilot._post_mouse_events([MouseScrollUp], program.view)
        await program.pilot.pause()
        assert program.view.jump == {}


async def test_a_click_another_width_the_help_and_another_article_take_the_labels_away(running: Open) -> None:
    async with running("1") as program:
        await program.press("J")
        await program.pilot.click("#article", offset=program.find("ناقلة"))
        await program.pilot.pause()
        assert program.view.jump == {}
        assert program.at == "ن"
        await program.press("J")
        await program.resize(90, 30)
        assert program.view.jump == {}
        assert program.stale() == []
        await program.press("J", "ctrl+p", "escape")
        assert program.view.jump == {}
        await program.press("question_mark")
        assert isinstance(program.app.screen, Pager)
        await program.press("escape", "J")
        assert program.view.jump != {}
        program.annotating.open_next()
        await program.settle()
        assert program.view.jump == {}


async def test_where_the_terminal_orders_the_text_there_are_none(running: Open) -> None:
    async with running("1") as program:
        program.app.logical = True
        before = program.painted()
        await program.press("J")
        assert program.view.jump == {}
        assert "orders the text itself" in program.status
        await program.press("a")
        assert program.spans == [("لواء", "actor")]
        assert len(program.painted()) <= len(before)


async def test_an_article_without_words_has_no_labels(tmp_path: Path) -> None:
    async with reading(tmp_path, "... «»!") as program:
        await program.press("J")
        assert "There is no word in sight." in program.status
        await program.press("right")
        assert program.view.jump == {}


async def test_without_colours_a_label_is_seen_on_the_caret_and_on_a_selection(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running("1") as program:
        await program.press("s", "J")
        strips = program.view.render_lines(program.view.size.region)
        for strip in strips:
            for first, second in zip(strip, [*strip][1:], strict=False):
                if first.text[-1:].isascii() and first.text[-1:].isalpha() and first.style and second.style:
                    assert first.style != second.style or second.text[:1].isascii()


async def test_the_adjudicator_has_them_too(adjudicating: Adjudicate) -> None:
    async with adjudicating() as program:
        await program.press("enter", "J")
        word, code = list(program.view.jump.items())[-1]
        await program.press(*code)
        caret = program.adjudicating.editor.caret
        assert (caret.start, caret.end) == word
        await program.press("J", "n")
        assert program.stale() == []
