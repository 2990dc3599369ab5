"""The keys of the concordance. Letters filter, so none of them is a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.tui import keys
from annotator.tui.keys import ARTICLES, FINDING, MOVING, TAGGING, Key, KeyTable

if TYPE_CHECKING:
    from annotator.tui.concordance.screen import ConcordanceScreen

CONCORDANCE: KeyTable[ConcordanceScreen] = KeyTable(
    "Concordance: type to filter",
    (
        Key(("up",), "one line up", MOVING, lambda screen, _: screen.move(-1)),
        Key(("down",), "one line down", MOVING, lambda screen, _: screen.move(1)),
        Key(("pageup",), "one screen up", MOVING, lambda screen, _: screen.move_page(-1)),
        Key(("pagedown",), "one screen down", MOVING, lambda screen, _: screen.move_page(1)),
        Key(("home",), "first line", MOVING, lambda screen, _: screen.move_to_end(last=False)),
        Key(("end",), "last line", MOVING, lambda screen, _: screen.move_to_end(last=True)),
        Key(("tab", "shift+tab"), "over to the places of the group, and back to the groups", MOVING, lambda screen, _: screen.change_side(), footer="places"),
        Key(("ctrl+t",), "mark the group or the place, or not any more", TAGGING, lambda screen, _: screen.changer.mark(), footer="mark"),
        Key(("ctrl+a",), "mark all groups that are shown; again: none", TAGGING, lambda screen, _: screen.changer.mark_all(), footer="all"),
        Key(("ctrl+e",), "give what is marked, or else what the cursor is on, another label: its key or its name", TAGGING, lambda screen, _: screen.changer.relabel(), footer="relabel"),
        Key(("delete", "ctrl+x"), "remove the spans that are marked, or else those the cursor is on", TAGGING, lambda screen, _: screen.changer.remove(), footer="remove"),
        Key(("ctrl+y",), "take back, in all articles, what was done here last", TAGGING, lambda screen, _: screen.changer.undo(), footer="undo"),
        Key(("ctrl+o",), "sort by count, label or text, as a click on the heading does", FINDING, lambda screen, _: screen.sort_next(), footer="sort"),
        Key(("ctrl+r",), "sort the other way round", FINDING, lambda screen, _: screen.sort_reversed()),
        Key(("enter",), "open the article at the place; q there comes back", ARTICLES, lambda screen, _: screen.open_selected(), footer="open"),
        Key(("escape",), "clear the filter, then the marks; then back to where it was opened", ARTICLES, lambda screen, _: screen.leave(), footer="back", stays=True),
        replace(keys.GUIDELINES, footer="labels"),
        keys.THEME,
        keys.HELP,
        keys.SUSPEND,
    ),
    use=("enter", "tab", "ctrl+t", "ctrl+e", "delete", "ctrl+y", "ctrl+o", "ctrl+a", "f1"),
)  # fmt: skip
