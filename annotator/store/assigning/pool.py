"""Articles that are handed out on demand, and the next article of a person.

An article in the pool is held by those it was handed out to. It is handed out as long as fewer people than it is for
hold it or have finished it. A hold that was not touched for its time may be taken over by whoever asks next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import UsageError
from annotator.model import RETURN_AFTER, PoolClosed, PoolReport, now
from annotator.store import articles
from annotator.store.assigning import assignment_rows, coverage
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.store.file.connection import Connection

_OPEN = """
    SELECT article.number, id FROM assignment
    JOIN article ON article.number = article LEFT JOIN work USING (annotator, article)
    WHERE annotator = ? AND coalesce(status, 'todo') IN ('todo', 'doing') ORDER BY article.number
"""
_UNDONE = """
    SELECT number, id FROM article LEFT JOIN work ON work.article = number AND annotator = ?
    WHERE coalesce(status, 'todo') IN ('todo', 'doing') ORDER BY number
"""
_HAS_EXPIRED = """
    dynamic = 1 AND coalesce(status, 'todo') <> 'done'
    AND (julianday(:now) - julianday(touched)) * 86400 >= return_after
"""
_FREE = f"""
    SELECT article, id, people, taken FROM (
        SELECT pool.article, people,
            (SELECT count(*) FROM (
                SELECT annotator FROM assignment WHERE assignment.article = pool.article
                UNION SELECT annotator FROM work WHERE work.article = pool.article AND status = 'done'
            )) AS taken,
            (SELECT count(*) FROM assignment LEFT JOIN work USING (annotator, article)
                WHERE assignment.article = pool.article AND {_HAS_EXPIRED}) AS expired
        FROM pool
        WHERE pool.article NOT IN (SELECT article FROM assignment WHERE annotator = :me)
        AND pool.article NOT IN (SELECT article FROM work WHERE annotator = :me AND status IN ('done', 'flagged'))
    ) JOIN article ON number = article
    WHERE taken - expired < people
"""
_BEST = "ORDER BY taken >= people DESC, taken DESC, article LIMIT 1"
"""Expired holds first, then the articles that lack the fewest people, so that articles get finished."""

_RELEASE = f"""
    DELETE FROM assignment WHERE article = :article AND annotator IN (
        SELECT annotator FROM assignment JOIN pool USING (article) LEFT JOIN work USING (annotator, article)
        WHERE article = :article AND {_HAS_EXPIRED} ORDER BY touched, annotator LIMIT :count
    )
"""
_EXPIRED_HOLD = f"""
    SELECT 1 FROM assignment JOIN pool USING (article) LEFT JOIN work USING (annotator, article)
    WHERE annotator = :me AND article = :article AND {_HAS_EXPIRED}
"""


_ADD_ARTICLE = (
    "INSERT INTO pool (article, people, return_after) VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
    "SET people = excluded.people, return_after = excluded.return_after"
)
_HELD = f"""
    SELECT assignment.annotator, article, EXISTS (
        SELECT 1 FROM ({coverage.BEGUN}) AS begun
        WHERE begun.article = assignment.article AND begun.annotator = assignment.annotator
    ) FROM assignment WHERE dynamic = 1 AND article IN (SELECT article FROM pool) ORDER BY article
