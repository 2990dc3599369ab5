"""Merging gold: decisions, the spans they give, their history and whether an article is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.merging_history import Outcome, compare

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.store.connection import Connection

_HISTORY = """
    SELECT annotator.name, at, move, edits, settled_before, settled_after, people
    FROM gold_step JOIN annotator ON annotator.number = adjudicator WHERE article = ? ORDER BY gold_step.number
"""

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


def merge(
    theirs: Connection, there: int, ours: Connection, here: int, person: Callable[[int], int]
) -> Outcome:
    """Bring an article's gold up to date with what is there, inside a transaction, unless both went their own ways.

    `there` and `here` are the article's numbers, `person` gives the number here of somebody there.
    """
    before, after = ours.rows(_HISTORY, [here]), theirs.rows(_HISTORY, [there])
    outcome = compare(before, after)
    if outcome in {Outcome.APART, Outcome.SAME}:
        return outcome
    for table in ("gold_span", "decision", "settled"):
        ours.execute(f"DELETE FROM {table} WHERE article = ?", [here])
    for table, columns in _TABLES.items():
        sql = f"SELECT {columns} FROM {table} WHERE article = ? ORDER BY rowid"
        copied = theirs.rows(sql, [there])
        for row in copied[len(before) :] if table == "gold_step" else copied:
            values = row if table == "gold_span" else (person(row[0]), *row[1:])
            marks = ", ".join("?" * len(row))
            ours.execute(f"INSERT INTO {table} (article, {columns}) VALUES (?, {marks})", [here, *values])
    return outcome
