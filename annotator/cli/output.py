"""Standard output, and the files that are named on the command line."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast

from annotator.cli import progress
from annotator.errors import OutputError, UsageError
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, TextIO

    from typing_extensions import Buffer

    from annotator.files import Destination

STANDARD_OUTPUT = Path("/dev/stdout")
"""The path that - stands for."""


_LINES = 500
"""How many lines are printed with one write."""


class StandardOutputError(OutputError):
    """Standard output can't be written."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"Standard output can't be written: {why}.")


class ClosedOutputError(OutputError):
    """Standard output is closed."""

    def __init__(self) -> None:
        super().__init__("Standard output is closed, so there is nowhere to print to.")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output, many with one write: for some terminals each write is readied by itself."""
    import click

    rest = iter(lines)
    while some := list(islice(rest, _LINES)):
        with standard_output():
            click.echo("\n".join(some))


def named(path: Path, option: str, project: Path) -> Destination:
    """Return the file that a path of `option` leads to. Must be called before the project is opened.

    Raises UsageError where that is the project, or one of the files that belong to it; OutputError.
    """
    from annotator import files

    try:
        destination = files.destination(path)
    except OSError as error:
        raise _impossible(path, error) from error
    keep_project(destination, option, project)
    return destination


def keep_project(destination: Destination, option: str, project: Path) -> None:
    """Raise UsageError where the file that is to be written is the project, one that SQLite keeps beside it, or a rescue file."""
    from annotator.project.whole_files import is_rescue_file

    real = Path(os.path.realpath(project))
    kept = [real.with_name(real.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]
    if destination.target in kept or any(destination.is_same(file) for file in kept):
        raise UsageError(f"{destination.path} is the project itself; name another file after {option}.")
    if is_rescue_file(destination, real):
        raise UsageError(
            f"{destination.path} is a rescue file of the project, for changes that are not in it yet; "
            f"name another file after {option}."
        )


def standard_destination() -> Destination | None:
    """Return what standard output is, to be compared with others and not to be written to; None where that is closed."""
    from annotator import files

    try:
        found = files.destination(STANDARD_OUTPUT)
    except OSError:
        return None
    if found.handle is None:
        return found
    os.close(found.handle)
    return found._replace(handle=None)


@contextmanager
def whole(destination: Destination, option: str = "-o") -> Iterator[BinaryIO]:
    """Open a file that replaces the named one when the block ends, and leaves nothing when it fails.

    A pipe, a device or a descriptor is written to as it is. `option` is what names the file. Raises OutputError, and
    BrokenPipeError where the reader of standard output has gone.
    """
    from annotator import files

    if destination.target is not None and destination.target.is_dir():
        raise OutputError(f"{destination.path} is a folder; name a file in it after {option}.")
    if destination.descriptor is not None:
        sys.stdout.flush()
    try:
        with destination.written() as out:
            yield shown(out)
    except files.NameNotSyncedError as error:
        raise _not_synced(destination.path, error) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError) and (
            destination.target is not None or destination.descriptor == 1
        ):
            raise  # of standard output, told as ever
        if destination.target is None:
            raise OutputError(f"{destination.path} can't be written: {reason(error)}.") from error
        raise _impossible(destination.path, error) from error


@contextmanager
def whole_folder(destination: Destination, option: str = "-o") -> Iterator[Path]:
    """Give an empty folder that gets the name when the block ends, and leaves nothing when it fails.

    A folder may be there if it is empty. Raises OutputError.
    """
    from annotator import files

    path, target = destination.path, destination.target
    try:
        if target is None or (target.exists() and not target.is_dir()):
            raise OutputError(
                f"{path} is {'a file' if target else 'no folder'}; name a folder after {option}."
            )
        if target.is_dir() and any(target.iterdir()):
            raise OutputError(
                f"The folder {path} is not empty; name another one after {option}, or remove it."
            )
        with files.new_folder(target) as empty:
            yield empty
    except files.NameNotSyncedError as error:
        raise _not_synced(path, error) from error
    except OSError as error:
        raise _impossible(path, error) from error


def _impossible(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} can't be written: {reason(error)}; nothing was changed.")


def _not_synced(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} is written, but its folder can't be saved to the disk ({reason(error)}); "
        "after a power failure, look whether it is still there."
    )


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Give standard output for bytes, and flush it when the block ends. On a terminal they are `Shown`. Raises OutputError."""
    progress.clear()
    try:
        sys.stdout.flush()
        yield shown(sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up(sys.stdout)
        raise StandardOutputError(reason(error)) from error


class Shown(io.BufferedIOBase):
    """A stream on a terminal: of bytes in UTF-8, what the terminal would obey is spelled out, but for tabs and ends of lines."""

    def __init__(self, terminal: BinaryIO) -> None:
        self._terminal = terminal
        self._decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Write bytes; a character that is cut at their end waits for the rest of it."""
        from annotator.text.plain import plain

        parts = re.split("([\t\n])", self._decode(bytes(data)))
        self._terminal.write("".join(part if part in "\t\n" else plain(part) for part in parts).encode())
        return memoryview(data).nbytes

    def flush(self) -> None:
        """Flush the terminal."""
        self._terminal.flush()


def shown(out: BinaryIO) -> BinaryIO:
    """Return the stream itself, or one that shows the bytes where it is a terminal: data are exact in files and pipes only."""
    return cast("BinaryIO", Shown(out)) if out.isatty() else out


def give_up(stream: TextIO) -> None:
    """Drop what a standard stream can't write, so that the interpreter does not fail on it again when it exits."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
