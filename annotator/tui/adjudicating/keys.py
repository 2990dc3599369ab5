"""The keys of the adjudicator's screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import keys
from annotator.tui.adjudicating import bulk, deciding, edges, going, stale
from annotator.tui.adjudicating.editor import DecisionEditor
from annotator.tui.edges import EdgeActions, edge_keys
from annotator.tui.keys import (
    ARTICLES,
    DECIDING,
    EDGES,
    LABELS,
    NOTING,
    SELECTING,
    Key,
    KeyTable,
    LabelKeys,
    edit,
)

if TYPE_CHECKING:
    from annotator.tui.adjudicating.library import CaseLibraryScreen
    from annotator.tui.adjudicating.screen import AdjudicateScreen

_EDGES: tuple[Key[AdjudicateScreen], ...] = (
    Key(("(",), "the version with the start of another one; Enter keeps, Escape leaves; again: of the next one", EDGES, edit(edges.take_start), footer="start"),
    Key((")",), "the version with the end of another one, in the same way", EDGES, edit(edges.take_end), footer="end"),
    *edge_keys(EdgeActions(edges.leave_clitic_out, edges.put_clitic_back, edges.trim, edges.move_edge), counts=False),
)  # fmt: skip

ARTICLE: KeyTable[AdjudicateScreen] = KeyTable(
    "Adjudicating",
    (
        Key(("n",), "next open disagreement of the article, around its end too; of an article with none, on to another one", DECIDING, lambda screen, _: screen.go(1), footer="next", while_editing=False),
        Key(("N",), "previous open disagreement, in the same way", DECIDING, lambda screen, _: screen.go(-1), while_editing=False),
        Key(("r",), "n and N go through what is open, what is decided, or every place; again for each article", DECIDING, edit(going.switch), while_editing=False),
        Key(tuple("123456789"), "take that version", DECIDING, lambda screen, press: screen.take_version(int(press.key)), footer="take", while_editing=False),
        Key(("b",), "several together: with two versions both; with more, the numbers mark, b or Enter takes", DECIDING, edit(deciding.several), footer="several", while_editing=False),
        Key(("x",), "none of them; an added span goes", DECIDING, edit(deciding.none), footer="none", while_editing=False),
        Key(("tab",), "choose the next version; while editing, move the other edge", DECIDING, lambda screen, _: screen.apply(screen.editor.choose_card(1))),
        Key(("shift+tab",), "choose the previous version", DECIDING, lambda screen, _: screen.apply(screen.editor.choose_card(-1))),
        Key(("e",), "take the chosen version and move its edges: Enter keeps, Escape leaves", DECIDING, edit(deciding.begin_edit), footer="edit"),
        *_EDGES,
        Key(("t",), "add a span nobody had: select it, or take the word at the caret, then a label's key", DECIDING, edit(deciding.begin_adding), footer="add", while_editing=False),
        Key(("y",), "keep this stale decision as it stands", DECIDING, edit(stale.keep), while_editing=False),
        Key(("D",), "keep all stale decisions of this article, in one step of undo", DECIDING, edit(stale.keep_all), while_editing=False),
        Key(("f",), "take many at once, lit first: all of one person, or all that differ by signs or a clitic only", DECIDING, edit(bulk.show), footer="at once", while_editing=False),
        Key(("m",), "a note on this decision", DECIDING, lambda screen, _: screen.write_note(), footer="note", while_editing=False),
        Key(("u",), "undo, back to the very first decision", DECIDING, lambda screen, _: screen.undo(), footer="undo", while_editing=False),
        Key(("U",), "redo", DECIDING, edit(DecisionEditor.redo), while_editing=False),
        Key(("A",), "decide all that the policy decides", DECIDING, edit(deciding.apply_policy), footer="policy", while_editing=False),
        keys.NOTES,
        Key(("g",), "send the article back to who marked it, with a note, or take that back", NOTING, lambda screen, _: screen.send_back(), while_editing=False),
        keys.CONCORDANCE_OF_ARTICLE,
        Key(("enter",), "the article is settled, on to the next; keep an edit", ARTICLES, lambda screen, _: screen.accept(), footer="settled"),
        Key(("greater_than_sign",), "next article", ARTICLES, lambda screen, _: screen.open_next(), while_editing=False),
        Key(("less_than_sign",), "previous article", ARTICLES, lambda screen, _: screen.open_previous(), while_editing=False),
        Key(("q",), "back to the list", ARTICLES, lambda screen, _: screen.program.back_to_library(), footer="back", stays=True),
        *keys.MOVES,
        keys.JUMP,
        keys.SELECT,
        keys.SENTENCE,
        keys.GROW,
        keys.PARAGRAPH,
        Key(("escape",), "drop the selection; leave adding, editing, marking", SELECTING, edit(DecisionEditor.cancel)),
        keys.LANES,
        keys.INVISIBLE,
        keys.HELP,
        keys.GUIDELINES,
        keys.SPELL,
        keys.THEME,
        keys.SUSPEND,
    ),
    LabelKeys(
        "take the chosen version with that label; while adding: tag what is selected",
        DECIDING,
        footer="relabel",
    ),
    use=("n", "1", "enter", "u", "x", "e", "(", ")", ";", "b", LABELS, "f", "t", "m", "A", "J"),
)  # fmt: skip

AT_ONCE: KeyTable[AdjudicateScreen] = KeyTable(
    "While what can be taken at once is listed",
    (
        Key(("enter",), "take all that is lit, in one step of undo", DECIDING, edit(bulk.take), footer="take"),
        Key(("tab", "down"), "next choice", DECIDING, lambda screen, _: screen.apply(bulk.choose(screen.editor, 1)), footer="choose"),
        Key(("shift+tab", "up"), "previous choice", DECIDING, lambda screen, _: screen.apply(bulk.choose(screen.editor, -1))),
        Key(tuple("123456789"), "the choice with that number", DECIDING, lambda screen, press: screen.apply(bulk.choose_number(screen.editor, int(press.key)))),
        Key(("n",), "next place that is lit", DECIDING, lambda screen, _: screen.apply(bulk.go_to_lit(screen.editor, 1)), footer="place"),
        Key(("N",), "previous place that is lit", DECIDING, lambda screen, _: screen.apply(bulk.go_to_lit(screen.editor, -1))),
        Key(("escape", "f"), "take nothing", DECIDING, edit(bulk.leave), footer="leave", stays=True),
        keys.HELP,
    ),
    use=("enter", "tab", "n"),
)  # fmt: skip
"""What comes before the keys of an article as long as what can be taken at once is listed."""

EDITING: KeyTable[AdjudicateScreen] = KeyTable(
    "While the edges of a version are moved",
    (
        Key(("enter",), "keep: what is selected goes to gold", DECIDING, lambda screen, _: screen.accept(), footer="keep", stays=True),
        Key(("escape",), "leave, and decide nothing", DECIDING, edit(DecisionEditor.cancel), footer="leave", stays=True),
        Key(("tab",), "the arrows move the other edge", DECIDING, lambda screen, _: screen.apply(screen.editor.choose_card(1)), footer="other edge"),
        *_EDGES,
        keys.HELP,
    ),
    use=("tab", "(", ")", ";"),
)  # fmt: skip
"""What comes before the keys of an article as long as a version is edited."""

LIBRARY: KeyTable[CaseLibraryScreen] = KeyTable(
    "List of articles: type to filter", (*keys.LIST_KEYS, keys.QUIT), use=keys.LIST_USE
)

TABLES: tuple[KeyTable[AdjudicateScreen] | KeyTable[CaseLibraryScreen], ...] = (
    ARTICLE,
    AT_ONCE,
    EDITING,
    LIBRARY,
)
"""All of these."""
