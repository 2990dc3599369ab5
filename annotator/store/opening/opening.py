"""Opening a project file: each step checks something, and a file that fails is left as it was."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.errors import NotAProjectError, ProjectReadOnlyError, telling
from annotator.sentences import joined
from annotator.store.check import file, guards, objects
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import why_read_only
from annotator.store.disk.sqlite_files import APPLICATION_ID, has_log, journal_of, log_of
from annotator.store.file import log_size
from annotator.store.file.connection import BUSY_SECONDS, Connection, configure, enable_wal
from annotator.store.file.migrations import STEPS, lacking_steps
from annotator.store.opening.empty_logs import remove_empty_log
from annotator.store.opening.open_elsewhere import wait_until_in_place
from annotator.store.opening.real_path import real_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import Notice
    from annotator.store.disk.rights import ReadOnly
    from annotator.store.file.migrations import Steps

_MAGIC = b"SQLite format 3\0"


def open_project(
    path: Path,
    *,
    writing: bool = False,
    anywhere: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    steps: Steps = STEPS,
) -> Connection:
    """Open the project at `path`, upgrading it first if an older version made it; the notices of the connection say so.

    With `writing`, raise `ProjectReadOnlyError` instead of opening it for reading only. With `anywhere`, write to it also
    where other machines can. Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`,
    `ProjectReadOnlyError` if it can't be written and would have to be upgraded, `ProjectError`.
    """

    def look() -> tuple[Connection, bool]:
        connection = open_to_check(
            path, writing=writing, anywhere=anywhere, busy_seconds=busy_seconds, steps=steps
        )
        with _closed_where_that_fails(connection):
            with failures.translated(connection.path):
                require_whole(connection)
                configure(connection.database)
            guards.require_openable(connection, steps)
            if is_older := bool(lacking_steps(connection, steps)):
                _require_writable(connection)
        return connection, is_older

    notices: list[Notice] = []
    with telling(lambda: joined(*(notice.full for notice in notices))):
        connection, is_older = look()
        if is_older:
            from annotator.store.opening.upgrading import migrate

            connection.close()
            notices = migrate(connection.path, steps, busy_seconds)
            connection, _ = look()
        with _closed_where_that_fails(connection):
            connection.notices += notices
            if connection.writable:
                with failures.translated(connection.path):
                    enable_wal(connection.database)
                connection.watch_files()
                log_size.shrink(connection, above=log_size.LARGEST)
    return connection


def open_to_check(
    path: Path,
    *,
    writing: bool = False,
    anywhere: bool = False,
    looking: bool = False,
    busy_seconds: float = BUSY_SECONDS,
    steps: Steps = STEPS,
) -> Connection:
    """Open the project at `path` as it is, even if it is damaged or of an older version. Nothing must be written.

    With `looking`, a truncated file is read as far as it goes. Raises `NoProjectError`, `NotAProjectError` for a file that is
    no project and for a log that doesn't fit, `ProjectError`.
    """
    path = real_path(path)
    wait_until_in_place(path)
    if os.path.lexists(journal_of(path)):
        from annotator.store.opening.journal_check import require_fitting_journal

        require_fitting_journal(path, busy_seconds, steps)
    remove_empty_log(path)
    read_only = why_read_only(path, anywhere=anywhere)
    if writing and read_only is not None:
        raise failures.read_only(read_only)
    if os.path.lexists(log_of(path)):
        from annotator.store.opening.log_check import require_fitting_log

        require_fitting_log(path, busy_seconds, steps, only_files=read_only is not None)
    connection = _connection(path, read_only, busy_seconds)
    with _closed_where_that_fails(connection), failures.translated(path):
        require_ours(connection, looking=looking)
        if file.is_newer(connection, steps):
            lacking_steps(connection, steps)  # says so
    return connection


def _connection(path: Path, read_only: ReadOnly | None, busy_seconds: float) -> Connection:
    """Return a connection to the files, or to a private copy where they can only be read. Raises `ProjectError`."""
    sound = guards.require_sound
    with failures.translated(path):
        if read_only is None:
            database = connect(path, "rw", busy_seconds)
            return Connection(path, database, busy_seconds=busy_seconds, require_sound=sound)
        from annotator.store.opening.read_only_copy import ReadOnlyCopy

        return ReadOnlyCopy(path, read_only=read_only, busy_seconds=busy_seconds, require_sound=sound)


def require_ours(connection: Connection, *, looking: bool = False) -> None:
    """Raise `NotAProjectError` for a file that is no database of this program; `looking` is as in `open_to_check`."""
    path = connection.path
    size = path.stat().st_size
    if size == 0 and not has_log(path):
        raise failures.not_ours(path, "it is empty", lost=True)
    try:
        found = _application(connection)
    except sqlite3.DatabaseError as error:
        code = failures.primary_code(error)
        if code == sqlite3.SQLITE_NOTADB:
            raise _no_database(path) from error
        if code != sqlite3.SQLITE_CORRUPT:
            raise
        file.read_what_is_there(connection)
        found = _application(connection)
        if not looking:
            raise failures.damaged(path, file.cut_off(connection) or str(error)) from error
    if found != (APPLICATION_ID,):
        raise failures.not_ours(path, "another program made it", lost=found == (0,))
    if not looking and (what := objects.unparsed(connection)):
        raise failures.refused(path, what)


def _application(connection: Connection) -> tuple[int] | None:
    found: tuple[int] | None = connection.database.execute("PRAGMA application_id").fetchone()
    return found


def _no_database(path: Path) -> NotAProjectError:
    with path.open("rb") as handle:
        is_cut_off = handle.read(len(_MAGIC)) == _MAGIC
    if is_cut_off:
        return failures.damaged(path, "most of it is missing")
    return failures.not_ours(path, "it is no SQLite database", lost=True)


def require_whole(connection: Connection) -> None:
    """Raise `DamagedProjectError` for a truncated file."""
    if fault := file.cut_off(connection):
        raise failures.damaged(connection.path, fault)


@contextmanager
def _closed_where_that_fails(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _require_writable(connection: Connection) -> None:
    """Raise `ProjectReadOnlyError` if a project that has to be upgraded can't be written."""
    why = connection.read_only
    if why is not None:
        from annotator.command_line import command_line

        raise ProjectReadOnlyError(
            f"{connection.path} was made by an older version of this program and has to be brought up to date first, and "
            f"{why.what}",
            f"Ask its owner to open it with this version, or work on a copy: {command_line('backup', 'FILE', project=connection.path)}",
        )
