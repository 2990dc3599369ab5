"""Bringing a project file up to date, safely: one program at a time, a copy first, each step whole or not at all."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from annotator.errors import ProjectError, ProjectNewerError
from annotator.files import put_in_place
from annotator.reasons import reason
from annotator.store import failures, sums
from annotator.store.connection import connect
from annotator.store.copying import copied
from annotator.store.displaced import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlite_utils import Database

    from annotator.store.connection import Connection

    Steps = Sequence[Callable[[Database], None]]


def as_migrations(steps: Steps) -> Migrations:
    """Return the steps as sqlite-utils knows them."""
    migrations = Migrations("annotator")
    for step in steps:
        migrations()(step)
    return migrations


def lacking_steps(connection: Connection, steps: Steps) -> list[str]:
    """Return the names of the steps that a project file lacks.

    Raises `ProjectNewerError` when it has steps that this program doesn't know, `NotAProjectError` when it has none.
    """
    with failures.translated(connection.path):
        applied = {step.name for step in as_migrations(steps).applied(connection.database)}
    if not applied:
        raise failures.damaged(connection.path, "it has none of this program's tables")
    known = [step.__name__ for step in steps]
    if not applied.issubset(known):
        raise ProjectNewerError(
            f"{connection.path} was written by a newer version of this program, so it was left alone. "
            "Update annotator to open it."
        )
    return [name for name in known if name not in applied]


def migrate(connection: Connection, steps: Steps) -> None:
    """Apply the steps that a project file lacks, after a copy of it as it was; nothing happens when it lacks none.

    Each step is a savepoint in one transaction, so that no other program ever meets a file that is half up to date.
    The connection's notices say so then.
    """
    if not lacking_steps(connection, steps):
        return
    with connection.writing():
        lacking = lacking_steps(connection, steps)  # again: another program may have been faster
        if lacking:
            copy = backup_path(connection.path, lacking[0])
            back_up(connection, copy)
            apply(connection.database, steps, lacking)
            sums.keep(connection.database)
    if lacking:
        connection.notices.append(
            Notice(_told(str(connection.path), str(copy)), _told(connection.path.name, copy.name))
        )


def _told(path: str, copy: str) -> str:
    return f"{path} was brought up to date, so an older annotator can't open it any more; a copy from before is at {copy}."


def apply(database: Database, steps: Steps, names: Sequence[str]) -> None:
    """Apply the named steps, inside the transaction that is open."""
    as_migrations([step for step in steps if step.__name__ in names]).apply(database)


def backup_path(path: Path, step: str) -> Path:
    """Return where the copy of a project goes before the named step is applied."""
    return path.with_name(f"{path.name}.backup-{step}")


def back_up(connection: Connection, target: Path) -> None:
    """Copy the project as it was last committed to `target`, whole or not at all; an older copy is replaced.

    Raises `ProjectError` when it can't be written.
    """
    try:
        with (
            closing(connect(connection.path, "rw", connection.busy_seconds)) as source,
            copied(source, target, like=connection.path) as unfinished,
        ):
            put_in_place(unfinished, target, replace=True)
    except OSError as error:
        raise ProjectError(
            f"{connection.path} can't be brought up to date, because {target}, the copy that is made first, "
            f"can't be written: {reason(error)}. Nothing was changed."
        ) from error
