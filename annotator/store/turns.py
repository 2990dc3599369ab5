"""Waiting for the one right to write, so that among many who wait everyone gets it soon.

SQLite's own way to wait looks more and more seldom, up to ten times a second, and whoever has just written and wants to
write again is quicker than all who sleep: with twenty busy programs some wait for seconds and are refused in the end.
Here whoever has waited longer looks more often.
"""

from __future__ import annotations

import random
import sqlite3
import time
from typing import TYPE_CHECKING

from annotator.store.failures import BUSY, primary_code

if TYPE_CHECKING:
    from sqlite_utils import Database

_FIRST = 0.0007
"""Seconds before the second look: most transactions take less."""
_NEW, _OLD, _AGES = 0.010, 0.0005, 0.015
"""Seconds between looks of somebody new and of somebody old, and how long it takes to become so."""
_PATIENT = 0.01
"""Of the time that a long wait has taken, the part after which to look again: what is waited for then takes long."""


def begin(database: Database, busy_seconds: float) -> None:
    """Begin a transaction that writes. Raises `sqlite3.OperationalError` when others write for that long."""
    database.execute("PRAGMA busy_timeout = 0")
    try:
        _begin(database, busy_seconds)
    finally:
        database.execute(f"PRAGMA busy_timeout = {round(busy_seconds * 1000)}")


def _begin(database: Database, busy_seconds: float) -> None:
    chance = random.Random()
    began = time.monotonic()
    pause = _FIRST
    while True:
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            waited = time.monotonic() - began
            if primary_code(error) not in BUSY or waited >= busy_seconds:
                raise
            time.sleep(min(pause * chance.uniform(0.5, 1.5), busy_seconds - waited))
            pause = pause_after(waited)
        else:
            return


def pause_after(waited: float) -> float:
    """Return how many seconds to wait before another look, on average, after having waited for `waited`."""
    youth = max(0.0, 1 - waited / _AGES)
    return max(_OLD + (_NEW - _OLD) * youth, waited * _PATIENT)
