"""Not opening a project whose log was removed while another program has it open.

Whoever did would begin another log, which the other program can't read, and neither could read all. The other program notices
within some seconds and brings everything into a whole file.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from annotator.errors import ProjectBusyError
from annotator.store.files import names_in_parts
from annotator.store.in_use import in_use
from annotator.store.opened_files import identity, names

if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 5.0
"""How long that is waited for: longer than a program at work takes to notice, and to write a whole file."""
_PAUSE = 0.05


def wait_for_whole(path: Path) -> None:
    """Return when what is at `path` can be opened. Raises `ProjectBusyError` when it could not be for `WAIT_SECONDS`.

    Where nobody can be asked who holds which file, that is at once.
    """
    until = time.monotonic() + WAIT_SECONDS
    while _lacks_log(path):
        if time.monotonic() > until:
            raise ProjectBusyError(
                f"{path}-wal was removed while another program had {path} open",
                "End that program: it brings everything into a whole file.",
            )
        time.sleep(_PAUSE)


def _lacks_log(path: Path) -> bool:
    """Say whether somebody has the project open, but there is no log. One with two names is only read, and its log may have the other."""
    main, log, shm = names(path)
    if identity(log) is not None or _has_two_names(path):
        return False
    return any(_is_used(file) for file in (main, shm)) and identity(log) is None


def _has_two_names(path: Path) -> bool:
    try:
        return path.stat().st_nlink - names_in_parts(path) > 1
    except OSError:
        return False


def _is_used(path: Path) -> bool:
    try:
        return in_use(path) is True
    except OSError:  # there is none
        return False
