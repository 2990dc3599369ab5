"""Merging layers and gold. Each has a history: if one side's begins with all of the other's, the longer one is taken.

If both went on in different ways, nothing is taken. Everything here runs inside a transaction of our project.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.store.file.decoding import decoding
from annotator.store.people import names_in_values
from annotator.store.people.names_in_rows import renamed_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.merging.people import People
    from annotator.store.people.names_in_values import New

Row = tuple[Any, ...]


class Outcome(Enum):
    """What a merge found: `NEW` and `AHEAD` were taken from the other project, the others left ours as it was."""

    NEW = "ours has no history"
    AHEAD = "theirs begins with all of ours and has more"
    SAME = "both are equal, or ours begins with all of theirs"
    CONFLICT = "each has entries that the other lacks"


def _compare(ours: Sequence[Row], theirs: Sequence[Row]) -> Outcome:
    """Return how two histories, oldest entry first, relate."""
    shared = min(len(ours), len(theirs))
    if ours[:shared] != theirs[:shared]:
        return Outcome.CONFLICT
    if len(theirs) <= len(ours):
        return Outcome.SAME
    return Outcome.AHEAD if ours else Outcome.NEW


# --- layers ---

_FURTHER = ("todo", "doing", "flagged", "done")


class Work(NamedTuple):
    """Status, note of a flag and seconds spent of one annotator in one article."""

    status: str = "todo"
    note: str = ""
    seconds: float = 0.0

    def later(self, other: Work) -> Work:
        """Return the later of two states. No time of the change is stored, but the seconds spent only grow."""
        return max(self, other, key=lambda work: (work.seconds, _FURTHER.index(work.status)))


class Layer(NamedTuple):
    """A layer in one of the projects, by the numbers of article and annotator there; `new` replaces the names in its history."""

    project: Connection
    article: int
    annotator: int
    new: New | None = None

    def history(self) -> list[Row]:
        """Return the rows of its operations, oldest first. Raises `DamagedProjectError` if a name in them can't be read."""
        rows = self._rows(
            "SELECT at, move, what, edition, correction, before, after FROM operation", "ORDER BY number"
        )
        new = self.new
        if new is None:
            return rows
        with decoding(self.project, "a name in its history"):
            return [(*row[:5], *(names_in_values.span_text(side, new) for side in row[5:])) for row in rows]

    def spans(self) -> list[Row]:
        """Return the rows of its spans."""
        return self._rows('SELECT id, start, "end", label, attributes, created, changed FROM span')

    def work(self) -> Work:
        """Return the annotator's status, note and seconds in the article."""
        return next((Work(*row) for row in self._rows("SELECT status, note, seconds FROM work")), Work())

    def insert(self, sql: str, row: Row) -> None:
        """Run an INSERT whose first two parameters are article and annotator, followed by `row`."""
        self.project.execute(sql, [self.article, self.annotator, *row])

    def _rows(self, select: str, order: str = "") -> list[Row]:
        sql = f"{select} WHERE article = ? AND annotator = ? {order}"
        return self.project.rows(sql, [self.article, self.annotator])


def all_layers(project: Connection) -> list[tuple[int, int]]:
    """Return the numbers of article and annotator of each layer with a history, a status or time spent."""
    rows = project.rows(
        "SELECT article, annotator FROM operation UNION "
        "SELECT article, annotator FROM work WHERE status <> 'todo' OR seconds > 0 ORDER BY article, annotator"
    )
    return [(article, annotator) for article, annotator in rows]


def merge_layer(theirs: Layer, ours: Layer) -> Outcome:
    """Take what their layer has beyond ours; return how the two compared."""
    before, after = ours.history(), theirs.history()
    outcome = _compare(before, after)
    if outcome is Outcome.CONFLICT or len(after) < len(before):
        return outcome
    for operation in after[len(before) :]:
        ours.insert(
            "INSERT INTO operation (article, annotator, at, move, what, edition, correction, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    ours.insert(
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
        ours.insert(
            'INSERT INTO span (article, annotator, id, start, "end", label, attributes, created, changed) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            span,
        )


# --- gold ---

_HISTORY = """
    SELECT annotator.name, at, move, edits, settled_before, settled_after, people, edition, correction
    FROM gold_step JOIN annotator ON annotator.number = adjudicator WHERE article = ? ORDER BY gold_step.number
"""

_TABLES = {
    "decision": "adjudicator, id, at, choice, people, sources, marks, policy, note",
    "gold_span": 'id, decision, start, "end", label, attributes',
    "settled": "adjudicator, at, people",
    "gold_step": "adjudicator, at, move, edits, settled_before, settled_after, people, edition, correction",
}
"""The columns to copy of each table, besides the article. Numbers of adjudicators are translated."""


def articles_with_gold(project: Connection) -> list[int]:
    """Return the numbers of the articles with a history of gold."""
    return [number for (number,) in project.rows("SELECT DISTINCT article FROM gold_step ORDER BY article")]


def merge_gold(theirs: Connection, there: int, ours: Connection, here: int, people: People) -> Outcome:
    """Take what their gold of an article has beyond ours; return how the two compared.

    `there` and `here` are the numbers of the article in their project and in ours.
    """
    before, after = ours.rows(_HISTORY, [here]), theirs.rows(_HISTORY, [there])
    if people.new is not None:
        with decoding(theirs, "a name in its history"):
            after = [_history_row(row, people.new) for row in after]
    outcome = _compare(before, after)
    if outcome in {Outcome.CONFLICT, Outcome.SAME}:
        return outcome
    for table in ("gold_span", "decision", "settled"):
        ours.execute(f"DELETE FROM {table} WHERE article = ?", [here])
    for table, columns in _TABLES.items():
        sql = f"SELECT {columns} FROM {table} WHERE article = ? ORDER BY rowid"
        copied = theirs.rows(sql, [there])
        if people.new is not None:
            with decoding(theirs, "a name in its history"):
                copied = [tuple(renamed_row(row, columns.split(", "), people.new)) for row in copied]
        for row in copied[len(before) :] if table == "gold_step" else copied:
            values = row if table == "gold_span" else (people.number(row[0]), *row[1:])
            marks = ", ".join("?" * len(row))
            ours.execute(f"INSERT INTO {table} (article, {columns}) VALUES (?, {marks})", [here, *values])
    return outcome


def _history_row(row: Row, new: New) -> Row:
    name, at, move, edits, before, after, people, edition, correction = row
    return (
        new(name),
        at,
        move,
        names_in_values.edits_text(edits, new),
        before,
        after,
        names_in_values.people_text(people, new),
        edition,
        correction,
    )
