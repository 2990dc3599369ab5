"""What keys do to the edges of the current span, or of the one that is edited: past a clitic, by words and letters, off signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.model import Struct
from annotator.text import clitics, edges
from annotator.text.left_out import is_all_clitics, left_out
from annotator.text.plain import isolated
from annotator.tui.editor import Outcome

if TYPE_CHECKING:
    from annotator.text.edges import EdgeStep
    from annotator.text.navigation import Range
    from annotator.tui.annotating.editor import SpanEditor

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

    def past(range_: Range) -> Range | None:
        start = clitics.next_clitic(editor.article.text, *range_)
        return None if start is None else (start, range_[1])

    return _reshape(editor, past, "No clitic begins the span with a word behind it.", puts_back=True)


def put_clitic_back(editor: SpanEditor) -> Outcome:
    """Let the span begin with the clitic before it, or with all that the rule of its label has just left out."""

    def with_one(range_: Range) -> Range | None:
        if editor.left_by_rule is not None and editor.left_by_rule[1] == range_:
            return editor.left_by_rule[0], range_[1]
        start = clitics.previous_clitic(editor.article.text, range_[0])
        return None if start is None else (start, range_[1])

    return _reshape(editor, with_one, "No clitic stands before the span.")


def trim(editor: SpanEditor) -> Outcome:
    """Take punctuation, quotes, brackets and blanks off both edges of the span."""

    def without_signs(range_: Range) -> Range | None:
        return edges.trimmed(editor.layout, range_)

    return _reshape(
        editor,
        without_signs,
        "Nothing would be left: the span has only punctuation and blanks.",
        unchanged="No punctuation is to be taken off the edges.",
    )


def move_edge(editor: SpanEditor, step: EdgeStep, count: int = 1) -> Outcome:
    """Move an edge of the span by so many words or letters, or as many as there are."""

    def so_far(range_: Range) -> Range | None:
        found = None
        for _ in range(count):
            further = edges.moved(editor.layout, found or range_, step)
            if further is None:
                break
            found = further
        return found

    grows = step.at_end == step.onward
    what = "letter" if step.by_letter else "word"
    otherwise = (
        f"No {what} {'follows' if step.onward else 'comes before'}."
        if grows
        else f"The span has no further {what} to give; x removes it."
    )
    return _reshape(editor, so_far, otherwise, at_end=step.at_end or None)


def _reshape(
    editor: SpanEditor,
    change: Callable[[Range], Range | None],
    otherwise: str,
    *,
    unchanged: str = "",
    at_end: bool | None = None,
    puts_back: bool = False,
) -> Outcome:
    """Give the span the range that `change` makes of it, or the edit, which is kept with Enter; one change for undo.

    `otherwise`: the sentence where it makes none. `at_end`: where the caret goes, None: to the edge at which it is.
    """
    edited = editor.editing is not None
    span = editor.current
    before = editor.caret.selection if edited else None if span is None else (span.start, span.end)
    if before is None:
        return Outcome("There is no span at the caret.")
    after = change(before)
    if after is None or after == before:
        return Outcome(unchanged if after == before else otherwise)
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
