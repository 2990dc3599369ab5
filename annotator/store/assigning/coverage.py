"""Which annotators cover an article: to whom it is assigned, who has begun it and who finished it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import LeftOut, Status, Struct
from annotator.store import article_ranges
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from annotator.store.file.connection import Connection

BEGUN = f"""
    SELECT article, annotator FROM {kinds.SPANS}
    UNION ALL SELECT article, annotator FROM work WHERE status IN ('done', 'flagged')
"""
"""Selects article and person, some more than once, wherever a person has begun an article: see `is_begun`."""

_TEAMWORK = "SELECT EXISTS (SELECT 1 FROM assignment) OR EXISTS (SELECT 1 FROM pool)"
_ALONE = f"""
    SELECT count(*) = 1 FROM annotator
    WHERE EXISTS (SELECT 1 FROM ({BEGUN}) AS begun WHERE begun.annotator = annotator.number)
"""
_UNASSIGNED = f"""
    SELECT number FROM article
    WHERE number BETWEEN ? AND ?
    AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.article = number)
    AND NOT EXISTS (SELECT 1 FROM pool WHERE pool.article = number)
    AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.article = number)
    AND NOT EXISTS (SELECT 1 FROM work WHERE work.article = number AND status IN ('done', 'flagged'))
    AND NOT EXISTS (
        SELECT 1 FROM span JOIN {kinds.PEOPLE} AS person ON person.number = +span.annotator
        WHERE span.article = article.number
    )
"""
_ALL_NUMBERS = (-(2**63), 2**63 - 1)
_NUMBERS = "SELECT number FROM article WHERE number BETWEEN ? AND ? ORDER BY number"
_FINISHED = """
    SELECT article, name FROM work JOIN annotator ON number = annotator
    WHERE article BETWEEN ? AND ? AND status = 'done' ORDER BY name
"""
_ASSIGNED = """
    SELECT article, name, dynamic FROM assignment JOIN annotator ON number = annotator WHERE article BETWEEN ? AND ?
"""
_POOL = "SELECT article, people FROM pool WHERE article BETWEEN ? AND ?"
_BACK = "SELECT article FROM sent_back WHERE article BETWEEN ? AND ?"
_SETTLED = "SELECT article FROM settled WHERE article BETWEEN ? AND ?"


class Coverage(Struct, frozen=True, kw_only=True):
    """The coverage of the article with this number. `finished` are the names of those who finished it, sorted.

    `wanted`: how many people are to finish it, 0 where it is assigned to nobody. `waiting`: not everybody who is to finish it
    has, those included to whom it was sent back. `alone`: the one who finished it was to mark it alone. `unassigned`: others are assigned or handed out, and nobody
    sees this one.
    """

    number: int
    finished: tuple[str, ...]
    settled: bool
    wanted: int
    waiting: bool
    alone: bool
    unassigned: bool

    @property
    def lacks(self) -> LeftOut | None:
        """Why the article can't be gold as things are; None: it is settled, or one person's."""
        if self.settled:
            return None
        if not self.finished:
            return LeftOut.NOBODYS if self.unassigned else LeftOut.UNFINISHED
        if self.waiting:
            return LeftOut.WAITING
        if self.alone:
            return None
        return LeftOut.ONE_OF_SEVERAL if len(self.finished) == 1 else LeftOut.UNSETTLED


def is_begun(status: str, spans: int) -> bool:
    """Return whether somebody with this status and this number of spans has begun an article.

    The status `doing` alone only says that they opened it, or that they tagged something and removed it again.
    """
    return spans > 0 or status in {Status.DONE, Status.FLAGGED}


def of_articles(connection: Connection, articles: Collection[str] | None = None) -> Iterator[Coverage]:
    """Yield the coverage of each article, in the order in which they came in, read range by range.

    `articles` are ids, None: all. Nothing must be written meanwhile.
    """
    reader = Reader(connection)
    for first, last in article_ranges.ranges(connection, articles):
        yield from reader.of_range(first, last)


class Reader:
    """Reads the coverage of articles range by range; nothing must be written meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._teamwork = teamwork(connection)
        self._one_works = not self._teamwork and one_works(connection)

    def of_range(self, first: int, last: int) -> Iterator[Coverage]:
        """Yield the coverage of the articles with these numbers, in order."""
        connection, among = self._connection, [first, last]
        finished: defaultdict[int, list[str]] = defaultdict(list)
        for article, name in connection.rows(_FINISHED, among):
            finished[article].append(name)
        pool: dict[int, int] = {}
        named: defaultdict[int, set[str]] = defaultdict(set)
        unassigned: set[int] = set()
        if self._teamwork:
            pool.update(connection.rows(_POOL, among))
            for article, name, dynamic in connection.rows(_ASSIGNED, among):
                if not (dynamic and article in pool):
                    named[article].add(name)
            unassigned.update(number for (number,) in connection.rows(_UNASSIGNED, among))
        back = {article for (article,) in connection.rows(_BACK, among)}
        settled = {article for (article,) in connection.rows(_SETTLED, among)}
        for (number,) in connection.rows(_NUMBERS, among):
            done, mine = finished.get(number, ()), named.get(number, set[str]())
            people = pool.get(number, 0)
            wanted = max(len(mine), people)
            waiting = not mine.issubset(done) or len(done) < people or number in back
            yield Coverage(
                number=number,
                finished=tuple(done),
                settled=number in settled,
                wanted=wanted,
                waiting=waiting,
                alone=len(done) == 1 and not waiting and (wanted == 1 or self._one_works),
                unassigned=number in unassigned,
            )


def teamwork(connection: Connection) -> bool:
    """Return whether anything is assigned to anybody or handed out on demand."""
    return connection.row(_TEAMWORK) == (1,)


def one_works(connection: Connection) -> bool:
    """Return whether only one person has begun anything."""
    return connection.row(_ALONE) == (1,)


def unassigned(connection: Connection, most: int = -1) -> list[int]:
    """Return the numbers of the first articles that nobody sees, -1: of all, where any are assigned or handed out."""
    if not teamwork(connection):
        return []
    sql = f"{_UNASSIGNED} ORDER BY number LIMIT ?"
    return [number for (number,) in connection.rows(sql, [*_ALL_NUMBERS, most])]


def count_unassigned(connection: Connection) -> int:
    """Return how many articles nobody sees, where any are assigned or handed out."""
    if not teamwork(connection):
        return 0
    row = connection.row(f"SELECT count(*) FROM ({_UNASSIGNED})", _ALL_NUMBERS)
    assert row is not None
    return int(row[0])
