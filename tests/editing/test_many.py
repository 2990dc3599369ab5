"""Changing several spans of a layer together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.editing import Session
from annotator.editing.many import revise
from annotator.model import Layer, Span

if TYPE_CHECKING:
    from annotator.model import Mark

LABELS = ("actor", "location", "claim")
MARKS = st.tuples(st.integers(0, 4), st.integers(5, 8), st.sampled_from(LABELS))


def session(marks: set[Mark]) -> Session:
    spans = tuple(Span.new(start, end, label, "huda") for start, end, label in sorted(marks))
    return Session("a", "huda", 10, Layer(article="a", annotator="huda", spans=spans))


def marks_of(one: Session) -> list[Mark]:
    return sorted(span.mark for span in one.layer.spans)


@given(st.sets(MARKS), st.sets(MARKS), st.sampled_from((*LABELS, None)))
def test_what_fits_is_changed_nothing_gets_lost_and_one_undo_takes_all_back(
    there: set[Mark], wanted: set[Mark], label: str | None
) -> None:
    one = session(there)
    before = one.layer
    operations = revise(one, sorted(wanted), label)
    done = {operation.edit.before.mark for operation in operations if operation.edit.before}
    assert done <= there & wanted
    if label is None:
        assert done == there & wanted
        assert set(marks_of(one)) == there - wanted
    else:
        for start, end, old in (there & wanted) - done:
            assert (start, end, label) in marks_of(one), f"{old} was left without a reason"
        assert set(marks_of(one)) == there - done | {(start, end, label) for start, end, _ in done}
        assert len(marks_of(one)) == len(there)
    assert one.newest() == tuple(operation.edit for operation in operations)
    if operations:
        one.undo()
    assert one.layer == before
    assert one.undo() == ()


def test_two_labels_of_one_range_do_not_become_one_span() -> None:
    one = session({(0, 5, "actor"), (0, 5, "location")})
    assert len(revise(one, [(0, 5, "actor"), (0, 5, "location")], "claim")) == 1
    assert marks_of(one) in ([(0, 5, "claim"), (0, 5, "location")], [(0, 5, "actor"), (0, 5, "claim")])
