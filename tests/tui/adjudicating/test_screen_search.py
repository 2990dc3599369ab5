"""Searching the texts of all articles from the adjudicator's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Incoming
from annotator.project import Project
from annotator.tui.adjudicating.library import CaseLibraryScreen
from annotator.tui.adjudicating.screen import AdjudicateScreen
from annotator.tui.screens.search import SearchScreen
from tests.adding import add_articles

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Adjudicate


async def test_enter_opens_what_can_be_adjudicated_and_tells_of_what_can_not(
    settling: Path, adjudicating: Adjudicate
) -> None:
    with Project.open(settling) as project:
        add_articles(project, [Incoming(text="زلزال في الجبل", path=settling, id="third")])
    async with adjudicating() as program:
        await program.press("ctrl+f")
        await program.type("زلزال")
        await program.press("enter", "enter")
        assert isinstance(program.app.screen, SearchScreen)
        assert any("once two people have finished it" in note.message for note in program.app._notifications)
        await program.press("ctrl+u")
        await program.type("قافلة")
        await program.press("enter", "enter")
        assert isinstance(program.app.screen, AdjudicateScreen)
        editor = program.adjudicating.editor
        assert editor.article.id == "second"
        assert editor.article.text[slice(*editor.matches[0])].endswith("قافلة")
        await program.press("q")
        assert isinstance(program.app.screen, SearchScreen)
        await program.press("escape")
        assert isinstance(program.app.screen, CaseLibraryScreen)
