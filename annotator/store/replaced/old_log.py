"""Renaming a log that no longer belongs to the main file beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.files import rename
from annotator.store.disk.sqlite_files import companions, identity
from annotator.store.replaced.file_ids import names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.store.replaced.file_ids import FileIds

_MOST = 1000
"""How many names are tried."""


def set_log_aside(path: Path, files: FileIds | None = None) -> None:
    """Rename the log of the project at `path` and remove its index, as far as that is possible.

    With `files`, only those: the log may be another one by now.
    """
    main, log, index = names(path)
    mine = None if files is None else {log: files.log, index: files.shm}
    for file in companions(main):
        if not os.path.lexists(file) or (mine is not None and identity(file) != mine.get(file)):
            continue
        with suppress(OSError):
            if file == index:
                file.unlink()
            else:
                rename(file, _free(file))


def _free(file: Path) -> Path:
    return next(free for free in names_aside(file) if not os.path.lexists(free))


def names_aside(file: Path) -> Iterator[Path]:
    """Yield the names to try for a renamed file."""
    yield file.with_name(f"{file.name}.aside")
    yield from (file.with_name(f"{file.name}.aside-{number}") for number in range(2, _MOST))
