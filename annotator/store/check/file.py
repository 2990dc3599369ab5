"""Checks of the file: pages, indexes, references between tables, and the definitions of tables."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows
from annotator.store.disk.sqlite_files import has_log
from annotator.store.file.migrations import STEPS, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.store.file.connection import Connection
    from annotator.store.file.migrations import Steps

_SIZED = 32
"""Bytes of a file's header up to and including the number of pages."""

MOST = 1000
"""The largest number of messages of SQLite's integrity check that are reported."""

AS_IT_IS_MADE = "49096c2f518bed93014e1a5b409c7acd7b85a4f7bbd6123d3f8bc30f7fe18fff"
"""What `digest` gives for a new project; each new step changes it."""

_BROKEN = r"CHECK constraint failed in (\w+)"
_MISSING = r"NULL value in (\w+)\.(\w+)"

_LIST = "_sqlite_migrations"

_SCHEMA = """
    SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name <> '_sqlite_migrations' ORDER BY type, name
"""

Made = dict[tuple[str, str], tuple[str, str | None]]
"""The objects in a file: by type and name, the table that they belong to and the statement that made them."""


def faults(connection: Connection, steps: Steps) -> Iterator[Fault]:
    """Yield what is wrong with the file."""
    found: list[Fault] = []
    with rows.reading(found, Fault(what="its first page can't be read")):
        if fault := cut_off(connection):
            found.append(Fault(what=fault))
    yield from found
    yield from pages(connection)
    yield from references(connection)
    yield from schema(connection, steps)
    yield from extras(connection, steps)


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


def pages(connection: Connection, table: str = "") -> Iterator[Fault]:
    """Yield the messages of SQLite's integrity check on the whole file or on one table."""
    what = f"'{table}'" if table else str(MOST)
    found: list[Fault] = []
    count = 0
    with rows.reading(found, Fault(table=table, what="its pages can't be read")):
        for (message,) in rows.raw_rows(connection, f"PRAGMA integrity_check({what})"):
            if message == "ok":
                continue
            count += 1
            lines = [line for line in str(message).splitlines() if line and not line.startswith("***")]
            found += [_said(table, rows.printable(line)) for line in lines]
    yield from found
    if count >= MOST:
        yield Fault(what=f"there are {MOST:,} of these and more; the others are not listed")


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


def schema(connection: Connection, steps: Steps) -> Iterator[Fault]:
    """Yield tables, indexes and triggers that are missing or different from those of a new project of the same version."""
    yield from _versions(connection)
    there = contents(connection)
    if digest(there) == AS_IT_IS_MADE:
        if not {step.__name__ for step in STEPS} <= _applied(connection):
            yield Fault(table=_LIST, what="it lacks steps that were taken, as the tables show")
        return
    if ("table", "project") not in there:
        yield Fault(what="it has none of this program's tables")
        return
    for (kind, name), made in sorted(_made_by(connection, steps).items()):
        if (kind, name) not in there:
            yield Fault(what=f"the {kind} {name} is gone")
        elif there[kind, name] != made:
            yield Fault(what=f"the {kind} {name} is not as it was made")


def _versions(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the list of applied steps."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table=_LIST, what="its rows can't be read")):
        made = rows.table(connection, _LIST)
        for row in rows.rows_of(connection, made) if made.columns else ():
            found += rows.faults_of(made, row)
    yield from found


def extras(connection: Connection, steps: Steps) -> Iterator[Fault]:
    """Yield objects that another program added, such as triggers, which may change anything on a write."""
    there = contents(connection)
    if digest(there) == AS_IT_IS_MADE:
        return
    for kind, name in sorted(there.keys() - _made_by(connection, steps).keys()):
        yield Fault(what=f"the {kind} {rows.printable(name)} is not of this program", harmless=True)


def is_newer(connection: Connection, steps: Steps) -> bool:
    """Return whether the project has all known steps and others, so that a newer version made it."""
    names, known = _applied(connection), {step.__name__ for step in steps}
    return names > known


def digest(made: Made) -> str:
    """Return a hash of the definitions of tables."""
    return hashlib.sha256(repr(sorted(made.items())).encode(errors="replace")).hexdigest()


def contents(connection: Connection) -> Made:
    """Return the objects in the file, as far as they can be read."""
    made: Made = {}
    with rows.reading([], Fault(what="")):  # what can't be read here, SQLite told of the pages
        made.update(
            ((kind, name), (table, sql)) for kind, name, table, sql in rows.raw_rows(connection, _SCHEMA)
        )
    return made


def _applied(connection: Connection) -> set[str]:
    """Return the names of the applied steps."""
    names: set[str] = set()
    with rows.reading([], Fault(what="")):
        sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'annotator'"
        names.update(name for (name,) in rows.raw_rows(connection, sql))
    return names


def _made_by(connection: Connection, steps: Steps) -> Made:
    """Return the objects that the applied steps make; of all steps if the list can't be read."""
    names = _applied(connection)
    return _blueprint(tuple(step for step in steps if step.__name__ in names) or tuple(steps))


def tables_of_its_version(connection: Connection, steps: Steps = STEPS) -> set[str]:
    """Return the names of the tables that the steps make which the file has."""
    return {name for kind, name in _made_by(connection, steps) if kind == "table"}


@cache
def _blueprint(steps: Steps) -> Made:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        take(database, steps)
        return {(kind, name): (table, sql) for kind, name, table, sql in database.execute(_SCHEMA)}
