"""Reading a file that SQLite has open, through SQLite's own descriptor: closing another one would drop SQLite's locks."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.store.disk.sqlite_files import Identity

_HANDLES = "/dev/fd"


class OpenFile:
    """A file that this process has open, by its identity."""

    def __init__(self, file: Identity | None) -> None:
        self._file = file
        self._handle = -1

    def read(self, size: int, offset: int) -> bytes | None:
        """Return up to `size` bytes from `offset` on, None if the file isn't found or can't be read."""
        try:
            if not self._is_it(self._handle):
                handles = (int(name) for name in os.listdir(_HANDLES))  # noqa: PTH208
                self._handle = next(filter(self._is_it, handles), -1)
            return None if self._handle < 0 else os.pread(self._handle, size, offset)
        except OSError:
            return None

    def _is_it(self, handle: int) -> bool:
        if handle < 0:
            return False
        with suppress(OSError):
            found = os.fstat(handle)
            return (found.st_dev, found.st_ino) == self._file
        return False
