"""What holds for the whole project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import labels
from annotator.errors import SchemaError
from annotator.model import LabelSchema
from annotator.store.failures import damaged

if TYPE_CHECKING:
    from annotator.store.connection import Connection


def schema(connection: Connection) -> LabelSchema:
    """Return the label schema. Raises `NotAProjectError` when it can't be read or used."""
    try:
        found = stored(connection)
        labels.check(found, connection.path)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise damaged(connection.path, f"its label schema can't be read: {error}") from error
    except SchemaError as error:
        reason = error.reason.removesuffix(".")
        raise damaged(connection.path, f"its label schema can't be used: {reason}") from error
    return found


def stored(connection: Connection) -> LabelSchema:
    """Return the label schema, whether it can be used or not. Raises `NotAProjectError` where it is gone.

    Raises `msgspec.MsgspecError`, `ValueError`, `TypeError` where it can't be read.
    """
    found = connection.row("SELECT schema FROM project")
    if found is None:
        raise damaged(connection.path, "its label schema is gone")
    return msgspec.json.decode(found[0], type=LabelSchema)


def created(connection: Connection) -> str:
    """Return the moment at which the project was made, as it is stored: it tells a project from others."""
    found = connection.row("SELECT created FROM project")
    if found is None:
        raise damaged(connection.path, "what holds for the whole project is gone")
    return str(found[0])
