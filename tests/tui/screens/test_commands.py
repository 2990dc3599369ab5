"""The palette of commands on screens of all sizes, with all of its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste, Resize
from textual.geometry import Size

from annotator.tui.annotating import keys
from annotator.tui.screens.commands import Commands

if TYPE_CHECKING:
    from tests.tui.conftest import Adjudicate, Open
    from tests.tui.driving import Driven

KEYS = [
    "pagedown", "pagedown", "pageup", "down", "up", "up", "ctrl+end", "ctrl+home", "shift+end", "home", "end",
    "left", "right", "tab", "shift+tab", "delete", "backspace", "f1", "question_mark", "ctrl+p", "ctrl+u",
]  # fmt: skip


def is_open(driven: Driven) -> bool:
    return isinstance(driven.app.screen, Commands)


def chosen(driven: Driven) -> str:
    """What the entry under the cursor does."""
    screen = driven.app.screen
    assert isinstance(screen, Commands)
    return screen.entries_shown[screen.cursor].help


@pytest.mark.parametrize("height", range(1, 11))
@pytest.mark.parametrize("article", [None, "first"])
async def test_no_key_of_the_palette_ends_the_program_on_a_small_screen(
    running: Open, article: str | None, height: int
) -> None:
    async with running(article and "1", size=(10, height)) as driven:
        for width in range(1, 11):
            await driven.resize(width, height)
            for key in ("ctrl+p", *KEYS):
                driven.app.post_message(Key(key, None))
            await driven.pilot.pause()
            assert is_open(driven), width
            await driven.press("escape")
            assert not is_open(driven)
        await driven.resize(110, 32)
        await driven.until(lambda: "saved" in driven.text or "Type to filter" in driven.text, "the screen")


async def test_the_chosen_command_is_always_in_sight(running: Open) -> None:
    async with running("1", size=(60, 5)) as driven:
        await driven.press("ctrl+p")
        for key in ["down"] * 30 + ["pageup", "pagedown", "end", "home", "up", "end"]:
            await driven.press(key)
            assert chosen(driven)[:20] in driven.text, key
        assert chosen(driven) == keys.ARTICLE.entries[-1].help


async def test_a_screen_of_one_row_shows_the_command_that_enter_does(running: Open) -> None:
    async with running("1", size=(60, 1)) as driven:
        await driven.press("ctrl+p", "end")
        assert chosen(driven) == "back to the library"
        assert "back to the library" in driven.text
        await driven.press("enter")
        assert driven.in_library


async def test_a_command_is_found_by_words_and_done(running: Open) -> None:
    async with running("1") as driven:
        await driven.press("ctrl+p")
        await driven.type("labels mean")
        assert chosen(driven) == "what the labels mean"
        await driven.press("enter")
        await driven.until(lambda: "Labels:" in driven.text, "what the labels mean")


async def test_keys_that_come_at_once_go_to_the_palette_and_then_to_the_article(running: Open) -> None:
    async with running("1") as driven:
        for key in ("ctrl+p", "q", "u", "i", "t", "escape", "ctrl+p", "a", "l", "w", "escape", "a"):
            driven.app.post_message(Key(key, key if len(key) == 1 else None))
        await driven.pilot.pause()
        await driven.until_saved()
        assert [label for _, label in driven.spans] == ["actor"]


async def test_nothing_found_is_nothing_done(running: Open) -> None:
    async with running("1") as driven:
        await driven.press("ctrl+p")
        driven.app.post_message(Paste("لا يوجد\n"))
        await driven.pilot.pause()
        await driven.press("enter", "down", "pagedown", "enter")
        assert is_open(driven)
        await driven.press("ctrl+u", "enter")
        assert not is_open(driven)


async def test_a_click_does_what_is_pointed_at_and_the_wheel_moves(running: Open) -> None:
    async with running("1") as driven:
        await driven.press("ctrl+p")
        await driven.pilot.click("#prompt")
        assert is_open(driven)
        row = next(y for y, line in enumerate(driven.lines) if "select the sentence" in line)
        await driven.pilot.click(offset=(5, row))
        assert not is_open(driven)
        assert (driven.selected or "").count(" ") > 3


async def test_the_size_may_change_while_it_is_open(running: Open) -> None:
    async with running("1") as driven:
        await driven.press("ctrl+p", "end")
        for size in ((80, 2), (1, 1), (40, 1), (60, 20)):
            await driven.resize(*size)
            await driven.press("pagedown", "up")
        assert chosen(driven)[:20] in driven.text
        await driven.press("escape")
        await driven.until(lambda: "saved" in driven.text, "the article")


async def test_adjudicators_have_it_too(adjudicating: Adjudicate) -> None:
    async with adjudicating("first") as driven:
        await driven.press("ctrl+p")
        await driven.type("help")
        await driven.press("enter")
        await driven.until(lambda: "any other key goes back" in driven.text, "the help")
        await driven.press("ctrl+p")
        assert not is_open(driven), "a page to be read has no commands"


@pytest.mark.parametrize("way", ["filter", "search", "commands"])
async def test_a_paste_that_is_too_long_is_not_taken_and_told(running: Open, way: str) -> None:
    async with running(None if way == "filter" else "1") as driven:
        await driven.press(*{"filter": "", "search": ["slash"], "commands": ["ctrl+p"]}[way])
        driven.app.post_message(Paste("قصف"))
        driven.app.post_message(Paste("حلب\n" * 50_000))
        await driven.until(
            lambda: any("not taken" in note.message for note in driven.app._notifications),
            "what became of the paste",
        )
        await driven.until(lambda: "ﻒﺼﻗ" in driven.text, "what was pasted before")
        assert "ﺐﻠﺣ" not in "".join(line for line in driven.lines if "ﻒﺼﻗ" in line)


async def test_keys_after_a_paste_come_after_it(running: Open) -> None:
    async with running() as driven:
        for turn in range(20):
            driven.app.post_message(Paste("حلب"))
            driven.app.post_message(Key("escape", None))
            driven.app.post_message(Paste(f"{turn}"))
            driven.app.post_message(Key("x", "x"))
            driven.app.post_message(Paste("y"))
        await driven.until(lambda: f"Filter: {turn}xy" in driven.text, "the last filter")


@pytest.mark.parametrize("article", [None, "1"])
async def test_screens_that_are_left_before_they_are_made_end_nothing(
    running: Open, article: str | None
) -> None:
    async with running(article) as driven:
        app = driven.app
        for show in (app.show_commands, app.show_help, app.show_guidelines) * 5:
            before = app.screen
            show()
            app.screen.post_message(Resize(Size(80, 24), Size(80, 24)))
            app.pop_screen()
            assert app.screen is before
        await driven.pilot.pause()
        assert app.fault is None
        assert app.is_running
