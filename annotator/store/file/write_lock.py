"""Waiting for the one right to write, so that among many who write everyone gets it soon.

SQLite lets those who wait look now and then, ten times a second in the end, and whoever has just written and wants to write
again is quicker than all who sleep: among twenty busy programs some wait for seconds and are refused. So those who wait
stand in line for an advisory lock, and only the first of them looks for SQLite's, and often. Who has stood in line for
long looks more often whether it is their turn, and in the end goes on without: a program that is stopped while it is the
first stops nobody. The lock is on the folder: no file is left beside the project.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.store.file.failures import BUSY, primary_code

if sys.platform != "win32":  # where a folder can't be opened, so nobody gets as far as a lock
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

LINE_SECONDS = 0.5
"""How long anybody stands in line: longer than twenty writes take on a machine that has other things to do."""
_AGING_SECONDS = 0.05
_LONGEST, _SHORTEST = 0.004, 0.0005
"""Seconds between two looks at the line, for those who have just come and for those who have waited that long."""
_PAUSE = 0.0002
"""Seconds between the first two looks; most transactions take a few of them."""
_PATIENCE = 1.02
"""How much longer each pause is than the one before: what makes one wait for long takes long."""
_EAGER_SECONDS, _EAGER_PAUSE = 1.0, 0.002
"""For so long no pause is longer than that, or among many those who have waited longest would be the last to look."""


def begin(database: Database, folder: Path, seconds: float) -> None:
    """Begin a transaction that writes to a database in `folder`.

    Raises `sqlite3.OperationalError` when there was no right to write in that many seconds.
    """
    until = time.monotonic() + seconds
    database.execute("PRAGMA busy_timeout = 0")
    try:
        with first_in_line(folder, min(until, time.monotonic() + LINE_SECONDS)):
            _begin(database, until)
    finally:
        database.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


@contextmanager
def first_in_line(folder: Path, until: float) -> Iterator[None]:
    """Stand in line, at most `until` then by the monotonic clock, and be the first meanwhile.

    It is a courtesy that protects nothing, and not kept longer than it takes to begin, so that nobody stands in line behind
    somebody who writes for long. Where there is no such lock, everybody is the first.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            _stand(handle, until)
        yield
    finally:
        os.close(handle)


def _stand(handle: int, until: float) -> None:
    """Wait for the lock on a folder until it is there or the time is up."""
    since = time.monotonic()
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            left = until - time.monotonic()
            if left <= 0:
                return
            waited = time.monotonic() - since
            pause = max(_LONGEST * (1 - waited / _AGING_SECONDS), _SHORTEST)
            time.sleep(
                min(pause * random.uniform(0.5, 1.5), left)
            )  # so that many don't look at the same moment
        else:
            return


def _begin(database: Database, until: float) -> None:
    pause = _PAUSE
    eager = time.monotonic() + _EAGER_SECONDS
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            left = until - time.monotonic()
            if primary_code(error) not in BUSY or left <= 0:
                raise
            time.sleep(min(pause, left))
            pause *= _PATIENCE
            if time.monotonic() < eager:
                pause = min(pause, _EAGER_PAUSE)
        else:
            return
