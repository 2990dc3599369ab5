"""Reading a project that can't be written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlite_utils import Database

from annotator.errors import ProjectReadOnlyError
from annotator.store import failures
from annotator.store.connection import connect
from annotator.store.files import has_log

if TYPE_CHECKING:
    from pathlib import Path


def opened_for_reading(path: Path, busy_seconds: float) -> Database:
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
    if has_log(path):
        raise ProjectReadOnlyError(
            f"{path.name}-wal holds the latest work, which can't be read where nothing can be written. "
            f"Copy {path} and {path.name}-wal into a folder that you can write."
        )
    memory = Database(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
        source.backup(memory.conn)
    return memory
