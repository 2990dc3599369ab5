"""Undo and redo over a recorded history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.model import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Invertible(Protocol):
    """A change that can be undone. Changes are compared by content."""

    def inverse(self: T) -> T:
        """Return the change that undoes this one."""


T = TypeVar("T", bound=Invertible)


class History(Generic[T]):
    """Two stacks of changes as they were first made: those in force and those undone.

    `recorded` are the moves of all earlier runs of the program, oldest first, so that undo goes back to the very first
    change. The change that is recorded with an undo is the inverse of the one that it takes back. A new change empties
    the stack of those undone.
    """

    def __init__(self, recorded: Iterable[tuple[Move, T]] = ()) -> None:
        self._done: list[T] = []
        self._undone: list[T] = []
        for move, change in recorded:
            if move is Move.DO:
                self.add(change)
            elif move is Move.UNDO:
                self._undone.append(_pop_equal(self._done, change.inverse()))
            else:
                self._done.append(_pop_equal(self._undone, change))

    def add(self, change: T) -> None:
        """Add a change that was just made."""
        self._done.append(change)
        self._undone.clear()

    def undo(self, apply: Callable[[T], bool]) -> T | None:
        """Undo the newest change in force that can still be undone; return what was applied, or None.

        `apply` gets the inverse of a change and returns False where it can't be applied, because another program
        changed the same things since. Such a change is dropped.
        """
        while self._done:
            change = self._done.pop()
            inverse = change.inverse()
            if apply(inverse):
                self._undone.append(change)
                return inverse
        return None

    def redo(self, apply: Callable[[T], bool]) -> T | None:
        """Redo the change that was undone last and can still be made; return it, or None. `apply` as in `undo`."""
        while self._undone:
            change = self._undone.pop()
            if apply(change):
                self._done.append(change)
                return change
        return None


def _pop_equal(stack: list[T], change: T) -> T:
    """Remove and return the newest equal change; two programs at work at once may have left it below others."""
    for position in range(len(stack) - 1, -1, -1):
        if stack[position] == change:
            return stack.pop(position)
    return change
