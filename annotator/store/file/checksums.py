"""Checksums of the rows whose values are stored nowhere else, such as titles, names, status and assignments.

Spans and gold can be compared with their histories, and texts with a hash; all other rows have a column `checksum` over their
other columns. Triggers on each writing connection keep it up to date; a row that is inserted with a checksum keeps that one, so that
many rows are added at once with `insert`.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from annotator.store.disk.failures import ROW_DAMAGED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    Value = str | int | float | bytes | None

TABLES = (
    *("project", "article", "annotator", "former_name", "work", "assignment", "pool", "written"),
    *("former_text", "card", "split", "split_part", "note", "sent_back"),
)
COLUMN = "checksum"

_FUNCTION = "checksum_of"
_encode = msgspec.msgpack.Encoder().encode


def checksum(table: str, values: Sequence[Value]) -> int:
    """Return the checksum of a row, a signed 64-bit number; `values` are in the order of the columns.

    Raises `UnicodeEncodeError` for a text with a lone surrogate.
    """
    return int.from_bytes(blake2b(_encode((table, *values)), digest_size=8).digest(), "big", signed=True)


def add(database: sqlite3.Connection, tables: Sequence[str] = TABLES) -> None:
    """Add the column to the tables and fill it in, inside a transaction."""
    for table in tables:
        database.execute(f"ALTER TABLE {table} ADD COLUMN {COLUMN} INTEGER")
        fill(database, table)


def fill(database: sqlite3.Connection, table: str) -> None:
    """Compute the checksums of a table again, inside a transaction, after a column was added."""
    _know_function(database)
    values = ", ".join(columns(database, table))
    database.execute(f"UPDATE {table} SET {COLUMN} = {_FUNCTION}('{table}', {values})")


def add_triggers(database: sqlite3.Connection) -> None:
    """Create temporary triggers that keep checksums up to date and refuse to change a row whose checksum is wrong.

    Tables without checksums are skipped. To be called again after a table got other columns.
    """
    _know_function(database)
    for table in TABLES:
        if not _has_checksums(database, table):
            continue
        names, key = columns(database, table), _key(database, table)
        values = ", ".join(f"NEW.{name}" for name in names)
        same = " AND ".join(f"{name} = NEW.{name}" for name in key)
        old = ", ".join(f"OLD.{name}" for name in names)
        database.execute(f"DROP TRIGGER IF EXISTS temp.checksum_of_{table}_before_update")
        database.execute(
            f"CREATE TEMP TRIGGER checksum_of_{table}_before_update BEFORE UPDATE OF {', '.join(names)} ON main.{table} "
            f"WHEN OLD.{COLUMN} IS NOT {_FUNCTION}('{table}', {old}) "
            f"BEGIN SELECT RAISE(ABORT, '{ROW_DAMAGED}'); END"
        )
        for event, when in (("INSERT", f"WHEN NEW.{COLUMN} IS NULL"), (f"UPDATE OF {', '.join(names)}", "")):
            name = f"checksum_of_{table}_after_{event.split()[0].lower()}"
            database.execute(f"DROP TRIGGER IF EXISTS temp.{name}")
            database.execute(
                f"CREATE TEMP TRIGGER {name} AFTER {event} ON main.{table} {when} BEGIN "
                f"UPDATE {table} SET {COLUMN} = {_FUNCTION}('{table}', {values}) WHERE {same}; END"
            )


def insert(database: sqlite3.Connection, table: str, rows: Iterable[Sequence[Value]]) -> None:
    """Insert rows with their checksums, inside a transaction; a row has all other columns in their order, and of the types in which they are stored."""
    names = columns(database, table)
    marks = ", ".join("?" * (len(names) + 1))
    database.executemany(
        f"INSERT INTO {table} ({', '.join(names)}, {COLUMN}) VALUES ({marks})",
        ((*row, checksum(table, row)) for row in rows),
    )


def columns(database: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns in order, without the checksum."""
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != COLUMN]


def _has_checksums(database: sqlite3.Connection, table: str) -> bool:
    return any(row[1] == COLUMN for row in database.execute(f"PRAGMA table_info({table})"))


def _key(database: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]


def _know_function(database: sqlite3.Connection) -> None:
    def checksum_of(table: str, *values: Value) -> int:
        return checksum(table, values)

    database.create_function(_FUNCTION, -1, checksum_of, deterministic=True)
