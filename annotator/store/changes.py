"""The changes that the screens hand over to be saved: each is written once, also when it is handed over again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.model import Decided, Noted, Recorded, SentBack, StatusSet, TimeAdded
from annotator.store import gold, notes, operations
from annotator.store.assigning import progress

if TYPE_CHECKING:
    from annotator.model import Change, Numbered
    from annotator.store.file.connection import Connection


class Changes:
    """The changes of each run of the program, numbered from 1. A run is named by its id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, run: str, numbered: Numbered) -> None:
        """Apply a change of a run in one transaction, unless it is in the project already.

        Raises `SpanError` where it does not fit the project as it is now, `NoSuchArticleError`, `UsageError` for a name
        that nobody can have; nothing is changed then.
        """
        with self._connection.writing():
            if numbered.number > self.written(run):
                apply(self._connection, numbered.change)
                mark(self._connection, run, numbered.number)

    def written(self, run: str) -> int:
        """Return the number of the last change of a run that is in the project, 0 where there is none."""
        found = self._connection.row("SELECT changes FROM written WHERE run = ?", [run])
        return 0 if found is None else int(found[0])


def mark(connection: Connection, run: str, number: int) -> None:
    """Note that the changes of a run up to this number are in the project, inside a transaction."""
    connection.execute(
        "INSERT INTO written (run, changes) VALUES (?, ?) ON CONFLICT DO UPDATE SET changes = excluded.changes",
        [run, number],
    )


def apply(connection: Connection, change: Change) -> None:
    """Apply a change, inside a transaction. Raises as `Changes.write` does."""
    if isinstance(change, Recorded):
        operations.apply(connection, change.operations)
    elif isinstance(change, StatusSet):
        progress.apply_status(connection, change.article, change.annotator, change.status, change.note)
    elif isinstance(change, TimeAdded):
        progress.apply_time(connection, change.article, change.annotator, change.seconds)
    elif isinstance(change, Decided):
        gold.apply(connection, change.step)
    elif isinstance(change, Noted):
        notes.write(connection, change.note)
    elif isinstance(change, SentBack):
        notes.send_back(connection, change.notes)
    else:
        notes.call_back(connection, change.notes)
