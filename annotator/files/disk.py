"""Having files and their names kept on the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_CANT_SYNC = frozenset({errno.EACCES, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})
"""How file systems and folders answer on which nobody can ask for that."""


class NameNotSyncedError(OSError):
    """A file is in its place, but its folder can't be saved to the disk."""


def sync_name(target: Path) -> None:
    """Have the new name kept on the disk. Raises NameNotSyncedError: the file is there by now, whatever happens."""
    try:
        sync(target.parent)
    except OSError as error:
        if error.errno not in _CANT_SYNC:
            raise NameNotSyncedError(error.errno, error.strerror) from error


def sync_tree(folder: Path) -> None:
    """Have a folder and all that is in it kept on the disk. Raises OSError."""
    for parent, _, names in os.walk(folder):
        for name in names:
            sync(Path(parent, name))
        sync(Path(parent))


def sync(path: Path) -> None:
    """Have the content of a file, or the names in a folder, kept on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
