"""Articles that are handed out on demand, and the next article of a person.

An article in the pool is held by those it was handed out to. It is handed out as long as fewer people than it is for
hold it or have finished it. A hold that was not touched for its time may be taken over by whoever asks next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import UsageError
from annotator.model import RETURN_AFTER, Fault, PoolClosed, PoolReport, now
from annotator.store import articles
from annotator.store.assigning import assignment_rows, coverage
from annotator.store.disk import failures
from annotator.store.library import following, orders
from annotator.store.library.scope import scope_of
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.store.file.connection import Connection

_HAS_EXPIRED = """
    part.dynamic = 1 AND part.status <> 'done' AND (julianday(:now) - julianday(touched)) * 86400 >= return_after
"""
_MINE = """
    EXISTS (
        SELECT 1 FROM part AS mine WHERE mine.annotator = :me AND mine.article = pool_count.article
        AND (mine.assigned OR mine.status IN ('done', 'flagged'))
    )
"""
_HOLDS = """
    FROM part INDEXED BY part_held CROSS JOIN pool_count ON pool_count.article = part.article
    CROSS JOIN pool ON pool.article = part.article
    CROSS JOIN assignment ON assignment.annotator = part.annotator AND assignment.article = part.article
"""
"""The holds of articles of the pool that are not finished: as many as people work on."""

_CAME_BACK = f"""
    SELECT part.article, taken {_HOLDS} WHERE {_HAS_EXPIRED} AND taken >= pool_count.people AND NOT {_MINE}
    GROUP BY part.article HAVING taken - count(*) < pool_count.people
"""
"""The full articles that can be handed out to a person because holds have expired, with how many people have them."""

_LACKING = """
    SELECT ifnull(sum(articles), 0) - ifnull((SELECT sum(articles) FROM pool_tally WHERE annotator = :me AND :me <> 0), 0)
    FROM pool_tally WHERE annotator = 0
"""
"""How many articles that lack people are not with a person yet."""

_BLOCK = """
    SELECT every.block, every.taken FROM pool_tally AS every LEFT JOIN pool_tally AS mine
    ON mine.annotator = :me AND :me <> 0 AND mine.block = every.block AND mine.taken = every.taken
    WHERE every.annotator = 0 AND every.articles > ifnull(mine.articles, 0)
    ORDER BY every.taken DESC, every.block LIMIT 1
"""
"""The block with the first of those that lack the fewest people, so that articles get finished."""

_FIRST = f"""
    SELECT article FROM pool_count
    WHERE taken = :taken AND taken < people AND article >= :first AND NOT {_MINE} ORDER BY article LIMIT 1
"""
_CONDITIONS = "SELECT id, people, taken FROM pool_count JOIN article ON number = article WHERE article = ?"
_RELEASE = f"""
    DELETE FROM assignment WHERE article = :article AND annotator IN (
        SELECT part.annotator {_HOLDS} WHERE part.article = :article AND {_HAS_EXPIRED}
        ORDER BY touched, part.annotator LIMIT :count
    )
"""
_EXPIRED_HOLD = f"SELECT 1 {_HOLDS} WHERE part.annotator = :me AND part.article = :article AND {_HAS_EXPIRED}"


_CHANGE = "UPDATE pool SET people = ?, return_after = ? WHERE article = ?"
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
            added = [number for number in found if number not in before]
            conditions = (per_article, float(return_after))
            changed = [number for number in found if before.get(number, conditions) != conditions]
            self._connection.insert("pool", [(number, *conditions) for number in added])
            self._connection.execute_many(_CHANGE, [(*conditions, number) for number in changed])
            return PoolReport(
                added=len(added),
                changed=len(changed),
                kept=len(found) - len(added) - len(changed),
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
            self._connection.execute_many(
                "DELETE FROM pool WHERE article = ?", [(article,) for article in pooled]
            )
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
        parameters = _parameters(self._connection, name, moment, found)
        if self._connection.writable and self._connection.row(_EXPIRED_HOLD, parameters):
            return _claim(self._connection, name, after, moment)
        return following.id_of(self._connection, found)


def waiting(connection: Connection, name: str, moment: datetime | None = None) -> int:
    """Return how many articles of the pool could be handed out to a person now."""
    parameters = _parameters(connection, name, moment or now())
    row = connection.row(_LACKING, parameters)
    assert row is not None
    return int(row[0]) + len(connection.rows(_CAME_BACK, parameters))


def _best(connection: Connection, parameters: dict[str, Any]) -> int | None:
    """Return the number of the article to hand out: one that came back, else one that lacks the fewest people."""
    back = connection.row(f"{_CAME_BACK} ORDER BY taken DESC, part.article LIMIT 1", parameters)
    if back is not None:
        return int(back[0])
    block = connection.row(_BLOCK, parameters)
    if block is None:
        return None
    values = {**parameters, "first": block[0] * orders.BLOCK, "taken": block[1]}
    first = connection.row(_FIRST, values)
    if first is None:
        raise failures.of_fault(
            connection.path,
            Fault(table="pool_tally", what="it counts articles that are not in the pool", derived=True),
        )
    return int(first[0])


def _check_unassigned(connection: Connection, found: dict[int, tuple[str, int]]) -> None:
    rows = connection.rows("SELECT DISTINCT article FROM assignment WHERE dynamic = 0")
    fixed = [number for (number,) in rows if number in found]
    if fixed:
        raise UsageError(
            f"{assignment_rows.some_are(fixed, found, 'assigned to people')}, and can't be handed out on demand as well. "
            "Choose others with --articles; nothing was changed."
        )


def _following(connection: Connection, name: str, after: str | None) -> int | None:
    number = 0 if after is None else articles.number(connection, after) or 0
    return following.after(connection, scope_of(connection, name), number)


def _claim(connection: Connection, name: str, after: str | None, moment: datetime) -> str | None:
    with connection.writing():
        me = annotators.ensure(connection, name)
        # Again: the same person may have asked at another screen meanwhile.
        mine = _following(connection, name, after)
        if mine is not None:
            assignment_rows.touch(connection, mine, me, moment)
            return following.id_of(connection, mine)
        best = _best(connection, _parameters(connection, name, moment))
        if best is None:
            return None
        row = connection.row(_CONDITIONS, [best])
        assert row is not None
        id_, people, taken = row
        parameters = {**_parameters(connection, name, moment, best), "count": max(taken - people + 1, 0)}
        connection.execute(_RELEASE, parameters)
        assignment_rows.give(connection, me, best, moment, dynamic=True)
        return str(id_)


def _parameters(connection: Connection, name: str, moment: datetime, article: int = 0) -> dict[str, Any]:
    nobody = 0
    me = annotators.number(connection, name) or nobody
    return {"me": me, "now": moment.isoformat(), "article": article}
