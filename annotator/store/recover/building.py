"""The new project: filled from what was mended, and looked at as a whole before it gets its name."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store import check
from annotator.store.file import checksums, failures
from annotator.store.file.opening import open_project

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.store.recover.scratch import Scratch

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


def fill(path: Path, scratch: Scratch, created: str | None, named: Path) -> None:
    """Put all that was mended into the new project at `path`, which will be `named`. Raises `FaultyError`, `ProjectError`."""
    with closing(open_project(path, anywhere=True)) as connection, failures.translated(named.absolute()):
        checksums.keep(connection.database)
        with connection.database.atomic():
            if created is not None:
                connection.execute("UPDATE project SET created = ?", [created])
            for table in TABLES:
                names = [column.name for column in scratch.shapes[table].columns if column.name != "checksum"]
                columns = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join("?" * len(names))
                order = ", ".join(scratch.shapes[table].key) if scratch.shapes[table].keyed else "rowid"
                for row in scratch.rows(f"SELECT {columns} FROM {table} ORDER BY {order}"):
                    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", row)
        wrong = [str(fault) for fault in check.faults(connection) if not fault.keeps]
    if wrong:
        raise FaultyError("; ".join(wrong[:3]))
