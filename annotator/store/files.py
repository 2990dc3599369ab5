"""The files of a database: those that SQLite keeps beside it, and where one is made."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.files import parts, workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")


def companions(path: Path) -> list[Path]:
    """Return the files that SQLite may keep beside a database."""
    return [path.with_name(path.name + suffix) for suffix in COMPANIONS]


def has_log(path: Path) -> bool:
    """Return whether there is work in the log of a database that may not be in its file yet."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def names_in_parts(path: Path) -> int:
    """Return how many of a file's names are in hidden folders in which it is being made: it gets its own, then loses these."""
    found, names = path.stat(), 0
    with suppress(OSError):
        for part, _ in parts(path):
            names += sum(os.path.samestat(file.lstat(), found) for file in part.rglob(path.name))
    return names


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a path in a hidden folder beside `target` to make a database at; what is left there at the end is removed."""
    with workplace(target) as folder:
        yield folder / target.name
