"""Flushing files and their names to the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CANT_SYNC = frozenset({errno.EACCES, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})
"""The errors of file systems and folders that can't be flushed."""


class NameNotSyncedError(OSError):
    """A file is in its place, but its folder can't be saved to the disk."""


def sync_name(target: Path) -> None:
    """Flush the new name of a file to the disk. Raises NameNotSyncedError; the file has its name all the same."""
    try:
        sync(target.parent)
    except OSError as error:
        if error.errno not in _CANT_SYNC:
            raise NameNotSyncedError(error.errno, error.strerror) from error


def sync_tree(folder: Path) -> None:
    """Flush a folder and everything in it to the disk. Raises OSError."""
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))


def sync(path: Path) -> None:
    """Flush the content of a file, or the names in a folder, to the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
