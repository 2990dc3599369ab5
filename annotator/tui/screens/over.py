"""Screens that are shown over the list or an article, from which articles are opened and to which they lead back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.tui.screens.keyed import ProgramScreen

if TYPE_CHECKING:
    from typing import Self

    from annotator.text.navigation import Caret
    from annotator.tui.articles_app import ArticlesApp
    from annotator.tui.palette import Palette
    from annotator.tui.saver import Report


class Origin(NamedTuple):
    """The article from which such a screen was opened, by its id, its edition, the caret in it, and the line it was seen from."""

    article: str
    edition: int
    caret: Caret
    top: int


class OverScreen(ProgramScreen):
    """A screen over the list or an article. `origin`: the article that it goes back to; None: the list.

    Nothing of an article is open as long as it is shown: whoever comes back to an article finds it read anew.
    """

    def __init__(self, program: ArticlesApp[Any, Any], palette: Palette) -> None:
        super().__init__(program, palette)
        self.program: ArticlesApp[Any, Any] = program
        self.origin: Origin | None = None

    def begin(self) -> None:
        """Begin to read, just before the screen is shown; no article is open any more."""

    def in_palette(self, palette: Palette) -> Self:
        """Return a new screen that shows the same in other colours."""
        raise NotImplementedError

    def came_back(self) -> None:
        """Run when an article that was opened from here was left."""

    def report(self, report: Report) -> bool:  # noqa: ARG002
        """Show how saving went; return whether this screen tells what was refused."""
        return False

    def take(self) -> None:
        """Show what a reader found."""

    def on_screen_resume(self) -> None:
        """Show whether all is saved."""
        super().on_screen_resume()
        self.show_status()

    def show_status(self) -> None:
        """Show the status line as it should be now."""
