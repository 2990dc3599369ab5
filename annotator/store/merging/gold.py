"""Merging gold: decisions, the spans they give, their history and whether an article is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.store.file.decoding import decoding
from annotator.store.merging.histories import Outcome, compare
from annotator.store.people import names_in_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.store.file.connection import Connection
    from annotator.store.merging.histories import Row
    from annotator.store.merging.people import People
    from annotator.store.people.names_in_values import New

_HISTORY = """
    SELECT annotator.name, at, move, edits, settled_before, settled_after, people
    FROM gold_step JOIN annotator ON annotator.number = adjudicator WHERE article = ? ORDER BY gold_step.number
"""

_NAMED = {
    "people": names_in_values.people_text,
    "sources": names_in_values.sources_text,
    "edits": names_in_values.edits_text,
    "policy": names_in_values.policy,
}
"""How other names are put into columns that have any."""

_TABLES = {
    "decision": "adjudicator, id, at, choice, people, sources, marks, policy, note",
    "gold_span": 'id, decision, start, "end", label, attributes',
    "settled": "adjudicator, at, people",
    "gold_step": "adjudicator, at, move, edits, settled_before, settled_after, people",
}
"""The columns that are copied, beside the article; adjudicators have another number in each project."""


def articles_with_gold(project: Connection) -> list[int]:
    """Return the numbers of articles of which something was ever decided."""
    return [number for (number,) in project.rows("SELECT DISTINCT article FROM gold_step ORDER BY article")]


def merge(theirs: Connection, there: int, ours: Connection, here: int, people: People) -> Outcome:
    """Bring an article's gold up to date with what is there, inside a transaction, unless both went their own ways.

    `there` and `here` are the article's numbers, `people` those of the other project.
    """
    before, after = ours.rows(_HISTORY, [here]), theirs.rows(_HISTORY, [there])
    if people.new is not None:
        with decoding(theirs, "a name in its history"):
            after = [_history_row(row, people.new) for row in after]
    outcome = compare(before, after)
    if outcome in {Outcome.APART, Outcome.SAME}:
        return outcome
    for table in ("gold_span", "decision", "settled"):
        ours.execute(f"DELETE FROM {table} WHERE article = ?", [here])
    for table, columns in _TABLES.items():
        sql = f"SELECT {columns} FROM {table} WHERE article = ? ORDER BY rowid"
        copied = theirs.rows(sql, [there])
        if people.new is not None:
            with decoding(theirs, "a name in its history"):
                copied = [tuple(renamed(row, columns.split(", "), people.new)) for row in copied]
        for row in copied[len(before) :] if table == "gold_step" else copied:
            values = row if table == "gold_span" else (people.number(row[0]), *row[1:])
            marks = ", ".join("?" * len(row))
            ours.execute(f"INSERT INTO {table} (article, {columns}) VALUES (?, {marks})", [here, *values])
    return outcome


def _history_row(row: Row, new: New) -> Row:
    name, at, move, edits, before, after, people = row
    return (
        new(name),
        at,
        move,
        names_in_values.edits_text(edits, new),
        before,
        after,
        names_in_values.people_text(people, new),
    )


def renamed(row: Sequence[Any], columns: Sequence[str], new: New) -> list[Any]:
    """Return a row of these columns with other names. Raises `msgspec.MsgspecError` where one can't be read."""
    values = dict(zip(columns, row, strict=True))
    values |= {column: _NAMED[column](values[column], new) for column in columns if column in _NAMED}
    if "marks" in values and values["marks"] != "[]":
        values["marks"] = names_in_values.marks_text(values["sources"])
    return list(values.values())
