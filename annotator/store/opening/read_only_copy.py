"""Reading a project that can't be written, from a private copy, so that nothing is left beside it.

SQLite makes a log and its index beside the file even for reading, which the owner of the file could then not write. So a copy
in the folder for temporary files is read; it has no name any more once it is open.

The copy is one state of the project although others write meanwhile. They change the main file in two ways. With a rollback
journal they need SQLite's exclusive lock, and wait for the shared one that is held here. With a write-ahead log, a checkpoint
copies pages from the log into the file: each page that is half new in the copy is whole in the log, as long as it is the same
log. A log that is begun anew has another header.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectError
from annotator.reasons import reason
from annotator.store.check import objects
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.in_use import is_open_here
from annotator.store.disk.sqlite_files import journal_of, log_of
from annotator.store.disk.temporary import private_folder
from annotator.store.file import checksums
from annotator.store.file.connection import Connection
from annotator.store.opening.journal_check import require_fitting_journal

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded
    from annotator.store.disk.rights import ReadOnly
    from annotator.store.file.connection import Check

_PENDING, _SHARED, _SHARED_SIZE = 0x40000000, 0x40000002, 510
"""The bytes of a database that SQLite locks: see its os.h."""
_HEADER = 32
"""Bytes at the beginning of a log that are different in each new log."""
_LOOK_SECONDS = 0.005
_TICK_NS = 50_000_000
"""Nanoseconds between two changes that are sure to give a file different times."""
_CHUNK = 1 << 20


class ReadOnlyCopy(Connection):
    """A project that is read from a copy, made when it was opened or refreshed."""

    def __init__(
        self, path: Path, *, read_only: ReadOnly, busy_seconds: float, require_sound: Check | None = None
    ) -> None:
        self._kept: list[int] = []  # descriptors of the file that must not be closed
        database, self._stamp = _copied(path, busy_seconds, self._kept)
        super().__init__(
            path, database, read_only=read_only, busy_seconds=busy_seconds, require_sound=require_sound
        )

    def refresh(self) -> None:
        """Copy the project again if it changed. Raises `ProjectError`, and keeps the old copy then."""
        with failures.translated(self.path):
            if self._stamp is None or self._stamp != _stamp(self.path):
                require_fitting_journal(self.path, self.busy_seconds)
                database, self._stamp = _copied(self.path, self.busy_seconds, self._kept)
                with closing(Connection(self.path, database)) as copy:
                    if self.require_sound is not None:
                        objects.require_own(copy)
                    self.database, copy.database = database, self.database

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[None]:
        """Run the block on the copy and roll it back, to see what would happen. Raises `ProjectReadOnlyError` with `keep`."""
        if keep:
            self.require_writable()
        with failures.translated(self.path):
            self.database.execute("PRAGMA journal_mode = MEMORY")  # the copy has no name to keep one beside
            checksums.add_triggers(self.database)
            self.database.execute("BEGIN")
            try:
                yield
            finally:
                self.pending = None
                self.database.rollback()


class _Stamp(NamedTuple):
    """What differs between two states of the files: device, inode, size and time of each, and the header of the log."""

    main: tuple[int, int, int, int]
    log: tuple[int, int, int, int] | None
    header: bytes


def _stamp(path: Path) -> _Stamp:
    """Return the stamp of a project. Raises `ProjectError`."""
    log = log_of(path)
    try:
        status = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        logged: os.stat_result | None = log.stat()
    except OSError:
        logged = None
    with _reading(log) as handle:
        header = b"" if handle is None else _read(handle, log, _HEADER)
    return _Stamp(_figures(status), None if logged is None else _figures(logged), header)


def _figures(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _is_same_log(before: _Stamp, after: _Stamp) -> bool:
    """Return whether what was copied between the two stamps is one state of the project."""
    if before.main[:2] != after.main[:2] or before.header != after.header:
        return False
    return len(before.header) == _HEADER or before.main == after.main


def _is_old_enough(stamp: _Stamp) -> bool:
    """Return whether every later change is sure to change the times of the files."""
    latest = max(stamp.main[3], 0 if stamp.log is None else stamp.log[3])
    return time.time_ns() - latest > _TICK_NS


def _copied(path: Path, busy_seconds: float, kept: list[int]) -> tuple[Bounded, _Stamp | None]:
    """Return a connection to a copy of the project, and its stamp if later changes are sure to change it.

    Raises `ProjectError`, `sqlite3.DatabaseError` if the file is damaged.
    """
    with private_folder() as folder:
        copy = folder / "copy.db"
        stamp = _copy(path, copy, busy_seconds, kept)
        return _opened(copy), stamp


def _opened(copy: Path) -> Bounded:
    """Open a copy and apply its log, so that it can be read after its name is removed."""
    database = connect(copy, "rw", 0)
    try:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")  # no index of the log, and no look at names later
        try:
            database.execute("SELECT 1 FROM sqlite_master").fetchone()
            database.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.DatabaseError as error:
            if failures.primary_code(error) not in failures.DAMAGED:  # told by whoever looks what it is
                raise
    except BaseException:
        database.close()
        raise
    return database


def _copy(path: Path, copy: Path, busy_seconds: float, kept: list[int]) -> _Stamp | None:
    """Copy the main file with its log or journal. Raises `ProjectBusyError`, `ProjectError`, OSError for the copy."""
    until = time.monotonic() + busy_seconds
    while True:
        with _locked(path, until, kept) as handle:
            before = _stamp(path)
            _write(handle, path, copy)
            for name in (log_of, journal_of):
                _write_beside(name(path), name(copy))
            after = _stamp(path)
            is_whole = _figures(os.fstat(handle))[:2] == before.main[:2] and _is_same_log(before, after)
        if is_whole:
            return before if _is_old_enough(before) else None
        if time.monotonic() >= until:
            raise failures.busy(path)
        time.sleep(_LOOK_SECONDS)


def _write_beside(source: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with _reading(source) as handle:
        if handle is not None:
            _write(handle, source, copy)


def _write(handle: int, source: Path, copy: Path) -> None:
    os.lseek(handle, 0, os.SEEK_SET)
    with copy.open("wb") as out:
        while chunk := _read(handle, source, _CHUNK):
            out.write(chunk)


def _read(handle: int, source: Path, size: int) -> bytes:
    try:
        return os.read(handle, size)
    except OSError as error:
        raise _unreadable(source, error) from error


@contextmanager
def _reading(log: Path) -> Iterator[int | None]:
    """Open a companion file, None if it is missing or empty. SQLite has no locks on these."""
    try:
        handle = os.open(log, os.O_RDONLY) if log.stat().st_size else None
    except FileNotFoundError:
        handle = None
    except OSError as error:
        raise _unreadable(log, error) from error
    if handle is None:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path, until: float, kept: list[int]) -> Iterator[int]:
    """Open the main file with SQLite's shared lock on it.

    Locks belong to the process, and closing any descriptor of a file drops all of them. So if this process has the file open
    already, that connection's locks are enough, and the new descriptor is never closed, but `kept` and used again.
    """
    try:
        found = path.stat()
        handle = next((one for one in kept if os.path.samestat(os.fstat(one), found)), None)
        if handle is None:
            is_open = is_open_here(path)
            handle = os.open(path, os.O_RDONLY)
            if is_open:
                kept.append(handle)
    except OSError as error:
        raise _unreadable(path, error) from error
    if handle in kept:
        yield handle
        return
    try:
        _lock(handle, path, until)
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int, path: Path, until: float) -> None:
    """Take the shared lock as SQLite does, after a program that waits for the exclusive one. Raises `ProjectBusyError`."""
    if sys.platform == "win32":
        return
    while True:
        try:
            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, _PENDING)
            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED)
            fcntl.lockf(handle, fcntl.LOCK_UN, 1, _PENDING)
        except (BlockingIOError, PermissionError) as error:
            if time.monotonic() >= until:
                raise failures.busy(path) from error
            time.sleep(_LOOK_SECONDS)
        except OSError:
            return  # a file system without locks, on which nobody has one
        else:
            return


def _unreadable(path: Path, error: OSError) -> ProjectError:
    advice = (
        "Ask its owner for the right to read it."
        if error.errno == errno.EACCES
        else "Look whether it is still there and its disk in order."
    )
    return ProjectError(f"{path} can't be read: {reason(error)}", advice)
