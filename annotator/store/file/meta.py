"""The row of the project: its label schema, and when it was created."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from annotator import labels
from annotator.errors import SchemaError
from annotator.model import LabelSchema
from annotator.store.disk import failures
from annotator.store.disk.failures import damaged

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.file.connection import Connection


def schema(connection: Connection) -> LabelSchema:
    """Return the label schema. Raises `DamagedProjectError` if it can't be read or used."""
    found = _read(_stored(connection), connection.path)
    if isinstance(found, str):
        raise damaged(connection.path, found)
    return found


def labels_of(connection: Connection) -> frozenset[str] | None:
    """Return the names of the labels, None if the schema can't be read."""
    found = _read(_stored(connection), connection.path)
    return None if isinstance(found, str) else frozenset(label.name for label in found.labels)


def schema_fault(connection: Connection) -> str:
    """Return a clause on why the label schema can't be read or used, or ""."""
    found = _read(_stored(connection), connection.path)
    return found if isinstance(found, str) else ""


def _stored(connection: Connection) -> tuple[object, ...] | None:
    with failures.translated(connection.path):
        found = connection.database.execute("SELECT CAST(schema AS BLOB) FROM project").fetchone()
    return None if found is None else tuple(found)


@lru_cache(maxsize=4)
def _read(stored: tuple[object, ...] | None, path: Path) -> LabelSchema | str:
    """Return the label schema in a row, or a clause on why it can't be read or used. It is read several times in a run."""
    if stored is None:
        return "its label schema is gone"
    try:
        schema: LabelSchema = msgspec.json.decode(stored[0], type=LabelSchema)  # type: ignore[call-overload]
        labels.check(schema, path)
    except SchemaError as error:
        return f"its label schema can't be used: {error.reason.removesuffix('.')}"
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        return f"its label schema can't be read: {error}"
    return schema


def created(connection: Connection) -> str:
    """Return the time at which the project was created, as stored. It identifies the project and its copies."""
    found = connection.row("SELECT created FROM project")
    if found is None:
        raise damaged(connection.path, "what holds for the whole project is gone")
    return str(found[0])
