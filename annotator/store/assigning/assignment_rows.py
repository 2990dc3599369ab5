"""The rows of assignments: read, and written inside a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import advice
from annotator.errors import UsageError
from annotator.model import now
from annotator.store.assigning.coverage import count_unassigned, teamwork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from annotator.store.file.connection import Connection

__all__ = [
    "check_people",
    "count_unassigned",
    "find",
    "give",
    "remove",
    "some_are",
    "teamwork",
    "touch",
]

MOST_PEOPLE = 1000
"""How many people one article may be for."""

_WANTED = "SELECT number, id, words FROM article WHERE id IN (SELECT value FROM json_each(?)) ORDER BY number"


def give(connection: Connection, annotator: int, article: int, moment: datetime, *, dynamic: bool) -> None:
    """Assign an article to somebody, inside a transaction."""
    at = moment.isoformat()
    connection.execute(
        "INSERT INTO assignment (annotator, article, dynamic, given, touched) VALUES (?, ?, ?, ?, ?)",
        [annotator, article, int(dynamic), at, at],
    )


def remove(connection: Connection, annotator: int, article: int) -> None:
    """Take an article back from somebody, inside a transaction."""
    connection.execute("DELETE FROM assignment WHERE annotator = ? AND article = ?", [annotator, article])


def touch(connection: Connection, article: int, annotator: int, moment: datetime | None = None) -> None:
    """Note that somebody works on an article now, inside a transaction; nothing where it is not assigned to them."""
    connection.execute(
        "UPDATE assignment SET touched = ? WHERE annotator = ? AND article = ?",
        [(moment or now()).isoformat(), annotator, article],
    )


def find(connection: Connection, wanted: Sequence[str] | None) -> dict[int, tuple[str, int]]:
    """Return id and words of articles by number, in order. Raises `UsageError` where there are none."""
    import json

    from annotator.store import articles

    if wanted is None:
        rows = connection.rows("SELECT number, id, words FROM article ORDER BY number")
    else:
        rows = connection.rows(_WANTED, [json.dumps(list(wanted))])
        missing = set(wanted) - {id_ for _, id_, _ in rows}
        if missing:
            articles.require_number(connection, min(missing))
    if not rows:
        raise UsageError(advice.no_articles(connection.path))
    return {number: (id_, words) for number, id_, words in rows}


def check_people(per_article: int) -> None:
    """Raise `UsageError` for a number of people that an article can't be for."""
    if not 1 <= per_article <= MOST_PEOPLE:
        raise UsageError(
            f"--per-article {per_article} makes no sense: an article is for 1 to {MOST_PEOPLE} people."
        )


def some_are(numbers: Sequence[int], found: dict[int, tuple[str, int]], what: str) -> str:
    """Return a clause: how many of the `found` articles are `what`, and the id of the first of them."""
    first = found[min(numbers)][0]
    of = f"{len(numbers)} of the {len(found)} articles"
    return f"{of} is {what}, {first}" if len(numbers) == 1 else f"{of} are {what}, the first of them {first}"
