"""Waiting for the right to write, so that among many writers each gets it soon.

SQLite alone is unfair: a waiting connection sleeps between its attempts, and whoever has just written is quicker to write
again, so that among twenty busy writers some are refused after ten seconds. Writers therefore queue for an advisory lock
(flock) on the project's folder, and only the first in the queue tries to begin a transaction. The lock is on the folder so
that no file is left beside the project; it protects nothing, so waiting for it ends after `QUEUE_SECONDS`.

`python -m benchmarks together` prints what this gives: twenty writers on two cores, 20 s each, three runs per variant on a machine that had other work. Without
the queue 1 to 7 writes in a run were refused after ten seconds, and the 99th percentile of the time of a write was 0.7 to 4.9 s. With
it none was refused, and the percentile was 0.25 to 0.58 s. A pause that is random, shrinks with the time in the queue, or starts
below a millisecond gave no fewer refusals and no shorter times than the one pause here.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.store.disk.failures import BUSY, primary_code

if sys.platform != "win32":  # a folder can't be opened there, so the lock is never reached
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


QUEUE_SECONDS = 0.5
"""The longest wait in the queue, so that a writer that was stopped while it was first holds nobody up. It is the 99th percentile
of the time that a write takes among twenty writers, so that a queue that moves is rarely left."""

_PAUSE = 0.001
"""Seconds between two attempts: about a tenth of a transaction, which takes some milliseconds with its fsync."""

_SHARE = 0.02
"""The pause as a share of the time waited so far, if that is longer: a wait of a minute takes some hundred attempts."""


def begin(database: sqlite3.Connection, folder: Path, seconds: float) -> None:
    """Begin a write transaction on a database in `folder`.

    Raises `sqlite3.OperationalError` if another connection kept the right to write for all of `seconds`.
    """
    until = time.monotonic() + seconds
    database.execute("PRAGMA busy_timeout = 0")
    try:
        with first_in_queue(folder, min(until, time.monotonic() + QUEUE_SECONDS)):
            _begin(database, until)
    finally:
        database.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


@contextmanager
def first_in_queue(folder: Path, until: float) -> Iterator[None]:
    """Hold the lock on `folder` inside the block, or enter without it once the monotonic clock reaches `until`.

    To be held only while a transaction begins, so that nobody queues behind a long transaction. Where a folder can't be
    opened or has no locks, the block is entered at once.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    try:
        with suppress(OSError):
            _lock(handle, until)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(_PAUSE, left))
        else:
            return


def _begin(database: sqlite3.Connection, until: float) -> None:
    since = time.monotonic()
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            now = time.monotonic()
            if primary_code(error) not in BUSY or now >= until:
                raise
            time.sleep(min(max(_PAUSE, (now - since) * _SHARE), until - now))
        else:
            return
