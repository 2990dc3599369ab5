"""New files that appear whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANIONS = ("-wal", "-shm", "-journal")


def companions(path: Path) -> list[Path]:
    """Return the files that SQLite may keep beside a database."""
    return [path.with_name(path.name + suffix) for suffix in COMPANIONS]


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a hidden name in the same folder to write to; what is left there at the end is removed."""
    unfinished = target.with_name(f".{target.name}.{uuid4().hex[:12]}")
    try:
        yield unfinished
    finally:
        for path in (unfinished, *companions(unfinished)):
            with suppress(FileNotFoundError):
                path.unlink()


def put_in_place(unfinished: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` unless it may `replace` one, `OSError`."""
    _sync(unfinished)
    if replace:
        unfinished.replace(target)
    else:
        _link(unfinished, target)
    _sync(target.parent)


def _link(unfinished: Path, target: Path) -> None:
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: claim the name first, so that two programs can't both have it.
        target.touch(exist_ok=False)
        unfinished.replace(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
