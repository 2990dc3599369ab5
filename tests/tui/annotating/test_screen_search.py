"""Searching the texts of all articles from the library, as an annotator has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from textual.events import Key, MouseScrollDown

from annotator.model import Incoming, IndexState
from annotator.project import Project
from annotator.store.articles import Articles
from annotator.text import layout
from annotator.tui.annotating.app import AnnotatorApp
from annotator.tui.annotating.table import ArticleTable
from annotator.tui.articles_told import IndexTold
from annotator.tui.screens.search import SearchScreen
from tests.adding import add_articles
from tests.patience import PATIENCE
from tests.tui.annotating.test_screen_library import cursor

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from annotator.model import Article
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


async def test_enter_twice_opens_the_best_line(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+f")
        await program.type("السد")
        for _ in range(2):
            program.app.post_message(Key("enter", None))
        await program.until(lambda: not isinstance(program.app.screen, SearchScreen), "the article")
        assert program.annotating.editor.matches


async def test_nothing_found_and_nothing_to_search_for_are_told(running: Open) -> None:
    async with running() as program:
        await search(program, "قزحيّة")
        assert f"Nothing found: {drawn('قزحيّة')}" in program.status
        assert searching(program).results.places == []
        await program.press("enter", "down", "end", "ctrl+u")
        await program.type("؟! ...")
        await program.press("enter")
        assert "a search needs a word" in program.status
        await program.press("ctrl+u", "enter")
        assert "Type words, Enter searches" in program.status
        await program.press("escape")
        assert program.in_library


async def test_syntax_of_queries_is_taken_as_words(running: Open) -> None:
    async with running() as program:
        await search(program, '"الوادي* OR NEAR(')
        assert "Nothing found" in program.status


async def test_another_theme_keeps_what_was_found_and_the_list_has_it_too(running: Open) -> None:
    async with running() as program:
        await search(program, "الوادي")
        await program.press("down", "f3")
        screen = searching(program)
        assert screen.palette is program.app.palette
        assert screen.results.cursor == 1
        place = screen.results.selected
        await program.press("enter", "f3", "q")
        assert searching(program).palette is program.app.palette
        assert searching(program).results.selected == place
        await program.press("escape")
        assert program.in_library
        assert program.app.screen.query_one(ArticleTable).palette is program.app.palette


async def test_more_is_read_as_one_goes_down(path: Path, running: Open) -> None:
    with Project.open(path) as project:
        add_articles(
            project,
            [
                Incoming(text=f"زلزال رقم {number} في الجبل", path=path, id=f"q{number}")
                for number in range(120)
            ],
        )
    async with running() as program:
        await search(program, "زلزال")
        assert "120 articles have" in program.status
        assert len(searching(program).results.places) < 120
        for _ in range(3):
            await program.press("end")
        places = searching(program).results.places
        assert len({place.article.id for place in places}) == 120
        await program.press("home")
        assert searching(program).results.cursor == 0


async def test_a_text_that_was_corrected_meanwhile_is_not_taken_for_the_one_that_was_found(
    running: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as program:
        await search(program, "الوادي")
        original = Articles.get

        def corrected(self: Articles, article: str, *others: Any) -> Article:
            return msgspec.structs.replace(original(self, article, *others), text="نص آخر تماماً")

        monkeypatch.setattr(Articles, "get", corrected)
        await program.press("enter")
        assert "The text was corrected after it was found: search again." in program.status


async def test_how_far_the_index_is_and_why_it_can_not_be_made_are_told(running: Open) -> None:
    async with running() as program:
        await program.press("ctrl+f")
        app = program.app
        assert isinstance(app, AnnotatorApp)
        app.index_builder.wait(PATIENCE)
        app.post_message(IndexTold(IndexState(indexed=1_000, articles=14_000)))
        await program.until(lambda: "1,000 of 14,000 articles" in program.status, "how far it is")
        app.post_message(IndexTold("The index is damaged: annotator check --repair makes it anew."))
        await program.until(
            lambda: any("check --repair" in note.message for note in app._notifications), "the reason"
        )


async def test_a_double_click_opens_and_the_wheel_moves(running: Open) -> None:
    async with running() as program:
        await search(program, "الوادي")
        results = searching(program).results
        await program.pilot._post_mouse_events([MouseScrollDown], results)
        await program.press()
        assert results.cursor == 3
        await program.pilot.click("#results", offset=(20, 1))
        assert results.cursor == 0
        await program.pilot.double_click("#results", offset=(20, 0))
        await program.pilot.pause()
        assert program.annotating.article.id == results.places[0].article.id


async def test_small_screens(running: Open) -> None:
    async with running(size=(20, 3)) as program:
        await search(program, "الوادي")
        await program.press("down", "pagedown", "enter")
        assert program.annotating.editor.matches
