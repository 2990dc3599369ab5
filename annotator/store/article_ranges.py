"""Ranges of article numbers, by which whatever goes over many articles reads them, so that never all are in memory."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from annotator.store import articles as by_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.store.file.connection import Connection

MOST = 1000
"""How many numbers a range has at most."""

_NEXT = """
    SELECT min(number), max(number) FROM (SELECT number FROM article WHERE number > ? AND number <= ? ORDER BY number LIMIT ?)
"""


def ranges(
    connection: Connection,
    articles: Collection[str] | None = None,
    *,
    among: tuple[int, int] = (-(2**63) + 1, 2**63 - 1),
) -> Iterator[tuple[int, int]]:
    """Yield first and last number of ranges, in order, that together hold exactly these articles.

    `articles` are ids, None: all whose numbers are `among` these; ids that no article has are passed over.
    """
    if articles is None:
        yield from _of_all(connection, *among)
        return
    yield from runs(array("q", sorted(by_id.numbers(connection, articles).values())))


def runs(numbers: array[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last number of ranges that together hold exactly these numbers, which are in order."""
    first = 0
    for place in range(1, len(numbers) + 1):
        is_last = place == len(numbers) or numbers[place] != numbers[place - 1] + 1
        if is_last or place - first == MOST:
            yield numbers[first], numbers[place - 1]
            first = place


def _of_all(connection: Connection, begin: int, end: int) -> Iterator[tuple[int, int]]:
    last = begin - 1
    while True:
        row = connection.row(_NEXT, [last, end, MOST])
        assert row is not None
        first, last = row
        if first is None:
            return
        yield first, last
