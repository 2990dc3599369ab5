"""Rows as they are stored, whatever their values are; and what is wrong with the values of one, each by itself."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.store import failures, sums
from annotator.store.check.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.connection import Connection

    Row = tuple[Any, ...]

_AT_ONCE = 500
_TYPES: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (float,)}
_WORDS = {"TEXT": "text", "INTEGER": "a whole number", "REAL": "a number"}
UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What is raised where a value that is stored is not what it should be; a `RecursionError` is one of depth."""


class Column(NamedTuple):
    """A column as its table declares it."""

    name: str
    type: str
    nullable: bool


class Table(NamedTuple):
    """A table: its columns, of which `checksum` is the last one where rows have one, and the places of its key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[int, ...]
    summed: bool

    def place(self, column: str) -> int:
        """Return where a column stands in a row."""
        return [one.name for one in self.columns].index(column)


def table(connection: Connection, name: str) -> Table:
    """Return how a table is made; it has no columns where there is no such table."""
    found = connection.database.execute(f"PRAGMA table_info({name})").fetchall()
    columns = tuple(Column(one[1], one[2], not one[3] and not one[5]) for one in found)
    names = [column.name for column in columns]
    return Table(
        name=name,
        columns=columns,
        key=tuple(place for place, one in enumerate(found) if one[5]),
        summed=sums.COLUMN in names,
    )


def stored(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
    """Yield the rows of a query; a text that is no UTF-8 has a lone surrogate for each wrong byte.

    Raises `sqlite3.DatabaseError` where SQLite can't go on.
    """
    driver = connection.database.conn
    with _every_byte(driver):
        cursor = driver.execute(sql, parameters)
    while True:
        with _every_byte(driver):
            rows = cursor.fetchmany(_AT_ONCE)
        if not rows:
            return
        yield from rows


def rows_of(
    connection: Connection, made: Table, where: str = "", parameters: Sequence[Any] = ()
) -> Iterator[Row]:
    """Yield the rows of a table with all of its columns, in their order; `where` is the rest of the query."""
    names = ", ".join(f'"{column.name}"' for column in made.columns)
    return stored(connection, f"SELECT {names} FROM {made.name} {where}", parameters)


def key_of(made: Table, row: Row) -> str:
    """Return what tells a row from the others of its table."""
    return ", ".join(shown(row[place]) for place in made.key)


def shown(value: object) -> str:
    """Return a value as it is told."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else str(value)


def faults_of(made: Table, row: Row) -> Iterator[Fault]:
    """Yield what is wrong with the values of a row: their types, texts that are none, the checksum."""
    wrong = False
    for value, column in zip(row, made.columns, strict=True):
        if isinstance(value, _TYPES.get(column.type, (object,))):
            if not (isinstance(value, str) and _is_broken(value)):
                continue
            what = f"its {column.name} can't be read as text"
        elif value is None:
            if column.nullable and column.name != sums.COLUMN:
                continue
            what = f"its {column.name} is missing"
        else:
            what = f"its {column.name} is not {_WORDS[column.type]}"
        wrong = True
        yield Fault(table=made.name, row=key_of(made, row), what=what)
    if made.summed and not wrong and sums.of(made.name, row[:-1]) != row[-1]:
        yield Fault(
            table=made.name, row=key_of(made, row), what="its values are not those that were written last"
        )


@contextmanager
def reading(found: list[Fault], fault: Fault) -> Iterator[None]:
    """Add a fault to those that were found where a value can't be read inside, or SQLite can't go on."""
    try:
        yield
    except sqlite3.Error as error:
        if failures.primary_code(error) in failures.BUSY:
            raise
        found.append(msgspec.structs.replace(fault, what=f"SQLite can't read it: {error}"))
    except (*UNREADABLE, RecursionError):
        found.append(fault)


def _is_broken(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


@contextmanager
def _every_byte(driver: sqlite3.Connection) -> Iterator[None]:
    before = driver.text_factory
    driver.text_factory = lambda stored: stored.decode(errors="surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before
