"""The records of one import that have the same text, so that their spans go into the same layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.model import Incoming, Span
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord

_ADDED = """
    SELECT after FROM operation
    WHERE article = ? AND annotator = ? AND number > ? AND correction = 0 AND after IS NOT NULL
"""


class EqualTexts:
    """The records of one import by the number of their article, inside a transaction.

    `differing` counts those that have other spans than the first record with the same text and a layer of the same name.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._records: dict[int, list[tuple[Path, int | None]]] = {}
        self._first: dict[
            tuple[int, str], int
        ] = {}  # by article and name, a hash of the first record's spans
        row = connection.row("SELECT MAX(number) FROM operation", [])
        self._last_before = (row and row[0]) or 0  # of the histories as they were before the import
        self.differing = 0

    def add(self, number: int, record: Incoming, checked: CheckedRecord) -> None:
        """Note a record of this article before its spans are added."""
        self._records.setdefault(number, []).append((record.path, record.line))
        differs = False
        for name, layer in checked.layers.items():
            marks = hash(frozenset((span.start, span.end, span.label) for span in layer))
            differs |= self._first.setdefault((number, name), marks) != marks
        self.differing += differs

    def places(self, number: int) -> tuple[str, ...]:
        """Return where the records of an article are, in the order of reading."""
        return tuple(
            f"{path}" if line is None else f"{path}, line {line}" for path, line in self._records[number]
        )

    def has_brought(self, number: int, person: int) -> bool:
        """Return whether any span of a layer came in by an earlier record of this import."""
        if len(self._records[number]) == 1:
            return False
        row = self._connection.row(f"{_ADDED} LIMIT 1", [number, person, self._last_before])
        return row is not None

    def brought(self, number: int, person: int, spans: Iterable[Span]) -> bool:
        """Return whether all these spans of a layer came in by this import."""
        rows = self._connection.rows(_ADDED, [number, person, self._last_before])
        with decoding(self._connection, "the history of an article"):
            ids = {json_columns.span(after).id for (after,) in rows}
        return all(span.id in ids for span in spans)
