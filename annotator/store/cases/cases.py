"""The adjudicator's list: its rows in any order, from any of them on, without reading all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from annotator.adjudication.policies import PolicyKind
from annotator.model import CaseRow, CaseTotals, Fault, ListColumn, ListOrder, ListQuery, Wanted
from annotator.store.cases import counting, filtering, order
from annotator.store.disk import failures
from annotator.store.file.case_counts import WITH_CHECKSUM, is_sound
from annotator.store.file.decoding import decoding
from annotator.store.notes import OPEN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from annotator.adjudication import Policy
    from annotator.store.cases.order import Part
    from annotator.store.file.connection import Connection

    Raw = tuple[Any, ...]

MOST_OPEN_FIRST = ListOrder(ListColumn.OPEN, descending=True)
"""The order that an adjudicator works in: most open cases first, and of those without one the settled ones last."""

_AHEAD = 8
_ROW = f"SELECT {WITH_CHECKSUM} FROM case_count WHERE article = ?"
_NUMBER = "SELECT article FROM case_count JOIN article ON number = article WHERE id = ?"
_ARTICLES = "SELECT number, id, title FROM article WHERE number IN (SELECT value FROM json_each(?))"
_BACK = "SELECT DISTINCT article FROM sent_back WHERE article IN (SELECT value FROM json_each(?))"
_THREADS = f"""
    SELECT article, count(DISTINCT start || ' ' || "end" || ' ' || ifnull(person, '')) FROM note
    WHERE article IN (SELECT value FROM json_each(?)) AND {OPEN} GROUP BY article
"""
_ALL_BACK = "SELECT count(DISTINCT article) FROM sent_back"
_TOTALS = "SELECT listed, settled, open, not_decided, uncounted FROM case_total"


class Cases:
    """The articles of a project that two people or more have finished, as adjudicators list them.

    A policy matters for one thing: with none, what all agree on is open as well.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(
        self,
        policy: Policy,
        query: ListQuery,
        start: int | None,
        count: int,
        *,
        backwards: bool = False,
        inclusive: bool = False,
        people: bool = True,
    ) -> list[CaseRow]:
        """Return so many rows that the filter finds, from behind the article with the number `start`; None: from the end.

        `backwards`: those before it, nearest first. `inclusive`: that article too. Articles that are not counted stand last where
        the order is by what is counted. `people`: the filter finds names. Raises `ProjectError`.
        """
        with self._connection.as_of_now():
            parts = _parts(self._connection, policy, query, people=people)
            at, key = _place(self._connection, parts, start)
            found = _follow(self._connection, parts, at, key, count, backwards=backwards, inclusive=inclusive)
            return self._made(found, policy, count)

    def count(self, policy: Policy, query: ListQuery, *, people: bool = True) -> int:
        """Return how many rows the filter finds; of articles that are not counted, those that may be listed."""
        with self._connection.as_of_now():
            if not query.filter.strip():
                totals = self.totals(policy)
                return totals.listed + totals.uncounted
            counts = [
                self._connection.row(
                    f"SELECT count(*) FROM {part.table} {part.how} WHERE {part.where}", part.parameters
                )
                for part in _parts(self._connection, policy, query, people=people)
            ]
            return sum(row[0] for row in counts if row is not None)

    def row(self, policy: Policy, article: str) -> CaseRow | None:
        """Return the row of the article with this id, or None where it is not listed."""
        with self._connection.as_of_now():
            number = self._connection.row(_NUMBER, [article])
            found = None if number is None else self._connection.row(_ROW, number)
            return next(iter(self._made([] if found is None else [found], policy, 1)), None)

    def is_uncounted(self, article: str) -> bool:
        """Return whether the article with this id may be listed, but is not counted."""
        return self._connection.row(f"{_NUMBER} AND layers IS NULL", [article]) is not None

    def totals(self, policy: Policy) -> CaseTotals:
        """Return the sums over the list."""
        found = self._connection.row(_TOTALS)
        if found is None:
            raise failures.damaged(self._connection.path, "the sums of the adjudicator's list are gone")
        listed, settled, open_, not_decided, uncounted = found
        without = policy.kind is PolicyKind.NONE
        back = self._connection.row(_ALL_BACK)
        assert back is not None
        return CaseTotals(
            listed=listed,
            settled=settled,
            open=not_decided if without else open_,
            uncounted=uncounted,
            back=back[0],
        )

    def ahead(
        self,
        policy: Policy,
        place: CaseRow | None,
        by: int,
        wanted: Wanted | None = None,
        without: Collection[int] = (),
    ) -> Iterator[CaseRow]:
        """Yield the rows in the order that an adjudicator works in, behind (1) or before (-1) a place, nearest first.

        `place` is a row as it was, wherever its article stands now; None: from the end. `wanted` says which of them; those that are
        not counted are all among them. `without`: the numbers of articles that are left out, and not counted for it. They are read a
        few at a time.
        """
        query = ListQuery(order=MOST_OPEN_FIRST)
        while True:
            with self._connection.as_of_now():
                counted, uncounted = _parts(self._connection, policy, query, people=True)
                if wanted is not None:
                    first, gold, _ = (term.sql for term in counted.terms)
                    where = f"{first} > 0" if wanted is Wanted.OPEN else f"{gold} = 0"
                    counted = counted.narrowed(where, ())
                at, key = _place_of((counted, uncounted), place)
                found = _follow(self._connection, (counted, uncounted), at, key, _AHEAD, backwards=by < 0)
                some = self._made((row for row in found if row[0] not in without), policy, _AHEAD)
            yield from some
            if len(some) < _AHEAD:
                return
            place = some[-1]

    def count_lacking(self, stopped: Callable[[], bool] = lambda: False) -> Iterator[int]:
        """Count the articles that are not counted, and store it, a few at a time; yield how many were after each time.

        Raises `ProjectError`.
        """
        return counting.count_lacking(self._connection, stopped)

    def _made(self, found: Iterable[Raw], policy: Policy, count: int) -> list[CaseRow]:
        """Return so many rows, counted as they are read where they are not, without those that have no two layers."""
        rows: list[tuple[Raw, bool]] = []
        for row in found:
            if len(rows) == count:
                break
            is_counted = row[1] is not None
            number = row[0]
            if is_counted and not is_sound(row):
                raise failures.of_fault(self._connection.path, _damaged(number))
            made = row if is_counted else (number, *counting.of_article(self._connection, number))
            if made[1] > 1:
                rows.append((made, is_counted))
        numbers = json.dumps([row[0] for row, _ in rows])
        found_articles = self._connection.rows(_ARTICLES, [numbers])
        articles = {number: (id_, title) for number, id_, title in found_articles}
        names: dict[int, str] = dict(self._connection.rows("SELECT number, name FROM annotator"))
        back = {number for (number,) in self._connection.rows(_BACK, [numbers])}
        threads: dict[int, int] = dict(self._connection.rows(_THREADS, [numbers]))
        without = policy.kind is PolicyKind.NONE
        with decoding(self._connection, "how many cases an article has"):
            made_rows = [
                _row(row, *articles[row[0]], names, without_policy=without, is_counted=is_counted)
                for row, is_counted in rows
            ]
        return [
            replace(row, back=row.number in back, threads=threads.get(row.number, 0)) for row in made_rows
        ]


