"""The identities of the files of an open project.

No SQLite program removes or replaces the main file, the log (-wal) or its index (-shm) while a connection is open. If another
program does, what is saved from then on is lost with the last connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store.disk.sqlite_files import identity, log_of, shm_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.disk.sqlite_files import Identity


class FileIds(NamedTuple):
    """Device and inode of the files when they were opened; None for a file that isn't compared.

    `mode` and `owner` (user, group) are of the main file.
    """

    main: Identity | None
    log: Identity | None = None
    shm: Identity | None = None
    mode: int = 0o600
    owner: tuple[int, int] = (-1, -1)

    def are_in_place(self, path: Path) -> bool:
        """Return whether the same files are still at `path` and beside it."""
        return all(
            known is None or identity(found) == known
            for known, found in zip(self[:3], names(path), strict=True)
        )

    def change(self, path: Path, show: Callable[[Path], str] = str) -> str:
        """Return a clause on what was done to the files; `show` formats paths."""
        if not path.parent.is_dir():
            return f"the folder {show(path.parent)} was removed or renamed"
        for known, found in zip(self[:3], names(path), strict=True):
            if known is not None and (now := identity(found)) != known:
                done = "removed or renamed" if now is None else "replaced by another file"
                return f"{show(found)} was {done}"
        return f"{show(log_of(path))} was cut off"


def read_ids(path: Path) -> FileIds:
    """Return the identities of the files at `path` and beside it."""
    main, log, shm = names(path)
    try:
        found = main.stat()
    except OSError:
        return FileIds(None)
    return FileIds(
        (found.st_dev, found.st_ino),
        identity(log),
        identity(shm),
        found.st_mode & 0o777,
        (found.st_uid, found.st_gid),
    )


def names(path: Path) -> tuple[Path, Path, Path]:
    """Return the paths of the main file, the log and the log's index."""
    return path, log_of(path), shm_of(path)


def mark_of(database: sqlite3.Connection) -> int:
    """Return the mark in the open files, which changes when they are rebuilt elsewhere."""
    (mark,) = database.execute("PRAGMA user_version").fetchone()
    return int(mark)
