"""What can be undone and redone of an article's gold, as the recorded steps have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import DecisionEdit, GoldStep, Move, Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class Change(Struct, frozen=True, kw_only=True):
    """What a step does: its edits in their order, and whether the article is settled before and after, from whose layers."""

    edits: tuple[DecisionEdit, ...]
    settled: tuple[bool, bool]
    people: tuple[str, ...] = ()

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        before, after = self.settled
        edits = tuple(edit.inverse() for edit in reversed(self.edits))
        return Change(edits=edits, settled=(after, before), people=self.people)


class History:
    """Two stacks of changes as they were first done: those in force, and those taken back.

    A new change empties the second. The stacks are what the recorded steps make of them, so they outlast a run.
    """

    def __init__(self, steps: Iterable[GoldStep] = ()) -> None:
        self._done: list[Change] = []
        self._undone: list[Change] = []
        for step in steps:
            self.enter(step.move, Change(edits=step.edits, settled=step.settled, people=step.people))

    def enter(self, move: Move, change: Change) -> None:
        """Note that a change was applied. An undo's change is the inverse of the one it takes back."""
        if move is Move.DO:
            self._done.append(change)
            self._undone.clear()
        elif move is Move.UNDO:
            self._undone.append(_taken(self._done, change.inverse()))
        else:
            self._done.append(_taken(self._undone, change))

    def last_done(self) -> Change | None:
        """Return the change to be undone next, or None."""
        return self._done[-1] if self._done else None

    def last_undone(self) -> Change | None:
        """Return the change to be redone next, or None."""
        return self._undone[-1] if self._undone else None

    def forget_done(self) -> None:
        """Drop the change that would be undone next."""
        self._done.pop()

    def forget_undone(self) -> None:
        """Drop the change that would be redone next."""
        self._undone.pop()


def _taken(stack: list[Change], change: Change) -> Change:
    """Take the newest equal change off a stack; two programs on one article may have left it below others."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place] == change:
            return stack.pop(place)
    return change
