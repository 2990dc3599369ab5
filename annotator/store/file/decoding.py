"""Errors for stored values that can't be decoded, naming the damaged row."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import msgspec

from annotator.store.disk import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection

UNREADABLE = (
    *(msgspec.MsgspecError, ValueError, TypeError, KeyError, AttributeError, OverflowError),
    RecursionError,
)
"""The exceptions that decoding a damaged value can raise."""


@contextmanager
def decoding(connection: Connection, what: str) -> Iterator[None]:
    """Raise `DamagedProjectError` if a value read inside can't be decoded; `what` names the values, as in "the id of an article"."""
    try:
        yield
    except UNREADABLE as error:
        raise_damaged(connection, what, error)


def raise_damaged(connection: Connection, what: str, error: BaseException) -> NoReturn:
    """Raise `DamagedProjectError` for the first damaged row of the project, or for `what` if the check finds none."""
    if connection.require_sound is not None:
        connection.require_sound(connection)
    raise failures.damaged(connection.path, f"{what} can't be read") from error
