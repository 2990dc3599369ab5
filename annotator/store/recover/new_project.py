"""Filling the new project with the draft, and checking it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store.check import checking
from annotator.store.disk import failures
from annotator.store.file import checksums, search_tables
from annotator.store.opening.opening import open_project

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.file.connection import Connection
    from annotator.store.recover.draft import Draft

TABLES = (
    *(
        "annotator",
        "article",
        "article_text",
        "former_name",
        "span",
        "operation",
        "work",
        "assignment",
        "pool",
    ),
    *("decision", "gold_span", "settled", "gold_step", "written", "former_text", "card"),
    *("split", "split_part", "note", "sent_back"),
)
"""Parents before children."""


class FaultyError(Exception):
    """The new project is not sound, which is a bug."""


def fill_project(path: Path, draft: Draft, created: str | None, named: Path) -> None:
    """Insert the draft into the new project at `path`, which will be `named`, and check it. Raises `FaultyError`, `ProjectError`."""
    with closing(open_project(path, anywhere=True)) as connection, failures.translated(named.absolute()):
        checksums.add_triggers(connection.database)
        with connection.database:
            connection.execute("BEGIN")
            if created is not None:
                connection.execute("UPDATE project SET created = ?", [created])
            for table in TABLES:
                if table == "card":
                    _fill_card(connection, draft)
                    continue
                names = [
                    column.name for column in draft.definitions[table].columns if column.name != "checksum"
                ]
                columns = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join("?" * len(names))
                order = ", ".join(draft.definitions[table].key) if draft.definitions[table].keyed else "rowid"
                for row in draft.rows(f"SELECT {columns} FROM {table} ORDER BY {order}"):
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)
            search_tables.refill_listed(connection.database)
        wrong = [str(fault) for fault in checking.faults(connection) if not fault.harmless]
    if wrong:
        raise FaultyError("; ".join(wrong[:3]))


def _fill_card(connection: Connection, draft: Draft) -> None:
    """Put the card into its row, which is there in a new project."""
    for row in draft.rows("SELECT card, changed FROM card"):
        connection.execute("UPDATE card SET card = ?, changed = ?", row)
