"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.files.access import PRIVATE_FILE, PRIVATE_FOLDER, take_on
from annotator.files.disk import settle, sync, sync_tree
from annotator.files.parts import part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `target` when the block ends, and leaves no trace when it fails.

    It has the access rights of a file that is there; until it takes its place, only its owner can read it. Raises OSError;
    UnsettledError when the file is in its place.
    """
    mode = PRIVATE_FILE if target.exists() else 0o666

    def make(unfinished: Path) -> int:
        return os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    with part(target, make) as (unfinished, handle), os.fdopen(handle, "wb", closefd=False) as out:
        yield out
        out.flush()
        take_on(handle, target)
        os.fsync(handle)
        unfinished.replace(target)
    settle(target)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder that becomes `target` when the block ends, and leaves no trace when it fails.

    `target` may be there if it is empty; its access rights are kept. Raises as `new_file` does.
    """
    mode = PRIVATE_FOLDER if target.exists() else 0o777
    with part(target, lambda unfinished: _make_folder(unfinished, mode)) as (unfinished, handle):
        yield unfinished
        take_on(handle, target)
        sync_tree(unfinished)
        unfinished.replace(target)
    settle(target)


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """Give an empty hidden folder beside `target`, for its owner only; it is removed at the end with whatever is left in it.

    It is locked itself. Raises OSError.
    """
    with part(target, lambda unfinished: _make_folder(unfinished, PRIVATE_FOLDER)) as (unfinished, _):
        yield unfinished


def _make_folder(unfinished: Path, mode: int) -> int:
    unfinished.mkdir(mode)
    return os.open(unfinished, os.O_RDONLY)


def put_in_place(unfinished: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` unless it may `replace` one, `OSError`."""
    sync(unfinished)
    if replace:
        unfinished.replace(target)
    else:
        _link(unfinished, target)
    settle(target)


def _link(unfinished: Path, target: Path) -> None:
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: claim the name first, so that two programs can't both have it.
        target.touch(exist_ok=False)
        unfinished.replace(target)
