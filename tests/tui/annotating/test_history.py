"""Undo and redo on the desk, also of what an earlier run of the program did."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.desks import TEXT, Annotator


def test_undo_and_redo_go_through_every_kind_of_change() -> None:
    desk = Annotator()
    states = [desk.spans]

    def note(_: str) -> None:
        states.append(desk.spans)

    note(desk.tag("وزارة", "actor"))
    desk.desk.edit_span()
    desk.desk.move("word_left")
    note(desk.did(desk.desk.keep_edit()))
    desk.desk.edit_span()
    desk.desk.tag("claim")
    note(desk.did(desk.desk.keep_edit()))
    note(desk.tag("المجلس", "location"))
    desk.go("وزارة")
    note(desk.did(desk.desk.remove_span()))
    assert len({tuple(state) for state in states}) == 6

    said = []
    for state in reversed(states[:-1]):
        said.append(desk.did(desk.desk.undo()))
        assert desk.spans == state
    assert said[0] == "Undone: added claim: وزارة الدفاع"
    assert said[1] == "Undone: removed location: المجلس"
    assert said[-2] == "Undone: changed actor: وزارة"
    assert desk.did(desk.desk.undo()) == "Nothing is left to undo."
    for state in states[1:]:
        desk.did(desk.desk.redo())
        assert desk.spans == state
    assert desk.did(desk.desk.redo()) == "Nothing is left to redo."


def test_the_caret_goes_where_something_was_undone() -> None:
    desk = Annotator()
    desk.tag("القافلة", "actor")
    desk.tag("وزارة", "actor")
    desk.go("المجلس")
    desk.desk.undo()
    assert desk.at == "وزارة"
    desk.desk.undo()
    assert desk.at == "القافلة"
    desk.desk.redo()
    assert desk.current == ("القافلة", "actor")


def test_a_later_run_undoes_and_redoes_what_an_earlier_one_did() -> None:
    first = Annotator()
    first.tag("وزارة", "actor")
    first.tag("المجلس", "actor")
    first.did(first.desk.undo())

    second = first.restarted()
    assert second.spans == [("وزارة", "actor")]
    second.did(second.desk.redo())
    assert second.spans == [("وزارة", "actor"), ("المجلس", "actor")]

    third = second.restarted()
    third.did(third.desk.undo())
    third.did(third.desk.undo())
    assert third.spans == []
    assert third.did(third.desk.undo()) == "Nothing is left to undo."


def test_a_new_change_ends_redoing() -> None:
    desk = Annotator()
    desk.tag("وزارة", "actor")
    desk.did(desk.desk.undo())
    desk.tag("المجلس", "actor")
    assert desk.did(desk.desk.redo()) == "Nothing is left to redo."


def test_undoing_while_selecting_ends_selecting() -> None:
    desk = Annotator()
    desk.tag("وزارة", "actor")
    desk.desk.toggle_selecting()
    desk.desk.move("word_left")
    desk.did(desk.desk.undo())
    desk.desk.move("word_left")
    assert desk.selected is None


WORDS = ["أعلنت", "وزارة", "وزارة الدفاع", "الدفاع إصابة", "المجلس", "في"]
steps = st.one_of(
    st.tuples(st.just("tag"), st.sampled_from(WORDS), st.sampled_from(["actor", "claim"])),
    st.tuples(st.just("edit"), st.sampled_from(["word_left", "letter_right", "row_end"]), st.just("claim")),
    st.tuples(st.sampled_from(["undo", "redo", "remove", "restart"]), st.just(""), st.just("")),
)


@given(st.lists(steps, max_size=25))
def test_whatever_was_done_everything_can_be_undone_and_redone(done: list[tuple[str, str, str]]) -> None:
    desk = Annotator()
    for what, first, second in done:
        if what == "tag":
            desk.tag(first, second)
        elif what == "edit":
            desk.desk.edit_span()
            desk.desk.move(first)
            if desk.desk.editing is not None:
                desk.did(desk.desk.tag(second))
                desk.did(desk.desk.keep_edit())
            desk.did(desk.desk.cancel())
        elif what == "remove":
            desk.did(desk.desk.remove_span())
        elif what == "restart":
            desk = desk.restarted()
        else:
            desk.did(getattr(desk.desk, what)())
        assert dict(+desk.desk.counts) == {
            label: count
            for label in ("actor", "claim")
            if (count := sum(found == label for _, found in desk.spans))
        }
    everything = desk.spans
    desk = desk.restarted()
    assert desk.spans == everything
    undone = 0
    while desk.desk.session.count() or undone < len(desk.saved):
        outcome = desk.desk.undo()
        if outcome.operation is None:
            break
        desk.did(outcome)
        undone += 1
    assert desk.spans == []
    desk = desk.restarted()
    for _ in range(undone):
        assert desk.did(desk.desk.redo()).startswith("Redone")
    assert desk.spans == everything
    assert all(
        0 <= op.edit.after.start < op.edit.after.end <= len(TEXT) for op in desk.saved if op.edit.after
    )
