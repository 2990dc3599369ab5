"""Checks of the one row with the ids of the project's state and of the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Fault
from annotator.store.check import rows
from annotator.store.file import state_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with the row. Projects of older versions have no such table."""
    found: list[Fault] = []
    with rows.reading(found, Fault(table=state_id.TABLE, what="its row can't be read")):
        made = rows.table(connection, state_id.TABLE)
        if not made.columns:
            return
        there = list(rows.raw_rows(connection, f"SELECT id, before FROM {state_id.TABLE}"))
        if len(there) != 1:
            found.append(Fault(table=state_id.TABLE, what=f"it has {len(there)} rows, not one"))
        elif not all(isinstance(one, bytes) and len(one) == state_id.SIZE for one in there[0]):
            found.append(
                Fault(table=state_id.TABLE, row="1", what=f"its ids are not of {state_id.SIZE} bytes")
            )
    yield from found
