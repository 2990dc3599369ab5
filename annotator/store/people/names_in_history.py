"""Replacing a name in the histories of layers, and in the gold and its history."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from annotator.store.file.decoding import decoding
from annotator.store.people import names_in_values
from annotator.store.people.names_in_rows import renamed_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.store.file.connection import Connection

_HISTORIES = ("operation", "gold_step")
GOLD = {
    "decision": ("id", "people", "sources", "marks", "policy"),
    "settled": ("article", "people"),
    "gold_step": ("number", "edits", "people"),
}
"""The key of each table of gold, and its columns with names in them."""


@contextmanager
def histories_open(connection: Connection) -> Iterator[None]:
    """Allow the histories, which are only appended to otherwise, to be altered inside; in a transaction."""
    marks = ", ".join("?" * len(_HISTORIES))
    triggers = connection.rows(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", _HISTORIES
    )
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)


def rename_operations(connection: Connection, person: int, new: str) -> None:
    """Replace a person's name in the history of their layers, inside `histories_open`."""
    sql = "SELECT number, before, after FROM operation WHERE annotator = ?"
    with decoding(connection, "a name in its history"):
        for number, *sides in connection.rows(sql, [person]):
            before, after = (names_in_values.span_text(side, lambda _: new) for side in sides)
            connection.execute(
                "UPDATE operation SET before = ?, after = ? WHERE number = ?", [before, after, number]
            )


def rename_gold(connection: Connection, person: int, name: str, new: str) -> int:
    """Replace a person's name in the gold and its history, inside `histories_open`; return how many decisions named them."""
    ids = {id_ for (id_,) in connection.rows("SELECT id FROM decision WHERE adjudicator = ?", [person])}
    for table, (key, *columns) in GOLD.items():
        for at, *row in connection.rows(f"SELECT {key}, {', '.join(columns)} FROM {table}"):
            with decoding(connection, "a name in its history"):
                values = renamed_row(row, columns, lambda known: new if known == name else known)
            if values == row:
                continue
            if table == "decision":
                ids.add(at)
                values = _with_free_marks(connection, at, columns, values)
            changes = ", ".join(f"{column} = ?" for column in columns)
            connection.execute(f"UPDATE {table} SET {changes} WHERE {key} = ?", [*values, at])
    return len(ids)


def _with_free_marks(
    connection: Connection, id_: str, columns: Sequence[str], values: list[Any]
) -> list[Any]:
    """Return the values of a decision, without its marks where another decision of the article has the same.

    Marks are unique in an article, but two decisions from the spans of two people who are joined are both kept.
    """
    index = columns.index("marks")
    sql = """
        SELECT 1 FROM decision WHERE marks = ? AND marks <> '[]' AND id <> ?
        AND article = (SELECT article FROM decision WHERE id = ?)
    """
    if connection.row(sql, [values[index], id_, id_]) is None:
        return values
    return [*values[:index], "[]", *values[index + 1 :]]
