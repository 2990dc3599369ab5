"""Tagging in the open program: keys of both layouts, what is stored, and that no letter moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Paste

from annotator.text.layout import Layout

if TYPE_CHECKING:
    from tests.tui.conftest import Open


@pytest.mark.parametrize("keys", ["alwc", "شمصؤ"], ids=["latin", "arabic"])
async def test_the_labels_keys_tag_with_either_layout_on(running: Open, keys: str) -> None:
    async with running("1") as program:
        for key in keys:
            await program.press(key, "left")
        expected = [("لواء", "actor"), ("الضفة", "location"), ("يعلن", "weapon"), ("إصابة", "claim")]
        assert program.spans == expected
        await program.until_saved()
        assert program.stored() == expected
        assert "4 spans" in program.status
        assert "doing" in program.status


async def test_the_same_key_again_untags(running: Open) -> None:
    async with running("1") as program:
        await program.press("a")
        assert "actor: " in program.status
        await program.press("a")
        assert "Removed actor" in program.status
        await program.until_saved()
        assert program.stored() == program.spans == []


async def test_a_selection_made_with_shift_or_with_v_is_tagged(running: Open) -> None:
    async with running("1") as program:
        await program.press("shift+left", "a", "end", "v", "right", "l")
        await program.until_saved()
        assert program.stored() == [("لواء الضفة", "actor"), ("مرفأ الغضا", "location")]


async def test_the_panel_counts_and_shows_the_spans_at_the_caret_innermost_first(running: Open) -> None:
    async with running("1") as program:
        assert "No span here" in program.text
        await program.press("shift+left", "c", "a")
        panel = [line[:26].rstrip() for line in program.lines]
        assert panel[1].split() == ["a", "actor", "1"]
        assert panel[2].split() == ["l", "location"]
        assert panel[4].split() == ["c", "claim", "1"]
        assert panel[6] == " Spans here"
        assert panel[7] == "▶actor"
        assert panel[9] == " claim"
        assert Layout("لواء الضفة", 40).row(0).text in panel[10]


async def test_tagging_never_moves_a_letter(running: Open) -> None:
    async with running("1") as program:
        before = program.painted()
        await program.press("p", "c", "s", "a", "left", "left", "shift+left", "l", "w", "left", "a", "tab")
        await program.press("down", "down", "s", "S", "c", "shift+down", "a", "e", "left", "enter", "u", "U")
        assert len(program.spans) >= 6
        assert program.painted() == before


async def test_an_edge_within_a_lam_alef_moves_only_the_letters_beyond_it_and_no_row_break(
    running: Open,
) -> None:
    async with running("1") as program:
        editor = program.annotating.editor
        text = editor.article.text
        place = text.index("لأحمد")
        breaks = list(editor.layout.row_starts)
        editor.point(place, selecting=False, word=True)
        await program.press("a")
        before = program.painted()
        row = editor.layout.row_of(place)
        line = row - program.view.top
        await program.press("e", "tab", "ctrl+left", "enter", "right", "right", "right")
        assert ("أحمد", "actor") in program.spans
        after = program.painted()
        assert list(editor.layout.row_starts) == breaks
        assert [one for y, one in enumerate(after) if y != line] == [
            one for y, one in enumerate(before) if y != line
        ]
        joined, apart = before[line], after[line]
        assert joined != apart
        column = editor.layout.row(row).column_of(place)
        assert column is not None
        assert joined[column + 1 :] == apart[column + 1 :], "what was read before it stands still"
        assert apart[column - 1 : column + 1] == "ﺄﻟ"


async def test_a_later_run_undoes_what_an_earlier_one_did(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "left", "l")
        await program.until_saved()
    async with running("1") as program:
        assert program.spans == [("لواء", "actor"), ("الضفة", "location")]
        await program.press("u")
        assert program.spans == [("لواء", "actor")]
        await program.press("u", "u")
        assert "Nothing is left to undo" in program.status
        await program.until_saved()
    async with running("1") as program:
        await program.press("U")
        assert program.spans == [("لواء", "actor")]


async def test_two_people_have_layers_of_their_own(running: Open) -> None:
    async with running("1", name="هدى") as program:
        await program.press("a")
        await program.until_saved()
    async with running("1", name="سامي") as program:
        assert program.spans == []
        assert "todo" in program.status


async def test_an_article_is_not_begun_by_looking_at_it(running: Open) -> None:
    async with running("1") as program:
        await program.press("left", "down", "s", "escape", "q")
        assert "todo" in program.lines[1]


async def test_keys_pressed_without_waiting_are_all_done_in_order(running: Open) -> None:
    async with running("1") as program:
        await program.pilot.press(*["a", "left"] * 30)
        await program.until_saved()
        assert len(program.spans) == 30
        assert program.stored() == program.spans


async def test_of_a_terminal_s_text_nothing_is_lost_when_it_is_pasted(running: Open) -> None:
    async with running("1") as program:
        before = program.painted()
        program.app.screen.post_message(Paste("alwcx\x1b[31m"))
        await program.pilot.pause()
        assert program.spans == [], "a paste is no command"
        assert program.painted() == before
