"""A project whose main file was overwritten in place, by `cp` or `: >`, with something else.

What SQLite has in memory, the pages on the disk and the log are of two files then. Nothing is written there any more, because
SQLite would take the log for that of the other project.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from annotator import advice
from annotator.errors import ProjectLostError
from annotator.store.disk.bounded import connect
from annotator.store.disk.failures import primary_code
from annotator.store.disk.sqlite_files import APPLICATION_ID, identity, log_of

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.replaced.file_ids import FileIds


def lost(path: Path, files: FileIds, now: str) -> ProjectLostError:
    """Return the error for a project that is no longer in the opened file, which has what `now` says.

    `files` are the opened ones. The log is set aside, so that the new content is read without it.
    """
    log = _set_aside(path, files)
    there = f"Its log is {log}: it has what was saved last, but not all of the project. " if log else ""
    return ProjectLostError(
        f"{path} was written over while the project was open: what is there now is {now}. Nothing was written to it, and what "
        "was saved in the project before may be lost",
        f"{there}To bring a copy of the project back: {advice.restore(path)}",
    )


def other(path: Path, created: str) -> str | None:
    """Return what the file contains instead of the project; "" if it is the project or a copy of it, None if it can't be read."""
    found = None
    try:
        with closing(connect(path, "ro", beside=False)) as connection:
            if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                return "no project"
            with suppress(sqlite3.Error):  # damaged, or a checkpoint is under way
                plain = connection.has_plain("project")
                found = connection.execute("SELECT created FROM project").fetchone() if plain else None
    except sqlite3.DatabaseError as error:
        # Anything else: it can't be read just now, as where a checkpoint came to no end because the disk is full.
        return "no project" if primary_code(error) == sqlite3.SQLITE_NOTADB else None
    if not created or found is None:
        return None
    return "" if found == (created,) else "another project"


def _set_aside(path: Path, files: FileIds) -> Path | None:
    """Set the opened log aside; return its new path, None if that isn't known."""
    from annotator.store.replaced.old_log import names_aside, set_log_aside

    set_log_aside(path, files)
    for name in (log_of(path), *names_aside(log_of(path))):
        found = identity(name)
        if found is not None and found == files.log:
            return name
        if found is None and name != log_of(path):
            break
    return None
