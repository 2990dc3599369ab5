"""The layer of one annotator in one article while it is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec

from annotator.editing.index import SpanIndex
from annotator.editing.steps import RecordedSteps, Step
from annotator.errors import DuplicateSpanError, SpanError, SpanRangeError, StaleSpanError
from annotator.history import History
from annotator.model import Edit, Layer, Move, Operation, Span, now

if TYPE_CHECKING:
    from collections.abc import Reversible, Sequence


class Session:
    """A layer and its history. Every change applies at once and returns the operations to be saved together, one step of undo.

    `length` is the article's, in code points; `operations` is the layer's saved history, oldest first, which is read from
    its end, as far as undo goes; what reading it raises, undo and redo raise. A change that raises leaves everything as it
    was. `edition` is the article's, too: undo stops where its text was corrected.
    """

    def __init__(
        self,
        article: str,
        annotator: str,
        length: int,
        layer: Layer,
        operations: Reversible[Operation] = (),
        edition: int = 0,
    ) -> None:
        self.article = article
        self.annotator = annotator
        self.length = length
        self.edition = edition
        self._index = SpanIndex(layer.spans)
        self._history: History[Step] = History(RecordedSteps(operations, edition))
        self._layer: Layer | None = None
        self.skipped = 0
        """How many edits the last undo or redo left out, because another program changed those spans since."""

    # --- reading ----------------------------------------------------------------------------------

    @property
    def layer(self) -> Layer:
        """The layer as it is now. Made when asked for, at a cost that grows with the number of spans."""
        if self._layer is None:
            self._layer = Layer(article=self.article, annotator=self.annotator, spans=tuple(self._index))
        return self._layer

    def count(self) -> int:
        """Return the number of spans."""
        return len(self._index)

    def find(self, start: int, end: int, label: str) -> Span | None:
        """Return the span of exactly this range and label, or None."""
        return self._index.find(start, end, label)

    def spans_at(self, offset: int) -> list[Span]:
        """Return the spans over one code point, the shortest first."""
        return sorted(self.spans_in(offset, offset + 1), key=lambda span: span.end - span.start)

    def spans_in(self, start: int, end: int) -> list[Span]:
        """Return the spans that share a code point with ``[start, end)``, in the order of `Span.order`."""
        return self._index.overlapping(start, end)

    def next_span(self, current: Span | None, offset: int) -> Span | None:
        """Return the span after `current`; without one, the first that starts at `offset` or after it."""
        return self._index.first_from(offset) if current is None else self._index.first_after(current.order)

    def previous_span(self, current: Span | None, offset: int) -> Span | None:
        """Return the span before `current`; without one, the last that starts before `offset`."""
        return self._index.last_before((offset,) if current is None else current.order)

    def newest(self) -> tuple[Edit, ...]:
        """Return the edits of the newest step in force, which undo would take back; nothing where there is none."""
        step = self._history.newest()
        return () if step is None else step.edits

    # --- changing ---------------------------------------------------------------------------------

    def add(self, start: int, end: int, label: str) -> tuple[Operation, ...]:
        """Add a span. Raises `SpanRangeError`, `DuplicateSpanError`."""
        return self.change_all([Edit(before=None, after=Span.new(start, end, label, self.annotator))])

    def remove(self, span: Span) -> tuple[Operation, ...]:
        """Remove a span. Raises `StaleSpanError` when it is not in the layer as it is given."""
        return self.change_all([Edit(before=span, after=None)])

    def change(self, span: Span, *, start: int, end: int, label: str) -> tuple[Operation, ...]:
        """Give a span another range, another label or both.

        Raises `SpanRangeError`, `DuplicateSpanError`, and `StaleSpanError` when the span is not in the layer as it is given.
        """
        after = msgspec.structs.replace(span, start=start, end=end, label=label, changed=now())
        return self.change_all([Edit(before=span, after=after)])

    def change_all(self, edits: Sequence[Edit]) -> tuple[Operation, ...]:
        """Make edits in their order, all or none, as one step of undo; without any, do nothing.

        Raises `SpanRangeError`, `DuplicateSpanError`, `StaleSpanError` for the first that doesn't fit the layer as the edits
        before it leave it.
        """
        for position, edit in enumerate(edits):
            try:
                self._check(edit)
            except SpanError:
                for made in reversed(edits[:position]):
                    self._apply(made.inverse())
                raise
            self._apply(edit)
        if not edits:
            return ()
        step = Step(edits=tuple(edits))
        self._history.add(step)
        return self._operations(Move.DO, step)

    def undo(self) -> tuple[Operation, ...]:
        """Undo the newest step in force, as far as its spans are still as it left them; nothing where there is none."""
        self.skipped = 0
        step = self._history.undo(self._apply_what_fits)
        return () if step is None else self._operations(Move.UNDO, step)

    def redo(self) -> tuple[Operation, ...]:
        """Redo what was undone last, as far as it still fits; nothing where there is nothing."""
        self.skipped = 0
        step = self._history.redo(self._apply_what_fits)
        return () if step is None else self._operations(Move.REDO, step)

    def _operations(self, move: Move, step: Step) -> tuple[Operation, ...]:
        moment, id_ = now(), uuid4().hex if len(step.edits) > 1 else ""
        return tuple(
            Operation(
                article=self.article,
                annotator=self.annotator,
                when=moment,
                move=move,
                edit=edit,
                edition=self.edition,
                step=id_,
            )
            for edit in step.edits
        )

    def _apply_what_fits(self, step: Step) -> Step | None:
        """Apply those edits whose `before` is in the layer and whose result is legal; return them, None where there are none."""
        applied = tuple(edit for edit in step.edits if self._apply_if_legal(edit))
        self.skipped += len(step.edits) - len(applied)
        return Step(edits=applied) if applied else None

    def _apply_if_legal(self, edit: Edit) -> bool:
        try:
            self._check(edit)
        except SpanError:
            return False
        self._apply(edit)
        return True

    def _apply(self, edit: Edit) -> None:
        if edit.before is not None:
            self._index.delete(edit.before)
        if edit.after is not None:
            self._index.insert(edit.after)
        self._layer = None

    def _check(self, edit: Edit) -> None:
        """Raise unless the layer is as the edit says and is legal after it."""
        before, after = edit.before, edit.after
        if before is not None and self._index.get(before.id) != before:
            raise StaleSpanError(
                f"The span labelled {before.label} at {before.start}–{before.end} is not in the layer any more, or not as it was",
                "Choose it again.",
            )
        if after is None:
            return
        if not 0 <= after.start < after.end <= self.length:
            raise SpanRangeError(
                f"A span labelled {after.label} at {after.start}–{after.end} is outside the article, which has {self.length} "
                "characters. Choose a range inside the text, of one character or more."
            )
        if self._index.find(after.start, after.end, after.label) is not None:
            raise DuplicateSpanError(
                f"There is a span labelled {after.label} at {after.start}–{after.end} already. "
                "Choose another label or another range."
            )
        if before is None and self._index.get(after.id) is not None:
            raise StaleSpanError(
                f"The span at {after.start}–{after.end} is in the layer already, so it can't be added."
            )
