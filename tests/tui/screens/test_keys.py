"""Each line of the table of keys, pressed in the open program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import labels
from annotator.model import Status
from annotator.text.layout import Layout
from annotator.tui.annotating import keys
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.key_names import shown
from annotator.tui.screens.pager import Pager
from tests.store.listing import listed

if TYPE_CHECKING:
    from tests.tui.conftest import Open
    from tests.tui.driving import Driven

FIRST_ROW = "لواء الضفة يعلن إصابة ناقلة ذخيرة في مرفأ الغضا"


async def test_left_and_right_go_by_words_with_ctrl_by_letters(running: Open) -> None:
    async with running("1") as program:
        assert program.at == "لواء"
        await program.press("left")
        assert program.at == "الضفة"
        await program.press("right")
        assert program.at == "لواء"
        await program.press("ctrl+left")
        assert program.at == "و"
        await program.press("ctrl+right")
        assert program.at == "ل"


async def test_home_end_and_the_ends_of_the_article(running: Open) -> None:
    async with running("1") as program:
        await program.press("end")
        assert program.at == "الغضا"
        await program.press("home")
        assert program.at == "لواء"
        await program.press("ctrl+end")
        text = program.annotating.article.text
        assert text.rstrip().rstrip(".”").endswith(program.at)
        await program.press("ctrl+home")
        assert program.at == "لواء"


async def test_up_down_and_pages(running: Open) -> None:
    async with running("1", size=(80, 14)) as program:
        await program.press("down", "down")
        editor = program.annotating.editor
        assert editor.layout.row_of(editor.caret.start) == 3, "the second row is blank"
        await program.press("up", "up")
        assert program.at == "لواء"
        await program.press("pagedown")
        down = editor.layout.row_of(editor.caret.start)
        assert down >= program.view.page - 2
        await program.press("pageup")
        assert editor.layout.row_of(editor.caret.start) < 3


@pytest.mark.parametrize(
    ("key", "selected"),
    [
        ("shift+left", "لواء الضفة"),
        ("ctrl+shift+left", "لواء "),
        ("shift+end", FIRST_ROW),
    ],
)
async def test_shift_selects(running: Open, key: str, selected: str) -> None:
    async with running("1") as program:
        await program.press(key)
        assert program.selected == selected


@pytest.mark.parametrize("key", ["shift+down", "shift+pagedown", "ctrl+shift+end"])
async def test_shift_selects_over_rows(running: Open, key: str) -> None:
    async with running("1") as program:
        await program.press(key)
        assert program.selected is not None
        assert program.selected.startswith(FIRST_ROW)
        back = {
            "shift+down": "shift+up",
            "shift+pagedown": "shift+pageup",
            "ctrl+shift+end": "ctrl+shift+home",
        }[key]
        await program.press(back)
        assert program.selected == "لواء"


async def test_v_is_for_terminals_without_shift(running: Open) -> None:
    async with running("1") as program:
        await program.press("v", "left", "left")
        assert program.selected == "لواء الضفة يعلن"
        assert "Selecting" in program.status
        await program.press("v", "left")
        assert program.selected is None


async def test_sentences_and_paragraphs(running: Open) -> None:
    async with running("1") as program:
        await program.press("s")
        assert program.selected == FIRST_ROW
        await program.press("S")
        assert program.selected is not None
        assert len(program.selected) > len(FIRST_ROW)
        await program.press("ctrl+home", "p")
        assert program.selected == FIRST_ROW


async def test_tab_and_shift_tab_visit_spans(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "end", "l", "ctrl+home", "tab")
        assert program.at == "الغضا"
        await program.press("shift+tab")
        assert program.at == "لواء"
        await program.press("shift+tab")
        assert "No span comes before" in program.status


async def test_e_moves_edges_enter_keeps_escape_leaves(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "e")
        assert "Editing actor" in program.status
        await program.press("left", "enter")
        assert program.spans == [("لواء الضفة", "actor")]
        assert "1 of 14" in program.status, "Enter kept the edit; it did not finish the article"
        await program.press("e", "left", "escape")
        assert program.spans == [("لواء الضفة", "actor")]
        await program.press("e", "c", "enter")
        assert program.spans == [("لواء الضفة", "claim")]


@pytest.mark.parametrize("key", ["x", "delete", "ء"])
async def test_x_and_delete_remove_the_current_span(running: Open, key: str) -> None:
    async with running("1") as program:
        await program.press("a", key)
        assert program.spans == []
        await program.press(key)
        assert "no span" in program.status


@pytest.mark.parametrize(("undo", "redo"), [("u", "U"), ("ع", "‘")])
async def test_undo_and_redo(running: Open, undo: str, redo: str) -> None:
    async with running("1") as program:
        await program.press("a", "left", "l", undo, undo)
        assert program.spans == []
        await program.press(redo)
        assert program.spans == [("لواء", "actor")]


@pytest.mark.parametrize(("slash", "following", "before"), [("slash", "n", "N"), ("ظ", "ى", "آ")])
async def test_search(running: Open, slash: str, following: str, before: str) -> None:
    async with running("1") as program:
        await program.press(slash)
        await program.type("مرفا")
        assert "Search:" in program.lines[-1]
        await program.press("enter")
        assert program.selected == "مرفأ"
        first = program.annotating.editor.caret.start
        await program.press(following)
        assert program.annotating.editor.caret.start > first
        await program.press(before)
        assert program.annotating.editor.caret.start == first


async def test_escape_leaves_the_search_line_and_nothing_happened(running: Open) -> None:
    async with running("1") as program:
        await program.press("slash")
        await program.type("alwcxq")
        await program.press("escape")
        assert program.spans == []
        assert program.at == "لواء"
        await program.press("a")
        assert program.spans == [("لواء", "actor")]


async def test_next_and_previous_article(running: Open) -> None:
    async with running("1") as program:
        await program.press("less_than_sign")
        assert "first article" in program.status
        await program.press("greater_than_sign")
        assert "2 of 14" in program.status
        await program.press("less_than_sign")
        assert "1 of 14" in program.status
    async with running("14") as program:
        await program.press("greater_than_sign")
        assert "last article" in program.status


async def test_enter_is_done_and_goes_on_to_the_next_open_article(running: Open) -> None:
    async with running("1") as program:
        await program.press("enter")
        assert "2 of 14, todo" in program.status
        await program.press("greater_than_sign", "enter", "less_than_sign", "less_than_sign", "enter")
        assert "4 of 14" in program.status, "3 was done already"
        await program.until_saved()
        done = [row.number for row in listed(program.reader, "huda") if row.status is Status.DONE]
        assert done == [1, 2, 3]


async def test_after_the_last_open_article_there_is_no_other(running: Open) -> None:
    async with running("12") as program:
        for _ in range(14):
            await program.press("enter")
        assert "No other article is open" in program.status
        await program.until_saved()
        assert all(row.status is Status.DONE for row in listed(program.reader, "huda"))


async def test_what_is_done_can_be_opened_again(running: Open) -> None:
    async with running("1") as program:
        await program.press("enter", "less_than_sign")
        assert "done" in program.status
        await program.press("D")
        assert "doing" in program.status
        await program.until_saved()
        assert listed(program.reader, "huda")[0].status is Status.DOING


async def test_a_flag_has_a_note_that_is_kept_and_can_be_changed(running: Open) -> None:
    async with running("1") as program:
        await program.press("f")
        assert "Flag this article" in program.lines[-1]
        await program.type("من قال هذا؟")
        await program.press("enter")
        assert "flagged" in program.status
        await program.until_saved()
        progress = program.reader.work.progress(program.annotating.article.id, "huda")
        assert (progress.status, progress.note) == (Status.FLAGGED, "من قال هذا؟")
        await program.press("f", "ctrl+u")
        await program.type("x")
        await program.press("escape")
        assert program.reader.work.progress(program.annotating.article.id, "huda").note == "من قال هذا؟"
    async with running("1") as program:
        assert "flagged" in program.status


async def test_tagging_after_a_flag_keeps_the_flag(running: Open) -> None:
    async with running("1") as program:
        await program.press("f")
        await program.type("?")
        await program.press("enter", "a")
        assert "flagged" in program.status
        await program.until_saved()
        assert listed(program.reader, "huda")[0].status is Status.FLAGGED


async def test_q_goes_back_to_the_library_also_when_the_article_was_opened_at_once(running: Open) -> None:
    async with running("3") as program:
        await program.press("q")
        assert program.in_library
    async with running() as program:
        await program.press("enter", "ض")
        assert program.in_library


async def help_text(program: Driven) -> str:
    """All of the help, scrolled through."""
    seen = []
    for _ in range(12):
        seen.append(program.text)
        await program.press("pagedown")
    return "\n".join(seen)


@pytest.mark.parametrize("key", ["question_mark", "؟"])
async def test_the_help_lists_every_key(running: Open, key: str) -> None:
    async with running("1", size=(140, 20)) as program:
        await program.press(key)
        text = await help_text(program)
        helps = [
            *(entry.help for entry in keys.ARTICLE.entries),
            *(entry.help for entry in keys.LIBRARY.entries),
        ]
        for said in helps:
            line = next((line for line in text.splitlines() if said[:60] in line), None)
            assert line is not None, said
        for entry in keys.ARTICLE.entries:
            assert any(
                entry.help[:60] in line and all(shown(name) in line for name in entry.keys)
                for line in text.splitlines()
            )
        assert "a l w c" in text
        await program.press("x")
        assert isinstance(program.app.screen, AnnotateScreen)
        assert program.at == "لواء"


async def test_the_guidelines_say_in_both_languages_what_labels_mean(running: Open) -> None:
    async with running("1", size=(160, 60)) as program:
        await program.press("f1")
        assert isinstance(program.app.screen, Pager)
        for label in labels.default().labels:
            assert label.name in program.text
            for text in (label.definition.en, label.definition.ar, *label.examples):
                for row in Layout(text, 156):
                    assert row.text.strip() in program.text, text
        await program.press("escape")
        assert isinstance(program.app.screen, AnnotateScreen)


async def test_help_and_guidelines_are_in_the_library_too(running: Open) -> None:
    async with running() as program:
        for key in ("question_mark", "f1"):
            await program.press(key)
            assert isinstance(program.app.screen, Pager)
            await program.press("escape")
            assert program.in_library
