"""Who works for hours has a program that holds no more than it held after the first minutes."""

from __future__ import annotations

import gc
import random
from typing import TYPE_CHECKING

import pytest
from textual._styles_cache import StylesCache

if TYPE_CHECKING:
    from tests.tui.conftest import Adjudicate, Open
    from tests.tui.driving import Driven

MOVES = ("left", "right", "up", "down", "pageup", "pagedown", "ctrl+home", "ctrl+end", "tab", "shift+left")
TAGS = ("a", "l", "e", "x", "u", "u", "U", "v", "escape")
ARTICLES = ("greater_than_sign", "less_than_sign")
DECISIONS = ("1", "2", "b", "0", "n", "N", "u", "u", "U", "tab", "escape")


async def objects_after(program: Driven, keys: list[str]) -> int:
    """Press keys, and return how many objects the program has afterwards."""
    for key in keys:
        await program.press(key)
    await program.until_saved()
    gc.collect()
    return len(gc.get_objects())


def chosen(number: int, keys: tuple[str, ...]) -> list[str]:
    chance = random.Random(number)
    return [chance.choice(keys) for _ in range(number)]


async def test_what_screens_painted_is_gone_with_them(running: Open) -> None:
    async with running("1") as program:
        painted = []
        for _ in range(4):
            for key in ("?", "escape", "/", "escape", "q", "enter"):
                await program.press(key)
            gc.collect()
            painted.append(sum(isinstance(one, StylesCache) for one in gc.get_objects()))
    assert painted[-1] == painted[1]


@pytest.mark.parametrize("number", [40, pytest.param(4_000, marks=pytest.mark.faults)])
async def test_tagging_for_long_keeps_nothing_but_what_undo_needs(running: Open, number: int) -> None:
    async with running("1") as program:
        keys = MOVES + TAGS + ARTICLES
        first = await objects_after(program, chosen(number, keys))
        more = await objects_after(program, chosen(3 * number, keys))
    assert more <= first * 1.1


@pytest.mark.parametrize("number", [40, pytest.param(4_000, marks=pytest.mark.faults)])
async def test_adjudicating_for_long_keeps_nothing_but_what_undo_needs(
    adjudicating: Adjudicate, number: int
) -> None:
    async with adjudicating("first") as program:
        keys = MOVES + DECISIONS + ARTICLES
        first = await objects_after(program, chosen(number, keys))
        more = await objects_after(program, chosen(3 * number, keys))
    assert more <= first * 1.1
