"""Whatever is done in whatever order, a layer is what a list of spans would be, and all of it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.editing import Session
from annotator.errors import DuplicateSpanError, SpanRangeError
from annotator.model import Edit, Layer, Operation, Span

LENGTH = 1000
OFFSETS = st.one_of(
    st.integers(0, 12), st.integers(-2, LENGTH + 2), st.sampled_from([63, 64, 65, 128, 512, LENGTH])
)
LABELS = st.sampled_from(["actor", "claim"])


@dataclass
class Model:
    """A layer as a plain list, with every earlier state kept whole."""

    spans: list[Span] = field(default_factory=list)
    past: list[list[Span]] = field(default_factory=list)
    future: list[list[Span]] = field(default_factory=list)

    def become(self, spans: list[Span]) -> None:
        self.past.append(self.spans)
        self.spans = spans
        self.future.clear()

    def legal(self, start: int, end: int, label: str) -> bool:
        taken = {(span.start, span.end, span.label) for span in self.spans}
        return 0 <= start < end <= LENGTH and (start, end, label) not in taken

    def sorted(self) -> list[Span]:
        return sorted(self.spans, key=lambda span: span.order)


class Annotating(RuleBasedStateMachine):
    """Everything an annotator can do, in a session and in the model."""

    @initialize(data=st.data(), count=st.integers(0, 6))
    def open(self, data: st.DataObject, count: int) -> None:
        """Begin with a layer that was there before its history, as one can have."""
        self.model = Model()
        for _ in range(count):
            start, end, label = data.draw(OFFSETS), data.draw(OFFSETS), data.draw(LABELS)
            if self.model.legal(start, end, label):
                self.model.spans.append(Span.new(start, end, label, "هدى"))
        self.first = Layer(article="1.txt", annotator="هدى", spans=tuple(self.model.sorted()))
        self.session = Session("1.txt", "هدى", LENGTH, self.first)
        self.operations: list[Operation] = []

    @rule(start=OFFSETS, end=OFFSETS, label=LABELS)
    def add(self, start: int, end: int, label: str) -> None:
        try:
            (operation,) = self.session.add(start, end, label)
        except (DuplicateSpanError, SpanRangeError):
            assert not self.model.legal(start, end, label)
            return
        assert self.model.legal(start, end, label)
        assert operation.edit.after is not None
        self.operations.append(operation)
        self.model.become([*self.model.spans, operation.edit.after])

    @precondition(lambda self: self.model.spans)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        span = data.draw(st.sampled_from(self.model.spans))
        self.operations += self.session.remove(span)
        self.model.become([other for other in self.model.spans if other != span])

    @precondition(lambda self: self.model.spans)
    @rule(data=st.data(), start=st.none() | OFFSETS, end=st.none() | OFFSETS, label=LABELS)
    def change(self, data: st.DataObject, start: int | None, end: int | None, label: str) -> None:
        span = data.draw(st.sampled_from(self.model.spans))
        start, end = span.start if start is None else start, span.end if end is None else end
        try:
            (operation,) = self.session.change(span, start=start, end=end, label=label)
        except (DuplicateSpanError, SpanRangeError):
            assert not self.model.legal(start, end, label)
            return
        assert self.model.legal(start, end, label)
        changed = operation.edit.after
        assert changed is not None
        assert (changed.start, changed.end, changed.label) == (start, end, label)
        self.operations.append(operation)
        self.model.become([changed if other == span else other for other in self.model.spans])

    @rule(data=st.data(), count=st.integers(0, 5))
    def change_all(self, data: st.DataObject, count: int) -> None:
        """Make several edits at once, each as it fits what those before it leave; or not, and then none is made."""
        spans, edits, fits = list(self.model.spans), list[Edit](), True
        for _ in range(count):
            before = data.draw(st.none() | st.sampled_from(spans)) if spans else None
            start, end, label = data.draw(OFFSETS), data.draw(OFFSETS), data.draw(LABELS)
            if before is not None and data.draw(st.booleans()):
                edits.append(Edit(before=before, after=None))
                spans.remove(before)
                continue
            new = Span.new(start, end, label, "هدى")
            after = new if before is None else msgspec.structs.replace(new, id=before.id)
            taken = {span.mark for span in spans}
            fits = fits and 0 <= start < end <= LENGTH and after.mark not in taken
            edits.append(Edit(before=before, after=after))
            spans = [other for other in spans if other != before] + [after]
        try:
            operations = self.session.change_all(edits)
        except (DuplicateSpanError, SpanRangeError):
            assert not fits
            return
        assert fits
        assert [operation.edit for operation in operations] == edits
        assert len({operation.step for operation in operations}) == min(count, 1)
        assert all(bool(operation.step) == (count > 1) for operation in operations)
        if edits:
            self.operations += operations
            self.model.become(spans)

    @rule()
    def undo(self) -> None:
        operations = self.session.undo()
        assert bool(operations) == bool(self.model.past)
        if operations:
            self.operations += operations
            self.model.future.append(self.model.spans)
            self.model.spans = self.model.past.pop()

    @rule()
    def redo(self) -> None:
        operations = self.session.redo()
        assert bool(operations) == bool(self.model.future)
        if operations:
            self.operations += operations
            self.model.past.append(self.model.spans)
            self.model.spans = self.model.future.pop()

    @rule()
    def reopen(self) -> None:
        """Go on in a later run of the program, which has only the layer and its history."""
        self.session = Session("1.txt", "هدى", LENGTH, self.session.layer, self.operations)

    @rule(start=OFFSETS, end=OFFSETS)
    def look(self, start: int, end: int) -> None:
        spans = self.model.sorted()
        overlapping = [span for span in spans if span.start < end and start < span.end and start < end]
        assert self.session.spans_in(start, end) == overlapping
        here = [span for span in spans if span.start <= start < span.end]
        assert self.session.spans_at(start) == sorted(here, key=lambda span: span.end - span.start)
        after = [span for span in spans if span.start >= start]
        assert self.session.next_span(None, start) == (after[0] if after else None)
        before = [span for span in spans if span.start < start]
        assert self.session.previous_span(None, start) == (before[-1] if before else None)

    @invariant()
    def the_layer_is_the_model(self) -> None:
        if hasattr(self, "model"):
            assert list(self.session.layer.spans) == self.model.sorted()
            assert self.session.count() == len(self.model.spans)

    def teardown(self) -> None:
        """Undo everything: what is left is how it began."""
        if hasattr(self, "model"):
            fresh = Session("1.txt", "هدى", LENGTH, self.session.layer, self.operations)
            for editing in (self.session, fresh):
                while editing.undo():
                    pass
                assert editing.layer == self.first


TestAnnotating = Annotating.TestCase
TestAnnotating.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
