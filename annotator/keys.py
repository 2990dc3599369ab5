"""Every key of every screen, in one table: bindings, footer, help and the check of label schemas come from it.

Keys have the names that terminals' libraries give them ("left", "ctrl+left", "slash"); letters stand for themselves.
"""

from __future__ import annotations

from annotator.model import Struct

ARABIC_LAYOUT = {
    **dict(zip("qwertyuiop[]asdfghjkl;'zxcvnm,./`", "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرىةوزظذ", strict=True)),
    **dict(
        zip(
            "QWERUIOPASDFHJKLZXCVNM<>?",
            "\u064e\u064b\u064f\u064c‘÷×؛\u0650\u064d][أـ،/~\u0652}{آ’,.؟",
            strict=True,
        )
    ),
    "b": "ﻻ",
    "T": "ﻹ",
    "Y": "إ",
    "G": "ﻷ",
    "B": "ﻵ",
}
"""What each key of a Latin keyboard types while the Arabic layout (101 keys) is on."""


class Key(Struct, frozen=True, kw_only=True):
    """One entry: the keys, the action they start, and what is said of it.

    `footer` is the short word under the article, empty where the key is only in the help. `selects`: the same
    keys with Shift do the same and extend the selection. `{key}` in an action stands for the key that was pressed.
    """

    keys: tuple[str, ...]
    action: str
    help: str
    group: str
    footer: str = ""
    selects: bool = False


MOVING, SELECTING, TAGGING, DECIDING, FINDING, ARTICLES, SHOWING = (
    "Moving",
    "Selecting",
    "Tagging",
    "Deciding",
    "Finding",
    "Articles",
    "Showing",
)


def _move(key: str, action: str, text: str) -> Key:
    return Key(keys=(key,), action=f"move('{action}')", help=text, group=MOVING, selects=True)


ANNOTATE: tuple[Key, ...] = (
    _move("left", "word_left", "one word to the left on the screen"),
    _move("right", "word_right", "one word to the right on the screen"),
    _move("ctrl+left", "letter_left", "one letter to the left"),
    _move("ctrl+right", "letter_right", "one letter to the right"),
    _move("up", "row_up", "one row up"),
    _move("down", "row_down", "one row down"),
    _move("pageup", "page_up", "one screen up"),
    _move("pagedown", "page_down", "one screen down"),
    _move("home", "row_start", "where the row begins to be read"),
    _move("end", "row_end", "where the row ends"),
    _move("ctrl+home", "article_start", "start of the article"),
    _move("ctrl+end", "article_end", "end of the article"),
    Key(keys=("v",), action="toggle_selecting", help="start or end selecting without Shift", group=SELECTING),
    Key(keys=("s",), action="select_sentence", help="select the sentence", group=SELECTING, footer="sentence"),
    Key(keys=("S",), action="grow_sentence", help="grow the selection by the next sentence", group=SELECTING),
    Key(keys=("p",), action="select_paragraph", help="select the paragraph", group=SELECTING),
    Key(keys=("escape",), action="cancel", help="drop the selection; leave an edit or a search", group=SELECTING),
    Key(keys=("tab",), action="next_span", help="next span", group=TAGGING, footer="span"),
    Key(keys=("shift+tab",), action="previous_span", help="previous span", group=TAGGING),
    Key(keys=("e",), action="edit_span", help="edit the current span: move its edges, Enter harmless, Escape leaves", group=TAGGING, footer="edit"),
    Key(keys=("x", "delete"), action="remove_span", help="remove the current span", group=TAGGING, footer="remove"),
    Key(keys=("u",), action="undo", help="undo, back to the very first change", group=TAGGING, footer="undo"),
    Key(keys=("U",), action="redo", help="redo", group=TAGGING),
    Key(keys=("slash",), action="search", help="search; harakat, tatweel and forms of alef don't matter", group=FINDING, footer="search"),
    Key(keys=("n",), action="search_next", help="next match", group=FINDING),
    Key(keys=("N",), action="search_previous", help="previous match", group=FINDING),
    Key(keys=("greater_than_sign",), action="next_article", help="next article", group=ARTICLES, footer="next"),
    Key(keys=("less_than_sign",), action="previous_article", help="previous article", group=ARTICLES),
    Key(keys=("enter",), action="accept", help="done, on to the next open article; keep an edit", group=ARTICLES, footer="done"),
    Key(keys=("D",), action="reopen", help="open again what was done or flagged", group=ARTICLES),
    Key(keys=("f",), action="flag", help="flag the article with a note", group=ARTICLES, footer="flag"),
    Key(keys=("o",), action="toggle_lanes", help="overlap lanes on or off", group=SHOWING, footer="lanes"),
    Key(keys=("i",), action="toggle_invisible", help="show invisible characters or not", group=SHOWING),
    Key(keys=("question_mark",), action="help", help="this help", group=SHOWING, footer="help"),
    Key(keys=("f1",), action="guidelines", help="what the labels mean", group=SHOWING),
    Key(keys=("f2", "equals_sign"), action="spell", help="the marks of the word under the caret, in words", group=SHOWING),
    Key(keys=("f3",), action="theme", help="dark or light", group=SHOWING),
    Key(keys=("ctrl+z",), action="suspend", help="stop the program; the shell's fg goes on with it", group=SHOWING),
    Key(keys=("q",), action="back", help="back to the library", group=ARTICLES, footer="back"),
)  # fmt: skip

