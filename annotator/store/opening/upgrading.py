"""Bringing a project file up to date, safely: one program at a time, a copy first, each step whole or not at all."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from annotator.errors import ProjectBusyError, ProjectError
from annotator.files import put_in_place
from annotator.reasons import reason
from annotator.store.disk import failures
from annotator.store.file import checksums
from annotator.store.file.connection import Connection, connect
from annotator.store.file.copying import copied, translated
from annotator.store.file.migrations import apply, lacking_steps
from annotator.store.replaced.notices import Notice

_PAUSE = (0.02, 0.2)
"""Seconds between two looks whether all others have left, by chance between these: several programs may wait for each other."""

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

    from annotator.store.file.migrations import Steps


def migrate(path: Path, steps: Steps, busy_seconds: float) -> list[Notice]:
    """Apply the steps that the project at `path` lacks, after a copy of it as it was, while nobody else has it open.

    An older program that had it open would go on writing rows as it knows them. Each step is a savepoint in one
    transaction, so that no other program ever meets a file that is half up to date. Returns what is to be said of it, nothing
    where another program was faster. Raises `ProjectBusyError` where others have it open for so many seconds, `ProjectError`.
    """
    until = time.monotonic() + busy_seconds
    with failures.translated(path):
        while (database := _alone(path)) is None:
            if not _lacks(path, steps):
                return []
            if time.monotonic() >= until:
                raise ProjectBusyError(
                    f"{path} has to be brought up to date first, and is open in another program, maybe an older annotator",
                    "Close it there, then try again.",
                )
            time.sleep(random.uniform(*_PAUSE))
    with closing(Connection(path, database, busy_seconds=busy_seconds)) as connection:
        return _migrate(connection, steps)


def _alone(path: Path) -> Database | None:
    """Connect to a project so that nobody else can as long as this is open; None where others have it open.

    Whoever has it open holds a lock on the file, but for one who reads and writes without a log (-wal), which no annotator does.
    Raises sqlite3.Error.
    """
    database = connect(path, "rw", 0)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN EXCLUSIVE")
        database.execute("ROLLBACK")  # which keeps the lock
    except BaseException as error:
        database.close()
        if isinstance(error, sqlite3.Error) and failures.primary_code(error) in failures.BUSY:
            return None
        raise
    return database


def _lacks(path: Path, steps: Steps) -> bool:
    """Say whether the project lacks any of the steps, as far as it can be read just now. Raises sqlite3.Error."""
    try:
        with closing(Connection(path, connect(path, "rw", 0))) as connection:
            return bool(lacking_steps(connection, steps))
    except ProjectBusyError:
        return True


def _migrate(connection: Connection, steps: Steps) -> list[Notice]:
    """Do as `migrate` does, by a connection beside which there is no other: so nothing is written between copy and steps."""
    lacking = lacking_steps(connection, steps)
    if not lacking:
        return []
    copy = backup_path(connection.path, lacking[0])
    back_up(connection, copy)
    with connection.writing():
        apply(connection.database, steps, lacking)
        checksums.add_triggers(connection.database)
    path = connection.path
    return [Notice(_told(str(path), str(copy)), _told(path.name, copy.name))]


def _told(path: str, copy: str) -> str:
    return f"{path} was brought up to date, so an older annotator can't open it any more; a copy from before is at {copy}."


def backup_path(path: Path, step: str) -> Path:
    """Return where the copy of a project goes before the named step is applied."""
    return path.with_name(f"{path.name}.backup-{step}")


def back_up(connection: Connection, target: Path) -> None:
    """Copy the project as the connection sees it to `target`, whole or not at all; an older copy is replaced.

    Raises `ProjectError` when it can't be written.
    """
    try:
        with (
            translated(connection.path, target),
            copied(connection.database, target, like=connection.path) as unfinished,
        ):
            put_in_place(unfinished, target, replace=True)
    except OSError as error:
        raise ProjectError(
            f"{connection.path} can't be brought up to date, because {target}, the copy that is made first, "
            f"can't be written: {reason(error)}. Nothing was changed."
        ) from error
