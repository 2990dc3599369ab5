"""The row of the project: its label schema, and when it was created."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import labels
from annotator.errors import SchemaError
from annotator.model import LabelSchema
from annotator.store.disk import failures
from annotator.store.disk.failures import damaged

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection


def schema(connection: Connection) -> LabelSchema:
    """Return the label schema. Raises `DamagedProjectError` if it can't be read or used."""
    if wrong := schema_fault(connection):
        raise damaged(connection.path, wrong)
    return _stored(connection)


def labels_of(connection: Connection) -> frozenset[str] | None:
    """Return the names of the labels, None if the schema can't be read."""
    return None if schema_fault(connection) else frozenset(label.name for label in _stored(connection).labels)


def schema_fault(connection: Connection) -> str:
    """Return a clause on why the label schema can't be read or used, or ""."""
    try:
        labels.check(_stored(connection), connection.path)
    except LookupError:
        return "its label schema is gone"
    except SchemaError as error:
        return f"its label schema can't be used: {error.reason.removesuffix('.')}"
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        return f"its label schema can't be read: {error}"
    return ""


def _stored(connection: Connection) -> LabelSchema:
    with failures.translated(connection.path):
        found = connection.database.execute("SELECT CAST(schema AS BLOB) FROM project").fetchone()
    if found is None:
        raise LookupError
    return msgspec.json.decode(found[0], type=LabelSchema)


def created(connection: Connection) -> str:
    """Return the time at which the project was created, as stored. It identifies the project and its copies."""
    found = connection.row("SELECT created FROM project")
    if found is None:
        raise damaged(connection.path, "what holds for the whole project is gone")
    return str(found[0])
