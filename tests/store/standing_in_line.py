"""What tests of those who wait to write share: who is first, who writes, and a clock."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.store.disk import write_lock

fcntl = pytest.importorskip("fcntl")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def is_free(folder: Path) -> bool:
    """Say whether nobody stands in line."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program, which knows of no line, is writing."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that comes soon."""
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(folder: Path) -> int:
    """Return how many wait for the lock on the folder."""
    inode = f":{folder.stat().st_ino} "
    return sum("-> FLOCK" in row and inode in row for row in Path("/proc/locks").read_text().splitlines())


@contextmanager
def first(folder: Path) -> Iterator[None]:
    """Another program is the first in line and does not go on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.looks += 1

    def rule(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let those who wait in line or for the file do so by this clock; nobody gets what they wait for."""
        ends_within = write_lock._Wait.ends_within

        def waited(wait: write_lock._Wait, seconds: float) -> bool:
            self.now += seconds
            return ends_within(wait, 0)

        monkeypatch.setattr(write_lock._Wait, "ends_within", waited)
        monkeypatch.setattr(write_lock, "time", self)
