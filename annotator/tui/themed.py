"""The base of all apps: theme, colours, and keys, which go to the screen that is shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events

from annotator import config
from annotator.tui.keys import QUIT
from annotator.tui.palette import Depth, Palette
from annotator.tui.screens.keyed import deliver
from annotator.tui.textual_private import FaultingApp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.driver import Driver

DARK, LIGHT = "textual-dark", "textual-light"


class ThemedApp(FaultingApp):
    """An app in the user's theme. `colors`: the colours of labels by label. `logical`: text is sent as it is stored."""

    TITLE = "annotator"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        colors: Mapping[str, str],
        *,
        logical: bool = False,
        settings: config.Settings | None = None,
        driver_class: type[Driver] | None = None,
    ) -> None:
        # Textual then strips colours for NO_COLOR, where it would turn them to greys.
        super().__init__(driver_class=driver_class, ansi_color=bool(os.environ.get("NO_COLOR")))
        self.logical = logical
        self.settings = settings or config.Settings()
        self.theme = self.settings.theme if self.settings.theme in {DARK, LIGHT} else DARK
        self._colors = dict(colors)
        self.palette = self.new_palette()
        if self.palette.depth is Depth.SIXTEEN:
            self.ansi_color = True  # the sixteen as they are, not rounded to by way of others

    def new_palette(self) -> Palette:
        """Return the colours for the theme of now."""
        system = self.console.color_system
        depth = (
            Depth.NONE
            if self.no_color or system is None
            else Depth.SIXTEEN
            if system in {"standard", "windows"}
            else Depth.MANY
        )
        return Palette(self._colors, dark=self.theme == DARK, depth=depth)

    async def on_event(self, event: events.Event) -> None:
        """Handle each key and each paste before Textual does, and after all earlier ones."""
        is_first = self.screen_stack and not event.is_forwarded
        if is_first and isinstance(event, events.Key | events.Paste) and self.handle_input(event):
            self.paint_at_once()
            return
        await super().on_event(event)

    def handle_input(self, event: events.Key | events.Paste) -> bool:
        """Pass a key or a paste to the current screen; return whether it was handled. The keys that leave do so everywhere."""
        if isinstance(event, events.Key) and event.key in QUIT.keys:
            self.leave()
            return True
        return deliver(self, event)

    def leave(self) -> None:
        """End the app."""
        self.exit()
