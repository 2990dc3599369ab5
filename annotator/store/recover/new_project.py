"""The new project: filled from what was mended, and looked at as a whole before it gets its name."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store.check import checking
from annotator.store.disk import failures
from annotator.store.file import checksums
from annotator.store.opening.opening import open_project

if TYPE_CHECKING:
    from pathlib import Path

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
    *("decision", "gold_span", "settled", "gold_step", "written"),
)
"""In the order in which one refers to the other."""


class FaultyError(Exception):
    """What was recovered is not whole: a fault of the program's own."""


def fill_project(path: Path, draft: Draft, created: str | None, named: Path) -> None:
    """Put all that was mended into the new project at `path`, which will be `named`. Raises `FaultyError`, `ProjectError`."""
    with closing(open_project(path, anywhere=True)) as connection, failures.translated(named.absolute()):
        checksums.add_triggers(connection.database)
        with connection.database.atomic():
            if created is not None:
                connection.execute("UPDATE project SET created = ?", [created])
            for table in TABLES:
                names = [
                    column.name for column in draft.definitions[table].columns if column.name != "checksum"
                ]
                columns = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join("?" * len(names))
                order = ", ".join(draft.definitions[table].key) if draft.definitions[table].keyed else "rowid"
                for row in draft.rows(f"SELECT {columns} FROM {table} ORDER BY {order}"):
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)
        wrong = [str(fault) for fault in checking.faults(connection) if not fault.harmless]
    if wrong:
        raise FaultyError("; ".join(wrong[:3]))
