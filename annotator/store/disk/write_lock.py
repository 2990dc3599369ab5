"""Waiting for the right to write, so that among many writers each gets it in turn.

SQLite alone is unfair: a waiting connection sleeps between its attempts, and whoever has just written is quicker to write
again, so that among twenty busy writers some are refused after ten seconds. Writers therefore stand in line for an advisory
lock (flock) on the project's folder, and have it while they write. Who waits for it sleeps in the kernel, which wakes the one
that came first, so that nothing is done by those who wait and no time passes between two who write.

The lock is on the folder so that no file is left beside the project, and goes with the process that has it. It protects nothing:
who was not first after `QUEUE_SECONDS`, because another program was stopped or writes for long, tries to write all the same, as
do those who can't have such a lock. `python -m benchmarks together` prints what this gives.
"""

from __future__ import annotations

import _thread
import os
import sqlite3
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.store.disk.failures import BUSY, primary_code

if sys.platform != "win32":  # a folder can't be opened there, so the lock is never reached
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


QUEUE_SECONDS = 0.5
"""The longest wait in line, so that a writer that was stopped while it was first holds nobody up. Twenty busy writers wait for a
tenth of it, so that a line that moves is rarely left."""

_PAUSE = 0.001
"""Seconds between two attempts: about a tenth of a transaction, which takes some milliseconds with its fsync."""

_SHARE = 0.02
"""The pause as a share of the time waited so far, if that is longer: a wait of a minute takes some hundred attempts."""


class Line:
    """The line of those who write to the projects of a folder, as one connection stands in it, in one thread at a time."""

    def __init__(self) -> None:
        self._left: _Wait | None = None  # a wait that was given up, and may still be in the line

    @contextmanager
    def begun(self, database: sqlite3.Connection, folder: Path, seconds: float) -> Iterator[None]:
        """Begin a write transaction on a database in `folder`, and be first in line until the block, in which it ends, is left.

        Raises `sqlite3.OperationalError` if another connection kept the right to write for all of `seconds`.
        """
        until = time.monotonic() + seconds
        with ExitStack() as line:
            try:
                database.execute("PRAGMA busy_timeout = 0")
                line.enter_context(self.first(folder, seconds))
                _begin(database, until)
            finally:
                database.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
            yield

    @contextmanager
    def first(self, folder: Path, seconds: float) -> Iterator[None]:
        """Be first in line inside the block, or enter without that after so many seconds, `QUEUE_SECONDS` at most.

        Where a folder can't be opened or has no locks, and while an earlier wait is still in the line, the block is entered at
        once.
        """
        handle = self._taken(folder, min(seconds, QUEUE_SECONDS))
        try:
            yield
        finally:
            if handle is not None:
                _let_go(handle)

    def _taken(self, folder: Path, seconds: float) -> int | None:
        """Return a handle on the folder with the lock, None without it."""
        if self._left is not None and not self._left.is_over:
            return None
        self._left = None
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError:
            os.close(handle)
            return None
        else:
            return handle
        wait = _Wait(handle)
        try:
            _thread.start_new_thread(wait.run, ())
        except RuntimeError:  # the system has no more threads
            os.close(handle)
            return None
        if wait.ends_within(seconds):
            return handle
        self._left = wait
        return None


class _Wait:
    """A wait for the lock on a folder, in a thread of its own, because a wait in the kernel has no time limit.

    Once it is given up, it lets the lock go as soon as it has it.
    """

    def __init__(self, handle: int) -> None:
        self.is_over = False
        self._handle = handle
        self._is_given_up = False
        self._change = _thread.allocate_lock()
        self._end = _thread.allocate_lock()
        self._end.acquire()

    def ends_within(self, seconds: float) -> bool:
        """Return whether the lock was taken in time, or can't be had; if not, the wait is given up."""
        try:
            self._end.acquire(timeout=max(0.0, seconds))
        except BaseException:
            if not self._give_up():
                _let_go(self._handle)
            raise
        return not self._give_up()

    def run(self) -> None:
        """Wait, in the thread that is made for it."""
        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._change:
            self.is_over = True
            if self._is_given_up:
                _let_go(self._handle)
        self._end.release()

    def _give_up(self) -> bool:
        """Give up unless the lock was taken; return whether it was given up."""
        with self._change:
            self._is_given_up = not self.is_over
            return self._is_given_up


def _let_go(handle: int) -> None:
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)  # a process made by this one may have the handle, too
    os.close(handle)


def begin(database: sqlite3.Connection, folder: Path, seconds: float) -> None:
    """Begin a write transaction as `Line.begun` does, without staying in line while it lasts."""
    with Line().begun(database, folder, seconds):
        pass


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
