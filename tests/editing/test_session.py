"""What an annotator can do in one article, and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from annotator.editing import Session
from annotator.errors import DuplicateSpanError, SpanRangeError, StaleSpanError
from annotator.model import Layer, Move, Operation, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LENGTH = 400


def session(*spans: Span) -> Session:
    return Session("1.txt", "هدى", LENGTH, Layer(article="1.txt", annotator="هدى", spans=spans))


def added(operations: Sequence[Operation]) -> Span:
    (operation,) = operations
    assert operation.edit.after is not None
    return operation.edit.after


def ranges(spans: list[Span] | tuple[Span, ...]) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.label) for span in spans]


def test_a_change_applies_at_once_and_says_what_to_record() -> None:
    editing = session()
    (operation,) = editing.add(3, 9, "actor")
    span = added([operation])
    assert (operation.article, operation.annotator, operation.move) == ("1.txt", "هدى", Move.DO)
    assert operation.edit.before is None
    assert ranges([span]) == [(3, 9, "actor")]
    assert editing.layer.spans == (span,)
    moved = editing.change(span, start=4, end=9, label="actor")
    assert moved[0].edit.before == span
    assert (added(moved).id, added(moved).created) == (span.id, span.created)
    assert added(moved).changed >= span.changed
    relabelled = editing.change(added(moved), start=4, end=9, label="location")
    assert ranges(editing.layer.spans) == [(4, 9, "location")]
    both = editing.change(added(relabelled), start=1, end=2, label="weapon")
    assert ranges(editing.layer.spans) == [(1, 2, "weapon")]
    (removed,) = editing.remove(added(both))
    assert (removed.edit.before, removed.edit.after) == (added(both), None)
    assert editing.count() == 0


def test_the_same_range_and_label_twice_is_refused_with_a_sentence() -> None:
    editing = session()
    editing.add(3, 9, "actor")
    editing.add(3, 9, "claim")
    other = added(editing.add(3, 12, "actor"))
    before = editing.layer
    changes: list[Callable[[], object]] = [
        lambda: editing.add(3, 9, "actor"),
        lambda: editing.change(other, start=3, end=9, label="actor"),
    ]
    for change in changes:
        with pytest.raises(DuplicateSpanError) as caught:
            change()
        assert str(caught.value) == (
            "There is a span labelled actor at 3–9 already. Choose another label or another range."
        )
    with pytest.raises(DuplicateSpanError, match="labelled actor at 3–12 already"):
        editing.change(added(editing.add(3, 12, "claim")), start=3, end=12, label="actor")
    editing.undo()
    assert editing.layer == before


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 4), (5, 4), (0, LENGTH + 1)])
def test_ranges_outside_the_text_are_refused_with_a_sentence(start: int, end: int) -> None:
    editing = session()
    span = added(editing.add(0, LENGTH, "claim"))
    sentence = (
        f"A span labelled claim at {start}–{end} is outside the article, which has {LENGTH} characters. "
        "Choose a range inside the text, of one character or more."
    )
    with pytest.raises(SpanRangeError) as caught:
        editing.add(start, end, "claim")
    assert str(caught.value) == sentence
    with pytest.raises(SpanRangeError) as caught:
        editing.change(span, start=start, end=end, label="claim")
    assert str(caught.value) == sentence
    assert editing.layer.spans == (span,)


def test_what_is_not_in_the_layer_cannot_be_changed() -> None:
    editing = session()
    span = added(editing.add(3, 9, "actor"))
    now = added(editing.change(span, start=3, end=10, label="actor"))
    changes: list[Callable[[], object]] = [
        lambda: editing.remove(span),
        lambda: editing.change(span, start=3, end=9, label="claim"),
        lambda: editing.change(span, start=1, end=2, label="actor"),
    ]
    for change in changes:
        with pytest.raises(StaleSpanError) as caught:
            change()
        assert str(caught.value) == (
            "The span labelled actor at 3–9 is not in the layer any more, or not as it was, so nothing was changed. "
            "Choose it again."
        )
    assert editing.layer.spans == (now,)


def test_undo_and_redo_walk_back_and_forth() -> None:
    editing = session()
    assert editing.undo() == ()
    assert editing.redo() == ()
    span = added(editing.add(3, 9, "actor"))
    moved = added(editing.change(span, start=3, end=12, label="actor"))
    editing.remove(moved)
    steps = []
    while operations := editing.undo():
        (operation,) = operations
        steps.append((operation.move, operation.edit.after, editing.layer.spans))
    assert steps == [(Move.UNDO, moved, (moved,)), (Move.UNDO, span, (span,)), (Move.UNDO, None, ())]
    steps = []
    while operations := editing.redo():
        (operation,) = operations
        steps.append((operation.move, operation.edit.after, editing.layer.spans))
    assert steps == [(Move.REDO, span, (span,)), (Move.REDO, moved, (moved,)), (Move.REDO, None, ())]


def test_a_new_change_ends_what_could_be_redone() -> None:
    editing = session()
    editing.add(3, 9, "actor")
    editing.undo()
    editing.add(4, 9, "actor")
    assert editing.redo() == ()
    editing.undo()
    assert editing.undo() == ()
    assert editing.count() == 0


def test_a_refused_change_ends_nothing() -> None:
    editing = session()
    span = added(editing.add(3, 9, "actor"))
    editing.add(4, 9, "actor")
    editing.undo()
    with pytest.raises(DuplicateSpanError):
        editing.add(span.start, span.end, span.label)
    assert editing.redo()
    assert ranges(editing.layer.spans) == [(3, 9, "actor"), (4, 9, "actor")]


def test_what_another_program_changed_since_is_passed_over_when_undoing() -> None:
    """Two programs worked on one layer: this one's view of the layer no longer has what its history made."""
    first = session()
    gone, stays = first.add(3, 9, "actor"), first.add(20, 30, "claim")
    history = [*stays, *gone]
    editing = Session(
        "1.txt", "هدى", LENGTH, msgspec.structs.replace(first.layer, spans=(added(stays),)), history
    )
    (operation,) = editing.undo()
    assert operation.edit == stays[0].edit.inverse()
    assert editing.skipped == 1
    assert editing.count() == 0
    assert editing.undo() == ()


