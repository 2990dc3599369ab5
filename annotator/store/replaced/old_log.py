"""The log and the index that are left under a project's name when what was in them is in another file."""

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
"""How many names are tried for a file that is set aside."""


def set_log_aside(path: Path, files: FileIds | None = None) -> None:
    """Rename the log of a project at `path`, and remove its index, in which there is nothing else, as far as that can be done.

    With `files` only those that were open: who opened the main file that is there now may have made others for it.
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
    """Return the names that are tried for a file that is set aside."""
    yield file.with_name(f"{file.name}.aside")
    yield from (file.with_name(f"{file.name}.aside-{number}") for number in range(2, _MOST))
