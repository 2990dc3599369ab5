"""Whether a database is whole, as far as SQLite can tell."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from annotator.store.failures import DAMAGED, primary_code

if TYPE_CHECKING:
    from sqlite_utils import Database


def fault(database: Database) -> str:
    """Return the first thing that is wrong in a clause, "" for a database that is whole. Raises sqlite3.Error."""
    try:
        found = database.execute("PRAGMA integrity_check(1)").fetchone()
        if found != ("ok",):
            return _one_line(str(found[0])) if found else "nothing of it can be read"
        loose = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        if primary_code(error) in DAMAGED:
            return str(error)
        raise
    return (
        ""
        if loose is None
        else f"a row of the table {loose[0]} refers to one of {loose[2]} that is not there"
    )


def _one_line(text: str) -> str:
    return " ".join(text.removeprefix("*** in database main ***").split())
