"""Waiting for one's turn to write, so that among many who write everyone gets it soon.

SQLite lets those who wait look now and then, ten times a second in the end, and whoever has just written and wants to write
again is quicker than all who sleep: among twenty busy programs some wait for seconds and are refused. The kernel's queue
for an advisory lock is served in order. The lock is on the folder, so that no file is left beside the project.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if sys.platform != "win32":  # where a folder can't be opened, so nobody gets as far as a lock
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def turn(folder: Path, seconds: float) -> Iterator[None]:
    """Wait for the turn to write to what is in a folder, and keep it meanwhile.

    It is a courtesy and protects nothing: after that many seconds, or where there is no such lock, one goes on without.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield
        return
    place = _Place(handle)
    try:
        place.wait(seconds)
        yield
    finally:
        place.leave()


class _Place:
    """A place in the queue for the lock on an open folder, which is closed in the end."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._lock = threading.Lock()
        self._through = threading.Event()
        self._left = False

    def wait(self, seconds: float) -> None:
        """Wait until it is one's turn, but no longer than that."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # The kernel's queue knows of no time-out, and a thread can be left behind in it.
            threading.Thread(target=self._queue, name="turn", daemon=True).start()
            self._through.wait(seconds)
        except OSError:
            self._through.set()
        else:
            self._through.set()

    def _queue(self) -> None:
        with suppress(OSError):
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._lock:
            self._through.set()
            if self._left:
                os.close(self._handle)

    def leave(self) -> None:
        """Let the next one have the turn; who is not through yet passes it on as soon as it comes."""
        with self._lock:
            self._left = True
            if self._through.is_set():
                os.close(self._handle)
