"""Whether the main file of an open project was written over, as `cp` does it: the same file then, with other content.

SQLite writes to it only at a checkpoint, which it notes in the index of the log, see https://www.sqlite.org/walformat.html. That is read by
SQLite's own handle: to close another one would drop SQLite's locks.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.opened_files import Identity

_HANDLES = "/dev/fd"
_BYTES = 132


class _Seen(NamedTuple):
    """The main file's time and size, and what the index says of checkpoints: the log's salts, frames copied, frames to be copied."""

    main: tuple[int, int]
    salts: bytes
    copied: int
    tried: int


class Watch:
    """Looks at the main file at `path` from time to time; `shm` is what tells the index of its log."""

    def __init__(self, path: Path, shm: Identity | None) -> None:
        self._path = path
        self._shm = shm
        self._handle = -1
        self._before = self._look()

    def is_suspect(self) -> bool:
        """Say whether somebody wrote to the main file since the last look, and it was no checkpoint."""
        before, self._before = self._before, self._look()
        now = self._before
        return (
            before is not None
            and now is not None
            and before.main != now.main
            and before[1:] == now[1:]
            and now.copied == now.tried  # no checkpoint is under way
        )

    def _look(self) -> _Seen | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116
            data = self._index()
        except OSError:
            return None
        if len(data) < _BYTES:
            return None
        copied, tried = (struct.unpack_from("=I", data, at)[0] for at in (96, 128))
        return _Seen((found.st_mtime_ns, found.st_size), data[32:40], copied, tried)

    def _index(self) -> bytes:
        if not self._is_index(self._handle):
            self._handle = next(
                (int(name) for name in os.listdir(_HANDLES) if self._is_index(int(name))),  # noqa: PTH208
                -1,
            )
        return b"" if self._handle < 0 else os.pread(self._handle, _BYTES, 0)

    def _is_index(self, handle: int) -> bool:
        with suppress(OSError):
            found = os.fstat(handle)
            return (found.st_dev, found.st_ino) == self._shm
        return False
