"""The screen in which the texts of all articles are searched."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from annotator.text.plain import isolated
from annotator.tui import keys
from annotator.tui.latest import Failed
from annotator.tui.screens.keyed import ProgramScreen
from annotator.tui.widgets.key_bar import KeyBar
from annotator.tui.widgets.prompt import Prompt, typed
from annotator.tui.widgets.result_list import ResultList
from annotator.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events
    from textual.app import ComposeResult

    from annotator.model import FoundArticle, SearchResult
    from annotator.project import Project
    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.keys import KeyTable
    from annotator.tui.palette import Palette

_PAGE = 50
"""How many articles are read at a time."""
_AHEAD = 30
"""So many lines before the last one that was read, more are."""
_KEY_SECONDS = 0.015


class SearchScreen(ProgramScreen):
    """A line to type words into, and the articles that have them, the best first. Enter searches, then opens."""

    KEYS: ClassVar[KeyTable[Any]] = keys.SEARCH
    results: ResultList

    def __init__(self, program: ArticlesApp[Any, Any], palette: Palette) -> None:
        super().__init__(program, palette)
        self.program: ArticlesApp[Any, Any] = program
        self.prompt = Prompt(palette, logical=program.logical)
        self.results = ResultList(palette, logical=program.logical)
        self.status = StatusLine(palette, logical=program.logical)
        self.keys = KeyBar(self.KEYS, palette)
        self.text = ""
        self._found: list[FoundArticle] = []
        self._total = 0
        self._scanned = 0
        self._searched = ""  # the words of which the results are shown
        self._asked: tuple[str, int] | None = None  # words and first article that were not answered yet
        self._opens = False  # whether the first line is to be opened once it is there
        self._refusal = ""

    def compose(self) -> ComposeResult:
        """Yield the line that is typed into, the results, then status line and keys."""
        yield self.prompt
        yield self.results
        yield self.status
        yield self.keys

    def on_mount(self) -> None:
        """Ask for words."""
        self.prompt.ask("Search:", self.text, lambda _: None, enter="searches")
        self.results.move(0)
        self.show_status()

    def on_screen_resume(self) -> None:
        """Show whether all is saved."""
        self.show_status()

    def on_resize(self, event: events.Resize) -> None:
        """Leave out the lines below where there is no room."""
        self.keys.display = event.size.height > 7
        self.status.display = event.size.height > 3

    def in_palette(self, palette: Palette) -> SearchScreen:
        """Return a new screen with the same results in other colours."""
        screen = SearchScreen(self.program, palette)
        screen.text, screen._searched, screen._total = self.text, self._searched, self._total
        screen._found, screen._scanned = self._found, self._scanned
        screen.results.put(self._found)
        screen.results.cursor = self.results.cursor
        if self._asked is not None:
            screen._ask(*self._asked)
        return screen

    # --- searching --------------------------------------------------------------------------------

    @property
    def is_settled(self) -> bool:
        """Whether all that was asked for is shown."""
        return self._asked is None

    def _ask(self, words: str, first: int) -> None:
        self._asked = (words, first)
        self.program.search_reader.ask(self._asked, partial(_found, words, first))

    def search(self) -> None:
        """Search for the words that are typed; where that was done, open the line under the cursor."""
        words = self.text.strip()
        if words and self._asked == (words, 0):
            self._opens = True
        elif words != self._searched:
            self._refusal, self._opens = "", False
            self._searched, self._found, self._total, self._scanned = words, [], 0, 0
            self.results.put(())
            if words:
                self._ask(words, 0)
                self.take(_KEY_SECONDS)
            self.show_status()
        else:
            self.open_selected()

    def take(self, seconds: float = 0.0) -> None:
        """Show what was found; wait so many seconds at most."""
        for answer in self.program.search_reader.take(seconds):
            if isinstance(answer, Failed):
                if answer.asked == self._asked:
                    self._asked, self._opens, self._refusal = None, False, answer.reason
            elif answer[0] == self._asked:
                self._take_found(answer[1])
        self.show_status()

    def _take_found(self, result: SearchResult) -> None:
        asked, self._asked = self._asked, None
        more = asked is not None and asked[1] > 0
        self._total, self._scanned = result.total, max(self._scanned, result.scanned)
        self._found = [*self._found, *result.articles] if more else [*result.articles]
        self.results.put(result.articles, more=more)
        if self._opens:
            self._opens = False
            self.open_selected()

    def show_status(self) -> None:
        """Show how many articles were found, or why none."""
        if not self.is_mounted:
            return
        saving = self.program.saving
        is_of_project = saving.state not in {"saved", "saving"}
        message, urgent = self._message(), False
        if self._refusal:
            message, urgent = self._refusal, True
        self.status.say(self._facts(), message, saving if is_of_project else None, urgent=urgent)

    def _facts(self) -> str:
        if not self._searched or self._refusal:
            return "Search in all articles"
        if self._asked is not None and not self._found:
            return "Searching…"
        words = isolated(self._searched)
        if not self._total:
            return f"Nothing found: {words}"
        count = "1 article has" if self._total == 1 else f"{self._total:,} articles have"
        return f"{count} {words}"

    def _message(self) -> str:
        state = self.program.index_state
        if state is not None and not state.is_complete:
            return f"The index is being made: {state.indexed:,} of {state.articles:,} articles"
        if self._scanned:
            return f"{self._scanned:,} texts were read, which the index has not got to yet"
        return "" if self._searched else "Type words, Enter searches"

    # --- keys and mouse ---------------------------------------------------------------------------

    def handle_other_key(self, name: str, event: events.Key) -> bool:  # noqa: ARG002
        """Change the words."""
        text = typed(self.text, event)
        if text is not None and text != self.text:
            self._set_text(text)
        return text is not None

    def handle_paste(self, text: str) -> bool:
        """Search for what is pasted."""
        self._set_text(self.with_paste(self.text, text))
        return True

    def _set_text(self, text: str) -> None:
        self.text = text
        self.prompt.set_text(text)

    def move(self, by: int) -> None:
        """Move the cursor by lines; read more articles where those that were read are almost at an end."""
        results = self.results
        results.move(by)
        is_near = len(results.places) - results.cursor < _AHEAD
        if is_near and self._asked is None and 0 < len(self._found) < self._total:
            self._ask(self._searched, len(self._found))

    def on_result_list_scrolled(self, event: ResultList.Scrolled) -> None:
        """Move the cursor as the wheel says."""
        self.move(event.by)

    def on_result_list_chosen(self) -> None:
        """Open the line that was double-clicked."""
        self.open_selected()

    def open_selected(self) -> None:
        """Open the article at the first hit of the line under the cursor."""
        place = self.results.selected
        if place is not None:
            self.program.open_found(place.article, place.line, self._searched)


def _found(words: str, first: int, project: Project) -> Iterator[tuple[tuple[str, int], SearchResult]]:
    yield (words, first), project.search.find(words, first=first, count=_PAGE)