LISTING: tuple[Key, ...] = (
    Key(keys=("up",), action="move(-1)", help="one article up", group=MOVING),
    Key(keys=("down",), action="move(1)", help="one article down", group=MOVING),
    Key(keys=("pageup",), action="page(-1)", help="one screen up", group=MOVING),
    Key(keys=("pagedown",), action="page(1)", help="one screen down", group=MOVING),
    Key(keys=("home",), action="edge(0)", help="first article", group=MOVING),
    Key(keys=("end",), action="edge(1)", help="last article", group=MOVING),
    Key(keys=("enter",), action="open", help="open the article", group=ARTICLES, footer="open"),
    Key(keys=("escape",), action="clear", help="clear the filter", group=FINDING, footer="clear filter"),
    Key(keys=("f1",), action="guidelines", help="what the labels mean", group=SHOWING, footer="labels"),
    Key(keys=("f3",), action="theme", help="dark or light", group=SHOWING),
    Key(keys=("question_mark",), action="help", help="this help", group=SHOWING, footer="help"),
    Key(keys=("ctrl+z",), action="suspend", help="stop the program; the shell's fg goes on with it", group=SHOWING),
    Key(keys=("ctrl+q", "f10"), action="quit", help="leave the program", group=ARTICLES, footer="quit"),
)  # fmt: skip
"""The keys of every list of articles."""

LIBRARY: tuple[Key, ...] = (
    *(entry for entry in LISTING if entry.action != "quit"),
    Key(keys=("ctrl+n",), action="next", help="open what is next: of your own, else what is handed out", group=ARTICLES, footer="next"),
    *(entry for entry in LISTING if entry.action == "quit"),
)  # fmt: skip

_SCREEN: tuple[Key, ...] = (
    Key(keys=("o",), action="toggle_lanes", help="overlap lanes on or off", group=SHOWING),
    Key(keys=("i",), action="toggle_invisible", help="show invisible characters or not", group=SHOWING),
    Key(keys=("question_mark",), action="help", help="this help", group=SHOWING, footer="help"),
    Key(keys=("f1",), action="guidelines", help="what the labels mean", group=SHOWING),
    Key(keys=("f2", "equals_sign"), action="spell", help="the marks of the word under the caret, in words", group=SHOWING),
    Key(keys=("f3",), action="theme", help="dark or light", group=SHOWING),
    Key(keys=("ctrl+z",), action="suspend", help="stop the program; the shell's fg goes on with it", group=SHOWING),
)  # fmt: skip

ADJUDICATE: tuple[Key, ...] = (
    Key(keys=("n",), action="next_open", help="next open disagreement, over the article's end too", group=DECIDING, footer="next"),
    Key(keys=("N",), action="previous_open", help="previous open disagreement", group=DECIDING),
    Key(keys=tuple("123456789"), action="take('{key}')", help="take that version", group=DECIDING, footer="take"),
    Key(keys=("b",), action="several", help="several together: with two versions both; with more, the numbers mark, b or Enter takes", group=DECIDING, footer="several"),
    Key(keys=("x",), action="none", help="none of them; an added span goes", group=DECIDING, footer="none"),
    Key(keys=("tab",), action="next_card", help="choose the next version; while editing, move the other edge", group=DECIDING),
    Key(keys=("shift+tab",), action="previous_card", help="choose the previous version", group=DECIDING),
    Key(keys=("e",), action="edit", help="take the chosen version and move its edges: Enter harmless, Escape leaves", group=DECIDING, footer="edit"),
    Key(keys=("t",), action="add", help="add a span nobody had: select it, or take the word at the caret, then a label's key", group=DECIDING, footer="add"),
    Key(keys=("m",), action="note", help="a note on this decision", group=DECIDING, footer="note"),
    Key(keys=("u",), action="undo", help="undo, back to the very first decision", group=DECIDING, footer="undo"),
    Key(keys=("U",), action="redo", help="redo", group=DECIDING),
    Key(keys=("A",), action="accept_policy", help="decide all that the policy decides", group=DECIDING, footer="policy"),
    Key(keys=("enter",), action="accept", help="the article is settled, on to the next; keep an edit", group=ARTICLES, footer="settled"),
    Key(keys=("greater_than_sign",), action="next_article", help="next article", group=ARTICLES),
    Key(keys=("less_than_sign",), action="previous_article", help="previous article", group=ARTICLES),
    Key(keys=("q",), action="back", help="back to the list", group=ARTICLES, footer="back"),
    *(entry for entry in ANNOTATE if entry.group == MOVING),
    Key(keys=("v",), action="toggle_selecting", help="start or end selecting without Shift", group=SELECTING),
    Key(keys=("s",), action="select_sentence", help="select the sentence", group=SELECTING),
    Key(keys=("S",), action="grow_sentence", help="grow the selection by the next sentence", group=SELECTING),
    Key(keys=("p",), action="select_paragraph", help="select the paragraph", group=SELECTING),
    Key(keys=("escape",), action="cancel", help="drop the selection; leave adding, editing, marking", group=SELECTING),
    *_SCREEN,
)  # fmt: skip

LABELS_DO = {
    TAGGING: "tag the selection, or the word under the caret; again: untag; while editing: relabel",
    DECIDING: "take the chosen version with that label; while adding: tag what is selected",
}
"""What the labels' own keys do, by the group of keys they belong to."""

LABEL_KEYS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
"""What a label's key may be, as far as the screens don't use it."""


def taken() -> dict[str, str]:
    """Return the label-like keys that the screens use, each with what it does."""
    return {key: entry.help for entry in (*ADJUDICATE, *ANNOTATE) for key in entry.keys if key in LABEL_KEYS}


def free() -> str:
    """Return the keys that a label may have, in order: letters first, small ones before capitals."""
    return "".join(sorted(LABEL_KEYS - taken().keys(), key=lambda key: (key.isdigit(), key.isupper(), key)))
