"""Project files as somebody makes them who knows the tables: values, histories and checksums are theirs to choose."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, cast

from annotator.store.check import case_counts
from annotator.store.file import checksums, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.store.file.connection import Connection

    Alter = Callable[[sqlite3.Connection], None]

JSON_COLUMNS = (
    *(("operation", "number", "before"), ("operation", "number", "after")),
    *(("decision", "id", "sources"), ("gold_step", "number", "edits")),
)
"""Table, key and column of JSON in which spans and decisions stand."""


def forged(source: Path, target: Path, alter: Alter) -> Path:
    """Make a copy, altered without regard to checks and triggers, whose checksums and sums are right and whose tables are as they were."""
    with closing(sqlite3.connect(source)) as database:
        database.execute(f"VACUUM INTO '{target}'")
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        alter(database)
        for table in checksums.TABLES:
            checksums.fill(database, table)
        for table in parts.TABLES:
            database.execute(f"DELETE FROM {table}")
            parts.fill(database, table)
        case_counts.remake(cast("Connection", database))
        for _, sql in triggers:
            database.execute(sql)
    return target


def statement(sql: str, *values: Any) -> Alter:
    """Return an alteration by one statement."""

    def alter(database: sqlite3.Connection) -> None:
        database.execute(sql, values)

    return alter


def everywhere(field: str, value: Any) -> Alter:
    """Return an alteration of a field of every span and decision, in its row and wherever a history has it."""

    def changed(found: Any) -> Any:
        if isinstance(found, list):
            return [changed(one) for one in found]
        if isinstance(found, dict):
            return {name: value if name == field else changed(one) for name, one in found.items()}
        return found

    def alter(database: sqlite3.Connection) -> None:
        for table, key, column in JSON_COLUMNS:
            for number, text in database.execute(f"SELECT {key}, {column} FROM {table}").fetchall():
                if text is not None:
                    row = [json.dumps(changed(json.loads(text)), ensure_ascii=False), number]
                    database.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", row)
        for table in ("span", "gold_span", "decision"):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            if field in columns:
                stored = json.dumps(value) if isinstance(value, (dict, list)) else value
                database.execute(f'UPDATE OR IGNORE {table} SET "{field}" = ?', [stored])

    return alter


def removing_all(name: str) -> Alter:
    """Return an alteration by which somebody seems to have removed all their spans."""

    def alter(database: sqlite3.Connection) -> None:
        (who,) = database.execute("SELECT number FROM annotator WHERE name = ?", [name]).fetchone()
        for article, id_ in database.execute(
            "SELECT article, id FROM span WHERE annotator = ?", [who]
        ).fetchall():
            (last,) = database.execute(
                "SELECT after FROM operation WHERE json_extract(after, '$.id') = ? ORDER BY number DESC",
                [id_],
            ).fetchone()
            database.execute(
                "INSERT INTO operation (article, annotator, at, move, what, before, edition) VALUES "
                "(?, ?, '2027-01-01T00:00:00+00:00', 'do', 'removed', ?, (SELECT edition FROM article WHERE number = ?))",
                [article, who, last, article],
            )
        database.execute("DELETE FROM span WHERE annotator = ?", [who])

    return alter


def changing_all(name: str, how: str) -> Alter:
    """Return an alteration by which somebody seems to have changed all their spans: "moved", "relabelled" or "stripped" of attributes."""

    def alter(database: sqlite3.Connection) -> None:
        (who,) = database.execute("SELECT number FROM annotator WHERE name = ?", [name]).fetchone()
        sql = "SELECT article, id, start, label FROM span WHERE annotator = ?"
        for article, id_, start, label in database.execute(sql, [who]).fetchall():
            (last,) = database.execute(
                "SELECT after FROM operation WHERE json_extract(after, '$.id') = ? ORDER BY number DESC",
                [id_],
            ).fetchone()
            after = json.loads(last) | {"changed": "2027-01-01T00:00:00+00:00"}
            after |= {
                "moved": {"start": start, "end": start + 1},
                "relabelled": {"label": "weapon" if label == "actor" else "actor"},
                "stripped": {"attributes": {}},
            }[how]
            database.execute(
                "INSERT INTO operation (article, annotator, at, move, what, before, after, edition) VALUES "
                "(?, ?, '2027-01-01T00:00:00+00:00', 'do', ?, ?, ?, (SELECT edition FROM article WHERE number = ?))",
                [
                    article,
                    who,
                    "changed" if how == "stripped" else how,
                    last,
                    json.dumps(after, ensure_ascii=False),
                    article,
                ],
            )
            database.execute(
                'UPDATE span SET start = ?, "end" = ?, label = ?, attributes = ?, changed = ? WHERE id = ?',
                [
                    *(after["start"], after["end"], after["label"]),
                    *(json.dumps(after["attributes"]), after["changed"], id_),
                ],
            )

    return alter


def columns(path: Path, tables: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each table with each of its columns."""
    with closing(sqlite3.connect(path)) as database:
        for table in tables:
            for row in database.execute(f"PRAGMA table_info({table})").fetchall():
                if row[1] != checksums.COLUMN:
                    yield table, row[1]
