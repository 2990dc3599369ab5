"""What keys do to the edges of the current span, or of the one that is edited: past a clitic, by words and letters, off signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.model import Struct
from annotator.text.left_out import is_all_clitics, left_out
from annotator.text.plain import isolated
from annotator.tui import edges
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.text.edges import EdgeStep
    from annotator.text.navigation import Range
    from annotator.tui.annotating.editor import SpanEditor
    from annotator.tui.edges import Reshaping

PUTS_BACK = "; : puts it back"


class CliticRule(Struct, frozen=True):
    """The labels whose spans leave clitics out, and in how many articles a folded word is, which may raise `AnnotatorError`."""

    labels: frozenset[str] = frozenset()
    articles: Callable[[str], int] = lambda _: 0

    def applied(self, text: str, start: int, end: int, label: str) -> LeftOut:
        """Return where a span with a label begins that is tagged on ``[start, end)``, and what is told of that."""
        if label not in self.labels:
            return LeftOut(start=start)
        if is_all_clitics(text, start, end):
            told = f"Nothing was tagged: {label} leaves clitics out, and {isolated(text[start:end])} is nothing else."
            return LeftOut(start=None, told=told)
        try:
            found = left_out(text, start, end, self.articles)
        except AnnotatorError as error:
            return LeftOut(start=start, told=f"; no clitic was left out: {error}", refused=True)
        if found == start:
            return LeftOut(start=start)
        return LeftOut(start=found, told=f"; left out {isolated(text[start:found])}{PUTS_BACK}")


class LeftOut(Struct, frozen=True):
    """Where a span begins, None where nothing would be left of it, and a clause for the message. `refused`: it has to be seen."""

    start: int | None
    told: str = ""
    refused: bool = False


def leave_clitic_out(editor: SpanEditor) -> Outcome:
    """Let the span begin past the next clitic."""
    return _reshape(editor, edges.past_clitic(editor.article.text), puts_back=True)


def put_clitic_back(editor: SpanEditor) -> Outcome:
    """Let the span begin with the clitic before it, or with all that the rule of its label has just left out."""
    with_one = edges.with_clitic(editor.article.text)

    def with_all(range_: Range) -> Range | None:
        if editor.left_by_rule is not None and editor.left_by_rule[1] == range_:
            return editor.left_by_rule[0], range_[1]
        return with_one.change(range_)

    return _reshape(editor, with_one._replace(change=with_all))


def trim(editor: SpanEditor) -> Outcome:
    """Take punctuation, quotes, brackets and blanks off both edges of the span."""
    return _reshape(editor, edges.without_signs(editor.layout))


def move_edge(editor: SpanEditor, step: EdgeStep, count: int = 1) -> Outcome:
    """Move an edge of the span by so many words or letters, or as many as there are."""
    return _reshape(editor, edges.stepped(editor.layout, step, count, "; x removes it"))


def _reshape(editor: SpanEditor, reshaping: Reshaping, *, puts_back: bool = False) -> Outcome:
    """Give the span the range that a key makes of it, or the edit, which is kept with Enter; one change for undo."""
    edited = editor.editing is not None
    span = editor.current
    before = editor.caret.selection if edited else None if span is None else (span.start, span.end)
    if before is None:
        return Outcome("There is no span at the caret.")
    after = reshaping.change(before)
    if after is None or after == before:
        return Outcome(reshaping.unchanged if after == before else reshaping.otherwise)
    at_end = reshaping.at_end
    if at_end is None:
        at_end = editor.caret.start > before[0] and editor.caret.end >= before[1]
    if not edited:
        assert span is not None
        outcome = editor.change_span(span, *after, span.label)
        if not outcome.operations:
            return outcome
        if puts_back:
            left = isolated(editor.article.text[before[0] : after[0]])
            text = isolated(editor.text(*after))
            outcome = outcome._replace(message=f"{span.label}: {text}; left out {left}{PUTS_BACK}")
    else:
        outcome = Outcome()
    editor.stand_at_edge(*after, at_end=at_end)
    return outcome
