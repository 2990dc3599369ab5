"""The recovered rows in a database in memory, before they are written to the new project.

Its tables have the checks of a project's that concern one row, but no triggers and no foreign keys.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from annotator.store.recover import table_definitions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.store.recover.table_definitions import TableDefinition


class Draft:
    """A database in memory with the tables of a project."""

    def __init__(self) -> None:
        self._database = table_definitions.empty_project()
        self.definitions: dict[str, TableDefinition] = table_definitions.read_definitions(self._database)
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self._database.execute(f"DROP TRIGGER {name}")
        self._database.execute("PRAGMA foreign_keys = OFF")
        self._database.execute("DELETE FROM card")  # the empty one of a new project

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._database.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it changed."""
        return int(self._database.execute(sql, parameters).rowcount)

    def insert(self, table: str, row: Mapping[str, Any], rowid: int | None = None) -> str:
        """Insert a row; return why it can't be inserted, or ""."""
        names = list(row)
        values = list(row.values())
        if rowid is not None and self.definitions[table].alias is None:
            names.append("rowid")
            values.append(rowid)
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        try:
            self._database.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)
        except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError) as error:
            return str(error)
        return ""

    def insert_sound(self, table: str, row: Mapping[str, Any]) -> None:
        """Insert a row that is known to be right. Raises ValueError."""
        why = self.insert(table, row)
        if why:
            raise ValueError(f"{table}: {why}")

    def fits(self, table: str, row: Mapping[str, Any]) -> bool:
        """Return whether a row passes the checks of a table."""
        self._database.execute("SAVEPOINT trial")
        try:
            why = self.insert(table, row)
            return not why or why.startswith("UNIQUE")
        finally:
            self._database.execute("ROLLBACK TO trial")
            self._database.execute("RELEASE trial")

    def close(self) -> None:
        """Free the memory."""
        self._database.close()
