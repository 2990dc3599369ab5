"""What could be read, as a database in memory with the tables of a project, in which it is mended before it is written.

Its tables have the same checks as those of a project, but for those that look at other rows than the one that comes in.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from annotator.store.recover import table_definitions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.store.recover.table_definitions import TableDefinition


class Draft:
    """A project in the making. It is closed with the process's memory."""

    def __init__(self) -> None:
        self._database = table_definitions.empty_project()
        self.definitions: dict[str, TableDefinition] = table_definitions.read_definitions(self._database)
        for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self._database.execute(f"DROP TRIGGER {name}")
        self._database.execute("PRAGMA foreign_keys = OFF")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._database.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement and return how many rows it changed."""
        return int(self._database.execute(sql, parameters).rowcount)

    def insert(self, table: str, row: Mapping[str, Any], rowid: int | None = None) -> str:
        """Put a row in; return why it can't be, "" where it is in."""
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
        """Put in a row that is known to be right."""
        why = self.insert(table, row)
        if why:
            raise ValueError(f"{table}: {why}")

    def fits(self, table: str, row: Mapping[str, Any]) -> bool:
        """Say whether a row passes the checks of a table that look at it alone."""
        self._database.execute("SAVEPOINT trial")
        try:
            why = self.insert(table, row)
            return not why or why.startswith("UNIQUE")
        finally:
            self._database.execute("ROLLBACK TO trial")
            self._database.execute("RELEASE trial")

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()
