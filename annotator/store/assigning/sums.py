"""Sums of people and articles that the database makes, so that no row of theirs is read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.model import Fault, PersonStatus, StatusTotals, Struct
from annotator.store.assigning import coverage
from annotator.store.disk import failures
from annotator.store.people import kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.store.file.connection import Connection

_PEOPLES = f"+annotator IN (SELECT number FROM {kinds.PEOPLE})"
_COUNTED = "(assigned OR tagged OR status IN ('done', 'flagged'))"
_TALLIES = f"""
    SELECT annotator,
        sum(articles * assigned), sum(articles * (assigned AND status = 'done')),
        sum(words * assigned), sum(words * (assigned AND status = 'done')),
        sum(articles * (status = 'done')), sum(articles * (status = 'doing' AND {_COUNTED})),
        sum(articles * (status = 'flagged'))
    FROM tally GROUP BY annotator
"""
_SPENT = "SELECT annotator, sum(spans), total(seconds) FROM part GROUP BY annotator"
_BACK = "SELECT annotator, count(*) FROM sent_back GROUP BY annotator"
_ARTICLES = "SELECT ifnull(sum(articles), 0), ifnull(sum(words), 0) FROM article_tally"
_STATES = f"""
    SELECT article, wanted, flagged, is_pooled, is_seen OR is_pooled OR settled AS is_given, CASE
        WHEN settled THEN 'settled'
        WHEN done >= 2 AND NOT waiting THEN 'ready'
        WHEN flagged THEN 'flagged'
        WHEN done = 1 AND NOT waiting AND (wanted = 1 OR :one_works) THEN 'done'
        WHEN done OR doing THEN 'doing'
        ELSE 'todo'
    END AS state
    FROM (
        SELECT per.article, done, flagged, doing, is_seen, pool.article IS NOT NULL AS is_pooled,
            settled.article IS NOT NULL AS settled, max(named, ifnull(pool.people, 0)) AS wanted,
            missing OR done < ifnull(pool.people, 0)
                OR EXISTS (SELECT 1 FROM sent_back WHERE sent_back.article = per.article) AS waiting
        FROM (
            SELECT article, sum(status = 'done') AS done, max(status = 'flagged') AS flagged,
                max(status = 'doing' AND (assigned OR spans > 0)) AS doing,
                sum(named) AS named, max(named AND status <> 'done') AS missing,
                max(assigned OR spans > 0 OR status IN ('done', 'flagged')) AS is_seen
            FROM (
                SELECT article, status, assigned, spans, CASE WHEN dynamic
                    THEN NOT EXISTS (SELECT 1 FROM pool WHERE pool.article = part.article)
                    ELSE assigned
                END AS named
                FROM part WHERE {_PEOPLES}
            ) GROUP BY article
        ) AS per LEFT JOIN pool USING (article) LEFT JOIN settled USING (article)
    )
"""
"""Selects, of each article that any person has to do with: the word for how far it is, as `ArticleStatus.state` gives it, and more."""
_TOTALS = f"""
    SELECT sum(wanted > 0), sum(is_given), sum(flagged), sum(state = 'ready'), sum(state = 'flagged'),
        sum(state = 'doing') FROM ({_STATES})
"""
_NOBODY_BEGAN = f"""
    SELECT count(*), total(is_pooled) FROM (
        SELECT article, max(is_pooled) AS is_pooled FROM (
            SELECT article, 1 AS is_pooled FROM pool UNION ALL SELECT article, 0 FROM settled
        ) GROUP BY article
    ) AS given WHERE NOT EXISTS (SELECT 1 FROM part WHERE part.article = given.article AND {_PEOPLES})
"""
"""Counts what is handed out or settled, and no person has to do with."""


class Attention(Struct, frozen=True):
    """The numbers of the first articles that need attention, and how many do."""

    numbers: tuple[int, ...]
    count: int


_WANTED = f"""
    SELECT wanted, is_pooled, count(*) FROM ({_STATES}) WHERE is_given GROUP BY 1, 2
    UNION ALL SELECT people, 1, count(*) FROM pool
    WHERE NOT EXISTS (SELECT 1 FROM part WHERE part.article = pool.article AND {_PEOPLES}) GROUP BY 1
    UNION ALL SELECT 0, 0, count(*) FROM settled
    WHERE NOT EXISTS (SELECT 1 FROM part WHERE part.article = settled.article AND {_PEOPLES})
    AND NOT EXISTS (SELECT 1 FROM pool WHERE pool.article = settled.article)
    HAVING count(*)
