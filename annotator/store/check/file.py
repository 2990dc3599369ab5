"""Checks of the file: pages, indexes, references between tables, and the definitions of tables."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import objects, rows
from annotator.store.disk.sqlite_files import has_log
from annotator.store.file.applied_steps import LIST, applied_steps
from annotator.store.file.migrations import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.store.check.objects import Judgement
    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps

_SIZED = 32
"""Bytes of a file's header up to and including the number of pages."""

MOST = 1000
"""The largest number of messages of SQLite's integrity check that are reported."""

PAGE_TWICE = "2nd reference to page"
"""What SQLite says of a page that stands in two places; there may be a circle, in which a row has as many bytes as the file."""

_BROKEN = r"CHECK constraint failed in (\w+)"
_MISSING = r"NULL value in (\w+)\.(\w+)"


def faults(connection: Connection, judgement: Judgement) -> Iterator[Fault]:
    """Yield what is wrong with the file and its objects; where these mislead, nothing of the tables is read."""
    found: list[Fault] = []
    with rows.reading(found, Fault(what="its first page can't be read")):
        if fault := cut_off(connection):
            found.append(Fault(what=fault))
    yield from found
    if judgement.misleading:
        yield from judgement.faults
        return
    yield from (fault for fault in judgement.faults if fault.added)  # which may be why the rest can't be read
    yield from all_pages(connection, judgement)
    yield from all_references(connection, judgement)
    yield from steps_listed(connection, judgement)
    yield from numbers(connection)
    yield from (fault for fault in judgement.faults if not fault.added)


def cut_off(connection: Connection) -> str:
    """Return a clause on how much of a truncated file is there, "" for a whole one. Pages in the log may be missing."""
    pages, page_size, reads_less = (
        connection.database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "page_size", "writable_schema")
    )
    size, whole = connection.path.stat().st_size, pages * page_size
    if reads_less:
        whole = whole_size(connection.path)
    cut = size < whole and not has_log(connection.path)
    return f"it is cut off: {size} of {whole} bytes are there" if cut else ""


def whole_size(path: Path) -> int:
    """Return the size in bytes that the header of a file gives.

    Reads and closes the file, which drops this process's locks on it: not for a file that is in use. Raises OSError.
    """
    with path.open("rb") as file:
        header = file.read(_SIZED)
    if len(header) < _SIZED:
        return 0
    page_size, pages = (
        int.from_bytes(header[offset : offset + size], "big") for offset, size in ((16, 2), (28, 4))
    )
    return pages * (65536 if page_size == 1 else page_size)


def read_what_is_there(connection: Connection) -> None:
    """Make SQLite read the existing pages of a truncated file, which it refuses otherwise. Nothing must be written then."""
    connection.database.execute("PRAGMA writable_schema = ON")


def all_pages(connection: Connection, judgement: Judgement) -> Iterator[Fault]:
    """Yield the messages of SQLite's integrity check, on this program's tables alone where other programs made some."""
    for table in sorted(judgement.tables) or [""]:
        yield from pages(connection, table)


def all_references(connection: Connection, judgement: Judgement) -> Iterator[Fault]:
    """Yield the rows whose parent row is missing, of this program's tables alone where other programs made some."""
    for table in sorted(judgement.tables) or [""]:
        yield from references(connection, table)


def pages(connection: Connection, table: str = "") -> Iterator[Fault]:
    """Yield the messages of SQLite's integrity check on the whole file or on one table."""
    what = f"'{table}'" if table else str(MOST)
    found: list[Fault] = []
    count = 0
    with (
        rows.reading(found, Fault(table=table, what="its pages can't be read")),
        _told_by_row(connection, table),
    ):
        for (message,) in rows.raw_rows(connection, f"PRAGMA integrity_check({what})"):
            if message == "ok":
                continue
            count += 1
            lines = [line for line in str(message).splitlines() if line and not line.startswith("***")]
            found += [_said(table, rows.printable(line)) for line in lines]
    yield from found
    if count >= MOST:
        yield Fault(what=f"there are {MOST:,} of these and more; the others are not listed")


@contextmanager
def _told_by_row(connection: Connection, table: str) -> Iterator[None]:
    """Raise `ValueTooLongError` with the row of one table or all, where SQLite says that a value is too long."""
    try:
        yield
    except sqlite3.DataError as error:
        names = [table] if table else objects.tables_of_its_version(connection)
        raise rows.too_long(connection, *(rows.table(connection, name) for name in sorted(names))) from error


def _said(table: str, message: str) -> Fault:
    """Return the fault for a message of SQLite, in plain words if it is about one row."""
    if broken := re.fullmatch(_BROKEN, message):
        return Fault(table=broken[1], what="a row has values that the table does not allow")
    if missing := re.fullmatch(_MISSING, message):
        return Fault(table=missing[1], what=f"a row lacks its {missing[2]}")
    return Fault(table=table, what=f"SQLite says: {message}")


def references(connection: Connection, of: str = "") -> Iterator[Fault]:
    """Yield the rows, of one table or all, whose parent row is missing."""
    found: list[Fault] = []
    with rows.reading(found, Fault(what="the references between tables can't be read")):
        sql = f"PRAGMA foreign_key_check({of})" if of else "PRAGMA foreign_key_check"
        for table, rowid, parent, _ in rows.raw_rows(connection, sql):
            row = "" if rowid is None else str(rowid)
            found.append(
                Fault(table=table, row=row, what=f"what it belongs to in the table {parent} is gone")
            )
    yield from found


def steps_listed(connection: Connection, judgement: Judgement) -> Iterator[Fault]:
    """Yield what is wrong with the list of applied steps."""
    yield from _versions(connection)
    if judgement.is_new and not {step.__name__ for step in STEPS} <= _applied(connection):
        yield Fault(table=LIST, what="it lacks steps that were taken, as the tables show")


_NUMBERED = ("operation", "gold_step")
_LAST_NUMBER = 2**62
"""The largest number of an entry of a history; there are enough behind it."""


def numbers(connection: Connection) -> Iterator[Fault]:
    """Yield histories in which no entry can be added, because the numbers are used up."""
    found: list[Fault] = []
    for table in _NUMBERED:
        with rows.reading(found, Fault(table=table, what="the number of its last row can't be read")):
            if not rows.table(connection, table).columns:
                continue  # an older version made the file
            sql = f"SELECT max(number) FROM {table} UNION ALL SELECT seq FROM sqlite_sequence WHERE name = ?"
            for (number,) in rows.raw_rows(connection, sql, [table]):
                if number is not None and not (isinstance(number, int) and number < _LAST_NUMBER):
                    found.append(
                        Fault(table=table, what="nothing can be added, because its numbers are used up")
                    )
    yield from found


def _versions(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the list of applied steps."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table=LIST, what="its rows can't be read")):
        made = rows.table(connection, LIST)
        for row in rows.rows_of(connection, made) if made.columns else ():
            found += rows.faults_of(made, row)
    yield from found


def is_newer(connection: Connection, steps: Steps) -> bool:
    """Return whether the project has all known steps and others, so that a newer version made it."""
    return _applied(connection) > {step.__name__ for step in steps}


def _applied(connection: Connection) -> set[str]:
    """Return the names of the applied steps, as far as they can be read."""
    with rows.reading([], Fault(what="")):
        return applied_steps(connection) or set()
    return set()
