"""One article on an annotator's desk: caret, selection, edits and search over a `Session`, without a screen.

Every method does one thing an annotator asks for and returns an `Outcome`: what to say, and what to save.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import SpanError
from annotator.text import fold, navigation
from annotator.text.layout import NOWHERE, Layout
from annotator.text.navigation import Caret, Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.editing import Session
    from annotator.model import Article, Operation, Span


class Outcome(NamedTuple):
    """What came of a key: a sentence for the status line, and the operation to be recorded, if any."""

    message: str = ""
    operation: Operation | None = None


class Editing(NamedTuple):
    """A span whose edges are being moved, the label it is to get, and which edge moves."""

    span: Span
    label: str
    at_end: bool = True


class Desk:
    """State of the annotate screen. `layout` is set anew when the width changes; offsets survive that."""

    def __init__(self, article: Article, session: Session, layout: Layout) -> None:
        self.article = article
        self.session = session
        self.layout = layout
        self.caret: Caret = navigation.first_caret(layout)
        self.selecting = False
        self.editing: Editing | None = None
        self.query = ""
        self.matches: list[Range] = []
        self.counts: Counter[str] = Counter()
        self.recount()
        self._picked: str | None = None

    def recount(self) -> None:
        """Count the spans of each label anew, after the session was replaced."""
        self.counts = Counter(span.label for span in self.session.layer.spans)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def target(self) -> Range | None:
        """What a label's key would tag: the selection, else the word under the caret."""
        if self.caret.selection is not None:
            return self.caret.selection
        if not self.caret.by_letter and self.caret.end > self.caret.start:
            return self.caret.start, self.caret.end
        return navigation.word_at(self.layout, self.caret.start) if self.article.text else None

    @property
    def current(self) -> Span | None:
        """The span chosen with Tab, else the innermost one at the caret."""
        here = self.session.spans_at(self.caret.start)
        return next((span for span in here if span.id == self._picked), here[0] if here else None)

    def here(self) -> list[Span]:
        """Return the spans at the caret, innermost first."""
        return self.session.spans_at(self.caret.start)

    @property
    def apart(self) -> frozenset[int]:
        """Where a lam-alef is drawn apart for the caret's and the selection's sake."""
        if self.caret.selection is not None:
            return frozenset((*self.caret.selection, self.caret.start, self.caret.end))
        return frozenset((self.caret.start, self.caret.end)) if self.caret.by_letter else NOWHERE

    def text(self, start: int, end: int, limit: int = 40) -> str:
        """Return the article's text in a range, shortened to `limit` code points."""
        text = (
            self.article.text[start:end]
            if end - start <= limit
            else self.article.text[start : start + limit] + "…"
        )
        return " ".join(text.split())

    # --- moving and selecting ---------------------------------------------------------------------

    def move(self, action: str, *, shift: bool = False, page: int = 1) -> Outcome:
        """Move the caret, or the edge of the span that is edited."""
        self._picked = None
        selecting = shift or self.selecting or self.editing is not None
        self.caret = navigation.move(self.layout, self.caret, action, selecting=selecting, page=page)
        return Outcome()

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret on the letter at `offset`, or on its word; the selection grows with it where `selecting`."""
        self._picked = None
        there = navigation.caret_at(self.layout, offset)
        place = (there.start, there.end) if word else navigation.letter_at(self.layout, offset)
        self.caret = self.caret.at(
            place, by_letter=not word or there.by_letter, selecting=selecting or self.editing is not None
        )
        if word and not selecting and self.editing is None:
            self.caret = self.caret._replace(anchor=place)
        return Outcome()

    def toggle_selecting(self) -> Outcome:
        """Start selecting with plain moves, or stop and keep what is selected."""
        self.selecting = not self.selecting
        if self.selecting and self.caret.anchor is None:
            self.caret = self.caret._replace(anchor=(self.caret.start, self.caret.end))
        return Outcome("Selecting: move, then a label's key. v ends it." if self.selecting else "")

    def select_sentence(self) -> Outcome:
        """Select the sentence at the caret."""
        return self._select(
            navigation.sentence_at(self.layout, self.caret.start), "There is no sentence here."
        )

    def grow_sentence(self) -> Outcome:
        """Grow the selection by the next sentence; without a selection, select the sentence."""
        selection = self.caret.selection
        if selection is None:
            return self.select_sentence()
        here = navigation.sentence_at(self.layout, selection[1] - 1)
        following = (
            here if here and here[1] > selection[1] else navigation.sentence_after(self.layout, selection[1])
        )
        return self._select((selection[0], following[1]) if following else None, "No sentence follows.")

    def select_paragraph(self) -> Outcome:
        """Select the paragraph at the caret."""
        return self._select(navigation.paragraph_at(self.layout, self.caret.start), "There is nothing here.")

    def _select(self, place: Range | None, otherwise: str) -> Outcome:
        if place is None:
            return Outcome(otherwise)
        self._picked = None
        self.caret = navigation.select(*place, self.layout)
        return Outcome()

    def cancel(self) -> Outcome:
        """Leave the edit, else drop the selection, else the search."""
        if self.editing is not None:
            span = self.editing.span
            self._stop_editing(span)
            return Outcome("Left as it was.")
        if self.caret.anchor is not None or self.selecting:
            self.selecting = False
            self.caret = self.caret.dropped()
        elif self.matches:
            self.matches = []
        return Outcome()

    # --- spans ------------------------------------------------------------------------------------

    def tag(self, label: str) -> Outcome:
        """Tag the target, or untag it where it has that label; while editing, give the span the label."""
        if self.editing is not None:
            self.editing = self.editing._replace(label=label)
            return Outcome(f"Will be {label}. Enter keeps, Escape leaves it as it was.")
        target = self.target
        if target is None:
            return Outcome("There is no word under the caret to tag.")
        start, end = target
        existing = self.session.find(start, end, label)
        if existing is not None:
            return self._untag(existing)
        outcome = self._do(lambda: self.session.add(start, end, label), f"{label}: {self.text(start, end)}")
        if outcome.operation is not None and outcome.operation.edit.after is not None:
            self._go_to(outcome.operation.edit.after)
        return outcome

    def remove_span(self) -> Outcome:
        """Remove the current span."""
        current = self.editing.span if self.editing else self.current
        if current is None:
            return Outcome("There is no span at the caret.")
        return self._untag(current)

    def _untag(self, span: Span) -> Outcome:
        self.editing, self.selecting = None, False
        outcome = self._do(
            lambda: self.session.remove(span), f"Removed {span.label}: {self.text(span.start, span.end)}"
        )
        self.caret = navigation.caret_at(self.layout, span.start)
        return outcome

    def edit_span(self) -> Outcome:
        """Begin to move the edges of the current span; again: the other edge."""
        if self.editing is not None:
            return self.other_edge()
        current = self.current
        if current is None:
            return Outcome("There is no span at the caret to edit.")
        self.selecting = False
        self.editing = Editing(current, current.label)
        self.caret = self._at_edge(current.start, current.end, at_end=True)
        return Outcome()

    def other_edge(self) -> Outcome:
        """While editing, move the other edge from now on."""
        selection = self.caret.selection
        if self.editing is not None and selection is not None:
            at_end = not self.editing.at_end
            self.editing = self.editing._replace(at_end=at_end)
            self.caret = self._at_edge(*selection, at_end=at_end)
        return Outcome()

    def _at_edge(self, start: int, end: int, *, at_end: bool) -> Caret:
        letter = navigation.letter_at(self.layout, end - 1 if at_end else start)
        word = navigation.word_at(self.layout, letter[0])
        place, by_letter = letter, True
        if word is not None and start <= word[0] and word[1] <= end:
            place, by_letter = word, False
        return Caret(*place, by_letter=by_letter, anchor=(start, start) if at_end else (end, end))

    def keep_edit(self) -> Outcome:
        """Give the edited span the range that is selected and the label that was chosen."""
        if self.editing is None or self.caret.selection is None:
            return Outcome()
        span, label, _ = self.editing
        start, end = self.caret.selection
        if (start, end, label) == (span.start, span.end, span.label):
            self._stop_editing(span)
            return Outcome("Nothing changed.")
        outcome = self._do(
            lambda: self.session.change(span, start=start, end=end, label=label),
            f"{label}: {self.text(start, end)}",
        )
        if outcome.operation is not None and outcome.operation.edit.after is not None:
            self._stop_editing(outcome.operation.edit.after)
        return outcome

    def _stop_editing(self, span: Span) -> None:
        self.editing = None
        self._go_to(span)

    def next_span(self) -> Outcome:
        """Go to the next span; while editing, to the other edge."""
        if self.editing is not None:
            return self.other_edge()
        return self._visit(self.session.next_span(self.current, self.caret.start), "No span follows.")

    def previous_span(self) -> Outcome:
        """Go to the previous span; while editing, to the other edge."""
        if self.editing is not None:
            return self.other_edge()
        return self._visit(
            self.session.previous_span(self.current, self.caret.start), "No span comes before."
        )

    def _visit(self, span: Span | None, otherwise: str) -> Outcome:
        if span is None:
            return Outcome(otherwise)
        self._go_to(span)
        return Outcome()

    def _go_to(self, span: Span) -> None:
        self.selecting = False
        self._picked = span.id
        word = navigation.word_at(self.layout, span.start)
        inside = word is not None and word[0] == span.start
        self.caret = (
            Caret(*word)
            if word and inside
            else Caret(*navigation.letter_at(self.layout, span.start), by_letter=True)
        )

    def undo(self) -> Outcome:
        """Take back the last change."""
        return self._again(self.session.undo, "Undone", "Nothing is left to undo.")

    def redo(self) -> Outcome:
        """Do again what was undone last."""
        return self._again(self.session.redo, "Redone", "Nothing is left to redo.")

    def _again(self, step: Callable[[], Operation | None], done: str, otherwise: str) -> Outcome:
        if self.editing is not None:
            return Outcome("Enter keeps the edit, Escape leaves it; then undo.")
        operation = step()
        if operation is None:
            return Outcome(otherwise)
        self._count(operation)
        self.selecting = False
        edit = operation.edit
        span = edit.after or edit.before
        what = "removed" if edit.after is None else "added" if edit.before is None else "changed"
        if edit.after is not None:
            self._go_to(edit.after)
        elif span is not None:
            self.caret = navigation.caret_at(self.layout, span.start)
        text = f"{span.label}: {self.text(span.start, span.end)}" if span else ""
        return Outcome(f"{done}: {what} {text}", operation)

    def _do(self, step: Callable[[], Operation], message: str) -> Outcome:
        try:
            operation = step()
        except SpanError as error:
            return Outcome(str(error))
        self._count(operation)
        self.selecting = False
        return Outcome(message, operation)

    def _count(self, operation: Operation) -> None:
        if operation.edit.before is not None:
            self.counts[operation.edit.before.label] -= 1
        if operation.edit.after is not None:
            self.counts[operation.edit.after.label] += 1

    # --- search -----------------------------------------------------------------------------------

    def search(self, query: str) -> Outcome:
        """Find `query` and go to the first match from the caret on; an empty query drops the search."""
        self.query = query
        self.matches = list(fold.find_all(query, self.article.text))
        if not self.matches:
            return Outcome(f"Not found: {query}" if query else "")
        place = bisect_left(self.matches, (self.caret.start,))
        return self._match(place % len(self.matches))

    def step(self, by: int) -> Outcome:
        """Go to the next match (1) or the previous one (-1), around the ends."""
        if not self.matches:
            return self.search(self.query) if self.query else Outcome("Nothing was searched yet: / searches.")
        after = self.caret.end if self.caret.by_letter else self.caret.start + 1
        place = (
            bisect_left(self.matches, (after,))
            if by > 0
            else bisect_left(self.matches, (self.caret.start,)) - 1
        )
        return self._match(place % len(self.matches))

    def _match(self, place: int) -> Outcome:
        self._picked = None
        start, end = self.matches[place]
        there = navigation.select(start, end, self.layout)
        first = navigation.letter_at(self.layout, start)
        self.caret = Caret(*first, by_letter=True, anchor=(there.start, there.end))
        return Outcome(f"Match {place + 1} of {len(self.matches)}: {self.query}")
