"""Keeping a project's log small: what a transaction that failed has left in it is cut off, and a large one is emptied.

SQLite reuses its log and makes it no smaller before the last program leaves the project, and not even then where the disk
is full. A frame of the log is 24 bytes and a page; the last one of each transaction says how large the database is then,
and all of them repeat the two numbers of the log's head (https://www.sqlite.org/fileformat2.html#walformat). What comes
behind the last such frame belongs to no transaction. Nobody reads it: whoever reads stops at the transaction that was the
last one when they began. Only who has the right to write puts anything there, so that who has it may cut it off.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.store.connection import Connection

LARGEST = 8 * 1024 * 1024
"""Bytes that a log may have: about twice as many as SQLite lets come together before it brings them into the file."""

_HEAD, _FRAME_HEAD = 32, 24
_SUMMED = 24
_MAGIC = 0x377F0682
_NUMBERS = slice(16, 24)
_FRAME_SIZE, _FRAME_NUMBERS = slice(4, 8), slice(8, 16)


@contextmanager
def bounded(connection: Connection) -> Iterator[None]:
    """Make the log smaller when a transaction has ended that left it too large; when one has failed, as small as it was."""
    before = _size(connection.path)
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
    if _size(connection.path) <= above or database.conn.in_transaction or not connection.is_in_place():
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


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _size(path: Path) -> int:
    try:
        return _log(path).stat().st_size
    except OSError:
        return 0


def _cut(connection: Connection) -> None:
    """Cut off what is behind the last transaction. Only for whoever has the right to write. Raises OSError.

    SQLite has no lock on the log, so that it may be opened and closed here.
    """
    handle = os.open(_log(connection.path), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        head = os.pread(handle, _HEAD, 0)
        if (
            _is_whole(head) and connection.is_in_place()
        ):  # now that the log is open: or it may be that of another file
            end = _end(handle, head)
            if end < os.fstat(handle).st_size:
                os.ftruncate(handle, end)
    finally:
        os.close(handle)


def _is_whole(head: bytes) -> bool:
    """Return whether these bytes are the head of a log, by its checksum."""
    magic = int.from_bytes(head[:4], "big")
    if len(head) < _HEAD or magic & ~1 != _MAGIC:
        return False
    order = ">" if magic & 1 else "<"
    one = two = 0
    for first, second in struct.iter_unpack(f"{order}II", head[:_SUMMED]):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return struct.pack(">II", one, two) == head[_SUMMED:]


def _end(handle: int, head: bytes) -> int:
    """Return where the last transaction of a log ends, in bytes; 0 where there is none."""
    frame = _FRAME_HEAD + int.from_bytes(head[8:12], "big")
    for end in range(_HEAD + (os.fstat(handle).st_size - _HEAD) // frame * frame, _HEAD, -frame):
        begin = os.pread(handle, _FRAME_HEAD, end - frame)
        if begin[_FRAME_NUMBERS] == head[_NUMBERS] and any(begin[_FRAME_SIZE]):
            return end
    return 0
