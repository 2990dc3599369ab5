"""Which annotators cover an article: to whom it is assigned, who has begun it and who finished it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import LeftOut, Status, Struct
from annotator.store.people import kinds

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

BEGUN = f"""
    SELECT article, annotator FROM {kinds.SPANS}
    UNION ALL SELECT article, annotator FROM work WHERE status IN ('done', 'flagged')
"""
"""Selects article and person, some more than once, wherever a person has begun an article: see `is_begun`."""

_ALONE = f"""
    SELECT count(*) = 1 FROM annotator
    WHERE EXISTS (SELECT 1 FROM ({BEGUN}) AS begun WHERE begun.annotator = annotator.number)
"""
_UNASSIGNED = f"""
    SELECT number FROM article
    WHERE NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.article = number)
    AND NOT EXISTS (SELECT 1 FROM pool WHERE pool.article = number)
    AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.article = number)
    AND NOT EXISTS (SELECT 1 FROM ({BEGUN}) AS begun WHERE begun.article = number)
"""
_FINISHED = (
    "SELECT article, name FROM work JOIN annotator ON number = annotator WHERE status = 'done' ORDER BY name"
)
_ASSIGNED = "SELECT article, name, dynamic FROM assignment JOIN annotator ON number = annotator"


class Coverage(Struct, frozen=True, kw_only=True):
    """The coverage of the article with this number. `finished` are the names of those who finished it, sorted.

    `wanted`: how many people are to finish it, 0 where it is assigned to nobody. `waiting`: not everybody who is to finish it
    has. `alone`: the one who finished it was to mark it alone. `unassigned`: others are assigned or handed out, and nobody
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


def of_articles(connection: Connection) -> list[Coverage]:
    """Return the coverage of each article, in the order in which they came in."""
    finished: defaultdict[int, list[str]] = defaultdict(list)
    for article, name in connection.rows(_FINISHED):
        finished[article].append(name)
    pool: dict[int, int] = dict(connection.rows("SELECT article, people FROM pool"))
    named: defaultdict[int, set[str]] = defaultdict(set)
    for article, name, dynamic in connection.rows(_ASSIGNED):
        if not (dynamic and article in pool):
            named[article].add(name)
    settled = {article for (article,) in connection.rows("SELECT article FROM settled")}
    teamwork = bool(named or pool)
    unassigned = {number for (number,) in connection.rows(_UNASSIGNED)} if teamwork else set()
    one_works = not teamwork and connection.row(_ALONE) == (1,)

    def coverage(number: int) -> Coverage:
        done, wanted = finished[number], max(len(named[number]), pool.get(number, 0))
        waiting = not named[number].issubset(done) or len(done) < pool.get(number, 0)
        return Coverage(
            number=number,
            finished=tuple(done),
            settled=number in settled,
            wanted=wanted,
            waiting=waiting,
            alone=len(done) == 1 and not waiting and (wanted == 1 or one_works),
            unassigned=number in unassigned,
        )

    return [coverage(number) for (number,) in connection.rows("SELECT number FROM article ORDER BY number")]
