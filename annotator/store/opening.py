"""Opening a project file: whatever is wrong with it is told, and the file is left as it was."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from annotator.errors import NotAProjectError, ProjectReadOnlyError
from annotator.store import failures
from annotator.store.connection import BUSY_SECONDS, Connection, configure, connect
from annotator.store.entrance import entered
from annotator.store.files import has_log
from annotator.store.leftovers import remove_leftovers
from annotator.store.migrate import lacking_steps, migrate
from annotator.store.migrations import APPLICATION_ID, STEPS
from annotator.store.private_copy import PrivateCopy
from annotator.store.rights import why_read_only

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.migrate import Steps

_MAGIC = b"SQLite format 3\0"


def open_project(
    path: Path, *, writing: bool = False, busy_seconds: float = BUSY_SECONDS, steps: Steps = STEPS
) -> Connection:
    """Open the project at `path`, bringing it up to date first. A file that fails is left as it was.

    Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`, `ProjectReadOnlyError` when
    it can't be written and would have to be brought up to date or is opened only for `writing`, `ProjectError`.
    """
    path = entered(path)
    remove_leftovers(path)
    read_only = why_read_only(path)
    if writing and read_only is not None:
        raise failures.read_only(read_only)
    with failures.translated(path):
        connection = (
            Connection(path, connect(path, "rw", busy_seconds), busy_seconds=busy_seconds)
            if read_only is None
            else PrivateCopy(path, read_only=read_only, busy_seconds=busy_seconds)
        )
    try:
        with failures.translated(path):
            _require_ours(connection)
            _require_whole(connection)
            configure(connection.database)
        _bring_up_to_date(connection, steps)
        if connection.writable:
            with failures.translated(path):
                connection.database.enable_wal()
    except BaseException:
        connection.close()
        raise
    return connection


def _require_ours(connection: Connection) -> None:
    path = connection.path
    size = path.stat().st_size
    if size == 0 and not has_log(path):
        raise failures.not_ours(path, "it is empty")
    try:
        found = connection.database.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as error:
        if failures.primary_code(error) == sqlite3.SQLITE_NOTADB:
            raise _no_database(path) from error
        raise
    if found != (APPLICATION_ID,):
        raise failures.not_ours(path, "another program made it")


def _no_database(path: Path) -> NotAProjectError:
    with path.open("rb") as file:
        is_cut_off = file.read(len(_MAGIC)) == _MAGIC
    if is_cut_off:
        return failures.damaged(path, "most of it is missing")
    return failures.not_ours(path, "it is no SQLite database")


def _require_whole(connection: Connection) -> None:
    """Refuse a file that was cut off; what is in the log isn't in the file yet."""
    path = connection.path
    pages, page_size = (
        connection.database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    size = path.stat().st_size
    if size < pages * page_size and not has_log(path):
        raise failures.damaged(path, f"{size} bytes of {pages * page_size} are there")


def _bring_up_to_date(connection: Connection, steps: Steps) -> None:
    if not lacking_steps(connection, steps):
        return
    why = connection.read_only
    if why is not None:
        raise ProjectReadOnlyError(
            f"{connection.path} was made by an older version of this program and has to be brought up to date first, and "
            f"{why.what}",
            "Ask its owner to open it with this version, or copy the file into a folder that you can write.",
        )
    migrate(connection, steps)
