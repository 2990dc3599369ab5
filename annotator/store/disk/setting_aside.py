"""Setting the files of a project aside: they are renamed together, so that they stay a project with its log."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from annotator.files import NameNotSyncedError, rename
from annotator.store.disk.sqlite_files import companions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def companions_left(path: Path) -> list[Path]:
    """Return SQLite's files beside the database that exist. Raises OSError."""
    return [file for file in companions(path) if os.path.lexists(file)]


def interrupted(path: Path) -> Path | None:
    """Return the project that was set aside by a run that was killed before it renamed the log, None if there is none.

    A log that was written after that belongs to another project. Raises OSError.
    """
    logs = companions_left(path)
    if os.path.lexists(path) or not logs:
        return None
    aside = latest_aside(path)
    if aside is None:
        return None
    written = max(log.stat().st_mtime_ns for log in logs)
    return aside if not companions_left(aside) and aside.stat().st_ctime_ns >= written else None


def latest_aside(path: Path) -> Path | None:
    """Return the file that was set aside last from `path`, or None. Raises OSError."""
    named = re.compile(rf"{re.escape(path.name)}\.aside-([0-9]+)")
    found = [
        (path.with_name(name).stat().st_ctime_ns, int(match[1]), name)
        for name in os.listdir(path.parent)  # noqa: PTH208
        if (match := named.fullmatch(name)) and path.with_name(name).is_file()
    ]
    return path.with_name(max(found)[2]) if found else None


@contextmanager
def set_aside(path: Path) -> Iterator[list[Path]]:
    """Rename the files of a project to names ending in .aside-N, give the new paths, and undo it if the block fails.

    The main file goes first, so that no main file ever stands beside another one's log. An interrupted run is completed.
    Raises OSError.
    """
    moves = _moves(path)
    try:
        for before, after in moves:
            _rename(before, after)
        yield [after for _, after in moves]
    except BaseException:
        if not os.path.lexists(path):
            for before, after in reversed(moves):
                with suppress(OSError):
                    if not os.path.lexists(before):
                        _rename(after, before)
        raise


def _moves(path: Path) -> list[tuple[Path, Path]]:
    target = interrupted(path) or _free(path)
    names = [(path, target), *zip(companions(path), companions(target), strict=True)]
    return [(before, after) for before, after in names if os.path.lexists(before)]


def _free(path: Path) -> Path:
    targets = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
    return next(each for each in targets if not os.path.lexists(each) and not companions_left(each))


def _rename(path: Path, target: Path) -> None:
    try:
        rename(path, target)
    except NameNotSyncedError as error:  # what takes its place is not there yet
        raise OSError(error.errno, error.strerror) from error
