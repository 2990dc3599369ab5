"""Merging layers: history, spans, status and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.store.file.decoding import decoding
from annotator.store.merging.histories import Outcome, Row, compare
from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from annotator.store.file.connection import Connection
    from annotator.store.people.names_in_values import New

_FURTHER = ("todo", "doing", "flagged", "done")


class Work(NamedTuple):
    """How far an annotator is: status, note of a flag, seconds spent."""

    status: str = "todo"
    note: str = ""
    seconds: float = 0.0

    def later(self, other: Work) -> Work:
        """Return what was noted later. Nothing tells when that was, but time spent only grows."""
        return max(self, other, key=lambda work: (work.seconds, _FURTHER.index(work.status)))


class Layer(NamedTuple):
    """A layer in one of the projects, by the numbers of article and annotator there; `new` gives other names to read it with."""

    project: Connection
    article: int
    annotator: int
    new: New | None = None

    def history(self) -> list[Row]:
        """Return the operations, oldest first. Raises `NotAProjectError` when they can't be read."""
        rows = self._rows("SELECT at, move, what, before, after FROM operation", "ORDER BY number")
        new = self.new
        if new is None:
            return rows
        with decoding(self.project, "a name in its history"):
            return [(*row[:3], *(names_in_values.span_text(side, new) for side in row[3:])) for row in rows]

    def spans(self) -> list[Row]:
        """Return the spans as they are now."""
        return self._rows('SELECT id, start, "end", label, attributes, created, changed FROM span')

    def work(self) -> Work:
        """Return how far the annotator is."""
        return next((Work(*row) for row in self._rows("SELECT status, note, seconds FROM work")), Work())

    def take(self, sql: str, row: Row) -> None:
        """Insert a row, whose first two columns are article and annotator, inside a transaction."""
        self.project.execute(sql, [self.article, self.annotator, *row])

    def _rows(self, select: str, order: str = "") -> list[Row]:
        sql = f"{select} WHERE article = ? AND annotator = ? {order}"
        return self.project.rows(sql, [self.article, self.annotator])


def all_layers(project: Connection) -> list[tuple[int, int]]:
    """Return article and annotator of each layer that there is something of."""
    rows = project.rows(
        "SELECT article, annotator FROM operation UNION "
        "SELECT article, annotator FROM work WHERE status <> 'todo' OR seconds > 0 ORDER BY article, annotator"
    )
    return [(article, annotator) for article, annotator in rows]


def merge(theirs: Layer, ours: Layer) -> Outcome:
    """Bring a layer up to date with what is there, inside a transaction, unless both went their own ways."""
    before, after = ours.history(), theirs.history()
    outcome = compare(before, after)
    if outcome is Outcome.APART or len(after) < len(before):
        return outcome
    for operation in after[len(before) :]:
        ours.take(
            "INSERT INTO operation (article, annotator, at, move, what, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
            operation,
        )
    if outcome is not Outcome.SAME:
        _replace_spans(theirs, ours)
    was, there = ours.work(), theirs.work()
    if outcome is Outcome.SAME:
        now = was.later(there)
    else:
        now = there._replace(seconds=max(was.seconds, there.seconds))
    if now == was:
        return outcome
    ours.take(
        "INSERT INTO work (article, annotator, status, note, seconds) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET status = excluded.status, note = excluded.note, seconds = excluded.seconds",
        now,
    )
    if outcome is Outcome.SAME:
        return Outcome.NEW if was == Work() and not before else Outcome.AHEAD
    return outcome


def _replace_spans(theirs: Layer, ours: Layer) -> None:
    ours.project.execute(
        "DELETE FROM span WHERE article = ? AND annotator = ?", [ours.article, ours.annotator]
    )
    for span in theirs.spans():
        ours.take(
            'INSERT INTO span (article, annotator, id, start, "end", label, attributes, created, changed) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            span,
        )
