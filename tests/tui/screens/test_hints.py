"""The keys to begin with where nothing is done yet, and the hint at the help after a key that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste

from annotator.tui.key_names import is_meant
from tests.tui.screens.test_program_keys import SOME
from tests.tui.screens.test_program_keys import annotating as opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate, Open
    from tests.tui.driving import Driven

BEGIN = "a l w c tag"
HELP = "? shows what the keys do"


def texts(program: Driven) -> list[str]:
    """The rows of the article as they are painted, with the lines that they stand in."""
    return program.painted()


async def test_an_empty_layer_tells_the_keys_to_begin_with_until_the_first_mark(running: Open) -> None:
    async with running("1", size=(120, 30)) as program:
        assert f"Arrows move, with Shift they select, {BEGIN}; ? helps" in program.status
        before = texts(program)
        await program.press("left", "down", "shift+left")
        assert BEGIN in program.status
        await program.press("home")
        await program.press("a")
        assert BEGIN not in program.status
        await program.press("left", "right", "up", "ctrl+home")
        assert BEGIN not in program.status
        assert len(texts(program)) == len(before), "the text stands where it stood"
        await program.press("u", "left", "right")
        assert BEGIN in program.status


async def test_it_is_away_while_text_is_asked_for(running: Open) -> None:
    async with running("1") as program:
        await program.press("slash")
        assert "helps" not in program.status
        await program.press("escape")
        assert "? helps" in program.status


async def test_an_article_with_spans_has_no_such_line(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "greater_than_sign")
        await program.press("left")
        assert BEGIN in program.status
        await program.press("less_than_sign", "left")
        assert BEGIN not in program.status


@pytest.mark.parametrize("width", [20, 30, 36, 40, 47, 60, 72, 80, 100, 160])
async def test_it_is_whole_or_shorter_and_never_cut(running: Open, width: int) -> None:
    async with running("1", size=(width, 24)) as program:
        line = program.lines[-2]
        assert ", saved" in line
        told = line.partition(", saved")[2].strip()
        assert told in {
            "",
            "? helps",
            f"{BEGIN}, ? helps",
            f"← → move, Shift selects, {BEGIN}, ? helps",
            f"Arrows move, with Shift they select, {BEGIN}; ? helps",
        }
        assert bool(told) == (width >= 40)


async def test_it_has_the_keys_of_the_project_s_labels(tmp_path: Path) -> None:
    async with opened(tmp_path, SOME) as program:
        assert "a l w c ,b … tag" in program.status


@pytest.mark.parametrize("colors", ["many", "none"])
async def test_it_is_dim_where_there_are_colours_and_readable_without(
    running: Open, monkeypatch: pytest.MonkeyPatch, colors: str
) -> None:
    if colors == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    async with running("1", size=(100, 24)) as program:
        strip = program.app.screen._compositor.render_strips()[-2]
        (hint,) = (segment.style for segment in strip if BEGIN in segment.text)
        (facts,) = (segment.style for segment in strip if "1 of 14" in segment.text)
        assert hint is not None
        assert facts is not None
        assert (hint.color == facts.color) == (colors == "none")
        assert not hint.bold
        assert bool(hint.reverse) == (colors == "none")


async def test_an_adjudicator_is_told_until_the_first_decision(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("tab")
        assert "1-9 take" in program.status
        await program.press("1")
        await program.press("tab", "tab")
        assert "1-9 take" not in program.status


async def test_a_key_that_does_nothing_tells_of_the_help_once(running: Open) -> None:
    async with running("1") as program:
        await program.press("G")
        assert HELP in program.status
        await program.press("left")
        assert HELP not in program.status
        await program.press("G", "f9", "q", "f6")
        assert HELP not in program.status
        assert not program.app._notifications


async def test_in_the_library_too_until_the_next_key(running: Open) -> None:
    async with running() as program:
        await program.press("backspace", "ctrl+u")
        assert HELP not in program.status
        await program.press("left")
        assert HELP in program.status
        await program.press("down")
        assert HELP not in program.status
        assert "Type to filter" in program.status
        await program.press("left", "enter", "G")
        assert HELP not in program.status


async def test_a_key_of_another_screen_is_none_here(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as program:
        await program.press("*")  # an annotator searches with it
        assert HELP in program.status


async def test_what_is_typed_pasted_or_sent_by_the_terminal_is_no_such_key(running: Open) -> None:
    async with running("1") as program:
        await program.press("slash", "G", "f5", "escape", "f", "K", "left", "escape")
        program.app.post_message(Paste("نص"))
        for key in ("left_shift", "ctrl+@", "raise_volume", "ignore"):
            program.app.post_message(Key(key, None))
        await program.pilot.pause()
        assert HELP not in program.status
        await program.press("G")
        assert HELP in program.status


async def test_it_does_not_take_the_place_of_how_to_end_an_edit(running: Open) -> None:
    async with running("1") as program:
        await program.press("a", "e", "G")
        assert "Enter keeps" in program.status
        await program.press("escape", "G")
        assert HELP in program.status


@pytest.mark.parametrize(
    "key", ["J", "f5", "ctrl+x", "left", "shift+f3", "alt+a", "insert", "ctrl+shift+left"]
)
def test_keys_that_are_meant(key: str) -> None:
    assert is_meant(key, key if len(key) == 1 else None)


@pytest.mark.parametrize(
    "key", ["left_shift", "ctrl+@", "ctrl+c", "caps_lock", "media_play", "ignore", "iso_level3_shift"]
)
def test_keys_that_are_not(key: str) -> None:
    assert not is_meant(key, None)
