"""Who is to mark which article."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.model import AssignReport, Portion, now
from annotator.store import articles
from annotator.store.assigning import completeness
from annotator.store.assigning.balance import Task, balanced
from annotator.store.people import annotators
from annotator.store.people.names import key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.store.file.connection import Connection

MOST_PEOPLE = 1000
"""How many people one article may be for."""

_WANTED = "SELECT number, id, words FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number"
_BEGUN = f"SELECT DISTINCT article, name FROM ({completeness.BEGUN}) JOIN annotator ON number = annotator"
_FINISHED = """
    SELECT article, annotator FROM work
    WHERE status = 'done' AND (annotator, article) NOT IN (SELECT annotator, article FROM assignment)
"""
_LOADS = """
    SELECT name, count(*), sum(words) FROM assignment
    JOIN annotator ON annotator.number = annotator JOIN article ON article.number = article GROUP BY name
"""


def assign(
    connection: Connection,
    names: Sequence[str],
    per_article: int,
    wanted: Sequence[str] | None,
    seed: int,
    *,
    keep: bool = True,
) -> AssignReport:
    """Assign articles to people, so that each is assigned to `per_article`; what is assigned already stays and counts.

    Who has finished one of them without being told to counts as well, and it is assigned to them, too. Without `keep`
    nothing is changed. `wanted` are ids, None: all. See `balance.balanced` for who gets what. Raises `UsageError` for names that are given
    twice or that nobody can have, for too few people, for articles that are handed out on demand or that do not
    exist, `ProjectError`; nothing is changed then.
    """
    check_people(per_article)
    names = _people(connection, names)
    with connection.writing(keep=keep):
        found = find(connection, wanted)
        _check_fixed(connection, found)
        kept = sum(len(people) for number, people in _assigned(connection).items() if number in found)
        moment = now()
        finished = _assign_finished(connection, found, moment)
        have = _assigned(connection)
        _check_enough(names, per_article, [have[number] for number in found])
        known = annotators.names(connection)
        begun = _begun(connection, names)
        tasks = {
            number: Task(id_, words, frozenset(have[number]), frozenset(begun[number]))
            for number, (id_, words) in found.items()
        }
        loads = {name: words for name, _, words in connection.rows(_LOADS)}
        given = balanced(tasks.values(), names, per_article, loads, seed)
        for number, task in tasks.items():
            for name in given[task.id]:
                give(connection, annotators.ensure(connection, name), number, moment, dynamic=False)
        return _report(connection, names, given, kept, finished, known)


def give(connection: Connection, annotator: int, article: int, moment: datetime, *, dynamic: bool) -> None:
    """Assign an article to somebody, inside a transaction."""
    at = moment.isoformat()
    connection.execute(
        "INSERT INTO assignment (annotator, article, dynamic, given, touched) VALUES (?, ?, ?, ?, ?)",
        [annotator, article, int(dynamic), at, at],
    )


def touch(connection: Connection, article: int, annotator: int, moment: datetime | None = None) -> None:
    """Note that somebody works on an article now, inside a transaction; nothing where it is not assigned to them."""
    connection.execute(
        "UPDATE assignment SET touched = ? WHERE annotator = ? AND article = ?",
        [(moment or now()).isoformat(), annotator, article],
    )


def teamwork(connection: Connection) -> bool:
    """Return whether anything is assigned to anybody or handed out on demand."""
    sql = "SELECT EXISTS (SELECT 1 FROM assignment) OR EXISTS (SELECT 1 FROM pool)"
    return connection.row(sql) == (1,)


def find(connection: Connection, wanted: Sequence[str] | None) -> dict[int, tuple[str, int]]:
    """Return id and words of articles by number, in order. Raises `UsageError` where there are none."""
    if wanted is None:
        rows = connection.rows("SELECT number, id, words FROM article ORDER BY number")
    else:
        rows = connection.rows(_WANTED, [json.dumps(list(wanted))])
        missing = set(wanted) - {id_ for _, id_, _ in rows}
        if missing:
            articles.require_number(connection, min(missing))
    if not rows:
        raise UsageError(articles.none_yet(connection.path))
    return {number: (id_, words) for number, id_, words in rows}


def nobodys(connection: Connection) -> int:
    """Return how many articles nobody sees, where any are assigned or handed out."""
    return sum(share.nobodys for share in completeness.shares(connection))


def check_people(per_article: int) -> None:
    """Raise `UsageError` for a number of people that an article can't be for."""
    if not 1 <= per_article <= MOST_PEOPLE:
        raise UsageError(
            f"--per-article {per_article} makes no sense: an article is for 1 to {MOST_PEOPLE} people."
        )


