"""Reading rows whatever their values are, and checking the values of one row."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import limits
from annotator.model import Fault, Struct
from annotator.store.check.values import FAULTS
from annotator.store.disk import bounded, failures
from annotator.store.file import checksums
from annotator.store.file.decoding import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.file.connection import Connection

    Row = tuple[Any, ...]

_AT_ONCE = 500
_TYPES: dict[str, type] = {"TEXT": str, "INTEGER": int, "REAL": float}
_WORDS = {"TEXT": "text", "INTEGER": "a whole number", "REAL": "a number"}
_encode = msgspec.msgpack.Encoder().encode


class ValueTooLongError(sqlite3.DataError):
    """A value of a row is longer than this program reads; `row` is the row's key, "" if that can't be told."""

    def __init__(self, table: str, row: str) -> None:
        super().__init__(failures.TOO_LONG)
        self.table = table
        self.row = row


class Column(Struct, frozen=True):
    """A column as declared."""

    name: str
    type: str
    nullable: bool


class Table(Struct, frozen=True):
    """The definition of a table: columns, `checksum` last if it has one, and positions of the key's columns.

    `select` is the query for its rows. `fitting` caches which combinations of value types are right.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[int, ...]
    summed: bool
    select: str
    fitting: dict[tuple[type, ...], bool]

    def fits(self, row: Row) -> bool:
        """Return whether the values of a row have the types of the columns."""
        types = tuple(map(type, row))
        if types not in self.fitting:
            self.fitting[types] = not any(
                _misfit(value, column) for value, column in zip(row, self.columns, strict=True)
            )
        return self.fitting[types]

    def faults_of_values(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield the names of columns whose values are of the right type and no such values, each with a clause."""
        for column, value in zip(self.columns, row, strict=True):
            known = FAULTS.get((self.name, column.name)) if self.summed else None
            if known is not None and (what := known(value)):
                yield column.name, what

    def position(self, column: str) -> int:
        """Return where a column stands in a row."""
        return [one.name for one in self.columns].index(column)


def table(connection: Connection, name: str) -> Table:
    """Return the definition of a table, without columns if there is no such table."""
    found = connection.database.execute(f"PRAGMA table_info({name})").fetchall()
    found.sort(key=lambda one: one[1] == checksums.COLUMN)
    columns = tuple(Column(one[1], one[2], not one[3] and not one[5]) for one in found)
    names = [column.name for column in columns]
    return Table(
        name=name,
        columns=columns,
        key=tuple(position for position, one in enumerate(found) if one[5]),
        summed=checksums.COLUMN in names,
        select="SELECT " + ", ".join(f'"{one}"' for one in names) + f" FROM {name}",
        fitting={},
    )


class _Counter:
    """Counts the bytes of the rows of a statement, as its cursor's `row_factory`, and stops it with `sqlite3.DatabaseError`.

    Pages that lead to each other give values without end, each within its limit, of which few rows fill the memory.
    """

    def __init__(self, connection: Connection) -> None:
        self._database = connection.database
        self._left = limits.READ_AT_LEAST
        self._is_sized = (
            False  # whether the size of the file was asked for, which takes longer than to read few rows
        )

    def __call__(self, _: sqlite3.Cursor, row: Row) -> Row:
        for value in row:
            if isinstance(value, (str, bytes)):
                self._left -= len(value)
        if self._left < 0 and not self._is_sized:
            self._left += self._database.bytes_allowed() - limits.READ_AT_LEAST
            self._is_sized = True
        if self._left < 0:
            raise bounded.stopped(bounded.TOO_MANY_BYTES)
        return row


def raw_rows(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
    """Yield the rows of a query; a byte that isn't valid UTF-8 becomes a lone surrogate. Raises `sqlite3.DatabaseError`."""
    driver = connection.database
    before = driver.text_factory
    driver.text_factory = _text
    try:
        cursor = driver.execute(sql, parameters)
    finally:
        driver.text_factory = before
    cursor.row_factory = _Counter(connection)
    while True:
        driver.text_factory = _text
        try:
            rows = cursor.fetchmany(_AT_ONCE)
        finally:
            driver.text_factory = before
        if not rows:
            return
        yield from rows


def rows_of(
    connection: Connection, made: Table, where: str = "", parameters: Sequence[Any] = ()
) -> Iterator[Row]:
    """Yield the rows of a table with all columns in order; `where` is the rest of the query. No table: no rows."""
    if not made.columns:
        return
    try:
        yield from raw_rows(connection, f"{made.select} {where}", parameters)
    except sqlite3.DataError as error:
        raise too_long(connection, made) from error


def too_long(connection: Connection, *tables: Table) -> ValueTooLongError:
    """Return the error for the first row of the tables with a value that is too long."""
    for made in tables:
        if row := _first_too_long(connection, made):
            return ValueTooLongError(made.name, row)
    return ValueTooLongError(tables[0].name if len(tables) == 1 else "", "")


def _first_too_long(connection: Connection, made: Table) -> str:
    """Return the key of the first row that has a value that is too long, "" if it can't be told."""
    names = [f'"{made.columns[position].name}"' for position in made.key]
    if not names:
        return ""
    where = " AND ".join(f"{name} IS ?" for name in names)
    try:
        for key in raw_rows(
            connection, f"SELECT {', '.join(names)} FROM {made.name} ORDER BY {', '.join(names)}"
        ):
            try:
                connection.database.execute(f"{made.select} WHERE {where}", key).fetchall()
            except sqlite3.DataError:
                return ", ".join(map(printable, key))
    except sqlite3.Error:
        return ""
    return ""


def few_rows(connection: Connection, made: Table, where: str, parameters: Sequence[Any]) -> list[Row]:
    """Return such rows as a list, faster for few rows."""
    if not made.columns:
        return []
    sql = f"{made.select} {where}"
    try:
        cursor = connection.database.execute(sql, parameters)
        cursor.row_factory = _Counter(connection)
        return cursor.fetchall()
    except sqlite3.OperationalError as error:
        if not failures.is_invalid_text(error):
            raise
        return list(raw_rows(connection, sql, parameters))
    except sqlite3.DataError as error:
        raise too_long(connection, made) from error


def key_of(made: Table, row: Row) -> str:
    """Return the key of a row as text."""
    return ", ".join(printable(row[position]) for position in made.key)


def printable(value: object) -> str:
    """Return a value as text for a message."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else str(value)


def is_sound(made: Table, row: Row) -> bool:
    """Return whether `faults_of` would find nothing."""
    try:
        if made.summed:
            return (
                made.fits(row)
                and checksums.checksum(made.name, row[:-1]) == row[-1]
                and not any(made.faults_of_values(row))
            )
        _encode(row)
    except UnicodeEncodeError:
        return False
    return made.fits(row)


def faults_of(made: Table, row: Row) -> Iterator[Fault]:
    """Yield what is wrong with the values of a row: types, invalid UTF-8, times, numbers, checksum."""
    if is_sound(made, row):
        return
    wrong = False
    for value, column in zip(row, made.columns, strict=True):
        what = _misfit(value, column)
        if not what and isinstance(value, str) and _is_broken(value):
            what = "can't be read as text"
        if what:
            wrong = True
            yield Fault(table=made.name, row=key_of(made, row), what=f"its {column.name} {what}")
    if wrong:
        return
    for name, what in made.faults_of_values(row):
        wrong = True
        yield Fault(table=made.name, row=key_of(made, row), what=f"its {name} {what}")
    if not wrong:
        yield Fault(
            table=made.name, row=key_of(made, row), what="its values are not those that were written last"
        )


def _misfit(value: object, column: Column) -> str:
    """Return a clause if the type of a value is wrong, else ""."""
    if isinstance(value, _TYPES.get(column.type, object)):
        return ""
    if value is not None:
        return f"is not {_WORDS[column.type]}"
    return "" if column.nullable and column.name != checksums.COLUMN else "is missing"


@contextmanager
def reading(found: list[Fault], fault: Fault) -> Iterator[None]:
    """Add `fault` to `found` if a value inside can't be decoded or SQLite can't read it."""
    try:
        yield
    except ValueTooLongError as error:
        where = {"table": error.table or fault.table, "row": error.row or fault.row}
        found.append(msgspec.structs.replace(fault, what=failures.TOO_LONG, **where))
    except sqlite3.Error as error:
        if failures.primary_code(error) in failures.BUSY:
            raise
        found.append(msgspec.structs.replace(fault, what=f"SQLite can't read it: {error}"))
    except UNREADABLE:
        found.append(fault)


def _is_broken(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def _text(raw_rows: bytes) -> str:
    return raw_rows.decode("utf-8", "surrogateescape")
