"""The history of a layer, read from its newest operation on, in pages, as far as somebody goes through it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from annotator.errors import StaleSpanError
from annotator.store import articles, from_rows
from annotator.store.file.decoding import decoding
from annotator.store.people import annotators, names_in_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Operation
    from annotator.store.file.connection import Connection

PAGE = 100
"""How many operations are read at once."""

_COLUMNS = "number, at, move, before, after, edition, correction, step"
_OF_A_LAYER = f"SELECT {_COLUMNS} FROM operation WHERE article = ? AND annotator = ?"
_NEWEST = "SELECT max(number) FROM operation WHERE article = ? AND annotator = ?"


class LayerHistory:
    """The operations that a layer had when this was made. Only what is gone through is read.

    Making it raises `NoSuchArticleError`. Reading raises `ProjectError`, `NotAProjectError` for what can't be decoded,
    `StaleSpanError` after the person was joined with another; who reads on after that tries the same page again.
    """

    def __init__(self, connection: Connection, article: str, annotator: str) -> None:
        self._connection = connection
        self._article = article
        self._annotator = annotator
        self._number = articles.require_number(connection, article)
        self._person = annotators.number(connection, annotator)
        newest = connection.row(_NEWEST, [self._number, self._person])
        self._newest = 0 if newest is None or newest[0] is None else int(newest[0])

    def __iter__(self) -> Iterator[Operation]:
        """Go through all operations, the oldest first; they are read at once."""
        return reversed([*reversed(self)])

    def __reversed__(self) -> Iterator[Operation]:
        """Go through the operations from the newest on."""
        return _Backwards(self)

    def page(self, below: int) -> list[tuple[int, Operation]]:
        """Return the newest operations whose numbers are less than `below`, with these, `PAGE` of them at most."""
        if not self._newest:
            return []
        connection, name = self._connection, self._annotator
        if annotators.number(connection, name) != self._person:
            raise StaleSpanError(
                f"{name} was joined with another name or removed since {self._article} was read",
                "Open the article again to see it as it is.",
            )
        sql = f"{_OF_A_LAYER} AND number < ? ORDER BY number DESC LIMIT {PAGE}"
        rows = connection.rows(sql, [self._number, self._person, min(below, self._newest + 1)])
        with decoding(connection, f"the history of {self._article}"):
            return [
                # Under the name of the layer that was read, whatever somebody was renamed to since.
                (
                    number,
                    names_in_values.operation(
                        from_rows.operation(self._article, name, tuple(row)), lambda _: name
                    ),
                )
                for number, *row in rows
            ]


class _Backwards:
    """Goes through a history from its newest operation on. Not a generator, which would end with the first error."""

    def __init__(self, history: LayerHistory) -> None:
        self._history = history
        self._below = 2**63 - 1
        self._page: deque[tuple[int, Operation]] = deque()

    def __iter__(self) -> Iterator[Operation]:
        return self

    def __next__(self) -> Operation:
        if not self._page:
            self._page.extend(self._history.page(self._below))
            if not self._page:
                raise StopIteration
        self._below, operation = self._page.popleft()
        return operation
