"""The ids of the state that a project is in and of the one before: one row, in projects that have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store import lineage
from annotator.store.check import rows
from annotator.store.check.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.connection import Connection


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the row."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table=lineage.TABLE, what="its row can't be read")):
        made = rows.table(connection, lineage.TABLE)
        if not made.columns:
            return
        there = list(rows.stored(connection, f"SELECT id, before FROM {lineage.TABLE}"))
        if len(there) != 1:
            found.append(Fault(table=lineage.TABLE, what=f"it has {len(there)} rows, not one"))
        elif not all(isinstance(one, bytes) and len(one) == lineage.SIZE for one in there[0]):
            found.append(Fault(table=lineage.TABLE, row="1", what=f"its ids are not of {lineage.SIZE} bytes"))
    yield from found
