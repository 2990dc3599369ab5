"""Temporary parts: what is being written is a hidden file or folder ``.NAME.PID.part`` beside its target, locked meanwhile.

The next write of the same target removes the parts that nobody has locked.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LONGEST = 200
"""Bytes of a name that a part's name repeats; file systems allow 255 for the whole."""

_NO_LOCKS = frozenset(
    {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EBADF}
)


@contextmanager
def part(target: Path, make: Callable[[Path], int]) -> Iterator[tuple[Path, int]]:
    """Make a temporary part of `target`, locked, and give its path and handle; remove it at the end if it still has that name."""
    remove_left(target)
    for name in _names(target):
        try:
            handle = make(name)
        except FileExistsError:  # of a program elsewhere with the same id, or of a thread of this one
            continue
        except FileNotFoundError:
            # A folder that another program removed before it was locked, as one that was left.
            if not target.parent.is_dir():
                raise
            continue
        with suppress(OSError):  # where there are no locks, the id in the name tells who is alive
            lock(handle, wait=True)
        if is_at(handle, name):
            break
        os.close(handle)
    try:
        yield name, handle
    finally:
        if is_at(handle, name):
            _remove(name)
        os.close(handle)


def _stem(target: Path) -> str:
    name = target.name
    if len(os.fsencode(name)) <= _LONGEST:
        return name
    from hashlib import sha256

    return sha256(os.fsencode(name)).hexdigest()


def _names(target: Path) -> Iterator[Path]:
    beginning = f".{_stem(target)}.{os.getpid()}"
    yield target.with_name(f"{beginning}.part")
    for number in itertools.count(2):
        yield target.with_name(f"{beginning}-{number}.part")


def remove_left(target: Path) -> None:
    """Remove the parts of `target` of runs that were killed."""
    with suppress(OSError):
        for name, process in parts(target):
            _remove_if_left(name, process)


def parts(target: Path) -> list[tuple[Path, int]]:
    """Return the parts of `target` with the ids of the processes that made them. Raises OSError."""
    name = re.compile(rf"\.{re.escape(_stem(target))}\.([0-9]+)(-[0-9]+)?\.part")
    found = [name.fullmatch(entry) for entry in os.listdir(target.parent)]  # noqa: PTH208
    return [(target.with_name(match[0]), int(match[1])) for match in found if match is not None]


def _remove_if_left(part: Path, process: int) -> None:
    try:
        mode = part.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return
        handle = os.open(
            part, (os.O_RDWR if stat.S_ISREG(mode) else os.O_RDONLY) | os.O_NOFOLLOW | os.O_NONBLOCK
        )
    except OSError:
        return  # somebody else's, or gone
    try:
        if _is_left(handle, process) and is_at(handle, part):
            _remove(part)
    finally:
        os.close(handle)


def _is_left(handle: int, process: int) -> bool:
    """Return whether the open part was left by a killed process: it is not locked or, without locks, the process is gone."""
    try:
        return lock(handle, wait=False)
    except OSError as error:
        return error.errno in _NO_LOCKS and not _is_alive(process)


def lock(handle: int, *, wait: bool) -> bool:
    """Lock a file or folder until its handle is closed; return whether that was possible. Raises OSError where there are no locks."""
    if sys.platform == "win32":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def is_at(handle: int, path: Path) -> bool:
    """Return whether the file that is open as `handle` has that name."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


def _remove(part: Path) -> None:
    if part.is_dir():
        import shutil

        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):
            part.unlink()
