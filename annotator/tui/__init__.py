"""The screens. Textual is imported when they are opened, not before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(project: Path, annotator: str, article: str | None, bidi: str) -> None:
    """Open the screens of a project for an annotator, on an article if its id is given.

    `bidi`: what the terminal does to Arabic, one of auto, visual, kitty, dither, logical.
    Raises what `Project.open` raises, and `InputError` when the settings make no sense.
    """
    from annotator import config
    from annotator.project import Project
    from annotator.tui import terminal

    settings = config.load()
    with Project.open(project) as reader:
        ready = terminal.prepare(bidi, settings.bidi)
        _tell_colors(ready.name)
        os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
        from annotator.tui.app import AnnotatorApp

        app = AnnotatorApp(
            reader,
            annotator,
            article=article,
            logical=ready.mode == "logical",
            settings=settings,
            driver_class=terminal.driver_class(ready),
        )
        try:
            app.run()
        finally:
            app.close()


def _tell_colors(terminal: str) -> None:
    """Let Textual, not imported yet, know of colours that a bare TERM says nothing about."""
    if terminal in _COLORFUL and os.environ.get("TERM") in {"xterm", "konsole", "mlterm", "kitty", "vte"}:
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")


_FRAMES = "1000"
"""Paintings a second at most. Textual waits for the next sixtieth of a second otherwise, when two come close."""

_COLORFUL = frozenset(
    {"xterm", "vte", "konsole", "mlterm", "kitty", "alacritty", "foot", "qterminal", "wezterm"}
)
