"""Rows as they are stored, whatever their values are; and what is wrong with the values of one, each by itself."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator.store.check.fault import Fault
from annotator.store.disk import failures
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


class Column(NamedTuple):
    """A column as its table declares it."""

    name: str
    type: str
    nullable: bool


class Table(NamedTuple):
    """A table: its columns, of which `checksum` is the last one where rows have one, and the places of its key.

    `select` is the query for its rows. `fitting` notes of the types of a row's values, as rows come, whether they are those of the columns.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[int, ...]
    summed: bool
    select: str
    fitting: dict[tuple[type, ...], bool]

    def fits(self, row: Row) -> bool:
        """Say whether the values of a row are of the types of the columns."""
        types = tuple(map(type, row))
        if types not in self.fitting:
            self.fitting[types] = not any(
                _misfit(value, column) for value, column in zip(row, self.columns, strict=True)
            )
        return self.fitting[types]

    def place(self, column: str) -> int:
        """Return where a column stands in a row."""
        return [one.name for one in self.columns].index(column)


def table(connection: Connection, name: str) -> Table:
    """Return how a table is made; it has no columns where there is no such table."""
    found = connection.database.execute(f"PRAGMA table_info({name})").fetchall()
    found.sort(key=lambda one: one[1] == checksums.COLUMN)
    columns = tuple(Column(one[1], one[2], not one[3] and not one[5]) for one in found)
    names = [column.name for column in columns]
    return Table(
        name=name,
        columns=columns,
        key=tuple(place for place, one in enumerate(found) if one[5]),
        summed=checksums.COLUMN in names,
        select="SELECT " + ", ".join(f'"{one}"' for one in names) + f" FROM {name}",
        fitting={},
    )


def raw_rows(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
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
    """Yield the rows of a table with all of its columns, in their order; `where` is the rest of the query.

    A table that there is not has none.
    """
    if not made.columns:
        return iter(())
    return raw_rows(connection, f"{made.select} {where}", parameters)


def few_rows(connection: Connection, made: Table, where: str, parameters: Sequence[Any]) -> list[Row]:
    """Return the same at once: what there is of one article."""
    if not made.columns:
        return []
    sql = f"{made.select} {where}"
    try:
        return connection.database.conn.execute(sql, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if not failures.is_invalid_text(error):
            raise
        return list(raw_rows(connection, sql, parameters))


def key_of(made: Table, row: Row) -> str:
    """Return what tells a row from the others of its table."""
    return ", ".join(printable(row[place]) for place in made.key)


def printable(value: object) -> str:
    """Return a value as it is told."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else str(value)


def is_sound(made: Table, row: Row) -> bool:
    """Say whether nothing is wrong with the values of a row, as far as `faults_of` can tell."""
    try:
        if made.summed:
            return made.fits(row) and checksums.checksum(made.name, row[:-1]) == row[-1]
        _encode(row)
    except UnicodeEncodeError:
        return False
    return made.fits(row)


def faults_of(made: Table, row: Row) -> Iterator[Fault]:
    """Yield what is wrong with the values of a row: their types, texts that are none, the checksum."""
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
    if not wrong:
        yield Fault(
            table=made.name, row=key_of(made, row), what="its values are not those that were written last"
        )


def _misfit(value: object, column: Column) -> str:
    """Return what is wrong with the type of a value, in a clause; "" for nothing."""
    if isinstance(value, _TYPES.get(column.type, object)):
        return ""
    if value is not None:
        return f"is not {_WORDS[column.type]}"
    return "" if column.nullable and column.name != checksums.COLUMN else "is missing"


@contextmanager
def reading(found: list[Fault], fault: Fault) -> Iterator[None]:
    """Add a fault to those that were found where a value can't be read inside, or SQLite can't go on."""
    try:
        yield
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


@contextmanager
def _every_byte(driver: sqlite3.Connection) -> Iterator[None]:
    before = driver.text_factory
    driver.text_factory = _text
    try:
        yield
    finally:
        driver.text_factory = before
