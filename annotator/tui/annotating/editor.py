"""The annotator's editor: caret, selection, tagging, edits and search over a `Session`; without a screen."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError, SpanError
from annotator.model import Span
from annotator.text import fold, navigation
from annotator.text.names import NamesIn
from annotator.text.plain import isolated
from annotator.tui.annotating import changes
from annotator.tui.annotating.edges import CliticRule
from annotator.tui.annotating.occurrences import Standing
from annotator.tui.editor import NONE_LIT, ArticleEditor, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.editing import Session
    from annotator.model import Article, Edit, Operation
    from annotator.text.layout import Layout
    from annotator.text.navigation import Caret, Range
    from annotator.tui.annotating.occurrences import Occurrences
    from annotator.tui.editor import LabelledRange, Unit


class SpanEditor(ArticleEditor):
    """One article with the spans of one annotator."""

    def __init__(
        self, article: Article, session: Session, layout: Layout, rule: CliticRule | None = None
    ) -> None:
        super().__init__(article, layout)
        self.session = session
        self.rule = rule or CliticRule()
        self.left_by_rule: tuple[int, Range] | None = None
        """Where the word begins of which the last tag left clitics out, and the range of its span, until that is changed."""
        self.query = ""
        self.searches_name = False
        self.counts: Counter[str] = Counter()
        self.occurrences: Occurrences | None = None
        """Those that are lit, as long as they are."""
        self._names: NamesIn | None = None
        self.recount()
        self._chosen: str | None = None
        self._keeps_target = False

    def go_to_span(self, start: int, end: int, label: str) -> None:
        """Make the span of this range and label current, the caret on it; without one, go to where it would be."""
        self.before_move()
        span = self.session.find(start, end, label)
        self.go_to_offset(start)
        self._chosen = None if span is None else span.id

    def recount(self) -> None:
        """Count the spans of each label anew, after the session was replaced; nothing is lit then."""
        self.occurrences = None
        self.counts = Counter(span.label for span in self.session.layer.spans)

    def before_move(self) -> None:
        """Forget the span that was chosen or made last."""
        self._chosen, self._keeps_target = None, False

    def point(self, offset: int, *, selecting: bool, word: bool = False) -> Outcome:
        """Put the caret where the mouse is; nothing is lit any more."""
        self.occurrences = None
        return super().point(offset, selecting=selecting, word=word)

    def drag(self, start: int, offset: int, unit: Unit) -> Outcome:
        """Select what the mouse goes over; nothing is lit any more."""
        self.occurrences = None
        return super().drag(start, offset, unit)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that are drawn."""
        return self.session.layer.spans

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Return the spans that are drawn and share a code point with ``[start, end)``, in the order of `Span.order`."""
        return self.session.spans_in(start, end)

    @property
    def current(self) -> Span | None:
        """The span that was chosen with Tab or made last, else the innermost one at the caret."""
        here = self.spans_at_caret()
        return next((span for span in here if span.id == self._chosen), here[0] if here else None)

    @property
    def _edited(self) -> Span | None:
        """The span whose edges are being moved."""
        span = self.editing.span if self.editing else None
        return span if isinstance(span, Span) else None

    @property
    def selection_shown(self) -> bool:
        """Whether the selection is drawn: once it is tagged, the span's own colour is seen there."""
        return super().selection_shown and (not self._keeps_target or self.selecting)

    @property
    def lit(self) -> list[Range]:
        """The ranges that are lit, sorted and apart from one another."""
        return self.occurrences.lit if self.occurrences is not None else NONE_LIT

    @property
    def mode(self) -> str:
        """What was begun that a key ends, and which keys; empty where nothing was."""
        if self.occurrences is not None:
            return self.occurrences.told(self.caret)
        return super().mode or ("Selecting: move, then a label's key" if self.selecting else "")

    def spans_at_caret(self) -> list[Span]:
        """Return the spans at the caret, innermost first."""
        return self.session.spans_at(self.caret.start)

    @property
    def names(self) -> NamesIn:
        """The words of the article, by which names are found in it."""
        if self._names is None:
            self._names = NamesIn(self.article.text)
        return self._names

    @property
    def standing(self) -> Standing:
        """Where the annotator is: what `return_to` brings back."""
        return Standing(self.caret, self._chosen, self._keeps_target, self.selecting)

    def return_to(self, standing: Standing) -> None:
        """Put caret, selection and current span back to where they were."""
        self.caret, self._chosen, self._keeps_target, self.selecting = standing

    def cancel(self) -> Outcome:
        """Leave the edit, else drop the selection, else the search."""
        if self.editing is None and self.caret.anchor is None and not self.selecting:
            self.matches = []
            return Outcome()
        return self.drop()

    # --- spans ------------------------------------------------------------------------------------

    def tag(self, label: str) -> Outcome:
        """Tag the target, or untag it where it has that label; while editing, give the span the label.

        The caret stays and so does the target, until the caret moves.
        """
        if self.editing is not None:
            return self.relabel_edit(label)
        target = self.target
        if target is None:
            return Outcome("There is no word under the caret to tag.")
        whole, end = target
        if (existing := self.session.find(whole, end, label)) is not None:
            return self._untag(existing)
        left = self.rule.applied(self.article.text, whole, end, label)
        start = left.start
        if start is None:
            return Outcome(left.told, refused=True)
        if (existing := self.session.find(start, end, label)) is not None:
            return self._untag(existing)
        text = self.text(start, end)
        told = f"{label}: {isolated(text)}{left.told}" if left.told else f"{label}: {text}"
        outcome = self._do(lambda: self.session.add(start, end, label), told)
        if outcome.operations:
            self._make_current(outcome.operations[-1].edit.after)
            if start != whole:
                self.left_by_rule = whole, (start, end)
                self.stand_at_edge(start, end, at_end=self.caret.start > start)
        return outcome._replace(refused=left.refused)

    def tagged(self, label: str) -> Span | None:
        """Return the span that a label's key would take away."""
        if self.target is None:
            return None
        whole, end = self.target
        start = self.rule.applied(self.article.text, whole, end, label).start
        found = self.session.find(whole, end, label)
        return found if found or start is None else self.session.find(start, end, label)

    def change_all(self, edits: Sequence[Edit], message: str) -> Outcome:
        """Do several edits as one step of undo, all or none."""
        return self._do(lambda: self.session.change_all(edits), message)

    def _make_current(self, span: Span | None) -> None:
        """Make a span current and end the edit; caret and target stay where they are."""
        self.editing, self._chosen, self._keeps_target = None, span.id if span else None, True

    def remove_span(self) -> Outcome:
        """Remove the current span."""
        current = self._edited or self.current
        if current is None:
            return Outcome("There is no span at the caret.")
        return self._untag(current)

    def _untag(self, span: Span) -> Outcome:
        if self.editing is not None:
            self.caret = navigation.caret_at(self.layout, span.start)
        outcome = self._do(
            lambda: self.session.remove(span), f"Removed {span.label}: {self.text(span.start, span.end)}"
        )
        self._make_current(None)
        return outcome

    def edit_span(self) -> Outcome:
        """Begin to move the edges of the current span; again: the other edge."""
        if self.editing is not None:
            return self.other_edge()
        current = self.current
        if current is None:
            return Outcome("There is no span at the caret to edit.")
        self.before_move()
        self.begin_editing(current)
        return Outcome()

    def keep_edit(self) -> Outcome:
        """Give the edited span the range that is selected and the label that was chosen."""
        span = self._edited
        if self.editing is None or span is None or self.caret.selection is None:
            return Outcome()
        label = self.editing.label
        start, end = self.caret.selection
        if (start, end, label) == (span.start, span.end, span.label):
            self._make_current(span)
            return Outcome("Nothing changed.")
        return self.change_span(span, start, end, label)

    def change_span(self, span: Span, start: int, end: int, label: str) -> Outcome:
        """Give a span another range or label, and make it current."""
        self.left_by_rule = None
        outcome = self._do(
            lambda: self.session.change(span, start=start, end=end, label=label),
            f"{label}: {self.text(start, end)}",
        )
        if outcome.operations:
            self._make_current(outcome.operations[-1].edit.after)
        return outcome

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
        self.go_to(span)
        return Outcome()

    def go_to(self, span: LabelledRange) -> None:
        """Put the caret on a span and choose it."""
        self.before_move()
        super().go_to(span)
        self._chosen = span.id if isinstance(span, Span) else None

    def stand(self, caret: Caret) -> Outcome:
        """Put the caret where it was before."""
        self.before_move()
        self.selecting, self.caret = False, caret
        return Outcome()

    def undo(self) -> Outcome:
        """Undo the last change."""
        return self._repeat(self.session.undo, "Undone", "Nothing is left to undo.")

    def redo(self) -> Outcome:
        """Redo the last undone change."""
        return self._repeat(self.session.redo, "Redone", "Nothing is left to redo.")

    def _repeat(self, act: Callable[[], tuple[Operation, ...]], done: str, otherwise: str) -> Outcome:
        if self.editing is not None:
            return Outcome("Enter keeps the edit, Escape leaves it; then undo.")
        try:
            operations = act()
        except AnnotatorError as error:  # the history is read when it is needed
            return Outcome(str(error), refused=True)
        left = changes.skipped(self.session.skipped)
        if not operations:
            return Outcome(f"{otherwise}{left}")
        self._count(operations)
        self.selecting = False
        self._go_to_changed([operation.edit for operation in operations])
        return Outcome(f"{done}: {changes.told(operations, self.text)}{left}", operations)

    def _go_to_changed(self, edits: Sequence[Edit]) -> None:
        """Go to the span that changed, unless the target is its range; stay where several did."""
        edit, target = edits[0], self.target
        for each in edits:
            span = changes.span_of(each)
            if target == (span.start, span.end):
                self._make_current(each.after)
                return
        if len(edits) > 1:
            return
        if edit.after is not None:
            self.go_to(edit.after)
        else:
            self.before_move()
            self.caret = navigation.caret_at(self.layout, changes.span_of(edit).start)

    def _do(self, act: Callable[[], tuple[Operation, ...]], message: str) -> Outcome:
        try:
            operations = act()
        except SpanError as error:
            return Outcome(str(error))
        self._count(operations)
        self.selecting = False
        return Outcome(message, operations)

    def _count(self, operations: Sequence[Operation]) -> None:
        for operation in operations:
            if operation.edit.before is not None:
                self.counts[operation.edit.before.label] -= 1
            if operation.edit.after is not None:
                self.counts[operation.edit.after.label] += 1

    # --- search -----------------------------------------------------------------------------------

    def search(self, query: str) -> Outcome:
        """Find `query` and go to the first match from the caret on; an empty query drops the search."""
        return self._find(query, is_name=False) or self._go_to_match(bisect_left(self.matches, (self._here,)))

    def search_word(self) -> Outcome:
        """Go to the next occurrence of the word under the caret, or of what is selected or was just tagged, clitics before it or not."""
        if self.target is None:
            return Outcome("There is no word under the caret to look for.")
        text = " ".join(self.article.text[slice(*self.target)].split())
        return self._find(text, is_name=True) or self.next_match()

    def _find(self, query: str, *, is_name: bool) -> Outcome | None:
        """Find all matches of a query, by the wide fold and behind clitics where it is a name; return None where there are any."""
        self.query, self.searches_name = query, is_name
        text = self.article.text
        self.matches = (
            [(place.start, place.end) for place in self.names.places(query)]
            if is_name
            else list(fold.find_all(query, text))
        )
        if self.matches:
            return None
        return Outcome(f"Not found: {query}" if query else "")

    def go_to_found(self, words: str, matches: Sequence[Range], first: Range) -> Outcome:
        """Take what a search of all articles found here as the matches, and go to one of them."""
        self.query, self.searches_name = words, False
        return super().go_to_found(words, matches, first)

    @property
    def _here(self) -> int:
        """Where the selection begins, else the caret."""
        return self.caret.start if self.caret.selection is None else self.caret.selection[0]

    def next_match(self) -> Outcome:
        """Go to the next match, after the last one to the first."""
        after = self.caret.end if self.caret.by_letter else self.caret.start + 1
        return self._search_first() or self._go_to_match(bisect_left(self.matches, (after,)))

    def previous_match(self) -> Outcome:
        """Go to the previous match, before the first one to the last."""
        return self._search_first() or self._go_to_match(bisect_left(self.matches, (self._here,)) - 1)

    def _search_first(self) -> Outcome | None:
        """Search again where the matches were dropped; return None where there are matches."""
        if self.matches:
            return None
        if not self.query:
            return Outcome("Nothing was searched yet: / searches.")
        if not self.searches_name:
            return self.search(self.query)
        return self._find(self.query, is_name=True)

    def _go_to_match(self, index: int) -> Outcome:
        """Go to a match; an index beyond the ends goes around them."""
        index %= len(self.matches)
        self.before_move()
        self.caret = navigation.select(*self.matches[index], self.layout)
        return Outcome(f"Match {index + 1} of {len(self.matches)}: {self.query}")
