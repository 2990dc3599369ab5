"""How notes are drawn: who wrote one and when, its text in rows, and the last one at a place in a few lines of a panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text.layout import Layout
from annotator.text.plain import isolated
from annotator.tui.paint import joined, row_strip, text_strip

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style
    from textual.strip import Strip

    from annotator.model import Note, Thread
    from annotator.tui.notes.held import HeldNotes
    from annotator.tui.palette import Palette

SIGN = "▪"
"""What stands for an open thread: beside the row where it begins, in panels and in lists."""

BACK = "<"
"""What stands in lists before an article that was sent back."""

_TOLD = 200
"""How many code points of a note the status line tells."""

_PANEL_LINES = 2
"""How many lines of a note a panel shows."""


def open_notes(held: HeldNotes) -> str:
    """Return how many threads are open, for the facts of the status line; "" for none."""
    count = len(held.open)
    return f", {count} {SIGN}" if count else ""


def with_threads(count: int, title: str) -> str:
    """Return a title as lists show it where so many threads are open."""
    return f"{SIGN}{count} {title}" if count else title


def head(note: Note, name: Callable[[str], str]) -> str:
    """Return who wrote a note and when, and what it does beside saying something."""
    when = note.when.astimezone().strftime("%Y-%m-%d %H:%M")
    does = ", sent back" if note.sends_back else ", closed" if note.closes else ""
    return f"{name(note.author)}, {when}{does}"


def text_rows(text: str, indent: int, width: int, style: Style, *, logical: bool) -> list[Strip]:
    """Return a text as lines of `width` cells that begin at column `indent`, in its own direction."""
    room = max(width - indent - 1, 1)
    layout = Layout(text, room, logical=logical)
    margin = text_strip("", indent, style).adjust_cell_length(indent, style)
    return [
        joined([margin, row_strip(layout.row(index), lambda _: style, style)], width, style)
        for index in range(len(layout))
    ]


def panel_lines(
    thread: Thread | None, name: Callable[[str], str], width: int, palette: Palette, *, logical: bool
) -> list[Strip]:
    """Return the last note of an open thread in a few lines; none where there is no thread."""
    if thread is None or width < 1:
        return []
    note = thread.last
    to = f" to {name(thread.person)}" if thread.person not in {None, note.author} else ""
    told = text_strip(f" {SIGN} {name(note.author)}{to}: z goes on", width, palette.quiet, rtl=False)
    rows = text_rows(note.text, 2, width, palette.base, logical=logical)
    seen = rows[:_PANEL_LINES]
    if len(rows) > len(seen):
        cut = text_strip("…", 2, palette.quiet, rtl=False)
        seen[-1] = joined([cut.adjust_cell_length(2, palette.base), seen[-1].crop(2)], width, palette.base)
    return [told.adjust_cell_length(width, palette.base), *seen]


def told_back(note: Note) -> str:
    """Return who sent an article back with a note, and what it says, of a long one the beginning: `z` shows all."""
    text = " ".join(note.text.split())
    told = text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
    return f"Sent back by {isolated(note.author)}: {isolated(told)}"