"""


class Pool:
    """The articles that are handed out on demand. They are named by their ids.

    Without `keep` the methods that have it change nothing and report what they would change.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self,
        *,
        per_article: int,
        articles: Sequence[str] | None = None,
        return_after: float = RETURN_AFTER,
        keep: bool = True,
    ) -> PoolReport:
        """Hand articles out on demand until `per_article` people have finished each.

        A hold that was not touched for `return_after` seconds may go to somebody else. `articles` are the ids, None: all.
        Articles that are in the pool take the new conditions; whoever holds one keeps it. Raises `UsageError` for articles
        that are assigned to people, `NoSuchArticleError`; nothing is changed then.
        """
        assignment_rows.check_people(per_article)
        if not 0 < return_after < float("inf"):
            raise UsageError(
                "--return-after has to be longer than nothing: give days, hours or minutes, as in 3d."
            )
        with self._connection.writing(keep=keep):
            found = assignment_rows.find(self._connection, articles)
            _check_unassigned(self._connection, found)
            before = {
                article: (people, seconds)
                for article, people, seconds in self._connection.rows(
                    "SELECT article, people, return_after FROM pool"
                )
            }
            changed = [number for number in found if before.get(number) != (per_article, return_after)]
            for number in changed:
                self._connection.execute(_ADD_ARTICLE, [number, per_article, return_after])
            added = sum(number not in before for number in found)
            return PoolReport(
                added=added,
                changed=len(changed) - added,
                kept=len(found) - len(changed),
                nobodys=assignment_rows.count_unassigned(self._connection),
            )

    def close(
        self, *, articles: Sequence[str] | None = None, begun: bool = False, keep: bool = True
    ) -> PoolClosed:
        """Hand articles out no longer, and take them back from those who hold one and have not begun it.

        Who has begun one keeps it, unless `begun`. `articles` are the ids, None: all. Raises `UsageError` where none of them
        is handed out on demand, `NoSuchArticleError`; nothing is changed then.
        """
        with self._connection.writing(keep=keep):
            chosen = assignment_rows.find(self._connection, articles)
            pooled = [
                number for (number,) in self._connection.rows("SELECT article FROM pool") if number in chosen
            ]
            if not pooled:
                raise UsageError("None of these articles is handed out on demand, so nothing was changed.")
            held = [row for row in self._connection.rows(_HELD) if row[1] in chosen]
            taken = [row for row in held if begun or not row[-1]]
            for annotator, article, _ in taken:
                assignment_rows.remove(self._connection, annotator, article)
            for article in pooled:
                self._connection.execute("DELETE FROM pool WHERE article = ?", [article])
            return PoolClosed(
                articles=len(pooled),
                taken=len(taken),
                kept=len(held) - len(taken),
                nobodys=assignment_rows.count_unassigned(self._connection),
                teamwork=assignment_rows.teamwork(self._connection),
            )

    def next_article(
        self, name: str, after: str | None = None, *, moment: datetime | None = None
    ) -> str | None:
        """Return the id of the article that a person is to mark next, None where there is none.

        That is the first one assigned to or held by them that is not finished or flagged, after the article `after` and
        then from the first on, never `after` itself. When there is none, one is handed out to them from the pool, in one
        transaction: first what came back. In a project where nothing is assigned or handed out, it is the next one not
        finished. `moment` is the time at which they ask, by default now. Raises `UsageError` for a name that nobody can
        have.
        """
        moment = moment or now()
        found = _following(self._connection, name, after)
        if found is None:
            there_are = waiting(self._connection, name, moment)
            return _claim(self._connection, name, after, moment) if there_are else None
        article, id_ = found
        parameters = _parameters(self._connection, name, moment, article)
        if self._connection.writable and self._connection.row(_EXPIRED_HOLD, parameters):
            return _claim(self._connection, name, after, moment)
        return id_


def waiting(connection: Connection, name: str, moment: datetime | None = None) -> int:
    """Return how many articles of the pool could be handed out to a person now."""
    row = connection.row(f"SELECT count(*) FROM ({_FREE})", _parameters(connection, name, moment or now()))
    assert row is not None
    return int(row[0])


def _check_unassigned(connection: Connection, found: dict[int, tuple[str, int]]) -> None:
    rows = connection.rows("SELECT DISTINCT article FROM assignment WHERE dynamic = 0")
    fixed = [number for (number,) in rows if number in found]
    if fixed:
        raise UsageError(
            f"{assignment_rows.some_are(fixed, found, 'assigned to people')}, and can't be handed out on demand as well. "
            "Choose others with --articles; nothing was changed."
        )


def _following(connection: Connection, name: str, after: str | None) -> tuple[int, str] | None:
    sql = _OPEN if assignment_rows.teamwork(connection) else _UNDONE
    rows = connection.rows(sql, [annotators.number(connection, name)])
    position = 0 if after is None else articles.number(connection, after) or 0
    around = [row for row in rows if row[0] > position] + [row for row in rows if row[0] < position]
    return (around[0][0], around[0][1]) if around else None


def _claim(connection: Connection, name: str, after: str | None, moment: datetime) -> str | None:
    with connection.writing():
        me = annotators.ensure(connection, name)
        # Again: the same person may have asked at another screen meanwhile.
        mine = _following(connection, name, after)
        if mine is not None:
            assignment_rows.touch(connection, mine[0], me, moment)
            return mine[1]
        free = connection.row(f"{_FREE} {_BEST}", _parameters(connection, name, moment))
        if free is None:
            return None
        article, id_, people, taken = free
        parameters = {**_parameters(connection, name, moment, article), "count": max(taken - people + 1, 0)}
        connection.execute(_RELEASE, parameters)
        assignment_rows.give(connection, me, article, moment, dynamic=True)
        return str(id_)


def _parameters(connection: Connection, name: str, moment: datetime, article: int = 0) -> dict[str, Any]:
    nobody = 0
    me = annotators.number(connection, name) or nobody
    return {"me": me, "now": moment.isoformat(), "article": article}
