"""The keys of the screen that shows a thread of notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui.keys import ARTICLES, MOVING, NOTING, SUSPEND, Key, KeyTable

if TYPE_CHECKING:
    from annotator.tui.notes.screen import NotesScreen

NOTES: KeyTable[NotesScreen] = KeyTable(
    "Notes: type to write",
    (
        Key(("enter",), "write the note; an empty line leaves", NOTING, lambda screen, _: screen.enter(), footer="write"),
        Key(("tab",), "the next thread here, or to somebody else", NOTING, lambda screen, _: screen.turn(1), footer="to whom"),
        Key(("shift+tab",), "the one before", NOTING, lambda screen, _: screen.turn(-1)),
        Key(("ctrl+d",), "close the thread, with what is typed; whoever writes opens it again", NOTING, lambda screen, _: screen.close_thread(), footer="close"),
        Key(("down",), "next open thread of the article", MOVING, lambda screen, _: screen.go_to_open(1), footer="next open"),
        Key(("up",), "previous open thread of the article", MOVING, lambda screen, _: screen.go_to_open(-1)),
        Key(("pageup",), "earlier notes of a long thread", MOVING, lambda screen, _: screen.scroll_page(-1)),
        Key(("pagedown",), "later ones", MOVING, lambda screen, _: screen.scroll_page(1)),
        Key(("escape",), "back to the article", ARTICLES, lambda screen, _: screen.go_back(), footer="back", stays=True),
        SUSPEND,
    ),
    use=("enter", "tab", "ctrl+d", "down"),
)  # fmt: skip
"""The keys of the notes at a place."""
