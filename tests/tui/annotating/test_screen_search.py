"""Searching the texts of all articles from the library, as an annotator has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text import layout
from annotator.tui.screens.search import SearchScreen
from tests.tui.annotating.test_screen_library import cursor

if TYPE_CHECKING:
    from tests.tui.conftest import Open
    from tests.tui.driving import Driven


def searching(program: Driven) -> SearchScreen:
    assert isinstance(program.app.screen, SearchScreen), program.app.screen
    return program.app.screen


def drawn(text: str) -> str:
    """A text as it is on the screen."""
    return layout.line(text, 40).text.strip()


async def search(program: Driven, words: str) -> None:
    """Search for words from the library."""
    await program.press("ctrl+f")
    await program.type(words)
    await program.press("enter")


async def test_what_is_found_is_listed_and_enter_goes_there_and_q_comes_back(running: Open) -> None:
    async with running() as program:
        await search(program, "الوادي")
        results = searching(program).results
        first = results.selected
        assert first is not None
        count = len({place.article.id for place in results.places})
        assert f"{count} articles have {drawn('الوادي')}" in program.status
        assert layout.line(first.article.title, 104).text in program.lines[1]
        assert drawn("الوادي") in program.lines[2]
        await program.press("down", "down")
        place = searching(program).results.selected
        assert place is not None
        assert place != first
        await program.press("enter")
        assert program.annotating.article.id == place.article.id
        assert program.annotating.editor.caret.selection == (place.line.hits[0].start, place.line.hits[0].end)
        assert "Match " in program.status
        hits = sum(len(line.hits) for line in place.article.lines)
        assert f"of {hits}: {drawn('الوادي')}" in program.status
        await program.press("n")
        assert "Match " in program.status
        await program.press("q")
        assert searching(program).results.selected == place
        await program.press("escape")
        assert program.in_library
        assert cursor(program) == place.article.number
