"""Telling which row it is that has a value that can't be read."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import msgspec

from annotator.store.file import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection

UNREADABLE = (
    *(msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError, OverflowError),
    RecursionError,
)
"""What is raised where a value that is stored is not what it should be."""


@contextmanager
def decoding(connection: Connection, what: str) -> Iterator[None]:
    """Turn what a value raises that can't be read into `NotAProjectError`, which tells its table and row."""
    try:
        yield
    except UNREADABLE as error:
        blame(connection, what, error)


def blame(connection: Connection, what: str, error: BaseException) -> NoReturn:
    """Raise `NotAProjectError` for the first row that is damaged, of `what` where a look at all finds none."""
    from annotator.store import check  # it reads rows itself, so it stands above what reads them here

    check.require(connection, check.faults(connection))
    raise failures.damaged(connection.path, f"{what} can't be read") from error
