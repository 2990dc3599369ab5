"""Removing an empty log that a reader left who may not write to the project."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from annotator.store.disk.bounded import connect
from annotator.store.disk.rights import first_unwritable, has_right
from annotator.store.disk.sqlite_files import has_log, log_of, shm_of

if TYPE_CHECKING:
    from pathlib import Path


def remove_empty_log(path: Path) -> None:
    """Remove an empty log and its index if they can't be written and nobody has the project open.

    SQLite makes both for any reader, and a reader who can't write to the folder can't remove them. Nobody else could write
    them.
    """
    files = [log_of(path), shm_of(path)]
    if first_unwritable(path) not in files or has_log(path):
        return
    with suppress(sqlite3.Error, OSError), closing(connect(path, "rw", 0)) as database:
        # Nobody can have the project open as long as this does, and no index of the log is made for it.
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("SELECT 1 FROM sqlite_master").fetchone()
        if not has_log(path):
            for file in files:
                if not has_right(file, os.W_OK):
                    file.unlink(missing_ok=True)
