"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends, and leaves no trace when it fails.

    A pipe or a device is written to as it is. Raises OutputError.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as out:
                yield out
            return
        if target.is_dir():
            raise OutputError(f"{path} is a folder; name a file in it after -o.")
        yield from _replacing(target)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}; nothing was changed.") from error


def _replacing(target: Path) -> Iterator[BinaryIO]:
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("xb") as out:
            if target.exists():
                os.fchmod(out.fileno(), target.stat().st_mode & 0o777)
            yield out
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
