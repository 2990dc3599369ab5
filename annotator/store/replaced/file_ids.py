"""The files that a connection has open, and whether they are still those under their names.

While a connection to a project is open, no program of SQLite's removes or replaces its main file, its log (-wal) or the log's
index (-shm). Whoever else does takes from the folder what is saved afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store.disk.sqlite_files import identity, log_of, shm_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.store.disk.sqlite_files import Identity


class FileIds(NamedTuple):
    """The files as they were right after they were opened. What is None is not looked at.

    `mode` and `owner` (user, group) are those of the main file.
    """

    main: Identity | None
    log: Identity | None = None
    shm: Identity | None = None
    mode: int = 0o600
    owner: tuple[int, int] = (-1, -1)

    def are_in_place(self, path: Path) -> bool:
        """Say whether the same files are still at `path` and beside it."""
        return all(
            known is None or identity(found) == known
            for known, found in zip(self[:3], names(path), strict=True)
        )

    def change(self, path: Path, show: Callable[[Path], str] = str) -> str:
        """Return in a clause what was done to them, for a message in which files are named as by `show`."""
        if not path.parent.is_dir():
            return f"the folder {show(path.parent)} was removed or renamed"
        for known, found in zip(self[:3], names(path), strict=True):
            if known is not None and (now := identity(found)) != known:
                done = "removed or renamed" if now is None else "replaced by another file"
                return f"{show(found)} was {done}"
        return f"{show(log_of(path))} was cut off"


def read_ids(path: Path) -> FileIds:
    """Return the files that are at `path` and beside it now."""
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
    """Return the names of the main file, the log and the log's index."""
    return path, log_of(path), shm_of(path)
