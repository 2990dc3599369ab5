"""The keys of the list of what lint found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.tui import keys
from annotator.tui.keys import ARTICLES, FINDING, MOVING, TAGGING, Key, KeyTable

if TYPE_CHECKING:
    from annotator.tui.annotating.lint_screen import LintScreen

LINT: KeyTable[LintScreen] = KeyTable(
    "What is likely wrong",
    (
        Key(("up",), "one line up", MOVING, lambda screen, _: screen.move(-1)),
        Key(("down",), "one line down", MOVING, lambda screen, _: screen.move(1)),
        Key(("pageup",), "one screen up", MOVING, lambda screen, _: screen.move(-screen.results.page)),
        Key(("pagedown",), "one screen down", MOVING, lambda screen, _: screen.move(screen.results.page)),
        Key(("home",), "first line", MOVING, lambda screen, _: screen.move(-len(screen.results.places))),
        Key(("end",), "last line", MOVING, lambda screen, _: screen.move(len(screen.results.places))),
        Key(("p",), "take the proposal; u in the article undoes it, too", TAGGING, lambda screen, _: screen.take_proposal(), footer="take"),
        Key(("x",), "leave it for now: it is not shown any more until the list is opened again", TAGGING, lambda screen, _: screen.leave_finding(), footer="leave"),
        Key(("u",), "take back the last proposal that was taken here", TAGGING, lambda screen, _: screen.undo(), footer="undo"),
        Key(("enter",), "open the article at the place; q there comes back", ARTICLES, lambda screen, _: screen.open_selected(), footer="open"),
        Key(("r",), "look again", FINDING, lambda screen, _: screen.read()),
        Key(("escape", "q"), "back to where it was opened", ARTICLES, lambda screen, _: screen.program.leave_over(), footer="back", stays=True),
        replace(keys.GUIDELINES, footer="labels"),
        keys.THEME,
        keys.HELP,
        keys.SUSPEND,
    ),
    use=("enter", "p", "x", "u", "f1"),
)  # fmt: skip
