"""Whether another program than SQLite wrote to the files of an open project.

`cp` overwrites the main file, `truncate` cuts the log. SQLite writes to the main file only at a checkpoint, which it records
in the log's index, together with the number of frames: see https://www.sqlite.org/walformat.html.
"""

from __future__ import annotations

import os
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.disk.sqlite_files import log_of, size
from annotator.store.disk.wal import INDEX, parse_index
from annotator.store.replaced.handles import OpenFile

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.disk.sqlite_files import Identity
    from annotator.store.disk.wal import Index


class _Seen(NamedTuple):
    """Time and size of the main file, and the header of the log's index."""

    main: tuple[int, int]
    log: Index

    @property
    def checkpoints(self) -> tuple[bytes, int, int]:
        """Values that change with each checkpoint."""
        return self.log.salts, self.log.in_file, self.log.tried


class Written(Enum):
    """What was written to the main file since it was looked at before."""

    NOTHING = auto()
    CHECKPOINT = (
        auto()
    )  # SQLite may have written to it or begun the log anew, and another program may have written, too
    FOREIGN = auto()  # SQLite did not write


class Watch:
    """Compares the main file at `path` with its last state; `shm` identifies the log's index."""

    def __init__(self, path: Path, shm: Identity | None) -> None:
        self._path = path
        self._shm = OpenFile(shm)
        self._last: tuple[bytes, Index | None] = (b"", None)  # what was read last, and its meaning
        self._before = self._look()

    def written(self) -> Written:
        """Return what was written to the main file since the last call."""
        now = self._look()
        if now is None:
            return Written.NOTHING
        before, self._before = self._before, now
        if before is None:
            return Written.CHECKPOINT
        if before.main == now.main:
            return Written.NOTHING
        is_under_way = now.log.in_file != now.log.tried
        is_by_sqlite = is_under_way or before.checkpoints != now.checkpoints
        return Written.CHECKPOINT if is_by_sqlite else Written.FOREIGN

    def lacks_frames(self) -> bool:
        """Return whether the log is shorter than its index says."""
        before = self._index()
        log = size(log_of(self._path))
        return before is not None and log < before.bytes and self._index() == before

    def _look(self) -> _Seen | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116
        except OSError:
            return None
        index = self._index()
        return None if index is None else _Seen((found.st_mtime_ns, found.st_size), index)

    def _index(self) -> Index | None:
        """Return the header of the index, None if it can't be read or is just being changed."""
        found = self._shm.read(INDEX, 0)
        if found is None:
            return None
        if found != self._last[0]:
            self._last = found, parse_index(found)
        return self._last[1]
