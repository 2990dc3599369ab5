"""The files of a database: those that SQLite keeps beside it, and where one is made."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.files import make_like, parts, temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x416E6E6F
"""SQLite's application_id of every project file: "Anno" in ASCII."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""What the names of the files end in that SQLite may keep beside a database."""


def companions(path: Path) -> list[Path]:
    """Return the files that SQLite may keep beside a database."""
    return [log_of(path), shm_of(path), journal_of(path)]


def has_log(path: Path) -> bool:
    """Return whether there is work in the log of a database that may not be in its file yet."""
    log = log_of(path)
    return log.exists() and log.stat().st_size > 0


def log_of(path: Path) -> Path:
    """Return where the log of a database is."""
    return path.with_name(f"{path.name}-wal")


def shm_of(path: Path) -> Path:
    """Return where the index of a database's log is."""
    return path.with_name(f"{path.name}-shm")


def journal_of(path: Path) -> Path:
    """Return where the rollback journal of a database is."""
    return path.with_name(f"{path.name}-journal")


def links_in_parts(path: Path) -> int:
    """Return how many of a file's names are in hidden folders in which it is being made: it gets its own, then loses these."""
    found, names = path.stat(), 0
    with suppress(OSError):
        for part, _ in parts(path):
            names += sum(os.path.samestat(file.lstat(), found) for file in part.rglob(path.name))
    return names


@contextmanager
def unfinished_beside(target: Path, *, like: Path | None = None) -> Iterator[Path]:
    """Give a path in a hidden folder beside `target` to make a database at; what is left there at the end is removed.

    Where the database is a copy of the one at `like`, an empty file is there that has its access rights: whoever can't read
    that one can't read the copy, either. SQLite gives its log and journal the mode of the file. Raises OSError.
    """
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
