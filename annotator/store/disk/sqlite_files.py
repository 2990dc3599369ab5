"""The names of the files that SQLite keeps beside a database, and a place to make a database at."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x416E6E6F
"""SQLite's application_id of every project file: "Anno" in ASCII."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""The suffixes of the files that SQLite may keep beside a database: log, index of the log, rollback journal."""


def companions(path: Path) -> list[Path]:
    """Return the paths of the files that SQLite may keep beside a database."""
    return [log_of(path), shm_of(path), journal_of(path)]


def has_log(path: Path) -> bool:
    """Return whether the database has a log that is not empty, so that work in it may be missing in the main file."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


@lru_cache(maxsize=16)  # each transaction asks several times
def log_of(path: Path) -> Path:
    """Return the path of the write-ahead log of a database."""
    return path.with_name(f"{path.name}-wal")


@lru_cache(maxsize=16)
def shm_of(path: Path) -> Path:
    """Return the path of the index of a database's log."""
    return path.with_name(f"{path.name}-shm")


def journal_of(path: Path) -> Path:
    """Return the path of the rollback journal of a database."""
    return path.with_name(f"{path.name}-journal")


def links_in_parts(path: Path) -> int:
    """Return how many hard links to the file are in hidden folders where files are made."""
    from annotator.files import parts

    found, names = path.stat(), 0
    with suppress(OSError):
        for part, _ in parts(path):
            names += sum(os.path.samestat(file.lstat(), found) for file in part.rglob(path.name))
    return names


@contextmanager
def unfinished_beside(target: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Give a path in a hidden folder beside `target` for making a database; the folder is removed at the end.

    With `like`, an empty file with the access rights of that one is there, so that a copy can be read by the same people
    only. SQLite gives the log and the journal the mode of the file. Raises OSError.
    """
    from annotator.files import make_like, temporary_folder

    with temporary_folder(target) as folder:
        unfinished = folder / target.name
        if like is not None:
            make_like(unfinished, like)
        yield unfinished


Identity = tuple[int, int]
"""Device and inode of a file: equal for two paths exactly if they name the same file."""


def identity(path: Path) -> Identity | None:
    """Return device and inode of the file at `path`, or None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_dev, found.st_ino


def size(path: Path) -> int:
    """Return the size of the file at `path` in bytes, 0 if there is none."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0
