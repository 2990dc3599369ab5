"""Files and folders that are written whole or not at all, and the places that are written to as they are.

What is being written is a part: a hidden file or folder ``.NAME.PID.part`` beside its target, locked for as long as it
is written. The next write of the same target removes the parts that nobody has locked.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_LONGEST = 200
"""Bytes of a name that a part's name repeats; file systems allow 255 for the whole."""

_LINKS = 40
"""Symbolic links that are followed one after the other, as Linux has it."""

_AS_IT_IS = os.O_WRONLY | os.O_APPEND | os.O_NOCTTY
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_NO_LOCKS = frozenset(
    {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EBADF}
)
_CANT_SYNC = frozenset({errno.EACCES, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP})
"""How file systems and folders answer on which nobody can ask for that."""


class UnsettledError(OSError):
    """A file is in its place, but its folder can't be saved to the disk."""


class Place(NamedTuple):
    """Where a path leads to.

    `target` is the file or folder that is made or replaced, None for what is written to as it is: a pipe, a device, or
    an open descriptor of this program, of which `descriptor` is the number and `handle` a duplicate.
    """

    path: Path
    target: Path | None = None
    descriptor: int | None = None
    handle: int | None = None

    def is_same(self, other: Place | Path) -> bool:
        """Say whether both are one file, pipe or descriptor. Terminals and other devices keep nothing, so they are not."""
        if isinstance(other, Place):
            if self.descriptor is not None and self.descriptor == other.descriptor:
                return True
            if self.target is not None and self.target == other.target:
                return True
        one, two = self._status(), (other._status() if isinstance(other, Place) else _status(other))
        if one is None or two is None or stat.S_ISCHR(one.st_mode):
            return False
        return os.path.samestat(one, two)

    def _status(self) -> os.stat_result | None:
        return _status(self.path if self.handle is None else self.handle)

    @contextmanager
    def written(self) -> Iterator[BinaryIO]:
        """Open the place. A file is there when the block ends, and as it was when the block fails.

        Raises OSError; UnsettledError when the file is there all the same.
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


def place(path: Path) -> Place:
    """Find out where a path leads to, through symbolic links.

    A descriptor is duplicated at once, so that it is the one that this program was started with. Raises OSError.
    """
    real = os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH118
    own = os.path.realpath("/proc/self")
    for _ in range(_LINKS):
        folder, name = os.path.split(real)
        if name in {"", ".", ".."}:
            return Place(path, target=Path(os.path.realpath(real)))
        folder = os.path.realpath(folder)
        real = os.path.join(folder, name)  # noqa: PTH118
        if folder == "/dev" and name in _STANDARD:
            return _descriptor(path, _STANDARD[name])
        if folder in {"/dev/fd", f"{own}/fd"} or re.fullmatch(rf"{own}/task/\d+/fd", folder):
            if not _NUMBER.fullmatch(name):
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            return _descriptor(path, int(name))
        if re.fullmatch(r"/proc/\d+(/task/\d+)?/fd", folder):
            return Place(path)
        if not os.path.islink(real):  # noqa: PTH114
            break
        real = os.path.join(folder, os.readlink(real))  # noqa: PTH115, PTH118
    else:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    try:
        mode = os.stat(real).st_mode  # noqa: PTH116
    except FileNotFoundError:
        return Place(path, target=Path(real))
    return Place(path, target=Path(real) if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else None)


def _descriptor(path: Path, number: int) -> Place:
    handle = os.dup(number)
    if sys.platform != "win32" and fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        os.close(handle)
        raise OSError(errno.EBADF, "it is not open for writing")
    return Place(path, descriptor=number, handle=handle)


@contextmanager
def held_back(out: BinaryIO) -> Iterator[BinaryIO]:
    """Open a file whose content goes to `out` when the block ends, and nowhere when it fails."""
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
    """Let whoever reads a pipe already see that nothing comes. Raises OSError."""
    try:
        os.close(os.open(path, _AS_IT_IS | os.O_NONBLOCK))
    except OSError as error:
        if error.errno != errno.ENXIO:  # nobody reads it
            raise


# --- targets --------------------------------------------------------------------------------------


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `target` when the block ends, and leaves no trace when it fails.

    The mode of a file that is there is kept. Raises OSError; UnsettledError when the file is in its place.
    """
    with _part(target, _make_file) as (part, handle), os.fdopen(handle, "wb", closefd=False) as out:
        yield out
        out.flush()
        _take_on(handle, target)
        os.fsync(handle)
        part.replace(target)
    _settle(target)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder that becomes `target` when the block ends, and leaves no trace when it fails.

    `target` may be there if it is empty; its mode is kept. Raises as `new_file` does.
    """
    with _part(target, _make_folder) as (part, handle):
        yield part
        _take_on(handle, target)
        _sync_tree(part)
        part.replace(target)
    _settle(target)


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """Give an empty hidden folder beside `target`; it is removed at the end with whatever is left in it.

    It is locked itself. Raises OSError.
    """
    with _part(target, _make_folder) as (part, _):
        yield part


def put_in_place(unfinished: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` unless it may `replace` one, `OSError`."""
    _sync(unfinished)
    if replace:
        unfinished.replace(target)
    else:
        _link(unfinished, target)
    _settle(target)


