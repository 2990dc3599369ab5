"""What all checks need: the definitions of the tables, the labels, the people."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectError
from annotator.store.check import objects, rows
from annotator.store.disk import failures
from annotator.store.file import meta

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

TABLES = (
    *("project", "article", "article_text", "annotator", "span", "operation", "work", "assignment", "pool"),
    *("decision", "gold_span", "settled", "gold_step", "former_name", "written", "former_text", "card"),
    *("split", "split_part", "note", "sent_back"),
)

_WINDOW = 500
"""For how many numbers of articles it is asked at once which have rows."""

FIRST = frozenset(("project", "article", "article_text", "annotator", "span", "operation", "work"))
"""The tables that each project has, whichever version made it; without one of them nothing can be checked."""


class Context(NamedTuple):
    """A project that is being checked.

    `labels` are the names in its schema, None if it can't be read. `names` are the readable names of people by number.
    `readable`: SQLite can read the definitions of all tables that a project of its version has; a table that a later
    version adds has no columns. `window`: which articles have any rows, None where that isn't asked for at once.
    """

    connection: Connection
    tables: dict[str, rows.Table]
    labels: frozenset[str] | None
    names: dict[int, str]
    readable: bool
    window: Window | None = None

    def may_have(self, table: str, number: int) -> bool:
        """Return whether the article of this number may have rows in a table with a column `article`."""
        return self.window is None or self.window.may_have(table, number)

    def in_windows(self) -> Context:
        """Return a context for checking many articles in order, while nothing is written."""
        return self._replace(window=Window(self.connection))


class Window:
    """Which articles of a run of numbers have rows in a table, asked for at once: most have none in most tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = range(0)
        self._having: dict[str, frozenset[int] | None] = {}

    def may_have(self, table: str, number: int) -> bool:
        """Return False only where reading the rows of the article would find none."""
        if number not in self._numbers:
            self._numbers = range(number, number + _WINDOW)
            self._having.clear()
        if table not in self._having:
            self._having[table] = self._read(table)
        having = self._having[table]
        return having is None or number in having

    def _read(self, table: str) -> frozenset[int] | None:
        """Return the numbers of those that have rows, None if that can't be read."""
        sql = f"SELECT DISTINCT article FROM {table} WHERE article BETWEEN ? AND ?"
        try:
            found = rows.raw_rows(self._connection, sql, [self._numbers[0], self._numbers[-1]])
            return frozenset(number for (number,) in found)
        except sqlite3.DatabaseError as error:
            if failures.primary_code(error) in failures.BUSY:
                raise
            return None


def read_context(connection: Connection) -> Context:
    """Return the context of a project, without what can't be read; of a snapshot always the same one."""
    if connection.seen is None:
        return _read(connection)
    if "context" not in connection.seen:
        connection.seen["context"] = _read(connection)
    found: Context = connection.seen["context"]
    return found


def _read(connection: Connection) -> Context:
    tables = {}
    for name in TABLES:
        with suppress(sqlite3.DatabaseError):
            tables[name] = rows.table(connection, name)
    labels = None
    with suppress(ProjectError):
        labels = meta.labels_of(connection)
    names: dict[int, str] = {}
    with suppress(sqlite3.DatabaseError):
        for number, name in rows.raw_rows(connection, "SELECT number, name FROM annotator"):
            if isinstance(name, str):
                names[number] = rows.printable(name)
    missing = {name for name, made in tables.items() if not made.columns}
    expected = objects.tables_of_its_version(connection) if missing else set[str]()
    readable = len(tables) == len(TABLES) and not missing & (expected | FIRST)
    return Context(connection, tables, labels, names, readable)
