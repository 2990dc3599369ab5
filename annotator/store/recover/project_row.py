"""Recovering the label schema and the time of creation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator import labels
from annotator.errors import SchemaError
from annotator.model import LabelSchema
from annotator.store.recover import bit_flips

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import ReadTables


def schema_of(tables: ReadTables, path: Path) -> LabelSchema | None:
    """Return the label schema, None if it can't be read or used."""
    row = tables.tables["project"].rows.get((1,), {})
    try:
        found = msgspec.json.decode(str(row.get("schema")), type=LabelSchema)
        labels.check(found, path)
    except (msgspec.MsgspecError, SchemaError):
        return None
    return found


def labels_of(tables: ReadTables) -> frozenset[str]:
    """Return the labels of the stored spans."""
    found = {row.get("label") for row in tables.tables["span"].rows.values()}
    return frozenset(label for label in found if isinstance(label, str))


def created_of(tables: ReadTables, findings: Findings) -> str | None:
    """Return the time at which the project was created, None if it can't be read."""
    table = tables.tables["project"]
    row = table.rows.get((1,), {})
    created = row.get("created")
    if not isinstance(created, str):
        findings.add(
            "When the project was made can't be read, so rescue files of it are not found by the new one."
        )
        return None
    if bit_flips.checksum_matches("project", row) is False:
        findings.add(
            "The label schema, or when the project was made, is not what was stored; look at it with: annotator schema"
        )
    return created
