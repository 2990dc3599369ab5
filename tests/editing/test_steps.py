"""A step of several changes is taken back and made again as one, as far as nobody else changed its spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.editing import Session
from annotator.errors import DuplicateSpanError, StaleSpanError
from annotator.model import Edit, Layer, Move, Operation, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LENGTH = 400
HUDA = "هدى"


def session(spans: tuple[Span, ...] = (), operations: tuple[Operation, ...] = ()) -> Session:
    ordered = tuple(sorted(spans, key=lambda span: span.order))
    return Session("1.txt", HUDA, LENGTH, Layer(article="1.txt", annotator=HUDA, spans=ordered), operations)


def adding(*starts: int, label: str = "actor") -> list[Edit]:
    return [Edit(before=None, after=Span.new(start, start + 3, label, HUDA)) for start in starts]


def starts(editing: Session) -> list[int]:
    return [span.start for span in editing.layer.spans]


def test_many_edits_are_one_step_of_undo() -> None:
    editing = session()
    editing.add(0, 3, "claim")
    made = editing.change_all(adding(10, 20, 30))
    assert len(made) == 3
    assert len({(one.step, one.when, one.move) for one in made}) == 1
    undone = editing.undo()
    assert [one.edit for one in undone] == [one.edit.inverse() for one in reversed(made)]
    assert starts(editing) == [0]
    redone = editing.redo()
    assert [one.edit for one in redone] == [one.edit for one in made]
    assert len({one.step for one in (*made, *undone, *redone)}) == 3
    assert starts(editing) == [0, 10, 20, 30]


def test_one_edit_is_a_plain_change_and_none_is_no_step() -> None:
    editing = session()
    (one,) = editing.change_all(adding(10))
    assert one.step == ""
    editing.undo()
    assert editing.change_all([]) == ()
    assert editing.redo(), "nothing was changed that could end what can be redone"


def test_edits_of_which_one_does_not_fit_are_not_made_at_all() -> None:
    editing = session()
    editing.add(20, 23, "actor")
    before = editing.layer
    with pytest.raises(DuplicateSpanError):
        editing.change_all(adding(10, 15, 20, 30))
    assert editing.layer == before
    (span,) = before.spans
    moved = msgspec.structs.replace(span, end=25)
    with pytest.raises(StaleSpanError):
        editing.change_all([Edit(before=span, after=moved), Edit(before=span, after=None)])
    assert editing.layer == before
    assert len(editing.undo()) == 1


def test_edits_follow_each_other() -> None:
    """A label goes from one span to another of the same range, which only this order allows."""
    editing = session()
    first = editing.add(10, 13, "actor")[0].edit.after
    second = editing.add(10, 13, "claim")[0].edit.after
    assert first is not None
    assert second is not None
    away = Edit(before=first, after=None)
    there = Edit(before=second, after=msgspec.structs.replace(second, label="actor"))
    with pytest.raises(DuplicateSpanError):
        editing.change_all([there, away])
    editing.change_all([away, there])
    assert [span.mark for span in editing.layer.spans] == [(10, 13, "actor")]
    editing.undo()
    assert {span.mark for span in editing.layer.spans} == {(10, 13, "actor"), (10, 13, "claim")}


def test_what_was_changed_elsewhere_is_left_and_counted_and_the_rest_is_taken_back() -> None:
    first = session()
    made = first.change_all(adding(10, 20, 30))
    kept = tuple(one.edit.after for one in made if one.edit.after is not None)
    moved = msgspec.structs.replace(kept[1], end=26)
    elsewhere = msgspec.structs.replace(made[1], edit=Edit(before=kept[1], after=moved), step="")

    # The other program's change is the newest: it is undone first, and then the step as a whole.
    editing = session((kept[0], moved, kept[2]), (*made, elsewhere))
    assert len(editing.undo()) == 1
    assert len(editing.undo()) == 3
    assert (starts(editing), editing.skipped) == ([], 0)

    # Its history is not here, as where a copy was merged: what can be undone is, and redone and undone again.
    editing = session((kept[0], moved, kept[2]), made)
    undone = editing.undo()
    assert (starts(editing), editing.skipped, len(undone)) == ([20], 1, 2)
    redone = editing.redo()
    assert (starts(editing), editing.skipped, len(redone)) == ([10, 20, 30], 0, 2)

    again = session(editing.layer.spans, (*made, *undone, *redone))
    assert len(again.undo()) == 2
    assert starts(again) == [20]
    assert again.undo() == ()
    assert len(again.redo()) == 2


def test_a_step_of_which_nothing_can_be_undone_is_passed_over() -> None:
    first = session()
    alone = first.add(0, 3, "claim")
    made = first.change_all(adding(10, 20))
    there = alone[0].edit.after
    assert there is not None
    editing = session((there,), (*alone, *made))
    assert [one.edit.before for one in editing.undo()] == [there]
    assert editing.skipped == 2
    assert editing.undo() == ()
    assert editing.skipped == 0


@pytest.mark.parametrize("lost", [{0}, {1, 2}, {4}, {0, 5}, {3, 7}, {6, 7, 8}, {2, 3, 8}])
def test_steps_of_which_a_part_is_lost_still_undo_and_redo(lost: set[int]) -> None:
    """A project was recovered, and some entries of its history were not to be had."""
    first = session()
    made = [*first.change_all(adding(10, 20, 30)), *first.undo(), *first.redo()]
    for history in (made[:3], made[:6], made):
        there = tuple(one for place, one in enumerate(history) if place not in lost)
        spans = first.layer.spans if len(history) != 6 else ()
        editing = session(spans, there)
        before = editing.layer
        undone = 0
        while editing.undo():
            undone += 1
        assert undone <= 1, "a step, or what is left of it, is undone once"
        for _ in range(undone):
            assert editing.redo()
        assert editing.redo() == () or len(history) == 6
        assert undone == 0 or editing.layer == before


@given(st.lists(st.sampled_from(["one", "two", "three", "undo", "redo", "reopen"]), max_size=20))
def test_each_undo_takes_back_what_one_key_did(keys: list[str]) -> None:
    editing, history = session(), list[Operation]()
    states, later = [editing.layer], list[Layer]()
    place = 0
    for key in keys:
        if key == "reopen":
            editing = session(editing.layer.spans, tuple(history))
            continue
        if key == "undo":
            operations = editing.undo()
            assert bool(operations) == (len(states) > 1)
            later += [states.pop()] if operations else []
        elif key == "redo":
            operations = editing.redo()
            assert bool(operations) == bool(later)
            states += [later.pop()] if operations else []
        else:
            count = ("one", "two", "three").index(key) + 1
            operations = editing.change_all(adding(*range(place, place + count)))
            place += count
            states, later = [*states, editing.layer], []
        history += operations
        assert all(one.move is (Move(key) if key in ("undo", "redo") else Move.DO) for one in operations)
        assert editing.layer == states[-1]


class Failing:
    """A history of which one operation can't be read at first."""

    def __init__(self, operations: Sequence[Operation], at: int) -> None:
        self._left = list(operations)
        self._at = at
        self.read = 0

    def __reversed__(self) -> Iterator[Operation]:
        return self

    def __iter__(self) -> Iterator[Operation]:
        return self

    def __next__(self) -> Operation:
        if len(self._left) == self._at:
            self._at = -1
            raise StaleSpanError("It can't be read now")
        if not self._left:
            raise StopIteration
        self.read += 1
        return self._left.pop()


@pytest.mark.parametrize("at", range(1, 7))
def test_what_can_not_be_read_in_the_middle_of_a_step_is_missed_by_nobody(at: int) -> None:
    first = session()
    made = [
        *first.add(50, 53, "claim"),
        *first.change_all(adding(10, 20, 30)),
        *first.change_all(adding(60, 70)),
    ]
    editing = Session("1.txt", HUDA, LENGTH, first.layer, Failing(made, at))
    counts, told = list[int](), 0
    while editing.count():
        try:
            counts.append(len(editing.undo()))
        except StaleSpanError:
            told += 1
            assert editing.count() == 6 - sum(counts), "nothing was undone by that"
    assert (counts, told) == ([2, 3, 1], 1)


def test_no_more_is_read_than_the_step_and_what_shows_where_it_ends() -> None:
    first = session()
    made = [*first.add(50, 53, "claim"), *first.add(0, 3, "claim"), *first.change_all(adding(10, 20, 30))]
    history = Failing(made, -1)
    editing = Session("1.txt", HUDA, LENGTH, first.layer, history)
    assert history.read == 0
    editing.undo()
    assert history.read == 4
    editing.undo()
    assert history.read == 4
