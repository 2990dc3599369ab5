"""Undo and redo over a recorded history."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from annotator.model import Move

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class Invertible(Protocol):
    """A change that can be undone, of one part or more, which are compared by content."""

    def inverse(self: T) -> T:
        """Return the change that undoes this one."""

    def parts(self) -> Sequence[bytes]:
        """Return the content of its parts: of each what a move that takes it back, or makes it again, has as well."""

    def only(self: T, places: Sequence[int]) -> T:
        """Return the change with some of its parts only, by their places, one or more."""


T = TypeVar("T", bound=Invertible)


class History(Generic[T]):
    """Two stacks of changes as they were first made: those in force and those undone.

    `recorded` are the moves of all earlier runs of the program, the newest first, so that undo goes back to the very first
    change. They are read only as far as undo and redo need them; what reading one raises, undo and redo raise, and can be
    called again. The change that is recorded with an undo is the inverse of the one that it takes back, or of some of its
    parts: the others stay in force. A new change empties the stack of those undone.
    """

    def __init__(self, recorded: Iterable[tuple[Move, T]] = ()) -> None:
        self._done: deque[T] = deque()
        self._undone: deque[T] = deque()
        self._recorded: Iterator[tuple[Move, T]] | None = iter(recorded)  # None: all are read
        self._undone_is_whole = False
        # The parts that later moves, which were read already, took back or made again. Two programs at work at once may have
        # left them in any order.
        self._taken_back: Counter[bytes] = Counter()
        self._made_again: Counter[bytes] = Counter()

    def add(self, change: T) -> None:
        """Add a change that was just made."""
        self._done.append(change)
        self._end_undone()

    def newest(self) -> T | None:
        """Return the newest change in force, which undo would take back first, or None."""
        return self._done[-1] if self._has_done() else None

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
        if move is Move.UNDO:
            change = change.inverse()
            if not self._undone_is_whole and (left := _without(change, self._made_again)) is not None:
                self._undone.appendleft(left)
            self._taken_back.update(change.parts())
            return
        if move is Move.DO:
            self._undone_is_whole = True
        elif not self._undone_is_whole:
            self._made_again.update(change.parts())
        if (left := _without(change, self._taken_back)) is not None:
            self._done.appendleft(left)

    def _end_undone(self) -> None:
        self._undone.clear()
        self._undone_is_whole = True


def _without(change: T, later: Counter[bytes]) -> T | None:
    """Remove the parts of a change from those of later moves; return the change with the parts that were not there, if any."""
    parts = change.parts()
    places = []
    for place, part in enumerate(parts):
        if later[part]:
            later[part] -= 1
        else:
            places.append(place)
    if len(places) == len(parts):
        return change
    return change.only(places) if places else None
