"""The records of one import that have the same text, so that their spans go into the same layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.file import json_columns
from annotator.store.file.decoding import decoding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from annotator.model import IncomingSpan, Mark, Span
    from annotator.store.file.connection import Connection
    from annotator.store.importing.records import CheckedRecord
    from annotator.store.importing.spool import Spool

_ADDED = """
    SELECT after FROM operation
    WHERE article = ? AND annotator = ? AND number > ? AND correction = 0 AND after IS NOT NULL
"""


class EqualTexts:
    """The records of one import by the number of their article, inside a transaction.

    `differing` counts those that have other spans than the first record with the same text and a layer of the same name.
    """

    def __init__(self, connection: Connection, spool: Spool, spelling: Callable[[str], str]) -> None:
        self._connection = connection
        self._spool = spool
        self._spelling = spelling
        row = connection.row("SELECT MAX(number) FROM operation", [])
        self._last_before = (row and row[0]) or 0  # of the histories as they were before the import
        self._counts: dict[int, int] = {}  # of records, by article, where one was added
        self._first: dict[
            tuple[int, str], int
        ] = {}  # by article and name, a hash of the first record's spans
        self.differing = 0

    def add_new(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Note articles that are new, each with the number of its record."""
        self._spool.note_stored(pairs)

    def add(self, number: int, record: int, checked: CheckedRecord) -> None:
        """Note a record of this article, and its number, before its spans are added; its names are as the project has them."""
        if number not in self._counts:
            before = self._spool.stored_as(number)
            self._counts[number] = len(before)
            for one in before:
                for name, layer in one.renamed(self._spelling).layers.items():
                    self._first.setdefault((number, name), hash(_marks(layer)))
        self._counts[number] += 1
        self._spool.note_stored([(number, record)])
        differs = False
        for name, layer in checked.layers.items():
            marks = hash(_marks(layer))
            differs |= self._first.setdefault((number, name), marks) != marks
        self.differing += differs

    def places(self, number: int) -> tuple[str, ...]:
        """Return where the records of an article are, in the order of reading."""
        return tuple(
            f"{one.path}" if one.line is None else f"{one.path}, line {one.line}"
            for one in self._spool.stored_as(number)
        )

    def has_brought(self, number: int, person: int) -> bool:
        """Return whether any span of a layer came in by an earlier record of this import."""
        if self._counts.get(number, 1) == 1:
            return False
        row = self._connection.row(f"{_ADDED} LIMIT 1", [number, person, self._last_before])
        return row is not None

    def brought(self, number: int, person: int, spans: Iterable[Span]) -> bool:
        """Return whether all these spans of a layer came in by this import."""
        rows = self._connection.rows(_ADDED, [number, person, self._last_before])
        with decoding(self._connection, "the history of an article"):
            ids = {json_columns.span(after).id for (after,) in rows}
        return all(span.id in ids for span in spans)


def _marks(spans: Iterable[IncomingSpan]) -> frozenset[Mark]:
    return frozenset((span.start, span.end, span.label) for span in spans)
