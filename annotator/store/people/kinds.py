"""The kind of a name: a person, a model or a reference.

A query that counts, compares, assigns or decides reads `PEOPLE` and `SPANS` instead of the tables `annotator` and `span`, so that
only people's layers enter it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.command_line import command_line
from annotator.errors import UsageError
from annotator.model import LayerKind
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

PEOPLE = "(SELECT number, name FROM annotator WHERE kind = 'person')"
"""Stands in a query for the table of annotators, without models and references."""

SPANS = "(SELECT * FROM span WHERE annotator IN (SELECT number FROM annotator WHERE kind = 'person'))"
"""Stands in a query for the table of spans, without those of models and references."""

_KIND = "SELECT name, kind FROM annotator WHERE number = ?"
_OTHERS = "SELECT name, kind FROM annotator WHERE kind <> 'person' ORDER BY name"


def of(connection: Connection, number: int) -> LayerKind:
    """Return the kind of the name with this number, which must exist."""
    row = connection.row(_KIND, [number])
    assert row is not None
    with decoding(connection, "whether somebody is a person"):
        return LayerKind(row[1])


def others(connection: Connection) -> dict[str, LayerKind]:
    """Return the names that are no people's, sorted, with their kinds."""
    with decoding(connection, "whether somebody is a person"):
        return {name: LayerKind(kind) for name, kind in connection.rows(_OTHERS)}


def require(connection: Connection, number: int, kind: LayerKind, how: str = "") -> None:
    """Raise `UsageError` unless the name with this number is of this kind. `how` says in the message how to give another."""
    found = of(connection, number)
    if found is kind:
        return
    row = connection.row(_KIND, [number])
    assert row is not None
    raise UsageError(
        f"{row[0]} is {found.noun} in this project, not {kind.noun}: give another name{how}. "
        f"Who is what: {command_line('people', project=connection.path)}"
    )