def some_are(numbers: Sequence[int], found: dict[int, tuple[str, int]], what: str) -> str:
    """Return that these articles, at least one of those that were found, are something, and which is the first."""
    first = found[min(numbers)][0]
    of = f"{len(numbers)} of the {len(found)} articles"
    return f"{of} is {what}, {first}" if len(numbers) == 1 else f"{of} are {what}, the first of them {first}"


def _people(connection: Connection, names: Sequence[str]) -> list[str]:
    """Return the names as the project has them. Raises `UsageError` for none, for bad ones and for one given twice."""
    if not names:
        raise UsageError("Nobody is named to assign articles to; give the names of the annotators.")
    people = [annotators.person(connection, name) for name in names]
    who = [annotators.number(connection, name) or key(name) for name in people]
    twice = sorted({one: name for one, name in zip(who, people, strict=True) if who.count(one) > 1}.values())
    if twice:
        are = "is" if len(twice) == 1 else "are"
        raise UsageError(f"{', '.join(twice)} {are} named twice; name each person once.")
    return people


def _check_enough(names: Sequence[str], per_article: int, have: Sequence[set[str]]) -> None:
    short = [people for people in have if len(people | set(names)) < per_article]
    if not short:
        return
    count = "1 person is" if len(names) == 1 else f"{len(names)} people are"
    beside = "" if len(short) == len(have) else f", too few for {len(short)} of the {len(have)} articles"
    raise UsageError(
        f"--per-article {per_article} is more than there are: {count} named ({', '.join(names)}){beside}. "
        "Name more people or lower it; nothing was assigned."
    )


def _check_fixed(connection: Connection, found: dict[int, tuple[str, int]]) -> None:
    pooled = [number for (number,) in connection.rows("SELECT article FROM pool") if number in found]
    if pooled:
        raise UsageError(
            f"{some_are(pooled, found, 'handed out on demand (--dynamic)')}, and can't be assigned to people as well. Choose others with --articles; "
            "nothing was assigned."
        )


def _assigned(connection: Connection) -> defaultdict[int, set[str]]:
    have: defaultdict[int, set[str]] = defaultdict(set)
    rows = connection.rows("SELECT article, name FROM assignment JOIN annotator ON number = annotator")
    for article, name in rows:
        have[article].add(name)
    return have


def _assign_finished(connection: Connection, found: dict[int, tuple[str, int]], moment: datetime) -> int:
    """Assign articles to those who have finished them without being told to; return how many times."""
    rows = [row for row in connection.rows(_FINISHED) if row[0] in found]
    for article, annotator in rows:
        give(connection, annotator, article, moment, dynamic=False)
    return len(rows)


def _begun(connection: Connection, names: Sequence[str]) -> defaultdict[int, set[str]]:
    begun: defaultdict[int, set[str]] = defaultdict(set)
    for article, name in connection.rows(_BEGUN):
        if name in names:
            begun[article].add(name)
    return begun


def _report(
    connection: Connection,
    names: Sequence[str],
    given: dict[str, tuple[str, ...]],
    kept: int,
    finished: int,
    known: Sequence[str],
) -> AssignReport:
    totals = {name: (count, words) for name, count, words in connection.rows(_LOADS)}
    portions = []
    for name in sorted({*names, *totals}):
        count, words = totals.get(name, (0, 0))
        added = sum(name in people for people in given.values())
        portions.append(Portion(annotator=name, added=added, articles=count, words=words))
    return AssignReport(
        articles=len(given),
        kept=kept,
        finished=finished,
        added=sum(map(len, given.values())),
        portions=tuple(portions),
        newcomers=tuple(one.annotator for one in portions if one.added and one.annotator not in known),
        nobodys=nobodys(connection),
    )