"""
_SOURCES = (
    (
        "assignment",
        "SELECT annotator, sum(articles) FROM tally WHERE assigned GROUP BY 1",
        "SELECT annotator, count(*) FROM assignment GROUP BY 1",
    ),
    (
        "work",
        "SELECT annotator, status, sum(articles) FROM tally WHERE status <> 'todo' GROUP BY 1, 2",
        "SELECT annotator, status, count(*) FROM work WHERE status <> 'todo' GROUP BY 1, 2",
    ),
    (
        "span",
        "SELECT annotator, sum(spans) FROM part WHERE spans GROUP BY 1",
        "SELECT annotator, count(*) FROM span GROUP BY 1",
    ),
    (
        "article",
        "SELECT sum(articles), sum(words) FROM article_tally",
        "SELECT count(*), sum(words) FROM article",
    ),
)
"""Each table that sums are made of: a query for sums, and one for the same from the table itself."""


def require_fitting(connection: Connection) -> None:
    """Compare sums with the rows that they are made of. Raises `DamagedProjectError` where they differ."""
    for table, summed, counted in _SOURCES:
        if {*connection.rows(summed)} != {*connection.rows(counted)}:
            what = "the sums that are kept of its rows are not those of its rows"
            fault = Fault(table=table, what=what, derived=True)
            raise failures.of_fault(connection.path, fault)


def articles(connection: Connection) -> tuple[int, int]:
    """Return how many articles there are, and their words."""
    row = connection.row(_ARTICLES)
    assert row is not None
    return row[0], row[1]


def people(connection: Connection, names: Iterable[tuple[int, str]]) -> tuple[PersonStatus, ...]:
    """Return the progress of the people with these numbers and names, in all articles."""
    tallies = {number: counts for number, *counts in connection.rows(_TALLIES)}
    spent = {number: (spans, seconds) for number, spans, seconds in connection.rows(_SPENT)}
    back = dict(connection.rows(_BACK))
    none = [0] * (len(PersonStatus.COUNTS) - 2)
    found = []
    for number, name in names:
        spans, seconds = spent.get(number, (0, 0.0))
        counts = dict(
            zip(PersonStatus.COUNTS, (*tallies.get(number, none), spans, back.get(number, 0)), strict=True)
        )
        found.append(PersonStatus(name=name, **counts, seconds=seconds))
    return tuple(found)


class Totals(Struct, frozen=True):
    """What is true of all articles, and how many are in the states that need attention and are no totals."""

    totals: StatusTotals
    only_flagged: int
    doing: int


def totals(connection: Connection, everyone: Sequence[PersonStatus], changed: int) -> Totals:
    """Return what is true of all articles; `everyone` are all people, and `changed` is how many changed since they were settled."""
    count, words = articles(connection)
    row = connection.row(_TOTALS, _one_works(connection))
    rest = connection.row(_NOBODY_BEGAN)
    settled = connection.row("SELECT count(*) FROM settled")
    assert row is not None
    assert rest is not None
    assert settled is not None
    wanted, given, flagged, ready, only_flagged, doing = (value or 0 for value in row)
    back = connection.row("SELECT count(DISTINCT article) FROM sent_back")
    assert back is not None
    teamwork = coverage.teamwork(connection)
    return Totals(
        StatusTotals(
            articles=count,
            words=words,
            assigned=wanted + int(rest[1]),
            nobodys=count - given - rest[0] if teamwork else 0,
            ready=ready,
            settled=settled[0] - changed,
            changed=changed,
            flagged=flagged,
            spans=sum(person.spans for person in everyone),
            seconds=sum(person.seconds for person in everyone),
            sent_back=back[0],
        ),
        only_flagged,
        doing,
    )


def attention(connection: Connection, changed: Sequence[int], found: Totals, most: int) -> Attention:
    """Return the articles that need attention, at most so many, as `standing.ATTENTION` orders them.

    `changed` are the numbers of those that changed since they were settled, in order.
    """
    numbers = list(changed[:most])
    sql = f"SELECT article FROM ({_STATES}) WHERE state = :state ORDER BY article LIMIT :most"
    counts = {"flagged": found.only_flagged, "ready": found.totals.ready, "doing": found.doing}
    for state, count in counts.items():
        if count and len(numbers) < most:
            how = {**_one_works(connection), "state": state, "most": most - len(numbers)}
            numbers += [number for (number,) in connection.rows(sql, how)]
    if found.totals.nobodys and len(numbers) < most:
        numbers += coverage.unassigned(connection, most - len(numbers))
    return Attention(tuple(numbers), len(changed) + sum(counts.values()) + found.totals.nobodys)


def wanted(connection: Connection) -> Counter[tuple[int, bool]]:
    """Return by how many people articles are to be finished, and whether they are handed out, for how many this is so.

    Those that nobody sees are left out.
    """
    found: Counter[tuple[int, bool]] = Counter()
    for people, is_pooled, count in connection.rows(_WANTED, _one_works(connection)):
        found[people, bool(is_pooled)] += count
    return found


def _one_works(connection: Connection) -> dict[str, bool]:
    return {"one_works": not coverage.teamwork(connection) and coverage.one_works(connection)}
