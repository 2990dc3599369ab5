"""Who was to mark each article and who finished it: what makes it ready to leave as gold."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import LeftOut, Struct

if TYPE_CHECKING:
    from annotator.store.connection import Connection

_FINISHED = (
    "SELECT article, name FROM work JOIN annotator ON number = annotator WHERE status = 'done' ORDER BY name"
)
_ASSIGNED = "SELECT article, name, dynamic FROM assignment JOIN annotator ON number = annotator"
_WORKERS = """
    SELECT count(*) FROM (SELECT annotator FROM work WHERE status <> 'todo' UNION SELECT annotator FROM span)
"""


class Share(Struct, frozen=True, kw_only=True):
    """One article by its number, and the names of those who finished it, sorted.

    `waiting`: not everybody who is to finish it has. `alone`: the one who finished it was to mark it alone.
    """

    number: int
    finished: tuple[str, ...]
    settled: bool
    waiting: bool
    alone: bool

    @property
    def lacks(self) -> LeftOut | None:
        """Why the article can't be gold as things are; None: it is settled, or one person's."""
        if self.settled:
            return None
        if not self.finished:
            return LeftOut.UNFINISHED
        if self.waiting:
            return LeftOut.WAITING
        if self.alone:
            return None
        return LeftOut.ONE_OF_SEVERAL if len(self.finished) == 1 else LeftOut.UNSETTLED


def shares(connection: Connection) -> list[Share]:
    """Return the share of each article, in the order in which they came in."""
    finished: defaultdict[int, list[str]] = defaultdict(list)
    for article, name in connection.rows(_FINISHED):
        finished[article].append(name)
    pool: dict[int, int] = dict(connection.rows("SELECT article, people FROM pool"))
    named: defaultdict[int, set[str]] = defaultdict(set)
    for article, name, dynamic in connection.rows(_ASSIGNED):
        if not (dynamic and article in pool):
            named[article].add(name)
    settled = {article for (article,) in connection.rows("SELECT article FROM settled")}
    one_works = not (named or pool) and connection.row(_WORKERS) == (1,)

    def share(number: int) -> Share:
        done, wanted = finished[number], max(len(named[number]), pool.get(number, 0))
        waiting = not named[number].issubset(done) or len(done) < pool.get(number, 0)
        return Share(
            number=number,
            finished=tuple(done),
            settled=number in settled,
            waiting=waiting,
            alone=len(done) == 1 and not waiting and (wanted == 1 or one_works),
        )

    return [share(number) for (number,) in connection.rows("SELECT number FROM article ORDER BY number")]


def awaited(connection: Connection, number: int) -> tuple[str, ...]:
    """Return, sorted, to whom the article with this number is assigned who have not finished it."""
    rows = connection.rows(
        "SELECT name FROM assignment JOIN annotator ON annotator.number = assignment.annotator "
        "WHERE assignment.article = ? AND NOT EXISTS (SELECT 1 FROM work WHERE work.article = assignment.article "
        "AND work.annotator = assignment.annotator AND status = 'done') ORDER BY name",
        [number],
    )
    return tuple(name for (name,) in rows)
