"""Whatever is changed, undone and redone, in whatever runs of the program, undo goes back to the first change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.adjudication.working_gold import GoldChange
from annotator.editing.steps import Step
from annotator.errors import StaleSpanError
from annotator.history import History, Invertible
from annotator.model import Choice, Decision, DecisionEdit, Edit, Move, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOMENT = datetime(2026, 2, 3, tzinfo=UTC)
IDS = st.sampled_from(["a", "b", "c"])


def spans(id_: str) -> st.SearchStrategy[Span]:
    return st.builds(
        Span,
        id=st.just(id_),
        start=st.just(0),
        end=st.integers(1, 3),
        label=st.just("actor"),
        annotator=st.just("هدى"),
        created=st.just(MOMENT),
        changed=st.just(MOMENT),
    )


def decisions(id_: str) -> st.SearchStrategy[Decision]:
    return st.builds(
        Decision,
        id=st.just(id_),
        article=st.just("1.txt"),
        adjudicator=st.just("نادية"),
        when=st.just(MOMENT),
        choice=st.sampled_from(Choice),
        people=st.just(()),
        sources=st.just(()),
        spans=st.just(()),
    )


EDITS = IDS.flatmap(lambda id_: st.builds(Edit, before=st.none() | spans(id_), after=st.none() | spans(id_)))
ONE_EDIT = EDITS.map(lambda edit: Step(edits=(edit,)))
GOLD_CHANGES = st.builds(
    GoldChange,
    edits=st.lists(
        IDS.flatmap(
            lambda id_: st.builds(
                DecisionEdit, before=st.none() | decisions(id_), after=st.none() | decisions(id_)
            )
        ),
        max_size=3,
    ).map(tuple),
    settled=st.tuples(st.booleans(), st.booleans()),
)


def adding(start: int) -> Step:
    return Step(edits=(Edit(before=None, after=Span.new(start, start + 1, "actor", "هدى")),))


T = TypeVar("T", bound=Invertible)


class UndoingAndRedoing(RuleBasedStateMachine, Generic[T]):
    """A history and two plain lists of what is in force and what is undone, the newest last."""

    def __init__(self) -> None:
        super().__init__()
        self.history: History[T] = History()
        self.recorded: list[tuple[Move, T]] = []
        self.done: list[T] = []
        self.undone: list[T] = []
        self.refused: set[bytes] = set()  # the parts that another program made impossible, there and back

    def changes(self) -> st.SearchStrategy[T]:
        raise NotImplementedError

    def apply(self, change: T) -> T | None:
        places = [place for place, part in enumerate(change.parts()) if part not in self.refused]
        return change.only(places) if places else None

    def newest(self, stack: list[T], way: Callable[[T], T]) -> T | None:
        """Drop from a stack what is refused, and return what is left of the newest change, as it is to be applied."""
        while stack and self.apply(way(stack[-1])) is None:
            stack.pop()
        return self.apply(way(stack[-1])) if stack else None

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        change = data.draw(self.changes())
        self.history.add(change)
        self.recorded.append((Move.DO, change))
        self.done.append(change)
        self.undone.clear()

    @rule()
    def undo(self) -> None:
        expected = self.newest(self.done, lambda change: change.inverse())
        assert self.history.undo(self.apply) == expected
        if expected is not None:
            self.recorded.append((Move.UNDO, expected))
            self.done.pop()
            self.undone.append(expected.inverse())

    @rule()
    def redo(self) -> None:
        expected = self.newest(self.undone, lambda change: change)
        assert self.history.redo(self.apply) == expected
        if expected is not None:
            self.recorded.append((Move.REDO, expected))
            self.undone.pop()
            self.done.append(expected)

    @precondition(lambda self: self.done or self.undone)
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        change = data.draw(st.sampled_from(self.done + self.undone))
        for there, back in zip(change.parts(), reversed(change.inverse().parts()), strict=True):
            if data.draw(st.booleans()):
                self.refused |= {there, back}

    @rule()
    def restart(self) -> None:
        """Go on in a later run of the program, which has the recorded moves alone."""
        self.history = History(reversed(self.recorded))

    @invariant()
    def what_is_recorded_undoes_all(self) -> None:
        history = History(reversed(self.recorded))
        undone = []
        while (change := history.undo(self.apply)) is not None:
            undone.append(change)
        possible = [self.apply(change.inverse()) for change in reversed(self.done)]
        assert undone == [change for change in possible if change is not None]


class OfALayer(UndoingAndRedoing[Step]):
    """One edit at a time, the same ones again and again."""

    def changes(self) -> st.SearchStrategy[Step]:
        return ONE_EDIT


class OfSteps(UndoingAndRedoing[Step]):
    """Several edits at a time, each of a span of its own."""

    def changes(self) -> st.SearchStrategy[Step]:
        return st.integers(1, 4).map(
            lambda count: Step(edits=tuple(adding(0).edits[0] for _ in range(count)))
        )


class OfGold(UndoingAndRedoing[GoldChange]):
    def changes(self) -> st.SearchStrategy[GoldChange]:
        return GOLD_CHANGES


TestOfALayer = OfALayer.TestCase
TestOfGold = OfGold.TestCase
TestOfSteps = OfSteps.TestCase
TestOfALayer.settings = TestOfGold.settings = TestOfSteps.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None
)


def read_forwards(recorded: list[tuple[Move, Step]]) -> tuple[list[Step], list[Step]]:
    """Return what is in force and what is undone after moves, oldest first, going through them in their order."""
    done: list[Step] = []
    undone: list[Step] = []
    for move, change in recorded:
        if move is Move.DO:
            done.append(change)
            undone.clear()
            continue
        here, there = (done, undone) if move is Move.UNDO else (undone, done)
        meant = change.inverse() if move is Move.UNDO else change
        place = max((place for place, each in enumerate(here) if each == meant), default=None)
        if place is not None:
            del here[place]
        there.append(meant)
    return done, undone


@given(st.lists(st.tuples(st.sampled_from(Move), ONE_EDIT), max_size=12), st.data())
def test_moves_of_several_programs_at_once_come_to_the_same_from_their_end_as_in_their_order(
    recorded: list[tuple[Move, Step]], data: st.DataObject
) -> None:
    done, undone = read_forwards(recorded)
    history = History(reversed(recorded))
    for step in data.draw(st.lists(st.sampled_from(["undo", "redo"]), max_size=12)):
        if step == "undo":
            assert history.undo(lambda change: change) == (done[-1].inverse() if done else None)
            undone += [done.pop()] if done else []
        else:
            assert history.redo(lambda change: change) == (undone[-1] if undone else None)
            done += [undone.pop()] if undone else []


def test_only_what_undo_and_redo_need_is_read() -> None:
    edits = [adding(start) for start in range(1_000)]
    read = []

    def recorded() -> Iterator[tuple[Move, Step]]:
        for edit in reversed(edits):
            read.append(edit)
            yield Move.DO, edit

    history = History(recorded())
    assert not read
    assert history.redo(lambda change: change) is None
    assert len(read) == 1
    for _ in range(3):
        history.undo(lambda change: change)
    assert len(read) == 3


def test_reading_that_fails_drops_nothing_and_goes_on_later() -> None:
    edits = [adding(start) for start in range(3)]

    class Failing:
        def __init__(self) -> None:
            self.left = list(edits)
            self.fails = True

        def __iter__(self) -> Iterator[tuple[Move, Step]]:
            return self

        def __next__(self) -> tuple[Move, Step]:
            if not self.left:
                raise StopIteration
            if self.fails and len(self.left) == 2:
                raise StaleSpanError("It can't be read now")
            return Move.DO, self.left.pop()

    recorded = Failing()
    history = History(recorded)
    assert history.undo(lambda change: change) == edits[2].inverse()
    with pytest.raises(StaleSpanError):
        history.undo(lambda change: change)
    assert history.redo(lambda change: change) == edits[2]
    recorded.fails = False
    assert [history.undo(lambda change: change) for _ in range(4)] == [
        *(edit.inverse() for edit in reversed(edits)),
        None,
    ]
