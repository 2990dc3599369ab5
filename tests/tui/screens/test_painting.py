"""The screen shows the rows as they are laid out, and after each key what a fresh painting would show."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from annotator.tui.annotating import keys
from annotator.tui.key_names import shown

if TYPE_CHECKING:
    from tests.tui.conftest import Open

MOVES = [
    "left",
    "right",
    "up",
    "down",
    "pageup",
    "pagedown",
    "home",
    "end",
    "ctrl+left",
    "ctrl+right",
    "ctrl+end",
]
SELECTING = [f"shift+{key}" for key in ("left", "right", "up", "down")] + [
    "ctrl+shift+left",
    "v",
    "s",
    "S",
    "p",
]
CHANGING = ["a", "l", "w", "c", "x", "u", "U", "e", "enter_edit", "escape", "tab", "shift+tab"]


@pytest.mark.parametrize("article", ["1", "4", "6", "7", "11"])
@pytest.mark.parametrize("size", [(110, 32), (60, 20), (33, 12)])
async def test_the_lines_on_the_screen_are_the_rows_of_the_layout(
    running: Open, article: str, size: tuple[int, int]
) -> None:
    async with running(article, size=size) as program:
        layout, view = program.annotating.editor.layout, program.view
        assert layout.width == view.size.width - 3
        for _ in range(4):
            for y, line in enumerate(program.painted()):
                row = layout.row(view.top + y) if view.top + y < len(layout) else None
                expected = "" if row is None else row.text
                assert line.strip() == expected.strip()
                if row is not None and row.text:
                    ends = line.endswith(row.text) if row.rtl else line.startswith(row.text)
                    assert ends, f"row {view.top + y} is not at its side: {line!r}"
            await program.press("pagedown", "pagedown")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("lanes", [False, True], ids=["plain", "lanes"])
async def test_after_each_key_the_screen_is_what_a_fresh_painting_would_be(
    running: Open, seed: int, lanes: bool
) -> None:
    chance = random.Random(seed)
    async with running(str(1 + seed * 2), size=(70 + seed * 7, 14 + seed * 3)) as program:
        if lanes:
            await program.press("o")
        done = []
        for _ in range(40):
            key = chance.choice(chance.choice([MOVES, SELECTING, CHANGING, CHANGING]))
            if key == "enter_edit":
                if program.annotating.editor.editing is None:
                    continue
                key = "enter"
            done.append(key)
            await program.press(key)
            assert program.stale() == [], f"after {done}"
        await program.until_saved()
        assert program.stored() == program.spans


async def test_the_caret_is_in_sight_after_every_move(running: Open) -> None:
    async with running("14", size=(80, 12)) as program:
        for key in (
            ["pagedown"] * 5
            + ["ctrl+end", "up", "pageup", "ctrl+home"]
            + ["down"] * 12
            + ["tab", "o", "down"]
        ):
            await program.press(key)
            view, editor = program.view, program.annotating.editor
            line = view.line_map.line_of(editor.layout.row_of(editor.caret.start)) - view.top
            assert 0 <= line < view.size.height, key


async def test_search_marks_every_match_in_sight(running: Open) -> None:
    async with running("1") as program:
        await program.press("slash")
        await program.type("اللواء")
        await program.press("enter")
        assert "Match 1 of" in program.status
        assert program.stale() == []
        await program.press("n")
        assert "Match 2 of" in program.status
        assert program.stale() == []
        await program.press("escape", "escape")
        assert program.stale() == []


async def test_bars_stand_under_the_rows_and_bear_the_label_s_name(running: Open) -> None:
    async with running("1") as program:
        plain = program.painted()
        await program.press("p", "c", "a", "o")
        painted = program.painted()
        assert painted[0] == plain[0]
        assert "a" in painted[1], "too narrow for the name: the key"
        assert "claim" in painted[2]
        assert painted[3].strip() == plain[1].strip()
        await program.press("o")
        assert program.painted() == plain


async def test_lanes_stay_on_in_the_next_article(running: Open) -> None:
    async with running("1") as program:
        await program.press("o", "greater_than_sign")
        assert program.view.lanes
        await program.press("o", "less_than_sign")
        assert not program.view.lanes


async def test_a_fourth_level_gets_a_lane_when_it_comes(running: Open) -> None:
    async with running("1", size=(110, 40)) as program:
        await program.press("o", "p", "a", "home", "p", "l", "home", "p", "w", "home", "p", "c", "home", "a")
        assert program.stale() == []
        text = program.text
        for name in ("location", "weapon", "claim"):
            assert text.count(name) >= 2, "once in the panel, once in its bar"


async def test_invisible_characters_are_shown_and_hidden_again(running: Open) -> None:
    async with running("1") as program:
        plain = program.painted()
        await program.press("i")
        assert "Invisible characters are shown" in program.status
        shown_text = "\n".join(program.painted())
        assert "¶" in shown_text
        assert "·" in shown_text
        assert program.stale() == []
        await program.press("i")
        assert program.painted() == plain


async def test_the_footer_names_the_keys_of_the_table(running: Open) -> None:
    async with running("1", size=(160, 30)) as program:
        foot = program.lines[-1]
        for entry in keys.ARTICLE.entries:
            if entry.footer:
                assert f"{shown(entry.keys[0])} {entry.footer}" in foot
