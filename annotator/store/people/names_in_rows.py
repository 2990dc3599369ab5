"""People's names inside rows of the tables of gold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.people.names_in_values import New

_NAMED = {
    "people": names_in_values.people_text,
    "sources": names_in_values.sources_text,
    "edits": names_in_values.edits_text,
    "policy": names_in_values.policy,
}
"""What replaces the names in a column, for the columns that have any."""


def renamed_row(row: Sequence[Any], columns: Sequence[str], new: New) -> list[Any]:
    """Return a row of these columns with the names that `new` gives. Raises `msgspec.MsgspecError` if a value can't be decoded."""
    values = dict(zip(columns, row, strict=True))
    values |= {column: _NAMED[column](values[column], new) for column in columns if column in _NAMED}
    if "marks" in values and values["marks"] != "[]":
        values["marks"] = names_in_values.marks_text(values["sources"])
    return list(values.values())
