"""Keeping a project's log small: what a transaction that failed has left in it is cut off, and a large one is emptied.

SQLite reuses its log and makes it no smaller before the last program leaves the project, and not even then where the disk
is full. A frame of the log whose transaction ends with it says how large the database is then, and all of them repeat the salts of the log's header. What comes
behind the last such frame belongs to no transaction. Nobody reads it: whoever reads stops at the transaction that was the
last one when they began. Only who has the right to write puts anything there, so that who has it may cut it off.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.store.disk.sqlite_files import log_of, size
from annotator.store.disk.wal import FRAME, HEADER, parse_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.disk.wal import Header
    from annotator.store.file.connection import Connection

LARGEST = 8 * 1024 * 1024
"""Bytes that a log may have: about twice as many as SQLite lets come together before it brings them into the file."""

_FRAME_SIZE, _FRAME_SALTS = slice(4, 8), slice(8, 16)


@contextmanager
def limited(connection: Connection) -> Iterator[None]:
    """Make the log smaller when a transaction has ended that left it too large; when one has failed, as small as it was."""
    before = size(log_of(connection.path))
    most = before
    try:
        yield
        most = max(before, LARGEST)
    finally:
        shrink(connection, above=most)


def shrink(connection: Connection, *, above: int) -> None:
    """Make a log that has more than so many bytes as small as can be without waiting for anybody.

    Nothing is done inside a transaction, or where another file has the name meanwhile. What can't be done now is left to whoever writes next.
    """
    database = connection.database
    if size(log_of(connection.path)) <= above or database.conn.in_transaction or not connection.is_in_place():
        return
    with suppress(sqlite3.Error, OSError):
        (patience,) = database.execute("PRAGMA busy_timeout").fetchone()
        database.execute("PRAGMA busy_timeout = 0")
        try:
            database.execute("BEGIN IMMEDIATE")
            try:
                _cut(connection)
            finally:
                database.conn.rollback()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            database.execute(f"PRAGMA busy_timeout = {patience}")


def _cut(connection: Connection) -> None:
    """Cut off what is behind the last transaction. Only for whoever has the right to write. Raises OSError.

    SQLite has no lock on the log, so that it may be opened and closed here.
    """
    handle = os.open(log_of(connection.path), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        header = parse_header(os.pread(handle, HEADER, 0))
        # Now that the log is open: before, it might have been that of another file.
        if header is not None and connection.is_in_place():
            end = _end(handle, header)
            if end < os.fstat(handle).st_size:
                os.ftruncate(handle, end)
    finally:
        os.close(handle)


def _end(handle: int, header: Header) -> int:
    """Return where the last transaction of a log ends, in bytes; 0 where there is none."""
    step = FRAME + header.page_size
    for end in range(HEADER + (os.fstat(handle).st_size - HEADER) // step * step, HEADER, -step):
        begin = os.pread(handle, FRAME, end - step)
        if begin[_FRAME_SALTS] == header.salts and any(begin[_FRAME_SIZE]):
            return end
    return 0
