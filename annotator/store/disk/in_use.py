"""Whether anybody has a database open, told by the locks that SQLite keeps on its file."""

from __future__ import annotations

import errno
import fcntl
import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCKS, _HANDLES = Path("/proc/locks"), Path("/dev/fd")
_POSIX = re.compile(r"^\d+: (?:-> )?POSIX .* ([0-9a-f]+):([0-9a-f]+):(\d+) (\d+) (?:\d+|EOF)$", re.MULTILINE)
_BYTES = (0x40000000, 512)
"""Where SQLite's locks on a database are: those of who waits, who writes and who reads."""
_RESERVED = 0x40000001
"""The one of whoever writes with a rollback journal."""


def in_use(path: Path) -> bool | None:
    """Return whether somebody has the database at `path` open, this process included; None where that can't be told.

    The file is not opened: closing it would drop the locks that this process has on it. Who opened it and has not read from
    it yet, and who has it open on another machine or in another container, is not seen. Raises OSError.
    """
    return _has_locks(path)


def is_open_here(path: Path) -> bool:
    """Return whether this process has a file open. Raises OSError."""
    found = path.stat()
    for name in os.listdir(_HANDLES):  # noqa: PTH208
        with suppress(OSError, ValueError):
            if os.path.samestat(os.fstat(int(name)), found):
                return True
    return False


def is_journalling(path: Path) -> bool | None:
    """Return whether somebody writes to the database at `path` with a rollback journal; None where that can't be told.

    Raises OSError.
    """
    return _has_locks(path, _RESERVED)


def _has_locks(path: Path, place: int | None = None) -> bool | None:
    """Return whether anybody has a lock on a file, or one that begins at that byte. Raises OSError."""
    status = path.stat()
    try:
        listed = _LOCKS.read_text("ascii", "replace")
    except OSError:
        return None
    devices = {
        (int(major, 16), int(minor, 16))
        for major, minor, number, start in _POSIX.findall(listed)
        if int(number) == status.st_ino and place in {None, int(start)}
    }
    if not devices:
        return False
    # Some file systems (btrfs, overlayfs) show another device here than the one that the kernel lists.
    return True if (os.major(status.st_dev), os.minor(status.st_dev)) in devices else None


@contextmanager
def exclusive_use(path: Path) -> Iterator[bool]:
    """Keep everybody else from using the database at `path`; give False where somebody uses it.

    Only for a process that does not have it open itself: the locks of this process on it are gone at the end. Who may not
    write to the file can't keep others away, and only looks. Raises OSError.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise
        yield not in_use(path)
        return
    try:
        start, length = _BYTES
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EAGAIN}:
                raise
            yield False
        else:
            yield True
    finally:
        os.close(handle)
