"""Undo and redo over a recorded history."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.model import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Invertible(Protocol):
    """A change that can be undone. Changes are compared by content."""

    def inverse(self: T) -> T:
        """Return the change that undoes this one."""


T = TypeVar("T", bound=Invertible)


class History(Generic[T]):
    """Two stacks of changes as they were first made: those in force and those undone.

    `recorded` are the moves of all earlier runs of the program, the newest first, so that undo goes back to the very first
    change. They are read only as far as undo and redo need them; what reading one raises, undo and redo raise, and can be
    called again. The change that is recorded with an undo is the inverse of the one that it takes back. A new change
    empties the stack of those undone.
    """

    def __init__(self, recorded: Iterable[tuple[Move, T]] = ()) -> None:
        self._done: deque[T] = deque()
        self._undone: deque[T] = deque()
        self._recorded: Iterator[tuple[Move, T]] | None = iter(recorded)  # None: all are read
        self._undone_is_whole = False
        # What later moves, which were read already, took back or made again, the newest first.
        self._taken_back: list[T] = []
        self._made_again: list[T] = []

    def add(self, change: T) -> None:
        """Add a change that was just made."""
        self._done.append(change)
        self._end_undone()

    def undo(self, apply: Callable[[T], bool]) -> T | None:
        """Undo the newest change in force that can still be undone; return what was applied, or None.

        `apply` gets the inverse of a change and returns False where it can't be applied, because another program
        changed the same things since. Such a change is dropped.
        """
        while self._has_done():
            change = self._done.pop()
            inverse = change.inverse()
            if apply(inverse):
                self._undone.append(change)
                return inverse
        return None

    def redo(self, apply: Callable[[T], bool]) -> T | None:
        """Redo the change that was undone last and can still be made; return it, or None. `apply` as in `undo`."""
        while self._has_undone():
            change = self._undone.pop()
            if apply(change):
                self._done.append(change)
                return change
        return None

    def _has_done(self) -> bool:
        while not self._done and self._recorded is not None:
            self._read_one(self._recorded)
        return bool(self._done)

    def _has_undone(self) -> bool:
        while not self._undone and not self._undone_is_whole and self._recorded is not None:
            self._read_one(self._recorded)
        return bool(self._undone)

    def _read_one(self, recorded: Iterator[tuple[Move, T]]) -> None:
        """Read the newest recorded move that is not read yet, and put what is left of it below all that is newer."""
        found = next(recorded, None)
        if found is None:
            self._recorded = None
            return
        move, change = found
        if move is Move.UNDO:
            change = change.inverse()
            if not self._undone_is_whole and not _remove_equal(self._made_again, change):
                self._undone.appendleft(change)
            self._taken_back.append(change)
            return
        if move is Move.DO:
            self._undone_is_whole = True
        elif not self._undone_is_whole:
            self._made_again.append(change)
        if not _remove_equal(self._taken_back, change):
            self._done.appendleft(change)

    def _end_undone(self) -> None:
        self._undone.clear()
        self._undone_is_whole = True


def _remove_equal(changes: list[T], change: T) -> bool:
    """Remove the last equal change, if there is one; two programs at work at once may have left it below others."""
    for position in range(len(changes) - 1, -1, -1):
        if changes[position] == change:
            del changes[position]
            return True
    return False
