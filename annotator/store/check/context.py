"""What the looks at a project have in common: how its tables are made, its labels, who is in it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ProjectError
from annotator.store.check import file, rows
from annotator.store.file import meta

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

TABLES = (
    *("project", "article", "article_text", "annotator", "span", "operation", "work", "assignment", "pool"),
    *("decision", "gold_span", "settled", "gold_step", "former_name", "written"),
)


class Context(NamedTuple):
    """A project that is looked at.

    `labels` are the names in its schema, None where that can't be read. `names` are people's names, by their numbers, those that
    can be read. `readable`: SQLite can tell how all tables are made that a project of its version has; one that later versions
    add has no columns.
    """

    connection: Connection
    tables: dict[str, rows.Table]
    labels: frozenset[str] | None
    names: dict[int, str]
    readable: bool


def read_context(connection: Connection) -> Context:
    """Return what is needed to look at a project. What can't be read of it is left out, and told elsewhere."""
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
    expected = file.tables_of_its_version(connection) if missing else set[str]()
    readable = len(tables) == len(TABLES) and not missing & expected
    return Context(connection, tables, labels, names, readable)
