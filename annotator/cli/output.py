"""Files that are written whole or not at all, and standard output."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from annotator.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO


def keep_project(output: Path, project: Path, option: str) -> None:
    """Raise UsageError where the file that is to be written is the project, or one that SQLite keeps beside it."""
    target = output.resolve()
    files = [project.resolve().with_name(project.resolve().name + suffix) for suffix in ("", "-wal", "-shm")]
    if target in files or _same(target, project):
        raise UsageError(f"{output} is the project itself; name another file after {option}.")


def _same(target: Path, project: Path) -> bool:
    try:
        return target.samefile(project)
    except OSError:  # there is no such file yet, or it can't be looked at: writing to it tells
        return False


@contextmanager
def whole(path: Path, option: str = "-o") -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends, and leaves no trace when it fails.

    A pipe or a device is written to as it is. `option` is what names the file. Raises OutputError.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            with target.open("wb") as out:
                yield out
            return
        if target.is_dir():
            raise OutputError(f"{path} is a folder; name a file in it after {option}.")
        yield from _replacing(target)
        _settle(target, path)
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


@contextmanager
def whole_folder(path: Path, option: str = "-o") -> Iterator[Path]:
    """Give an empty folder that becomes `path` when the block ends, and leaves no trace when it fails.

    A folder may be there if it is empty. Raises OutputError.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_dir():
            raise OutputError(f"{path} is a file; name a folder after {option}.")
        if target.is_dir() and any(target.iterdir()):
            raise OutputError(
                f"The folder {path} is not empty; name another one after {option}, or remove it."
            )
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        beside.mkdir()
        try:
            yield beside
            _sync(beside)
            beside.replace(target)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _settle(target, path)
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}; nothing was changed.") from error


def _sync(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        for name in names:
            handle = os.open(os.path.join(parent, name), os.O_RDONLY)  # noqa: PTH118
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _settle(target: Path, path: Path) -> None:
    """Have the new name kept on the disk. The file is there by now, whatever happens."""
    try:
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise OutputError(
            f"{path} is written, but its folder can't be saved to the disk ({error.strerror}); "
            "after a power failure, look whether it is still there."
        ) from error


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Give standard output for bytes; what was written has left when the block ends. Raises OutputError."""
    try:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up_standard_output()
        raise OutputError(f"Standard output can't be written: {error.strerror}.") from error


@contextmanager
def held_back(out: BinaryIO) -> Iterator[BinaryIO]:
    """Open a file whose content goes to `out` when the block ends, and nowhere when it fails."""
    with tempfile.TemporaryFile() as kept:
        yield kept
        kept.seek(0)
        shutil.copyfileobj(kept, out)


def give_up_standard_output() -> None:
    """Drop what standard output does not take, or the interpreter fails over it once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
