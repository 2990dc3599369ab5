"""What keys do to the edges of the chosen version, or of the one that is edited; each begins the edit where none is begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tui import edges
from annotator.tui.adjudicating import deciding, sentences
from annotator.tui.edges import Reshaping
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.text.edges import EdgeStep
    from annotator.text.navigation import Range
    from annotator.tui.adjudicating.editor import DecisionEditor


def leave_clitic_out(editor: DecisionEditor) -> Outcome:
    """Let the version begin past the next clitic."""
    return _reshape(editor, edges.past_clitic(editor.article.text))


def put_clitic_back(editor: DecisionEditor) -> Outcome:
    """Let the version begin with the clitic before it."""
    return _reshape(editor, edges.with_clitic(editor.article.text))


def trim(editor: DecisionEditor) -> Outcome:
    """Take punctuation, quotes, brackets and blanks off both edges of the version."""
    return _reshape(editor, edges.without_signs(editor.layout))


def move_edge(editor: DecisionEditor, step: EdgeStep, count: int = 1) -> Outcome:
    """Move an edge of the version by so many words or letters, or as many as there are."""
    return _reshape(editor, edges.stepped(editor.layout, step, count))


def take_start(editor: DecisionEditor) -> Outcome:
    """Let the version begin where another one does; again: where the next one does, at last where it began itself."""
    starts = _offsets(editor, at_end=False)

    def with_next(range_: Range) -> Range:
        return _next(starts, range_[0], below=range_[1]), range_[1]

    same = "No other version's start to take."
    return _reshape(editor, Reshaping(with_next, same, same))


def take_end(editor: DecisionEditor) -> Outcome:
    """Let the version end where another one does; again: where the next one does, at last where it ended itself."""
    ends = _offsets(editor, at_end=True)

    def with_next(range_: Range) -> Range:
        return range_[0], _next(ends, range_[1], above=range_[0])

    same = "No other version's end to take."
    return _reshape(editor, Reshaping(with_next, same, same))


def _offsets(editor: DecisionEditor, *, at_end: bool) -> list[int]:
    """Return where the versions begin, or end, each offset once: the chosen one's first, then in the order of the cards."""
    cards = editor.cards
    first = editor.chosen_index
    spans = [card.span for card in (*cards[first:], *cards[:first]) if card.span is not None]
    return list(dict.fromkeys(span.end if at_end else span.start for span in spans))


def _next(offsets: list[int], offset: int, *, above: int = -1, below: int | None = None) -> int:
    """Return the offset that comes after one, around the end, of those that leave something of the range.

    After one that is no version's comes the second: the first is the chosen version's own.
    """
    index = offsets.index(offset) + 1 if offset in offsets else 1
    for following in (*offsets[index:], *offsets[:index]):
        if following > above and (below is None or following < below):
            return following
    return offset


def _reshape(editor: DecisionEditor, reshaping: Reshaping) -> Outcome:
    """Give the edit, or what is to be added, the range that a key makes of it; without either, begin to edit the chosen version.

    The caret is then at the edge that moved.
    """
    is_begun = editor.editing is not None or editor.caret.anchor is not None
    if is_begun or editor.adding:
        before = editor.target
    else:
        card = editor.chosen_card()
        if card is not None and card.span is None:
            return Outcome("The earlier decision was for none of them: there is no version to change.")
        before = None if card is None or card.span is None else (card.span.start, card.span.end)
    if before is None:
        return Outcome(sentences.no_case(editor.adjudication))
    after = reshaping.change(before)
    if after is None or after == before:
        # Where something is begun, only what has to be seen is seen before how to end that.
        message = reshaping.unchanged if after == before else reshaping.otherwise
        return Outcome(message, refused=bool(editor.mode))
    at_end = after[0] == before[0]
    if is_begun and after[0] != before[0] and after[1] != before[1]:
        at_end = editor.moving_edge == "end"
    if not is_begun and not editor.adding:
        deciding.begin_edit(editor)
    editor.repaint_case()  # of what is to be added, the caret may lead to another case
    editor.stand_at_edge(*after, at_end=at_end)
    editor.repaint_case()
    return Outcome()
