"""The definitions of a project's tables and indexes, with the root pages that they have in a new project."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from annotator.store.file import checksums
from annotator.store.file.migrations import STEPS, apply

if TYPE_CHECKING:
    from annotator.store.recover.btree import Value

MIGRATIONS = "_sqlite_migrations"
SEQUENCE = "sqlite_sequence"


class Column(NamedTuple):
    """A column: declared type, whether it may be NULL, and its position in the primary key from 1, 0 if it isn't in it."""

    name: str
    type: str
    null: bool
    key: int


class Index(NamedTuple):
    """An index: name, root page, columns, and whether it is partial."""

    name: str
    root: int
    columns: tuple[str, ...]
    partial: bool


class TableDefinition(NamedTuple):
    """A table. `alias` is the column that stands for the rowid, or None. `keyed`: it is WITHOUT ROWID.

    A row has at least `least` values; it lacks those of columns that a later version added.
    """

    name: str
    root: int
    columns: tuple[Column, ...]
    alias: str | None
    keyed: bool
    indices: tuple[Index, ...]
    least: int

    @property
    def with_checksums(self) -> TableDefinition:
        """The definition for a project whose rows have checksums, if this table has any."""
        at = [column.name for column in self.columns].index(checksums.COLUMN) if self.is_summed else -1
        return self._replace(least=max(self.least, at + 1))

    @property
    def is_summed(self) -> bool:
        """Whether its rows have checksums."""
        return any(column.name == checksums.COLUMN for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key, in its order."""
        return tuple(column.name for column in sorted(self.columns, key=lambda one: one.key) if column.key)

    def row(self, rowid: int | None, values: list[Value]) -> dict[str, Value] | None:
        """Return the values by column, None if they can't be a row of this table.

        A row counts if more than half of its values have the right type. Invalid UTF-8 stays bytes.
        """
        if not self.least <= len(values) <= len(self.columns):
            return None
        row = {column.name: _real(column, value) for column, value in zip(self.columns, values, strict=False)}
        if self.alias is not None:
            if row[self.alias] is not None:
                return None
            row[self.alias] = rowid
        fits = [_fits(column, row[column.name]) for column in self.columns if column.name in row]
        return row if sum(fits) * 2 > len(fits) else None

    def bad(self, row: dict[str, Value]) -> list[str]:
        """Return the columns whose values have the wrong type."""
        return [
            column.name
            for column in self.columns
            if column.name in row and not _fits(column, row[column.name])
        ]


def _real(column: Column, value: Value) -> Value:
    """Return the value of a column as SQLite gives it: integers are stored for whole numbers of REAL columns."""
    return float(value) if column.type == "REAL" and isinstance(value, int) else value


def _fits(column: Column, value: Value) -> bool:
    if value is None:
        return column.null
    if not column.type:
        return True
    if column.type == "INTEGER":
        return isinstance(value, int)
    if column.type == "REAL":
        return isinstance(value, float)
    if column.type == "BLOB":
        return isinstance(value, bytes)
    return isinstance(value, str)


def empty_project() -> sqlite3.Connection:
    """Return an empty project in memory."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    apply(database, STEPS, [step.__name__ for step in STEPS])
    return database


def read_definitions(database: sqlite3.Connection) -> dict[str, TableDefinition]:
    """Return the definitions of a project's tables by name."""
    tables = database.execute("SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: _shape(database, name, root, sql) for name, root, sql in tables}


def _shape(database: sqlite3.Connection, name: str, root: int, sql: str) -> TableDefinition:
    info = database.execute(f'PRAGMA table_info("{name}")').fetchall()
    columns = tuple(
        Column(column, kind, not (required or key), key) for _, column, kind, required, _, key in info
    )
    if name == SEQUENCE:  # SQLite declares no types for it
        columns = Column("name", "TEXT", False, 0), Column("seq", "INTEGER", False, 0)
    needed = [at for at, row in enumerate(info, 1) if (row[3] or row[5]) and row[4] is None]
    least = len(columns) if name in {MIGRATIONS, SEQUENCE} else max(needed, default=1)
    keyed = "WITHOUT ROWID" in sql
    alone = [column for column in columns if column.key]
    alias = alone[0].name if len(alone) == 1 and alone[0].type == "INTEGER" and not keyed else None
    return TableDefinition(name, root, columns, alias, keyed, tuple(_indices(database, name)), least)


def _indices(database: sqlite3.Connection, table: str) -> list[Index]:
    found = []
    for _, name, _, origin, partial in database.execute(f'PRAGMA index_list("{table}")').fetchall():
        root = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
        if root is None or (origin == "pk" and root[0] == 0):
            continue  # the table is its own index
        columns = tuple(row[2] for row in database.execute(f'PRAGMA index_info("{name}")').fetchall())
        found.append(Index(name, root[0], columns, bool(partial)))
    return found
