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

    `key`: what a change has in common with those that take it back or make it again, also in part; by default all of it.
    """

    def __init__(
        self, recorded: Iterable[tuple[Move, T]] = (), key: Callable[[T], object] = lambda change: change
    ) -> None:
        self._key = key
        self._done: deque[T] = deque()
        self._undone: deque[T] = deque()
        self._recorded: Iterator[tuple[Move, T]] | None = iter(recorded)  # None: all are read
        self._undone_is_whole = False
        # The keys of what later moves, which were read already, took back or made again, the newest first.
        self._taken_back: list[object] = []
        self._made_again: list[object] = []

    def add(self, change: T) -> None:
        """Add a change that was just made."""
        self._done.append(change)
        self._end_undone()

    def undo(self, apply: Callable[[T], T | None]) -> T | None:
        """Undo the newest change in force that can still be undone; return what was applied, or None.

        `apply` gets the inverse of a change and returns what of it could be applied, None where nothing could, because
        another program changed the same things since. The rest is dropped.
        """
        while self._has_done():
            applied = apply(self._done.pop().inverse())
            if applied is not None:
                self._undone.append(applied.inverse())
                return applied
        return None

    def redo(self, apply: Callable[[T], T | None]) -> T | None:
        """Redo the change that was undone last and can still be made; return what was applied, or None. `apply` as in `undo`."""
        while self._has_undone():
            applied = apply(self._undone.pop())
            if applied is not None:
                self._done.append(applied)
                return applied
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
        key = self._key(change.inverse() if move is Move.UNDO else change)
        if move is Move.UNDO:
            if not self._undone_is_whole and not _remove_equal(self._made_again, key):
                self._undone.appendleft(change.inverse())
            self._taken_back.append(key)
            return
        if move is Move.DO:
            self._undone_is_whole = True
        elif not self._undone_is_whole:
            self._made_again.append(key)
        if not _remove_equal(self._taken_back, key):
            self._done.appendleft(change)

    def _end_undone(self) -> None:
        self._undone.clear()
        self._undone_is_whole = True


def _remove_equal(keys: list[object], key: object) -> bool:
    """Remove the last equal key, if there is one; two programs at work at once may have left it below others."""
    for position in range(len(keys) - 1, -1, -1):
        if keys[position] == key:
            del keys[position]
            return True
    return False
