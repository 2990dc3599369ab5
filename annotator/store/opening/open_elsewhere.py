"""Waiting to open a project whose files were removed or replaced while another program has it open.

If its log was removed, we would begin another one, and neither program could read everything. If its main file was replaced,
SQLite would apply the old log to the new file. The other program notices within seconds and rebuilds the project.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from annotator.errors import ProjectBusyError
from annotator.store.disk.in_use import in_use
from annotator.store.disk.sqlite_files import identity, links_in_parts
from annotator.store.replaced.file_ids import names

if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 5.0
"""How long to wait: longer than a working program takes to notice and to write a new file."""
_PAUSE = 0.05


def wait_until_in_place(path: Path) -> None:
    """Return when the project at `path` can be opened. Raises `ProjectBusyError` after `WAIT_SECONDS`.

    Returns at once if the system can't tell who has a file open.
    """
    until = time.monotonic() + WAIT_SECONDS
    while what := _lacking(path):
        if time.monotonic() > until:
            raise ProjectBusyError(
                f"{what} while another program had it open",
                "End that program: it brings everything into a whole file.",
            )
        time.sleep(_PAUSE)


def _lacking(path: Path) -> str:
    """Return a clause on what was done to the files of a project that is open elsewhere, or "".

    A file with two names is only read, and its log may have the other name.
    """
    main, log, shm = names(path)
    if identity(log) is None:
        used = not _has_two_names(path) and any(_is_used(file) for file in (main, shm))
        return f"The log of {path} was removed" if used and identity(log) is None else ""
    # Who uses the index of a log uses the main file as well, and has it open longer.
    is_other = _is_used(shm) and not _is_used(main) and _is_used(shm)
    return f"{path} was replaced by another file" if is_other else ""


def _has_two_names(path: Path) -> bool:
    try:
        return path.stat().st_nlink - links_in_parts(path) > 1
    except OSError:
        return False


def _is_used(path: Path) -> bool:
    try:
        return in_use(path) is True
    except OSError:  # there is none
        return False