def _link(unfinished: Path, target: Path) -> None:
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: claim the name first, so that two programs can't both have it.
        target.touch(exist_ok=False)
        unfinished.replace(target)


def _take_on(handle: int, target: Path) -> None:
    """Give the part the mode, and where that is allowed the owner, of what it is to replace."""
    found = _status(target)
    if found is not None:
        for owner in (found.st_uid, -1):  # who may not give a file away may still leave it to the group
            with suppress(OSError):
                os.fchown(handle, owner, found.st_gid)
                break
        os.fchmod(handle, found.st_mode & 0o777)


def _status(what: Path | int) -> os.stat_result | None:
    try:
        return os.stat(what)  # noqa: PTH116
    except OSError:
        return None


# --- parts ----------------------------------------------------------------------------------------


@contextmanager
def _part(target: Path, make: Callable[[Path], int]) -> Iterator[tuple[Path, int]]:
    """Make a part of `target` and give it with its handle, locked; what still has its name at the end is removed."""
    remove_left(target)
    for part in _names(target):
        try:
            handle = make(part)
        except FileExistsError:  # of a program elsewhere with the same id, or of a thread of this one
            continue
        with suppress(OSError):  # where there are no locks, the id in the name tells who is alive
            _lock(handle, wait=True)
        if _is_at(handle, part):
            break
        os.close(handle)
    try:
        yield part, handle
    finally:
        if _is_at(handle, part):
            _remove(part)
        os.close(handle)


def _stem(target: Path) -> str:
    name = target.name
    return name if len(os.fsencode(name)) <= _LONGEST else sha256(os.fsencode(name)).hexdigest()


def _names(target: Path) -> Iterator[Path]:
    beginning = f".{_stem(target)}.{os.getpid()}"
    yield target.with_name(f"{beginning}.part")
    for number in itertools.count(2):
        yield target.with_name(f"{beginning}-{number}.part")


def _make_file(part: Path) -> int:
    return os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)


def _make_folder(part: Path) -> int:
    part.mkdir()
    return os.open(part, os.O_RDONLY)


def remove_left(target: Path) -> None:
    """Remove the parts of `target` of runs that were killed."""
    with suppress(OSError):
        for part, process in parts(target):
            _remove_if_left(part, process)


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
        if _is_left(handle, process) and _is_at(handle, part):
            _remove(part)
    finally:
        os.close(handle)


def _is_left(handle: int, process: int) -> bool:
    """Say whether nobody writes the part that is open as `handle`; where there are no locks, whether that process is gone."""
    try:
        return _lock(handle, wait=False)
    except OSError as error:
        return error.errno in _NO_LOCKS and not _is_alive(process)


def _lock(handle: int, *, wait: bool) -> bool:
    """Lock a file or folder until its handle is closed; say whether that was possible. Raises OSError where there are no locks."""
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


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):
            part.unlink()


def _settle(target: Path) -> None:
    """Have the new name kept on the disk. Raises UnsettledError: the file is there by now, whatever happens."""
    try:
        _sync(target.parent)
    except OSError as error:
        if error.errno not in _CANT_SYNC:
            raise UnsettledError(error.errno, error.strerror) from error


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
