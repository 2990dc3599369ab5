"""What a path leads to: a file that is made or replaced, or a pipe, device or descriptor that is written to directly."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator.files.writing import new_file

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_LINKS = 40
"""The most symbolic links that are followed one after the other, as in Linux."""

_AS_IT_IS = os.O_WRONLY | os.O_APPEND | os.O_NOCTTY
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}
_NUMBER = r"0|[1-9][0-9]{0,8}"


class Destination(NamedTuple):
    """Where a path leads to.

    `target` is the file or folder that is made or replaced, None for what is written to as it is: a pipe, a device, or
    an open descriptor of this program, of which `descriptor` is the number and `handle` a duplicate.
    """

    path: Path
    target: Path | None = None
    descriptor: int | None = None
    handle: int | None = None

    def is_same(self, other: Destination | Path) -> bool:
        """Return whether both are one file, pipe or descriptor. False for terminals and other devices, which keep nothing."""
        if isinstance(other, Destination):
            if self.descriptor is not None and self.descriptor == other.descriptor:
                return True
            if self.target is not None and self.target == other.target:
                return True
        one, two = self._status(), (other._status() if isinstance(other, Destination) else _status(other))
        if one is None or two is None or stat.S_ISCHR(one.st_mode):
            return False
        return os.path.samestat(one, two)

    def _status(self) -> os.stat_result | None:
        return _status(self.path if self.handle is None else self.handle)

    @contextmanager
    def written(self) -> Iterator[BinaryIO]:
        """Open the destination. A file is there when the block ends, and as it was when the block fails.

        Raises OSError; NameNotSyncedError when the file is there all the same.
        """
        if self.target is not None:
            with new_file(self.target) as out:
                yield out
        elif self.handle is not None:
            with os.fdopen(self.handle, "wb") as out:
                yield out
        else:
            with _opened_late(self.path) as out:
                yield out


def destination(path: Path) -> Destination:
    """Return where a path leads to, following symbolic links.

    A descriptor is duplicated at once, so that it is the one that this program was started with. Raises OSError.
    """
    real = os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118
    own = os.path.realpath("/proc/self")
    for _ in range(_LINKS):
        folder, name = os.path.split(real)
        if name in {"", ".", ".."}:
            return Destination(path, target=Path(os.path.realpath(real)))
        folder = os.path.realpath(folder)
        real = os.path.join(folder, name)  # noqa: PTH118
        if folder == "/dev" and name in _STANDARD:
            return _descriptor(path, _STANDARD[name])
        if folder in {"/dev/fd", f"{own}/fd"} or re.fullmatch(rf"{own}/task/\d+/fd", folder):
            if not re.fullmatch(_NUMBER, name):
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            return _descriptor(path, int(name))
        if re.fullmatch(r"/proc/\d+(/task/\d+)?/fd", folder):
            return Destination(path)
        if not os.path.islink(real):  # noqa: PTH114
            break
        real = os.path.join(folder, os.readlink(real))  # noqa: PTH115, PTH118
    else:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    try:
        mode = os.stat(real).st_mode  # noqa: PTH116
    except FileNotFoundError:
        return Destination(path, target=Path(real))
    return Destination(path, target=Path(real) if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else None)


def _descriptor(path: Path, number: int) -> Destination:
    handle = os.dup(number)
    if sys.platform != "win32" and fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        os.close(handle)
        raise OSError(errno.EBADF, "it is not open for writing")
    return Destination(path, descriptor=number, handle=handle)


def _status(what: Path | int) -> os.stat_result | None:
    try:
        return os.stat(what)  # noqa: PTH116
    except OSError:
        return None


# --- pipes and devices ----------------------------------------------------------------------------


@contextmanager
def held_back(out: BinaryIO) -> Iterator[BinaryIO]:
    """Open a file whose content goes to `out` when the block ends, and nowhere when it fails."""
    import shutil
    import tempfile

    with tempfile.TemporaryFile() as kept:
        yield kept
        kept.seek(0)
        shutil.copyfileobj(kept, out)


@contextmanager
def _opened_late(path: Path) -> Iterator[BinaryIO]:
    """Open a file whose content goes to a pipe or device when the block ends, and nowhere when it fails.

    A pipe is opened only when there is something to write: opening it waits until somebody reads it. Raises OSError.
    """
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    import shutil
    import tempfile

    with tempfile.TemporaryFile() as kept:
        try:
            yield kept
        except BaseException:
            with suppress(OSError):
                _end(path)
            raise
        if kept.seek(0, os.SEEK_END):
            kept.seek(0)
            with os.fdopen(os.open(path, _AS_IT_IS), "wb") as out:
                shutil.copyfileobj(kept, out)
        else:
            _end(path)


def _end(path: Path) -> None:
    """Close a pipe, so that its reader sees the end. Raises OSError."""
    try:
        os.close(os.open(path, _AS_IT_IS | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:  # nobody reads it
            raise
