"""Reading a few names from a project at once, without opening it: nothing is written, upgraded, waited for or left behind."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

from annotator.store.disk.bounded import connect_to
from annotator.store.disk.sqlite_files import APPLICATION_ID, journal_of, log_of, shm_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST = 1000
"""How many rows are returned at most."""

_SECONDS = 0.3
_TABLES = ("project", "article", "annotator")
"""The tables that queries are about."""


def glance(path: Path, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that a query finds in a project.

    Returns none where the file is missing, damaged, no project or locked, where its tables are none, and where there are more than `MOST` or they can't
    be found in a moment: the first ones could be taken for all.
    """
    try:
        location = _location(path)
        if location is None:
            return []
        with closing(connect_to(location, path)) as database:
            database.stop_after(_SECONDS)
            if database.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
                return []
            if not database.has_plain(*_TABLES):
                return []
            rows = database.execute(query, values).fetchmany(MOST + 1)
    except (OSError, RuntimeError, ValueError, sqlite3.Error):  # Python 3.11 has RuntimeError for a loop
        return []
    return rows if len(rows) <= MOST else []


def _location(path: Path) -> str | None:
    """Return the URI by which SQLite reads a file and writes nothing; None where it can't. Raises OSError."""
    real = path.resolve(strict=True)
    if not stat.S_ISREG(real.stat().st_mode) or _size(journal_of(real)):
        return None
    if not _size(log_of(real)):
        return f"{real.as_uri()}?mode=ro&immutable=1"
    return f"{real.as_uri()}?mode=ro&readonly_shm=1" if shm_of(real).exists() else None


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except FileNotFoundError:
        return 0
