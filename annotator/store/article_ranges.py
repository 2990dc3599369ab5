"""Ranges of article numbers, by which whatever goes over many articles reads them, so that never all are in memory."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.store.file.connection import Connection

MOST = 1000
"""How many numbers a range has at most."""

_BEFORE_ALL = -(2**63)
_NEXT = """
    SELECT min(number), max(number) FROM (SELECT number FROM article WHERE number > ? ORDER BY number LIMIT ?)
"""
_BY_ID = "SELECT number FROM article WHERE id IN (SELECT value FROM json_each(?))"


def ranges(connection: Connection, articles: Collection[str] | None = None) -> Iterator[tuple[int, int]]:
    """Yield first and last number of ranges, in order, that together hold exactly these articles.

    `articles` are ids, None: all; ids that no article has are passed over. Of those that are chosen eight bytes each are kept.
    """
    if articles is None:
        yield from _of_all(connection)
        return
    chosen = numbers_of(connection, articles)
    first = 0
    for place in range(1, len(chosen) + 1):
        is_last = place == len(chosen) or chosen[place] != chosen[place - 1] + 1
        if is_last or place - first == MOST:
            yield chosen[first], chosen[place - 1]
            first = place


def numbers_of(connection: Connection, articles: Collection[str]) -> array[int]:
    """Return the numbers of the articles with these ids, in order; ids that no article has are passed over."""
    import json

    found = array("q")
    ids = iter(articles)
    while some := list(islice(ids, MOST)):
        found.extend(number for (number,) in connection.rows(_BY_ID, [json.dumps(some)]))
    return array("q", sorted(set(found)))


def _of_all(connection: Connection) -> Iterator[tuple[int, int]]:
    last = _BEFORE_ALL
    while True:
        row = connection.row(_NEXT, [last, MOST])
        assert row is not None
        first, last = row
        if first is None:
            return
        yield first, last
