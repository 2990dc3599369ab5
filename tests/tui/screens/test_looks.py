"""Themes, few colours and none, in the open program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import config
from annotator.tui.palette import Depth
from annotator.tui.themed import LIGHT

if TYPE_CHECKING:
    from rich.style import Style

    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


def styles(program: Driven, words: str) -> list[Style]:
    """The style of each cell of the article in which a letter of `words` is drawn, from left to right."""
    editor, view = program.annotating.editor, program.view
    start = editor.article.text.index(words)
    row = editor.layout.row_of(start)
    strip = view.render_line(view.line_map.line_of(row) - view.top)
    cells = [style for text, style, _ in strip for _ in text if not 0x64B <= ord(_) <= 0x652]
    found = []
    for glyph in editor.layout.row(row).glyphs:
        if start <= glyph.start < start + len(words):
            style = cells[glyph.column + 2]
            assert style is not None
            found.append(style)
    return found


async def test_the_theme_changes_at_once_and_is_remembered(running: Open) -> None:
    async with running("1") as program:
        dark = program.app.palette.base.bgcolor
        await program.press("f3")
        light = program.app.palette.base.bgcolor
        assert dark != light
        assert styles(program, "ذخيرة")[0].bgcolor == light
        assert program.stale() == []
    assert config.load().theme == LIGHT
    async with running("1", settings=config.load()) as program:
        assert program.app.palette.base.bgcolor == light
        await program.press("q", "f3")
        assert program.in_library
        assert program.app.palette.base.bgcolor == dark


async def test_changing_the_theme_keeps_caret_selection_edit_search_and_place(running: Open) -> None:
    async with running("14", size=(90, 20)) as program:
        await program.press("slash")
        await program.type("الوادي")
        await program.press("enter", "n", "n", "n", "a", "e", "left", "o", "i")
        before = (program.at, program.selected, program.spans, program.view.top, bool(program.view.lanes))
        rows = program.painted()
        matches = program.annotating.editor.matches
        await program.press("f3")
        assert (
            program.at,
            program.selected,
            program.spans,
            program.view.top,
            bool(program.view.lanes),
        ) == before
        assert program.painted() == rows
        assert program.annotating.editor.matches == matches
        await program.press("enter")
        assert program.spans[0][0] == before[1]
        await program.until_saved()
        assert program.stored() == program.spans


@pytest.mark.parametrize("name", ["NO_COLOR", "dumb"])
async def test_without_colour_spans_selection_and_caret_can_be_told(
    running: Open, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.setattr("textual.constants.COLOR_SYSTEM", None)
    async with running("1", size=(110, 60)) as program:
        assert program.app.palette.depth is Depth.NONE
        assert program.view.lanes, "bars tell what colours can't"
        await program.press(
            "p",
            "c",
            "home",
            "shift+left",
            "shift+left",
            "shift+left",
            "a",
            "home",
            "shift+left",
            "l",
            "down",
            "down",
            "down",
        )
        outer, middle, inner = (styles(program, words)[0] for words in ("مرفأ الغضا", "يعلن", "لواء"))
        plain = styles(program, "ضفاف")[0]
        looks = [(style.bold, style.underline, style.reverse) for style in (plain, outer, middle, inner)]
        assert len(set(looks)) == 4, looks


async def test_without_colour_the_caret_is_seen_on_the_innermost_of_three_spans(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running("1", size=(110, 60)) as program:
        await program.press("p", "c", "home", "shift+left", "a", "l")
        assert [label for _, label in program.spans] == ["claim", "actor", "location"]
        await program.press("home")
        caret, following = reversed(styles(program, "لواء")[-2:])
        assert caret.reverse != following.reverse
        await program.press("ctrl+left", "ctrl+left", "ctrl+shift+left")
        last = styles(program, "لواء")
        assert last[1].reverse != last[0].reverse or last[1].reverse != last[2].reverse


async def test_sixteen_colours_are_the_sixteen(running: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    async with running("1") as program:
        assert program.app.palette.depth is Depth.SIXTEEN
        await program.press("a", "left", "l", "left", "w", "left", "c", "down")
        backs = [styles(program, words)[0].bgcolor for words in ("لواء", "الضفة", "يعلن", "إصابة")]
        assert len(set(backs)) == 4
        for color in backs:
            assert color is not None
            assert color.number is not None
            assert color.number < 16


async def test_three_nested_two_crossing_and_two_on_one_range_look_different(running: Open) -> None:
    async with running("1") as program:
        editor = program.annotating.editor

        async def tag(words: str, key: str) -> None:
            start = editor.article.text.index(words)
            editor.point(start, selecting=False)
            editor.point(start + len(words) - 1, selecting=True)
            await program.press(key)

        await tag("لواء الضفة يعلن", "c")
        await tag("لواء الضفة", "a")
        await tag("الضفة", "l")
        await tag("إصابة ناقلة", "w")
        await tag("ناقلة ذخيرة", "l")
        await tag("مرفأ الغضا", "l")
        await tag("مرفأ الغضا", "a")
        await program.press("down", "down")
        claim, actor, location = (styles(program, words)[0] for words in ("يعلن", "لواء", "الضفة"))
        assert len({claim, actor, location}) == 3
        weapon, second = styles(program, "إصابة")[0], styles(program, "ذخيرة")[0]
        (crossing,) = set(styles(program, "ناقلة"))
        assert crossing.bgcolor == weapon.bgcolor
        assert crossing.underline
        assert crossing.color != weapon.color
        (both,) = set(styles(program, "مرفأ"))
        assert both.bgcolor in {actor.bgcolor, second.bgcolor}
        assert both.underline
