"""Which state of a project follows which: what tells whether a log goes on from a file.

Each transaction gives the project a new id by chance, and notes the one before. So the first transaction in a log notes the id
that the file had, and whatever of the log is brought into the file later has an id that is in the log as well. SQLite's own
counter does not tell that: with a write-ahead log it is raised only where the first page is written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

TABLE = "turn"
SIZE = 16
"""Bytes of an id."""

_LEAF, _CELLS, _CELL = b"\x0d", slice(3, 5), slice(8, 10)
_BEGIN = bytes((4 + 2 * SIZE, 1, 4, 0, 12 + 2 * SIZE, 12 + 2 * SIZE))
"""How the one row of the table begins in its page: bytes, number, bytes of what tells the types, and these three."""


def renew(database: Database) -> None:
    """Give the project a new id, inside a transaction; nothing happens in one of an older version, which has none."""
    if database.execute(f"SELECT 1 FROM sqlite_master WHERE name = '{TABLE}'").fetchone() is not None:
        database.execute(f"UPDATE {TABLE} SET before = id, id = randomblob({SIZE})")


def read_file(path: Path) -> bytes | None:
    """Return the id in the file itself, whatever is in its log; None where it has none, or it can't be read.

    Nothing is left beside the file, and no lock on it is lost.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            found = database.execute(f"SELECT id FROM {TABLE}").fetchall()
    except sqlite3.Error:
        return None
    known = len(found) == 1 and isinstance(found[0][0], bytes) and len(found[0][0]) == SIZE
    return bytes(found[0][0]) if known else None


def parse_page(page: bytes) -> frozenset[bytes]:
    """Return the id and the one before in a page that has them, nothing for any other page."""
    if page[:1] != _LEAF or page[_CELLS] != b"\0\1":
        return frozenset()
    start = int.from_bytes(page[_CELL], "big")
    row = page[start : start + len(_BEGIN) + 2 * SIZE]
    if not row.startswith(_BEGIN) or len(row) < len(_BEGIN) + 2 * SIZE:
        return frozenset()
    return frozenset({row[len(_BEGIN) : -SIZE], row[-SIZE:]})
