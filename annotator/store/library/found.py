"""The numbers of the articles that a query finds, in its order.

Articles are read in order and tested, as far as rows are wanted. Where that does not fill a page soon, the candidates are looked
up, and sorted if they are few. Many are only sorted where reading in order passes over too many articles.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from annotator.model import ListColumn
from annotator.store.library import orders, sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import ListQuery
    from annotator.store.file.connection import Connection
    from annotator.store.library.filters import Filter
    from annotator.store.library.scope import Scope

FEW = 10_000
"""Up to this many candidates are sorted soon."""

SOON, LATE = 1000, 30_000
"""After how many articles that were read in order few candidates are sorted, and any number of them."""

_SPARSE = 8
"""Where more than one article in so many is a candidate, all are read to count those that are found."""

_FIRST, _LATER = 128, 2048
"""How many articles are tested at a time: few first, because the first rows may be among them."""

_JOINS = {
    ListColumn.WORDS: "JOIN article ON article.number = listed.article",
    ListColumn.DATE: "JOIN article ON article.number = listed.article",
    ListColumn.STATUS: "LEFT JOIN part ON part.annotator = :me AND part.article = listed.article",
    ListColumn.SPANS: "LEFT JOIN part ON part.annotator = :me AND part.article = listed.article",
}
_KEYS = {
    ListColumn.STATUS: "CASE part.status WHEN 'doing' THEN 1 WHEN 'done' THEN 2 WHEN 'flagged' THEN 3 ELSE 0 END",
    ListColumn.SPANS: "ifnull(part.spans, 0)",
    ListColumn.WORDS: "article.words",
    ListColumn.DATE: "article.date",
    ListColumn.TITLE: "listed.title",
}


class Found:
    """What a query finds in somebody's list. It is not asked for longer than one state of the project is seen."""

    def __init__(self, connection: Connection, scope: Scope, query: ListQuery, wanted: Filter) -> None:
        self._connection = connection
        self._scope = scope
        self._query = query
        self._filter = wanted
        self._is_direct = not scope.own or orders.is_of_parts(query.order.column)
        self._sorted: list[int] | None = None
        self._are_many = False  # whether there are too many candidates to sort them soon

    def numbers(self, start: int | None, *, backwards: bool) -> Iterator[int]:
        """Yield the numbers behind an article, from the first on without one; `backwards`: those before it, nearest first."""
        if self._filter.is_empty and self._is_direct:
            yield from self._all(start, backwards=backwards)
            return
        if self._sorted is None and self._scope.own and sums.listed(self._connection, self._scope) <= FEW:
            self._sorted = self._sort(self._filter.own())
        if self._sorted is None:
            yield from self._tested(start, backwards=backwards)
        else:
            yield from self._behind(start, backwards=backwards)

    def count(self) -> int:
        """Return how many there are."""
        if self._sorted is not None:
            return len(self._sorted)
        most = max(sums.articles(self._connection) // _SPARSE, FEW)
        is_short = self._scope.own and sums.listed(self._connection, self._scope) <= most
        candidates = self._filter.own() if is_short else self._filter.candidates(most + 1)
        sql, values = self._filter.condition(own=self._scope.own)
        among = ""
        if candidates is not None and len(candidates) <= most:
            among = "article IN (SELECT value FROM json_each(:numbers)) AND"
            values["numbers"] = json.dumps(candidates)
        found = [
            number
            for (number,) in self._connection.rows(f"SELECT article FROM listed WHERE {among} {sql}", values)
        ]
        return len(self._filter.proven(found))

    def _all(self, start: int | None, *, backwards: bool) -> Iterator[int]:
        column = self._query.order.column
        at = None if start is None else orders.position(self._connection, self._scope, column, start)
        return orders.numbers(self._connection, self._scope, self._query.order, at, backwards=backwards)

    def _tested(self, start: int | None, *, backwards: bool) -> Iterator[int]:
        numbers = self._all(start, backwards=backwards)
        size, passed_over = _FIRST, 0
        while some := list(islice(numbers, size)):
            yield from self._filter.passing(some, own=not self._is_direct)
            passed_over += len(some)
            if self._is_worth_sorting(passed_over):
                yield from self._behind(some[-1], backwards=backwards)
                return
            size = min(size * 2, _LATER)

    def _is_worth_sorting(self, passed_over: int) -> bool:
        """Sort the candidates if that pays after so many articles; return whether they are sorted."""
        if passed_over < SOON or (self._are_many and passed_over < LATE):
            return False
        candidates = self._filter.candidates() if passed_over >= LATE else self._filter.candidates(FEW + 1)
        self._are_many = candidates is None or len(candidates) > FEW
        if candidates is not None and (passed_over >= LATE or not self._are_many):
            self._sorted = self._sort(candidates)
        return self._sorted is not None

    def _behind(self, start: int | None, *, backwards: bool) -> Iterator[int]:
        assert self._sorted is not None
        found = self._sorted
        if start is not None and start not in found:
            found = self._sort([*found, start], start)
        index = None if start is None else found.index(start)
        if backwards:
            yield from reversed(found[:index])
        else:
            yield from found[0 if index is None else index + 1 :]

    def _sort(self, candidates: list[int], start: int | None = None) -> list[int]:
        """Return those of the candidates that are found, in order, and `start` in its place."""
        column, down = self._query.order.column, self._query.order.descending
        sql, values = self._filter.condition(own=self._scope.own)
        turned = " DESC" if down else ""
        keys = [f"{key}{turned}" for key in (_KEYS.get(column), "listed.article") if key]
        parameters: dict[str, Any] = {**values, "numbers": json.dumps(candidates), "start": start}
        found = self._connection.rows(
            f"SELECT listed.article FROM json_each(:numbers) AS candidate JOIN listed ON listed.article = candidate.value "
            f"{_JOINS.get(column, '')} WHERE listed.article IS :start OR ({sql}) ORDER BY {', '.join(keys)}",
            parameters,
        )
        numbers = [number for (number,) in found]
        proven = {*self._filter.proven(numbers), start}
        return [number for number in numbers if number in proven]
