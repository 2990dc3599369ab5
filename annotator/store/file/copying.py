"""Copying a database to one file while others write to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.errors import ProjectError
from annotator.files import put_in_place
from annotator.reasons import reason
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import has_right
from annotator.store.disk.sqlite_files import has_log, unfinished_beside
from annotator.store.file.connection import BUSY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAGES = 1000
"""How many pages are copied between two looks at Ctrl+C."""


@contextmanager
def copied(source: sqlite3.Connection, target: Path, *, like: Path) -> Iterator[Path]:
    """Give the path of a copy of what `source` sees, hidden beside `target`, with the access rights of `like`.

    A copy that isn't moved away is removed at the end. Raises OSError, sqlite3.Error, `ProjectError`.
    """
    with unfinished_beside(target, like=like) as unfinished:
        make_writable(unfinished)  # a copy of what can only be read is there to be worked on
        copy_into(source, unfinished)
        yield unfinished


def copy_first(source: sqlite3.Connection, path: Path, target: Path, what: str, *, replace: bool) -> None:
    """Copy what `source` sees of the project at `path` to `target`, whole or not at all, before the project is changed.

    `what` says in the message what is not done if the copy can't be made, as in "can't be brought up to date". Raises
    `FileExistsError` unless it may `replace` a file, `ProjectError`.
    """
    try:
        with translated(path, target), copied(source, target, like=path) as unfinished:
            put_in_place(unfinished, target, replace=replace)
    except FileExistsError:
        raise
    except OSError as error:
        raise ProjectError(
            f"{path} {what}, because {target}, the copy that is made first, can't be written: {reason(error)}. "
            "Nothing was changed."
        ) from error


def copy_into(source: sqlite3.Connection, unfinished: Path) -> None:
    """Copy what `source` sees to an empty file.

    Between two steps Ctrl+C is let through; one transaction is around all of them, because SQLite starts over if what it copies
    changes meanwhile. Raises sqlite3.Error, `ProjectError`.
    """
    with closing(connect(unfinished, "rw", BUSY_SECONDS)) as copy:
        with _one_state(source):
            source.backup(copy, pages=_PAGES, progress=lambda *_: None)
        copy.execute("PRAGMA journal_mode = DELETE")
    require_one_file(unfinished)


@contextmanager
def _one_state(source: sqlite3.Connection) -> Iterator[None]:
    """Let a connection see one state in the block, in a transaction that is open already or in one that is begun."""
    if source.in_transaction:
        yield
        return
    source.execute("BEGIN")
    try:
        with suppress(sqlite3.DatabaseError):  # what is damaged is copied, too
            source.execute("PRAGMA user_version").fetchone()
        yield
    finally:
        source.rollback()


def make_writable(path: Path) -> None:
    """Give the owner of a file the right to read and write it. Raises OSError."""
    path.chmod(path.stat().st_mode & 0o777 | 0o600)


def require_one_file(path: Path) -> None:
    """Raise `ProjectError` if a copy still has a log beside it."""
    if has_log(path):
        raise ProjectError(
            f"The log of a copy can't be taken into {path}. Look whether the disk is in order."
        )


@contextmanager
def translated(source: Path, target: Path) -> Iterator[None]:
    """Raise a `ProjectError` about `source` or `target` for errors of SQLite inside."""
    try:
        yield
    except sqlite3.Error as error:
        code = failures.primary_code(error)
        of_source = code in failures.DAMAGED | failures.BUSY
        is_no_right = target.exists() or not has_right(target.parent, os.W_OK | os.X_OK)
        if code in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and not is_no_right:
            raise ProjectError(
                f"{target} can't be written ({error})", "Look whether the disk has room and is in order."
            ) from error
        with failures.translated(source if of_source else target):
            raise
