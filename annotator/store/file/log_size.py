"""Keeping a project's log small: a failed transaction is cut off, and a large log is emptied.

SQLite reuses its log, but doesn't shrink it before the last connection closes, and not even then on a full disk. The last
frame of a transaction has the size of the database in its header, and all frames repeat the salts of the log's header. What
follows the last such frame belongs to no transaction and isn't read by anybody; only the connection with the write lock
writes there, so it may cut it off.
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
"""The largest size of a log in bytes: about twice the size at which SQLite copies it into the database."""

_FRAME_SIZE, _FRAME_SALTS = slice(4, 8), slice(8, 16)


@contextmanager
def limited(connection: Connection) -> Iterator[None]:
    """Shrink the log after the block if it is too large; after an error, to its size before."""
    before = size(log_of(connection.path))
    most = before
    try:
        yield
        most = max(before, LARGEST)
    finally:
        shrink(connection, above=most)


def shrink(connection: Connection, *, above: int) -> None:
    """Shrink a log of more than `above` bytes as far as possible without waiting.

    Nothing is done inside a transaction or if the files were replaced. What isn't possible now is left to the next
    transaction.
    """
    database = connection.database
    if size(log_of(connection.path)) <= above or database.in_transaction or not connection.is_in_place():
        return
    with suppress(sqlite3.Error, OSError):
        (patience,) = database.execute("PRAGMA busy_timeout").fetchone()
        database.execute("PRAGMA busy_timeout = 0")
        try:
            database.execute("BEGIN IMMEDIATE")
            try:
                _cut(connection)
            finally:
                database.rollback()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            database.execute(f"PRAGMA busy_timeout = {patience}")


def _cut(connection: Connection) -> None:
    """Cut off what follows the last transaction. Needs the write lock. Raises OSError.

    SQLite has no locks on the log itself, so it may be opened and closed here.
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
    """Return the offset in bytes where the last transaction of a log ends, 0 if there is none."""
    step = FRAME + header.page_size
    for end in range(HEADER + (os.fstat(handle).st_size - HEADER) // step * step, HEADER, -step):
        begin = os.pread(handle, FRAME, end - step)
        if begin[_FRAME_SALTS] == header.salts and any(begin[_FRAME_SIZE]):
            return end
    return 0
