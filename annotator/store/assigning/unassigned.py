"""Articles that nobody sees, though others are assigned or handed out, and how to deal them out as those are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.model import LeftOut, Undealt
from annotator.store import selecting
from annotator.store.assigning import assignments, completeness

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection

_PEOPLE = """
    SELECT DISTINCT name FROM assignment JOIN annotator ON number = annotator
    WHERE NOT (dynamic AND article IN (SELECT article FROM pool)) ORDER BY name
"""
_ALL = f"""
    SELECT DISTINCT name FROM annotator JOIN (
        SELECT annotator FROM assignment UNION SELECT annotator FROM ({completeness.BEGUN})
    ) AS theirs ON theirs.annotator = number ORDER BY name
"""
_UNTOLD = """
    SELECT 1 FROM work WHERE status = 'done' AND (annotator, article) NOT IN (SELECT annotator, article FROM assignment)
"""
"""Selects something if anybody has finished what is not assigned to them: assigning counts that."""


def undealt(connection: Connection) -> Undealt | None:
    """Return how many there are and how to deal them out; None where there are none."""
    if not assignments.teamwork(connection):
        return None
    shares = completeness.shares(connection)
    numbers = [share.number for share in shares if share.nobodys]
    if not numbers:
        return None
    pool = {
        article: (people, seconds)
        for article, people, seconds in connection.rows("SELECT article, people, return_after FROM pool")
    }
    fixed = [share for share in shares if share.wanted and share.number not in pool]
    people: tuple[str, ...] = ()
    if len(pool) > len(fixed):
        per_article, return_after = _commonest([*pool.values()])
        others_stay = not fixed and set(pool.values()) == {(per_article, return_after)}
    else:
        people = tuple(name for (name,) in connection.rows(_PEOPLE))
        per_article, return_after = _commonest([(share.wanted, 0.0) for share in fixed])
        others_stay = not pool and connection.row(_UNTOLD) is None
    others_stay = others_stay and all(share.nobodys or share.wanted >= per_article for share in shares)
    return Undealt(
        count=len(numbers),
        people=people,
        per_article=per_article,
        return_after=return_after,
        articles=None if others_stay else selecting.naming(connection, numbers),
    )


def half_done(connection: Connection) -> Undealt | None:
    """Return how to give a second person what one has finished where several work; None where there is none of that.

    It may be that fewer people than two are in the project, who are named then.
    """
    found = [
        share.number for share in completeness.shares(connection) if share.lacks is LeftOut.ONE_OF_SEVERAL
    ]
    if not found:
        return None
    alone = not assignments.teamwork(
        connection
    )  # to assign a part would take the others from everybody's sight
    return Undealt(
        count=len(found),
        people=tuple(name for (name,) in connection.rows(_ALL)),
        per_article=2,
        return_after=0.0,
        articles=None if alone else selecting.naming(connection, found),
    )


def _commonest(conditions: list[tuple[int, float]]) -> tuple[int, float]:
    counts = Counter(conditions)
    return max(counts, key=lambda one: (counts[one], one))
