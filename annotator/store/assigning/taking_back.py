"""Taking back what is assigned or handed out. What anybody has marked stays, whoever it is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError
from annotator.model import PoolClosed, Returned, UnassignReport
from annotator.store.assigning import assignments, completeness
from annotator.store.people import annotators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection

_FOUND = f"""
    SELECT assignment.annotator, article, id, words, EXISTS (
        SELECT 1 FROM ({completeness.BEGUN}) AS begun
        WHERE begun.article = assignment.article AND begun.annotator = assignment.annotator
    ) FROM assignment JOIN article ON number = article WHERE {{}} ORDER BY article
"""
_THEIRS = _FOUND.format("assignment.annotator = ?")
_HELD = _FOUND.format("dynamic = 1 AND article IN (SELECT article FROM pool)")
_ASSIGNED = "SELECT DISTINCT name FROM assignment JOIN annotator ON number = annotator ORDER BY name"
TRACES = (
    ("assignment", "annotator"),
    ("work", "annotator"),
    ("span", "annotator"),
    ("operation", "annotator"),
    ("decision", "adjudicator"),
    ("settled", "adjudicator"),
    ("gold_step", "adjudicator"),
)
"""Tables and their columns that say that somebody has anything in the project."""
_NOTHING = " AND ".join(f"number NOT IN (SELECT {column} FROM {table})" for table, column in TRACES)


def unassign(
    connection: Connection,
    names: Sequence[str],
    wanted: Sequence[str] | None,
    *,
    begun: bool,
    keep: bool = True,
) -> UnassignReport:
    """Take articles back from people: those that they have not begun, with `begun` those that they have, too.

    Without `keep` nothing is changed. `wanted` are ids, None: all. What was handed out to them on demand goes to whoever asks next. A person who has
    nothing in the project then is forgotten. Raises `UsageError` for a name that nobody has, `NoSuchArticleError`,
    `ProjectError`; nothing is changed then.
    """
    with connection.writing(keep=keep):
        numbers = {_require(connection, name) for name in names}
        people = sorted((annotators.name_of(connection, number), number) for number in numbers)
        chosen = assignments.find(connection, wanted)
        returned = tuple(_return(connection, name, number, chosen, begun) for name, number in people)
        return UnassignReport(
            people=returned,
            nobodys=assignments.nobodys(connection),
            teamwork=assignments.teamwork(connection),
        )


def close_pool(
    connection: Connection, wanted: Sequence[str] | None, *, begun: bool, keep: bool = True
) -> PoolClosed:
    """Hand articles out no longer, and take them back from those who hold one and have not begun.

    Who has begun one keeps it as theirs, unless `begun`. Without `keep` nothing is changed. `wanted` are ids, None: all. Raises `UsageError` where none of
    them is handed out on demand, `NoSuchArticleError`, `ProjectError`; nothing is changed then.
    """
    with connection.writing(keep=keep):
        chosen = assignments.find(connection, wanted)
        pooled = [number for (number,) in connection.rows("SELECT article FROM pool") if number in chosen]
        if not pooled:
            raise UsageError("None of these articles is handed out on demand, so nothing was changed.")
        held = [row for row in connection.rows(_HELD) if row[1] in chosen]
        taken = [row for row in held if begun or not row[-1]]
        for annotator, article, *_ in taken:
            _take(connection, annotator, article)
        for article in pooled:
            connection.execute("DELETE FROM pool WHERE article = ?", [article])
        return PoolClosed(
            articles=len(pooled),
            taken=len(taken),
            kept=len(held) - len(taken),
            nobodys=assignments.nobodys(connection),
            teamwork=assignments.teamwork(connection),
        )


def _require(connection: Connection, name: str) -> int:
    found = annotators.number(connection, name)
    if found is not None:
        return found
    assigned = [known for (known,) in connection.rows(_ASSIGNED)]
    who = f"to {', '.join(assigned)}" if assigned else "to nobody"
    raise UsageError(
        f"Nobody in this project is called {name}; articles are assigned {who}. Nothing was changed."
    )


def _return(
    connection: Connection, name: str, number: int, chosen: dict[int, tuple[str, int]], begun: bool
) -> Returned:
    theirs = connection.rows(_THEIRS, [number])
    taken = [row for row in theirs if row[1] in chosen and (begun or not row[-1])]
    for _, article, *_ in taken:
        _take(connection, number, article)
    forgotten = (
        connection.row(f"SELECT 1 FROM annotator WHERE number = ? AND {_NOTHING}", [number]) is not None
    )
    if forgotten:
        connection.execute("DELETE FROM former_name WHERE annotator = ?", [number])
        connection.execute("DELETE FROM annotator WHERE number = ?", [number])
    return Returned(
        annotator=name,
        articles=len(taken),
        words=sum(words for _, _, _, words, _ in taken),
        left=len(theirs) - len(taken),
        begun=tuple(row[2] for row in theirs if row[1] in chosen and row not in taken),
        forgotten=forgotten,
    )


def _take(connection: Connection, annotator: int, article: int) -> None:
    connection.execute("DELETE FROM assignment WHERE annotator = ? AND article = ?", [annotator, article])
