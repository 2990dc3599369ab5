"""Not opening a project whose files were taken from under another program that has it open.

Where its log was removed, whoever opened it would begin another log, which the other program can't read, and neither could read all.
Where another file has its name, SQLite would take the old log for that file's own. The other program notices within some seconds,
brings everything into a whole file, and sets aside what is left of the old one.
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
"""How long that is waited for: longer than a program at work takes to notice, and to write a whole file."""
_PAUSE = 0.05


def wait_until_in_place(path: Path) -> None:
    """Return when what is at `path` can be opened. Raises `ProjectBusyError` when it could not be for `WAIT_SECONDS`.

    Where nobody can be asked who holds which file, that is at once.
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
    """Say in a clause what was taken from under somebody who has the project open, nothing where nothing was.

    One with two names is only read, and its log may have the other.
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
