"""The layer of one annotator in one article while it is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.editing.index import SpanIndex
from annotator.errors import DuplicateSpanError, SpanError, SpanRangeError, StaleSpanError
from annotator.history import History
from annotator.model import Edit, Layer, Move, Operation, Span, now

if TYPE_CHECKING:
    from collections.abc import Reversible


class Session:
    """A layer and its history. Every change applies at once and returns the operation to be saved.

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
        self._history = History(
            (operation.move, operation.edit)
            for operation in reversed(operations)
            if operation.edition == edition and not operation.correction
        )
        self._layer: Layer | None = None

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

    # --- changing ---------------------------------------------------------------------------------

    def add(self, start: int, end: int, label: str) -> Operation:
        """Add a span. Raises `SpanRangeError`, `DuplicateSpanError`."""
        return self._do(Edit(before=None, after=Span.new(start, end, label, self.annotator)))

    def remove(self, span: Span) -> Operation:
        """Remove a span. Raises `StaleSpanError` when it is not in the layer as it is given."""
        return self._do(Edit(before=span, after=None))

    def change(self, span: Span, *, start: int, end: int, label: str) -> Operation:
        """Give a span another range, another label or both.

        Raises `SpanRangeError`, `DuplicateSpanError`, and `StaleSpanError` when the span is not in the layer as it is given.
        """
        after = msgspec.structs.replace(span, start=start, end=end, label=label, changed=now())
        return self._do(Edit(before=span, after=after))

    def undo(self) -> Operation | None:
        """Undo the newest change in force, or return None when there is none."""
        edit = self._history.undo(self._apply_if_legal)
        return None if edit is None else self._operation(Move.UNDO, edit)

    def redo(self) -> Operation | None:
        """Redo the change that was undone last, or return None when there is none."""
        edit = self._history.redo(self._apply_if_legal)
        return None if edit is None else self._operation(Move.REDO, edit)

    def _do(self, edit: Edit) -> Operation:
        self._check(edit)
        self._apply(edit)
        self._history.add(edit)
        return self._operation(Move.DO, edit)

    def _operation(self, move: Move, edit: Edit) -> Operation:
        return Operation(
            article=self.article,
            annotator=self.annotator,
            when=now(),
            move=move,
            edit=edit,
            edition=self.edition,
        )

    def _apply_if_legal(self, edit: Edit) -> bool:
        """Apply an edit; return False and change nothing if its `before` is not in the layer, or the result would not be legal."""
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
