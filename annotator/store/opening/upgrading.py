"""Upgrading a project file: by one program at a time, after a copy, and all steps or none."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from annotator.errors import ProjectBusyError, ProjectError
from annotator.files import put_in_place
from annotator.model import Notice
from annotator.reasons import reason
from annotator.store.disk import failures
from annotator.store.disk.bounded import connect
from annotator.store.file import checksums
from annotator.store.file.connection import Connection
from annotator.store.file.copying import copied, translated
from annotator.store.file.migrations import apply, lacking_steps

_PAUSE = (0.02, 0.2)
"""Seconds between two attempts, at random between these, because several programs may wait for each other."""

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.disk.bounded import Bounded
    from annotator.store.file.migrations import Steps


def migrate(path: Path, steps: Steps, busy_seconds: float) -> list[Notice]:
    """Copy the project at `path`, then apply the steps that it lacks while nobody else has it open; return the notices.

    An older program that had it open would go on writing rows of the old form. Returns nothing if another program was faster.
    Raises `ProjectBusyError` if others have it open for `busy_seconds`, `ProjectError`.
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


def _alone(path: Path) -> Bounded | None:
    """Return a connection with an exclusive lock, None if others have the project open.

    Every open connection has a lock, except those of other programs without a write-ahead log. Raises sqlite3.Error.
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
    """Return whether the project lacks any of the steps, as far as it can be read now. Raises sqlite3.Error."""
    try:
        with closing(Connection(path, connect(path, "rw", 0))) as connection:
            return bool(lacking_steps(connection, steps))
    except ProjectBusyError:
        return True


def _migrate(connection: Connection, steps: Steps) -> list[Notice]:
    """Copy and upgrade through an exclusive connection, so that nothing is written in between."""
    lacking = lacking_steps(connection, steps)
    if not lacking:
        return []
    copy = backup_path(connection.path, lacking[0])
    back_up(connection, copy)
    with connection.writing():
        apply(connection.database, steps, lacking)
        checksums.add_triggers(connection.database)
    path = connection.path
    return [Notice(_message(str(path), str(copy)), _message(path.name, copy.name))]


def _message(path: str, copy: str) -> str:
    return f"{path} was brought up to date, so an older annotator can't open it any more; a copy from before is at {copy}."


def backup_path(path: Path, step: str) -> Path:
    """Return the path of the copy that is made before the named step."""
    return path.with_name(f"{path.name}.backup-{step}")


def back_up(connection: Connection, target: Path) -> None:
    """Copy the project to `target`, whole or not at all; an older copy is replaced. Raises `ProjectError`."""
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
