"""What the keys for edges make of a range, in both wings: past a clitic, by words and letters, off signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.text import clitics, edges
from annotator.text.edges import EdgeStep
from annotator.tui.keys import EDGES, Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.text.layout import Layout
    from annotator.text.navigation import Range
    from annotator.tui.editor import Outcome
    from annotator.tui.keys import Press
    from annotator.tui.screens.article import ArticleScreen


class Reshaping(NamedTuple):
    """What `change` makes of a range, None where that can't be, and the sentences that are told where it makes none or the same.

    `at_end`: at which edge the caret is then; None: at the one at which it was.
    """

    change: Callable[[Range], Range | None]
    otherwise: str
    unchanged: str = ""
    at_end: bool | None = None


def past_clitic(text: str) -> Reshaping:
    """Return what begins a range past the next clitic."""

    def past(range_: Range) -> Range | None:
        start = clitics.next_clitic(text, *range_)
        return None if start is None else (start, range_[1])

    return Reshaping(past, "No clitic begins the span with a word behind it.")


def with_clitic(text: str) -> Reshaping:
    """Return what begins a range with the clitic before it."""

    def with_one(range_: Range) -> Range | None:
        start = clitics.previous_clitic(text, range_[0])
        return None if start is None else (start, range_[1])

    return Reshaping(with_one, "No clitic stands before the span.")


def without_signs(layout: Layout) -> Reshaping:
    """Return what takes punctuation, quotes, brackets and blanks off both edges of a range."""
    return Reshaping(
        lambda range_: edges.trimmed(layout, range_),
        "Nothing would be left: the span has only punctuation and blanks.",
        "No punctuation is to be taken off the edges.",
    )


def stepped(layout: Layout, step: EdgeStep, count: int, empty: str = "") -> Reshaping:
    """Return what moves an edge of a range by so many words or letters, or as many as there are.

    `empty`: a clause for a range that has no more to give.
    """

    def so_far(range_: Range) -> Range | None:
        found = None
        for _ in range(count):
            further = edges.moved(layout, found or range_, step)
            if further is None:
                break
            found = further
        return found

    what = "letter" if step.by_letter else "clause" if step.by_clause else "word"
    grows = step.at_end == step.onward
    if grows:
        otherwise = f"No {what} {'follows' if step.onward else 'comes before'}."
    else:
        otherwise = f"The span has no further {what} to give{empty}."
    return Reshaping(so_far, otherwise, at_end=step.at_end or None)


_STEPS = (
    (("f5", "+"), EdgeStep(at_end=True, onward=True), "the end a word onward, to the left in Arabic"),
    (("f6", "-"), EdgeStep(at_end=True, onward=False), "the end a word back"),
    (("f7",), EdgeStep(at_end=False, onward=True), "the start a word onward"),
    (("f8",), EdgeStep(at_end=False, onward=False), "the start a word back"),
    (
        ("f9",),
        EdgeStep(at_end=False, onward=False, by_clause=True),
        "the start back to where its clause begins; again: the one before",
    ),
    (("ctrl+f5",), EdgeStep(at_end=True, onward=True, by_letter=True), "the end a letter onward"),
    (("ctrl+f6",), EdgeStep(at_end=True, onward=False, by_letter=True), "the end a letter back"),
    (("ctrl+f7",), EdgeStep(at_end=False, onward=True, by_letter=True), "the start a letter onward"),
    (("ctrl+f8",), EdgeStep(at_end=False, onward=False, by_letter=True), "the start a letter back"),
)


class EdgeActions(NamedTuple):
    """What the editor of a wing does with the keys for edges; `move` also gets the number typed before the key."""

    leave_clitic_out: Callable[[Any], Outcome]
    put_clitic_back: Callable[[Any], Outcome]
    trim: Callable[[Any], Outcome]
    move: Callable[[Any, EdgeStep, int], Outcome]


def edge_keys(actions: EdgeActions, *, counts: bool) -> tuple[Key[ArticleScreen[Any, Any]], ...]:
    """Return the entries of a table for edges, the same keys in both wings. `counts`: whether numbers may stand before them."""

    def once(do: Callable[[Any], Outcome]) -> Callable[[ArticleScreen[Any, Any], Press], None]:
        return lambda screen, _: screen.apply(do(screen.editor))

    def moving(step: EdgeStep) -> Callable[[ArticleScreen[Any, Any], Press], None]:
        return lambda screen, press: screen.apply(actions.move(screen.editor, step, press.times))

    return (
        Key(
            (";",),
            "the span begins past the next clitic",
            EDGES,
            once(actions.leave_clitic_out),
            footer="clitic",
        ),
        Key((":",), "and with the clitic before it again", EDGES, once(actions.put_clitic_back)),
        Key(("'",), "punctuation, quotes, brackets and blanks off both edges", EDGES, once(actions.trim)),
        *(Key(names, text, EDGES, moving(step), counts=counts) for names, step, text in _STEPS),
    )
