"""Projects as older versions of the program made them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from annotator.store.disk.sqlite_files import APPLICATION_ID
from annotator.store.file import checksums
from annotator.store.file.keep_card_row import keep_card_row
from annotator.store.file.migrations import STEPS, apply

if TYPE_CHECKING:
    from pathlib import Path


def older_version(path: Path, steps: int) -> None:
    """Put in the place of a project what it would be had it been made with the first so many steps."""
    old = path.with_name("older.db")
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(old, isolation_level=None)) as target,
    ):
        target.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        apply(target, STEPS, [step.__name__ for step in STEPS[:steps]])
        target.execute("PRAGMA recursive_triggers = OFF")  # or rows that stay could not be replaced
        tables = target.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' "
            "AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
        ).fetchall()
        for (table,) in tables:
            names = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
            columns = ", ".join(f'"{name}"' for name in names)
            places = ", ".join("?" * len(names))
            rows = source.execute(f"SELECT {columns} FROM {table}").fetchall()
            target.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})", rows)
            if table == "card" and keep_card_row not in STEPS[:steps]:
                target.execute("DELETE FROM card WHERE card = '{}'")
            if checksums.COLUMN in names:  # which are over other columns in a newer version
                checksums.fill(target, table)
    path.unlink()
    old.rename(path)
