"""The annotator's list of articles."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from annotator.model import LibraryRow, ListColumn, ListOrder, ListTotals
from annotator.store import articles
from annotator.store.library import following, orders, page, sums
from annotator.store.library.filters import Filter
from annotator.store.library.found import Found
from annotator.store.library.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.model import ListQuery
    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

_BY_NUMBER = ListOrder(ListColumn.NUMBER)


class Library:
    """The list of articles of each annotator. No text is read, and never the whole list.

    Where anything is assigned or handed out, it has the articles assigned to the annotator and those in which they have spans
    or a status other than todo; otherwise all. Those that were sent back to the annotator head it in any order. What is read is checked: methods that return rows raise `DamagedProjectError`
    for a row that is not as it was written.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: tuple[tuple[Scope, ListQuery, bytes | None], Filter, Found] | None = None
        self._heads: dict[int, int] | None = None  # of the same query

    def rows(
        self,
        annotator: str,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> list[LibraryRow]:
        """Return at most `count` rows that a query finds, those behind the article with the number `start`, None: the first.

        `backwards`: those before it, nearest first, None: the last. `inclusive`: `start` itself comes first, if it is
        found. Raises ValueError for a column that the list does not have, `ProjectError`.
        """
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            wanted, found = self._query(scope, query)
            numbers = self._in_order(scope, wanted, found, start, backwards=backwards)
            if inclusive and start is not None:
                here = self._listed(scope, start)
                numbers = chain(wanted.passing(here, own=False), numbers)
            return page.read(self._connection, scope, list(islice(numbers, count)))

    def count(self, annotator: str, query: ListQuery) -> int:
        """Return how many rows a query finds. With a filter that finds very many this takes seconds in large projects."""
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            wanted, found = self._query(scope, query)
            return sums.listed(self._connection, scope) if wanted.is_empty else found.count()

    def _query(self, scope: Scope, query: ListQuery) -> tuple[Filter, Found]:
        """Return the filter of a query and what it finds, which is kept as long as the project is in the same state."""
        row = self._connection.row("SELECT id FROM turn")
        asked = (scope, query, None if row is None else row[0])
        if self._last is None or self._last[0] != asked:
            self._heads = None
            wanted = Filter(self._connection, scope, query.filter)
            self._last = asked, wanted, Found(self._connection, scope, query, wanted)
        return self._last[1:]

    def row(self, annotator: str, article: str) -> LibraryRow | None:
        """Return the row of an article, None where it is not in the list."""
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            number = articles.number(self._connection, article)
            listed = [] if number is None else self._listed(scope, number)
            return next(iter(page.read(self._connection, scope, listed)), None)

    def rank(self, annotator: str, article: str) -> tuple[int, int] | None:
        """Return the position of an article among those of the list, from 1, and how many these are; None where it is not in it."""
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            number = articles.number(self._connection, article)
            if number is None or not self._listed(scope, number):
                return None
            return sums.up_to(self._connection, scope, number), sums.listed(self._connection, scope)

    def at(self, annotator: str, position: int) -> str | None:
        """Return the id of the article at a place of the list by number, from 1; None where the list has fewer."""
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            if not 1 <= position <= sums.listed(self._connection, scope):
                return None
            numbers = orders.numbers(self._connection, scope, _BY_NUMBER, None)
            found = next(islice(numbers, position - 1, None), None)
            return None if found is None else following.id_of(self._connection, found)

    def beside(self, annotator: str, article: str, by: int) -> str | None:
        """Return the id of the next (1) or previous (-1) article of the list by number, None where there is none."""
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            start = articles.number(self._connection, article)
            if start is None or not self._listed(scope, start):
                return None
            at = orders.position(self._connection, scope, ListColumn.NUMBER, start)
            beside = next(orders.numbers(self._connection, scope, _BY_NUMBER, at, backwards=by < 0), None)
            return None if beside is None else following.id_of(self._connection, beside)

    def following(self, annotator: str, article: str | None, without: Iterable[str] = ()) -> str | None:
        """Return the id of the annotator's next article that is open, after this one and then from the first on; never this one.

        Those that were sent back come first. `without`: the ids of articles that are left out.
        """
        with self._connection.as_of_now():
            scope = scope_of(self._connection, annotator)
            after = None if article is None else articles.number(self._connection, article)
            left_out = articles.numbers(self._connection, without).values()
            found = following.after(self._connection, scope, after or 0, left_out)
            return None if found is None else following.id_of(self._connection, found)

    def totals(self, annotator: str) -> ListTotals:
        """Return sums over an annotator's list."""
        with self._connection.as_of_now():
            return sums.totals(self._connection, scope_of(self._connection, annotator), annotator)

    def _listed(self, scope: Scope, number: int) -> list[int]:
        """Return the number in a list, an empty one where the article is not in somebody's list."""
        return [number] if following.is_listed(self._connection, scope, number) else []

    def _in_order(
        self, scope: Scope, wanted: Filter, found: Found, start: int | None, *, backwards: bool
    ) -> Iterator[int]:
        """Yield the numbers that a query finds, as `Found.numbers` does, first of all those of `_heads`."""
        if self._heads is None:
            self._heads = _heads(self._connection, scope, wanted)
        heads = self._heads
        at = heads.get(start) if start is not None else None
        ordered = list(heads)
        if at is not None and backwards:
            yield from reversed(ordered[:at])
            return
        if at is not None:
            yield from ordered[at + 1 :]
            start = None
        elif start is None and not backwards:
            yield from ordered
        yield from (number for number in found.numbers(start, backwards=backwards) if number not in heads)
        if backwards:
            yield from reversed(ordered)


def _heads(connection: Connection, scope: Scope, wanted: Filter) -> dict[int, int]:
    """Return the numbers that head a list with their places: the one that is exactly the filter, then those that were sent back."""
    heads = following.back(connection, scope)
    first = wanted.number
    if first is not None and following.is_listed(connection, scope, first):
        heads = [first, *(number for number in heads if number != first)]
    if heads and not wanted.is_empty:
        heads = wanted.passing(heads, own=False)
    return {number: at for at, number in enumerate(heads)}