def test_interleaved_histories_of_two_programs_undo_each_change_once() -> None:
    one = session()
    first = one.add(3, 9, "actor")
    two = Session("1.txt", "هدى", LENGTH, one.layer, first)
    second = two.add(20, 30, "claim")
    history = [*first, *second, *one.undo()]
    layer = msgspec.structs.replace(one.layer, spans=(added(second),))
    editing = Session("1.txt", "هدى", LENGTH, layer, history)
    (redone,) = editing.redo()
    assert redone.edit == first[0].edit
    assert editing.undo()
    assert ranges(editing.layer.spans) == [(20, 30, "claim")]
    assert editing.undo()
    assert editing.count() == 0


@pytest.fixture
def stacked() -> Session:
    editing = session()
    for start, end, label in [
        (0, 300, "claim"),
        (10, 60, "claim"),
        (10, 20, "actor"),
        (15, 25, "weapon"),
        (10, 20, "location"),
    ]:
        editing.add(start, end, label)
    return editing


def test_the_innermost_span_comes_first(stacked: Session) -> None:
    assert ranges(stacked.spans_at(17)) == [
        (10, 20, "actor"),
        (10, 20, "location"),
        (15, 25, "weapon"),
        (10, 60, "claim"),
        (0, 300, "claim"),
    ]
    assert ranges(stacked.spans_at(20)) == [(15, 25, "weapon"), (10, 60, "claim"), (0, 300, "claim")]
    assert ranges(stacked.spans_at(299)) == [(0, 300, "claim")]
    assert stacked.spans_at(300) == []


def test_spans_of_a_range_are_in_order_and_those_that_only_touch_it_are_not_in(stacked: Session) -> None:
    assert ranges(stacked.spans_in(20, 61)) == [(0, 300, "claim"), (10, 60, "claim"), (15, 25, "weapon")]
    assert stacked.spans_in(17, 17) == []
    assert ranges(stacked.spans_in(-5, 1000)) == ranges(stacked.layer.spans)


def test_going_from_span_to_span(stacked: Session) -> None:
    order = list(stacked.layer.spans)
    current, walked = None, []
    while (current := stacked.next_span(current, 0)) is not None:
        walked.append(current)
    assert walked == order
    current, back = order[-1], [order[-1]]
    while (previous := stacked.previous_span(current, 0)) is not None:
        back.append(current := previous)
    assert back == order[::-1]
    assert stacked.next_span(None, 10) == order[1]
    assert stacked.next_span(None, 11) == order[-1]
    assert stacked.next_span(None, 16) is None
    assert stacked.previous_span(None, 15) == order[3]
    assert stacked.previous_span(None, 0) is None


def test_going_on_from_a_span_that_is_gone(stacked: Session) -> None:
    order = list(stacked.layer.spans)
    stacked.remove(order[1])
    assert stacked.next_span(order[1], 0) == order[2]
    assert stacked.previous_span(order[1], 0) == order[0]


def test_finding_a_span_by_range_and_label(stacked: Session) -> None:
    span = stacked.find(10, 20, "location")
    assert span is not None
    stacked.remove(span)
    assert stacked.find(10, 20, "location") is None
    assert stacked.find(10, 20, "actor") is not None
