"""Repair standard descriptors and environment variables before anything else runs."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from annotator.cli.output import ClosedOutputError
from annotator.cli.terminal_stream import lay_out

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def put_right() -> None:
    """Repair standard descriptors, streams and environment variables, so that all code can rely on them."""
    _hold_descriptors()
    _replace_streams()
    _drop_empty_variables()
    lay_out()


def _hold_descriptors() -> None:
    """Open closed ones of the descriptors 0 to 2, so that no file of the project gets such a number.

    They are opened for reading, so that writing to one fails as if it were closed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                handle = os.open(os.devnull, os.O_RDONLY)
                if handle != number:
                    os.dup2(handle, number)
                    os.close(handle)
                os.set_inheritable(number, True)


def _replace_streams() -> None:
    """Make streams for descriptors that were closed, and let each stream encode any letter."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BytesIO())
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(_Closed(), "utf-8", write_through=True)
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(_Nowhere(), "utf-8", write_through=True)
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


class _Nowhere(io.RawIOBase):
    """A stream that drops everything written to it."""

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        return memoryview(data).nbytes


class _Closed(_Nowhere):
    """A stream that can't be written."""

    def write(self, data: ReadableBuffer, /) -> int:
        if memoryview(data).nbytes:
            raise ClosedOutputError
        return 0


def _drop_empty_variables() -> None:
    """Remove empty variables from the environment.

    By convention an empty NO_COLOR, XDG folder or locale counts as unset, but not every library keeps to that.
    """
    for name in [name for name, value in os.environ.items() if not value]:
        del os.environ[name]
