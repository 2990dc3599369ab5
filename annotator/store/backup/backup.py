"""Copying a project to a new file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import structs

from annotator.errors import ProjectError, ProjectExistsError
from annotator.files import NameNotSyncedError, put_in_place
from annotator.model import BackUpReport
from annotator.reasons import reason
from annotator.store.check.checking import damage
from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import require_all_seen
from annotator.store.disk.sqlite_files import companions
from annotator.store.file.connection import BUSY_SECONDS, Connection
from annotator.store.file.copying import copied, translated
from annotator.store.file.migrations import STEPS, lacking_steps
from annotator.store.opening.creating import require_own_name
from annotator.store.opening.opening import open_to_check
from annotator.store.opening.real_path import real_path

if TYPE_CHECKING:
    from pathlib import Path


def back_up(
    path: Path, target: Path, *, anywhere: bool = False, busy_seconds: float = BUSY_SECONDS
) -> BackUpReport:
    """Copy the project at `path`, as last committed, to the new file `target`, whole or not at all.

    A damaged project is copied, too, and the report says so. Raises as `open_project` does, `ProjectExistsError` if the name
    is taken, `ProjectError` if the file can't be made or work is in the log of another name.
    """
    _require_free(target)
    notice = require_all_seen(real_path(path), anywhere=anywhere)
    with closing(open_to_check(path, anywhere=anywhere, busy_seconds=busy_seconds)) as connection:
        lacking_steps(connection, STEPS)
        try:
            with (
                translated(connection.path, target),
                copied(connection.database, target, like=connection.path) as unfinished,
            ):
                with closing(connect(unfinished, "ro", busy_seconds)) as copy:
                    report = structs.replace(_looked_at(Connection(path, copy)), notice=notice)
                put_in_place(unfinished, target, replace=False)
        except FileExistsError as error:
            raise _taken(target) from error
        except NameNotSyncedError as error:
            raise ProjectError(
                f"{target} is made, but its folder can't be saved to the disk ({reason(error)}); "
                "after a power failure, look whether it is still there."
            ) from error
        except OSError as error:
            raise ProjectError(f"{target} can't be made: {reason(error)}.") from error
    return report


def _require_free(target: Path) -> None:
    try:
        if not target.parent.is_dir():
            raise ProjectError(
                f"There is no folder {target.parent} to make {target.name} in. Make the folder first."
            )
        taken = next(
            (file for file in (target, *companions(target)) if file.exists() or file.is_symlink()), None
        )
        if taken is None:
            require_own_name(target)
    except OSError as error:
        raise ProjectError(f"{target} can't be made: {reason(error)}.") from error
    if taken is not None:
        raise _taken(taken)


def _taken(path: Path) -> ProjectExistsError:
    return ProjectExistsError(f"{path} is there already", "Give the copy a name that is free.")


def _looked_at(copy: Connection) -> BackUpReport:
    what = damage(copy)
    try:
        articles, spans = counts(copy.database)
    except sqlite3.DatabaseError:
        if not what:
            raise
        articles = spans = 0
    return BackUpReport(articles=articles, spans=spans, fault=what)


def counts(database: sqlite3.Connection) -> tuple[int, int]:
    """Return the number of articles and of annotators' spans. Raises sqlite3.Error."""
    articles, spans = database.execute(
        "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM span)"
    ).fetchone()
    return articles, spans
