"""Values that a terminal would obey, in every place that can hold a text from outside."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from annotator.store.file import checksums
from tests.store.helpers import refill

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "\x1b]0;owned\x07"
"""Sets the title of a window (OSC 0)."""

PARTS = (
    TITLE,
    "\x1b]52;c;b3duZWQ=\x07",  # the clipboard
    "\x1b[2J\x1b[H",  # clears the screen
    "\x1b[6n\x1b[c",  # has the terminal type an answer
    "\x9b31m\x9d0;x\x9c",  # the same as C1 controls
    "\x1bPq\x1b\\",  # a device control string
    "over\rwritten\b\b",
    "\u202etxt.exe\u202c\u2066a\u2069\u200f\u061c",  # reorders the line
    "\x7f\x00\x0e",
    "two\nlines\u2028three\x85four",
)
HOSTILE = "".join(PARTS)
"""All of them in one text."""

PRINTED = HOSTILE.replace("\0", "")
"""The same without NUL, which no text may have."""

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066\u2067]")
"""What no message may have: controls but tabs and line feeds, and controls of direction but our own FSI and PDI."""


def unsafe(text: str) -> list[str]:
    """Return what a terminal would obey in a text, with some of what stands around it."""
    return [ascii(text[max(found.start() - 30, 0) : found.end() + 10]) for found in UNSAFE.finditer(text)]


COLUMNS = (
    *("article.id", "article.title", "article.date", "article.source", "article.url", "article.metadata"),
    *(
        "article.added",
        "article_text.text",
        "annotator.name",
        "annotator.created",
        "project.schema",
        "project.created",
    ),
    *("span.id", "span.label", "span.attributes", "span.created", "span.changed"),
    *(
        "operation.at",
        "operation.before",
        "operation.after",
        "work.note",
        "assignment.given",
        "former_name.name",
    ),
    *("decision.id", "decision.at", "decision.people", "decision.marks", "decision.policy", "decision.note"),
    *("gold_span.label", "gold_span.attributes", "gold_step.at", "gold_step.edits", "gold_step.people"),
    *("settled.at", "settled.people", "written.run", "_sqlite_migrations.name"),
)
"""The columns of a project that hold texts."""


def poison(path: Path, column: str) -> None:
    """Put the hostile text into a column of a project, or into each text of its JSON, and make its checksums anew."""
    table, name = column.split(".")
    with closing(sqlite3.connect(path)) as db, db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for trigger, _ in triggers:
            db.execute(f"DROP TRIGGER {trigger}")
        key = "rowid" if table not in ("former_name", "work", "assignment", "written") else name
        for row, text in db.execute(f"SELECT {key}, {name} FROM {table} WHERE {name} IS NOT NULL").fetchall():
            try:
                changed = json.dumps(_poisoned(json.loads(text), PRINTED))
            except ValueError:
                changed = PRINTED + text
            db.execute(f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (changed, row))
        if table in checksums.TABLES:
            checksums.fill(db, table)
        for _, sql in triggers:
            db.execute(sql)
        refill(db)


def _poisoned(found: object, value: str) -> object:
    if isinstance(found, str):
        return value + found
    if isinstance(found, list):
        return [_poisoned(each, value) for each in found]
    if isinstance(found, dict):
        return {key: _poisoned(each, value) for key, each in found.items()} or {value: value}
    return found


def record(number: int = 1, **fields: object) -> bytes:
    """Return a line of JSON with hostile values in all of its fields."""
    full = {
        "text": f"وصل الوفد {number}",
        "title": PRINTED,
        "source": PRINTED,
        "url": PRINTED,
        "date": PRINTED,
        PRINTED: PRINTED,
        "spans": [{"start": 0, "end": 3, "label": "actor"}],
    }
    return msgspec.json.encode({**full, **fields}) + b"\n"
