"""The keys of the annotator's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.tui import keys
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.keys import ARTICLES, FINDING, LABELS, SELECTING, TAGGING, Key, KeyTable, LabelKeys, edit

if TYPE_CHECKING:
    from annotator.tui.annotating.library import LibraryScreen
    from annotator.tui.annotating.screen import AnnotateScreen

ARTICLE: KeyTable[AnnotateScreen] = KeyTable(
    "Reading and tagging",
    (
        *keys.MOVES,
        keys.JUMP,
        keys.SELECT,
        replace(keys.SENTENCE, footer="sentence"),
        keys.GROW,
        keys.PARAGRAPH,
        Key(("escape",), "drop the selection; leave an edit or a search", SELECTING, edit(SpanEditor.cancel)),
        Key(("tab",), "next span", TAGGING, edit(SpanEditor.next_span), footer="span"),
        Key(("shift+tab",), "previous span", TAGGING, edit(SpanEditor.previous_span)),
        Key(("e",), "edit the current span: move its edges, Enter keeps, Escape leaves", TAGGING, edit(SpanEditor.edit_span), footer="edit"),
        Key(("x", "delete"), "remove the current span", TAGGING, edit(SpanEditor.remove_span), footer="remove"),
        Key(("u",), "undo, back to the very first change", TAGGING, edit(SpanEditor.undo), footer="undo"),
        Key(("U",), "redo", TAGGING, edit(SpanEditor.redo)),
        Key(("slash",), "search; harakat, tatweel and forms of alef don't matter", FINDING, lambda screen, _: screen.search(), footer="search"),
        Key(("n",), "next match", FINDING, edit(SpanEditor.next_match)),
        Key(("N",), "previous match", FINDING, edit(SpanEditor.previous_match)),
        Key(("greater_than_sign",), "next article", ARTICLES, lambda screen, _: screen.open_next(), footer="next"),
        Key(("less_than_sign",), "previous article", ARTICLES, lambda screen, _: screen.open_previous()),
        Key(("enter",), "done, on to the next open article; keep an edit", ARTICLES, lambda screen, _: screen.accept(), footer="done"),
        Key(("D",), "open again what was done or flagged", ARTICLES, lambda screen, _: screen.reopen()),
        Key(("f",), "flag the article with a note", ARTICLES, lambda screen, _: screen.flag(), footer="flag"),
        replace(keys.LANES, footer="lanes"),
        keys.INVISIBLE,
        keys.HELP,
        keys.GUIDELINES,
        keys.SPELL,
        keys.THEME,
        keys.SUSPEND,
        Key(("q",), "back to the library", ARTICLES, lambda screen, _: screen.program.back_to_library(), footer="back", stays=True),
    ),
    LabelKeys(
        "tag the selection, or the word under the caret; again: untag; while editing: relabel",
        TAGGING,
        footer="tag",
    ),
    use=(LABELS, "enter", "u", "x", "s", "tab", "e", "slash", "J", "greater_than_sign", "f", "o"),
)  # fmt: skip

LIBRARY: KeyTable[LibraryScreen] = KeyTable(
    "Library: type to filter",
    (
        *keys.LIST_KEYS,
        Key(("ctrl+n",), "open what is next: of your own, else what is handed out", ARTICLES, lambda screen, _: screen.open_next(), footer="next"),
        keys.QUIT,
    ),
    use=keys.LIST_USE,
)  # fmt: skip
