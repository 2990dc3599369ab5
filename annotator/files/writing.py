"""Files and folders that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.files.access import PRIVATE_FILE, PRIVATE_FOLDER, copy_access
from annotator.files.disk import NameNotSyncedError, sync, sync_name, sync_tree
from annotator.files.hidden_parts import lock, part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def new_file(target: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `target` when the block ends, and leaves no trace when it fails.

    It has the access rights of a file that is there; until it takes its place, only its owner can read it. A new one gets the rights of the umask, unless it is to be `private`. Raises OSError; NameNotSyncedError when the file is in its place.
    """
    mode = PRIVATE_FILE if private or target.exists() else 0o666

    def make(unfinished: Path) -> int:
        return os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    with part(target, make) as (unfinished, handle), os.fdopen(handle, "wb", closefd=False) as out:
        yield out
        out.flush()
        copy_access(handle, target)
        os.fsync(handle)
        unfinished.replace(target)
    sync_name(target)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder that becomes `target` when the block ends, and leaves no trace when it fails.

    `target` may be there if it is empty; its access rights are kept. Raises as `new_file` does.
    """
    mode = PRIVATE_FOLDER if target.exists() else 0o777
    with part(target, lambda unfinished: _make_folder(unfinished, mode)) as (unfinished, handle):
        yield unfinished
        copy_access(handle, target)
        sync_tree(unfinished)
        unfinished.replace(target)
    sync_name(target)


@contextmanager
def temporary_folder(target: Path) -> Iterator[Path]:
    """Give an empty hidden folder beside `target`, for its owner only; it is removed at the end with whatever is left in it.

    It is locked itself. Raises OSError.
    """
    with part(target, lambda unfinished: _make_folder(unfinished, PRIVATE_FOLDER)) as (unfinished, _):
        yield unfinished


def _make_folder(unfinished: Path, mode: int) -> int:
    unfinished.mkdir(mode)
    return os.open(unfinished, os.O_RDONLY)


def held_file(target: Path, unfinished: Path, data: bytes) -> int:
    """Write a private file as `unfinished`, give it its name, durably, and return a handle that holds the lock on it.

    Nobody else may write to the same name at that time: what was left under `unfinished` is removed. It may be called in
    the midst of itself, as when a signal is handled. Raises OSError, and nothing is left then; the folder may be one that can't
    be saved to the disk.
    """
    with suppress(FileNotFoundError):
        unfinished.unlink()
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(unfinished, flags, PRIVATE_FILE)
    try:
        with suppress(OSError):  # a file system without locks
            lock(handle, wait=False)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
        unfinished.replace(target)
        with suppress(NameNotSyncedError):
            sync_name(target)
    except BaseException:
        os.close(handle)
        with suppress(OSError):
            unfinished.unlink()
        raise
    return handle


def rename(path: Path, target: Path) -> None:
    """Give a file or folder another name, durably. Raises OSError; NameNotSyncedError when it has the name."""
    path.rename(target)
    sync_name(target)


def remove(path: Path) -> None:
    """Remove a file, durably. Raises OSError; NameNotSyncedError when it is removed."""
    path.unlink()
    sync_name(path)


def put_in_place(unfinished: Path, target: Path, *, replace: bool) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` unless it may `replace` one, `OSError`."""
    sync(unfinished)
    if replace:
        unfinished.replace(target)
    else:
        _link(unfinished, target)
    sync_name(target)


def _link(unfinished: Path, target: Path) -> None:
    try:
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: claim the name first, so that two programs can't both have it.
        target.touch(exist_ok=False)
        unfinished.replace(target)
