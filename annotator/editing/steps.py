"""Steps: the changes of a layer that one key made, and that undo takes back together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import Edit, Move, Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Reversible, Sequence

    from annotator.model import Operation

_content = msgspec.msgpack.Encoder(order="deterministic").encode


class Step(Struct, frozen=True, kw_only=True):
    """Edits in their order, one or more."""

    edits: tuple[Edit, ...]

    def inverse(self) -> Step:
        """Return the step that undoes this one."""
        return Step(edits=tuple(edit.inverse() for edit in reversed(self.edits)))

    def parts(self) -> list[bytes]:
        """Return the content of each edit."""
        return [_content(edit) for edit in self.edits]

    def only(self, places: Sequence[int]) -> Step:
        """Return the step with some of its edits only."""
        return Step(edits=tuple(self.edits[place] for place in places))


class RecordedSteps:
    """The steps of a saved history from the newest on, each with how it came about; of operations in one edition of the text only.

    Read as far as somebody goes through it. Not a generator, which would end with the first error: what reading an operation
    raises is raised, and who goes on after that misses nothing.
    """

    def __init__(self, operations: Reversible[Operation], edition: int) -> None:
        self._operations = reversed(operations)
        self._edition = edition
        self._step: list[Operation] = []  # what was read of the next one, the newest first
        self._following: Operation | None = None

    def __iter__(self) -> Iterator[tuple[Move, Step]]:
        return self

    def __next__(self) -> tuple[Move, Step]:
        if not self._step:
            operation = self._following or self._read()
            if operation is None:
                raise StopIteration
            self._step, self._following = [operation], None
        newest = self._step[0]
        while newest.step:
            operation = self._read()
            if operation is None or (operation.step, operation.move) != (newest.step, newest.move):
                self._following = operation
                break
            self._step.append(operation)
        edits = tuple(operation.edit for operation in reversed(self._step))
        self._step = []
        return newest.move, Step(edits=edits)

    def _read(self) -> Operation | None:
        """Return the next operation in this edition of the text, None where none is left."""
        for operation in self._operations:
            if operation.edition == self._edition and not operation.correction:
                return operation
        return None
