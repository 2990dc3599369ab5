"""The list of the steps that were applied to a project file, which sqlite-utils keeps in a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

SET = "annotator"
"""The name of our steps in the list."""

LIST = "_sqlite_migrations"
"""The table in which sqlite-utils lists the steps that were applied."""

_LIST_MADE = re.compile(rf'CREATE TABLE "?{LIST}"?\s*\([\w\s",]*\)')


def applied_steps(connection: Connection) -> set[str] | None:
    """Return the names of the applied steps, None if what is called like their list is something else. Raises sqlite3.Error.

    A list of another form is not read, because what it holds could be computed without end.
    """
    found = connection.database.execute(
        "SELECT type, sql FROM sqlite_master WHERE name = ? COLLATE NOCASE", [LIST]
    ).fetchall()
    if not found:
        return set()
    if len(found) > 1 or found[0][0] != "table" or not is_list(found[0][1]):
        return None
    applied = connection.database.execute(f"SELECT name FROM {LIST} WHERE migration_set = ?", [SET])
    return {name for (name,) in applied}


def is_list(sql: object) -> bool:
    """Return whether a statement makes the list of applied steps: a table of plain columns."""
    return isinstance(sql, str) and _LIST_MADE.fullmatch(sql) is not None
