"""The keys of the annotator's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.tui import keys
from annotator.tui.annotating import edges, showing
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.edges import EdgeActions, edge_keys
from annotator.tui.keys import (
    ARTICLES,
    FINDING,
    LABELS,
    SELECTING,
    SHOWING,
    TAGGING,
    Key,
    KeyTable,
    LabelKeys,
    Press,
    edit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.tui.annotating.library import LibraryScreen
    from annotator.tui.annotating.screen import AnnotateScreen
    from annotator.tui.editor import Outcome


def jump(do: Callable[[SpanEditor], Outcome]) -> Callable[[AnnotateScreen, Press], None]:
    """Return the action of a key that calls one method of the editor, and keeps the place before it for Backspace."""
    return lambda screen, press: screen.jump(do, press.times)


_EDGES = edge_keys(
    EdgeActions(edges.leave_clitic_out, edges.put_clitic_back, edges.trim, edges.move_edge), counts=True
)

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
        Key(("tab",), "next span", TAGGING, jump(SpanEditor.next_span), footer="span", counts=True),
        Key(("shift+tab",), "previous span", TAGGING, jump(SpanEditor.previous_span), counts=True),
        Key((".",), "the label of the last tag here, too", TAGGING, lambda screen, press: screen.tag_again(press.times), footer="again", while_editing=False, counts=True),
        Key(("e",), "edit the current span: move its edges, Enter keeps, Escape leaves", TAGGING, edit(SpanEditor.edit_span), footer="edit"),
        Key(("x", "delete"), "remove the current span", TAGGING, edit(SpanEditor.remove_span), footer="remove"),
        Key(("A",), "all occurrences: show the others of the current span, or of what a label's key would tag, to take them at once", TAGGING, edit(showing.show_others), footer="all", while_editing=False),
        Key(("r",), "the same for taking away: show all spans of this label and text", TAGGING, edit(showing.show_to_remove), while_editing=False),
        Key(("u",), "undo, back to the very first change", TAGGING, edit(SpanEditor.undo), footer="undo"),
        Key(("U",), "redo", TAGGING, edit(SpanEditor.redo)),
        *_EDGES,
        keys.NOTES,
        Key(("slash",), "search; harakat, tatweel and forms of alef don't matter", FINDING, lambda screen, _: screen.search(), footer="search"),
        Key(("n",), "next match", FINDING, jump(SpanEditor.next_match), counts=True),
        Key(("N",), "previous match", FINDING, jump(SpanEditor.previous_match), counts=True),
        Key(("*",), "next occurrence of the word under the caret, clitics before it or not; then n and N", FINDING, jump(SpanEditor.search_word), while_editing=False),
        Key(("backspace",), "back to where the last jump began; again: on to where it led", FINDING, lambda screen, _: screen.go_back(), while_editing=False),
        keys.CONCORDANCE_OF_ARTICLE,
        Key(("y",), "what is likely wrong in your spans, in this article first", FINDING, lambda screen, _: screen.program.show_lint(), while_editing=False),
        Key(("greater_than_sign",), "next article", ARTICLES, lambda screen, _: screen.open_next(), footer="next"),
        Key(("less_than_sign",), "previous article", ARTICLES, lambda screen, _: screen.open_previous()),
        Key(("g",), "the article of a number", ARTICLES, lambda screen, _: screen.ask_number(), while_editing=False),
        Key(("enter",), "done, on to the next open article; keep an edit", ARTICLES, lambda screen, _: screen.accept(), footer="done"),
        Key(("D",), "open again what was done or flagged", ARTICLES, lambda screen, _: screen.reopen()),
        Key(("f",), "flag the article with a note", ARTICLES, lambda screen, _: screen.flag(), footer="flag"),
        replace(keys.LANES, footer="lanes"),
        keys.INVISIBLE,
        keys.HELP,
        keys.GUIDELINES,
        keys.SPELL,
        keys.THEME,
        Key(("f4",), "show the other occurrences after each tag, or not", SHOWING, lambda screen, _: screen.toggle_occurrences()),
        keys.SUSPEND,
        Key(("q",), "back to the library", ARTICLES, lambda screen, _: screen.program.back_to_library(), footer="back", stays=True),
    ),
    LabelKeys(
        "tag the selection, or the word under the caret; again: untag; while editing: relabel",
        TAGGING,
        footer="tag",
    ),
    use=(LABELS, "enter", "u", "x", "A", "s", ".", "tab", "e", ";", "slash", "J", "greater_than_sign", "f", "o"),
)  # fmt: skip

OCCURRENCES: KeyTable[AnnotateScreen] = KeyTable(
    "All occurrences, while they are lit",
    (
        Key(("enter",), "mark all that are lit; after r: remove them", TAGGING, edit(showing.take), footer="take all"),
        Key(("tab",), "next one that is lit", TAGGING, jump(showing.next_lit), footer="go through"),
        Key(("shift+tab",), "previous one", TAGGING, jump(showing.previous_lit)),
        Key(("x", "delete"), "drop the one that Tab is at, and go to the next", TAGGING, edit(showing.drop), footer="drop"),
        Key(("p",), "also those before attached pronouns (كتابه), or not", TAGGING, edit(showing.with_pronouns), footer="pronouns"),
        Key(("escape",), "leave, and change nothing", TAGGING, edit(showing.leave), footer="leave", stays=True),
        keys.HELP,
    ),
    use=("enter", "tab", "x", "p"),
)  # fmt: skip
"""What comes before the keys of an article as long as occurrences are lit."""

LIBRARY: KeyTable[LibraryScreen] = KeyTable(
    "Library: type to filter",
    (
        *keys.LIST_KEYS,
        Key(("ctrl+l",), "what is likely wrong in your spans", FINDING, lambda screen, _: screen.program.show_lint(), footer="lint"),
        Key(("ctrl+n",), "open what is next: of your own, else what is handed out", ARTICLES, lambda screen, _: screen.open_next(), footer="next"),
        keys.QUIT,
    ),
    use=(*keys.LIST_USE[:4], "ctrl+l", *keys.LIST_USE[4:]),
)  # fmt: skip