def _damaged(number: int) -> Fault:
    return Fault(
        table="case_count", row=str(number), what="its counts are not as they were stored", derived=True
    )


def _row(
    row: Raw, id_: str, title: str, names: dict[int, str], *, without_policy: bool, is_counted: bool
) -> CaseRow:
    number, _, people, open_, undecided, stale, decided, status, *_ = row
    return CaseRow(
        number=number,
        id=id_,
        title=title,
        people=tuple(sorted(names[int(one)] for one in people.strip(",").split(","))),
        open=undecided + stale if without_policy else open_,
        stale=stale,
        decided=decided,
        settled=status >= counting.CHANGED,
        is_complete=not undecided and not stale,
        is_counted=is_counted,
    )


def _parts(connection: Connection, policy: Policy, query: ListQuery, *, people: bool) -> list[Part]:
    """Return the parts of the list in their order: the row whose number is the filter, the others, and those that are not counted."""
    wanted = query.order
    found = filtering.condition(connection, query.filter, people=people)
    if wanted.column is ListColumn.NUMBER:
        parts = [order.by_number(descending=wanted.descending)]
    elif wanted.column is ListColumn.TITLE:
        are_few = found.is_few or _is_small(connection)
        parts = [order.by_title(descending=wanted.descending, are_few=are_few)]
    else:
        counted = order.counted(wanted, without_policy=policy.kind is PolicyKind.NONE)
        if found.is_settled and wanted.column is ListColumn.OPEN:  # these are the last ones
            counted = counted.narrowed(f"{counted.terms[0].sql} = 0 AND {counted.terms[1].sql} = 1", ())
        parts = [counted, order.uncounted()]
    if found.where:
        parts = [part.narrowed(found.where, found.parameters) for part in parts]
    if found.is_few:
        parts = [part.looked_up() if part.how else part for part in parts]
    if found.first is not None:
        parts = [
            order.only(found.first),
            *(part.narrowed("case_count.article <> ?", [found.first]) for part in parts),
        ]
    return parts


def _is_small(connection: Connection) -> bool:
    """Return whether so few articles are listed that they are sorted when they are asked for."""
    return connection.row("SELECT listed + uncounted < ? FROM case_total", [order.FEW]) == (1,)


def _place(
    connection: Connection, parts: Sequence[Part], start: int | None
) -> tuple[int | None, Sequence[Any] | None]:
    """Return the index of the part in which the article `start` is, and its key there; None for one that is in none."""
    if start is not None:
        for at, part in enumerate(parts):
            key = order.key_of(connection, part, start)
            if key is not None:
                return at, key
    return None, None


def _place_of(parts: Sequence[Part], place: CaseRow | None) -> tuple[int | None, Sequence[Any] | None]:
    if place is None:
        return None, None
    at = 0 if place.is_counted else 1
    return at, order.key_of_place(parts[at], place)


def _follow(
    connection: Connection,
    parts: Sequence[Part],
    at: int | None,
    key: Sequence[Any] | None,
    count: int,
    *,
    backwards: bool = False,
    inclusive: bool = False,
) -> Iterator[Raw]:
    """Yield the rows of the list behind a place, or before it; all of them where it is None."""
    there = list(reversed(parts)) if backwards else list(parts)
    if at is not None:
        at = len(parts) - 1 - at if backwards else at
        yield from order.rows(connection, there[at], key, count, backwards=backwards, inclusive=inclusive)
        there = there[at + 1 :]
    for part in there:
        yield from order.rows(connection, part, None, count, backwards=backwards)
