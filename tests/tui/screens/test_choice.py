"""The screen that asks how to begin with the demo."""

from __future__ import annotations

from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from textual.events import Key

from annotator import labels
from annotator.config import Settings
from annotator.tui import Alternative
from annotator.tui.choosing import Chooser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

WAYS = (
    Alternative("h", "As huda, who has tagged", "263 spans in 9 of 14 articles, 8 of them done."),
    Alternative("y", "As yourself, هدى", "Nothing is tagged yet in any of the 14 articles."),
    Alternative(
        "a",
        "Adjudicate",
        "Decide where huda, maryam and salim differ, in 7 articles that two or more have finished.",
    ),
)


@asynccontextmanager
async def choosing(
    size: tuple[int, int] = (80, 24), theme: str = ""
) -> AsyncIterator[tuple[Chooser, Pilot[None]]]:
    settings = Settings(theme=theme) if theme else None
    app = Chooser("annotator demo", "How do you want to begin?", WAYS, labels.default(), settings=settings)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def lines(app: Chooser) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["h"], 0), (["y"], 1), (["a"], 2), (["enter"], 0), (["down", "enter"], 1), (["up", "enter"], 2),
        (["down", "down", "down", "enter"], 0), (["question_mark", "q", "y"], 1), (["x", "a"], 2),
    ],
)  # fmt: skip
async def test_keys_choose(keys: list[str], chosen: int) -> None:
    async with choosing() as (app, pilot):
        await pilot.press(*keys)
        assert app.chosen is WAYS[chosen]
        assert app.return_code in {0, None}


@pytest.mark.parametrize(("typed", "chosen"), [("ا", 0), ("غ", 1), ("ش", 2)])
async def test_with_the_arabic_layout_on(typed: str, chosen: int) -> None:
    async with choosing() as (app, pilot):
        app.post_message(Key("other", typed))
        await pilot.pause()
        assert app.chosen is WAYS[chosen]


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+q", "f10"])
async def test_the_ways_out(key: str) -> None:
    async with choosing() as (app, pilot):
        await pilot.press(key)
        assert app.chosen is None
        assert not app.is_running or app._exit


async def test_a_click_chooses_and_the_wheel_moves() -> None:
    async with choosing() as (app, pilot):
        line = next(at for at, text in enumerate(lines(app)) if "Adjudicate" in text)
        await pilot.click(offset=(30, 1))
        assert app.chosen is None
        await pilot.click(offset=(30, line + 1))
        assert app.chosen is WAYS[2]


@pytest.mark.parametrize(
    "size", [(80, 24), (120, 40), (40, 24), (24, 12), (20, 5), (20, 3), (12, 8), (2, 2), (1, 1)]
)
async def test_every_size(size: tuple[int, int]) -> None:
    async with choosing(size) as (app, pilot):
        await pilot.press("down")
        assert len(lines(app)) == size[1]
        if size[0] >= 20:
            assert any("▶ y" in line for line in lines(app)), lines(app)
            assert "?" in lines(app)[-1].split()
            assert "q" in lines(app)[-1].split()
        await pilot.press("enter")
        assert app.chosen is WAYS[1]


async def test_all_is_in_sight_at_80_by_24(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with choosing() as (app, _):
        shown = lines(app)
        assert shown[0].strip() == "annotator demo"
        for key, title, about in WAYS:
            if "هدى" not in title:
                assert any(f"{key}   {title}" in line for line in shown)
            assert any(about[:40] in line for line in shown)
        assert any("ﻫﺪﻯ"[::-1] in line for line in shown), "drawn right to left"


@pytest.mark.parametrize(
    ("keys", "chosen"), [("ha", 0), ("ah", 2), ("\rya", 0), ("yq", 1), ("qh", None), ("q\r", None)]
)
async def test_the_first_choice_counts(keys: str, chosen: int | None) -> None:
    async with choosing() as (app, pilot):
        for key in keys:
            app.post_message(Key("enter" if key == "\r" else key, key))
        await pilot.pause()
        assert app.chosen is (None if chosen is None else WAYS[chosen])


async def test_a_click_after_a_key_changes_nothing() -> None:
    async with choosing() as (app, pilot):
        line = next(at for at, text in enumerate(lines(app)) if "Adjudicate" in text)
        app.screen.press_key(Key("h", "h"))  # type: ignore[attr-defined]
        app.screen.on_click(SimpleNamespace(screen_y=line))  # type: ignore[attr-defined]
        await pilot.pause()
        assert app.chosen is WAYS[0]


@pytest.mark.parametrize("key", ["z", "H", "f5"])
async def test_a_key_that_does_nothing_tells_of_the_help_once(key: str) -> None:
    async with choosing() as (app, pilot):
        before = lines(app)
        await pilot.press(key)
        assert lines(app)[-2].strip() == "? shows what the keys do"
        assert lines(app)[:-2] == before[:-2]
        await pilot.press("down", "up")
        assert lines(app) == before
        await pilot.press(key)
        assert lines(app) == before
