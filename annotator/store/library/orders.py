"""The numbers of the articles of a list in any order, from any article on, read as far as they are asked for.

An order is a row of segments, and each segment is read along an index: the articles of one status, those without a date. So a page
costs the same wherever it begins. Where many articles in turn are not in a segment, whole blocks of them are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.model import ListColumn, ListOrder, Status, Struct
from annotator.store.disk import failures
from annotator.store.library.scope import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.library.scope import Scope

BLOCK = 4096
"""Numbers of articles in a block of `tally`."""

_AT_ONCE = 256
_BY_STATUS = "part_by_status"
_INDEXES = {ListColumn.SPANS: "part_by_spans", ListColumn.WORDS: "part_by_words"}
"""The indexes to read parts along, which SQLite would not always choose."""

_STATUSES = tuple(status.value for status in Status)


class Segment(Struct, frozen=True):
    """Articles of a list in the order of a `key` (a column, "" for none) and of their `number`.

    `source` is what stands behind FROM, `where` a condition. `blocks`: a condition on blocks that have any, where passing over
    the others pays.
    """

    source: str
    number: str
    where: str = "true"
    key: str = ""
    blocks: str = ""


class Position(Struct, frozen=True):
    """Where an article stands in an order: in which segment, with which key."""

    segment: int
    key: Any
    number: int


def is_of_parts(column: ListColumn) -> bool:
    """Return whether the segments of a list of somebody's own are read from their parts, so that only their articles are in them."""
    return column not in {ListColumn.DATE, ListColumn.TITLE}


def segments(scope: Scope, column: ListColumn) -> tuple[Segment, ...]:
    """Return the segments of a column, ascending. Raises ValueError for a column that this list does not have.

    Of dates and titles they have all articles, whoever's list it is.
    """
    if column is ListColumn.STATUS:
        return tuple(_of_status(scope, status) for status in _STATUSES)
    if column is ListColumn.DATE:
        return (
            Segment("article", "article.number", "article.date IS NULL"),
            Segment("article", "article.number", "article.date IS NOT NULL", "article.date"),
        )
    if column is ListColumn.TITLE:
        return (Segment("listed", "listed.article", key="listed.title"),)
    if scope.own:
        keys = {ListColumn.NUMBER: "", ListColumn.SPANS: "part.spans", ListColumn.WORDS: "part.words"}
        return (_of_parts(LISTED, _known(keys, column), _INDEXES.get(column, "")),)
    if column is ListColumn.SPANS:
        return (
            _without_parts("part.spans > 0", "tagged"),
            _of_parts("part.spans > 0", "part.spans", _INDEXES[column]),
        )
    keys = {ListColumn.NUMBER: "", ListColumn.WORDS: "article.words"}
    return (Segment("article", "article.number", key=_known(keys, column)),)


def _known(keys: dict[ListColumn, str], column: ListColumn) -> str:
    if column not in keys:
        raise ValueError(f"this list is not sorted by {column.value}")
    return keys[column]


def _of_parts(where: str, key: str, index: str) -> Segment:
    source = f"part INDEXED BY {index}" if index else "part"
    return Segment(source, "part.article", f"part.annotator = :me AND {where}", key)


def _of_status(scope: Scope, status: str) -> Segment:
    if scope.own:
        return _of_parts(f"part.status = '{status}' AND {LISTED}", "", _BY_STATUS)
    if status == Status.TODO:
        return _without_parts("part.status <> 'todo'", "status <> 'todo'")
    return _of_parts(f"part.status = '{status}'", "", _BY_STATUS)


