"""The id of the state of a project, which shows whether a log belongs to a file.

Each transaction stores a new random id and the one before. So the first transaction in a log has the id of the file that it
continues, and the id of a file into which a part of the log was copied is in the log, too. SQLite's change counter doesn't
show that: with a write-ahead log it changes only when the first page is written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store.disk.bounded import connect

if TYPE_CHECKING:
    from pathlib import Path


TABLE = "turn"
SIZE = 16
"""Bytes of an id."""

_LEAF, _CELLS, _CELL = b"\x0d", slice(3, 5), slice(8, 10)
_BEGIN = bytes((4 + 2 * SIZE, 1, 4, 0, 12 + 2 * SIZE, 12 + 2 * SIZE))
"""The beginning of the table's one row on its page: payload size, rowid, header size, and three serial types."""


def renew(database: sqlite3.Connection) -> None:
    """Store a new id, inside a transaction; a project of an older version has none and is left as it is."""
    try:
        database.execute(f"UPDATE {TABLE} SET before = id, id = randomblob({SIZE})")
    except sqlite3.OperationalError:
        if database.execute(f"SELECT 1 FROM sqlite_master WHERE name = '{TABLE}'").fetchone() is not None:
            raise


def read_file(path: Path) -> bytes | None:
    """Return the id in the main file, without its log; None if it has none or can't be read.

    No file is left beside it, and no lock is lost.
    """
    try:
        with closing(connect(path, "ro", beside=False)) as database:
            plain = database.has_plain(TABLE)
            found = database.execute(f"SELECT id FROM {TABLE}").fetchmany(2) if plain else []
    except sqlite3.Error:
        return None
    known = len(found) == 1 and isinstance(found[0][0], bytes) and len(found[0][0]) == SIZE
    return bytes(found[0][0]) if known else None


def parse_page(page: bytes) -> frozenset[bytes]:
    """Return the id and the one before from the page that has them; empty for any other page."""
    if page[:1] != _LEAF or page[_CELLS] != b"\0\1":
        return frozenset()
    start = int.from_bytes(page[_CELL], "big")
    row = page[start : start + len(_BEGIN) + 2 * SIZE]
    if not row.startswith(_BEGIN) or len(row) < len(_BEGIN) + 2 * SIZE:
        return frozenset()
    return frozenset({row[len(_BEGIN) : -SIZE], row[-SIZE:]})
