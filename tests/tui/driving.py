"""A running program as a person has it: keys go in, and the screen is read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.events import Key
from textual.geometry import Region

from annotator.tui.adjudicating.app import AdjudicatorApp
from annotator.tui.adjudicating.screen import AdjudicateScreen
from annotator.tui.annotating.library import LibraryScreen
from annotator.tui.annotating.lint_screen import LintScreen
from annotator.tui.annotating.screen import AnnotateScreen
from annotator.tui.concordance.screen import ConcordanceScreen
from annotator.tui.screens.article import ArticleScreen
from annotator.tui.screens.listing import ListScreen
from annotator.tui.screens.search import SearchScreen
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from annotator.project import Project
    from annotator.tui.program import Program
    from annotator.tui.widgets.article_view import ArticleView


class Driven:
    """The program `app` and the `pilot` that types."""

    def __init__(self, app: Program, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    # --- what a person does -----------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            if len(key) == 1 and not key.isalnum() and not key.isascii():
                self.app.post_message(Key("other", key))  # the pilot does not know of its character
                await self.pilot.pause()
            else:
                await self.pilot.press(key)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the rows of a list are there, and the keys that waited for them were handled."""
        await self.pilot.pause()
        while not self._is_settled():
            await self.until(self._is_settled, "the rows of the list")
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.screen._compositor.size == (width, height), "the size")
        await self.pilot.pause()

    def _is_settled(self) -> bool:
        screen = self.app.screen
        is_listing = (
            isinstance(screen, ListScreen | SearchScreen | ConcordanceScreen | LintScreen)
            and not screen.is_settled
        )
        return self.app._exit or not is_listing

    async def until(self, there: Callable[[], object], what: str) -> None:
        """Wait until something has come about."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not there():
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(f"{what} did not come about:\n{self.text}") from None

    async def until_saved(self) -> None:
        """Wait until the screen no longer says that something is not saved."""
        await self.until(
            lambda: not self.app.unsaved and not {"saving", "SAVED"} & set(self.status.split()), "saving"
        )

    async def until_counted(self) -> None:
        """Wait until all is saved, and what an adjudicator has left is counted."""
        await self.until_saved()
        await self.pilot.pause()
        assert isinstance(self.app, AdjudicatorApp)
        app = self.app
        await self.until(lambda: not app.counting, "the counting")

    # --- what a person sees -----------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def status(self) -> str:
        """The line that says how things stand."""
        widgets = self.app.screen.query("#status")
        if not widgets:
            return ""
        region = widgets.first().region
        return " ".join(line.rstrip() for line in self.lines[region.y : region.bottom])

    # --- the parts --------------------------------------------------------------------------------

    @property
    def annotating(self) -> AnnotateScreen:
        assert isinstance(self.app.screen, AnnotateScreen), self.app.screen
        return self.app.screen

    @property
    def in_library(self) -> bool:
        return isinstance(self.app.screen, LibraryScreen)

    @property
    def reader(self) -> Project:
        return self.app.reader

    @property
    def adjudicating(self) -> AdjudicateScreen:
        assert isinstance(self.app.screen, AdjudicateScreen), self.app.screen
        return self.app.screen

    @property
    def view(self) -> ArticleView:
        assert isinstance(self.app.screen, ArticleScreen), self.app.screen
        return self.app.screen.view

    @property
    def cards(self) -> list[str]:
        """The lines of the cards."""
        region = self.app.screen.query_one("#cards").region
        return [line[region.x : region.right].rstrip() for line in self.lines[region.y : region.bottom]]

    @property
    def case(self) -> list[tuple[str, str]]:
        """Text and label of each version of the case at hand."""
        editor = self.adjudicating.editor
        text = editor.article.text
        return [
            (text[card.span.start : card.span.end], card.span.label) for card in editor.cards if card.span
        ]

    @property
    def decided(self) -> list[tuple[str, str]]:
        """Text and label of each gold span of the article on the screen, in the order of the decisions."""
        editor = self.adjudicating.editor
        return [
            (editor.article.text[span.start : span.end], span.label)
            for decision in editor.adjudication.gold.decisions
            for span in decision.spans
        ]

    def gold(self, article: str = "first") -> list[tuple[str, str]]:
        """Text and label of each gold span in the project, in order."""
        text = self.reader.articles.get(article).text
        spans = [span for decision in self.reader.gold.get(article).decisions for span in decision.spans]
        return [
            (text[span.start : span.end], span.label) for span in sorted(spans, key=lambda span: span.start)
        ]

    @property
    def at(self) -> str:
        """What the caret covers."""
        editor = self.annotating.editor
        return editor.article.text[editor.caret.start : editor.caret.end]

    @property
    def selected(self) -> str | None:
        editor = self.annotating.editor
        selection = editor.caret.selection
        return None if selection is None else editor.article.text[slice(*selection)]

    @property
    def spans(self) -> list[tuple[str, str]]:
        """Text and label of each span of the article on the screen."""
        editor = self.annotating.editor
        return [
            (editor.article.text[span.start : span.end], span.label) for span in editor.session.layer.spans
        ]

    def stored(self, article: str | None = None, name: str = "huda") -> list[tuple[str, str]]:
        """Text and label of each span in the project."""
        id_ = article or self.annotating.article.id
        text = self.reader.articles.get(id_).text
        return [(text[span.start : span.end], span.label) for span in self.reader.layers.get(id_, name).spans]

    def painted(self) -> list[str]:
        """The text of the article's rows as the screen has them now, without scroll bar and margins."""
        view = self.view
        region = Region(0, 0, view.size.width, view.size.height)
        return [strip.text[2:-1] for strip in view.render_lines(region)]

    def stale(self) -> list[int]:
        """Lines of the article that the screen has in another way than they should be painted now."""
        view = self.view
        region = Region(0, 0, view.size.width, view.size.height)
        kept = view.render_lines(region)
        return [
            y
            for y, strip in enumerate(kept)
            if list(strip.simplify()) != list(view.render_line(y).simplify())
        ]

    def find(self, words: str | int) -> tuple[int, int]:
        """Return column and line on the article's widget where the first letter of `words`, or the offset, is drawn."""
        view = self.view
        editor = view.editor
        offset = words if isinstance(words, int) else editor.article.text.index(words)
        row = editor.layout.row_of(offset)
        column = editor.layout.row(row).column_of(offset)
        assert column is not None
        return column + 2, view.line_map.line_of(row) - view.top
