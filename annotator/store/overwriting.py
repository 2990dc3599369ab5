"""Whether the files of an open project were written to by anything but SQLite, and are the same files still.

`cp` puts other content into the main file, `truncate` takes frames from the log. SQLite writes to the main file only at a checkpoint,
which it notes in the index of the log, as it notes how many frames the log has: see https://www.sqlite.org/walformat.html. The index is
read by SQLite's own handle: to close another one would drop SQLite's locks.
"""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.files import log_of
from annotator.store.opened_files import size

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.opened_files import Identity

_HANDLES = "/dev/fd"
_BYTES = 132
_LOG_HEADER, _FRAME_HEADER = 32, 24


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

    def lacks_frames(self) -> bool:
        """Say whether the log is shorter than by its index, from which SQLite takes where to read."""
        before = self._index()
        log = size(log_of(self._path))
        if len(before) < _BYTES or before[:48] != before[48:96]:  # it is being changed
            return False
        page, frames = struct.unpack_from("=HI", before, 14)
        needed = _LOG_HEADER + frames * (_FRAME_HEADER + (65536 if page == 1 else page)) if frames else 0
        return log < needed and self._index() == before

    def _look(self) -> _Seen | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116
        except OSError:
            return None
        data = self._index()
        if len(data) < _BYTES:
            return None
        copied, tried = (struct.unpack_from("=I", data, at)[0] for at in (96, 128))
        return _Seen((found.st_mtime_ns, found.st_size), data[32:40], copied, tried)

    def _index(self) -> bytes:
        try:
            if not self._is_index(self._handle):
                handles = (int(name) for name in os.listdir(_HANDLES))  # noqa: PTH208
                self._handle = next(filter(self._is_index, handles), -1)
            return b"" if self._handle < 0 else os.pread(self._handle, _BYTES, 0)
        except OSError:
            return b""

    def _is_index(self, handle: int) -> bool:
        with suppress(OSError):
            found = os.fstat(handle)
            return (found.st_dev, found.st_ino) == self._shm
        return False
