"""Waiting for the one right to write, so that among many who write everyone gets it soon.

SQLite lets those who wait look now and then, ten times a second in the end, and whoever has just written and wants to write
again is quicker than all who sleep: among twenty busy programs some wait for seconds and are refused. So those who wait
stand in the kernel's queue for an advisory lock, which is served in order, and only the first of them looks, and often.
The lock is on the folder: no file is left beside the project.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.store.failures import BUSY, primary_code

if sys.platform != "win32":  # where a folder can't be opened, so nobody gets as far as a lock
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

_PAUSE = 0.0002
"""Seconds between the first two looks; most transactions take a few of them."""
_PATIENCE = 1.02
"""How much longer each pause is than the one before: what makes one wait for long takes long."""


def begin(database: Database, folder: Path, seconds: float) -> None:
    """Begin a transaction that writes to a database in `folder`.

    Raises `sqlite3.OperationalError` when there was no right to write in that many seconds.
    """
    until = time.monotonic() + seconds
    database.execute("PRAGMA busy_timeout = 0")
    try:
        with first_in_line(folder):
            _begin(database, until)
    finally:
        database.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


@contextmanager
def first_in_line(folder: Path) -> Iterator[None]:
    """Stand in line, and be the first meanwhile: a courtesy that protects nothing.

    It is not kept longer than it takes to begin, so that nobody stands in line behind somebody who writes for long.
    Where there is no such lock, everybody is the first.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _begin(database: Database, until: float) -> None:
    pause = _PAUSE
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            left = until - time.monotonic()
            if primary_code(error) not in BUSY or left <= 0:
                raise
            time.sleep(min(pause, left))
            pause *= _PATIENCE
        else:
            return