def _without_parts(part: str, tally: str) -> Segment:
    """Return the segment of the articles that have no such part of the person; `tally` says the same of a row of `tally`."""
    return Segment(
        source=f"article_tally AS block CROSS JOIN article ON article.number BETWEEN block.block * {BLOCK} AND block.block * {BLOCK} + {BLOCK - 1}",
        number="article.number",
        where=(
            "NOT EXISTS (SELECT 1 FROM part WHERE part.annotator = :me AND part.article = article.number "
            f"AND {part})"
        ),
        blocks=(
            "block.articles > (SELECT ifnull(sum(tally.articles), 0) FROM tally "
            f"WHERE tally.annotator = :me AND tally.block = block.block AND {tally})"
        ),
    )


def position(connection: Connection, scope: Scope, column: ListColumn, number: int) -> Position | None:
    """Return where an article stands in the order of a column, whether it is in the list or not; None for no such article."""
    row = connection.row(
        "SELECT article.date, listed.title, article.words, part.status, part.spans FROM article "
        "LEFT JOIN listed ON listed.article = article.number "
        "LEFT JOIN part ON part.annotator = :me AND part.article = article.number WHERE article.number = :number",
        {**scope.parameters, "number": number},
    )
    if row is None:
        return None
    date, title, words, status, spans = row
    if column is ListColumn.STATUS:
        return Position(_STATUSES.index(status) if status in _STATUSES else 0, None, number)
    if column is ListColumn.DATE:
        return Position(int(date is not None), date, number)
    if column is ListColumn.SPANS:
        return Position(0 if scope.own else int(bool(spans)), spans or 0, number)
    keys = {ListColumn.TITLE: title, ListColumn.WORDS: words}
    return Position(0, keys.get(column), number)


def numbers(
    connection: Connection, scope: Scope, order: ListOrder, start: Position | None, *, backwards: bool = False
) -> Iterator[int]:
    """Yield the numbers of the articles behind a position, from the first on without one; `backwards`: before it, nearest first."""
    down = order.descending is not backwards
    each = list(enumerate(segments(scope, order.column)))
    for index, segment in reversed(each) if down else each:
        if start is None:
            yield from _read(connection, scope, segment, "", {}, down=down)
        elif index == start.segment:
            yield from _behind(connection, scope, segment, start, down=down)
        elif (index < start.segment) is down:
            yield from _read(connection, scope, segment, "", {}, down=down)


def _behind(
    connection: Connection, scope: Scope, segment: Segment, start: Position, *, down: bool
) -> Iterator[int]:
    more = "<" if down else ">"
    beyond = f"AND {segment.number} {more} :number"
    values = {"number": start.number, "key": start.key}
    if not segment.key:
        if segment.blocks:
            beyond += f" AND block.block {more}= :number / {BLOCK}"
        yield from _read(connection, scope, segment, beyond, values, down=down)
        return
    # In two: along (key, number) > (?, ?) SQLite would read all articles with the same key.
    equal = Segment(segment.source, segment.number, segment.where)
    yield from _read(connection, scope, equal, f"AND {segment.key} = :key {beyond}", values, down=down)
    yield from _read(connection, scope, segment, f"AND {segment.key} {more} :key", values, down=down)


def _read(
    connection: Connection, scope: Scope, segment: Segment, beyond: str, values: dict[str, Any], *, down: bool
) -> Iterator[int]:
    first = "block.block" if segment.blocks else segment.key
    turned = " DESC" if down else ""
    order = ", ".join(f"{key}{turned}" for key in (first, segment.number) if key)
    where = f"{segment.where} AND {segment.blocks}" if segment.blocks else segment.where
    sql = f"SELECT {segment.number} FROM {segment.source} WHERE {where} {beyond} ORDER BY {order}"
    return streamed(connection, sql, {**scope.parameters, **values})


def streamed(connection: Connection, sql: str, parameters: dict[str, Any] | Sequence[Any]) -> Iterator[Any]:
    """Yield the first column of the rows of a query, read some at a time. Raises `ProjectError`."""
    with failures.translated(connection.path):
        cursor = connection.database.execute(sql, parameters)
        while rows := cursor.fetchmany(_AT_ONCE):
            for (value,) in rows:
                yield value
