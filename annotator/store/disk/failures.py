"""Turning errors of SQLite into the program's own errors."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator import advice, limits
from annotator.errors import (
    DamagedProjectError,
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectMovedError,
    ProjectReadOnlyError,
    RefusedProjectError,
)
from annotator.reasons import reason
from annotator.store.disk.rights import first_unwritable, missing_right

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Fault
    from annotator.store.disk.rights import ReadOnly

BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
READ_ONLY = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM})
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


ROW_DAMAGED = "a row is not as it was written last"
"""The message with which a trigger refuses to change a row whose checksum is wrong."""

TOO_LONG = f"a value has more than {limits.VALUE.most:,} {limits.VALUE.unit}"
"""What is said of a value that is longer than this program reads or writes."""

ANOTHER = "Choose another file with --project."
"""The advice for a file that is no project."""


def primary_code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code, or None for an error that Python's own module raised."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _lacks_room_for_an_index(error: sqlite3.Error) -> bool:
    """Return whether the index of a log can't be made, as on a full disk."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMSIZE


def is_invalid_text(error: sqlite3.Error) -> bool:
    """Return whether the error says that a value is not valid UTF-8."""
    return primary_code(error) is None and str(error).startswith("Could not decode to UTF-8")


def busy(path: Path) -> ProjectBusyError:
    """Return the error for a project that is locked by another program."""
    return ProjectBusyError(f"{path} is locked by another program", "Try again when it has finished.")


def read_only(why: ReadOnly) -> ProjectReadOnlyError:
    """Return the error for a write to a project that is open for reading only."""
    return ProjectReadOnlyError(why.what, why.advice)


def moved(path: Path) -> ProjectMovedError:
    """Return the error for a project whose file is no longer where it was opened."""
    return ProjectMovedError(
        f"{path} was moved, removed or replaced while it was open",
        "Try again. All that was saved is in a whole file when this program ends, and it says in which.",
    )


def damaged(path: Path, what: str) -> DamagedProjectError:
    """Return the error for a damaged project; `what` is a clause on the damage."""
    return DamagedProjectError(f"{path} is damaged ({what})", advice.damaged(path), what)


def refused(path: Path, what: str) -> RefusedProjectError:
    """Return the error for a project to which another program added something; `what` is a clause on it and how to remove it."""
    return RefusedProjectError(f"{path} was not opened: {what}", advice.all_listed(path), what)


def of_fault(path: Path, fault: Fault) -> DamagedProjectError:
    """Return the error for a project that has a fault."""
    if fault.derived:
        return DamagedProjectError(f"{path} needs repair ({fault})", advice.repair(path), str(fault))
    return refused(path, fault.what) if fault.added else damaged(path, str(fault))


def not_ours(path: Path, what: str, *, lost: bool = False) -> NotAProjectError:
    """Return the error for a file that is no project; with `lost`, it may have been one."""
    back = f" If it was one: {advice.restore(path)}, or {advice.recover(path)}." if lost else ""
    return NotAProjectError(f"{path} is not a project of this program: {what}. {ANOTHER}{back}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise a `ProjectError` about `path` for any error of SQLite inside, and for a text that can't be stored."""
    try:
        yield
    except sqlite3.Error as error:
        code = primary_code(error)
        if code in BUSY:
            raise busy(path) from error
        if code in READ_ONLY:
            raise read_only(missing_right(path)) from error
        if code in DAMAGED:
            raise damaged(path, str(error)) from error
        if is_invalid_text(error):
            raise damaged(path, "a text in it can't be read") from error
        if code == sqlite3.SQLITE_TOOBIG:
            raise damaged(path, TOO_LONG) from error
        if str(error) == ROW_DAMAGED:
            raise damaged(path, str(error)) from error
        if code == sqlite3.SQLITE_FULL or _lacks_room_for_an_index(error):
            raise ProjectError(f"The disk that holds {path} is full", "Make room.") from error
        if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}:
            if path.exists() and first_unwritable(path) is not None:
                raise read_only(missing_right(path)) from error
            raise ProjectError(
                f"{path} or a file beside it can't be read or written ({error})",
                "Look whether the disk and the folder are in order.",
            ) from error
        raise ProjectError(
            f"{path} can't be used as it was meant to be (SQLite says: {error})",
            f"Try again. If it is said again, it may be damaged. {advice.damaged(path)}",
        ) from error
    except UnicodeDecodeError as error:
        raise damaged(path, "how its tables are made can't be read as text") from error
    except UnicodeEncodeError as error:
        character = ord(error.object[error.start])
        raise ProjectError(
            f"{path} can't hold a text with U+{character:04X}, half a character",
            "Write the text without it.",
        ) from error


@contextmanager
def temporary() -> Iterator[None]:
    """Raise a `ProjectError` about the folder for temporary files for errors inside. A damaged database is not translated."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, sqlite3.Error) and primary_code(error) in DAMAGED:
            raise
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise ProjectError(
            f"The folder for temporary files can't be used ({why})",
            "Make room there, or name another folder with TMPDIR.",
        ) from error
