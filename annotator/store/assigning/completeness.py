"""Who counts in which article, who was to mark it and who finished it: what makes it ready to leave as gold."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.model import LeftOut, Status, Struct

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

BEGUN = """
    SELECT article, annotator FROM span
    UNION ALL SELECT article, annotator FROM work WHERE status IN ('done', 'flagged')
"""
"""Selects article and person, some more than once, of all that is begun: see `begun`."""

_ALONE = f"""
    SELECT count(*) = 1 FROM annotator
    WHERE EXISTS (SELECT 1 FROM ({BEGUN}) AS begun WHERE begun.annotator = annotator.number)
"""
_NOBODYS = f"""
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
_AWAITED = """
    SELECT name FROM assignment JOIN annotator ON annotator.number = assignment.annotator
    WHERE article = :article
    AND annotator NOT IN (SELECT annotator FROM work WHERE article = :article AND status = 'done')
    AND NOT (dynamic AND EXISTS (
        SELECT 1 FROM pool WHERE article = :article
        AND people <= (SELECT count(*) FROM work WHERE article = :article AND status = 'done')
    )) ORDER BY name
"""


class Share(Struct, frozen=True, kw_only=True):
    """One article by its number, and the names of those who finished it, sorted.

    `wanted`: how many people are to finish it, 0 where nothing is said. `waiting`: not everybody who is to finish it has.
    `alone`: the one who finished it was to mark it alone. `nobodys`: others are assigned or handed out, and nobody sees it.
    """

    number: int
    finished: tuple[str, ...]
    settled: bool
    wanted: int
    waiting: bool
    alone: bool
    nobodys: bool

    @property
    def lacks(self) -> LeftOut | None:
        """Why the article can't be gold as things are; None: it is settled, or one person's."""
        if self.settled:
            return None
        if not self.finished:
            return LeftOut.NOBODYS if self.nobodys else LeftOut.UNFINISHED
        if self.waiting:
            return LeftOut.WAITING
        if self.alone:
            return None
        return LeftOut.ONE_OF_SEVERAL if len(self.finished) == 1 else LeftOut.UNSETTLED


def begun(status: str, spans: int) -> bool:
    """Say whether somebody has begun an article, with that status of theirs and so many spans.

    To have opened it, or to have tagged and untagged something, is nothing: that is all that `doing` alone says. Those
    count in an article who have begun it, and those to whom it is assigned.
    """
    return spans > 0 or status in {Status.DONE, Status.FLAGGED}


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
    teamwork = bool(named or pool)
    nobodys = {number for (number,) in connection.rows(_NOBODYS)} if teamwork else set()
    one_works = not teamwork and connection.row(_ALONE) == (1,)

    def share(number: int) -> Share:
        done, wanted = finished[number], max(len(named[number]), pool.get(number, 0))
        waiting = not named[number].issubset(done) or len(done) < pool.get(number, 0)
        return Share(
            number=number,
            finished=tuple(done),
            settled=number in settled,
            wanted=wanted,
            waiting=waiting,
            alone=len(done) == 1 and not waiting and (wanted == 1 or one_works),
            nobodys=number in nobodys,
        )

    return [share(number) for (number,) in connection.rows("SELECT number FROM article ORDER BY number")]


def awaited(connection: Connection, number: int) -> tuple[str, ...]:
    """Return, sorted, to whom the article with this number is assigned who are still to finish it.

    Who holds an article on demand that enough people have finished is not awaited.
    """
    return tuple(name for (name,) in connection.rows(_AWAITED, {"article": number}))
