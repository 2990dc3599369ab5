"""What the tests of the project file share."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.model import Bilingual, Edit, Incoming, Label, LabelSchema, Move, Operation, Span, now
from annotator.project import Project
from annotator.store.file import checksums, search_tables
from annotator.store.importing.storing import store_texts
from tests.adding import add_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from annotator.model import ImportReport, Refusal

SCHEMA = LabelSchema(
    name="conflict",
    labels=tuple(
        Label(name=name, key=key, color=color, definition=Bilingual(en=english, ar=arabic))
        for name, key, color, english, arabic in (
            ("actor", "a", "red", "Who acts", "من يفعل"),
            ("location", "l", "green", "Where it happens", "أين يحدث"),
            ("weapon", "w", "yellow", "What it is done with", "بماذا يُفعل"),
            ("claim", "c", "blue", "What somebody says", "ما يقوله أحدهم"),
        )
    ),
)

TEXT = "أعلن المتحدث باسم الوزارة أن قافلة الإغاثة وصلت إلى البلدة مساء أمس.\nولم تُسجَّل إصابات.\n"
OTHER = "نفى مصدر محلي وصول أي قافلة إلى البلدة.\n"
HUDA = "هدى"
SAMI = "سامي"


def incoming(text: str, name: str = "خبر.txt", **fields: Any) -> Incoming:
    return Incoming(text=text, path=Path(name), **fields)


def make(path: Path, *texts: str) -> Project:
    """Make a project whose articles are called 1.txt, 2.txt, and so on."""
    project = Project.create(path, SCHEMA)
    if texts:
        articles = [incoming(text, id=f"{number}.txt") for number, text in enumerate(texts, 1)]
        assert add_articles(project, articles).added == len(texts)
    return project


def import_texts(
    project: Project,
    records: Iterable[Incoming | Refusal],
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import texts from a stream of records, as an import does once the files are read."""
    return store_texts(project._connection, records, progress)


def adding(
    start: int, end: int, label: str = "actor", *, article: str = "1.txt", annotator: str = HUDA
) -> Operation:
    return operation(Edit(before=None, after=Span.new(start, end, label, annotator)), article=article)


def operation(edit: Edit, move: Move = Move.DO, *, article: str = "1.txt") -> Operation:
    span = edit.after or edit.before
    assert span is not None
    return Operation(article=article, annotator=span.annotator, when=now(), move=move, edit=edit)


def raw(path: Path, *statements: str) -> None:
    """Run statements as any other program would, without ours in between."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in statements:
            connection.execute(statement)


def ours(path: Path, *statements: str) -> None:
    """Run statements as this program would, whose rows have their checksums, though no command does this."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        checksums.add_triggers(connection)
        for statement in statements:
            connection.execute(statement)
        refill(connection)


def refill(connection: sqlite3.Connection) -> None:
    """Make what filters look at anew, in a project that has it, after articles were changed by SQL."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name = 'listed'")}
    if there:
        connection.execute("SAVEPOINT refill")
        try:
            search_tables.refill_listed(connection)
        except (sqlite3.DatabaseError, TypeError, AttributeError):  # articles are such that it can't be made
            connection.execute("ROLLBACK TO refill")
        connection.execute("RELEASE refill")


def dumped(connection: sqlite3.Connection) -> list[str]:
    """Return what is in each table of a file, also in those that an index of FTS5 consists of, a line a row."""
    made = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    rows = [
        f"{name}: {row}"
        for (name,) in tables
        for row in sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
    ]
    return [*map(repr, made), *rows]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@contextmanager
def unprivileged_folder() -> Iterator[Path]:
    """Give a folder that a user without privileges can reach; `powerless` becomes that user."""
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        if not all(parent.stat().st_mode & 0o001 for parent in folder.parents):
            pytest.skip("the folder for temporary files can't be reached by other users")
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def powerless(*paths: Path) -> Iterator[None]:
    """Make paths unwritable and, as root, whom no permission binds, act as a user without privileges."""
    root = os.geteuid() == 0
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)
