"""Whether a database is open in any process, found by the locks that SQLite keeps on its file.

The system is asked for the first of these locks (F_GETLK, see fcntl(2)), or its list is read, which takes some milliseconds
because the kernel waits for all of its processors.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCKS, _HANDLES = Path("/proc/locks"), Path("/dev/fd")
_POSIX = r"(?m)^\d+: (?:-> )?POSIX .* ([0-9a-f]+):([0-9a-f]+):(\d+) (\d+) (?:\d+|EOF)$"
_BYTES = (0x40000000, 512)
"""Start and length of the bytes that SQLite locks in a database: PENDING, RESERVED and SHARED."""
_RESERVED = 0x40000001
"""The byte that is locked by whoever writes with a rollback journal."""

_LOCK = "hhqqi4x"
"""A struct flock of Linux with 64 bits: type, whence, start, length, process."""

OPENING = threading.Lock()
"""Held while a database is opened and while a file is asked about, because closing a file drops this process's locks on it."""


def in_use(path: Path) -> bool | None:
    """Return whether any process, also this one, has the database at `path` open; None if it can't be determined.

    Where this process has it open, it isn't opened again, because closing it would drop this process's locks on it. A process that
    has not read anything yet, or is on another machine, isn't seen. Raises OSError.
    """
    with OPENING:
        found = _asked(path)
    return _has_locks(path) if found is None else found


def _asked(path: Path) -> bool | None:
    """Return whether another process has a lock on the file; None if this process has it open, or the system doesn't say. Raises OSError."""
    path.stat()
    if sys.platform != "linux" or sys.maxsize < 2**32 or _is_or_may_be_open_here(path):
        return None
    import fcntl
    import struct

    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except PermissionError:
        return None
    try:
        whole_file = struct.pack(_LOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        found = struct.unpack(_LOCK, fcntl.fcntl(handle, fcntl.F_GETLK, whole_file))
    except OSError:  # a file system without locks
        return None
    finally:
        os.close(handle)
    return bool(found[0] != fcntl.F_UNLCK)


def is_open_here(path: Path) -> bool:
    """Return whether this process has the file open. Raises OSError."""
    found = path.stat()
    for name in os.listdir(_HANDLES):  # noqa: PTH208
        with suppress(OSError, ValueError):
            if os.path.samestat(os.fstat(int(name)), found):
                return True
    return False


def _is_or_may_be_open_here(path: Path) -> bool:
    """Return whether this process has the file open; of the index of a log, also whether the database, with which it is opened later."""
    try:
        return is_open_here(path) or is_open_here(path.with_name(path.name.removesuffix("-shm")))
    except OSError:  # there is no list of handles, or an index without its database
        return True


def is_journalling(path: Path) -> bool | None:
    """Return whether a process is writing to the database with a rollback journal; None if it can't be determined. Raises OSError."""
    return _has_locks(path, _RESERVED)


def _has_locks(path: Path, byte: int | None = None) -> bool | None:
    """Return whether a process has a lock on the file; with `byte`, one that starts at this byte. Raises OSError."""
    status = path.stat()
    try:
        listed = _LOCKS.read_bytes()
    except OSError:
        return None
    if b":%d " % status.st_ino not in listed:
        return False
    devices = {
        (int(major, 16), int(minor, 16))
        for major, minor, number, start in re.findall(_POSIX, listed.decode(errors="replace"))
        if int(number) == status.st_ino and byte in {None, int(start)}
    }
    if not devices:
        return False
    # Some file systems (btrfs, overlayfs) show another device here than the one that the kernel lists.
    return True if (os.major(status.st_dev), os.minor(status.st_dev)) in devices else None


@contextmanager
def exclusive_use(path: Path) -> Iterator[bool]:
    """Keep other processes from using the database inside the block; give False if one uses it.

    This process must not have it open, because its locks are dropped at the end. Without the right to write, others are only
    looked for, not kept out. Raises OSError.
    """
    import fcntl

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
