"""Undo and redo on the annotator, also of what an earlier run of the program did."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.text import moves
from tests.tui.editors import TEXT, Annotator


def test_undo_and_redo_go_through_every_kind_of_change() -> None:
    annotator = Annotator()
    states = [annotator.spans]

    def note(_: str) -> None:
        states.append(annotator.spans)

    note(annotator.tag("وزارة", "actor"))
    annotator.editor.edit_span()
    annotator.editor.move(moves.word_left)
    note(annotator.did(annotator.editor.keep_edit()))
    annotator.editor.edit_span()
    annotator.editor.tag("claim")
    note(annotator.did(annotator.editor.keep_edit()))
    note(annotator.tag("المجلس", "location"))
    annotator.go("وزارة")
    note(annotator.did(annotator.editor.remove_span()))
    assert len({tuple(state) for state in states}) == 6

    said = []
    for state in reversed(states[:-1]):
        said.append(annotator.did(annotator.editor.undo()))
        assert annotator.spans == state
    assert said[0] == "Undone: added claim: وزارة الدفاع"
    assert said[1] == "Undone: removed location: المجلس"
    assert said[-2] == "Undone: changed actor: وزارة"
    assert annotator.did(annotator.editor.undo()) == "Nothing is left to undo."
    for state in states[1:]:
        annotator.did(annotator.editor.redo())
        assert annotator.spans == state
    assert annotator.did(annotator.editor.redo()) == "Nothing is left to redo."


def test_the_caret_goes_where_something_was_undone() -> None:
    annotator = Annotator()
    annotator.tag("القافلة", "actor")
    annotator.tag("وزارة", "actor")
    annotator.go("المجلس")
    annotator.editor.undo()
    assert annotator.at == "وزارة"
    annotator.editor.undo()
    assert annotator.at == "القافلة"
    annotator.editor.redo()
    assert annotator.current == ("القافلة", "actor")


def test_a_later_run_undoes_and_redoes_what_an_earlier_one_did() -> None:
    first = Annotator()
    first.tag("وزارة", "actor")
    first.tag("المجلس", "actor")
    first.did(first.editor.undo())

    second = first.restarted()
    assert second.spans == [("وزارة", "actor")]
    second.did(second.editor.redo())
    assert second.spans == [("وزارة", "actor"), ("المجلس", "actor")]

    third = second.restarted()
    third.did(third.editor.undo())
    third.did(third.editor.undo())
    assert third.spans == []
    assert third.did(third.editor.undo()) == "Nothing is left to undo."


def test_a_new_change_ends_redoing() -> None:
    annotator = Annotator()
    annotator.tag("وزارة", "actor")
    annotator.did(annotator.editor.undo())
    annotator.tag("المجلس", "actor")
    assert annotator.did(annotator.editor.redo()) == "Nothing is left to redo."


def test_undoing_while_selecting_ends_selecting() -> None:
    annotator = Annotator()
    annotator.tag("وزارة", "actor")
    annotator.editor.toggle_selecting()
    annotator.editor.move(moves.word_left)
    annotator.did(annotator.editor.undo())
    annotator.editor.move(moves.word_left)
    assert annotator.selected is None


WORDS = ["أعلنت", "وزارة", "وزارة الدفاع", "الدفاع إصابة", "المجلس", "في"]
steps = st.one_of(
    st.tuples(st.just("tag"), st.sampled_from(WORDS), st.sampled_from(["actor", "claim"])),
    st.tuples(
        st.just("edit"),
        st.sampled_from([moves.word_left, moves.letter_right, moves.row_end]),
        st.just("claim"),
    ),
    st.tuples(st.sampled_from(["undo", "redo", "remove", "restart"]), st.just(""), st.just("")),
)


@given(st.lists(steps, max_size=25))
def test_whatever_was_done_everything_can_be_undone_and_redone(done: list[tuple[str, Any, str]]) -> None:
    annotator = Annotator()
    for what, first, second in done:
        if what == "tag":
            annotator.tag(first, second)
        elif what == "edit":
            annotator.editor.edit_span()
            annotator.editor.move(first)
            if annotator.editor.editing is not None:
                annotator.did(annotator.editor.tag(second))
                annotator.did(annotator.editor.keep_edit())
            annotator.did(annotator.editor.cancel())
        elif what == "remove":
            annotator.did(annotator.editor.remove_span())
        elif what == "restart":
            annotator = annotator.restarted()
        else:
            annotator.did(getattr(annotator.editor, what)())
        assert dict(+annotator.editor.counts) == {
            label: count
            for label in ("actor", "claim")
            if (count := sum(found == label for _, found in annotator.spans))
        }
    everything = annotator.spans
    annotator = annotator.restarted()
    assert annotator.spans == everything
    undone = 0
    while annotator.editor.session.count() or undone < len(annotator.saved):
        outcome = annotator.editor.undo()
        if not outcome.operations:
            break
        annotator.did(outcome)
        undone += 1
    assert annotator.spans == []
    annotator = annotator.restarted()
    for _ in range(undone):
        assert annotator.did(annotator.editor.redo()).startswith("Redone")
    assert annotator.spans == everything
    assert all(
        0 <= op.edit.after.start < op.edit.after.end <= len(TEXT) for op in annotator.saved if op.edit.after
    )
