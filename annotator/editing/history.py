"""What can be undone and redone, as the recorded history has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Edit, Move, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable


class History:
    """Two stacks of edits as they were first done: those in force, and those taken back.

    A new edit empties the second. The stacks are what the recorded operations make of them, so they outlast a run.
    """

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        for operation in operations:
            self.enter(operation.move, operation.edit)

    def enter(self, move: Move, edit: Edit) -> None:
        """Note that an edit was applied. An undo's edit is the inverse of the one it takes back."""
        if move is Move.DO:
            self._done.append(edit)
            self._undone.clear()
        elif move is Move.UNDO:
            self._undone.append(_taken(self._done, edit.inverse()))
        else:
            self._done.append(_taken(self._undone, edit))

    def last_done(self) -> Edit | None:
        """Return the edit to be undone next, or None."""
        return self._done[-1] if self._done else None

    def last_undone(self) -> Edit | None:
        """Return the edit to be redone next, or None."""
        return self._undone[-1] if self._undone else None

    def forget_done(self) -> None:
        """Drop the edit that would be undone next."""
        self._done.pop()

    def forget_undone(self) -> None:
        """Drop the edit that would be redone next."""
        self._undone.pop()


def _taken(stack: list[Edit], edit: Edit) -> Edit:
    """Take the newest equal edit off a stack; two programs on one layer may have left it below others."""
    for place in range(len(stack) - 1, -1, -1):
        if stack[place] == edit:
            return stack.pop(place)
    return edit
