"""Changes as values: each is written once, whoever hands it in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Recorded, StatusSet, TimeAdded
from annotator.store import gold, operations
from annotator.store.assigning import progress

if TYPE_CHECKING:
    from annotator.model import Change, Numbered
    from annotator.store.file.connection import Connection


def write(connection: Connection, run: str, numbered: Numbered) -> None:
    """Apply a change of one run of the program, unless it is in the project already, in one transaction.

    Raises `SpanError` where the project can't take it as it is now, `NoSuchArticleError`, `UsageError` for a bad name,
    `ProjectError`; nothing is changed then.
    """
    with connection.writing():
        if numbered.number > written(connection, run):
            apply(connection, numbered.change)
            mark(connection, run, numbered.number)


def written(connection: Connection, run: str) -> int:
    """Return the number of the last change of a run that is in the project, 0 where there is none."""
    found = connection.row("SELECT changes FROM written WHERE run = ?", [run])
    return 0 if found is None else int(found[0])


def mark(connection: Connection, run: str, number: int) -> None:
    """Note that a run's changes up to this number are dealt with, inside a transaction."""
    connection.execute(
        "INSERT INTO written (run, changes) VALUES (?, ?) ON CONFLICT DO UPDATE SET changes = excluded.changes",
        [run, number],
    )


def apply(connection: Connection, change: Change) -> None:
    """Apply a change, inside a transaction."""
    if isinstance(change, Recorded):
        operations.apply(connection, change.operation)
    elif isinstance(change, StatusSet):
        progress.apply_status(connection, change.article, change.annotator, change.status, change.note)
    elif isinstance(change, TimeAdded):
        progress.apply_time(connection, change.article, change.annotator, change.seconds)
    else:
        gold.apply(connection, change.step)
