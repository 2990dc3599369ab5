"""The app that asks which of several things is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.screens.choice import ChoiceScreen
from annotator.tui.themed import ThemedApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.driver import Driver

    from annotator.config import Settings
    from annotator.model import LabelSchema
    from annotator.tui import Alternative

_LOADING = 0.05
"""Seconds after which the screens of both wings are loaded: once this one is painted."""


class Chooser(ThemedApp):
    """One screen with alternatives. `chosen` is the one that was chosen, None if the user left."""

    CSS = """
    Screen { layout: vertical; }
    #choice, #pager { height: 1fr; }
    #keys { height: 1; }
    """

    def __init__(
        self,
        heading: str,
        question: str,
        alternatives: Sequence[Alternative],
        schema: LabelSchema,
        *,
        logical: bool = False,
        settings: Settings | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        colors = {label.name: label.color for label in schema.labels}
        super().__init__(colors, logical=logical, settings=settings, driver_class=driver_class)
        self.schema = schema
        self.chosen: Alternative | None = None
        self._is_over = False
        self._first = ChoiceScreen(self, heading, question, alternatives)

    def on_mount(self) -> None:
        """Show the screen; while it is read, load what the chosen one needs, so that it comes up at once."""
        self.push_screen(self._first)
        self.set_timer(_LOADING, _load_screens)

    def choose(self, alternative: Alternative | None) -> None:
        """End the app with an alternative, or with none; only the first call counts."""
        if not self._is_over:
            self._is_over = True
            self.chosen = alternative
            self.exit()

    @property
    def keeps_terminal(self) -> bool:
        """Whether the screens that were chosen follow."""
        return self.chosen is not None and self.fault is None and not self.return_code

    def leave(self) -> None:
        """End the app without a choice."""
        self.choose(None)

    def show_help(self) -> None:
        """Show what the keys do."""
        from annotator.tui.screens.pager import Pager, help_lines

        self.push_screen(
            Pager(
                lambda width: help_lines((self._first.table,), self.schema, self.palette, width), self.palette
            )
        )


def _load_screens() -> None:
    import annotator.tui.adjudicating.app
    import annotator.tui.annotating.app  # noqa: F401
