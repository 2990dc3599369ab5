"""Opening a project file that is there, ours, whole and, if it can be written, up to date."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Database

from annotator.errors import NoProjectError, NotAProjectError, ProjectError, ProjectReadOnlyError
from annotator.reasons import reason, whose
from annotator.store import failures
from annotator.store.connection import BUSY_SECONDS, Connection, configure, connect
from annotator.store.migrate import lacking_steps, migrate
from annotator.store.migrations import APPLICATION_ID, STEPS
from annotator.typed import typed

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.migrate import Steps

_MAGIC = b"SQLite format 3\0"


def open_project(path: Path, *, busy_seconds: float = BUSY_SECONDS, steps: Steps = STEPS) -> Connection:
    """Open the project at `path`, bringing it up to date first. A file that fails is left as it was.

    Raises `NoProjectError`, `NotAProjectError`, `ProjectNewerError`, `ProjectBusyError`, `ProjectReadOnlyError` when
    it would have to be brought up to date and can't be written, `ProjectError`.
    """
    _require_file(path)
    writable = _may_write(path)
    with failures.translated(path):
        database = connect(path, "rw", busy_seconds) if writable else _connect_read_only(path, busy_seconds)
    connection = Connection(path, database, writable=writable, busy_seconds=busy_seconds)
    try:
        with failures.translated(path):
            _require_ours(connection)
            _require_whole(connection)
            configure(database)
        _bring_up_to_date(connection, steps)
        if writable:
            with failures.translated(path):
                database.enable_wal()
    except BaseException:
        connection.close()
        raise
    return connection


def _require_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoProjectError(
            f"There is no project at {path}. Make one with: {typed('init', project=path)}; then bring articles in with: "
            f"{typed('import', 'PATH', project=path)}"
        ) from error
    except OSError as error:
        raise ProjectError(f"{path} can't be opened: {reason(error)}.") from error
    if not stat.S_ISREG(mode):
        raise failures.not_ours(path, "it is a folder" if stat.S_ISDIR(mode) else "it is a pipe or a device")
    if not _access(path, os.R_OK):
        raise ProjectError(
            f"{path} can't be read: permission denied{whose(path)}. Ask its owner for the right to read it."
        )


def _may_write(path: Path) -> bool:
    """Return whether the file and the folder, where SQLite keeps its log, can be written."""
    real = path.resolve()
    return _access(real, os.W_OK) and _access(real.parent, os.W_OK | os.X_OK)


def _access(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _connect_read_only(path: Path, busy_seconds: float) -> Database:
    """Connect for reading. SQLite needs its log even for that; where it can't have one, a copy in memory is read."""
    database = connect(path, "ro", busy_seconds)
    try:
        database.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        database.close()
        if failures.primary_code(error) not in failures.READ_ONLY | {sqlite3.SQLITE_CANTOPEN}:
            raise
        return _copied_to_memory(path)
    except BaseException:
        database.close()
        raise
    return database


def _copied_to_memory(path: Path) -> Database:
    if _has_log(path):
        raise ProjectReadOnlyError(
            f"{path.name}-wal holds the latest work, which can't be read where nothing can be written. "
            f"Copy {path} and {path.name}-wal into a folder that you can write."
        )
    memory = Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
        source.backup(memory.conn)
    return memory


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _require_ours(connection: Connection) -> None:
    path = connection.path
    size = path.stat().st_size
    if size == 0 and not _has_log(path):
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
    if size < pages * page_size and not _has_log(path):
        raise failures.damaged(path, f"{size} bytes of {pages * page_size} are there")


def _bring_up_to_date(connection: Connection, steps: Steps) -> None:
    if not lacking_steps(connection, steps):
        return
    if not connection.writable:
        raise ProjectReadOnlyError(
            f"{connection.path} was made by an older version of this program and has to be brought up to date, but it "
            f"can't be written{whose(connection.path)}. Make the file and its folder writable, or work on a copy."
        )
    migrate(connection, steps)
