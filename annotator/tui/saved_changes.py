"""What was saved in this run of the program, in little memory."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

from annotator.model import Numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOGETHER = 100
"""How many changes are compressed together: to about a tenth, as most of each is as in the one before."""
_LONG = 256 * 1024
"""So many bytes of changes are compressed at once: one of thousands of spans need not wait for others."""


class SavedChanges:
    """The changes of a run that were saved, the oldest first, in case the file goes and another takes its place.

    Twenty thousand keys make some thousands of them, which take a few hundred kilobytes here. For one thread.
    """

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._last: list[bytes] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Numbered]:
        for block in self._blocks:
            yield from msgspec.msgpack.decode(zlib.decompress(block), type=list[Numbered])
        for one in self._last:
            yield msgspec.msgpack.decode(one, type=Numbered)

    def held(self) -> list[bytes]:
        """Return what is held, as it is held."""
        return [*self._blocks, *self._last]

    def add(self, change: Numbered) -> None:
        """Add a change that was just saved."""
        self._last.append(msgspec.msgpack.encode(change))
        self._count += 1
        if len(self._last) == _TOGETHER or sum(map(len, self._last)) >= _LONG:
            changes = [msgspec.msgpack.decode(one, type=Numbered) for one in self._last]
            self._blocks.append(zlib.compress(msgspec.msgpack.encode(changes)))
            self._last = []
